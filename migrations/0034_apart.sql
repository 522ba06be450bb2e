-- What is searched is numbered within its organisation: each keeps its grams apart.
drop grams access_text_grams;
drop grams access_text_open;
create grams access_text_grams on access_text (org, doc, grams);
create grams access_text_open on access_text (org, doc, open_grams);
