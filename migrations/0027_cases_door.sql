-- A copy of a photo that came with a case: as it was sent, as it is shown, and small.
create fact cases_photo (
  org      int,
  id       int,      -- also the subject whose key seals this copy
  seq      int,
  case_id  int,
  field    text,     -- of the case's type
  photo    int,      -- which photo it is a copy of: the id of the one that was sent
  copy     text,     -- original: as it was sent, shown to nobody; shown: at most 1600 dots, without what a camera wrote
                     -- beside the picture; small: the same for a list
  media    text,     -- image/jpeg, image/png
  size     int,      -- bytes
  width    int,      -- dots, as it is turned
  height   int,
  same     bytes,    -- keyed hash of the photo as it was sent: the same photo used twice is found by it
  blob     bytes,
  sealed   bytes?,   -- of the original: its file name and SHA-256
  primary key (org, id)
);
create index cases_photo_case on cases_photo (org, case_id, photo, copy);
create index cases_photo_same on cases_photo (org, same, id);

-- The code by which whoever brought a case follows it; a later one ends the ones before.
create fact cases_receipt (
  org      int,
  case_id  int,
  seq      int,
  tag      bytes,    -- keyed hash of number and code; the code itself is kept nowhere
  user_id  int,      -- who gave it; 0: the public page
  primary key (org, case_id, seq)
);
create index cases_receipt_tag on cases_receipt (tag, org);

-- By what cases are found to be alike: keyed hashes of telephone, person and place.
create aside cases_alike (
  org      int,
  kind     text,     -- phone, person, cell
  tag      bytes,
  case_id  int,
  primary key (org, kind, tag, case_id)
);

-- What of a case is shown to everybody at present.
create now cases_public_now (
  org     int,
  id      int,
  code    text,      -- appeal
  unit    int,       -- what it is about
  choice  text,      -- its first public code or choice: what it is listed by
  shown   date,      -- since when
  last    int,       -- journal row of its last event
  primary key (org, id)
);
create index cases_public_now_list on cases_public_now (code, shown, id);
