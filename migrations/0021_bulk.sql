-- What a round of a million lines asks of the accounts' index is all in it: nothing is looked up row by row.
drop index ledger_account_book;
create index ledger_account_face on ledger_account (org, book, code, party, side, floor);

-- A household's line is found by its key, which the round's register root gives: docs/decisions/0007-bulk.md.
drop index payout_line_household;

-- The next number of a book's year is one more than its last: counting the year's vouchers took longer with each.
create index ledger_voucher_number on ledger_voucher (org, book, number);
