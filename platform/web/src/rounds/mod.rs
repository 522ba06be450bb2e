//! Pages of rounds, whatever pays them out: the list, one round with its next step, its lines,
//! payments and vouchers, a household's statement, and the notices that everybody may read.
//!
//! Pages are pure functions of [`facts`]. Names of households and what a round can be made from come
//! from the module that answers for its entitlements: [`Source`].

pub mod facts;
pub mod list;
pub mod notice;
pub mod pay;
pub mod round;
pub mod statement;
pub mod step;
pub mod vouchers;

pub mod export;
pub mod lines;
#[cfg(test)]
mod tests;
mod words;
pub mod samples;
