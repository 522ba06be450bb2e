-- What a person asked of his data and what was done: copy, correct, restrict, lift, erase.
create fact people_request (
  org       int,
  id        int,
  seq       int,
  person    int,
  unit      int,
  date      date,
  kind      text,
  reason    text?,     -- a code
  detail    text?,     -- codes and counts, JSON; nothing personal
  user_id   int,
  primary key (org, id)
);
create index people_request_person on people_request (org, person, id);
create index people_request_unit on people_request (org, unit, id);

-- Use of a person's data is restricted, by period.
create fact people_restriction (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  person      int,
  reason      text,
  primary key (org, id, valid_from, seq)
);
create index people_restriction_person on people_restriction (org, person, id);

-- Retention: how long a kind of record is kept, from what, and which rule says so.
create fact people_retention (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  kind        text,    -- accounting
  years       int,
  source      text,
  primary key (org, id, valid_from, seq)
);
