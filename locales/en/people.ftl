# People: households, members, importing lists, finding people.
people-nav = People
people-title = People
people-views = Views
people-people = People
people-households = Households
people-search-number = Find by identity number
people-household-of = Household of { $name }
people-household-number = Household { $number }
people-name = Name
people-head = Head of household
people-number = Household number
people-relation = Relation to head
people-village = Village
people-members = Members
people-status = Kind of household
people-birth-year = Year of birth
people-sex = Sex
people-sex-male = male
people-sex-female = female
people-identity = Identity number
people-phone = Phone
people-ethnicity = Ethnicity
people-education = Education
people-labour = Labour skill
people-since = Member since
people-from = From
people-to = To
people-until-now = until now
people-as-of-show = Show
people-as-of = Show the household on
people-members-on = Members on { $date }
people-no-members-on = This household had no members on { $date }. Choose another day.
people-status-periods = Kinds of household, from and to
people-erased = erased person
people-not-recorded = not recorded
people-no-number-because = no number: { $reason }

## Lists
people-count =
    { $count ->
        [1] 1 person
       *[other] { $count } people
    }
people-household-count =
    { $count ->
        [1] 1 household
       *[other] { $count } households
    }
people-filter-text = Name
people-filter-hint = The beginning of a name, its pinyin, or its initials, such as zst
people-filter-household-hint = The head's name or pinyin, or the beginning of a household number
people-none = No households and people yet
people-none-text = Import a list of households with their members; they will be shown here.
people-none-ask = No list has been imported for your village yet. Ask whoever keeps the township's list of people.
people-none-found = Nothing found
people-none-found-text = Try another name or village, or clear the filter.
people-none-found-by-number = Nobody within your scope has this number. Check the number, the name and the village.
people-export-xlsx = Export XLSX
people-export-csv = Export CSV
people-export-name = Households and members
people-export-note = Exported on { $date }; identity numbers and phones are masked

## Finding by number
people-search-about = A number is looked for within your scope only, together with a name or one village. Every search is recorded; at most 60 an hour.
people-identity-or-last-four = Identity number, or its last four
people-search-hint = The whole number or its last four characters, a final X included
people-search-name-hint = The beginning of the name is enough
people-search-do = Find
people-found = People found

## Unmasked
people-unmask = See the whole number and phone
people-reason = Why you need to see it
people-reason-hint = Who looked, when and why is recorded
people-reason-verify = To verify who somebody is
people-reason-contact = To reach the person
people-reason-correct = To correct a list
people-reason-audit = Audit or inspection
people-unmask-do = Show
people-unmasked-once = This reading has been recorded. Once you leave the page, number and phone are masked again.

## Import
people-import = Import a list
people-import-about = One person a row, with the header among the first five rows. The usual column names (户编号, 行政村, 姓名, 证件号码, 与户主关系, 户类型 …) are recognised; in the next step you can choose columns yourself. You see what would change before anything is written.
people-file = List
people-file-hint = XLSX, XLS, ODS or CSV
people-preview = See what would change
people-preview-title = Check before importing
people-preview-of = File: { $file }, from { $date }
people-unit-households = households
people-unit-people = people
people-unit-rows = rows
people-count-rows = Rows of the list
people-count-new-households = New households
people-count-new-people = New people
people-count-changed-households = Changed households
people-count-changed-people = Changed people
people-count-unchanged-households = Unchanged households
people-count-missing-households = Households that the list lacks
people-count-missing-people = People whom the list lacks
people-count-set-aside = Rows set aside
people-errors = Rows that cannot be imported
people-errors-about = Where one row of a household cannot be imported, all its rows are set aside, so that no household is imported by half. Download the marked file, mend it and import it; the other households are not affected.
people-errors-count =
    { $count ->
        [1] 1 problem
       *[other] { $count } problems
    }
