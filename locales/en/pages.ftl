# Pages that belong to no module

nav-home = Home
nav-figures = Figures
nav-story = Story
nav-units = Units
nav-orgs = Organisations
nav-users = Users
nav-codes = Code lists
nav-journal = Journal

module-people = People
module-shares = Income and dividends
module-appeals = Concerns
module-coop = Nets and benefit plans
module-payout = Payments
page-installation = The whole system
page-sample-person = Meng Qinghe
page-sample-town = Douhutun Town
page-search = Search
page-show = Show
page-change = Change
page-valid-from = From which day
page-valid-to = Until which day (not included)
page-until = until { $date }
page-with-unit = { $number } { $unit }

# Errors
page-error-refused = Not done
page-error-invalid = Something needs correcting
page-error-not-found = Not found
page-error-forbidden = Your role does not allow this
page-error-conflict = It has changed meanwhile
page-error-internal = Something went wrong
page-error-unavailable = Not possible at the moment
page-error-number = Number (tell your administrator)
page-error-back = Back
page-error-home = To the home page

# Home
page-landing = Public window of town and village
page-landing-about = Towns and villages record households, projects and dividends with this system and publish the results here. Anyone can read the notices and check his own line without signing in.
page-landing-notices = Read the notices
page-landing-check = How to check
page-landing-check-text = The notice posted in the village carries a link and a check code. Open the roster by that link: the code on the page must be the one on the paper. If it is not, call the supervision phone on the notice.
page-landing-new = The system has just been installed and has no administrator. Find the one-time code in the terminal of the computer that runs it, and make the first administrator.
page-home-about = Begin with the menu. It holds only what your role needs.
page-due = Due
page-due-none = Nothing waits for you now
page-due-none-text = When a round waits for you to prepare, review or approve it, it appears here.
page-start = Getting started
page-start-administrator = Make an administrator
page-start-units = Import the units
page-start-org = Make an organisation
page-start-users = Make accounts for colleagues

# Signing in
page-login = Login name
page-password = Password
page-password-again = Password once more
page-sign-in-first = Please sign in first; then you return to the page you asked for.
page-sign-in-help = If you forgot your password, ask your administrator to reset it.
page-signed-out = You are signed out.
page-first-run = Make the first administrator
page-first-about = The administrator imports units and makes organisations and accounts, but sees no households and handles no money.
page-first-code = One-time code
page-first-code-hint = The line shown in the terminal of the computer that runs the system.
page-first-make = Make and sign in
page-first-done = The administrator is made. Go on with the steps below.
page-login-hint = 2 to 32 characters: Chinese, letters, digits and . - _. It cannot be changed later.
page-password-hint = At least 12 characters. A sentence that you remember is best.
invalid-passwords-differ = The two passwords differ. Write them again.
invalid-wrong-code = The code is not right. Compare it with the line in the terminal.
invalid-not-a-checkpoint = A checkpoint is “number:hash” with a hash of 64 characters. Copy the line as it was written down.
refused-web-no-first-run = This start has no one-time code. Restart the system and use the new code in the terminal.
refused-web-no-units = There are no units yet. An administrator must import them first.
refused-web-unknown-division = “{ $name }” was not found. Write the full name or the code of 12 digits.
refused-web-several-divisions = Several units fit: { $some }. Write the code of 12 digits.

# My account
page-works-in = Working in
page-work-in = Work in “{ $org }”
page-roles = Roles
page-password-hidden = Not shown
page-password-change = Change password
page-password-must = This is an initial password that somebody else gave you. Change it to your own before you begin.
page-password-present = Present password
page-password-new = New password
page-sessions = Where you are signed in
page-sessions-about = A session ends by itself after 12 hours without a page and after 7 days in any case. End what you do not know, and change your password.
page-session-since = Signed in
page-session-seen = Last page
page-session-place = Device
page-session-this = this one
page-session-other = another
page-session-end = End the one of { $since }
page-sessions-end-others = End all others
page-sessions-ended = The other sessions have ended.
page-password-changed = Your password is changed; sessions elsewhere have ended.

# Figures
page-figures = Figures
page-figures-about = Every figure opens to the records from which it is computed.
page-figures-none = No figures here yet
page-figures-none-text = Figures compute themselves once projects and beneficiaries are entered. Check whether the unit chosen lies in your area.
page-figure = Figure
page-value = Value
page-unit-of-figure = Unit
page-division = Unit of the tree
page-division-hint = Write a name, a code of 12 digits or the beginning of the pinyin.
page-as-of = As of
page-examined = { $count ->
    [one] { $count } record examined
   *[other] { $count } records examined
 }
page-rows-behind = Records behind it
page-rows-withheld = Of these outside your area
page-lists = The two parts of the ratio
page-rows-none = No records
page-rows-none-text = Up to this day no record counts for this figure.
page-rows-outside-text = All of these records lie outside your area; only their number is shown.
page-export-xlsx = Export to Excel

