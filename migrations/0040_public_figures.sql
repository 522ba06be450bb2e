-- Numbers of a period for everybody: asked for by one, agreed to by another, withdrawn. What is hidden is not in the body.
create fact figures_issue (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  kind        text,    -- the case type: appeal
  unit        int,     -- the organisation's root
  first       date,    -- the period, both days with it
  last        date,
  as_of       date,    -- facts up to this day
  known       int,     -- and this journal row
  step        text,    -- asked, issued, declined, withdrawn
  asked_by    int,
  asked_seq   int,
  reason      text?,
  body        text,    -- the table as it is shown, as JSON
  primary key (org, id, valid_from, seq)
) wide;

-- A village does not agree with a finding of a round: a case of the type score_objection.
create fact campaigns_objection (
  org        int,
  campaign   int,
  case_id    int,     -- the objection
  seq        int,
  finding    int,     -- the case that is objected to
  unit       int,
  date       date,
  primary key (org, campaign, case_id)
);
create index campaigns_objection_finding on campaigns_objection (org, finding);
