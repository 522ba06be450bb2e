//! People move in from outside the township: into a household, or as a household of their own.

use super::book::{Book, Recorded};
use super::model::{Event, Kind};
use super::newcomer::{Newcomer, settle};
use crate::people::codes::HEAD;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;
use store::{Input, Tx};

/// The people themselves come by capture: a journal entry is sealed for one person only.
#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct MoveIn {
    /// The household that they join; none: they are a new one.
    pub household: Option<Id>,
    /// Of a new household: its village and, where it has one, its number.
    pub unit: Option<Id>,
    pub number: Option<String>,
    pub date: Date,
    pub people: usize,
    /// Code list move_reason.
    pub reason: Option<String>,
}

impl Input for MoveIn {
    const DEED: &'static str = "people.move_in";
}

/// A new household has exactly one head among `people`, which comes first. What is wrong with the second
/// of them is told at the field `name_2`, and so on.
pub fn move_in(tx: &mut Tx, ctx: &Ctx, input: MoveIn, people: &[Newcomer]) -> Result<Recorded> {
    let mut ids = Vec::new();
    for _ in people {
        ids.push(tx.new_subject()?);
    }
    let mut book = Book::begin(tx, ctx, input.date)?;
    let known = match input.household {
        Some(id) => Some(book.household(id)?),
        None => None,
    };
    let heads = people.iter().filter(|p| p.relation == HEAD).count();
    match (people.first(), known.is_some()) {
        (None, _) => return Err(Error::invalid("name", "empty")),
        (Some(_), true) if heads > 0 => return Err(Error::invalid("relation", "second_head")),
        (Some(first), false) if heads != 1 || first.relation != HEAD => {
            return Err(Error::invalid("relation", "first_is_head"));
        }
        _ => {}
    }
    let mut settled = Vec::new();
    for (at, (given, id)) in people.iter().zip(ids).enumerate() {
        let person = settle(&mut book, given, false, id).map_err(|e| of_row(e, at))?;
        if settled.contains(&person) {
            return Err(Error::refused("people.number_of_a_member"));
        }
        settled.push(person);
    }
    let household = match (known, input.unit, settled.first()) {
        (Some(known), ..) => known,
        (None, Some(unit), Some(head)) => book.new_household(unit, input.number, *head)?,
        _ => return Err(Error::invalid("village", "not_chosen")),
    };
    for (at, (given, person)) in people.iter().zip(&settled).enumerate() {
        book.join(household.id, *person, &given.relation)
            .map_err(|e| of_row(e, at))?;
    }
    let only = match settled.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let event = book.record(Event {
        date: input.date,
        kind: Kind::MoveIn,
        household: household.id,
        other: None,
        person: only,
        unit: household.unit,
        reason: input.reason,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: household.id,
        person: only,
        is_headless: false,
        has_ended: false,
    })
}

/// Faults of the first keep their field's name, as in a form for one.
fn of_row(error: Error, at: usize) -> Error {
    let Error::Invalid(mut faults) = error else {
        return error;
    };
    if at > 0 {
        for fault in &mut faults {
            fault.field = format!("{}_{}", fault.field, at + 1).into();
        }
    }
    Error::Invalid(faults)
}
