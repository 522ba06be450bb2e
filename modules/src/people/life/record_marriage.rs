//! Somebody marries into a household: from another household of the township, or from outside.

use super::book::{Book, Recorded, Relations};
use super::model::{Event, Kind};
use super::newcomer::{Newcomer, settle};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RecordMarriage {
    /// The household that the person joins.
    pub household: Id,
    pub date: Date,
    pub relation: String,
    /// Whoever comes from a household here: he, and the household that he leaves.
    pub person: Option<Id>,
    pub from: Option<Id>,
    /// Of the household that he leaves, where he was its head.
    pub new_head: Option<Id>,
    /// Whoever comes from outside.
    pub newcomer: Option<Newcomer>,
}

impl Input for RecordMarriage {
    const DEED: &'static str = "people.record_marriage";
    const PERSONAL: &'static [&'static str] = &["newcomer"];
}

/// Refuses `people.same_household`, `people.head_leaves` and what [`Book`] and the newcomer refuse; invalid
/// `person` where neither is given.
pub fn record_marriage(tx: &mut Tx, ctx: &Ctx, input: RecordMarriage) -> Result<Recorded> {
    if input.relation == crate::people::codes::HEAD {
        return Err(Error::invalid("relation", "second_head"));
    }
    let id = match input.person {
        Some(known) => known,
        None => tx.new_subject()?,
    };
    tx.set_input_subject(id);
    let mut book = Book::begin(tx, ctx, input.date)?;
    let into = book.household(input.household)?;
    let mut other = None;
    let mut has_ended = false;
    let person = match (input.person, input.from, &input.newcomer) {
        (Some(_), Some(from), _) if from == into.id => {
            return Err(Error::refused("people.same_household"));
        }
        (Some(person), Some(from), _) => {
            let from = book.household(from)?;
            let member = book.member(from.id, person)?;
            let told = Relations::new();
            (_, has_ended) = book.let_go(&from, &[member], input.new_head, &told, false)?;
            other = Some(from.id);
            person
        }
        (None, _, Some(given)) => settle(&mut book, given, false, id)?,
        _ => return Err(Error::invalid("person", "not_chosen")),
    };
    if super::face::household_of(book.tx, book.org, person, input.date)? == Some(into.id) {
        return Err(Refusal::new("people.same_household").into());
    }
    book.join(into.id, person, &input.relation)?;
    let event = book.record(Event {
        date: input.date,
        kind: Kind::Marriage,
        household: into.id,
        other,
        person: Some(person),
        unit: into.unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: into.id,
        person: Some(person),
        is_headless: false,
        has_ended,
    })
}
