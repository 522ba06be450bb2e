//! Draws a round up again before it is declared: cancels the one on the wall and lays out a new one by the same terms
//! from the roster as it is known now, in one deed. Lines are facts, so a wrong list is never changed.

use crate::calculate_round::{Outcome, work_out};
use crate::model::{Reason, State, Step};
use crate::plan::Entitlement;
use crate::round::{Case, Corrected, Detail, Done, Round};
use crate::{read, store, texts, wrong};
use ::store::{Input, Tx};
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CorrectRound {
    pub round: Id,
    /// `objection_upheld`, or `wrong_roster` where the mistake was found without an objection.
    pub reason: Reason,
}

impl Input for CorrectRound {
    const DEED: &'static str = "payout.correct";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Redrawn {
    pub id: Id,
    pub number: String,
    pub outcome: Outcome,
    /// Whether the vote on the first plan holds for this one.
    pub keeps_resolution: bool,
}

/// Takes the right to calculate. The new round is calculated, or resolved where the flow lets the vote hold; it is
/// reviewed and posted again. Refuses what [`Case::may`] refuses for cancelling, `payout.not_calculated`,
/// `payout.objection_unanswered`, `payout.nothing_upheld` (for that reason), what calculating refuses, then
/// `payout.nothing_changed`: the roster says what it said.
pub fn correct_round(
    tx: &mut Tx,
    ctx: &Ctx,
    input: CorrectRound,
    entitlements: impl FnOnce(&mut Tx, &Round) -> Result<Vec<Entitlement>>,
) -> Result<Redrawn> {
    correct_round_knowing(tx, ctx, input, entitlements, |_, _, _| Ok(Vec::new()))
}

/// As [`correct_round`], with the persons who count in each household.
pub fn correct_round_knowing(
    tx: &mut Tx,
    ctx: &Ctx,
    input: CorrectRound,
    entitlements: impl FnOnce(&mut Tx, &Round) -> Result<Vec<Entitlement>>,
    counted: impl FnOnce(&mut Tx, &Round, &[Entitlement]) -> Result<Vec<crate::marks::Counted>>,
) -> Result<Redrawn> {
    let today = ctx.today();
    let (old, cancelled) = read::step(tx, ctx, input.round, Step::Cancel, today)?;
    let right = old.flow.right_of(Step::Correct).ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, old.round.unit)?;
    old.may_correct(&access::deputies::one_person(tx, ctx)?)?;
    hold_reason(tx, ctx, &old, input.reason)?;
    let reason = input.reason;
    let detail = Detail::Cancelled { reason };
    read::record(
        tx,
        ctx,
        old.round.id,
        (Step::Cancel, cancelled),
        today,
        detail,
    )?;
    let round = Round {
        id: tx.new_id()?,
        number: store::next_number(tx, ctx.org, old.round.year)?,
        ..old.round.clone()
    };
    store::insert_round(tx, &round)?;
    texts::put(tx, &round)?;
    store::insert_correction(tx, ctx.org, round.id, old.round.id)?;
    let case = Case {
        round,
        flow: old.flow.clone(),
        history: Vec::new(),
    };
    let (plan, outcome) = work_out(tx, ctx, &case, entitlements, counted)?;
    hold_change(tx, ctx, &old, &case)?;
    let vote = old.vote().filter(|_| old.flow.corrections.keeps_resolution);
    let keeps_resolution = vote.is_some();
    let corrected = Corrected {
        corrects: old.round.id,
        plan,
        vote,
    };
    let done = Done {
        date: today,
        seq: tx.seq()?,
        state: if keeps_resolution {
            State::Resolved
        } else {
            State::Calculated
        },
        step: Step::Correct,
        user: ctx.actor.user,
        principal: ctx.actor.principal(),
        detail: Detail::Corrected(Box::new(corrected)),
    };
    store::insert_done(tx, ctx, case.round.id, &done)?;
    Ok(Redrawn {
        id: case.round.id,
        number: case.round.number,
        outcome,
        keeps_resolution,
    })
}

fn hold_reason(tx: &mut Tx, ctx: &Ctx, old: &Case, reason: Reason) -> Result<()> {
    if !matches!(reason, Reason::ObjectionUpheld | Reason::WrongRoster) {
        return Err(Error::invalid("reason", "not_chosen"));
    }
    if old.calculated().is_none() {
        return Err(Error::refused("payout.not_calculated"));
    }
    // An objection that nobody answered would go under with the round that it was raised against.
    match wrong::hold_objections(tx, ctx.org, old.round.id) {
        Ok(()) if reason == Reason::ObjectionUpheld => Err(Error::refused("payout.nothing_upheld")),
        Ok(()) => Ok(()),
        Err(Error::Refused(r)) if r.code == "payout.objection_uncorrected" => Ok(()),
        Err(other) => Err(other),
    }
}

fn hold_change(tx: &mut Tx, ctx: &Ctx, old: &Case, new: &Case) -> Result<()> {
    let mut told = Vec::new();
    for round in [old.round.id, new.round.id] {
        let lines = store::all_lines(tx, ctx.org, round)?;
        let mut lines: Vec<(Entitlement, i64, i64)> = lines
            .into_iter()
            .map(|line| (line.payee.clone(), line.weight, line.net()))
            .collect();
        lines.sort_by_key(|(payee, ..)| payee.household);
        told.push(lines);
    }
    if told.first() == told.last() {
        return Err(Refusal::new("payout.nothing_changed").into());
    }
    Ok(())
}
