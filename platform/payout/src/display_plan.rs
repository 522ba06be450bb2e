//! The plan is on display, before the meeting votes on it.

use crate::model::Step;
use crate::read;
use crate::round::Detail;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct DisplayPlan {
    pub round: Id,
    /// The first day on the wall.
    pub date: Date,
}

impl Input for DisplayPlan {
    const DEED: &'static str = "payout.display";
}

/// Refuses what [`crate::Case::may`] refuses.
pub fn display_plan(tx: &mut Tx, ctx: &Ctx, input: DisplayPlan) -> Result<()> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Display, input.date)?;
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Display, state),
        input.date,
        Detail::Displayed,
    )
}
