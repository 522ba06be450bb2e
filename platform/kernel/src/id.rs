//! Names of things: 63-bit, time-ordered, and written as text wherever a script might round them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The organisation whose book of record a row belongs to. 0 is the installation itself
/// (units, users, code lists); every other is a township, a zone or a county body.
/// A small integer, never a division code: two organisations may cover one division.
pub type OrgId = i64;

/// Milliseconds from 1970-01-01 to 2020-01-01, UTC: the day on which ids begin.
pub const ID_EPOCH_MS: i64 = 1_577_836_800_000;

/// One thing. Made under the org's lock as `max(last + 1, milliseconds since 2020 << 22)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub i64);

impl Id {
    /// The id after `last` at `now_ms` (milliseconds since 1970, UTC).
    pub fn after(last: i64, now_ms: i64) -> Id {
        Id(last
            .saturating_add(1)
            .max(now_ms.saturating_sub(ID_EPOCH_MS).max(0) << 22))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse().map(Id)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
