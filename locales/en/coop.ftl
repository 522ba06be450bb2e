# Member accounts of farmers’ specialised co-operatives

## Refusals
refused-coop-exists = There already are member accounts of “{ $name }”. Open it in the list of co-ops.
refused-coop-already-member = This household ({ $household }) already is a member in this period. Look in the list of members.
refused-coop-already-ended = This household’s membership has ended. If it joins again, record it as a new member.
refused-coop-not-member-then = This household was no member in or on { $when }. Check the date or the year, or put the day of joining right first.
refused-coop-surplus-there = The surplus of { $year } is already recorded with { $amount } yuan. Reverse it first if it is wrong, then record it again.
invalid-coop-out-of-range = An amount lies between 0 and ten thousand million yuan.

## Problems in a list of member accounts
sheet-coop-unknown-household = There is no such household in your area, or not yet on that day. Check the number or the name, or import the household first.
sheet-coop-name-twice-there = Two households have this number, or heads of this name, so it is not clear which is meant. Give the household’s number.
sheet-coop-household-twice = This household is in the list more than once. Keep one row for each household.
sheet-coop-name-differs = The member’s name is not that of the head recorded under this number. Check number and name.
sheet-coop-amount-out-of-range = An amount lies between 0 and ten thousand million yuan.

## Deeds
deed-coop-open = Opened member accounts of a co-op
deed-coop-add-member = Recorded a member who joined
deed-coop-end-member = Recorded a member who left
deed-coop-set-account = Recorded a member’s account
deed-coop-record-trade = Recorded a member’s trade
deed-coop-record-surplus = Recorded a year’s surplus
deed-coop-reverse-surplus = Reversed a year’s surplus
deed-coop-import-accounts = Imported member accounts

## What the audit finds
audit-coop-member-twice = A household is a member twice at the same time
audit-coop-account-alone = Trade that belongs to no member
audit-coop-surplus-differs = A surplus differs from its voucher
