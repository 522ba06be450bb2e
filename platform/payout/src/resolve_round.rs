//! The meeting voted for the plan.

use crate::model::{Step, Vote};
use crate::read;
use crate::round::Detail;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ResolveRound {
    pub round: Id,
    /// The day of the meeting.
    pub date: Date,
    #[serde(flatten)]
    pub vote: Vote,
}

impl Input for ResolveRound {
    const DEED: &'static str = "payout.resolve";
}

/// `Invalid` where the numbers contradict each other or the flow knows no such meeting. Refuses what
/// [`crate::Case::may`] refuses, then what [`Vote::satisfies`] refuses.
pub fn resolve_round(tx: &mut Tx, ctx: &Ctx, input: ResolveRound) -> Result<()> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Resolve, input.date)?;
    let meeting = &case.flow.meeting;
    if !meeting.kinds.contains(&input.vote.kind) {
        return Err(Error::invalid("kind", "unknown_meeting"));
    }
    input.vote.check()?;
    input.vote.satisfies(meeting, input.date)?;
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Resolve, state),
        input.date,
        Detail::Resolved(input.vote),
    )
}
