# Pages of cases (concerns and others).
appeals-nav = Concerns
appeals-title = Villagers' concerns
appeals-new = Take in a concern
appeals-empty = No concern is open
appeals-empty-text = What people bring to the counter, by phone or letter, or tell a cadre who visits, is taken in here. From then on it is assigned, worked on, answered and called back, each by its day.

cases-yes = Yes
cases-no = No
cases-tab-open = Open
cases-tab-overdue = Overdue
cases-tab-ended = Ended
cases-none-overdue = Nothing is overdue
cases-none-overdue-text = What is past its day and not done stands here.
cases-none-ended = Nothing has ended yet
cases-none-ended-text = What was closed, withdrawn or made void stands here.
cases-col-number = Number
cases-col-title = Title
cases-col-unit = About
cases-col-owner = Handled by
cases-col-state = State
cases-col-due = Due
cases-col-opened = Taken in
cases-col-ended = Ended
cases-col-day = Day
cases-col-step = Step
cases-col-by = By
cases-file = Export
cases-file-cut = There are { $count }; only the first stand here. Export unit by unit.
cases-sealed = Protected, not shown
cases-a-person = a requester is recorded
cases-photos = { $count ->
    [one] 1 photo
   *[other] { $count } photos
}
cases-photos-hint = At most { $most }, JPG or PNG, each up to { $size } MB. They are not required; where they were taken is removed.
cases-photos-kept = { $kept ->
    [one] One has arrived
   *[other] { $kept } have arrived
} and need not be sent again. You may add more, { $most } in all, each up to { $size } MB.
cases-photos-drop = Do not use the photos that arrived
cases-photo-alt = { $field }, { $at } of { $all }
cases-place-hint = Say it in one line, such as “beside the third street lamp at the west end”.
cases-position = Position
cases-spot = { $words } ({ $at })
cases-position-hint = Latitude, longitude, such as 36.45678, 115.98765. Leave it empty if you have none.
cases-person-hint = Name, pinyin or initials. Who is in the register is chosen in the next step; anybody else is taken in by name.
cases-person-choose = The register has these people.
cases-person-typed = None of them: take in as “{ $name }”
invalid-choose-person = Choose one of these people, or the last line where it is none of them.
invalid-unknown-person = The register has no such person, or not within your area. Enter the name again.
cases-originals = Original photos
cases-original = Original photo
cases-original-of = Photo
cases-original-text = The original is kept as it came and may say where and when it was taken. The photo on the page is enough for most purposes; where it is not, say what the original is for and download it. Who did so, when and why is kept.
cases-original-reason = What for
cases-original-for-handling = Handling: the photo on the page is not clear enough
cases-original-for-dispute = A dispute: time and place must be checked
cases-original-for-audit = Inspection or audit
cases-original-read = Download the original
deed-cases-read-original = download an original photo
cases-paused = clock stands still
cases-not-fixed = not yet fixed
cases-overdue-of = overdue: { $clock }
cases-due-not-fixed = not yet fixed: the days off of { $year } have not been announced
cases-due-paused = stands still, { $count } left
cases-working-days = { $count ->
    [one] 1 working day
   *[other] { $count } working days
}
cases-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
cases-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
cases-due = Days
cases-due-of = { $clock }: by { $due }.
cases-is-over = { $clock } is past its day: it was due by { $due }. Do it soon, and tell the office above where needed.
cases-why = How the day was counted: { $clock }
cases-why-starts = From { $day }; that day is not counted, the next one is the first.
cases-why-limit = The limit is { $limit }.
cases-why-extended = On { $day } it was made longer by { $by }, with approval.
cases-why-off = { $first } to { $last } are days off ({ $name }): { $days } left out.
cases-why-made-up = { $first } to { $last } are made-up working days ({ $name }): { $days } counted.
cases-why-paused = { $from } to { $until } it stood still: { $days } days left out.
cases-why-paused-hours = { $from } to { $until } it stood still: { $hours } hours left out.
cases-why-still = now
cases-why-weekends = Weekends: { $days } days left out.
cases-why-moved = { $from } is no working day: it moves to the next one.
cases-why-ends = So it is due by { $due }.
cases-steps = What was done
cases-by-requester = requester or program
cases-did-approve = Approved
cases-did-decline = Declined
cases-did-recompute = Days counted anew
cases-waits = “{ $what }” was asked for by { $by } and waits for another person to approve.
cases-waits-for-approval = It waits for another person's approval and counts from then on.
cases-decide = Decide
cases-approve = Approve
cases-decline = Decline
cases-approved = Approved.
cases-declined = Declined.
cases-asked-what = Asked for
cases-asked-by = Asked by
cases-nothing-asked = Nothing waits for approval; it may have been decided.
cases-field-unit = Where it is about
cases-field-came = The day on which it came
cases-field-reason = Reason
cases-take-in = Take in
cases-taken-in = Taken in as { $number }.
cases-done = Saved: { $what }.

