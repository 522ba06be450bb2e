//! Cases: what is handled by somebody until a day.
//!
//! Pure: no store, no clock, no language. A declared type says what may happen to a case, a case is the fold of what
//! happened, and its clocks count the days as the law does.

pub mod clocks;
pub mod declared;
pub mod event;
pub mod fold;
pub mod types;
pub mod workdays;

#[cfg(test)]
mod tests;
