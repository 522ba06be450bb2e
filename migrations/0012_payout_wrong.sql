-- Somebody objects to a plan on the wall; what he says is sealed.
create fact payout_objection (
  org        int,
  id         int,      -- also the subject whose key seals the text
  seq        int,
  round      int,
  leaf_key   bytes?,   -- the line it is about, where it is about one
  unit       int,
  date       date,     -- received
  channel    text,     -- counter, phone, letter, visit
  sealed     bytes,    -- who and what
  user_id    int,
  primary key (org, id)
);
create index payout_objection_round on payout_objection (org, round, id);

create fact payout_objection_answer (
  org        int,
  id         int,      -- the objection
  seq        int,
  date       date,
  outcome    text,     -- upheld, rejected, withdrawn
  sealed     bytes,    -- what was answered
  user_id    int,
  primary key (org, id, seq)
);

-- A line that is not to be paid for now, by period.
create fact payout_hold (
  org         int,
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date?,
  round       int,
  leaf_key    bytes,
  reason      text,    -- disputed, deceased, changed, no_account, unclaimed
  user_id     int,
  primary key (org, id, valid_from, seq)
);
create index payout_hold_line on payout_hold (org, round, leaf_key, id);

-- A payment that came back.
create fact payout_return (
  org       int,
  round     int,
  leaf_key  bytes,
  attempt   int,
  seq       int,
  date      date,
  reason    text,      -- wrong_account, closed_account, wrong_name, refused, other
  voucher   int,
  user_id   int,
  primary key (org, round, leaf_key, attempt)
);

-- Who is to get a line in the payee's place: an heir, the household it went to.
create fact payout_successor (
  org        int,
  id         int,
  seq        int,
  round      int,
  leaf_key   bytes,
  household  int,
  reason     text,     -- inherited, split, merged
  document   text?,
  user_id    int,
  primary key (org, id)
);
create index payout_successor_line on payout_successor (org, round, leaf_key, id);

-- A line moved out of the payables: unclaimed after its period, or a claim on who was paid too much.
create fact payout_settlement (
  org       int,
  id        int,
  seq       int,
  round     int,
  leaf_key  bytes,
  kind      text,      -- unclaimed, claimed_again, receivable, recovered
  date      date,
  amount    int,       -- fen
  voucher   int,
  user_id   int,
  primary key (org, id)
);
create index payout_settlement_line on payout_settlement (org, round, leaf_key, id);

-- A round drawn up again because an objection was upheld.
create fact payout_correction (
  org      int,
  round    int,        -- the new round
  seq      int,
  corrects int,        -- the old one
  primary key (org, round)
);
create index payout_correction_old on payout_correction (org, corrects, round);
create index payout_line_unit on payout_line (org, round, unit, leaf_key);
