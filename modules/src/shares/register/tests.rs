//! Stories of a share register, on both engines where the machine has both.

mod ledger_file;
mod opening;
mod property;
mod stories;
