create fact shares_project (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  name        text,
  unit        int,
  owner       text,     -- the legal entity that owns the assets
  book        int,
  primary key (org, id, valid_from, seq)
);

create fact shares_funding (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  project     int,
  source      text,     -- code list funding_source
  amount      int,      -- fen
  document    text?,
  primary key (org, id, valid_from, seq)
);
create index shares_funding_project on shares_funding (org, project, id);

create fact shares_asset (
  org          int,
  id           int,
  valid_from   date,
  seq          int,
  valid_to     date?,
  project      int,
  name         text,
  class        text,    -- code list asset_class: operating, public_benefit, household
  valuation    int,     -- fen
  in_service   date,
  precision    text,    -- day, month, year, year_end
  primary key (org, id, valid_from, seq)
);
create index shares_asset_project on shares_asset (org, project, id);

create fact shares_beneficiary (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  project     int,
  household   int,
  unit        int,      -- the household's village when it was entered
  class       text,     -- code list beneficiary_class: A, B, C
  heads       int,
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index shares_beneficiary_project on shares_beneficiary (org, project, id);
create index shares_beneficiary_household on shares_beneficiary (org, household, id);

-- What a year was to bring, and what it brought; what it brought is posted.
create fact shares_plan (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  project     int,
  year        int,
  amount      int,      -- fen
  primary key (org, id, valid_from, seq)
);
create index shares_plan_project on shares_plan (org, project, year, id);

create fact shares_income (
  org       int,
  id        int,
  seq       int,
  project   int,
  year      int,        -- the year that it belongs to
  date      date,       -- the day on which it came in
  amount    int,        -- fen; negative only where `reverses` names what it takes back
  voucher   int,
  reverses  int?,
  document  text?,
  primary key (org, id)
);
create index shares_income_project on shares_income (org, project, year, id);
