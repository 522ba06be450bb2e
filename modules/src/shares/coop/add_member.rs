//! A household joins a co-op.

use super::model::Member;
use super::store;
use crate::shares::model as shares;
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AddMember {
    pub coop: Id,
    pub household: Id,
    pub from: Date,
    /// Counts among the farmers of art. 20.
    pub is_farmer: bool,
}

impl Input for AddMember {
    const DEED: &'static str = "coop.add_member";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MemberAdded {
    pub member: Id,
}

/// Refuses, in this order: `shares.unknown_household` (not there on that day, or outside what the person may
/// enter), `coop.already_member` (on that day or later). Invalid: `from` (`in_the_future`).
pub fn add_member(tx: &mut Tx, ctx: &Ctx, input: AddMember) -> Result<MemberAdded> {
    let coop = super::coop_to_enter(tx, ctx, input.coop)?;
    shares::not_after("from", input.from, ctx.today())?;
    let there = store::members(tx, ctx.org, coop.id, i64::MAX)?;
    let joining = (input.household, input.from, input.is_farmer);
    let member = join(tx, ctx, coop.id, &there, joining, None)?;
    Ok(MemberAdded { member })
}

pub(super) fn join(
    tx: &mut Tx,
    ctx: &Ctx,
    coop: Id,
    there: &[Member],
    (household, from, is_farmer): (Id, Date, bool),
    import: Option<Id>,
) -> Result<Id> {
    let unknown = || {
        Refusal::new("shares.unknown_household")
            .with("household", household)
            .into()
    };
    let unit = crate::shares::store::household_unit(tx, ctx.org, household, from)?;
    let unit = unit.ok_or_else(unknown)?;
    match require(tx, ctx, Right::EnterProjects, unit) {
        Err(Error::Forbidden) => return Err(unknown()),
        other => other?,
    }
    let is_there = |m: &Member| m.household == household && m.to.is_none_or(|to| from < to);
    if there.iter().any(is_there) {
        return Err(Refusal::new("coop.already_member")
            .with("household", household)
            .into());
    }
    let member = Member {
        id: tx.new_id()?,
        household,
        unit,
        is_farmer,
        from,
        to: None,
    };
    store::insert_member(tx, ctx.org, coop, &member, import)?;
    Ok(member.id)
}
