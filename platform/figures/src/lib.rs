//! Figures that open to their rows: an indicator is one FROM and WHERE, used for the number and for
//! the rows behind it. README.md says how to add one.
//!
//! Nothing here writes but what is issued to everybody, and no figure is ever a constant.

pub mod declared;
mod evaluate;
pub mod issue;
mod json;
mod model;
pub mod period;
mod store;
pub mod suppress;

pub use evaluate::{asked_by, evaluate, examined, rows};
pub use json::to_json;
pub use model::{
    Asked, Behind, Cell, Column, ColumnKind, Examined, Figure, Indicator, Link, List, Measure,
    Number, ShownRow, ShownRows, Source, Unit, column, complete_year, find,
};

#[cfg(test)]
mod tests;
