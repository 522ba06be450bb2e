-- What may be searched: the text of a thing, put together by the module that has it, made again by a rebuild, and deleted with the
-- key that seals what people told. `grams` are the distinct characters and pairs of neighbours of `folded`.
create aside access_text (
  org          int,
  doc          int,     -- the id of the thing: a case
  kind         text,    -- what it is: case:appeal
  unit         int,     -- scope
  owner        int,     -- who handles it, or the unit again; scope
  label        text,    -- its number, which everybody who may see it sees
  body         text,    -- for whoever sees what people told
  folded       text,
  grams        text,
  open_body    text,    -- for whoever does not
  open_folded  text,
  open_grams   text,
  primary key (org, doc)
) wide;
create grams access_text_grams on access_text (doc, grams);
create grams access_text_open on access_text (doc, open_grams);
