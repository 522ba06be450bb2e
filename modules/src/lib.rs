//! modules
pub mod people;
