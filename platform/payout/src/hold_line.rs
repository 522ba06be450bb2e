//! Says that a line is not to be paid for now, and why.

use crate::model::{HoldReason, State};
use crate::plan::LineKey;
use crate::{store, wrong};
use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct HoldLine {
    pub round: Id,
    pub line: LineKey,
    /// The first day on which it is not paid.
    pub date: Date,
    pub reason: HoldReason,
}

impl Input for HoldLine {
    const DEED: &'static str = "payout.hold";
}

/// Takes the right to prepare rounds at the line's village: it is the village that knows of a death or a quarrel.
/// Refuses `payout.is_over`, `payout.not_calculated`, `payout.future_date`, `payout.already_paid`,
/// `payout.already_held` (for the same reason).
pub fn hold_line(tx: &mut Tx, ctx: &Ctx, input: HoldLine) -> Result<Id> {
    let (case, standing) = wrong::line(tx, ctx, input.round, input.line)?;
    access::require(tx, ctx, Right::PrepareRounds, standing.line.payee.unit)?;
    wrong::hold_alive(&case)?;
    if case.state() == State::Draft {
        return Err(Error::refused("payout.not_calculated"));
    }
    wrong::hold_past(ctx, input.date)?;
    wrong::hold_unpaid(&standing)?;
    if let Some(hold) = standing.open_holds().find(|h| h.reason == input.reason) {
        return Err(Refusal::new("payout.already_held")
            .with("reason", hold.reason)
            .with("from", hold.from)
            .into());
    }
    let id = tx.new_id()?;
    let place = (case.round.id, input.line);
    store::insert_hold(tx, ctx, id, place, input.reason, (input.date, None))?;
    Ok(id)
}
