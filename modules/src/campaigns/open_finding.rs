//! Takes a finding in: a case, bound to the campaign of its item, to the round of its day, and handed on at once to whoever puts
//! it right.

use super::model::{Item, LineKind, Round};
use super::store::{self, findings};
use super::{FINDING, hold_running};
use ::store::Tx;
use access::Right;
use cases::event::{Patch, Value};
use cases::{ActOnCase, OpenCase, Opened};
use kernel::{Actor, Ctx, Date, Error, FieldError, Id, Refusal, Result};

/// The round that a finding belongs to: that of its day, where an inspection found it. What people report or a village finds
/// itself costs nothing: nobody is to look away from what is wrong.
pub fn round_of<'r>(
    mut rounds: impl Iterator<Item = &'r Round>,
    day: Date,
    found_how: Option<&str>,
) -> i64 {
    match found_how {
        Some("inspection") => rounds
            .find(|round| round.holds(day))
            .map_or(0, |round| round.place),
        _ => 0,
    }
}

/// What an item asks of a finding, beyond its type: `line_owner` of an overhead line, spot and photo of an inspection.
pub fn lacking(item: &Item, patch: &Patch) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut ask = |field: &'static str| {
        if !patch.contains_key(field) {
            faults.push(FieldError::new(field, "empty"));
        }
    };
    if item.is_line {
        ask("line_owner");
    }
    if item.needs_photo && patch.get("found_how").and_then(Value::code) == Some("inspection") {
        ask("spot");
        ask("before");
    }
    faults
}

/// [`cases::open_case`] of a campaign's finding. An item of no campaign is taken in as any case. Handed on at once where whoever
/// takes it in may do that: a line to the unit that is named for its kind, everything else to the village; a line that nobody
/// knows the owner of waits for the notice.
///
/// Refuses `campaigns.not_begun`, `campaigns.ended`, `campaigns.not_a_village`, then as [`cases::open_case`]. Invalid: `line_owner`,
/// `spot`, `before` (`empty`) where the item asks for them.
pub fn open_finding(tx: &mut Tx, ctx: &Ctx, input: OpenCase) -> Result<Opened> {
    let code = match input.patch.get("item") {
        Some(Value::Code(code)) => code.clone(),
        _ => return cases::open_case(tx, ctx, input),
    };
    let Some((campaign, coded)) = store::item_by_code(tx, ctx.org, &code)? else {
        return cases::open_case(tx, ctx, input);
    };
    if input.code != FINDING {
        return Err(Error::NotFound);
    }
    let item = coded.item;
    let campaign = store::campaign(tx, ctx.org, campaign)?.ok_or(Error::NotFound)?;
    hold_running(&campaign, input.day)?;
    let villages = store::villages(tx, ctx.org, campaign.id)?;
    if !villages.iter().any(|village| village.unit == input.unit) {
        return Err(Refusal::new("campaigns.not_a_village")
            .with("name", &campaign.name)
            .into());
    }
    let faults = lacking(&item, &input.patch);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let rounds = store::rounds(tx, ctx.org, campaign.id)?;
    let found_how = input.patch.get("found_how").and_then(Value::code);
    let round = round_of(rounds.iter().map(|kept| &kept.round), input.day, found_how);
    let line_owner = input
        .patch
        .get("line_owner")
        .and_then(Value::code)
        .map(str::to_owned);
    let (unit, day) = (input.unit, input.day);
    let opened = cases::open_case(tx, ctx, input)?;
    findings::insert(
        tx,
        ctx.org,
        campaign.id,
        opened.case,
        (unit, item.place, round),
        day,
    )?;
    let owner = match line_owner.as_deref().filter(|_| item.is_line) {
        Some("unknown") => None,
        Some(kind) => Some(owner_of_line(tx, ctx, campaign.id, kind)?.unwrap_or(campaign.unit)),
        None => Some(unit),
    };
    if let Some(owner) = owner {
        hand_on(tx, ctx, opened.case, owner, day)?;
    }
    Ok(opened)
}

/// The unit that is named for a kind of line.
fn owner_of_line(tx: &mut Tx, ctx: &Ctx, campaign: Id, kind: &str) -> Result<Option<Id>> {
    let Ok(kind) = kind.parse::<LineKind>() else {
        return Ok(None);
    };
    let lines = store::lines(tx, ctx.org, campaign)?;
    let mut lines = lines.into_iter();
    Ok(lines.find(|line| line.kind == kind).map(|line| line.unit))
}

/// A village's own clerk may take in what he sees, and the desk hands it on.
fn hand_on(tx: &mut Tx, ctx: &Ctx, case: Id, owner: Id, day: Date) -> Result<()> {
    let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::NotFound)?;
    let may = [Right::RecordCases, Right::ManageCases];
    let mut is_desk = false;
    for right in may {
        is_desk = is_desk || access::holds_at(tx, ctx, right, desk)?;
    }
    if !is_desk || ctx.actor == Actor::SYSTEM {
        return Ok(());
    }
    let input = ActOnCase {
        case,
        action: "assign".to_owned(),
        day,
        patch: [("owner_unit".to_owned(), Value::Unit(owner))].into(),
        personal: Patch::new(),
        reason: None,
        seen: None,
    };
    cases::act_on_case(tx, ctx, input).map(drop)
}
