# Accounts, units, organisations

## Refusals
refused-access-already-installed = The installation already has an administrator. Sign in with that account.
refused-access-later-change-stands = A later change is recorded already. Choose a later date, or deal with that change first.
refused-access-code-taken = An open unit has this code already. Check the code, or change that unit.
refused-access-parent-not-above = The parent must be of a higher level, and not below the unit itself. Choose another parent.
refused-access-unit-has-children = { $count } units still hang below this one. Move or close them first.
refused-access-import-changes-nothing = The file says what is there already; there is nothing to save.
refused-access-not-an-import = This is not an import of units that can be taken back. Choose another from the list of imports.
refused-access-import-already-reversed = This import has been taken back already.
refused-access-units-changed-since = Units of this import were changed afterwards. Take back the later changes first.
refused-access-units-in-use = { $count } records rest on these units ({ $what }), so the import cannot be taken back. Deal with them first.
refused-access-grant-to-yourself = Nobody grants to himself. Ask another administrator.
refused-access-role-of-the-installation = An administrator belongs to the installation, every other role to an organisation. Choose organisation and role again.
refused-access-unit-outside-org = The unit is not part of this organisation. Choose one within it.
refused-access-granted-already = The user holds this role here already.
refused-access-administrator-holds-no-money-right = Who administers accounts may not also handle projects and money. Grant it to somebody else, or revoke the other role first.
refused-access-already-ended = This grant has ended already.
refused-access-nothing-to-act-for = This person has no role here, so there is nothing to act for. Check whom you chose.
refused-access-deputy-without-role = The deputy has no role here yet. Grant one first, or choose somebody else.
refused-access-has-deputy = There is a deputy from { $from } to { $to } already. Choose other days, or end that one first.
refused-access-not-left = This account is not closed and can be used as before.
refused-access-last-administrator = This is the last administrator. Grant the role to another person first.
refused-access-login-taken = This login was used before and names one person for ever. Choose another.
refused-access-reset-is-for-others = A reset is for other people. Change your own password under “My account”.
refused-access-wrong-login-or-password = Login or password is wrong. Try again; if you forgot it, ask your administrator to reset it.
refused-access-too-many-attempts = Too many attempts. Try again in { $minutes } minutes.
refused-access-no-role = The password is right, but the account has no role yet. Ask your administrator to grant one.
refused-access-wrong-password = The present password is wrong. Enter it again.
refused-access-busy = Many people are signing in. Wait a moment and try again.

## Faults of a field
invalid-unit-code-not-12-digits = The code must have 12 digits.
invalid-unit-code-twice = The file has this code more than once. Keep one row for each unit.
invalid-unit-unknown-level = Unknown level. Write province, prefecture, county, township or village.
invalid-unit-wrong-level = The level does not agree with the zeros at the end of the code. Check both.
invalid-unit-name-empty = The name is empty. Fill it in.
invalid-unit-unknown-parent = There is no such parent. Check its code, or import it first.
invalid-unit-parent-not-above = The parent must be of a higher level.
invalid-unknown-unit = There is no such open unit. Choose again.
invalid-unknown-org = There is no such organisation. Choose again.
invalid-unknown-kind = Choose township, zone or county.
invalid-in-the-future = The date may not be after today.
invalid-in-the-past = The date may not be before today.
invalid-not-after-from = The end must be after the beginning.
invalid-same-person = Choose another person: the two cannot be the same.
invalid-login-form = A login has 2 to 32 Latin letters, digits or any of . - _. It is not the person's name.
invalid-password-too-short = A password has at least 12 characters. A sentence that you remember is best.
invalid-password-too-long = A password has at most 128 characters.
invalid-password-common = This password is too common. Choose one that others would not think of.
invalid-password-is-login = The password may not be the login.
invalid-not-a-tag = The file's mark is incomplete. Upload the file again.

## Deeds
deed-access-renew-grants = Bring granted roles up to the rights of this version
deed-access-load-codes = Load the code lists
deed-access-add-code = Add or change a code
deed-access-create-org = Make an organisation
deed-access-change-org = Change an organisation
deed-access-import-units = Import units
deed-access-reverse-units = Take back an import of units
deed-access-add-unit = Add a unit
deed-access-rename-unit = Rename a unit
deed-access-move-unit = Move a unit
deed-access-close-unit = Close a unit
deed-access-first-administrator = Make the first administrator
deed-access-make-user = Make an account
deed-access-reset-password = Reset a password
deed-access-change-password = Change one's own password
deed-access-leave = Close an account
deed-access-come-back = Opened an account again
deed-access-name-deputy = Named a deputy
deed-access-end-deputy = Ended a deputyship
deed-access-grant-role = Grant a role
deed-access-revoke-role = Revoke a role

## Roles
role-administrator = Administrator
role-org-administrator = Account administrator
role-clerk = Township clerk
role-village-clerk = Village clerk
role-accountant = Accountant
role-reviewer = Reviewer
role-approver = Approver
role-auditor = Auditor

## Levels
level-province = Province
level-prefecture = Prefecture
level-county = County
level-township = Township
level-village = Village

## What happened to an account

## What rests on units
rests-organisations = organisations
rests-grants = grants

## Checks
audit-cache-differs = A derived table differs from its records. Run zhen rebuild.

deed-access-attach-paper = attach a paper
deed-access-withdraw-paper = withdraw a paper
refused-access-paper-gone = This file waited too long and was cleared away. Send it again.
refused-access-paper-withdrawn = This paper has been withdrawn already; nothing is left to do.
invalid-paper-too-large = The file is too large; { $most } MiB at most. Take the picture or scan again at a lower resolution.
invalid-paper-unknown-media = Only JPEG, PNG and WebP pictures and PDF are taken. Photograph the paper again, or save it as PDF.
invalid-paper-misnamed = The file is not what its name says. Save it as a picture or PDF and send it again.
invalid-paper-broken = The file is cut off or broken. Photograph or scan the paper again.
invalid-paper-future = The paper's date has not come yet. Use the date on the paper.
deed-access-confirm-public-url = Confirm the public address
