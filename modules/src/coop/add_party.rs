//! A party joins the net.

use super::model::{PartyKind, check_team};
use super::set_members::{self, MemberLine};
use super::store::{self, Party};
use crate::people;
use ::store::{Input, Tx};
use kernel::check::{not_after, required};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AddParty {
    pub net: Id,
    pub kind: PartyKind,
    pub name: String,
    pub from: Date,
    /// Of people; a firm must have one, since it is paid.
    pub organisation: Option<Id>,
    /// The family farm that a team serves.
    pub serves: Option<Id>,
    /// A service team comes with its people.
    pub members: Vec<MemberLine>,
}

impl Input for AddParty {
    const DEED: &'static str = "net.add_party";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PartyAdded {
    pub party: Id,
}

/// Refuses `net.not_on_day`, `net.party_exists`, `net.households_by_land` (households come in with their land),
/// `net.only_one` (party branch, co-op), `net.team_size`, and what setting members refuses. Invalid: `name`
/// (`required`, `too_long`), `from` (`in_the_future`), `organisation`, `serves` (`not_chosen`).
pub fn add_party(tx: &mut Tx, ctx: &Ctx, input: AddParty) -> Result<PartyAdded> {
    let from = not_after("from", input.from, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, from)?;
    let name = required("name", &input.name)?;
    let there = store::parties(tx, ctx.org, net.id, ctx.today(), i64::MAX)?;
    if there.iter().any(|p| p.kind == input.kind && p.name == name) {
        return Err(Refusal::new("net.party_exists").with("name", &name).into());
    }
    match input.kind {
        PartyKind::Households => return Err(Error::refused("net.households_by_land")),
        PartyKind::PartyBranch | PartyKind::Coop if there.iter().any(|p| p.kind == input.kind) => {
            return Err(Refusal::new("net.only_one").with("kind", input.kind).into());
        }
        PartyKind::Team => check_team(input.members.len())?,
        _ => {}
    }
    let organisation = match input.organisation {
        Some(id) => {
            let known = people::organisation(tx, ctx.org, id, from)?;
            let known = known.ok_or_else(|| Error::invalid("organisation", "not_chosen"))?;
            Some(known.id)
        }
        None if input.kind == PartyKind::Firm => {
            return Err(Error::invalid("organisation", "not_chosen"));
        }
        None => None,
    };
    let is_farm = |p: &Party| p.kind == PartyKind::FamilyFarm && Some(p.id) == input.serves;
    if input.serves.is_some() && !there.iter().any(is_farm) {
        return Err(Error::invalid("serves", "not_chosen"));
    }
    let party = Party {
        id: tx.new_id()?,
        from,
        to: None,
        net: net.id,
        kind: input.kind,
        name,
        organisation,
        serves: input.serves.filter(|_| input.kind == PartyKind::Team),
    };
    store::insert_party(tx, ctx.org, &party)?;
    set_members::write(tx, ctx, &party, from, &input.members)?;
    Ok(PartyAdded { party: party.id })
}
