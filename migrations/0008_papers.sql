-- A paper attached to a thing: minutes, a sealed scan, the photo of the posting on the wall.
create fact access_paper (
  org        int,
  id         int,      -- also the subject whose key seals its name and its content
  seq        int,
  unit       int,      -- scope
  kind       text,     -- code list paper_kind
  source     text,     -- what it belongs to: payout_round, people_event …
  source_id  int,
  date       date,     -- the paper's own date
  blob       bytes,    -- SHA-256 of the ciphertext: its address. A fact with a column of this name names content
                       -- sealed under its own id; the audit looks whether it is there and whole
  size       int,      -- bytes as sent
  media      text,     -- image/jpeg, application/pdf …
  sealed     bytes,    -- file name and note
  user_id    int,
  primary key (org, id)
);
create index access_paper_source on access_paper (org, source, source_id, id);

-- Attached in error: it no longer counts, and stays on record.
create fact access_paper_withdrawn (
  org      int,
  id       int,
  seq      int,
  reason   text,
  user_id  int,
  primary key (org, id)
);

-- Content on PostgreSQL, in pieces; beside SQLite it is a folder.
create aside store_blob_piece (
  org      int,
  blob     bytes,
  piece    int,
  content  bytes,
  primary key (org, blob, piece)
) wide;

-- Content that no fact names yet: stored before the deed that will, swept when it expires.
create work store_blob_work (
  org         int,
  blob        bytes,
  subject     int,
  expires_at  int,
  primary key (org, blob)
);
