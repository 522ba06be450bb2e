//! The result goes on the wall and the period for objections begins.

use crate::crosscheck::Checked;
use crate::model::Step;
use crate::round::{Case, Detail};
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct PostRound {
    pub round: Id,
    /// First and last day on the wall, both counted.
    pub from: Date,
    pub to: Date,
}

impl Input for PostRound {
    const DEED: &'static str = "payout.post";
}

/// Returns the number of the notice's issue. Refuses what [`crate::Case::may`] refuses for `from`,
/// then `payout.period_too_short` (with the days needed and the earliest last day).
pub fn post_round(tx: &mut Tx, ctx: &Ctx, input: PostRound) -> Result<i64> {
    post_round_knowing(tx, ctx, input, |_, _| Ok(None))
}

/// As [`post_round`], with what the named checks say now: the notice says it too.
pub fn post_round_knowing(
    tx: &mut Tx,
    ctx: &Ctx,
    input: PostRound,
    checked: impl FnOnce(&mut Tx, &Case) -> Result<Option<Checked>>,
) -> Result<i64> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Post, input.from)?;
    if input.to < input.from {
        return Err(Error::invalid("to", "before_from"));
    }
    let days = case.objection_days();
    let earliest = input.from.plus_days((days - 1).max(0));
    if input.to < earliest {
        return Err(Refusal::new("payout.period_too_short")
            .with("days", days)
            .with("earliest", earliest)
            .into());
    }
    let issue = store::last_issue(tx, ctx.org, case.round.id)?.map_or(1, |(issue, _, _)| issue + 1);
    store::insert_notice(tx, ctx.org, case.round.id, issue, input.from, input.to)?;
    let checked = checked(tx, &case)?;
    let detail = Detail::Posted {
        to: input.to,
        issue,
        checked,
    };
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Post, state),
        input.from,
        detail,
    )?;
    Ok(issue)
}
