//! All members of one household go over into another; the one ends with its statuses.

use super::book::{Book, Recorded, Relations};
use super::model::{Event, Kind};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct MergeHouseholds {
    /// The one that ends.
    pub household: Id,
    pub into: Id,
    pub date: Date,
    /// Relations to the head of the other; those not told are "other relative".
    pub relations: Relations,
}

impl Input for MergeHouseholds {
    const DEED: &'static str = "people.merge_households";
}

/// Refuses `people.merge_with_itself` and what [`Book`] refuses.
pub fn merge_households(tx: &mut Tx, ctx: &Ctx, input: MergeHouseholds) -> Result<Recorded> {
    if input.household == input.into {
        return Err(Error::refused("people.merge_with_itself"));
    }
    let mut book = Book::begin(tx, ctx, input.date)?;
    let old = book.household(input.household)?;
    let into = book.household(input.into)?;
    let mut people = Vec::new();
    for m in book.members(old.id)? {
        people.push(book.member(old.id, m.person)?);
    }
    for m in &people {
        book.leave(m)?;
    }
    book.end_household(&old)?;
    book.go_over(into.id, &people, &input.relations)?;
    let event = book.record(Event {
        date: input.date,
        kind: Kind::Merge,
        household: old.id,
        other: Some(into.id),
        person: None,
        unit: old.unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: into.id,
        person: None,
        is_headless: false,
        has_ended: true,
    })
}
