//! Campaigns (专项行动): what is to be put right in which villages until when, rounds that look at drawn places, findings that
//! somebody else verifies, scores worked out from raw findings, and inspections that keep the result. README.md.

mod api;
pub mod check;
pub mod draw_sample;
pub mod end_campaign;
mod figures;
mod file_api;
pub mod import_findings;
pub mod ledger;
pub mod model;
pub mod open_campaign;
pub mod open_finding;
pub mod open_objection;
pub mod plan_inspections;
pub mod read;
mod report_api;
pub mod sample;
pub mod score;
pub mod show_places;
mod store;
#[cfg(test)]
mod tests;
mod texts;
pub mod web;
pub mod workbook;

pub use check::check;
pub use draw_sample::{DrawSample, draw_sample};
pub use end_campaign::{EndCampaign, end_campaign};
pub use import_findings::{ImportFindings, import_findings};
pub use open_campaign::{CampaignOpened, OpenCampaign, open_campaign};
pub use open_finding::open_finding;
pub use open_objection::open_objection;
pub use plan_inspections::{PlanInspections, plan_due, plan_inspections};
pub use show_places::{ShowPlaces, show_places};

use ::store::Tx;
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use store::Campaign;

/// The type of a campaign's findings, and what begins their numbers.
pub const FINDING: &str = "finding";
pub const FINDING_PREFIX: &str = "ZG";
/// The type of inspections.
pub const INSPECTION: &str = "inspection";
pub const INSPECTION_PREFIX: &str = "XC";
/// The type of objections to scores.
pub const OBJECTION: &str = "score_objection";
pub const OBJECTION_PREFIX: &str = "SS";

/// A campaign for whoever holds one of these rights where the desk is.
fn campaign_for(tx: &mut Tx, ctx: &Ctx, id: Id, rights: &[Right]) -> Result<Campaign> {
    let campaign = store::campaign(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    for right in rights {
        if access::holds_at(tx, ctx, *right, campaign.unit)? {
            return Ok(campaign);
        }
    }
    Err(Error::Forbidden)
}

/// The root of the organisation, where whoever works on campaigns holds his right.
fn desk(tx: &mut Tx, ctx: &Ctx, right: Right) -> Result<Id> {
    let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
    require(tx, ctx, right, desk)?;
    Ok(desk)
}

/// Refuses `campaigns.not_begun`, `campaigns.ended`.
fn hold_running(campaign: &Campaign, day: Date) -> Result<()> {
    if day < campaign.first {
        return Err(Refusal::new("campaigns.not_begun")
            .with("name", &campaign.name)
            .with("date", campaign.first)
            .into());
    }
    match campaign.ended {
        Some(ended) if day >= ended => Err(Refusal::new("campaigns.ended")
            .with("name", &campaign.name)
            .with("date", ended)
            .into()),
        _ => Ok(()),
    }
}

/// The first row of a campaign's next state.
fn changed(tx: &mut Tx, ctx: &Ctx, campaign: &Campaign) -> Result<()> {
    // A change of the same day as the plan replaces it: of rows of one day the latest holds.
    let row = Campaign {
        from: ctx.today().max(campaign.from),
        ..campaign.clone()
    };
    store::insert_campaign(tx, ctx.org, &row)
}
