//! What happened to a case: one event for each deed, kept for ever, and the only thing a case is made of.

use crate::clocks::{Deadline, Moment};
use crate::declared::Role;
use kernel::{Date, Id};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Values of fields by their codes.
pub type Patch = BTreeMap<String, Value>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub deed: Deed,
    pub by: Who,
    /// When it was written down: seconds since 1970, UTC.
    pub at: i64,
    /// The civil day in China on which it happened; never after the one on which it was written down.
    pub day: Date,
    #[serde(default)]
    pub patch: Patch,
    #[serde(default)]
    pub reason: Option<Value>,
    /// Deadlines of running clocks that came out otherwise than before, as the calendar of that day gave them. So a replay
    /// needs no calendar, and says what was said then.
    #[serde(default)]
    pub dues: BTreeMap<String, Deadline>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// An action of the type; the first is always `open`. One that needs approval waits.
    Action(String),
    /// Agrees to what the event of this number (from 0) asked for.
    Approve(u32),
    Decline(u32),
    /// The calendar changed.
    Recompute,
}

/// Who did it, and what he was to the case then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// 0 for the program itself and for whoever has no account.
    pub actor: Id,
    /// For whom he acted; himself where he is nobody's deputy.
    pub authority: Id,
    pub roles: Vec<Role>,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Text(String),
    /// A choice of the type, or a code of a list.
    Code(String),
    Date(Date),
    Number(i64),
    YesNo(bool),
    Person(Id),
    Unit(Id),
    Place(Spot),
    Photos(Vec<Id>),
    /// There, and not readable without its key: a fold needs none.
    Sealed,
}

/// Where something is: in words, by position, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Spot {
    /// One line: 村西头第三盏路灯.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// Whole 1e-7 degrees; both or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<i64>,
}

impl Spot {
    /// A position in whole 1e-7 degrees.
    pub fn at(lat: i64, lon: i64) -> Spot {
        Spot {
            words: String::new(),
            lat: Some(lat),
            lon: Some(lon),
        }
    }

    pub fn told(words: impl Into<String>) -> Spot {
        Spot {
            words: words.into(),
            ..Spot::default()
        }
    }

    pub fn position(&self) -> Option<(i64, i64)> {
        self.lat.zip(self.lon)
    }
}

impl Event {
    pub fn moment(&self) -> Moment {
        Moment::of(self.day, self.at)
    }
}

impl Who {
    /// Somebody for himself.
    pub fn of(actor: Id, roles: Vec<Role>) -> Who {
        Who {
            actor,
            authority: actor,
            roles,
        }
    }

    /// The program.
    pub fn system() -> Who {
        Who::of(Id(0), Vec::new())
    }

    /// Whether the two are one person where people check each other: themselves or for whom they act. Whoever has no
    /// account is nobody's double.
    pub fn is_same_person(&self, other: &Who) -> bool {
        let is_one = |a: Id, b: Id| a == b && a != Id(0);
        let others = [other.actor, other.authority];
        let mut pairs = others
            .iter()
            .flat_map(|b| [(self.actor, *b), (self.authority, *b)]);
        pairs.any(|(a, b)| is_one(a, b))
    }

    pub fn holds_one_of(&self, roles: impl IntoIterator<Item = Role>) -> bool {
        roles.into_iter().any(|role| self.roles.contains(&role))
    }
}

impl Value {
    /// What filters and limits look at: a code, `yes` or `no`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Value::Code(code) => Some(code),
            Value::YesNo(true) => Some("yes"),
            Value::YesNo(false) => Some("no"),
            _ => None,
        }
    }
}
