-- Payees' accounts that come as a list: a second person decides on the whole of it, and can send back single rows.

-- An account of a list is found by its list's span of ids; what was odd about it is told to who confirms it.
alter fact payout_account add list int?;
alter fact payout_account add unusual text?;   -- codes, comma-separated: check_digit, shared, holder
-- Which account of a payee holds is read from the index alone, for a million payees at once.
create index payout_account_held on payout_account (org, payee, id, list);
drop index payout_account_payee;

create fact payout_account_list (
  org           int,
  id            int,       -- the import: access_import
  seq           int,
  date          date,
  provenance    text,      -- passbook, bank_list, told
  document      text?,
  missing       int,       -- payees of its villages with an account and not in the file
  first_account int,       -- the ids of its accounts lie between these two
  last_account  int,
  user_id       int,
  primary key (org, id)
);
-- The last one holds: confirmed, rejected, withdrawn.
create fact payout_account_list_decision (
  org      int,
  id       int,            -- the list
  seq      int,
  date     date,
  outcome  text,
  user_id  int,
  primary key (org, id, seq)
);

-- A reference says its batch and its place there.
drop index payout_batch_line_reference;
create index payout_batch_reference on payout_batch (org, replace(number, '-', ''), id);
