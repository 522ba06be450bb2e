-- How the pool of a round is taken apart before and beside equal weights, as JSON; null where it is one part.
alter fact payout_round add division text?;
-- What the payee counts for in each measure (shares, trade, contribution), and what each part gave him, as JSON.
alter fact payout_line add measures text?;
alter fact payout_line add parts text?;

-- Rounds from before zhen: counted, never payable.
create fact payout_brought (
  org        int,
  id         int,
  seq        int,
  source     text,
  source_id  int,
  unit       int,
  book       int?,
  year       int,
  date       date,     -- when it was paid
  title      text,
  total      int,      -- fen
  payees     int,
  document   text,     -- which paper says so
  voids      int?,
  primary key (org, id)
);
create index payout_brought_source on payout_brought (org, source, source_id, id);

create fact payout_brought_line (
  org        int,
  brought    int,
  household  int,
  seq        int,
  unit       int,
  amount     int,      -- fen
  primary key (org, brought, household)
);
create index payout_brought_household on payout_brought_line (org, household, brought);

-- What a book held when its keeping passed to zhen; its voucher is the posting.
create fact payout_opening (
  org           int,
  id            int,
  seq           int,
  book          int,
  unit          int,
  date          date,
  bank          int,      -- fen
  undistributed int,      -- fen
  unclaimed     int,      -- fen
  document      text,
  voucher       int,
  primary key (org, id)
);
create index payout_opening_book on payout_opening (org, book, id);
