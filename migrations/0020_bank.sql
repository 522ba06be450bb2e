-- Payment through a bank: payee accounts, batches sent, what the bank answered, what its statement says.

-- A payee's account from a day on; it holds once a second person has confirmed it.
create fact payout_account (
  org        int,
  id         int,        -- also the subject whose key seals holder and number
  seq        int,
  payee      int,        -- household or organisation
  unit       int,
  date       date,
  sealed     bytes,      -- holder and number
  last_four  text,
  bank       text,
  provenance text,       -- passbook, bank_list, told
  document   text?,
  user_id    int,
  primary key (org, id)
);
create index payout_account_payee on payout_account (org, payee, id);
create fact payout_account_decision (
  org      int,
  id       int,          -- the account
  seq      int,
  date     date,
  outcome  text,         -- confirmed, rejected
  user_id  int,
  primary key (org, id)
);

create fact payout_batch (
  org     int,
  id      int,
  seq     int,
  round   int,
  number  text,          -- PL-2022-0005-01
  layout  text,
  date    date,
  lines   int,
  amount  int,           -- fen
  voucher int,
  digest  bytes,         -- SHA-256 of the file
  primary key (org, id)
);
create index payout_batch_round on payout_batch (org, round, id);
create fact payout_batch_line (
  org       int,
  batch     int,
  place     int,         -- from 1
  seq       int,
  round     int,
  leaf_key  bytes,
  attempt   int,
  reference text,
  amount    int,         -- fen
  account   int,
  primary key (org, batch, place)
);
create index payout_batch_line_reference on payout_batch_line (org, reference);

-- One row of an answer of the bank, and what became of it.
create fact payout_bank_result (
  org       int,
  id        int,
  seq       int,
  digest    bytes,       -- of the row's content: the same row twice changes nothing
  round     int?,
  reference text,
  outcome   text,        -- paid, returned, unknown
  reason    text?,
  date      date,
  amount    int,         -- fen
  verdict   text,        -- applied, repeated, unknown_reference, amount_differs, paid_after_return
  primary key (org, id)
);
create index payout_bank_result_reference on payout_bank_result (org, reference, id);
create index payout_bank_result_digest on payout_bank_result (org, digest);

-- One row of the bank's statement.
create fact payout_statement (
  org     int,
  id      int,
  seq     int,
  book    int,
  digest  bytes,
  date    date,
  amount  int,           -- fen; below 0 went out
  memo    text,
  matched text,          -- batch, refund, none
  batch   int?,
  voucher int?,
  primary key (org, id)
);
create index payout_statement_book on payout_statement (org, book, id);
create index payout_statement_digest on payout_statement (org, digest);