deed-cases-adopt-type = Adopt a case type
deed-cases-adopt-book = Adopt a book of figures
deed-cases-count-again = Count cases again
deed-cases-open = Take a case in
deed-cases-act = Act on a case
deed-cases-settle = Count open cases anew
deed-cases-decide = Decide on what was asked
refused-cases-no-such-type = This office has adopted no such type of case. An administrator adopts it first.
refused-cases-unit-ended = This unit had ended by then. Choose the one of today.
refused-cases-moved-on = Somebody has just acted on this case. Load the page again to see where it stands.
invalid-unknown-code = The code list does not have this. Choose again.
invalid-not-a-unit-of-ours = Choose a unit of this office.
invalid-wrong-place = This cannot be kept so. Load the page again.
invalid-not-a-position = Write a position as “latitude, longitude”, such as 36.45678, 115.98765, or leave it empty.
invalid-too-few-photos = { $least ->
    [one] At least one photo is needed.
   *[other] At least { $least } photos are needed.
}
invalid-too-many-photos = { $most ->
    [one] Only one photo can be taken. Choose one.
   *[other] At most { $most } photos can be taken. Choose fewer.
}
invalid-photo-too-large = “{ $name }” has more than { $size } MB. Make it smaller on the phone, or choose another.
invalid-photo-unknown-kind = “{ $name }” is not a photo. Choose a photo as JPG or PNG.
invalid-photo-too-many-dots = “{ $name }” has too many pixels (more than { $dots }0,000). Use the phone's ordinary mode, or choose another.
invalid-photo-broken = “{ $name }” cannot be opened; perhaps it did not arrive whole. Choose it again.
audit-case-unreadable = what was done with a case cannot be read
audit-case-state-differs = the state of a case is not what its steps say
audit-case-stands-elsewhere = the list of cases is not what their steps say
audit-case-counted-otherwise = figures count it otherwise than its steps say
appeals-list-solved = Concerns solved
deed-cases-bring-in = Bring in a ledger of concerns
refused-cases-too-many = At most 100,000 at once. Bring them in part by part.
refused-cases-no-steps = A row has no day on which it came. Add it, then bring the file in.
invalid-case-refused = Row { $row } cannot have gone so ({ $code }). Check its days and its result, then bring the file in.
invalid-before-it-came = This day is before the step before it. Check it.
invalid-unknown-word = This word is not known here. Write it as the code list or the example does.

ledger-name = 12345 ledger
ledger-import = Import a 12345 ledger
ledger-import-lead = Columns as in the hotline's ledger: 工单编号, 来电时间, 诉求人, 联系电话, 诉求类别, 诉求内容, 地址, 承办单位, 派单时间, 办理时限, 办结时间, 办理结果, 回访结果, 满意度. After choosing the file you see a comparison first; nothing is saved yet.
ledger-import-caution = A number that is here already is not taken in twice. The day until which a concern is due is counted anew, in working days.
ledger-effect-added = new concerns
ledger-effect-further = concerns that came by a ledger and have gone on since
ledger-effect-known = rows known already, with nothing new
ledger-effect-differing = rows that differ from what is here and change nothing
ledger-imported = Imported: { $added } new concerns, { $further } that have gone on.
ledger-differing = Rows that differ from what is here
ledger-differing-text = These are handled here, or went another way. The ledger does not write over it; please open and compare each.
ledger-col-row = Row of the table
ledger-col-why = How
ledger-is-further = The ledger is further: please record it here
ledger-is-otherwise = The ledger tells it otherwise
ledger-export = Export the 12345 ledger
ledger-export-lead = The concerns that you see, by the day on which they came, in the columns of the hotline's ledger. The middle of phone numbers is left out.
ledger-field-from = Came in from
ledger-field-to = until
ledger-field-reason = What for
ledger-reason-handling = To reach whoever brought a concern
ledger-reason-report = A report that a superior office asks for
ledger-reason-audit = Inspection or audit
ledger-download = Download the ledger
ledger-whole = The ledger with whole phone numbers
ledger-whole-text = Where whole numbers are needed, download them here. Who did so, when and why is written to the journal.
ledger-download-whole = Write it down and download
deed-appeals-import-ledger = Import a 12345 ledger
deed-appeals-read-ledger = Download the 12345 ledger with whole phone numbers
refused-appeals-file-known = This file was imported before. Nothing was taken in twice.
refused-appeals-nothing-new = There is nothing new in this file.
refused-appeals-export-too-large = At most { $limit } concerns in one file. Choose a shorter time.
invalid-ledger-number-twice = This number stands in the table twice. Delete the second row.
# Reports
appeals-report = Concerns in figures
cases-report-open = Figures
cases-report-about = Every number opens to the records that it is made of. What was done counts on its own day; “still open” is what was taken in during the period and has not ended by the day asked for.
cases-report-from = From
cases-report-to = To
cases-report-by = By
cases-report-by-day = day
cases-report-by-week = week
cases-report-by-month = month
cases-report-by-quarter = quarter
cases-report-by-year = year
cases-report-as-of = As of
cases-report-as-of-hint = Only what happened by that day.
cases-report-as-known = Journal row
cases-report-as-known-hint = Only what was written down by that row; empty: as known now.
cases-report-of = { $unit }, { $from } to { $to }
cases-report-all = All figures
cases-report-made = Made of
cases-report-part = { $part } ÷ { $whole }
cases-report-rows-of = { $count ->
    [one] { $count } record
   *[other] { $count } records
 }
