//! Plans the next inspection of every village once a campaign is over: a case each, with its own day.

use super::store::{self, Campaign, Turn};
use super::{INSPECTION, INSPECTION_PREFIX, campaign_for};
use ::store::{CommandKey, Db, Input, Tx};
use access::Right;
use cases::OpenCase;
use cases::event::Value;
use kernel::{Ctx, Date, Error, Id, OrgId, Refusal, Result};
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

/// Which turn is to be planned next, and when: so many weeks after the last one.
pub fn next_turn(turns: &[Turn], weeks: i64) -> Option<(i64, Date)> {
    let last = turns.last()?;
    Some((last.turn + 1, last.date.plus_days(weeks * 7)))
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
    let next = next_turn(&turns, campaign.weeks);
    if let Some((_, day)) = next.filter(|(_, day)| ctx.today() < *day) {
        return Err(Refusal::new("campaigns.turn_too_early")
            .with("date", day)
            .into());
    }
    plan(tx, ctx, &campaign, input.turn)
}

/// The turns whose day has come.
pub fn due(tx: &mut Tx, org: OrgId, today: Date) -> Result<Vec<PlanInspections>> {
    let mut due = Vec::new();
    for campaign in store::campaigns(tx, org)? {
        if campaign.ended.is_none() {
            continue;
        }
        let turns = store::turns(tx, org, campaign.id)?;
        let next = next_turn(&turns, campaign.weeks).filter(|(_, day)| *day <= today);
        due.extend(next.map(|(turn, _)| PlanInspections {
            campaign: campaign.id,
            turn,
        }));
    }
    Ok(due)
}

/// Plans what is due in every organisation, so that nobody has to remember it. `ctx` is the program's own. Somebody who planned it
/// by hand meanwhile was faster, and nothing is planned twice.
/// Answers how many inspections came of it; what failed in one campaign, after the others were planned.
pub async fn plan_due(db: &Db, ctx: &Ctx) -> Result<i64> {
    let (mut inspections, mut failed) = (0, None);
    let today = ctx.today();
    let orgs = db
        .read_async(move |tx| access::create_org::orgs(tx, today))
        .await?;
    for org in orgs {
        let id = org.id;
        let ctx = ctx.in_org(id);
        for input in db.read_async(move |tx| due(tx, id, today)).await? {
            let key = CommandKey::fresh(&ctx);
            match db.act_async(&ctx, key, input, plan_inspections).await {
                Ok(planned) => inspections += planned.inspections,
                Err(Error::Refused(_)) => {}
                Err(other) => failed = failed.or(Some(other)),
            }
        }
    }
    match failed {
        None => Ok(inspections),
        Some(other) => Err(other),
    }
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
