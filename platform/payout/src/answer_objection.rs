//! Answers an objection: rejected, upheld, or withdrawn by who raised it. An upheld one is put right by correct_round.rs.

use crate::model::{State, Verdict};
use crate::{store, wrong};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct AnswerObjection {
    pub objection: Id,
    pub date: Date,
    pub outcome: Verdict,
    /// What was answered, and why.
    pub text: String,
}

impl Input for AnswerObjection {
    const DEED: &'static str = "payout.answer_objection";
    const PERSONAL: &'static [&'static str] = &["text"];
}

/// Takes the right of [`wrong::deciding_right`] at the round's unit. `Invalid` without a text. Refuses
/// `payout.objection_answered`, `payout.too_late_to_object` (the round was cancelled meanwhile), `payout.future_date`,
/// `payout.before_last_step` (before it was received), `payout.same_person` (who prepared the round).
pub fn answer_objection(tx: &mut Tx, ctx: &Ctx, input: AnswerObjection) -> Result<()> {
    tx.set_input_subject(input.objection);
    let round = store::round_of_objection(tx, ctx.org, input.objection)?;
    let case = store::case(tx, ctx.org, round.ok_or(Error::NotFound)?)?.ok_or(Error::NotFound)?;
    wrong::require_decider(tx, ctx, &case)?;
    let all = store::objections(tx, ctx.org, None, case.round.id)?;
    let objection = all.into_iter().find(|o| o.id == input.objection);
    let objection = objection.ok_or(Error::NotFound)?;
    let text = input.text.trim();
    if text.is_empty() {
        return Err(Error::invalid("text", "required"));
    }
    if text.chars().count() > wrong::LONGEST_TEXT {
        return Err(Error::invalid("text", "too_long"));
    }
    if objection.answer.is_some() {
        return Err(Error::refused("payout.objection_answered"));
    }
    if case.state() >= State::Declared {
        return Err(Refusal::new("payout.too_late_to_object")
            .with("state", case.state())
            .into());
    }
    wrong::hold_past(ctx, input.date)?;
    wrong::hold_after(input.date, objection.date)?;
    wrong::hold_apart(tx, ctx, &case)?;
    let text = wrong::Text {
        text: text.to_owned(),
    };
    let answer = store::AnswerRow {
        date: input.date,
        outcome: input.outcome,
        sealed: tx.seal(input.objection, wrong::ANSWER, input.objection, &text)?,
        user: ctx.actor.user,
    };
    store::insert_answer(tx, ctx, input.objection, &answer)
}
