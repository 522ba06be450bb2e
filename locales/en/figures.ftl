# Figures: units, and the records behind a figure

## Units, after the number
figure-unit-yuan = yuan
figure-unit-percent = %
figure-unit-round = rounds
figure-unit-village = villages
figure-unit-household = households
figure-unit-person = people
figure-unit-project = projects
figure-unit-payment = payments

## The records behind it
figure-rows = { $count } records
figure-seen = You see { $seen } of them; { $withheld } more lie outside what you may see
figure-examined = { $count } { $unit } examined
figure-no-value = Nothing to compare with yet
figure-as-of = As of { $date }
figure-as-known = As known at journal row { $seq }
