# Projects, money put in, assets, beneficiaries and income

## Figures
figure-douhutun-dividend-round = Dividends received
figure-douhutun-invested = Total investment
figure-douhutun-annual-return = Yearly return
figure-douhutun-villages = Villages covered
figure-douhutun-households = Beneficiary households
figure-douhutun-people = People in those households

## The lists behind figures
shares-list-funding = Money put in
shares-list-year-income = Income of the last complete year
shares-list-villages = Villages covered
shares-list-households = Beneficiary households
shares-list-people = Members of beneficiary households
shares-list-rounds = The dividends of the household that has received most

## Columns
shares-project = Project
shares-funding-source = Source of funds
shares-date = Date
shares-amount = Amount (yuan)
shares-document = Document or receipt
shares-year = Year
shares-village = Village
shares-village-code = Division code
shares-household-number = Household number
shares-household-head = Head of household
shares-person = Name
shares-relation = Relation to head
shares-class = Class
shares-from = From
shares-round-number = Dividend no.
shares-round-title = Dividend
shares-paid-on = Paid on

## Income against plan
shares-yield-unplanned = Nothing planned
shares-yield-met = As planned
shares-yield-short = { $year } brought { $amount } yuan less than planned. Find out why, and tell the beneficiaries.
shares-heads-differ = { $heads } people share, the household has { $members } members; please check

## What is refused
refused-shares-already-on-roster = This household ({ $household }) is on the roster in this period already. To change its class or number of people, end the present line first, or import the change from a table.
refused-shares-unknown-household = There was no such household on the first day, or it lies outside what you manage. Check it among the households first.
refused-shares-already-ended = This line has ended already. To let the household go on, put it on the roster again.
refused-shares-before-beginning = The change is dated before the line begins on { $date }. Use that day or a later one.
refused-shares-is-reversal = This line is itself a reversal and cannot be reversed. Record the income again if it is needed.
refused-shares-already-reversed = This income has been reversed already.
invalid-not-above-zero = The amount must be above 0.
invalid-before-beginning = The end may not be before the beginning.

## Faults in a roster's table
sheet-roster-unknown-household = No household that you manage has this number, or it was not there yet on the first day. Check the number, or import the household first.
sheet-roster-number-twice-there = Two households have this number, so it is unclear which is meant. Correct it among the households first.
sheet-roster-household-twice = This household stands in the table more than once. Keep one row for each household.
sheet-roster-head-differs = This is not the head recorded under this household number. Check number and name.
sheet-roster-unknown-class = There is no such class. Write A, B or C; without classes, 不分类.
sheet-roster-heads-out-of-range = The number of people sharing must be from 1 to 50.

## Deeds
deed-shares-enter-project = Enter a project
deed-shares-add-funding = Add money put in
deed-shares-void-funding = Take back a wrong line of funding
deed-shares-add-asset = Enter an asset
deed-shares-add-beneficiaries = Put households on the roster
deed-shares-end-beneficiary = End a household's line
deed-shares-import-roster = Import a roster
deed-shares-plan-income = Plan a year's income
deed-shares-record-income = Record income
deed-shares-reverse-income = Reverse income
refused-shares-register-total-differs = The register does not add up: { $issued } issued, { $held } held. Mend the register before calculating.
