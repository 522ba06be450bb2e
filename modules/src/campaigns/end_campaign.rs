//! Closes a campaign, and plans the first inspections that keep its result (长效机制). What is still open stays open.

use super::plan_inspections::{self, Planned};
use super::{campaign_for, changed, hold_running};
use ::store::{Input, Tx};
use access::Right;
use kernel::check::within;
use kernel::{Ctx, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndCampaign {
    pub campaign: Id,
    /// Between two inspections from now on.
    pub weeks: i64,
}

impl Input for EndCampaign {
    const DEED: &'static str = "campaigns.end";
}

/// Takes `ManageCases` at the root of the organisation. Refuses `campaigns.not_begun`, `campaigns.ended`. Invalid: `weeks`
/// (`out_of_range`).
pub fn end_campaign(tx: &mut Tx, ctx: &Ctx, input: EndCampaign) -> Result<Planned> {
    let mut campaign = campaign_for(tx, ctx, input.campaign, &[Right::ManageCases])?;
    hold_running(&campaign, ctx.today())?;
    campaign.weeks = within("weeks", input.weeks, 1, 52)?;
    campaign.ended = Some(ctx.today());
    changed(tx, ctx, &campaign)?;
    plan_inspections::plan(tx, ctx, &campaign, 1)
}
