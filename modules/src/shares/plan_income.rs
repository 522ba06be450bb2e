//! States what a year is to bring. A later plan of the same year holds from its own day on.

use super::{model, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Fen, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlanIncome {
    pub project: Id,
    pub year: i64,
    pub amount: Fen,
    /// The day from which this plan holds.
    pub date: Date,
}

impl Input for PlanIncome {
    const DEED: &'static str = "shares.plan_income";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IncomePlanned {
    pub plan: Id,
}

/// Invalid: `year` (`out_of_range`), `amount` (`not_above_zero`), `date` (`in_the_future`).
pub fn plan_income(tx: &mut Tx, ctx: &Ctx, input: PlanIncome) -> Result<IncomePlanned> {
    let project = super::project_to_enter(tx, ctx, input.project)?;
    let amount = model::above_zero("amount", input.amount)?;
    let date = model::not_after("date", input.date, ctx.today())?;
    let year = model::within("year", input.year, model::YEARS.0, model::YEARS.1)?;
    let plan = match store::plan_of(tx, ctx.org, project.id, year)? {
        Some(plan) => plan,
        None => tx.new_id()?,
    };
    store::insert_plan(tx, ctx.org, plan, date, project.id, year, amount)?;
    Ok(IncomePlanned { plan })
}
