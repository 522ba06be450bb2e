-- Figures that somebody wants of a kind of case beside those of its type, and what its report shows: each version as it was
-- adopted (platform/cases/README.md). The newest one of a code is in force.
create fact cases_book (
  org         int,
  id          int,     -- the book, whatever its version
  valid_from  date,
  seq         int,
  valid_to    date?,
  code        text,    -- appeal_report
  version     int,
  kind        text,    -- the case type: appeal
  body        text,    -- TOML
  source      text,    -- the law, rule or custom behind it
  primary key (org, id, valid_from, seq)
);

-- What each case adds to each figure, and when: known from a journal row on, from a day on, until another day and another row.
-- So one statement answers for today, for a past day and for what was known then.
create now cases_tally_now (
  org        int,
  case_id    int,
  figure     text,     -- appeal.appeals_solved
  id         int,      -- the event from which on it counts
  unit       int,      -- whose it is; scope
  part       text,     -- what is told apart, where different values are counted
  at         date,     -- the day that says to which period it belongs
  since      date,
  since_seq  int,
  until      date,     -- the first day on which it counts no more; 9999-12-31 where it still does
  until_seq  int,      -- the journal row from which on that is known
  amount     int,
  primary key (org, case_id, figure, id)
);
create index cases_tally_now_figure on cases_tally_now (org, figure, at, id, unit, since, since_seq, until, until_seq, amount, part, case_id);
