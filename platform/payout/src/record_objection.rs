//! Writes down that somebody objects to a plan, before it is declared. Never judges it: see answer_objection.rs.

use crate::model::{Channel, State};
use crate::plan::LineKey;
use crate::{store, wrong};
use ::store::{Input, Tx};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RecordObjection {
    pub round: Id,
    /// The line it is about; nothing: the whole plan.
    pub line: Option<LineKey>,
    /// The village from which it comes; of a line that of the line.
    pub unit: Id,
    /// The day it was received.
    pub date: Date,
    pub channel: Channel,
    /// Who objects and what he says.
    pub text: String,
}

impl Input for RecordObjection {
    const DEED: &'static str = "payout.object";
    const PERSONAL: &'static [&'static str] = &["text"];
}

/// Takes the right to prepare rounds at the unit of the objection. `Invalid` without a text or with one that is too
/// long. Refuses `payout.not_calculated`, `payout.too_late_to_object` (declared: hold the line instead),
/// `payout.future_date`, `payout.before_last_step` (before the plan was calculated).
pub fn record_objection(tx: &mut Tx, ctx: &Ctx, input: RecordObjection) -> Result<Id> {
    let id = tx.new_subject()?;
    tx.set_input_subject(id);
    let unit = match input.line {
        Some(key) => {
            let found = store::line(tx, ctx.org, input.round, key)?;
            found.ok_or(Error::NotFound)?.payee.unit
        }
        None => input.unit,
    };
    access::require(tx, ctx, Right::PrepareRounds, unit)?;
    // Whoever sees no line of the round cannot know what he would write down.
    let case = crate::read::round(tx, &Scope::of(ctx, Right::ViewRounds), input.round)?;
    let text = input.text.trim();
    if text.is_empty() {
        return Err(Error::invalid("text", "required"));
    }
    if text.chars().count() > wrong::LONGEST_TEXT {
        return Err(Error::invalid("text", "too_long"));
    }
    let state = case.state();
    if state == State::Draft {
        return Err(Refusal::new("payout.not_calculated").into());
    }
    if state >= State::Declared {
        return Err(Refusal::new("payout.too_late_to_object")
            .with("state", state)
            .into());
    }
    wrong::hold_past(ctx, input.date)?;
    let known = case
        .history
        .iter()
        .find(|done| done.state != State::Draft)
        .map(|done| done.date);
    wrong::hold_after(input.date, known.unwrap_or(input.date))?;
    let text = wrong::Text {
        text: text.to_owned(),
    };
    let row = store::ObjectionRow {
        id,
        seq: tx.seq()?,
        key: input.line,
        unit,
        date: input.date,
        channel: input.channel,
        sealed: tx.seal(id, wrong::OBJECTION, id, &text)?,
        user: ctx.actor.user,
        answer: None,
    };
    store::insert_objection(tx, ctx, input.round, &row)?;
    Ok(id)
}
