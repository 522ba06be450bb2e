//! Double-entry books: what came in, what is owed to whom, what was paid.
//!
//! Helpers for the deeds of others: nothing here is a deed of its own, asks for a right or knows why
//! an amount moves. Entries are appended; a mistake is reversed, never changed. README.md has the
//! rules and the refusals.

pub mod book;
pub mod check;
pub mod model;
pub mod period;
pub mod post;
pub mod read;
mod store;
#[cfg(test)]
mod tests;

pub use book::{
    AccountKind, Accounts, account, accounts, book, find_account, open_account, open_book,
    open_book_of,
};
pub use check::{check, rebuild};
pub use model::{Account, Book, Line, Side, Voucher};
pub use period::{Closing, close_through, closed_through, closings, months, reopen_from};
pub use post::{post, reverse};
pub use read::{
    EntryView, Moved, Position, StatementLine, TrialRow, VoucherView, balance, balance_now,
    balances_by_party, moved_by_account, moved_by_party, statement, trial_balance, voucher,
    voucher_entries, vouchers, vouchers_between,
};
