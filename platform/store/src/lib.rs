//! The store: facts, journal and keys over SQLite and PostgreSQL, with one text of SQL for both.
//!
//! Who needs to know what: a deed sees [`Tx`] and [`values!`]; a door (web, command line) sees
//! [`Db`], [`Input`] and [`CommandKey`]; nobody above this crate sees an engine.

pub mod act;
pub mod audit;
pub mod backup;
pub mod blobs;
pub mod db;
pub mod dialect;
mod engine;
pub mod export;
mod fault;
pub mod journal;
pub mod keys;
mod open;
mod point;
pub mod schema;
pub mod sign;
pub mod subject;
#[cfg(test)]
mod tests;
pub mod tx;
pub mod upkeep;
pub mod value;

pub use act::{CommandKey, Input, Sent};
pub use db::{Database, Db, Settings};
pub use dialect::Macro;
pub use engine::{Cells, SQLITE_SETTINGS};
pub use keys::KeyFile;
pub use tx::Tx;
pub use value::{Cell, Columns, FromCell, Row, Value};
