//! Villagers' concerns (群众诉求): taken in, passed on, answered by a day that the law counts, and called back.
//! What may happen to one is declared in `platform/cases/types/appeal.toml`; this module says only where its pages stand.

mod api;
mod figures;
pub mod ledger;
pub mod read_ledger;
mod store;
#[cfg(test)]
mod tests;
pub mod web;

pub use ledger::{ImportLedger, import_ledger};
pub use read_ledger::{ReadLedger, read_ledger};
