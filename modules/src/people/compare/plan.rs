//! What is compared and what comes of it: the base as it stands, and the plan of an import.

use super::super::model::{ListedPerson, PersonRecord};
use kernel::{Date, Id};
use std::collections::{HashMap, HashSet};

pub type Tag = [u8; 32];

/// Keyed hashes of one listed person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tags {
    pub identity: Option<Tag>,
    /// Over everything that the list says of him.
    pub content: Tag,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasePerson {
    pub id: Id,
    pub household: Id,
    pub membership: Id,
    pub name: String,
    pub identity_tag: Option<Tag>,
    pub content_tag: Option<Tag>,
    pub relation: String,
    pub birth_year: Option<i64>,
    pub sex: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseHousehold {
    pub id: Id,
    pub number: String,
    pub unit: Id,
    pub head_name: String,
    pub changed_on: Date,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseStatus {
    pub id: Id,
    pub household: Id,
    pub code: String,
    pub from: Date,
    pub to: Option<Date>,
}

/// What is there in the villages that the list speaks of.
#[derive(Debug, Clone, Default)]
pub struct Base {
    pub households: Vec<BaseHousehold>,
    pub people: Vec<BasePerson>,
    pub statuses: Vec<BaseStatus>,
    /// Identity tags of this list that belong to people elsewhere, with their household's number
    /// where the importer may know it.
    pub elsewhere: HashMap<Tag, Option<String>>,
    /// Household numbers of this list that are in use in other villages.
    pub numbers_elsewhere: HashSet<String>,
}

/// A change of a household's status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusChange {
    Begin {
        code: String,
        from: Date,
        to: Option<Date>,
    },
    /// The known record, with another end.
    End {
        id: Id,
        code: String,
        from: Date,
        to: Option<Date>,
    },
    /// The known record began on another day: it is struck out, and another one begins.
    Move {
        id: Id,
        code: String,
        was: Date,
        from: Date,
        to: Option<Date>,
    },
}

#[derive(Debug, Clone)]
pub struct PlannedPerson {
    pub listed: ListedPerson,
    pub tags: Tags,
    pub known: Option<BasePerson>,
    /// What the record will be; equal to what the list says until `known` has been opened.
    pub record: PersonRecord,
    /// Fields in which it differs from what is known; empty for the new and the unchanged.
    pub changed: Vec<&'static str>,
    /// Left one household of the list for another.
    pub is_moved: bool,
}

impl PlannedPerson {
    /// Whether the record must be opened to know what has changed.
    pub fn needs_opening(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| known.content_tag != Some(self.tags.content))
    }

    pub fn relation_changed(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| known.relation != self.listed.relation)
    }

    pub fn is_changed(&self) -> bool {
        self.known.is_some()
            && (!self.changed.is_empty() || self.relation_changed() || self.is_moved)
    }
}

#[derive(Debug, Clone)]
pub struct PlannedHousehold {
    pub known: Option<BaseHousehold>,
    pub number: Option<String>,
    pub unit: Id,
    pub head: usize,
    pub people: Vec<PlannedPerson>,
    pub status_changes: Vec<StatusChange>,
    /// Codes that hold after the import, whatever their time.
    pub statuses: Vec<BaseStatus>,
    /// Members whom the list no longer names; they stay.
    pub missing: usize,
    /// Members whom the list has in another household.
    pub left: usize,
    /// Whether the head is another person than before.
    pub head_changed: bool,
}

impl PlannedHousehold {
    pub fn is_new(&self) -> bool {
        self.known.is_none()
    }

    pub fn unit_changed(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| known.unit != self.unit)
    }

    pub fn is_changed(&self) -> bool {
        let own = self.unit_changed()
            || self.head_changed
            || self.left > 0
            || !self.status_changes.is_empty();
        !self.is_new()
            && (own
                || self
                    .people
                    .iter()
                    .any(|p| p.known.is_none() || p.is_changed()))
    }

    pub fn row(&self) -> u32 {
        self.people.get(self.head).map_or(0, |head| head.listed.row)
    }
}

/// Somebody, or a household, that is there and not in the list. Reported only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub household: Id,
    pub number: String,
    pub name: String,
}

/// What an import would do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub households: Vec<PlannedHousehold>,
    pub missing_households: Vec<Missing>,
    pub missing_people: Vec<Missing>,
}
