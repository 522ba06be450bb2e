-- A notice on days off, as it was read in: of the installation, since it holds for everybody. A correction is a later notice.
create fact cases_notice (
  org        int,    -- always 0
  id         int,
  seq        int,
  year       int,    -- whose days off it arranges
  number     text,   -- 国办发明电〔2026〕7号
  source     text,   -- where it was published
  published  date,
  is_whole   int,    -- 1: it arranges the whole year; 0: it names only what it changes
  file_tag   bytes,  -- keyed hash of the file
  primary key (org, id)
);

-- What a notice says of a day. Of several rows of one day the latest seq holds; 'week' takes back what an earlier one said.
create fact cases_day_off (
  org     int,    -- always 0
  day     date,
  seq     int,
  notice  int,
  kind    text,   -- rest, work, week
  name    text,   -- 国庆节
  primary key (org, day, seq)
);

-- Up to which rows of the installation the open cases of an organisation were counted anew.
create now cases_settled_now (
  org      int,
  known    int,    -- the latest journal row of org 0 with a notice or a unit
  upto     int,    -- the last case that was looked at; the highest number once all were
  total    int,    -- open cases when it began
  done     int,
  changed  int,    -- whose days came out otherwise
  primary key (org)
);

-- Which event wrote what a case is called.
create now cases_title_now (
  org   int,
  id    int,
  seq   int,
  line  int,
  primary key (org, id)
);

-- Who may bring an open case on, or decide what was asked for: whoever holds the level at the unit.
create now cases_actor_now (
  org     int,
  id      int,
  line    int,
  due     text,   -- as in cases_now
  deed    text,   -- act, decide
  level   text,   -- record, act, verify, manage
  unit    int,
  since   int,    -- seconds since 1970, UTC: from when on
  until   int,    -- and to when, itself included
  barred  int,    -- 1: some may not, for what they did before
  primary key (org, id, line)
);
create index cases_actor_now_due on cases_actor_now (org, due, id, unit, level, deed, since, until, barred, line);

-- Those who may not, though they hold the level at the unit.
create now cases_barred_now (
  org      int,
  id       int,
  line     int,
  user_id  int,
  primary key (org, id, line, user_id)
);

-- Whoever did something with an open case.
create now cases_hand_now (
  org      int,
  user_id  int,
  due      text,
  id       int,
  primary key (org, user_id, due, id)
);
create index cases_hand_now_id on cases_hand_now (org, id);

-- The days of the clocks that run: last days, reminders, and the steps of what follows when nothing follows.
create now cases_mark_now (
  org    int,
  id     int,
  line   int,
  clock  text,
  kind   text,    -- due, warn, notify, reassign
  n      int,     -- percent of a reminder, working days behind the last day of a step
  day    text,    -- a day, or as in cases_now
  unit   int,     -- whose people are told
  level  text,    -- of them those; empty: whoever handles it
  primary key (org, id, line)
);
create index cases_mark_now_day on cases_mark_now (org, day, id);

-- Open cases with what is due first; ended ones behind them.
drop index cases_now_due;
create index cases_now_open on cases_now (org, due, id, code, unit, owner);
-- An address of a calendar that its owner gave to a program of his: only its hash. Ended by a row that is deleted.
create aside cases_feed (
  token    bytes,    -- SHA-256
  org      int,
  user_id  int,
  made_at  int,      -- microseconds since 1970, UTC
  primary key (token)
);
create index cases_feed_user on cases_feed (org, user_id);
