//! Some members make a household of their own, in the same village.

use super::book::{Book, Recorded, Relations};
use super::model::{Event, Kind, regiven};
use crate::people::codes::HEAD;
use crate::people::store::facts;
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct SplitHousehold {
    pub household: Id,
    pub date: Date,
    /// Who goes, and who of them is the new household's head.
    pub members: Vec<Id>,
    pub head: Id,
    /// None: zhen gives one.
    pub number: Option<String>,
    /// Relations to the new head; those not told are guessed from the old ones.
    pub relations: Relations,
    /// Where the old head goes too: who is head of those who stay.
    pub new_head: Option<Id>,
    /// Codes of the statuses that the new household has too, from the day on.
    pub statuses: Vec<String>,
}

impl Input for SplitHousehold {
    const DEED: &'static str = "people.split_household";
}

/// Refuses `people.nobody_splits`, `people.all_split` (nobody would stay), `people.head_not_among`,
/// `people.number_in_use`, `people.status_not_held`, `people.head_leaves` and what [`Book`] refuses.
pub fn split_household(tx: &mut Tx, ctx: &Ctx, input: SplitHousehold) -> Result<Recorded> {
    let mut book = Book::begin(tx, ctx, input.date)?;
    let old = book.household(input.household)?;
    if input.members.is_empty() {
        return Err(Error::refused("people.nobody_splits"));
    }
    if !input.members.contains(&input.head) {
        return Err(Error::refused("people.head_not_among"));
    }
    let mut going = Vec::new();
    for person in &input.members {
        going.push(book.member(old.id, *person)?);
    }
    if going.len() == book.members(old.id)?.len() {
        return Err(Error::refused("people.all_split"));
    }
    let new = book.new_household(old.unit, input.number, input.head)?;
    let was = going
        .iter()
        .find(|m| m.person == input.head)
        .map(|m| m.relation.clone())
        .unwrap_or_default();
    let told = Relations::new();
    let (is_headless, _) = book.let_go(&old, &going, input.new_head, &told, false)?;
    for m in &going {
        let given = input.relations.iter().find(|(id, _)| *id == m.person);
        let relation = match given {
            _ if m.person == input.head => HEAD,
            Some((_, relation)) if relation != HEAD => relation,
            _ => regiven(&was, &m.relation),
        };
        book.join(new.id, m.person, relation)?;
    }
    let held = facts::statuses(book.tx, book.org, old.id)?;
    for code in &input.statuses {
        let holds = held.iter().any(|(_, c, from, to)| {
            c == code && *from <= input.date && to.is_none_or(|to| input.date < to)
        });
        if !holds {
            return Err(Refusal::new("people.status_not_held")
                .with("date", input.date)
                .into());
        }
        let id = book.tx.new_id()?;
        book.status_row(id, new.id, code, input.date, None)?;
    }
    let event = book.record(Event {
        date: input.date,
        kind: Kind::Split,
        household: old.id,
        other: Some(new.id),
        person: None,
        unit: old.unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household: new.id,
        person: None,
        is_headless,
        has_ended: false,
    })
}
