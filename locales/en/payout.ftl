# Distribution of income
flow-relief-income = Income of relief-project assets

payout-state-draft = Draft
payout-state-calculated = Calculated
payout-state-resolved = Voted
payout-state-reviewed = Reviewed
payout-state-posted = Posted
payout-state-declared = Declared
payout-state-paid = Paid
payout-state-closed = Closed
payout-state-cancelled = Cancelled
payout-state-reversed = Reversed

payout-step-create = Draft
payout-step-calculate = Calculate
payout-step-display = Display the plan
payout-step-resolve = Record the vote
payout-step-review = Review
payout-step-post = Post the notice
payout-step-declare = Declare
payout-step-pay = Record payments
payout-step-close = Close
payout-step-cancel = Cancel
payout-step-reverse = Reverse

payout-basis-per-person = Per person
payout-basis-per-household = Per household
payout-basis-class-weights = By class weight, per person
payout-policy-per-share-floor = Equal per share, remainder carried forward
payout-policy-largest-remainder = Largest remainder
payout-policy-cumulative = Cumulative, everything paid out
payout-method-cash = Cash
payout-method-transfer = Transfer
payout-reason-wrong-roster = The roster was wrong
payout-reason-wrong-amount = The amount was wrong
payout-reason-voted-down = The meeting voted against it
payout-reason-review-failed = The review failed
payout-reason-objection-upheld = An objection was upheld
payout-reason-other = Other
payout-meeting-villagers-representatives = Villagers’ representatives
payout-meeting-villagers-meeting = Villagers’ meeting

payout-step-word = { $step ->
    [create] drafted it
    [calculate] calculated it
    [display] displayed it
    [resolve] recorded the vote
    [review] reviewed it
    [post] posted it
    [declare] declared it
    [pay] paid it
    [close] closed it
    [cancel] cancelled it
    [reverse] reversed it
   *[other] { $step }
}

deed-payout-adopt-flow = adopt a flow
deed-payout-create = draft a round
deed-payout-calculate = calculate a round
deed-payout-display = display a plan
deed-payout-resolve = record a vote
deed-payout-review = review a round
deed-payout-post = post a notice
deed-payout-declare = declare a round
deed-payout-pay = record payments
deed-payout-close = close a round
deed-payout-cancel = cancel a round
deed-payout-reverse = reverse a round

