//! Gives a round up before it was declared. Nothing was owed, so nothing is posted.

use crate::model::{Reason, Step};
use crate::read;
use crate::round::Detail;
use ::store::{Input, Tx};
use kernel::{Ctx, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct CancelRound {
    pub round: Id,
    pub reason: Reason,
}

impl Input for CancelRound {
    const DEED: &'static str = "payout.cancel";
}

/// Refuses what [`crate::Case::may`] refuses; above all `payout.too_late_to_cancel`.
pub fn cancel_round(tx: &mut Tx, ctx: &Ctx, input: CancelRound) -> Result<()> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Cancel, ctx.today())?;
    let detail = Detail::Cancelled {
        reason: input.reason,
    };
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Cancel, state),
        ctx.today(),
        detail,
    )
}
