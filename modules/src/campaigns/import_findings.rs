//! Brings a list of problems in that was kept elsewhere (村级问题清单): one file, one deed.

use super::open_finding::round_of;
use super::store::{self, findings};
use super::{FINDING, FINDING_PREFIX, campaign_for};
use ::store::{Input, Tx};
use access::{Right, imports};
use cases::bring_in::{Brought, BroughtIn, bring};
use cases::event::Value;
use kernel::{Ctx, Error, Id, Result};
use serde::Serialize;

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, Serialize)]
pub struct ImportFindings {
    pub campaign: Id,
    pub count: usize,
    /// Rows with a fault, which stay outside.
    pub set_aside: usize,
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
}

impl Input for ImportFindings {
    const DEED: &'static str = "campaigns.import_findings";
}

/// Takes `RecordCases` at the root of the organisation. Refuses `campaigns.same_list`, `campaigns.nothing_to_bring`, and as
/// [`bring`]. A list may be brought in after the campaign was closed.
pub fn import_findings(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportFindings,
    brought: &[Brought],
) -> Result<BroughtIn> {
    let campaign = campaign_for(tx, ctx, input.campaign, &[Right::RecordCases])?;
    let tag = input.file_tag.into_bytes();
    if imports::import_with_tag(tx, ctx.org, "findings", &tag)?.is_some() {
        return Err(Error::refused("campaigns.same_list"));
    }
    if brought.is_empty() {
        return Err(Error::refused("campaigns.nothing_to_bring"));
    }
    let done = bring(tx, ctx, (FINDING, FINDING_PREFIX), brought)?;
    let items = store::items(tx, ctx.org, campaign.id)?;
    let rounds = store::rounds(tx, ctx.org, campaign.id)?;
    // Cases get their ids in the order of the list.
    let cases = findings::just_taken_in(tx, ctx.org)?;
    if cases.len() != brought.len() {
        return Err(Error::Internal("a list and its cases differ".into()));
    }
    for (case, brought) in cases.iter().zip(brought) {
        let open = brought.steps.first().ok_or(Error::Conflict)?;
        let code = |field: &str| open.patch.get(field).and_then(Value::code);
        let item = items
            .iter()
            .find(|coded| Some(coded.code.as_str()) == code("item"));
        let item = item.ok_or(Error::Conflict)?.item.place;
        let round = round_of(
            rounds.iter().map(|kept| &kept.round),
            open.day,
            code("found_how"),
        );
        let at = (brought.unit, item, round);
        findings::insert(tx, ctx.org, campaign.id, *case, at, open.day)?;
    }
    let rows = brought.len() + input.set_aside;
    let import = imports::Done {
        id: tx.new_id()?,
        kind: "findings",
        file_tag: tag,
        mapping: "[]",
        rows,
        added: brought.len(),
        changed: 0,
        unchanged: 0,
        set_aside: input.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, import)?;
    Ok(done)
}
