//! The use of a person's data is restricted, and the restriction lifted (PIPL 44, 47: what must be kept
//! may only be stored and protected).

use super::model::{Kind, RESTRICT_REASONS};
use super::{Answered, Detail, begin, record};
use crate::people::store::rights;
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx, values};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Restrict {
    pub person: Id,
    /// One of [`RESTRICT_REASONS`].
    pub reason: String,
    pub asked_by: String,
}

impl Input for Restrict {
    const DEED: &'static str = "people.restrict";
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct LiftRestriction {
    pub person: Id,
    pub asked_by: String,
}

impl Input for LiftRestriction {
    const DEED: &'static str = "people.lift_restriction";
}

/// From today. Refuses what [`begin`] refuses, then `people.restricted_already`.
pub fn restrict(tx: &mut Tx, ctx: &Ctx, input: Restrict) -> Result<Answered> {
    let at = begin(tx, ctx, input.person, &input.asked_by)?;
    if !RESTRICT_REASONS.contains(&input.reason.as_str()) {
        return Err(Error::invalid("reason", "not_chosen"));
    }
    let today = ctx.today();
    if let Some(held) = rights::restriction(tx, ctx.org, input.person, today)? {
        return Err(Refusal::new("people.restricted_already")
            .with("date", held.from)
            .into());
    }
    let id = tx.new_id()?;
    tx.insert(
        rights::RESTRICTION,
        values![
            ctx.org,
            id,
            today,
            tx.seq()?,
            None::<kernel::Date>,
            input.person,
            input.reason.clone()
        ],
    )?;
    let detail = Detail::asked_by(&input.asked_by);
    let of = (input.person, at.unit);
    record(tx, ctx, of, Kind::Restrict, Some(&input.reason), &detail)
}

/// Today is the first day on which it no longer holds. Refuses what [`begin`] refuses, then
/// `people.not_restricted`.
pub fn lift_restriction(tx: &mut Tx, ctx: &Ctx, input: LiftRestriction) -> Result<Answered> {
    let at = begin(tx, ctx, input.person, &input.asked_by)?;
    let today = ctx.today();
    let held = rights::restriction(tx, ctx.org, input.person, today)?
        .ok_or_else(|| Error::refused("people.not_restricted"))?;
    tx.insert(
        rights::RESTRICTION,
        values![
            ctx.org,
            held.id,
            held.from,
            tx.seq()?,
            Some(today),
            input.person,
            held.reason
        ],
    )?;
    let detail = Detail::asked_by(&input.asked_by);
    record(tx, ctx, (input.person, at.unit), Kind::Lift, None, &detail)
}
