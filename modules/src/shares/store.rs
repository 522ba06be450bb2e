//! SQL of projects, their money and their roster. The statements of figures: figures/store.rs.

pub mod facts;
pub mod figures;
pub mod lists;

pub use facts::*;

/// "As known now" in a write, which is later than every row that it reads.
pub const NOW: i64 = i64::MAX;
