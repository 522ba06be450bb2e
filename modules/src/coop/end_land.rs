//! A parcel leaves the net.

use super::store::{self, Land};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndLand {
    /// The stay of a parcel.
    pub land: Id,
    /// The first day on which it is not in the net; the day it came takes the line back as an error.
    pub to: Date,
}

impl Input for EndLand {
    const DEED: &'static str = "net.end_land";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LandEnded {
    pub net: Id,
}

/// Refuses `net.not_on_day`, `net.land_ended`, `net.settled` (a settled period counted it). Invalid: `to`
/// (`before_beginning`).
pub fn end_land(tx: &mut Tx, ctx: &Ctx, input: EndLand) -> Result<LandEnded> {
    let found = store::latest_land(tx, ctx.org, input.land)?.ok_or(Error::NotFound)?;
    let net = super::net_to_enter(tx, ctx, found.net, input.to)?;
    if let Some(to) = found.to {
        return Err(Refusal::new("net.land_ended").with("date", to).into());
    }
    if input.to < found.from {
        return Err(Error::invalid("to", "before_beginning"));
    }
    super::hold_open(tx, ctx, net.id, input.to)?;
    let ended = Land {
        to: Some(input.to),
        ..found
    };
    store::insert_land(tx, ctx.org, &ended)?;
    Ok(LandEnded { net: net.id })
}
