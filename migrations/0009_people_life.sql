-- What happened to a household: the dated rows that it changed carry the same seq.
create fact people_event (
  org        int,
  id         int,
  seq        int,
  date       date,     -- the day on which it happened
  kind       text,     -- code list life_event: birth, death, marriage, move_in, move_out, split, merge, head_change, status …
  household  int,
  other      int?,     -- the other household: split off, merged into, moved from
  person     int?,
  unit       int,      -- the household's village then; scope
  reason     text?,    -- a code
  voids      int?,     -- the event that this one takes back
  user_id    int,
  primary key (org, id)
);
create index people_event_household on people_event (org, household, date, id);
create index people_event_other on people_event (org, other, date, id);
create index people_event_unit on people_event (org, unit, id);
create index people_event_person on people_event (org, person, id);

-- Seen and found right by a second person.
create fact people_event_confirmed (
  org      int,
  id       int,      -- the event
  seq      int,
  date     date,
  user_id  int,
  primary key (org, id)
);

create fact people_organisation (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  unit        int,
  name        text,
  pinyin      text,
  kind        text,    -- code list organisation_kind: cooperative, collective_economic_org, company, family_farm …
  code        text?,   -- unified social credit code, 18 characters
  primary key (org, id, valid_from, seq)
);
create index people_organisation_unit on people_organisation (org, unit, pinyin, id);

create fact people_post (
  org           int,
  id            int,
  valid_from    date,
  seq           int,
  valid_to      date?,
  organisation  int,
  person        int,
  role          text,  -- code list organisation_role: member, chair, supervisor, accountant …
  primary key (org, id, valid_from, seq)
);
create index people_post_organisation on people_post (org, organisation, id);
create index people_post_person on people_post (org, person, id);

-- Numbers of households are looked up beyond those that stand: an ended one is not given again.
create index people_household_number on people_household (org, number, id);

-- Outside the chain and deletable, like people_search: who died or left, so that a list, or somebody
-- who comes back, is recognised. Made again from facts and keys.
create aside people_gone (
  org           int,
  person        int,
  household     int,      -- the last one
  unit          int,
  name          text,
  identity_tag  bytes?,
  kind          text,     -- death, move_out
  date          date,
  primary key (org, person)
);
create index people_gone_identity on people_gone (org, identity_tag);
create index people_gone_household on people_gone (org, household, person);
