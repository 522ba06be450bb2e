//! The parties adopt a benefit plan, or another version of it.

use super::model::Plan;
use super::store::plans::{self, Version};
use ::store::{Input, Tx};
use kernel::check::{not_after, optional};
use kernel::{Ctx, Date, Error, FieldError, Id, Refusal, Result};
use payout::Vote;
use serde::{Deserialize, Serialize};

/// The longest text of a plan, in characters: a contract's clause, not the contract.
const LONGEST_TEXT: usize = 4000;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AdoptPlan {
    pub net: Id,
    /// From this day on.
    pub from: Date,
    pub plan: Plan,
    pub vote: Vote,
    /// What was voted for, as the contract says it.
    pub text: String,
    pub document: Option<String>,
}

impl Input for AdoptPlan {
    const DEED: &'static str = "net.adopt_plan";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlanAdopted {
    pub net: Id,
}

/// Refuses `net.not_on_day`, `net.parts_not_whole`, `net.voted_down` (not more than half of those present),
/// `net.settled` (a period that was settled by another plan), `net.later_change`. Invalid: `from` (`in_the_future`),
/// `parts`, `text` (`required`, `too_long`), numbers of the vote.
pub fn adopt_plan(tx: &mut Tx, ctx: &Ctx, input: AdoptPlan) -> Result<PlanAdopted> {
    let from = not_after("from", input.from, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, from)?;
    input.plan.check()?;
    input.vote.check()?;
    let text = input.text.trim();
    if text.is_empty() {
        return Err(Error::invalid("text", "required"));
    }
    if text.chars().count() > LONGEST_TEXT {
        let fault = FieldError::new("text", "too_long").with("max", LONGEST_TEXT);
        return Err(Error::Invalid(vec![fault]));
    }
    if input.vote.in_favour.saturating_mul(2) <= input.vote.present {
        return Err(Refusal::new("net.voted_down")
            .with("in_favour", input.vote.in_favour)
            .with("present", input.vote.present)
            .into());
    }
    super::hold_open(tx, ctx, net.id, from)?;
    let there = plans::versions(tx, ctx.org, net.id, i64::MAX)?;
    if let Some(later) = there.iter().find(|version| version.from > from) {
        return Err(Refusal::new("net.later_change")
            .with("date", later.from)
            .into());
    }
    let version = Version {
        net: net.id,
        from,
        seq: tx.seq()?,
        vote: input.vote,
        text: text.to_owned(),
        document: optional("document", input.document.as_deref())?,
        plan: input.plan,
    };
    plans::insert(tx, ctx.org, &version)?;
    Ok(PlanAdopted { net: net.id })
}
