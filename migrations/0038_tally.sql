-- What cases add to a figure, unit by unit: a number is added up as the index has it, and only its sums, of which there are as
-- many as units, are compared with what somebody may see. The rows behind a number are read by day, from a narrower one.
drop index cases_tally_now_figure;
create index cases_tally_now_figure on cases_tally_now (org, figure, unit, at, until, since, since_seq, until_seq, amount, part, case_id);
create index cases_tally_now_at on cases_tally_now (org, figure, at, id, unit, case_id);
-- Whoever sees few places searches them alone.
drop grams access_text_grams;
drop grams access_text_open;
create grams access_text_grams on access_text (org, doc, grams) at (unit, owner);
create grams access_text_open on access_text (org, doc, open_grams) at (unit, owner);
-- What an inbox counts: open cases by whom they wait for and by place.
drop index cases_now_waits;
create index cases_now_waits on cases_now (org, waits, unit, owner, due, id) where waits is not null;
