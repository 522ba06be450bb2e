//! A member, or the whole household, leaves the township.

use super::book::{Book, Recorded, Relations};
use super::model::{Event, Kind};
use kernel::{Ctx, Date, Id, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct MoveOut {
    pub household: Id,
    pub date: Date,
    /// None: the whole household.
    pub person: Option<Id>,
    pub new_head: Option<Id>,
    pub relations: Relations,
    pub reason: Option<String>,
}

impl Input for MoveOut {
    const DEED: &'static str = "people.move_out";
}

/// Refuses `people.head_leaves` where the head goes alone and nobody is named for him, and what
/// [`Book`] refuses.
pub fn move_out(tx: &mut Tx, ctx: &Ctx, input: MoveOut) -> Result<Recorded> {
    let mut book = Book::begin(tx, ctx, input.date)?;
    let household = book.household(input.household)?;
    let people = match input.person {
        Some(person) => vec![person],
        None => {
            let members = book.members(household.id)?;
            members.into_iter().map(|m| m.person).collect()
        }
    };
    let mut leaving = Vec::new();
    for person in people {
        leaving.push(book.member(household.id, person)?);
    }
    let (_, has_ended) = book.let_go(
        &household,
        &leaving,
        input.new_head,
        &input.relations,
        false,
    )?;
    let event = book.record(Event {
        date: input.date,
        kind: Kind::MoveOut,
        household: household.id,
        other: None,
        person: input.person,
        unit: household.unit,
        reason: input.reason,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: household.id,
        person: input.person,
        is_headless: false,
        has_ended,
    })
}
