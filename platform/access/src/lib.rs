//! Who may do what, and over which part of the unit tree.

pub mod rights;
pub mod scope;

pub use rights::{Right, Role};
pub use scope::{Scope, require};
