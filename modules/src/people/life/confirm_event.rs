//! A second person of the village or township has seen an event and found it right.

use crate::people::store::life;
use access::Right;
use kernel::{Ctx, Error, Id, Result};
use serde::{Deserialize, Serialize};
use store::{Input, Tx, values};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ConfirmEvent {
    pub event: Id,
}

impl Input for ConfirmEvent {
    const DEED: &'static str = "people.confirm_event";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Confirmed {
    pub event: Id,
    pub household: Id,
}

/// Refuses, in this order: `people.already_taken_back`, `people.already_confirmed`, `people.confirm_own`.
pub fn confirm_event(tx: &mut Tx, ctx: &Ctx, input: ConfirmEvent) -> Result<Confirmed> {
    let of = life::event(tx, ctx.org, input.event)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::RecordPeople, of.event.unit)?;
    if of.voided_by.is_some() {
        return Err(Error::refused("people.already_taken_back"));
    }
    if of.confirmed_by.is_some() {
        return Err(Error::refused("people.already_confirmed"));
    }
    if of.is_by(&access::deputies::one_person(tx, ctx)?) {
        return Err(Error::refused("people.confirm_own"));
    }
    tx.insert(
        life::CONFIRMED,
        values![ctx.org, of.id, tx.seq()?, ctx.today(), ctx.actor.user],
    )?;
    Ok(Confirmed {
        event: of.id,
        household: of.event.household,
    })
}
