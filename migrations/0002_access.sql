-- Organisations, units, users, grants, code lists: facts of org 0, the installation.
create fact access_org (
  org                int,    -- always 0
  id                 int,    -- the organisation's small number
  valid_from         date,
  seq                int,
  valid_to           date?,
  name               text,
  kind               text,   -- township, zone, county
  unit               int,    -- its root in the unit tree
  supervision_phone  text?,  -- an office's number, printed on every notice
  primary key (org, id, valid_from, seq)
);

create fact access_unit (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  code        text,     -- 12 digits
  level       text,     -- province, prefecture, county, township, village
  name        text,
  parent      int?,     -- explicit, never inferred from the code
  import      int?,
  primary key (org, id, valid_from, seq)
);

create now access_unit_now (
  id      int,
  code    text,
  level   text,
  name    text,
  pinyin  text,
  parent  int?,
  closed  date?,    -- the first day on which it no longer is; it stays, so that its history stays in scope
  primary key (id)
);
create index access_unit_now_code on access_unit_now (code);
create index access_unit_now_parent on access_unit_now (parent, code);
create index access_unit_now_pinyin on access_unit_now (pinyin, id);

-- Every unit with each of its ancestors, itself included: what the scope predicate reads.
create now access_reach_now (
  ancestor  int,
  unit      int,
  primary key (ancestor, unit)
);
create index access_reach_now_unit on access_reach_now (unit, ancestor);

create fact access_user (
  org         int,
  id          int,     -- also the subject whose key seals the record
  valid_from  date,
  seq         int,
  valid_to    date?,
  login       text,
  sealed      bytes,   -- name
  primary key (org, id, valid_from, seq)
);

-- What happened to an account: made, granted, revoked, reset, left. Money deeds name the recent ones.
create fact access_user_event (
  org   int,
  user_id  int,
  seq   int,
  line  int,
  kind  text,    -- made, granted, revoked, reset, changed, left
  date  date,
  primary key (org, user_id, seq, line)
);

create now access_login_now (
  login    text,
  user_id  int,
  primary key (login)
);

-- Argon2id. Outside the chain because a password must be replaceable without leaving its hash behind.
create aside access_credential (
  user_id      int,
  hash         text,
  made_at      int,
  must_change  int,
  primary key (user_id)
);

create fact access_grant (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  user_id     int,
  for_org     int,
  unit        int,
  role        text,
  primary key (org, id, valid_from, seq)
);

create now access_grant_now (
  user_id     int,
  id          int,
  for_org     int,
  unit        int,
  role        text,
  rights      int,     -- one bit for each right of the role
  valid_from  date,
  valid_to    date?,
  primary key (user_id, id)
);

-- Code lists are dated data: the vocabulary of 2021 is not that of 2026.
create fact access_code (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  list        text,
  code        text,
  name_zh     text,
  name_en     text,
  source      text,
  primary key (org, id, valid_from, seq)
);

-- One import of a file: of units (org 0) or of people. Its rows carry its id.
create fact access_import (
  org        int,
  id         int,
  seq        int,
  kind       text,    -- units, households
  file_tag   bytes,   -- keyed hash of the file
  mapping    text,    -- JSON: column letter to field
  rows       int,
  added      int,
  changed    int,
  unchanged  int,
  set_aside  int,
  reverses   int?,    -- the import that this one takes back
  primary key (org, id)
);

create work session_work (
  token       bytes,   -- SHA-256 of the cookie
  user_id     int,
  org         int,     -- where the person is working
  csrf        bytes,
  expires_at  int,     -- seven days after signing in, whatever happens
  seen_at     int,     -- twelve hours after it the session has ended too
  primary key (token)
);
create index session_work_user on session_work (user_id, token);

create work login_attempt_work (
  tag           bytes,   -- HMAC of a login or of an address
  failures      int,
  locked_until  int,     -- microseconds since 1970, UTC
  expires_at    int,     -- then the failures are forgotten
  primary key (tag)
);