people-warnings =
    { $count ->
        [1] 1 warning (imported all the same)
       *[other] { $count } warnings (imported all the same)
    }
people-warnings-count =
    { $count ->
        [1] 1 warning
       *[other] { $count } warnings
    }
people-marked-file = Download the marked file
people-cell = Cell
people-whole-row = row { $row }
people-column = Column
people-written = As written
people-what-to-do = What is wrong and what to do
people-row = Row
people-changed-fields = What changed
people-moved-household = another household
people-missing-households =
    { $count ->
        [1] 1 household that the list lacks
       *[other] { $count } households that the list lacks
    }
people-missing-people =
    { $count ->
        [1] 1 person whom the list lacks
       *[other] { $count } people whom the list lacks
    }
people-missing-about = They are shown here only; nothing about them is deleted or changed. Find out whether they moved or died, and record that.
people-choices = Date, village and meaning of the columns
people-choices-save = Check again with these
people-list-as-of = From which day the list holds
people-list-as-of-hint = The date of its data; what is new or changed holds from this day
people-list-village-hint = Where the list has no column for the village
people-list-reason = Why numbers are missing
people-list-reason-hint = For everybody in the list who has neither a number nor a reason
people-nothing-new = The list says what is there already; there is nothing to write.
people-nothing-to-take = No household of the list can be imported. Download the marked file, mend it and import it again.
people-commit = Import
people-commit-do = Import now
people-commit-caution = Everything is written at once. As long as no other record rests on it, the whole import can be taken back.
people-will-add-households = Households added
people-will-add-people = People added
people-will-change-households = Households updated
people-will-set-aside = Rows set aside to be mended
people-drop-upload = Do not import; delete this file
people-upload-dropped = The file has been deleted.
people-import-done = Imported: { $households } households and { $people } people added, { $changed } households updated.
people-import-done-aside = Imported: { $households } households and { $people } people added, { $changed } households updated. { $aside } rows were not imported; open the file below to download the marked file.
people-uploads-kept = Files still to be dealt with
people-uploads-kept-about = Only you can see them; they are deleted after 30 days.
people-imports = Past imports
people-imports-none = Nothing imported yet
people-imports-none-text = Every import is listed here and can be taken back as long as no other record rests on it.
people-import-when = When
people-import-state = State
people-import-reverse = Take this import back
people-import-reversed = taken back
people-import-is-reversal = takes one back
people-import-taken-back = The import has been taken back; what was there before holds again.
people-will-remove-households = Households of this import struck out
people-will-remove-people = People of this import struck out
people-will-restore-households = Households that get their earlier content again
people-will-restore-people = People who get their earlier content again
people-reverse-caution = Both the import and its reversal stay in the books. The same list can be imported again.

## Names of the columns
people-column-household-number = Household number
people-column-township = Township
people-column-village = Village
people-column-name = Name
people-column-identity = Identity number
people-column-no-identity-reason = Reason for having no number
people-column-relation = Relation to head
people-column-members = Members
people-column-phone = Person's phone
people-column-household-phone = Household's phone
people-column-ethnicity = Ethnicity
people-column-education = Education
people-column-schooling = Schooling
people-column-health = Health
people-column-labour = Labour skill
people-column-cause = Cause of poverty
people-column-status = Kind of household
people-column-status-from = First identified on
people-column-monitoring = Monitoring category
people-column-monitoring-from = Risk identified on
people-column-risk-removed = Whether the risk is removed
people-column-risk-removed-on = Risk removed on