cases-report-periods = By period
cases-report-period = Period
cases-report-units = By unit
cases-report-own = { $unit } itself
cases-report-total = Total
cases-report-cut = Too many periods: the newest { $count } are shown; the total is that of all.
cases-report-none = No records in this period
cases-report-none-text = No unit has records in this period. Check the days and the unit.
cases-report-sources = Sources
cases-report-and = , { "" }
cases-report-most = Most of “{ $figure }”: { $period } with { $count }.
cases-report-unit = cases
cases-report-unit-of-row = Unit
cases-report-day = Counts on
cases-report-known-at = up to journal row { $seq }
cases-report-known-now = now
cases-report-rows-none-text = No record of this period counts for this figure.
cases-report-every = All
cases-report-class = { $class }: { $figure }
cases-report-class-text = { $figure } of the { $count } units of { $class } that are compared, in the order of their codes and not of rank.
cases-report-class-of = { $class }
cases-report-of-class = Class
cases-report-is-compared = Compared
cases-report-is-compared-yes = yes
cases-report-not-compared = not compared
cases-report-formula = { $figure } = { $part } ÷ { $whole }
cases-report-table = Table
cases-report-line = Line
issue-title = Concerns in public
issue-manage = Figures for everybody
issue-lead = Of a month, quarter or year that is over, everybody may be told how many concerns each unit received and how they stand. One person asks, another agrees. Numbers below five, and those from which they could be worked out, are not shown.
issue-step = State
issue-step-asked = to be agreed
issue-step-issued = public
issue-step-declined = not agreed
issue-step-withdrawn = taken down
issue-total = Received
issue-none = Nothing is public yet
issue-none-text = Choose a period below that is over, and ask.
issue-ask = Ask for a period
issue-every = Period
issue-day = Any day of it
issue-day-hint = 2026-10-15 stands for October, the fourth quarter or the year 2026. Periods may not overlap, also not with one that was taken down: whoever kept both could subtract.
issue-ask-button = Make it and submit
issue-saved-asked = Made. Somebody else checks it and agrees.
issue-saved = Saved.
issue-reason = Reason
issue-reason-hint = Needed for a no: say what is wrong. No personal data.
issue-withdraw-hint = Say why it is taken down. No personal data.
issue-open = See the public page
issue-table = What is shown
issue-caption = Concerns received by unit, and how they stand
issue-decide = Decide
issue-agree = Agree
issue-decline = Do not agree
issue-withdraw = Take down
issue-open-lead = Concerns received by unit and how they stand, by period.
issue-open-none = No figures are public yet
issue-open-none-text = They stand here once a unit has published them.
issue-open-about = How every concern received in the period stood at the end of { $date }. “Satisfied” includes basically satisfied; “not rated” are those who would not say and those not reached in three calls.
issue-signs = “<{ $least }”: from 1 to 4, not told to protect persons. “×”: { $least } or more, not told because a small number could be worked out from it.
deed-figures-ask-issue = Ask for public figures
deed-figures-decide-issue = Decide about public figures
deed-figures-withdraw-issue = Take public figures down
invalid-period-not-over = This period is not over. Choose one that is.
refused-figures-nothing-public = The books of figures in force name nothing for the public. An administrator adopts one that does.
refused-figures-period-issued = { $first } to { $last } was already asked for or published. Choose a period that does not overlap.
refused-figures-nothing-to-issue = No concern was received in this period, so there is nothing to publish. Choose another one.
refused-figures-parts-do-not-add-up = Some concerns belong to no part, or to two, so that the parts do not add up. Complete these concerns first, then ask again.
refused-figures-too-many-rows = There are more than 200 units, too many for one page. Ask an administrator.
refused-figures-not-asked = Somebody has decided about these figures. Reload the page.
refused-figures-not-issued = These figures are not public, or were taken down. Reload the page.
refused-figures-same-person = Whoever asked cannot agree. Somebody else decides.
