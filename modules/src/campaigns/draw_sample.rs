//! Opens the seed of a round: where the team goes follows from it, for everybody.

use super::open_campaign::SEALED;
use super::{campaign_for, hold_running, sample, store};
use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// So many days before its first day a round may be drawn: the team has to know, the villages have not.
pub const DAYS_BEFORE: i64 = 1;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DrawSample {
    pub campaign: Id,
    pub round: i64,
}

impl Input for DrawSample {
    const DEED: &'static str = "campaigns.draw";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Drawn {
    pub seed: String,
}

/// Takes `RecordCases` or `VerifyCases` at the root of the organisation. Refuses `campaigns.ended`, `campaigns.drawn`, then
/// `campaigns.draw_too_early`.
pub fn draw_sample(tx: &mut Tx, ctx: &Ctx, input: DrawSample) -> Result<Drawn> {
    let rights = [Right::RecordCases, Right::VerifyCases];
    let campaign = campaign_for(tx, ctx, input.campaign, &rights)?;
    let rounds = store::rounds(tx, ctx.org, campaign.id)?;
    let mut rounds = rounds.into_iter();
    let kept = rounds
        .find(|kept| kept.round.place == input.round)
        .ok_or(Error::NotFound)?;
    let today = ctx.today();
    hold_running(&campaign, today.max(campaign.first))?;
    if kept.drawn.is_some() {
        return Err(Refusal::new("campaigns.drawn")
            .with("round", input.round)
            .into());
    }
    let from = kept.round.first.plus_days(-DAYS_BEFORE);
    if today < from {
        return Err(Refusal::new("campaigns.draw_too_early")
            .with("date", from)
            .into());
    }
    let row = Id(input.round);
    let seed: Option<String> = tx.open(ctx.org, campaign.id, SEALED, row, &kept.sealed)?;
    let seed =
        seed.ok_or_else(|| Error::Internal("the seed of a round cannot be opened".into()))?;
    if sample::commitment(&seed) != kept.commitment {
        return Err(Error::Internal(
            "a seed is not the one that was shown".into(),
        ));
    }
    store::insert_draw(tx, ctx.org, campaign.id, input.round, (today, &seed))?;
    Ok(Drawn { seed })
}