## Problems of a list
people-problem-household-set-aside = Row { $row } of this household has a problem, so the whole household is set aside. Mend that row and import it together with this one.
people-problem-no-head = This household has no head. Set 与户主关系 of one member to 户主.
people-problem-two-heads = Household number { $number } has two heads (the other in row { $row } of the list). If these are two households, change a number; if one, keep one head.
people-problem-two-villages = Household number { $number } is in two villages (the other in row { $row } of the list). Write the same village, or change a number.
people-problem-count-differs = The list says { $stated } members, but this household has { $found } rows. Check whether somebody is missing.
people-problem-no-household-number = No household number. Add it; unmerge merged cells and fill them.
people-problem-no-name = No name. Add it.
people-problem-name-too-long = The name is too long. Check whether something else was pasted here.
people-problem-no-identity = No identity number. Add it; for somebody who has none, add a column 无证件号码原因 with the reason, such as 新生儿.
people-problem-born-later = The birth date in the number, { $birth }, is after the date of the list. Check the number against the card, or the date of the list.
people-problem-identity-legacy = An old number of 15 digits, filled up to 18 by the rule. Confirm it against the new card.
people-problem-identity-twice = Row { $row } of the list has the same number. Check both against the cards: a number belongs to one person.
people-problem-identity-changed = This household has a "{ $name }" already, with another number; he will be added as another person. If he is the same, check the number first.
people-problem-in-other-household = The holder of this number is recorded in household { $number }. If he moved here, import both households in one list; otherwise check the number.
people-problem-in-other-village = This number is recorded in a household outside your scope. Check it; if the person moved here, ask the township.
people-problem-number-elsewhere = Household number { $number } is in use in another village. Check number and village.
people-problem-list-older = Household { $number } has a later record, of { $date }; an older list cannot change it. Use a newer list, or check the date of this one.
people-problem-relation-unknown = Unknown relation "{ $word }", recorded as other relative. Write 配偶, 儿子, 女儿 and so on where needed.
people-problem-no-village = No village. Fill in 行政村, or open “Dates, village and columns” below and choose one.
people-problem-village-unknown = Within your scope there is no village called "{ $village }". Check the name, or write its 12-digit code.
people-problem-village-near = Within your scope there is no village called "{ $village }"; near it are: { $near }. Write the exact name or the 12-digit code.
people-problem-village-ambiguous = Several villages are called "{ $village }": { $which }. Name the township in 乡(镇), or write the code.
people-problem-status-unknown = Unknown kind of household "{ $word }", not recorded. Write a standard term such as 脱贫户 or 一般农户.
people-problem-status-of-another-time = "{ $word }" was not in use at the time of the list; recorded as written. Check it.
people-problem-removed-without-date = The risk is said to be removed, without a date; the date of the list is recorded.
people-problem-removed-before-found = The risk was removed on { $to }, before it was found on { $from }; the removal is not recorded. Check both dates.
invalid-not-a-number-or-its-last-four = Write the whole identity number, or its last four characters.

## Refusals
refused-people-list-from-the-future = The date of the list, { $date }, has not come yet. Check it.
refused-people-nothing-to-take = No household of the list can be imported. Download the marked file, mend it and import it again.
refused-people-base-changed = Something changed after you checked, so nothing was written. Below is the latest comparison: look at it and confirm again.
refused-people-nothing-new = The list says what is there already; there is nothing to write.
refused-people-already-reversed = This import has been taken back already.
refused-people-is-a-reversal = This is itself a reversal and cannot be taken back. Import the list again if needed.
refused-people-changed-since = { $count } records of this import have changed since, so it cannot be taken back. Take back the later import first, or import a corrected list.
refused-people-rests = { $count } other records (a roster, shares, a land contract) rest on households or people of this import, so it cannot be taken back. Deal with those records first, or import a corrected list.
refused-people-search-needs-name-or-village = To find somebody by number, give a name too, or choose a village.
refused-people-search-too-often = At most { $limit } searches by number an hour. Wait a while, or search by name.
refused-people-export-too-large = At most { $limit } rows can be exported at once. Filter by village first.

## Deeds
deed-people-import-households = Import a list of households and members
deed-people-reverse-import = Take back an import of a list
deed-people-read-unmasked = See a whole identity number
deed-people-search-number = Find by identity number
people-imported-households = See the households
