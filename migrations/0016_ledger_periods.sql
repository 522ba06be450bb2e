-- Closing a book's months. The latest row of a book holds; opening again is another row.
create fact ledger_closing (
  org      int,
  book     int,
  seq      int,
  date     date,      -- the day on which it was decided
  through  date?,     -- the last day that takes no voucher any more; nothing: every day is open
  reason   text?,     -- why it was opened again
  primary key (org, book, seq)
);
