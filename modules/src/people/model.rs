//! The nouns of this module: what is known of a person, and a household as a list gives it.
//! Pure: no database, no clock.

use kernel::code::Sex;
use kernel::{Date, Id};
use serde::{Deserialize, Serialize};
use sheets::Problem;
use std::collections::BTreeSet;

/// What is known of a person: sealed as one record under the person's own key.
/// Health, cause and the like are kept as the list words them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRecord {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schooling: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labour: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// The fields of a record beside name and identity, by the key of their column.
pub const FIELDS: [&str; 7] = [
    "phone",
    "ethnicity",
    "education",
    "schooling",
    "health",
    "labour",
    "cause",
];

impl PersonRecord {
    pub fn field(&self, key: &str) -> Option<&str> {
        match key {
            "name" => Some(self.name.as_str()),
            "identity" => self.identity.as_deref(),
            "phone" => self.phone.as_deref(),
            "ethnicity" => self.ethnicity.as_deref(),
            "education" => self.education.as_deref(),
            "schooling" => self.schooling.as_deref(),
            "health" => self.health.as_deref(),
            "labour" => self.labour.as_deref(),
            "cause" => self.cause.as_deref(),
            _ => None,
        }
    }

    pub fn set_field(&mut self, key: &str, value: Option<String>) {
        let place = match key {
            "identity" => &mut self.identity,
            "phone" => &mut self.phone,
            "ethnicity" => &mut self.ethnicity,
            "education" => &mut self.education,
            "schooling" => &mut self.schooling,
            "health" => &mut self.health,
            "labour" => &mut self.labour,
            "cause" => &mut self.cause,
            _ => return,
        };
        *place = value;
    }

    /// This record where a later list says `listed` in the columns `given`. What a list has no column
    /// for stays; a blank cell in a column that it has takes nothing away either, except that a blank
    /// says less than what is known.
    #[must_use]
    pub fn updated(&self, listed: &PersonRecord, given: &[&'static str]) -> PersonRecord {
        let mut new = self.clone();
        new.name.clone_from(&listed.name);
        if listed.identity.is_some() {
            new.identity.clone_from(&listed.identity);
        }
        for key in given {
            if let Some(value) = listed.field(key) {
                new.set_field(key, Some(value.to_owned()));
            }
        }
        new
    }

    /// The keys of the fields in which the two differ.
    pub fn differing(&self, other: &PersonRecord) -> Vec<&'static str> {
        ["name", "identity"]
            .into_iter()
            .chain(FIELDS)
            .filter(|key| self.field(key) != other.field(key))
            .collect()
    }
}

/// `male`, `female`: as stored.
pub fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// A person as a list gives him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPerson {
    /// 1-based, as in the sheet.
    pub row: u32,
    pub record: PersonRecord,
    pub no_identity_reason: Option<String>,
    pub birth_year: Option<i64>,
    pub sex: Option<&'static str>,
    pub relation: String,
}

/// A status as a list gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedStatus {
    pub code: String,
    pub group: String,
    pub from: Option<Date>,
    /// The first day on which it no longer holds.
    pub to: Option<Date>,
}

/// A household whose every row can be taken. `members` has exactly one head, at `head`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedHousehold {
    pub number: Option<String>,
    pub unit: Id,
    pub members: Vec<ListedPerson>,
    pub head: usize,
    pub statuses: Vec<ListedStatus>,
}

impl ListedHousehold {
    pub fn head(&self) -> Option<&ListedPerson> {
        self.members.get(self.head)
    }

    /// The row by which the household is named in words: that of its head.
    pub fn row(&self) -> u32 {
        self.head().map_or(0, |head| head.row)
    }
}

/// Which things the list speaks of at all: what it has no column for is left as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    pub number: bool,
    /// Groups of statuses.
    pub groups: Vec<&'static str>,
    /// Fields of a record.
    pub fields: Vec<&'static str>,
}

/// A list as it was read: the households that can be taken, and what is wrong with the rest.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub rows: usize,
    pub households: Vec<ListedHousehold>,
    pub given: Given,
    /// Because of these a row cannot be taken, nor its household.
    pub errors: Vec<Problem>,
    /// These are shown; the row is taken all the same.
    pub warnings: Vec<Problem>,
    /// Rows that are set aside, whole households at a time.
    pub set_aside: BTreeSet<u32>,
    /// The household numbers on those rows, so that nobody calls them missing.
    pub set_aside_numbers: BTreeSet<String>,
}

impl Reading {
    pub fn people(&self) -> usize {
        self.households
            .iter()
            .map(|household| household.members.len())
            .sum()
    }
}

/// What the person who imports has chosen.
#[derive(Debug, Clone)]
pub struct ListOptions {
    /// The day from which the list holds.
    pub as_of: Date,
    /// The village, where the list has no column for it.
    pub village: Option<Id>,
    /// The reason for all who have neither number nor reason.
    pub no_identity_reason: Option<String>,
}
