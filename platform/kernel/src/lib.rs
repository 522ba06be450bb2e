//! The words that every other crate speaks: ids, money, dates, codes, errors, the context of a deed.
//!
//! Pure: no file, no socket, no clock and no randomness of its own.

pub mod apportion;
pub mod check;
pub mod code;
pub mod ctx;
pub mod date;
pub mod error;
pub mod grams;
pub mod id;
pub mod mask;
pub mod merkle;
pub mod money;
pub mod parallel;
pub mod pinyin;
pub mod proof;
mod schema;
pub mod text;
mod words;

pub use ctx::{Actor, Clock, Ctx, Rng, Via};
pub use date::Date;
pub use error::{Error, FieldError, Lack, Refusal, Result};
pub use id::{Id, OrgId};
pub use money::Fen;
/// For [`words!`], whose enums say of themselves what may stand in JSON.
pub use schemars;
