//! A household leaves a co-op. Its trade of the year still counts for that year's surplus (art. 28); its
//! account does not, since it is paid back.

use super::model::Member;
use super::store;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndMember {
    pub member: Id,
    /// The first day on which it is no member; the day it joined takes the line back as an error.
    pub to: Date,
}

impl Input for EndMember {
    const DEED: &'static str = "coop.end_member";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MemberEnded {
    pub coop: Id,
}

/// Refuses `coop.already_ended`. Invalid: `to` (`before_beginning`).
pub fn end_member(tx: &mut Tx, ctx: &Ctx, input: EndMember) -> Result<MemberEnded> {
    let (coop, member) = super::member_to_enter(tx, ctx, input.member)?;
    if member.to.is_some() {
        return Err(Error::refused("coop.already_ended"));
    }
    if input.to < member.from {
        return Err(Error::invalid("to", "before_beginning"));
    }
    let ended = Member {
        to: Some(input.to),
        ..member
    };
    store::insert_member(tx, ctx.org, coop.id, &ended, None)?;
    Ok(MemberEnded { coop: coop.id })
}
