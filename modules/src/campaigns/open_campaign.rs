//! Begins a campaign from a workbook that was read and shown before: one deed, and everything stands.

use super::model::{self, ITEMS, ItemKind, Plan};
use super::store::{self, Campaign};
use super::{desk, sample, texts};
use ::store::{Input, Tx};
use access::{Right, imports};
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// Where the seed of a round is bound to, with the round's place as the row.
pub(super) const SEALED: &str = "campaigns_round";

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenCampaign {
    pub name: String,
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    pub zeros: usize,
    pub lifts: usize,
    pub villages: usize,
    pub lines: usize,
    pub rounds: usize,
}

impl Input for OpenCampaign {
    const DEED: &'static str = "campaigns.open";
}

impl OpenCampaign {
    pub fn of(plan: &Plan, file_tag: String) -> OpenCampaign {
        OpenCampaign {
            name: plan.name.clone(),
            file_tag,
            zeros: plan.items_of(ItemKind::Zero),
            lifts: plan.items_of(ItemKind::Lift),
            villages: plan.villages.len(),
            lines: plan.lines.len(),
            rounds: plan.rounds.len(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CampaignOpened {
    pub campaign: Id,
}

/// Takes `RecordCases` at the root of the organisation. The seed of every round is drawn here; its SHA-256 is shown from now on.
/// Refuses `campaigns.same_file`, `campaigns.same_name` where another one that is not ended is called so. `Conflict` where the
/// plan is not the one that was shown.
pub fn open_campaign(
    tx: &mut Tx,
    ctx: &Ctx,
    input: OpenCampaign,
    plan: &Plan,
) -> Result<CampaignOpened> {
    let unit = desk(tx, ctx, Right::RecordCases)?;
    if input != OpenCampaign::of(plan, input.file_tag.clone()) {
        return Err(Error::Conflict);
    }
    let tag = input.file_tag.clone().into_bytes();
    if imports::import_with_tag(tx, ctx.org, "campaign", &tag)?.is_some() {
        return Err(Error::refused("campaigns.same_file"));
    }
    let there = store::campaigns(tx, ctx.org)?;
    if there
        .iter()
        .any(|c| c.ended.is_none() && c.name == plan.name)
    {
        return Err(Refusal::new("campaigns.same_name")
            .with("name", &plan.name)
            .into());
    }
    let campaign = Campaign {
        id: tx.new_subject()?,
        from: ctx.today(),
        unit,
        number: store::last_number(tx, ctx.org)? + 1,
        name: plan.name.clone(),
        first: plan.first,
        last: plan.last,
        points: plan.points,
        least: plan.least,
        shown: plan.shown,
        weeks: plan.weeks,
        source: plan.source.clone(),
        ended: None,
    };
    store::insert_campaign(tx, ctx.org, &campaign)?;
    let codes = codes(tx, ctx, &campaign, plan)?;
    store::insert_parts(tx, ctx.org, campaign.id, plan, &codes)?;
    texts::put(tx, ctx.org, &campaign)?;
    for round in &plan.rounds {
        let mut bytes = [0; 32];
        ctx.rng.fill(&mut bytes);
        let seed = sample::seed(&bytes);
        let sealed = tx.seal(campaign.id, SEALED, Id(round.place), &seed)?;
        let commitment = sample::commitment(&seed);
        store::insert_round(tx, ctx.org, campaign.id, round, (&commitment, &sealed))?;
    }
    let rows = plan.items.len() + plan.villages.len() + plan.lines.len() + plan.rounds.len() + 1;
    let done = imports::Done {
        id: tx.new_id()?,
        kind: "campaign",
        file_tag: tag,
        mapping: "[]",
        rows,
        added: rows,
        changed: 0,
        unchanged: 0,
        set_aside: 0,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(CampaignOpened {
        campaign: campaign.id,
    })
}

/// Each item gets a code of the organisation's own, under the name of the item; where another one of its list is called so today,
/// with the campaign behind it.
fn codes(tx: &mut Tx, ctx: &Ctx, campaign: &Campaign, plan: &Plan) -> Result<Vec<String>> {
    let today = ctx.today();
    let there = access::codes::codes_of(tx, ctx.org, ITEMS, today)?;
    let mut codes = Vec::with_capacity(plan.items.len());
    for item in &plan.items {
        let code = model::item_code(campaign.number, item.place);
        let name = match there.iter().any(|known| known.zh == item.name) {
            true => format!("{}（{}）", item.name, campaign.name),
            false => item.name.clone(),
        };
        let own = access::Code {
            id: Id(0),
            list: ITEMS.to_owned(),
            code: code.clone(),
            zh: name.clone(),
            en: name,
            source: plan.source.clone().unwrap_or_else(|| campaign.name.clone()),
            from: today.min(campaign.first),
            to: None,
        };
        access::codes::add_own(tx, ctx, own)?;
        codes.push(code);
    }
    Ok(codes)
}
