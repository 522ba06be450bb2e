//! modules
pub mod people;
pub mod shares;
