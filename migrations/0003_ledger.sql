-- Double entry. One book holds one measure (fen, or the smallest unit of a share class) and they never mix.
create fact ledger_book (
  org      int,
  id       int,
  seq      int,
  unit     int,      -- the unit of the division tree that the book belongs to
  entity   text,     -- name of the legal entity
  measure  text,     -- fen
  primary key (org, id)
);

create fact ledger_account (
  org    int,
  id     int,
  seq    int,
  book   int,
  code   text,       -- bank, undistributed, payable …
  party  int?,       -- household, where the account is one party's
  floor  int?,       -- 0: may never fall below zero on its normal side
  side   int,        -- 1 grows by debit, -1 grows by credit
  primary key (org, id)
);
create index ledger_account_book on ledger_account (org, book, code, party);

create fact ledger_voucher (
  org        int,
  id         int,
  seq        int,
  book       int,
  number     text,    -- what people read: 2022-000017
  date       date,
  kind       text,    -- income, declare, pay, reverse …
  source     text?,   -- payout_round …
  source_id  int?,
  reverses   int?,
  total      int,     -- sum of its debits
  lines      int,
  primary key (org, id)
);
create index ledger_voucher_book on ledger_voucher (org, book, date, id);
create index ledger_voucher_source on ledger_voucher (org, source, source_id, id);
create index ledger_voucher_reverses on ledger_voucher (org, reverses);

-- Clustered by the key it is read by, the year first: docs/decisions/0002-key-layout.md.
-- A voucher's entries are found through its book's accounts, its date and seq.
create fact ledger_entry (
  org      int,
  year     int,
  account  int,
  date     date,
  seq      int,
  line     int,
  voucher  int,
  amount   int,      -- debit positive, credit negative; never zero
  primary key (org, year, account, date, seq, line)
);

create now ledger_balance_now (
  org      int,
  account  int,
  balance  int,      -- debits less credits
  primary key (org, account)
);
