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
