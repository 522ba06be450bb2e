# Life: births, deaths, marriages, moves, households that split and merge, heads, statuses; organisations and offices.

deed-people-record-birth = Record a birth
deed-people-record-death = Record a death
deed-people-record-marriage = Record a marriage into a household
deed-people-move-in = Record moving in
deed-people-move-out = Record moving out
deed-people-split-household = Split a household
deed-people-merge-households = Merge two households
deed-people-change-head = Change the head of a household
deed-people-set-status = Set a status
deed-people-end-status = End a status
deed-people-correct = Take back a change recorded in error
deed-people-confirm-event = Confirm a change
deed-people-save-organisation = Save an organisation
deed-people-begin-post = Record a membership or office
deed-people-end-post = End a membership or office

refused-people-date-in-future = { $date } has not come yet. Give the day on which it happened.
refused-people-household-not-then = Household { $number } was not recorded yet on { $date }, or had ended. Check the date.
refused-people-later-known = Something later is recorded already, for { $date } (a list or a change). Give that day or a later one, or take the later record back first.
refused-people-before-later-event = For { $date } a change is recorded already: { $kind ->
    [birth] birth
    [death] death
    [marriage] marriage
    [move_in] moving in
    [move_out] moving out
    [head_change] change of head
   *[other] another change
}. A new one cannot be dated before it; check the date, or take the later one back first.
refused-people-person-has-died = This person's death on { $date } is recorded. If that is wrong, take it back first.
refused-people-not-a-member = This person was not a member of this household on { $date }. Check person and date.
refused-people-number-in-use = Household number { $number } has been used. Write another, or leave it empty to be given one.
refused-people-head-leaves = The head leaves and others stay. Choose their new head too.
refused-people-number-of-a-member = Whoever has this identity number is a member of a household here. From one household to another, record a marriage, a split or a merger.
refused-people-born-otherwise = The identity number says born on { $date }, which is not the date given. Check both.
refused-people-before-birth = The date is before this person's birth ({ $date }). Check the date.
refused-people-same-household = This person is in this household already.
refused-people-nobody-splits = Tick the people who make the new household.
refused-people-all-split = Somebody must stay. If all leave, record that the household moves out.
refused-people-head-not-among = The new household's head must be one of those who go.
refused-people-merge-with-itself = A household cannot be merged with itself. Choose another.
refused-people-head-already = This person is the head already.
refused-people-status-not-in-force = This status was not in use on { $date }. These were: { $en }.
refused-people-status-holds = The household has this status on { $date } already.
refused-people-status-not-held = The household does not have this status on { $date }.
refused-people-already-taken-back = This change has been taken back already.
refused-people-built-upon = Something recorded later rests on it{ $kind ->
    [list] { " " }(a list)
   *[other] { " " }({ $date })
}. Take the later record back first.
refused-people-event-rests = { $count } other records (a roster, a distribution) name this household, so the change cannot be taken back. Deal with those first.
refused-people-already-confirmed = This change has been confirmed already.
refused-people-confirm-own = Somebody other than whoever recorded it must confirm a change.
refused-people-post-holds = This person is that already on { $date }.
refused-people-organisation-not-then = This organisation was not recorded yet on { $date }, or had ended.

people-problem-listed-dead = The death of { $name } on { $date } is recorded. Take this row out of the list, or take that record back first
people-problem-listed-moved-out = { $name } left on { $date }. If he or she has come back, record moving in first
people-problem-household-ended = Household { $number } ended on { $date }. Use its number of today, or take that record back first

invalid-second-head = this household has a head; choose another relation
invalid-first-is-head = of a household that moves in the first person is the head, the others are not

