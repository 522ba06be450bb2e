# What a case refuses, and what is wrong with a declared type.
refused-cases-day-ahead = { $day } has not come yet. Enter today or a day before.
refused-cases-day-backwards = The day cannot be before the last step ({ $last }). Check it and enter it again.
refused-cases-unknown-action = Cases of this kind have no step “{ $action_en }”. Load the page again and choose.
refused-cases-wrong-state = The case stands at “{ $state_en }”, where “{ $action_en }” cannot be done. Load the page again to see what can.
refused-cases-not-your-role = This step is not yours. Hand it to the colleague who handles the case, or ask the administrator about your role.
refused-cases-same-person = You did “{ $action_en }” yourself, so somebody else must do this. Hand it to a colleague.
refused-cases-too-late = The last day for this was { $last }. Record a new case if need be.
refused-cases-after-due = “{ $clock_en }” is over, and this can only be done before. Go on with the case as it stands.
refused-cases-before-due = “{ $clock_en }” is not over yet. This can be done afterwards.
refused-cases-often-enough = This is done at most { $times } times, and that often it was done. Choose the next step.
refused-cases-not-often-enough = Do “{ $action_en }” { $times } times first.
refused-cases-already-asked = “{ $action_en }” has been asked for and waits for approval. Wait for that first.
refused-cases-not-filled = “{ $field_en }” is still missing. Add it first.
refused-cases-extended-enough = It can be made longer by { $left } and no more. Enter a smaller number.
refused-cases-reason-missing = Give the reason.
refused-cases-field-not-asked = This step does not ask for “{ $field_en }”. Load the page again and fill in the form.
refused-cases-field-missing = Fill in “{ $field_en }”.
refused-cases-field-value = “{ $field_en }” does not take what was entered. Check it and enter it again.
refused-cases-required-missing = The case cannot be closed without “{ $field_en }”. Add it first.
refused-cases-no-limit = There is no limit for “{ $clock_en }”. Ask the administrator to check the type of case.
refused-cases-nothing-asked = Nothing waits for approval: it was decided, or the case moved on. Load the page again.

