-- A parcel of contracted land; polygons come with trusteeship.
create fact land_parcel (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  code        text,    -- 19 digits, GB/T 35958
  unit        int,     -- the village; scope
  name        text?,
  kind        text,    -- code list land_kind
  area        int,     -- measured, 0.01 mu
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index land_parcel_unit on land_parcel (org, unit, code, id);
create index land_parcel_code on land_parcel (org, code, id);

create fact land_contract (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  number      text,    -- 19 digits
  unit        int,
  issuer      text,    -- 14 digits
  household   int,     -- the contractor
  contractor  text?,   -- his code, 18 digits
  term_from   date,
  term_to     date?,
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index land_contract_household on land_contract (org, household, id);
create index land_contract_number on land_contract (org, number, id);

-- A parcel under a contract by period, with the area that the contract says.
create fact land_holding (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  contract    int,
  parcel      int,
  area        int,     -- contracted, 0.01 mu
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index land_holding_contract on land_holding (org, contract, id);
create index land_holding_parcel on land_holding (org, parcel, id);

-- What was agreed of a contract beyond a row: a swap, a transfer, an end, with its paper.
create fact land_change (
  org         int,
  id          int,
  seq         int,
  kind        text,    -- swap, transfer, end
  date        date,
  contract    int,
  other       int?,    -- the contract that took part in a swap, or that a part went to
  household   int?,    -- to whom it was transferred
  reason      text?,   -- split, inheritance, agreement, returned, term, error
  document    text?,   -- the written agreement
  filed       date?,   -- with the issuer
  primary key (org, id)
);
create index land_change_contract on land_change (org, contract, id);
create index land_change_other on land_change (org, other, id);
