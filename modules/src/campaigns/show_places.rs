//! Says how many villages of each class are named, or that none is.

use super::{campaign_for, changed};
use ::store::{Input, Tx};
use access::Right;
use kernel::check::within;
use kernel::{Ctx, Id, Result};
use serde::{Deserialize, Serialize};

/// Most villages of a class that may be named.
pub const MOST: i64 = 10;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ShowPlaces {
    pub campaign: Id,
    /// 0: none.
    pub shown: i64,
}

impl Input for ShowPlaces {
    const DEED: &'static str = "campaigns.show";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlacesShown {
    pub shown: i64,
}

/// Takes `ManageCases` at the root of the organisation. Invalid: `shown` (`out_of_range`).
pub fn show_places(tx: &mut Tx, ctx: &Ctx, input: ShowPlaces) -> Result<PlacesShown> {
    let mut campaign = campaign_for(tx, ctx, input.campaign, &[Right::ManageCases])?;
    campaign.shown = within("shown", input.shown, 0, MOST)?;
    changed(tx, ctx, &campaign)?;
    Ok(PlacesShown {
        shown: campaign.shown,
    })
}
