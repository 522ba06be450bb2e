//! Stories of campaigns, on both engines where the machine has both.

mod ledger;
mod stories;
mod workbook;
pub(super) mod world;
