-- A flow's steps, reviews, periods, guards and posting accounts, as dated data (TOML) with its source.
create fact payout_flow (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  flow        text,     -- relief_income
  body        text,     -- TOML
  source      text,     -- the law or document behind it
  primary key (org, id, valid_from, seq)
);

create fact payout_round (
  org          int,
  id           int,
  seq          int,
  number       text,    -- what people read: FH-2022-0005
  title        text,
  flow         int,     -- payout_flow.id
  flow_seq     int,     -- the version of it that governs this round
  source       text,    -- who answers for the entitlements: shares.project
  source_id    int,
  book         int,
  unit         int,     -- whose round it is; scope
  year         int,
  pool         int,     -- fen
  record_date  date,
  policy       text,    -- per_share_floor, largest_remainder, cumulative
  step_fen     int,
  basis        text,    -- per_person, per_household, class_weights
  weights      text,    -- JSON of the classes and their weights
  primary key (org, id)
);
create index payout_round_source on payout_round (org, source, source_id, id);

-- The round's state by date; the row with the latest seq is what it is now.
create fact payout_state (
  org         int,
  id          int,      -- the round
  valid_from  date,
  seq         int,
  valid_to    date?,
  state       text,     -- draft, calculated, resolved, posted, declared, paid, closed, cancelled, reversed
  step        text,     -- what was done: create, calculate, review …
  user_id     int,
  detail      text,     -- JSON: votes, dates, roots, sums, documents
  primary key (org, id, valid_from, seq)
);

create fact payout_line (
  org         int,
  round       int,
  leaf_key    bytes,    -- first 16 bytes of SHA-256(register root, payee)
  seq         int,
  household   int,
  unit        int,
  class       text,
  heads       int,
  shares      int,
  weight      int,
  gross       int,      -- fen
  tax         int,      -- fen
  commitment  bytes,    -- 32 bytes, under the household's salt of this round
  primary key (org, round, leaf_key)
);
create index payout_line_household on payout_line (org, household, round);

create fact payout_payment (
  org       int,
  round     int,
  leaf_key  bytes,
  attempt   int,
  seq       int,
  state     text,       -- paid, void
  date      date,
  method    text,       -- cash, transfer
  amount    int,        -- fen
  receipt   text?,      -- number of the receipt
  voucher   int,
  primary key (org, round, leaf_key, attempt)
);

create fact payout_notice (
  org      int,
  round    int,
  issue    int,         -- re-issuing makes a new link and revokes the old one
  seq      int,
  from_date  date,
  to_date    date,
  primary key (org, round, issue)
);
