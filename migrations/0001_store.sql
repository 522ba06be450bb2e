-- The journal: one chain per organisation. What each column holds and how the hash runs over it:
-- platform/store/src/journal.rs.
create journal journal (
  org            int,
  seq            int,
  at             int,      -- microseconds since 1970, UTC; rises along the chain
  actor          int,      -- user id; 0 is the program itself
  via            text,     -- web, cli, system
  deed           text,
  deed_version   int,
  input          bytes,    -- canonical JSON without its personal fields
  input_subject  int?,     -- whose key the personal fields are sealed under
  input_sealed   bytes?,
  org0_seq       int,      -- how the installation's chain stood when this was written
  org0_hash      bytes,
  tables         text,     -- name:version:rows of each fact table written, by name
  digest         bytes,    -- SHA-256 over those rows
  prev_hash      bytes,
  hash           bytes,
  primary key (org, seq)
) wide;

-- The end of each chain, and the lock of its organisation. A cache of `journal`.
create now journal_head_now (
  org      int,
  seq      int,
  hash     bytes,
  at       int,
  last_id  int,
  primary key (org)
);

-- Command keys, kept for ever; the tag compares inputs without holding them.
create aside journal_key (
  org      int,
  actor    int,
  key      bytes,
  tag      bytes,
  seq      int?,    -- null: the deed was refused
  answer   text,    -- JSON: the deed's answer, or its refusal
  primary key (org, actor, key)
);

-- Wrapped data keys: deleting one erases its subject.
create aside subject_key (
  org      int,
  subject  int,
  wrapped  bytes,
  primary key (org, subject)
);

-- Which installation this is, and with which key file it was made.
create aside installation (
  name   text,
  value  bytes,
  primary key (name)
);

-- Files that people sent in, sealed under a key of their own, until they expire.
create work upload_work (
  org         int,
  id          int,
  actor       int,
  kind        text,
  file_name   bytes,   -- sealed: a file's name can name a person
  content     bytes,   -- sealed
  state       text,    -- JSON of what the person has chosen so far; codes and column names only
  expires_at  int,
  primary key (org, id)
) wide;
