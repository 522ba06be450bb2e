//! Ends a hold: the line may be paid again.

use crate::model::Step;
use crate::plan::LineKey;
use crate::{store, wrong};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ReleaseLine {
    pub round: Id,
    pub line: LineKey,
    pub hold: Id,
    /// The first day on which it no longer stands.
    pub date: Date,
}

impl Input for ReleaseLine {
    const DEED: &'static str = "payout.release";
}

/// For a quarrel, a death or a changed household takes the right of [`wrong::deciding_right`], for a missing account
/// or a payee who did not come the right to pay; both at the round's unit. `NotFound` for a hold that does not stand.
/// Refuses `payout.is_over`, `payout.future_date`, `payout.before_last_step` (before the hold began).
pub fn release_line(tx: &mut Tx, ctx: &Ctx, input: ReleaseLine) -> Result<()> {
    let (case, standing) = wrong::line(tx, ctx, input.round, input.line)?;
    let hold = standing.open_holds().find(|hold| hold.id == input.hold);
    let hold = hold.ok_or(Error::NotFound)?;
    if hold.reason.is_decided() {
        wrong::require_decider(tx, ctx, &case)?;
    } else {
        let right = case.flow.right_of(Step::Pay).ok_or(Error::Forbidden)?;
        access::require(tx, ctx, right, case.round.unit)?;
    }
    wrong::hold_alive(&case)?;
    wrong::hold_past(ctx, input.date)?;
    wrong::hold_after(input.date, hold.from)?;
    let place = (case.round.id, input.line);
    store::insert_hold(
        tx,
        ctx,
        hold.id,
        place,
        hold.reason,
        (hold.from, Some(input.date)),
    )
}
