# A person's rights over his data: copy, correction, restriction, erasure.

deed-people-give-copy = Give a copy of personal data
deed-people-correct-record = Correct personal data
deed-people-restrict = Restrict the use of personal data
deed-people-lift-restriction = Lift a restriction
deed-people-erase-subject = Erase a person's data
deed-people-finish-erasures = Put erasures of the key file on record
deed-people-set-retention = Set a retention period

refused-people-already-erased = This person's data have been erased. Nothing more can be done with them.
refused-people-not-known-then = This person was not recorded yet on { $date }. Give a day from which there is a record.
refused-people-nothing-changes = What you wrote is what is recorded. There is nothing to correct.
refused-people-restricted-already = The use of this person's data has been restricted since { $date }.
refused-people-not-restricted = The use of this person's data is not restricted.
refused-people-restricted = The use of this person's data is restricted: they may be read for an audit or inspection only. Lift the restriction first.
refused-people-erase-member = This person is a member of household { $number } and cannot be erased. Record moving out or the death first; what is recorded wrongly can be corrected or restricted.
refused-people-erase-in-office = This person still holds { $count ->
    [one] a membership or office
    [net] places in a net
   *[other] { $count } memberships or offices
} in organisations. Record their end first.
refused-people-erase-rests = There { $count ->
    [one] is 1 record
   *[other] are { $count } records
} ({ $what ->
    [roster] roster
    [holding] shares
    [land] parcels
   *[other] other
}) resting on this person. Deal with them first.
refused-people-erase-unpaid = Distribution { $round } still owes this person money. Pay it, or name a successor, first.
refused-people-erase-kept = Vouchers name this person; by { $source } they are kept for { $years } years, until { $until }. Restrict the use of the data until then, and erase them afterwards.
refused-people-retention-shorter = Records may not be kept for less than the { $years } years of the rule.

invalid-not-his-name = This is neither the name nor the household number. Write one of them exactly.

audit-key-missing = A key is missing and no erasure is on record: somebody touched the database
audit-key-not-erased = An erased person still has a key
audit-erasure-unfinished = Erased in the key file, not on record: run zhen rebuild

rights-title = Rights over personal data
rights-of = { $name }: rights over personal data
rights-open = Answer a request about these data
rights-about = Under articles 44 to 49 of the Personal Information Protection Law a person, his guardian or his next of kin may ask for a copy, a correction, a restriction or erasure. Each is kept on record; the record itself holds no personal data.
rights-erased-about = This person's data have been erased: they can be neither opened nor found. Of money only household number and amount stay.
rights-restricted = Restricted
rights-restricted-since = Restricted since { $date }: { $reason }
rights-restricted-effect = While restricted, the data are not exported and not unmasked for daily work; public notices and payments that the law requires go on.
rights-asked-by = Who asked
rights-asked-by-himself = The person
rights-asked-by-guardian = A guardian
rights-asked-by-agent = An authorised agent
rights-asked-by-kin = Next of kin of a deceased person
rights-asked-by-office = The township, as its duty

rights-copy = Give a copy
rights-copy-about = Everything known of this person: record, household, statuses, changes, money, papers, readings and requests.
rights-copy-format = Form
rights-copy-page = A page to print
rights-copy-xlsx = XLSX file
rights-copy-json = JSON data
rights-copy-do = Give the copy
rights-copy-of = Copy of the personal data of { $name }
rights-copy-on = Given on { $date }
rights-copy-file = personal-data
rights-print = Print with Ctrl+P. Hand it over and keep none.

rights-correct = Correct
rights-correct-field = What to correct
rights-correct-value = What is right
rights-correct-value-hint = Leave empty where there is none; name and identity number cannot be empty
rights-correct-from = From which day
rights-correct-do = Correct
rights-restrict = Restrict
rights-restrict-reason = Why
rights-restrict-disputed = Disputed, being checked
rights-restrict-kept-by-law = Erasure was asked for, but the law keeps the data
rights-restrict-unlawful = Collected or used against the rules
rights-restrict-asked = The person asked for it
rights-restrict-do = Restrict
rights-lift = Lift the restriction
rights-lift-do = Lift the restriction

