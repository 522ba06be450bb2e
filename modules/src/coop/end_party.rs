//! A party leaves the net.

use super::model::PartyKind;
use super::store::{self, Party};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndParty {
    pub party: Id,
    /// The first day on which it is no part of the net.
    pub to: Date,
}

impl Input for EndParty {
    const DEED: &'static str = "net.end_party";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PartyEnded {
    pub net: Id,
}

/// Refuses `net.not_on_day`, `net.party_ended`, `net.farm_has_land` (its parcels go elsewhere first). Invalid: `to`
/// (`before_beginning`).
pub fn end_party(tx: &mut Tx, ctx: &Ctx, input: EndParty) -> Result<PartyEnded> {
    let latest = store::latest_party(tx, ctx.org, input.party)?.ok_or(Error::NotFound)?;
    if input.to < latest.from {
        return Err(Error::invalid("to", "before_beginning"));
    }
    let (net, party) = super::party_to_enter(tx, ctx, input.party, input.to)?;
    let land = store::land(tx, ctx.org, net.id, input.to, i64::MAX)?;
    let parcels = land.iter().filter(|l| l.farm == Some(party.id)).count();
    if party.kind == PartyKind::FamilyFarm && parcels > 0 {
        return Err(Refusal::new("net.farm_has_land")
            .with("parcels", parcels)
            .into());
    }
    let ended = Party {
        to: Some(input.to),
        ..party
    };
    store::insert_party(tx, ctx.org, &ended)?;
    Ok(PartyEnded { net: net.id })
}
