-- The persons who count in a round, one row each: by a mark that tells them apart within this round and in no other;
-- who has no identity number is named, for the reviewer.
create fact payout_mark (
  org       int,
  round     int,
  place     int,        -- from 1
  seq       int,
  household int,
  mark      bytes?,     -- HMAC of the identity tag, under a key of this round; nothing without a number
  person    int?,       -- only without a number
  primary key (org, round, place)
);
