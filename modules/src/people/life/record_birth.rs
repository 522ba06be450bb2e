//! A child is born into a household.

use super::book::{Book, Recorded};
use super::model::{Event, Kind};
use super::newcomer::{Newcomer, settle};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RecordBirth {
    pub household: Id,
    pub date: Date,
    pub child: Newcomer,
}

impl Input for RecordBirth {
    const DEED: &'static str = "people.record_birth";
    const PERSONAL: &'static [&'static str] = &["child"];
}

/// Refuses what [`Book`] and the newcomer refuse; invalid `relation` `second_head`.
pub fn record_birth(tx: &mut Tx, ctx: &Ctx, input: RecordBirth) -> Result<Recorded> {
    let child = tx.new_subject()?;
    tx.set_input_subject(child);
    let mut book = Book::begin(tx, ctx, input.date)?;
    let household = book.household(input.household)?;
    if input.child.relation == crate::people::codes::HEAD {
        return Err(Error::invalid("relation", "second_head"));
    }
    let person = settle(&mut book, &input.child, true, child)?;
    book.join(household.id, person, &input.child.relation)?;
    let event = book.record(Event {
        date: input.date,
        kind: Kind::Birth,
        household: household.id,
        other: None,
        person: Some(person),
        unit: household.unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: household.id,
        person: Some(person),
        is_headless: false,
        has_ended: false,
    })
}
