# What is wrong with an entry: invalid-<code>, shared by forms, tables and the command line.
invalid-empty = Please fill this in.
invalid-not-chosen = Choose one of the options listed.
invalid-out-of-range = Write a whole number from { $least } to { $most }.
invalid-no-key = This form was not opened from this system, or it has expired. Open the page again and fill it in.
invalid-no-such-day = There is no such day. Check month and day.
invalid-not-exact = This is an approximate value. Write the exact number or date.
invalid-money-negative = An amount cannot be below 0.
invalid-money-below-fen = At most two decimals: whole fen.
invalid-money-too-large = The amount is implausibly large. Check the number and its unit.
invalid-not-a-count = Write digits only.
invalid-count-not-whole = A count must be a whole number.
invalid-count-negative = A count cannot be below 0.
invalid-count-too-large = The count is implausibly large. Please check it.
invalid-area-not-in-mu = Write the area in mu.
invalid-not-an-area = Write an area, for example 12.5 mu.
invalid-area-below-centimu = At most two decimals of a mu.
invalid-area-too-large = The area is implausibly large. Please check it.
invalid-area-negative = An area cannot be below 0.
invalid-credit-code-empty = Write the unified social credit code.
invalid-credit-code-wrong-length = A unified social credit code has 18 characters.
invalid-credit-code-bad-character = The unified social credit code holds a character that cannot be in it. Check it against the licence.
invalid-phone-empty = Write a telephone number.
invalid-phone-destroyed-by-excel = Excel has turned this telephone number into scientific form. Set the cell to Text and write it again.
invalid-division-empty = Write a division code.
invalid-not-a-division-code = A division code has 12 digits, as in the statistical list.
invalid-identity-empty = Write the identity number; where there is none, give the reason.
invalid-identity-destroyed-by-excel = Excel has replaced the last digits of this identity number with 000; they cannot be recovered. Set the cell to Text and write it again from the card.
invalid-identity-wrong-length = An identity number has 18 characters; this has { $found }.
invalid-identity-bad-character = The identity number holds a character that cannot be in it. Check it against the card.
invalid-identity-bad-birth-date = The birth date in the identity number does not exist. Check it against the card.
invalid-identity-wrong-check = The last character of the identity number should be { $expected }. Check it digit by digit.
invalid-no-path = The database address lacks a file path. Write sqlite:PATH.
invalid-unknown-database = Unknown database address. Write sqlite:PATH or postgres://….

# How exactly a date is known
date-of-day = { $year }-{ $month }-{ $day }
date-of-month = { $year }-{ $month }
date-of-year = { $year }
date-of-year-end = end of { $year }

# What the rules of arithmetic refuse
refused-apportion-unknown-policy = There is no policy named “{ $name }”. Choose per share, largest remainder or cumulative.
refused-apportion-negative-pool = The amount to distribute, { $pool } yuan, is below 0. Check income and expenses first.
refused-apportion-bad-step = Rounding to { $step } fen does not go with this policy ({ $policy }). Use 1 fen.
refused-apportion-negative-weight = The weight in line { $line } is below 0. Correct it and calculate again.
refused-apportion-too-large = The numbers are too large to be exact. Check weights and shares.
refused-apportion-no-weight = No household has a weight, so nobody can be paid. Enter the beneficiaries or change the weights.
refused-apportion-bad-share = The share in line { $line } is not right: it cannot be below 0 and needs a denominator above 0.
refused-apportion-shares-not-one = The shares do not add up to 100 %. Correct them first.
refused-merkle-duplicate-key = One household is on the roster twice. Remove the duplicate and calculate again.
refused-merkle-overflow = The totals are too large for a proof. Check the amounts.
refused-sheets-too-many-rows = One sheet cannot hold so many rows. Narrow the range and export again.

# The web
refused-web-signed-out = You are signed out and what you entered was not saved. Sign in, then open the page again.
refused-web-stale-form = This page was open for too long, or was not opened from this system; nothing was saved. Go back, reload the page and try again.
refused-web-too-large = This is over { $most } MB and was not accepted. Choose a smaller file.
refused-web-broken-upload = The file did not arrive complete. Check the connection and upload it again.
