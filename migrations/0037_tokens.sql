-- Tokens with which programs ask by /api, in somebody's name: dated records of the installation, beside the grants. The
-- token itself stands nowhere.
create fact access_token (
  org         int,     -- always 0
  id          int,
  valid_from  date,
  seq         int,
  valid_to    date,    -- the first day on which it opens nothing
  user_id     int,     -- whose rights count, as of the day on which it is used
  for_org     int,     -- where it works
  reads_only  int,     -- 1: no deeds
  sealed      bytes,   -- what its owner calls it, under his own key
  primary key (org, id, valid_from, seq)
);
create index access_token_user on access_token (org, user_id);

-- Outside the chain because a token that has ended must not leave its hash behind.
create aside access_token_digest (
  digest   bytes,      -- SHA-256 of the token
  id       int,
  user_id  int,
  primary key (digest)
);
create index access_token_digest_id on access_token_digest (id);

-- When it was used last, noted at most every five minutes.
create work access_token_work (
  id          int,
  used_at     int,
  expires_at  int,
  primary key (id)
);

-- With which token the program asked that wrote a journal row.
create fact journal_token (
  org    int,
  seq    int,
  token  int,
  primary key (org, seq)
);
