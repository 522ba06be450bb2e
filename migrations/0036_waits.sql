-- For whom an open case waits, as a number that those cases have alike which wait for the same people in the same way: whoever asks is
-- compared with those groups instead of with every case. Nothing where a case has ended. It is also the `id` in
-- cases_actor_now and cases_barred_now, where `due` says nothing any more.
alter now cases_now add waits int?;
drop index cases_now_open;
create index cases_now_open on cases_now (org, due, id, code, unit, owner, waits);
create index cases_now_waits on cases_now (org, waits, id) where waits is not null;
drop index cases_actor_now_due;
-- Who was told what follows, by the people of whom each is one.
create index cases_mark_now_level on cases_mark_now (org, level, unit, day, id, kind);
-- The cases of a unit, of a kind, open or lately ended: what may be the same as a new one.
create index cases_now_unit on cases_now (org, unit, code, ended, id);
-- The numbers of the hotline, against which a ledger is compared.
create index cases_value_hotline on cases_value (org, value, case_id) where field = 'hotline_number';
