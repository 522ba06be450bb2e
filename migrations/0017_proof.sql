-- The upper levels of each round's tree over its lines: with one subtree of lines they give any proof at once.
create now payout_tree_now (
  org       int,
  round     int,
  node      int,     -- 1 is the top; below k stand 2k and 2k + 1
  hash      bytes,
  payees    int,
  shares    int,
  weight    int,
  gross     int,     -- fen
  tax       int,     -- fen
  first_key bytes?,  -- of the lowest line under it, where a subtree begins; nothing above
  primary key (org, round, node)
);
create index payout_tree_now_first on payout_tree_now (org, round, first_key);

-- The address under which the public reaches this installation, once somebody has seen that it does. Org 0.
create fact access_public_url (
  org        int,
  id         int,
  valid_from date,
  seq        int,
  valid_to   date?,
  url        text,   -- without a slash at its end
  primary key (org, id, valid_from, seq)
);
