-- Who acts for whom, from a day to a day: dated records of the installation, beside the grants.
create fact access_deputy (
  org         int,     -- always 0
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date,    -- the first day on which it no longer holds
  principal   int,     -- the user who is away
  deputy      int,     -- the user who acts for him
  for_org     int,     -- with the rights that the principal holds in this organisation
  primary key (org, id, valid_from, seq)
);
create index access_deputy_principal on access_deputy (org, principal);
create index access_deputy_deputy on access_deputy (org, deputy);

-- For whom the actor of a journal row acted, where it was not himself. Facts name their journal row by seq, so that
-- whatever he wrote with it says so too.
create fact journal_principal (
  org        int,
  seq        int,
  principal  int,
  primary key (org, seq)
);

-- For whom the person of a session acts at present.
alter work session_work add principal int?;
