//! The township reviewed the plan and lets it go on. A plan that fails is cancelled instead.

use crate::model::Step;
use crate::read;
use crate::round::Detail;
use ::store::{Input, Tx};
use kernel::{Ctx, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ReviewRound {
    pub round: Id,
}

impl Input for ReviewRound {
    const DEED: &'static str = "payout.review";
}

/// Refuses what [`crate::Case::may`] refuses; whoever prepared the round does not review it.
pub fn review_round(tx: &mut Tx, ctx: &Ctx, input: ReviewRound) -> Result<()> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Review, ctx.today())?;
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Review, state),
        ctx.today(),
        Detail::Reviewed,
    )
}
