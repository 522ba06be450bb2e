# Books
refused-ledger-too-few-lines = A voucher has at least two lines. Add the other account.
refused-ledger-zero-line = Line { $line } of the voucher has no amount. Enter one, or remove the line.
refused-ledger-unbalanced = Debits and credits of the voucher differ by { $left } fen. Check the amounts.
refused-ledger-future-date = The date { $date } has not come yet. Use today or an earlier day.
refused-ledger-other-book = An account does not belong to this book. Choose accounts of this book.
refused-ledger-below-zero = The account “{ ledger-account-name }” held only { $balance } yuan then, too little for this. Record the income first, or lower the amount.
refused-ledger-already-reversed = This voucher was already reversed by voucher { $number }. See voucher { $number }.
refused-ledger-is-reversal = Voucher { $number } is itself a reversal and is not reversed again. If the amount is still right, post a new voucher.
refused-ledger-before-original = A reversal may not be dated before its voucher, { $date }. Use { $date } or a later day.

ledger-account-name = { $account ->
    [bank] Bank
    [undistributed] Undistributed income
    [payable] Dividends payable
    [tax_payable] Tax payable
    [unclaimed] Unclaimed dividends
    [receivable] Receivables
    [reserve] Reserve
    [welfare] Welfare fund
    [losses] Losses brought forward
    [village_fund] Village fund
    [sales] Sales
    [contract_costs] Contract costs
    [advances] Owed to the co-op
    [loss_share] Shares of a loss
    [coop_share] The co-op's part
    [held_back] Held back
    [income] Contract income
    [bank_clearing] In between
   *[other] { $account }
}
ledger-account-bank = Bank
ledger-account-undistributed = Undistributed income
ledger-account-payable = Dividends payable
ledger-account-tax-payable = Tax payable
ledger-account-receivable = Receivables
ledger-account-unclaimed = Unclaimed dividends
ledger-kind-income = Income
ledger-kind-declare = Distribution
ledger-kind-pay = Payment
ledger-kind-reverse = Reversal
ledger-kind-return = Return
ledger-kind-unclaimed = Moved to unclaimed
ledger-kind-receivable = Made receivable
ledger-kind-recover = Recovery

audit-voucher-unbalanced = a voucher does not balance
audit-voucher-differs = total or lines of a voucher are not those of its entries
audit-entry-misplaced = an entry lies in another year, day or book than its voucher
audit-entry-without-voucher = an entry has no voucher
audit-reversed-twice = a voucher was reversed twice
audit-number-gap = voucher numbers have a gap
audit-balance-differs = a balance is not the sum of its entries; zhen rebuild makes it again
audit-below-floor = an account stands below its floor
ledger-account-reserve = Reserve
ledger-account-welfare = Welfare fund
ledger-account-losses = Losses brought forward
ledger-account-village-fund = Village fund
ledger-kind-opening = Opening balance

audit-voucher-in-closed-month = a voucher was posted into a month that was closed then
refused-ledger-period-closed = The book is closed through { $through }, so nothing can be posted on { $date }. Use { $earliest } or a later day; if it must stand in that month, ask the reviewer to open it again.
refused-ledger-month-not-over = The month of { $date } is not over and cannot be closed. Close it after its last day.
refused-ledger-already-closed = The book is closed through { $date } already. Choose a later month.
refused-ledger-not-closed = The month of { $date } is not closed and needs no opening. Choose a closed month.
ledger-kind-other = other
books-nav = Books
books-title = Books
books-about = Close a month once its accounts are checked and signed. A closed month takes no entry any more; a mistake is put right in a month that is open.
books-entity = Entity
books-unit = Place
books-state = Closed
books-closed-through = Closed through { $date }
books-all-open = Not closed yet
books-empty-title = No books yet
books-empty-text = Enter a project or set up a co-op, and its book stands here.
books-month = Month
books-month-name = { $year }/{ $month }
books-balances = Balances up to { $date }
books-balance-side = Balance
books-debit-side = debit
books-credit-side = credit
books-flat = even
books-none-yet-title = Nothing posted by the end of this month
books-none-yet-text = Choose another month.
books-vouchers = Vouchers of { $month }
books-number = Number
books-date = Date
books-kind = What for
books-amount = Amount
books-no-vouchers-title = No vouchers in this month
books-no-vouchers-text = Choose another month.
books-more = Too many vouchers: only the first { $count } are listed.
books-close = Close
books-close-to = Close through
books-close-hint = This month and every month before it close together.
books-close-title = Once closed
books-close-effect = no posting, payment or reversal any more
books-close-effect-of = Closed months
books-reopen = Open again
books-reopen-from = Open from
books-reopen-hint = This month and every month after it open.
books-reason = Reason
books-reason-hint = The reason stays in the book for good. Write no names.
books-history = Closings
books-decided = Decided on
books-what = What
books-opened-all = Everything opened
books-opened-after = Opened after { $date }
books-saved-closed = Closed through { $date }.
books-saved-opened = Opened again.
books-state-side = Side
books-file = Download this month
ledger-account-sales = sales
ledger-account-contract-costs = contract costs
ledger-account-advances = owed to the co-op
ledger-account-loss-share = shares of a loss
ledger-account-coop-share = the co-op's part
ledger-account-held-back = held back
ledger-account-income = contract income
ledger-kind-sale = Sale
ledger-kind-cost = Cost
ledger-kind-repay = Repayment
ledger-kind-settle = Settlement
ledger-kind-share-loss = Shared loss
ledger-kind-hand-over = The co-op's part
