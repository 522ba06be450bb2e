//! Villagers' concerns (群众诉求): taken in, passed on, answered by a day that the law counts, and called back.
//! What may happen to one is declared in `platform/cases/types/appeal.toml`; this module says only where its pages stand.

mod figures;
pub mod ledger;
mod store;
pub mod web;
