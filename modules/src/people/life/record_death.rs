//! A member dies: his membership ends, and where he was the head another becomes it or none does.

use super::book::{Book, Recorded, Relations};
use super::model::{Event, Kind};
use crate::people::plan_import::far;
use crate::people::store::{facts, life};
use kernel::{Ctx, Date, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RecordDeath {
    pub household: Id,
    pub date: Date,
    pub person: Id,
    /// Where the head died: who is it now. None leaves the household without one.
    pub new_head: Option<Id>,
    pub relations: Relations,
}

impl Input for RecordDeath {
    const DEED: &'static str = "people.record_death";
}

/// Refuses `people.before_birth` and what [`Book`] refuses. The answer says whether the household is
/// left without a head or has ended with its last member.
pub fn record_death(tx: &mut Tx, ctx: &Ctx, input: RecordDeath) -> Result<Recorded> {
    let mut book = Book::begin(tx, ctx, input.date)?;
    let household = book.household(input.household)?;
    born_before(&mut book, input.person)?;
    let member = book.member(household.id, input.person)?;
    let (is_headless, has_ended) = book.let_go(
        &household,
        &[member],
        input.new_head,
        &input.relations,
        true,
    )?;
    let event = book.record(Event {
        date: input.date,
        kind: Kind::Death,
        household: household.id,
        other: None,
        person: Some(input.person),
        unit: household.unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: household.id,
        person: Some(input.person),
        is_headless,
        has_ended,
    })
}

fn born_before(book: &mut Book, person: Id) -> Result<()> {
    let events = life::of_person(book.tx, book.org, person)?;
    let born = events.into_iter().find(|e| e.event.kind == Kind::Birth);
    let date = born.map(|e| e.event.date);
    if let Some(date) = date.filter(|born| *born > book.date) {
        return Err(Refusal::new("people.before_birth")
            .with("date", date)
            .into());
    }
    let known = facts::person(book.tx, book.org, person, far()?, i64::MAX)?;
    let year = known.and_then(|p| p.birth_year);
    match year.filter(|year| *year > i64::from(book.date.year())) {
        Some(year) => Err(Refusal::new("people.before_birth")
            .with("date", year)
            .into()),
        None => Ok(()),
    }
}
