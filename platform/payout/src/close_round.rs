//! Everything is paid and filed: the round is over.

use crate::model::Step;
use crate::read;
use crate::round::Detail;
use ::store::{Input, Tx};
use kernel::{Ctx, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct CloseRound {
    pub round: Id,
}

impl Input for CloseRound {
    const DEED: &'static str = "payout.close";
}

/// Refuses what [`crate::Case::may`] refuses; above all `payout.not_all_paid`.
pub fn close_round(tx: &mut Tx, ctx: &Ctx, input: CloseRound) -> Result<()> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Close, ctx.today())?;
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Close, state),
        ctx.today(),
        Detail::Closed,
    )
}
