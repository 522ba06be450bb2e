-- Who holds a post that every community has (一社区一法律顾问、一警务助理), over one period. What was wrong is corrected by a
-- later row.
create fact law_post (
  org         int,
  id          int,     -- of the period; also the subject whose key seals the record
  valid_from  date,
  seq         int,
  valid_to    date?,   -- the first day on which he no longer holds it
  unit        int,     -- the community; scope
  kind        text,    -- of the code list community_post
  sealed      bytes,   -- name, phone, where he comes from
  import      int?,
  primary key (org, id, valid_from, seq)
);
create index law_post_unit on law_post (org, unit, kind, id);
