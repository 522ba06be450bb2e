//! Money in whole fen. There is no floating point anywhere near it.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in fen (1/100 yuan).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    pub const ZERO: Fen = Fen(0);

    /// Sum, or `Internal` where the amounts pass 2^63 fen.
    pub fn plus(self, other: Fen) -> Result<Fen> {
        self.0
            .checked_add(other.0)
            .map(Fen)
            .ok_or_else(|| Error::Internal("sum of money passes 2^63 fen".into()))
    }

    /// Difference, or `Internal` where it passes 2^63 fen.
    pub fn minus(self, other: Fen) -> Result<Fen> {
        self.0
            .checked_sub(other.0)
            .map(Fen)
            .ok_or_else(|| Error::Internal("difference of money passes 2^63 fen".into()))
    }

    /// Checked sum of many.
    pub fn sum(amounts: impl IntoIterator<Item = Fen>) -> Result<Fen> {
        amounts.into_iter().try_fold(Fen::ZERO, Fen::plus)
    }
}

/// Yuan with two decimals and thousands separators: `1,700,000.00`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        write!(
            f,
            "{sign}{}.{:02}",
            crate::text::grouped(magnitude / 100),
            magnitude % 100
        )
    }
}
