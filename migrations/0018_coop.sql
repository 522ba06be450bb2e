-- The organisation net of a party-led co-op (党支部领办合作社), its benefit plan, and its money from sale to split.
create fact coop_net (
  org        int,
  id         int,
  valid_from date,
  seq        int,
  valid_to   date?,
  unit       int,
  name       text,
  coop       int,        -- the co-op of member accounts whose own book takes the co-op's part
  book       int,        -- the book of the contract's money
  farm_area  int,        -- what a family farm is meant to have, 0.01 mu
  tolerance  int,        -- how far off it may be without a warning, percent
  primary key (org, id, valid_from, seq)
);

-- Who stands in the net: the party branch, the co-op, a family farm, a firm, a service team.
create fact coop_party (
  org          int,
  id           int,
  valid_from   date,
  seq          int,
  valid_to     date?,
  net          int,
  kind         text,     -- party_branch, coop, family_farm, firm, team
  name         text,
  organisation int?,     -- of people
  serves       int?,     -- the family farm that a team serves
  primary key (org, id, valid_from, seq)
);
create index coop_party_net on coop_party (org, net, id);

-- A person in a party over one period.
create fact coop_member (
  org        int,
  id         int,
  valid_from date,
  seq        int,
  valid_to   date?,
  party      int,
  person     int,
  household  int,        -- that of the person on the first day
  lead       int,        -- 1 for who leads the party
  primary key (org, id, valid_from, seq)
);
create index coop_member_party on coop_member (org, party, id);

-- A parcel in the net over one period, by one of the three ways.
create fact coop_land (
  org        int,
  id         int,
  valid_from date,
  seq        int,
  valid_to   date?,
  net        int,
  farm       int?,       -- the family farm that works it
  parcel     int,
  household  int,        -- who holds it by contract
  unit       int,        -- the village of the household
  way        text,       -- join 加盟, trustee 托管, transfer 流转
  area       int,        -- measured on the first day, 0.01 mu
  term_to    date?,      -- the last day of the agreement
  document   text?,
  primary key (org, id, valid_from, seq)
);
create index coop_land_net on coop_land (org, net, id);
create index coop_land_parcel on coop_land (org, parcel, id);

-- A benefit plan as the parties voted for it; the id is that of the net.
create fact coop_plan (
  org        int,
  id         int,
  valid_from date,
  seq        int,
  valid_to   date?,
  vote       text,       -- JSON
  text       text,       -- what was voted for, as the contract says it
  document   text?,
  primary key (org, id, valid_from, seq)
);
create fact coop_plan_part (
  org         int,
  id          int,
  seq         int,       -- of the plan's row
  place       int,       -- from 1, the order of the contract
  party       text,
  name        text,
  numerator   int,
  denominator int,
  measure     text,      -- own_book, shares, land, minutes, kilograms, heads, equally, held
  primary key (org, id, seq, place)
);

-- What a household contributed on a day: minutes of work, grams delivered. Below 0 where it takes back another.
create fact coop_measure (
  org       int,
  id        int,
  seq       int,
  net       int,
  kind      text,        -- minutes, grams
  party     int?,        -- in which work was done
  household int,
  person    int?,
  date      date,
  amount    int,
  product   text?,
  grade     text?,
  document  text?,
  voids     int?,
  primary key (org, id)
);
create index coop_measure_net on coop_measure (org, net, date, id);

-- Costs of the contract.
create fact coop_cost (
  org      int,
  id       int,
  seq      int,
  net      int,
  date     date,
  kind     text,
  amount   int,          -- fen; below 0 where it takes back another
  advanced int,          -- 1 where the co-op laid it out
  payee    text?,
  document text?,
  voucher  int,
  voids    int?,
  primary key (org, id)
);
create index coop_cost_net on coop_cost (org, net, date, id);

-- What the co-op laid out for the contract and got back.
create fact coop_repayment (
  org     int,
  id      int,
  seq     int,
  net     int,
  date    date,
  amount  int,           -- fen
  voucher int,
  primary key (org, id)
);

-- Proceeds less costs of a period. A row with voids takes back another.
create fact coop_settlement (
  org        int,
  id         int,
  seq        int,
  net        int,
  date       date,
  first_day  date,
  last_day   date,
  proceeds   int,        -- fen
  costs      int,        -- fen
  voucher    int,
  voids      int?,
  primary key (org, id)
);
create index coop_settlement_net on coop_settlement (org, net, id);

-- A loss shared by the plan: who bears what.
create fact coop_loss (
  org        int,
  id         int,
  seq        int,
  settlement int,
  date       date,
  amount     int,        -- fen
  voucher    int,
  voids      int?,
  primary key (org, id)
);
create fact coop_loss_line (
  org    int,
  id     int,            -- of the loss
  seq    int,
  place  int,            -- of the plan's part, from 1
  payee  int,            -- household or organisation; 0 where the part has an account of its own
  unit   int,
  weight int,
  amount int,            -- fen
  primary key (org, id, place, payee)
);

-- The co-op's part of a distribution, entered in its own book as income.
create fact coop_handover (
  org         int,
  id          int,
  seq         int,
  net         int,
  round       int,
  date        date,
  amount      int,       -- fen
  voucher     int,       -- in the contract's book
  own_voucher int,       -- in the co-op's own book
  primary key (org, id)
);

-- What was sold.
create fact market_sale (
  org      int,
  id       int,
  seq      int,
  unit     int,
  book     int,
  seller   int,          -- who sold, in the module that keeps him
  date     date,
  product  text,
  grade    text?,
  grams    int,          -- below 0 where it takes back another
  price    int,          -- fen a kilogram
  amount   int,          -- fen
  buyer    text,
  document text?,
  voucher  int,
  voids    int?,
  primary key (org, id)
);
create index market_sale_seller on market_sale (org, seller, date, id);

-- The part of a year's surplus that stood in the co-op's book as income.
alter fact shares_coop_surplus add income int?;
