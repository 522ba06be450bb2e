create fact people_household (
  org         int,
  id          int,      -- also a subject: its key seals what concerns the household
  valid_from  date,
  seq         int,
  valid_to    date?,
  number      text,     -- 户编号
  unit        int,      -- the village
  head        int?,     -- person
  import      int?,
  primary key (org, id, valid_from, seq)
);

create fact people_person (
  org                 int,
  id                  int,   -- also the subject whose key seals the record
  valid_from          date,
  seq                 int,
  valid_to            date?,
  sealed              bytes, -- name, identity number, phone, health …
  no_identity_reason  text?, -- code, where the person has no number
  birth_year          int?,
  sex                 text?, -- male, female
  import              int?,
  primary key (org, id, valid_from, seq)
);

create fact people_membership (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  household   int,
  person      int,
  relation    text,     -- code list relation_to_head
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index people_membership_household on people_membership (org, household, id);
create index people_membership_person on people_membership (org, person, id);

-- Relieved, monitored … by period; codes from the list household_status as it stood then.
create fact people_status (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  household   int,
  code        text,
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index people_status_household on people_status (org, household, id);

-- Outside the chain and deletable: what lists and searches read. Made again from facts and keys.
create aside people_search (
  org            int,
  person         int,
  household      int,
  membership     int,
  unit           int,
  name           text,
  pinyin         text,
  initials       text,
  identity_tag   bytes?,  -- HMAC of the full number
  last_four_tag  bytes?,  -- HMAC of its last four
  relation       text,
  birth_year     int?,
  sex            text?,
  content_tag    bytes?,  -- HMAC of what the last list said; an equal one needs no opening to be known as unchanged
  primary key (org, person)
);
create index people_search_pinyin on people_search (org, pinyin, person, unit);
create index people_search_compact on people_search (org, replace(pinyin, ' ', ''), person, unit);
create index people_search_unit on people_search (org, unit, pinyin, person);
create index people_search_name on people_search (org, name, person, unit);
create index people_search_initials on people_search (org, initials, person, unit);
create index people_search_identity on people_search (org, identity_tag);
create index people_search_last_four on people_search (org, last_four_tag);
create index people_search_household on people_search (org, household, person);

create aside people_household_search (
  org        int,
  household  int,
  unit       int,
  number     text,
  head_name  text,
  pinyin     text,
  members    int,
  statuses   text,    -- codes, comma-separated
  changed_on date,    -- latest valid_from of household, members and their records
  primary key (org, household)
);
create index people_household_search_number on people_household_search (org, number, household);
create index people_household_search_pinyin on people_household_search (org, pinyin, household, unit);
create index people_household_search_compact on people_household_search (org, replace(pinyin, ' ', ''), household, unit);
create index people_household_search_head on people_household_search (org, head_name, household, unit);
create index people_household_search_unit on people_household_search (org, unit, pinyin, household);
create index people_household_search_unit_number on people_household_search (org, unit, number, household);
create index people_household_search_statuses on people_household_search (org, statuses, household, unit);

-- Reading unmasked data is a journal row; this is its fact.
create fact people_reading (
  org     int,
  id      int,
  seq     int,
  person  int?,
  what    text,     -- identity, phone, search_identity, search_last_four
  reason  text,     -- code
  primary key (org, id)
);
