-- A declared kind of case, each version as it was adopted (platform/cases/README.md); never changed once it is here.
create fact cases_type (
  org         int,
  id          int,     -- the kind, whatever its version
  valid_from  date,
  seq         int,
  valid_to    date?,
  code        text,    -- appeal
  version     int,
  body        text,    -- TOML
  source      text,    -- the law, rule or custom behind it
  primary key (org, id, valid_from, seq)
);

-- A case, whose key seals what people told it. What became of it its events say.
create fact cases_case (
  org       int,
  id        int,
  seq       int,
  type      int,       -- cases_type.id
  type_seq  int,       -- the version of it that governs this case to its end
  number    text,      -- AP-2026-0488
  year      int,
  ordinal   int,       -- within its kind and year
  unit      int,       -- what it is about; scope
  primary key (org, id)
);
create index cases_case_number on cases_case (org, type, year, ordinal);

-- One thing that was done with a case, or that was asked for and waits for approval. Several of one journal row where a
-- ledger was brought in.
create fact cases_event (
  org      int,
  case_id  int,
  seq      int,
  line     int,
  id       int,        -- of the event; what is sealed is bound to it
  action   text,       -- the action, or approve, decline, recompute
  user_id  int,        -- 0: the requester himself, or the program
  date     date,       -- when it happened
  state    text,       -- the state after it: what the audit folds again
  body     text,       -- the event as JSON, what is personal in it only said to be there
  sealed   bytes?,     -- the reason and the personal fields
  primary key (org, case_id, seq, line)
);

-- What an event filled into fields that are not personal; null where it emptied one.
create fact cases_value (
  org      int,
  case_id  int,
  seq      int,
  line     int,        -- of the event
  field    text,
  value    text?,
  primary key (org, case_id, seq, line, field)
);

-- Where each case stands.
create now cases_now (
  org      int,
  id       int,
  type     int,
  code     text,       -- appeal
  number   text,
  unit     int,
  owner    int,        -- who handles it; the unit itself until somebody does
  state    text,
  kind     text,       -- open, waiting, closed, void
  opened   date,
  ended    date?,
  due      text,       -- the day that comes next; empty where no clock runs, 'pause' and 'year' behind all days
  clock    text,       -- of which clock
  last     int,        -- journal row of its last event
  primary key (org, id)
);
create index cases_now_due on cases_now (org, kind, due, id, unit);
create index cases_now_number on cases_now (org, number);
