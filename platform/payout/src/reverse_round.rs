//! Takes a declared round back by the full mirror of its entries, as long as nothing was paid.

use crate::model::{Reason, Step};
use crate::round::Detail;
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct ReverseRound {
    pub round: Id,
    pub date: Date,
    pub reason: Reason,
}

impl Input for ReverseRound {
    const DEED: &'static str = "payout.reverse";
}

/// Returns the reversing voucher. Refuses what [`crate::Case::may`] refuses, then `payout.lines_paid`:
/// money that left cannot yet be turned into a claim on those who got it.
pub fn reverse_round(tx: &mut Tx, ctx: &Ctx, input: ReverseRound) -> Result<Id> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Reverse, input.date)?;
    let (paid, amount) = store::paid(tx, ctx.org, case.round.id)?;
    if paid > 0 {
        return Err(Refusal::new("payout.lines_paid")
            .with("lines", paid)
            .with("amount", amount)
            .into());
    }
    let declared = case
        .declared()
        .ok_or_else(|| Error::Internal("a declared round without entries".into()))?;
    let voucher = ledger::reverse(tx, ctx, declared.voucher, input.date)?;
    let detail = Detail::Reversed {
        reason: input.reason,
        voucher,
    };
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Reverse, state),
        input.date,
        detail,
    )?;
    Ok(voucher)
}
