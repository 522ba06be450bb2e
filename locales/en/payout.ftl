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

payout-channel-counter = At the counter
payout-channel-phone = By phone
payout-channel-letter = By letter
payout-channel-visit = On a visit
payout-verdict-upheld = Upheld
payout-verdict-rejected = Rejected
payout-verdict-withdrawn = Withdrawn
payout-hold-disputed = In dispute
payout-hold-deceased = Head has died
payout-hold-changed = Household changed
payout-hold-no-account = No account
payout-hold-unclaimed = Not fetched
payout-return-wrong-account = Wrong account
payout-return-closed-account = Account closed
payout-return-wrong-name = Name does not match
payout-return-refused = Refused by the bank
payout-return-other = Other
payout-succession-inherited = Inherited
payout-succession-split = Household split
payout-succession-merged = Households merged
payout-settled-unclaimed = Moved to unclaimed
payout-settled-claimed-again = Fetched after all
payout-settled-receivable = To be handed back
payout-settled-recovered = Handed back
payout-hold-word = { $reason ->
    [disputed] in dispute
    [deceased] head has died
    [changed] household changed
    [no_account] no account
   *[other] not fetched
}
payout-change-word = { $change ->
    [head_died] head died
    [head_left] head left
    [split] split
    [merged] merged
   *[other] ended
}

deed-payout-object = Record an objection
deed-payout-answer-objection = Answer an objection
deed-payout-correct = Correct a plan
deed-payout-hold = Hold a line
deed-payout-release = Release a line
deed-payout-name-successor = Name who gets a line
deed-payout-return = Record a returned payment
deed-payout-move-unclaimed = Move to unclaimed
deed-payout-pay-unclaimed = Pay an unclaimed line
deed-payout-recover = Record money handed back

refused-payout-not-reversed = This round was not reversed, so nothing is to be handed back. Check which round it was.
refused-payout-too-late-to-object = The plan is declared or over, so objections are closed. If a household is in dispute after declaring, hold its line.
refused-payout-objection-answered = This objection has been answered. If there is something new, record another one.
refused-payout-objection-unanswered = Objections without an answer: { $count }. Answer each of them first.
refused-payout-objection-uncorrected = Objections upheld and not yet put right: { $count }. Correct the roster, then the plan.
refused-payout-nothing-upheld = No objection was upheld. If the roster is wrong, correct the plan for that reason.
refused-payout-nothing-changed = Worked out again from the roster of the record date, the plan is the same. Correct the roster first, then the plan.
refused-payout-already-held = This line has been held for the same reason since { $from }. There is no need to hold it again.
refused-payout-line-held = Row { $line } has been held since { $from } ({ payout-hold-word }). Have it released by somebody with the right, then pay it.
refused-payout-line-unclaimed = Row { $line } has been moved to unclaimed. Pay it on its own page.
refused-payout-not-unclaimed = Row { $line } was not moved to unclaimed. Record it as an ordinary payment.
refused-payout-household-changed = The household in row { $line } changed on { $date } ({ payout-change-word }). Hold the line first; the reviewer names who gets it, or releases it.
refused-payout-payer-decided = You decided who gets row { $line }. Have somebody else record the payment.
refused-payout-no-such-household = There is no such household, or it has ended. Check its number.
refused-payout-same-household = This household gets the line already. If it may be paid as it stands, release it.
refused-payout-already-returned = Payment { $attempt } was recorded as returned on { $date } and cannot be returned again. Check which payment it was.
refused-payout-unclaimed-too-early = A line may be moved to unclaimed { $days } days after declaring. The earliest day is { $earliest }.
refused-payout-more-than-open = This household still owes { $open } yuan. Enter no more than that.

audit-paid-twice = Two live payments of one line
audit-paid-while-held = Paid while held
audit-returned-differs = Returns differ from their entries
audit-settled-differs = Unclaimed, receivable or recovered differs from its entries
audit-reversed-differs = The reversal is not the mirror of the declaration
audit-voucher-unexplained = A voucher that no record explains
audit-line-missing = A record of a line that does not exist
audit-declared-over-objection = Declared over an open objection
audit-correction-differs = The link of a correction differs from the rounds

flow-collective-income = Income of a rural collective
flow-coop-surplus = Surplus of a farmers' cooperative
refused-payout-parts-not-whole = The parts together are not the whole. Correct them so that they make exactly 1.
refused-payout-account-not-allowed = This flow pays nothing into “{ $account }”. Choose an account that it allows.
refused-payout-deduction-missing = The plan does not deduct “{ $account }” in its place. Add it; write 0 where there is nothing to deduct.
refused-payout-part-below-minimum = The part by “{ $measure }” is below { $numerator }/{ $denominator }. Raise it.
refused-payout-duplicate-period = The year { $year } already has { $rounds } rounds. Go on with those; if one is wrong, cancel or reverse it first.
refused-payout-deduction-exceeds-pool = “{ $name }” would take { $amount } yuan, but { $left } are left. Deduct less.
refused-payout-outside-bands = A household (number { $household }) falls into no band. Add the band for its size.
refused-payout-no-cash = The bank holds { $held } yuan, less than the { $pool } to be distributed. Receive the money first, or distribute less.
refused-payout-losses-left = A loss of { $loss } yuan is brought forward and the plan covers { $covered }. Cover it before distributing.
refused-payout-not-discussed = The party organisation has not discussed it first, or only after the meeting. Enter a day no later than the meeting.
refused-payout-too-few-delegates = { $eligible } delegates are fewer than the { $needed } that a delegates' meeting needs. Call the members' assembly.
refused-payout-not-enough-of-all = { $in_favour } of all { $eligible } are in favour, { $needed } are needed. Cancel this round, change the plan and put it to the meeting again.
invalid-flow-division-not-said = The basis “by parts” and the rules of parts go together: state both or neither.
invalid-division-no-part = Enter at least one part.
invalid-division-too-long = At most 20 items.
invalid-division-no-name = Every item needs a name of at most 40 characters.
invalid-division-no-account = Every deduction needs an account.
invalid-division-bad-amount = The amount or part deducted is not right.
invalid-division-bad-bands = Bands begin at 1 person, follow each other, and the last is open.
invalid-division-no-measure = Choose by what it is divided.
invalid-division-not-used = This basis takes no parts.

payout-paper-word = { $kind ->
    [minutes] minutes
    [sealed_scan] sealed scan
    [posting_photo] photo of the posting
    [contract] contract
    [certificate] certificate
    [death_certificate] death certificate
    [application] application
    [bank_slip] bank slip
   *[other] { $kind }
}
refused-payout-paper-missing = A paper is missing: { payout-paper-word }. Attach it under “Papers” of this round, then do this step.
invalid-flow-bad-paper = The rule about papers is wrong: its step must be one of the flow, and it must name at least one kind.
deed-payout-bring-forward-round = Bring a round forward
deed-payout-void-brought = Void a round brought forward
deed-payout-bring-forward-balance = Bring balances forward
refused-payout-brought-twice = The round paid on { $date } was already brought forward. Look at it; if it is wrong, void it first.
invalid-brought-lines-differ = The lines are not the total or the number of payees.
invalid-balance-differs = The bank must be undistributed and unclaimed together.
deed-payout-close-month = months of a book closed
deed-payout-reopen-month = months of a book opened again
flow-contract-split = Contract split