case-fault-syntax = This is not valid TOML: { $message }
case-fault-unknown-key = There is no key “{ $key }”. Check how it is spelt, or remove the line.
case-fault-key-missing = “{ $key }” is missing, or blank.
case-fault-wrong-kind = “{ $key }” must be { $wanted ->
    [text] a text
    [number] a whole number
    [numbers] a list of whole numbers
    [flag] true or false
    [lists] a list of lists
    [tables] tables
   *[table] a table
}.
case-fault-label-missing = The name lacks { $language ->
    [zh] Chinese (zh)
    [en] English (en)
   *[both] Chinese (zh) and English (en)
}.
case-fault-unknown-word = “{ $word }” cannot stand here. What can: { $known }.
case-fault-bad-code = The code “{ $name }” may have small letters, digits and underscores, a letter first, at most 40 of them.
case-fault-bad-range = { $value } is not between { $least } and { $most }.
case-fault-bad-limit = Write the limit “{ $limit }” as 5wd (working days), 60cd (days in a row) or 24h (hours).
case-fault-no-choices = There is nothing to choose from. Write the choices.
case-fault-twice = “{ $name }” stands here twice.
case-fault-unknown-field = There is no field “{ $name }”.
case-fault-unknown-state = There is no state “{ $name }”.
case-fault-unknown-action = There is no action “{ $name }”.
case-fault-unknown-clock = There is no clock “{ $name }”.
case-fault-unknown-choice = The field has no value “{ $name }”.
case-fault-unknown-type = There is no case type “{ $name }”, or it has not been adopted here.
case-fault-unknown-figure = There is no figure “{ $name }”.
case-fault-figure-not-added = “{ $name }” is no count and no sum, so it cannot be part of a ratio.
case-fault-book-of-another-kind = The book is about “{ $wanted }” cases and stays so. Write another book.
case-fault-unknown-role = “{ $role }” is no role. Write requester, or level@relation, as act@owner.
case-fault-field-kind = The field “{ $field }” must be { $wanted ->
    [unit] a unit
    [number] a number
    [count] a number from 1
   *[values] a choice, a code or yes_no
}.
case-fault-no-opening = There is no action open. Every case begins with it.
case-fault-open-from = The action open has no from: a case begins with it.
case-fault-no-closed-state = No state is of the kind closed, so no case ever ends.
case-fault-state-unreachable = No way leads to the state “{ $state }”.
case-fault-state-without-exit = No action leads out of the state “{ $state }”.
case-fault-no-way-to-close = From the state “{ $state }” no case comes to its end.
case-fault-hangs-on-requester = Only the requester can bring a case on from “{ $state }”. Leave the office a way too.
case-fault-final-open = The state “{ $state }” is open and cannot be final.
case-fault-final-left = The state “{ $state }” is final, and an action leads out of it.
case-fault-not-final = No action leads out of the state “{ $state }”. Write final = true, or add the action.
case-fault-cannot-close = With { $roles } alone a case stays at “{ $state }”.
case-fault-role-idle = No action names the role { $role }.
case-fault-nobody-may = Nobody may do this. Name the roles in who.
case-fault-no-owner = Roles of the owner are named, and owner does not say which field that is.
case-fault-owner-not-set = The owner may not be known yet when “{ $action }” is done, so nobody would be { $role }.
case-fault-approved-by-doer = Whoever approves “{ $action }” may all do it themselves. Name another role.
case-fault-open-approved = Taking in cannot wait for approval.
case-fault-needs-approval = “{ $action }” makes a limit longer and must be approved. Write approve.
case-fault-needs-reason = “{ $action }” makes a case void and must give a reason. Write reason = true.
case-fault-cannot-come-before = “{ $name }” never comes before “{ $action }”.
case-fault-never-so-often = “{ $name }” is never done so often: its at_most is less.
case-fault-nobody-fills = No form has the field “{ $field }”.
case-fault-asked-too-early = When “{ $action }” is done the field “{ $field }” may be empty, and its form does not have it.
case-fault-extension-unsaid = The form of an extension must ask for “{ $field }”. Write it into need.
case-fault-personal-published = The field “{ $field }” is personal and cannot be public.
case-fault-personal-asked = The field “{ $field }” is sealed, so no limit, result, figure or publication can look at it.
case-fault-never-published = The field “{ $field }” is public, and there is no [publish].
case-fault-nothing-public = There is [publish], and no field is public.
case-fault-clock-never-starts = Nothing starts the clock “{ $clock }”.
case-fault-clock-never-stops = The clock “{ $clock }” runs in “{ $state }”, and nothing that follows stops it.
case-fault-clock-runs-on = A case has ended in “{ $state }”, and the clock “{ $clock }” runs on.
case-fault-stops-nothing = The clock “{ $clock }” never runs when “{ $action }” is done.
case-fault-pause-not-waiting = The state “{ $state }” is not of the kind waiting, so the clock “{ $clock }” cannot pause there.
case-fault-pauses-nothing = The clock “{ $clock }” never runs in “{ $state }”, so there is nothing to pause.
case-fault-paused-for-ever = The clock “{ $clock }” pauses in “{ $state }”, and nothing leads on.
case-fault-clock-not-running = The clock “{ $clock }” never runs where “{ $action }” is done.
case-fault-limit-without-value = Clock “{ $clock }”: there is no limit for the value “{ $value }” of “{ $field }”. Add it to of, or write otherwise.
case-fault-limit-field-unset = When “{ $action }” starts the clock “{ $clock }”, the field “{ $field }” may be empty.
case-fault-bad-warn = A reminder at { $percent } percent is not between 1 and 99.
case-fault-warn-not-ascending = Reminders do not ascend ({ $percent }).
case-fault-chain-not-ascending = Steps after the last day do not ascend ({ $after }).
case-fault-counts-unclear = A figure counts an action or states. Write one of the two.
case-fault-keys-clash = “{ $one }” and “{ $other }” cannot stand together. Write one of them.
case-fault-never-recorded = No case ever records “{ $name }”, so there is nothing to count.
case-fault-tries-without-end = After so many times of “{ $action }” no action closes the case.
case-fault-code-changed = A new version keeps the code “{ $before }”.
case-fault-version-not-next = The number of the new version must be { $wanted }.
case-fault-nothing-changed = Nothing has changed but the number.
case-fault-kind-changed = The field “{ $field }” is of another kind now, so figures over both versions break. Declare another field.
case-fault-unsealed = The field “{ $field }” was personal and cannot be kept in the open now.
case-fault-state-kind-changed = The state “{ $state }” is of another kind now, so figures over both versions break. Declare another state.
case-fault-figure-gone = The figure “{ $figure }” is missing, and reports ask for it.
