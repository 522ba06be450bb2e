//! Plans the next inspection of every village once a campaign is over: a case each, with its own day.

use super::store::{self, Campaign, Turn};
use super::{INSPECTION, INSPECTION_PREFIX, campaign_for};
use ::store::{Input, Tx};
use access::Right;
use cases::OpenCase;
use cases::event::Value;
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlanInspections {
    pub campaign: Id,
    /// The turn that is planned, so that two people do not plan it twice.
    pub turn: i64,
}

impl Input for PlanInspections {
    const DEED: &'static str = "campaigns.plan_inspections";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Planned {
    pub turn: i64,
    pub inspections: i64,
}

/// When the next turn is to be planned: so many weeks after the last one.
pub fn next_day(turns: &[Turn], weeks: i64) -> Option<Date> {
    turns.last().map(|turn| turn.date.plus_days(weeks * 7))
}

/// Takes `VerifyCases` or `ManageCases` at the root of the organisation. Refuses `campaigns.not_ended`, `campaigns.turn_planned`,
/// `campaigns.turn_too_early`.
pub fn plan_inspections(tx: &mut Tx, ctx: &Ctx, input: PlanInspections) -> Result<Planned> {
    let rights = [Right::VerifyCases, Right::ManageCases];
    let campaign = campaign_for(tx, ctx, input.campaign, &rights)?;
    if campaign.ended.is_none() {
        return Err(Error::refused("campaigns.not_ended"));
    }
    let turns = store::turns(tx, ctx.org, campaign.id)?;
    let last = turns.last().map_or(0, |turn| turn.turn);
    if input.turn != last + 1 {
        return Err(Refusal::new("campaigns.turn_planned")
            .with("turn", last)
            .into());
    }
    if let Some(day) = next_day(&turns, campaign.weeks).filter(|day| ctx.today() < *day) {
        return Err(Refusal::new("campaigns.turn_too_early")
            .with("date", day)
            .into());
    }
    plan(tx, ctx, &campaign, input.turn)
}

/// A case for each village that still is.
pub(super) fn plan(tx: &mut Tx, ctx: &Ctx, campaign: &Campaign, turn: i64) -> Result<Planned> {
    let today = ctx.today();
    let mut inspections = 0;
    for village in store::villages(tx, ctx.org, campaign.id)? {
        let unit = access::units::unit(tx, village.unit)?;
        if unit.is_none_or(|unit| unit.closed.is_some_and(|closed| closed <= today)) {
            continue;
        }
        let patch = [
            ("turn".to_owned(), Value::Number(turn)),
            ("planned_day".to_owned(), Value::Date(today)),
        ];
        let input = OpenCase {
            code: INSPECTION.to_owned(),
            prefix: INSPECTION_PREFIX.to_owned(),
            unit: village.unit,
            day: today,
            patch: patch.into(),
            personal: Default::default(),
        };
        let opened = cases::open_case(tx, ctx, input)?;
        let row = (turn, village.unit, opened.case);
        store::insert_inspection(tx, ctx.org, campaign.id, row, today)?;
        inspections += 1;
    }
    Ok(Planned { turn, inspections })
}
