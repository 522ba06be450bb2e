# What is said when a table is read. { $file } is the file's name.

## The whole file
sheet-empty-file = The file “{ $file }” is empty. Check that the right file was chosen.
sheet-file-too-large = The file “{ $file }” is larger than { $megabytes } MB. Remove pictures and unused sheets, or split it into several files, and upload again.
sheet-locked = The file “{ $file }” needs a password to open. Remove the password in Excel, save it and upload again.
sheet-other-kind = The file “{ $file }” is not a table that can be read. Open it in Excel or WPS, save it as .xlsx and upload again.
sheet-broken-file = The file “{ $file }” is damaged or incomplete and cannot be read. Open it in Excel or WPS, save it as a new .xlsx file and upload again.
sheet-bomb = The file “{ $file }” unpacks to an unusual size and was not read, for safety. Copy the rows you need into a new workbook, save it as .xlsx and upload again.
sheet-unknown-encoding = The text encoding of “{ $file }” is not known. Open it in Excel, save it as .xlsx or as “CSV UTF-8” and upload again.
sheet-too-many-rows = The file “{ $file }” has more than { $limit } rows, or something far below the table. Remove what is below the table, or split it into several files, and upload again.
sheet-too-many-columns = Row { $row } of “{ $file }” has something to the right of column { $limit }. Remove what is beside the table and upload again.
sheet-no-such-sheet = The file “{ $file }” has no sheet named “{ $sheet }”. Choose another sheet.
sheet-no-visible-sheet = The file “{ $file }” has no visible sheet. Unhide the sheet in Excel, save it and upload again.
sheet-no-header = No header was found in the first five rows of “{ $file }”. It should have: { $columns }. Add a header, or say by hand what each column is.
sheet-missing-columns = The header in row { $row } of “{ $file }” lacks: { $columns }. Add these columns, or say by hand what each column is.
sheet-column-twice = In “{ $file }”, cells { $first } and { $second } both look like “{ $name }”. Change one of the two headers, or say by hand which column to use.
sheet-mapping-unknown = The column “{ $column }” or the item “{ $key }” chosen for “{ $file }” does not exist. Choose again.
sheet-unknown-unit = The unit of money “{ $unit }” in cell { $cell } of “{ $file }” cannot be turned into yuan. Change it to yuan (元) or ten thousand yuan (万元).
sheet-no-rows = There is no data under the header of “{ $file }”. Check that the right file and sheet were chosen.

## A cell
sheet-destroyed-by-excel = Excel kept this number as a figure and its last digits are lost (they became 000, or the number is in scientific form). They cannot be brought back. Set the column to the format “Text” first, then enter the full number again from the original papers.
sheet-cell-error = This cell holds a formula error ({ $error }). Mend the formula, or enter the result itself.
sheet-cell-too-long = This cell is longer than { $limit } characters. Shorten it, or check whether something was pasted here by mistake.
sheet-empty = This cell is empty. Fill it in.
sheet-not-exact = This is only approximate (约, 余, 多, 左右). Enter the exact number or date.
sheet-not-a-date = This is not a date that can be read. Write it as 2022-06-01, 2022年6月 or 2022.
sheet-no-such-day = There is no such day. Check the month and the day.
sheet-month-unclear = This may be January or October: Excel turns 2022.10 into 2022.1. Write 2022年1月 or 2022年10月.
sheet-not-money = This is not an amount of money. Enter digits only; leave the cell empty if there is no amount.
sheet-money-below-fen = This amount is finer than one fen. Round it to whole fen.
sheet-money-too-large = This amount is too large to be right. Check the digits and the unit.
sheet-money-negative = An amount cannot be below 0. Check it and enter it again.
sheet-not-a-count = This is not a count. Enter digits only.
sheet-count-not-whole = A count must be a whole number. Enter a whole number.
sheet-count-negative = A count cannot be below 0. Enter a whole number of 0 or more.
sheet-count-too-large = This count is too large to be right. Check it.
sheet-not-a-whole-number = This is not a whole number. Enter digits only, without decimals or remarks.
sheet-not-a-percentage = This is not a percentage. Write it like 4.35%.
sheet-below-one-basis-point = A percentage has at most two decimals. Write it like 4.35%.

## The marked file
sheet-mark-column = Problem
sheet-mark-sheet = To be mended

## Import
sheet-template = Download an empty table
sheet-file-known = This very file was imported before. It is not taken in twice.
