-- A campaign (专项行动): what is to be put right in which villages until when, by whose rounds it is looked at, and how it is scored.
create fact campaigns_campaign (
  org         int,
  id          int,     -- also the subject whose key seals the seeds of its rounds
  valid_from  date,
  seq         int,
  valid_to    date?,
  unit        int,     -- the organisation's root
  number      int,     -- within the organisation
  name        text,
  first       date,
  last        date,
  days        int,     -- of both and those between
  points      int,     -- of a village without a finding, in tenths
  least       int,     -- places looked at below which a village is not compared
  shown       int,     -- so many of each class are named; 0: none
  weeks       int,     -- between inspections once it is over
  source      text?,
  ended       date?,   -- when it was closed
  primary key (org, id, valid_from, seq)
);

-- What is looked for. Its code stands in the list campaign_item of the organisation.
create fact campaigns_item (
  org       int,
  campaign  int,
  place     int,
  seq       int,
  code      text,
  name      text,
  kind      text,      -- zero, lift
  is_line   int,       -- 1: an overhead line, which goes to its owner
  points    int,       -- the most that it costs a village in a round, in tenths
  deduct    int,       -- for each finding, in tenths
  photo     int,       -- 1: a finding of an inspection shows it
  primary key (org, campaign, place)
);

create fact campaigns_village (
  org         int,
  campaign    int,
  unit        int,
  seq         int,
  class       text,
  is_pilot    int,
  households  int,
  grids       int,
  primary key (org, campaign, unit)
);

-- Whose lines of a kind are, and which unit sees to it that they are put right.
create fact campaigns_line (
  org       int,
  campaign  int,
  kind      text,      -- power, telecom, tv
  seq       int,
  owner     text,
  unit      int,
  primary key (org, campaign, kind)
);

create fact campaigns_round (
  org         int,
  campaign    int,
  place       int,
  seq         int,
  first       date,
  last        date,
  team        text?,   -- who looks
  grids       int,
  households  int,
  commitment  text,    -- SHA-256 of the seed, shown from the beginning
  sealed      bytes,   -- the seed
  primary key (org, campaign, place)
);

-- The seed of a round, shown before the team leaves; where it goes follows from it.
create fact campaigns_draw (
  org       int,
  campaign  int,
  round     int,
  seq       int,
  date      date,
  seed      text,
  primary key (org, campaign, round)
);

-- A finding of a campaign: a case of the type finding.
create fact campaigns_finding (
  org       int,
  campaign  int,
  case_id   int,
  seq       int,
  unit      int,
  item      int,       -- its place
  round     int,       -- 0: not found by a round, and nothing is deducted for it
  date      date,
  primary key (org, campaign, case_id)
);
create index campaigns_finding_case on campaigns_finding (org, case_id);

-- An inspection after the campaign (长效巡查): a case of the type inspection.
create fact campaigns_inspection (
  org       int,
  campaign  int,
  turn      int,
  unit      int,
  seq       int,
  case_id   int,
  date      date,      -- planned for
  primary key (org, campaign, turn, unit)
);
