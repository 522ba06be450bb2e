-- Member accounts of farmers' specialised co-ops (成员账户). What was wrong is corrected by a later row.
create fact shares_coop (
  org          int,
  id           int,
  valid_from   date,
  seq          int,
  valid_to     date?,
  unit         int,
  name         text,
  organisation int?,     -- the organisation of people that it is
  code         text?,    -- unified social credit code, 18 characters
  book         int,      -- the book of its money
  primary key (org, id, valid_from, seq)
);

-- A household as member over one period; who comes back is a new member.
create fact shares_coop_member (
  org        int,
  id         int,
  valid_from date,       -- joined
  seq        int,
  valid_to   date?,      -- the first day on which it is no member
  coop       int,
  household  int,
  unit       int,        -- its village when it joined
  farmer     int,        -- 1 where it counts among the farmers of art. 20
  import     int?,
  primary key (org, id, valid_from, seq)
);
create index shares_coop_member_coop on shares_coop_member (org, coop, id);
create index shares_coop_member_household on shares_coop_member (org, household, id);

-- What a member's account holds from a day on; the id is the member's.
create fact shares_coop_account (
  org           int,
  id            int,
  valid_from    date,
  seq           int,
  valid_to      date?,
  coop          int,
  contribution  int,     -- fen
  reserve_share int,     -- fen
  subsidy_share int,     -- fen: assets from public subsidy and donations, in equal parts
  document      text?,
  import        int?,
  primary key (org, id, valid_from, seq)
);
create index shares_coop_account_coop on shares_coop_account (org, coop, id);

-- What a household traded with the co-op in a year; the latest row of household and year holds.
create fact shares_coop_trade (
  org       int,
  id        int,
  seq       int,
  coop      int,
  household int,
  year      int,
  amount    int,         -- fen
  quantity  int?,        -- kilograms, where the charter counts by quantity
  date      date,
  document  text?,
  import    int?,
  primary key (org, id)
);
create index shares_coop_trade_coop on shares_coop_trade (org, coop, household, year, seq);

-- A year's surplus that came into the book, with the losses of earlier years that the book did not know.
create fact shares_coop_surplus (
  org      int,
  id       int,
  seq      int,
  coop     int,
  year     int,
  date     date,
  amount   int,          -- fen; below 0 where it mirrors another
  losses   int,          -- fen
  voucher  int,
  reverses int?,
  document text?,
  primary key (org, id)
);
create index shares_coop_surplus_coop on shares_coop_surplus (org, coop, year, id);
