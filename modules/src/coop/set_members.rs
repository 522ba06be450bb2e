//! Says who is in a party from a day on: whoever is not named leaves it on that day.

use super::model::{PartyKind, check_team};
use super::store::{self, Member, Party};
use crate::people;
use ::store::{Input, Tx};
use kernel::check::not_after;
use kernel::{Ctx, Date, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SetMembers {
    pub party: Id,
    pub from: Date,
    pub members: Vec<MemberLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MemberLine {
    pub person: Id,
    pub is_lead: bool,
}

impl Input for SetMembers {
    const DEED: &'static str = "net.set_members";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MembersSet {
    pub net: Id,
    pub members: usize,
}

/// Refuses `net.not_on_day`, `net.party_ended`, `net.team_size`, `net.later_change`, `net.member_twice`,
/// `net.unknown_person` (in no household on that day). Invalid: `from` (`in_the_future`).
pub fn set_members(tx: &mut Tx, ctx: &Ctx, input: SetMembers) -> Result<MembersSet> {
    let from = not_after("from", input.from, ctx.today())?;
    let (net, party) = super::party_to_enter(tx, ctx, input.party, from)?;
    if party.kind == PartyKind::Team {
        check_team(input.members.len())?;
    }
    let last = store::last_member_change(tx, ctx.org, party.id)?;
    if let Some(last) = last.filter(|last| *last > from) {
        return Err(Refusal::new("net.later_change").with("date", last).into());
    }
    write(tx, ctx, &party, from, &input.members)?;
    Ok(MembersSet {
        net: net.id,
        members: input.members.len(),
    })
}

/// Ends who is not named, adds who is new, leaves the others.
pub(super) fn write(
    tx: &mut Tx,
    ctx: &Ctx,
    party: &Party,
    from: Date,
    lines: &[MemberLine],
) -> Result<()> {
    let mut named = BTreeSet::new();
    let there = store::members(tx, ctx.org, party.id, from, i64::MAX)?;
    let stays = |m: &Member| {
        let same = |line: &MemberLine| line.person == m.person && line.is_lead == m.is_lead;
        lines.iter().any(same)
    };
    for gone in there.iter().filter(|m| !stays(m)) {
        let ended = Member {
            to: Some(from),
            ..gone.clone()
        };
        store::insert_member(tx, ctx.org, &ended)?;
    }
    for line in lines {
        if !named.insert(line.person) {
            return Err(Refusal::new("net.member_twice")
                .with("person", line.person)
                .into());
        }
        let household = people::household_of(tx, ctx.org, line.person, from)?;
        let household = household.ok_or_else(|| {
            kernel::Error::from(Refusal::new("net.unknown_person").with("person", line.person))
        })?;
        if there.iter().any(|m| m.person == line.person && stays(m)) {
            continue;
        }
        let member = Member {
            id: tx.new_id()?,
            from,
            to: None,
            party: party.id,
            person: line.person,
            household,
            is_lead: line.is_lead,
        };
        store::insert_member(tx, ctx.org, &member)?;
    }
    Ok(())
}
