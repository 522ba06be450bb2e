# What the first page shows to each role

board-now = Can be done now
board-due = Rounds waiting for you
board-others = Rounds waiting for others
board-from = from { $date }
board-col-when = When it can be done, or what is missing

board-money = Where the money is
board-undistributed = Undistributed
board-books = { $count ->
    [one] 1 book
   *[other] { $count } books
}
board-owed = Declared, not yet paid
board-held = On hold
board-returned = Returned
board-unclaimed = Unclaimed
board-receivable = To be got back
board-lines = { $count ->
    [one] 1 household
   *[other] { $count } households
}
board-pots = Undistributed money by book
board-pots-none = No book holds undistributed money
board-pots-none-text = When income is entered and not fully divided, it is listed here; its amount opens the form for a new round.
board-lying = Rounds with households not settled
board-lying-none = No money is waiting
board-lying-none-text = Households that are unpaid, on hold, returned, unclaimed or owe money back are listed here by round.

board-objections = Objections
board-open = Unanswered
board-upheld = Upheld
board-rejected = Rejected
board-withdrawn = Withdrawn
board-open-caption = Objections waiting for an answer
board-objections-none = No objection waits for an answer
board-objections-none-text = Objections received while a plan is posted are listed here; nothing is declared before each has an answer.
board-outcomes = Objections and what became of them
board-outcomes-none = No objections so far
board-outcomes-none-text = Objections and their outcomes are listed here by round.

board-stages = Rounds by state
board-stages-about = { $count ->
    [one] One round, by the step it has reached.
   *[other] { $count } rounds, by the step they have reached.
}
board-unit-round = rounds
board-rounds = Rounds
board-table = Show the table

board-years = Rounds by year
board-years-about = For each year the amount declared and the amount paid.
board-years-none = No round has been declared yet
board-years-none-text = Once rounds are declared, the amounts declared and paid are listed here by year.
board-declared = Declared
board-declared-rounds = Rounds declared
board-paid = Paid
board-paid-lines = Households paid
board-reversed-rounds = Rounds reversed
board-wrong = What went wrong
board-unusual = Worth a look
board-fresh = Accounts made, granted or reset within 30 days before moving money
board-fresh-none = No such account
board-fresh-none-text = Where somebody declares, pays or reverses with an account made, granted or reset shortly before, it is listed here.
board-audit = Check all records