# Story
page-story = Story
page-story-about = What the newspaper printed beside what the records say as of that day. Open a figure to see each record.
page-story-caption = Newspaper and records
page-story-printed = The newspaper's words
page-story-figure = Printed figure
page-story-records = From the records
page-story-verdict = Verdict
page-story-agrees = agrees
page-story-differs = differs
page-story-open = cannot be compared
page-story-no-records = no records
page-story-said-exact = { $value }
page-story-said-about = about { $value }
page-story-said-over = over { $value }
page-story-said-under = nearly { $value }
page-story-said-range = { $value }

# Units
page-units = Units
page-units-top = Top level
page-units-all = Show all units
page-units-none = No units yet
page-units-none-text = Units are the levels of province, prefecture, county, township and village. Import them from the list of statistical division codes.
page-units-import = Import units
page-unit-search = Find a unit
page-unit-search-hint = Write a name, a code or the beginning of the pinyin.
page-unit-found = Units that match “{ $words }”
page-unit-found-none = No unit matches
page-unit-found-none-text = Try other words, or the first digits of the code.
page-unit-name = Name
page-unit-level = Level
page-unit-code = Code
page-unit-code-hint = 12 digits, such as 371502104268.
page-unit-parent = Parent unit
page-unit-closed = Closed on
page-unit-below = Next level
page-unit-below-none = No units below
page-unit-below-none-text = Import them, or add one on this page.
page-unit-change = Changes
page-unit-changed = The change is recorded.
page-unit-households = Households of this village
page-unit-rename = Rename
page-unit-move = Change the parent
page-unit-add = Add a unit below
page-unit-close = Close the unit
page-unit-close-effect = Units no longer used from this day on
page-unit-close-caution = Its records can still be read.
page-unit-rows = rows

# Import
page-units-import-about = Choose a table with the columns code, level, name and parent. You see the result before anything is saved.
page-units-preview = Import preview
page-units-file-hint = An Excel, WPS or CSV file of at most 50 MB.
page-units-from-hint = From which day these units are so; not later than today. Choose an earlier day where older records need them.
page-file = Table file
page-file-other = Another file
page-preview = Next: preview
page-mapping = Which column is which
page-mapping-save = Read again with these columns
page-import-rows = In the file
page-import-added = New
page-import-changed = Changed
page-import-unchanged = Unchanged
page-import-missing = Not in the file
page-import-missing-about = Units that are here but not in the file (only shown, not changed)
page-import-aside = Faulty, set aside
page-import-again = This file has been imported before, and that import still stands.
page-import-commit = Import
page-import-nothing = There is nothing to save: the file agrees with the units that are here, or every row is faulty.
page-import-when = Imported
page-import-will-add = Units added
page-import-will-change = Units changed as in the file
page-import-will-skip = Faulty rows, not imported
page-import-caution = The whole import can be reversed as long as no other record uses these units.
page-import-done = Import done: { $added } added, { $changed } changed, { $aside } rows set aside.
page-import-is = Now
page-import-becomes = Becomes
page-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
 }
page-problem-cell = Cell
page-problem-header = Column
page-problem-value = As written
page-problem-what = Problem and remedy
page-marked-file = Download the marked file
page-marked-about = The download holds only the faulty rows. Correct them and import it as a new file.
page-imports = Imports
page-imports-none = Nothing imported yet
page-imports-none-text = Every import is listed here and can be reversed.
page-import-state = State
page-import-reverse = Reverse this import
page-import-reversed = reversed
page-import-is-reversal = a reversal
page-import-taken-back = The import is reversed.
page-reverse-added = Added units that are taken back
page-reverse-changed = Changed units that become what they were
page-reverse-caution = An import cannot be reversed while organisations, roles or households use its units.

# Organisations
page-orgs = Organisations
page-orgs-about = An organisation keeps books of its own here, such as a township or a zone.
page-orgs-none = No organisations yet
page-orgs-none-text = Import the units first, then make an organisation for your township, so that colleagues can begin.
page-org-new = Make an organisation
page-org-name = Organisation
page-org-name-hint = Printed on notices, such as Douhutun Town Government.
page-org-kind = Kind
page-org-unit = Unit that it governs
page-org-phone = Supervision phone
page-org-phone-hint = Printed on every notice.
page-org-from-hint = Records cannot be older than this day. Choose an earlier day to enter the books of past years.
page-org-created = “{ $name }” is made.
page-org-changed = The change is recorded.
org-kind-township = township, subdistrict
org-kind-zone = development zone
org-kind-county = county, city, district

