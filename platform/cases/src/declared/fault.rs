//! One fault of a declared case type: a stable code, the place, and what its words need.

use super::place::Place;
use std::fmt;

/// `code` is worded as `case-fault-<code>` in `locales/`; the README of this crate lists all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub place: Place,
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    pub fn new(code: &'static str, place: Place) -> Fault {
        Fault {
            code,
            place,
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Fault {
        self.args.push((name, value.to_string()));
        self
    }

    /// The locale key that words this fault: `state_unreachable` is `case-fault-state-unreachable`.
    pub fn locale_key(&self) -> String {
        format!("case-fault-{}", self.code.replace('_', "-"))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.place.line, self.place.column, self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}
