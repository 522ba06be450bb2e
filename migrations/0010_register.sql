-- A share register: of one collective or co-op. Shares are postings; each class has a book of its own.
create fact shares_register (
  org          int,
  id           int,
  valid_from   date,
  seq          int,
  valid_to     date?,
  name         text,
  unit         int,      -- its village or township; who lives below it may belong to the collective
  entity       text,     -- the legal entity whose shares they are
  organisation int?,
  management   text,     -- static, dynamic
  freeze_date  date?,    -- static: shares are issued only to whoever belonged on this day
  money_book   int,      -- the book of its money
  primary key (org, id, valid_from, seq)
);

create fact shares_class (
  org          int,
  id           int,
  valid_from   date,
  seq          int,
  valid_to     date?,
  register     int,
  kind         text,     -- code list share_class: member, collective, land, cash
  name         text,
  holder       text,     -- person, household, collective: whom a holding belongs to
  scale        int,      -- smallest units in one share: 1000
  face         int?,     -- fen of one share, where it has a face value
  transferable int,      -- 1 where it may pass from one holder to another inside the collective
  redeemable   int,      -- 1 where the charter lets it be paid back
  book         int,      -- its book in the ledger; measure share:CLASS
  primary key (org, id, valid_from, seq)
);
create index shares_class_register on shares_class (org, register, id);

-- Each change of a holding; its voucher is the posting. What one deed changes in one class shares a voucher.
create fact shares_event (
  org        int,
  id         int,
  seq        int,
  class      int,
  date       date,
  kind       text,     -- issue, transfer, inherit, split, merge, redeem, reverse
  from_party int?,     -- empty: newly issued
  to_party   int?,     -- empty: redeemed
  quantity   int,      -- smallest units
  asset      int?,     -- what it was issued against
  funding    int?,
  money      int?,     -- voucher of the money paid in or out
  document   text?,
  voucher    int,
  reverses   int?,     -- the event that this one mirrors
  import     int?,
  primary key (org, id)
);
create index shares_event_class on shares_event (org, class, date, id);
create index shares_event_from on shares_event (org, from_party, id);
create index shares_event_to on shares_event (org, to_party, id);
create index shares_event_voucher on shares_event (org, voucher, id);
create index shares_event_asset on shares_event (org, asset, id);
create index shares_event_funding on shares_event (org, funding, id);
create index shares_event_reverses on shares_event (org, reverses, id);

-- A certificate speaks of one holder's holding on a day; a new one replaces the last.
create fact shares_certificate (
  org       int,
  id        int,
  seq       int,
  number    text,      -- 2026-000017, from 1 in each register and year
  register  int,
  class     int,
  party     int,
  quantity  int,
  date      date,
  replaces  int?,
  primary key (org, id)
);
create index shares_certificate_party on shares_certificate (org, party, id);
create index shares_certificate_register on shares_certificate (org, register, date, id);