rights-erase = Erase
rights-erase-reason = Why
rights-erase-purpose-met = The purpose is met, or the data are no longer needed
rights-erase-consent-withdrawn = Consent was withdrawn
rights-erase-unlawful = Collected or used against the rules
rights-erase-expired = The retention period is over
rights-erase-restored = Erased in the key file, put on record
rights-erase-confirm = Write the person's name, or the household number
rights-erase-confirm-hint = Nothing is erased unless one of them is right
rights-erase-do = Erase this person's data
rights-erase-effect = After erasing
rights-erase-key = key
rights-erase-key-text = destroyed, in the database and in later backups; what is recorded cannot be opened again
rights-erase-rows = record
rights-erase-rows-text = gone from searches and lists; pages say “an erased person”
rights-erase-money-text = household number and amounts stay as they are; books and chain do not change
rights-erase-money = money
rights-erase-caution = Erasing cannot be undone. Recall what was printed or exported before.
rights-papers = Papers that may name this person
rights-papers-about = Papers are not erased with the person. Open each and decide whether to withdraw it.
rights-paper-kind = Paper
rights-paper-date = Date

rights-requests = What was done
rights-requests-none = Nothing was asked yet
rights-requests-none-text = When somebody asks for a copy, a correction, a restriction or erasure, it is answered on that person's page and listed here.
rights-register = Register of requests about personal data
rights-register-about = What the township answered, the latest first.
rights-register-people = Find a person
rights-when = Date
rights-what = What was done
rights-who = By
rights-person = Whose data
rights-reason = Why
rights-detail = Notes
rights-village = Village
rights-kind = Kind
rights-kind-copy = Copy given
rights-kind-correct = Corrected
rights-kind-restrict = Restricted
rights-kind-lift = Restriction lifted
rights-kind-erase = Erased
rights-all-kinds = All
rights-corrected = { $field }, from { $date }
rights-papers-left = { $count ->
    [one] 1 paper
   *[other] { $count } papers
} to decide
rights-program = The program
rights-next = Earlier
rights-export = Export XLSX
rights-export-name = Register of requests

rights-retention = Retention
rights-retention-accounting = Vouchers and payment rosters: { $years } years
rights-retention-source = Source
rights-retention-set = Keep for longer
rights-retention-years = Keep for
rights-retention-years-unit = years
rights-retention-from = From which day
rights-retention-do = Save

rights-saved-correct = Corrected.
rights-saved-restrict = Restricted.
rights-saved-lift = Restriction lifted.
rights-saved-erase = Erased.
rights-saved-retention = Saved.

rights-field-name = Name
rights-field-identity = Identity number
rights-field-phone = Phone
rights-field-ethnicity = Ethnicity
rights-field-education = Education
rights-field-schooling = Schooling
rights-field-health = Health
rights-field-labour = Labour skills
rights-field-cause = Cause of poverty

rights-records = What is recorded
rights-memberships = Households
rights-statuses = Household statuses
rights-events = Changes
rights-payments = Money of the household
rights-copy-papers = Papers
rights-readings = Who read the full number
rights-copy-none = None
rights-col-from = From
rights-col-to = To
rights-col-household = Household number
rights-col-relation = Relation to head
rights-col-status = Status
rights-col-event = Change
rights-col-round = Distribution
rights-col-year = Year
rights-col-amount = Amount
rights-col-paid = Paid on
rights-col-paper = Paper
rights-col-name = Name
rights-col-item = Item
rights-col-value = Content
rights-read-identity = Full number read
rights-read-phone = Phone read
rights-read-copy = Copy given
rights-export-left-out = { $count ->
    [one] 1 person whose data are restricted is
   *[other] { $count } people whose data are restricted are
} left out