# Users
page-users = Users
page-users-none = No users yet
page-users-none-text = Make one account for each colleague.
page-user-new = Make an account
page-user-new-about = First make the account, then grant a role. The initial password is shown once; hand it over in person.
page-user-name = Name
page-user-name-hint = The real name: it stands on the records that this person makes.
page-user-make = Make the account
page-user-made = The account is made
page-user-open = Open this account
page-user-made-on = Made on
page-user-left = closed
page-user-no-role = no role yet
page-user-no-role-text = An account without a role cannot do anything. Grant one.
page-password-made = Initial password
page-password-once = It is shown on this page only. Write it down now and hand it over in person. It must be changed at the first sign-in.
page-grant = Grant a role
page-granted = The role is granted.
page-grant-unit = At which unit
page-grant-unit-hint = Empty means the whole organisation. For a colleague in a village, write the village.
page-role = Role
page-role-at = { $role } ({ $unit })
page-role-administrator = Imports units, makes organisations and accounts. Sees no households and no money.
page-role-org-administrator = Makes accounts and grants roles in this organisation. Sees no households and no money.
page-role-clerk = Enters and imports households.
page-role-village-clerk = Sees the households of the village and drafts its rounds.
page-role-accountant = Enters projects and income, prepares rounds, records payments.
page-role-reviewer = Reviews rounds.
page-role-approver = Approves and declares rounds.
page-role-auditor = Sees all money, the journal and its audit; names are partly masked.
page-revoke = Revoke
page-revoke-caution = The role ends today. What was done with it stays under this name.
page-revoked = The role is revoked.
page-reset = Reset password
page-reset-effect = New initial password, shown once
page-reset-caution = All sessions of this account end at once. Money deeds of the next 30 days name this reset.
page-reset-done = The password is reset
page-leave = Close account
page-leave-effect = Accounts that can no longer sign in
page-leave-roles = Roles that end today
page-leave-due-rounds = Distributions waiting for this person
page-leave-open-objections = Objections without an answer
page-leave-to-confirm = Changes of people waiting to be confirmed
page-leave-files = Files sent in and not taken in yet
page-leave-deputies = Deputyships, which end with the account
page-leave-alone = Held by nobody else
page-leave-to = Hand over to
page-leave-to-hint = This colleague is granted the same roles from today on, unless he or she holds them already.
page-leave-nobody = Nobody (others in the same office go on with it)
page-leave-caution = Every session ends at once. What was done stays under this name. If this person comes back, the account can be opened again.
page-left = The account is closed.
page-return = Open the account again
page-return-effect = Account opened again, with a new first password that is shown once
page-return-caution = Login and name stay the same. The earlier roles do not come back by themselves: grant them anew.
page-returned = Account opened again

# Code lists
page-codes = Code lists
page-codes-about = The words used in tables, each with its period and the document behind it.
page-codes-none = No code lists yet
page-codes-none-text = They are loaded together with the first administrator.
page-code = Code
page-code-name = Name
page-code-period = Period
page-code-source = Source
page-code-from = from { $from }
page-code-from-to = { $from } until { $to } (not included)
page-code-not-now = not in use now
code-list-household-status = Household status
code-list-relation-to-head = Relation to the head
code-list-beneficiary-class = Class of beneficiary
code-list-funding-source = Source of funds
code-list-asset-class = Class of asset
code-list-org-kind = Kind of organisation
code-list-payment-method = Way of payment
code-list-meeting-kind = Kind of meeting
code-list-no-identity-reason = Reason for having no number

# Journal and audit
page-journal = Journal
page-journal-about = Everything that was done, chained in its order, so that changes and deletions are found.
page-journal-caption = What was done
page-journal-all = All
page-journal-deed = Deed
page-journal-seq = No.
page-journal-time = Time
page-journal-who = Who
page-journal-what = What
page-journal-program = the system itself
page-figure-year = calendar year { $year }
page-journal-table = { $table } { $rows }
page-journal-no-rows = no rows written
page-journal-none = No journal yet
page-journal-none-text = The first deed makes the first line.
page-via-web = web
page-via-cli = command line
page-via-deputy = as deputy
page-via-system = system
page-audit = Audit
page-audit-about = Recomputes every record from the first one on and finds what was changed, deleted or inserted. With many records it takes a while.
page-audit-run = Run the audit
page-audit-checkpoint = Checkpoint written down earlier
page-audit-checkpoint-hint = Such as 482:9f2a…. Without one, a tail cut off the chain cannot be seen.
page-audit-org = This organisation
page-audit-installation = The whole system
page-audit-clean = No problems found
page-audit-clean-text = Every record is as it was written.
page-audit-problems = { $count ->
    [one] { $count } problem found
   *[other] { $count } problems found
 }
page-audit-problems-text = Stop working on this database, keep it as it is and call your system administrator.
page-audit-problem-list = Problems
page-audit-rows = Journal rows
page-audit-facts = Fact rows
page-audit-write-down = Write this line down for the next audit
page-audit-place = Table
page-audit-what = Problem
code-list-organisation-kind = Kinds of organisation
code-list-life-event = Changes of people and households
code-list-share-class = Classes of shares
code-list-organisation-role = Offices in organisations
code-list-paper-kind = Kinds of papers
code-list-move-reason = Reasons of moving
code-list-land-kind = Kinds of land