life-kind = Change
life-kind-birth = birth
life-kind-death = death
life-kind-marriage = marriage
life-kind-move_in = moved in
life-kind-move_out = moved out
life-kind-split = split
life-kind-merge = merger
life-kind-head_change = change of head
life-kind-status_set = status set
life-kind-status_end = status ended
life-kind-void = taken back
life-recorded = Recorded: { $kind }
life-recorded-headless = Recorded. This household has no head now; change its head.
life-recorded-ended = Recorded. Nobody is left; the household has ended.
life-taken-back = Taken back; what was before holds again.
life-confirmed-done = Confirmed.
life-date = Date on which it happened
life-date-hint = for example 2022-06-10
life-person = Who
life-name = Name
life-identity = Identity number
life-identity-hint = 18 characters; without one, choose the reason below
life-reason-none = Reason for having no number
life-sex = Sex
life-sex-hint = Where there is no number
life-birth-year = Year of birth
life-relation = Relation to head
life-new-head = New head
life-new-head-hint = Where the head leaves; the other relations are guessed and are to be checked afterwards
life-from-number = Number of the household left
life-from-number-hint = For somebody from another household here: its number, and the name. For somebody from outside leave it empty and give the identity number
life-whole-household = the whole household
life-number = Household number
life-number-hint = Leave empty to be given one
life-members-going = Who goes
life-into-number = Merged into household (number)
life-status = Status
life-status-carried = The new household is also: { $status }
life-reason = Reason
life-do = Record
life-preview = Next: see what will happen
life-preview-split = About to split
life-preview-merge = About to merge
life-preview-people = people
life-preview-go = { $names } go to { $to } from { $date } on
life-preview-new = a new household
life-preview-ends = household { $number } ends on { $date }, and its statuses with it
life-preview-caution = What was recorded in error can be taken back as long as nothing later rests on it.
life-history = Record of changes
life-history-of = History of household { $number }
life-history-link = History of this household
life-to-household = This household as it is recorded now
life-history-none = No changes yet
life-history-none-text = Births, deaths, marriages, moves, splits and mergers are listed here in order of time.
life-members-by-period = Members by period
life-statuses-by-period = Statuses by period
life-who = People
life-what = Change
life-when = Date
life-by = Recorded by
life-known = Recorded on
life-confirmed = Confirmed
life-is-confirmed = Confirmed
life-confirmed-by = { $name }, { $date }
life-not-confirmed = to be confirmed
life-voided = taken back
life-confirm = Confirm
life-take-back = Take back
life-from-household = from household { $number }
life-to-household-number = to household { $number }
life-changes = Changes of people
life-changes-none = No changes
life-changes-none-text = Record births, deaths and moves on a household's page; they are listed here by village.
life-month = Month
life-month-hint = for example 2022-06
life-state = Confirmed or not
life-any = all
life-export = Export XLSX
life-household = Household
life-village = Village
life-next = Earlier
life-move-in-household = A household moves in
life-member-n = Person { $n }
life-member-head = head

life-organisations = Organisations
life-organisations-none = No organisations yet
life-organisations-none-text = Collectives, co-operatives, companies and family farms are listed here once recorded.
life-organisation = Name
life-organisation-kind = Kind
life-organisation-from = Recorded from
life-organisation-add = Record an organisation
life-organisation-saved = Saved.
life-credit-code = Unified social credit code
life-credit-code-hint = 18 characters; leave empty where there is none yet
life-credit-code-wrong = The check character is wrong: after the first 17 it should be { $right }. Compare with the licence; if it says so, the code may stay.
life-role = Role
life-posts = Members and offices
life-posts-none = No members or offices yet
life-posts-none-text = Record them below by household number and name; if you cannot, ask the township's or village's clerk.
life-post-add = Record a member or office

## First page
life-to-confirm = Changes to confirm
life-to-confirm-own = { $count ->
    [one] One of these was recorded by you; a colleague has to confirm it.
   *[other] { $count } of these were recorded by you; a colleague has to confirm them.
}
life-to-confirm-none = No change waits to be confirmed
life-to-confirm-none-text = Births, deaths, marriages, moves and other changes are listed here until a second person has confirmed them.
life-to-confirm-all = All changes to confirm

## Papers
life-papers-count = { $count ->
    [one] 1 paper
   *[other] { $count } papers
}
life-paper-lacks = missing: { $paper }
life-paper-missing = A change of this kind usually comes with a { $paper }; none is attached yet. The record stands without it: photograph it and attach it once you have it.
life-paper-attach = Attach the { $paper }
life-take-back-title = Recorded in error

## Forms
invalid-no-such-member = Nobody of that name is in that household. Check number and name
life-from-head = New head of the household left
life-from-head-hint = Where whoever comes was its head and others stay: the name of who takes over
life-split-head = Head of the new household
life-stay-head = Head of those who stay
life-split-number = Number of the new household
life-move-in-about = For a whole household from outside, recorded at once: first its head, then the others; leave rows empty that nobody needs. Whoever joins a household that is here is recorded on its page.
life-more-people = More rows
life-save = Save
life-organisation-edit = Change what is recorded
life-organisation-edit-about = For a new name, code or kind give the day from which it holds; what was recorded before is kept.
life-organisation-edit-from = Holds from
life-post-end = End a membership or office
life-post-which = Who, as what
life-post-until = First day on which it no longer holds