refused-payout-no-flow = The flow “{ $flow }” is not in force yet. Ask the administrator to adopt it, then draft the round.
refused-payout-policy-not-allowed = This flow does not allow that way of rounding. Choose another.
refused-payout-basis-not-allowed = This flow does not allow that basis. Choose another.
refused-payout-is-over = This round is over and nothing more can be done to it. Draft a new round if the money is to be distributed again.
refused-payout-already-done = This step has been done. A calculation cannot be changed: if it is wrong, cancel the round and draft a new one.
refused-payout-not-draft = The round is not a draft. Draft a new round, then calculate it.
refused-payout-not-calculated = The round has not been calculated. Calculate it first.
refused-payout-not-displayed = The plan has not been displayed before the meeting. Display it for { $days } days, then record the vote.
refused-payout-future-date = The date { $date } has not come yet. Record it on that day, or correct the date.
refused-payout-before-last-step = The date { $date } is before the last step. Use { $earliest } or a later day.
refused-payout-display-too-short = The plan was displayed on { $displayed }, less than { $days } days before. The meeting may be held from { $earliest } on.
refused-payout-objections-open = The notice stays posted until { $to }. Declare the round on { $earliest } or later.
refused-payout-same-person = Preparing, reviewing and approving take different people, and you already { payout-step-word }. Ask another person who holds the right.
refused-payout-no-quorum = { $present } were present, { $needed } are needed, so the vote does not count. Hold the meeting again and record it.
refused-payout-voted-down = { $in_favour } of { $present } present were in favour, not more than half. Cancel this round and bring a changed plan to the meeting.
refused-payout-not-resolved = The meeting has not voted for this round. Record the vote first.
refused-payout-not-reviewed = The township has not reviewed this round. Have it reviewed, then post it.
refused-payout-period-too-short = The notice must stay posted for { $days } days. The earliest last day is { $earliest }.
refused-payout-not-posted = The result has not been posted. Post it, and declare after the period has ended.
refused-payout-pool-not-covered = The book holds { $held } yuan undistributed, less than the { $pool } to distribute. Record the income first, or lower the pool.
refused-payout-not-covered = The book holds { $held } yuan undistributed, less than the { $distributed } to distribute. Record the income first, or cancel this round if the money went elsewhere.
refused-payout-no-entitlements = Nobody is entitled on the record date. Enter the roster of beneficiaries first.
refused-payout-household-twice = One household stands twice in the roster (id { $household }). Remove one line, then calculate.
refused-payout-no-heads = One household has no persons (id { $household }). Enter their number, or take it off the roster.
refused-payout-class-without-weight = Class “{ $class }” has no weight. Cancel this round and give the class a weight in a new one.
refused-payout-no-weight = All weights are zero, so nothing can be divided. Check class weights and persons.
refused-payout-negative-entitlement = The roster holds a negative number. Correct it, then calculate.
refused-payout-nothing-to-pay = { $pool } yuan is too little for one rounding step each. Raise the pool, or round to a smaller step.
refused-payout-not-declared = The round has not been declared. Declare it first.
refused-payout-already-paid = Line { $line } of those chosen is already paid or chosen twice, and is not paid again. Refresh the list and choose again.
refused-payout-nothing-owed = Nothing is owed on line { $line } of those chosen. Leave it out.
refused-payout-not-all-paid = Some lines are not paid yet. Record their payment, then close the round.
refused-payout-too-late-to-cancel = The round is declared and can no longer be cancelled. If it is wrong and nothing is paid, reverse it.
refused-payout-lines-paid = { $lines } lines with { $amount } yuan are already paid, so the round cannot be reversed yet. Settle it with the households on paper: this version cannot turn paid lines into receivables.

invalid-flow-syntax = Line { $line } of the flow cannot be read: { $fault }
invalid-flow-no-name = The flow has no code or no name.
invalid-flow-no-source = The flow names no law or document.
invalid-flow-step-missing = A necessary step is missing from the flow.
invalid-flow-step-twice = A step stands twice in the flow.
invalid-flow-step-order = The steps of the flow are not in their lawful order.
invalid-flow-people-overlap = A step stands in two groups of people.
invalid-flow-people-not-apart = Calculating, reviewing and declaring must be in different groups of people.
invalid-flow-bad-period = Days must be between 0 and 3650.
invalid-flow-no-meeting-kind = The flow names no kind of meeting.
invalid-flow-bad-part = A part must be between 0 and 1.
invalid-flow-no-policy = The flow allows no way of rounding.
invalid-flow-no-basis = The flow allows no basis.
invalid-flow-no-account = The flow lacks a posting account.
invalid-not-a-headcount = Enter a number of persons.
invalid-more-than-eligible = More are present than are eligible.
invalid-votes-differ-from-present = In favour, against and abstained must add up to those present.
invalid-unknown-meeting = This flow does not know that kind of meeting.
invalid-before-from = The last day is before the first.
invalid-not-a-year = Enter a year with four digits.
invalid-not-positive = Enter an amount above zero.
invalid-not-a-step = Round to fen, jiao or yuan only.
invalid-step-needs-per-share = Only equal amounts per share can be rounded to jiao or yuan.
invalid-weights-not-used = This basis does not use class weights.
invalid-not-a-weight = A weight is a whole number from 0 to 1000000.

audit-round-unreadable = a round cannot be read
audit-round-recalculates-otherwise = a round recalculated by its own rule comes out otherwise
audit-root-differs = the root of roster or lines differs from the recalculated one
audit-roster-differs = the lines are not the roster that the round names
audit-declared-differs = the entries of a declaration are not its lines
audit-paid-differs = payments are not their lines or entries
audit-paid-before-declaring = a payment before its declaration
