//! Cases: what is handled by somebody until a day.

pub mod workdays;
