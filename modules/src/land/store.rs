//! SQL of parcels, contracts and who holds what.

pub mod facts;
pub mod lists;

pub use facts::*;

/// "As known now" in a write, which is later than every row that it reads.
pub const NOW: i64 = i64::MAX;
