//! Another member becomes the head; all relations are given again.

use super::book::{Book, Recorded, Relations};
use super::model::{Event, Kind};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ChangeHead {
    pub household: Id,
    pub date: Date,
    pub head: Id,
    /// To the new head; those not told are guessed from the old ones.
    pub relations: Relations,
}

impl Input for ChangeHead {
    const DEED: &'static str = "people.change_head";
}

/// Refuses `people.head_already` and what [`Book`] refuses.
pub fn change_head(tx: &mut Tx, ctx: &Ctx, input: ChangeHead) -> Result<Recorded> {
    let mut book = Book::begin(tx, ctx, input.date)?;
    let household = book.household(input.household)?;
    book.member(household.id, input.head)?;
    if household.head == Some(input.head) {
        return Err(Error::refused("people.head_already"));
    }
    let members = book.members(household.id)?;
    book.give_head(&household, &members, input.head, &input.relations)?;
    let event = book.record(Event {
        date: input.date,
        kind: Kind::HeadChange,
        household: household.id,
        other: None,
        person: Some(input.head),
        unit: household.unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: household.id,
        person: Some(input.head),
        is_headless: false,
        has_ended: false,
    })
}
