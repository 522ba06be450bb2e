//! An event recorded in error is taken back by a later one, while nothing rests on it.

use super::book::{Recorded, remake};
use super::model::Kind;
use crate::people::reverse_import::Rests;
use crate::people::store::{life, undo};
use access::Right;
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx, values};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Correct {
    pub event: Id,
}

impl Input for Correct {
    const DEED: &'static str = "people.correct";
}

/// Refuses, in this order: `people.already_taken_back`, `people.built_upon` (a later list or event wrote
/// the same records), `people.rests` (another module names a household that it made).
pub fn correct(tx: &mut Tx, ctx: &Ctx, input: Correct, rests: &[Rests]) -> Result<Recorded> {
    let of = life::event(tx, ctx.org, input.event)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::RecordPeople, of.event.unit)?;
    if of.voided_by.is_some() || of.event.kind == Kind::Void {
        return Err(Error::refused("people.already_taken_back"));
    }
    if let Some(seq) = life::first_later(tx, ctx.org, of.seq)? {
        let by = life::at_seq(tx, ctx.org, seq)?;
        let refusal = Refusal::new("people.built_upon");
        return Err(match by {
            Some(by) => refusal
                .with("kind", by.event.kind.code())
                .with("date", by.event.date),
            None => refusal.with("kind", "list").with("date", ""),
        }
        .into());
    }
    let undo = undo::read_seq(tx, ctx.org, of.seq)?;
    for rest in rests {
        let count = (rest.count)(tx, ctx.org, &undo.touched.made_households)?;
        if count > 0 {
            return Err(Refusal::new("people.event_rests")
                .with("what", rest.what)
                .with("count", count)
                .into());
        }
    }
    let (mut households, people) = (undo.touched.households.clone(), undo.touched.people.clone());
    households.insert(of.event.household);
    households.extend(of.event.other);
    undo::write(tx, ctx.org, undo, None)?;
    let id = tx.new_id()?;
    tx.insert(
        life::EVENT,
        values![
            ctx.org,
            id,
            tx.seq()?,
            of.event.date,
            Kind::Void.code(),
            of.event.household,
            of.event.other,
            of.event.person,
            of.event.unit,
            None::<String>,
            of.id,
            ctx.actor.user
        ],
    )?;
    remake(tx, ctx, &households, &people)?;
    Ok(Recorded {
        event: id,
        household: of.event.household,
        person: of.event.person,
        is_headless: false,
        has_ended: false,
    })
}
