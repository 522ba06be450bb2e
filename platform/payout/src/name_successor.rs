//! Names the household that gets a line in the payee's place: an heir, or the one it went to. The claim in the books
//! stays that of the line; who was given the money stands beside it.

use crate::model::{HoldReason, State, Succession};
use crate::plan::LineKey;
use crate::{store, wrong};
use ::store::{Input, Tx};
use kernel::{Ctx, Error, Id, OrgId, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct NameSuccessor {
    pub round: Id,
    pub line: LineKey,
    pub household: Id,
    pub reason: Succession,
    /// Number of the paper that says so.
    pub document: Option<String>,
}

impl Input for NameSuccessor {
    const DEED: &'static str = "payout.name_successor";
}

/// Takes the right of [`wrong::deciding_right`] at the round's unit, and ends the holds for death or change. `stands`
/// says whether there is such a household today. Refuses `payout.is_over`, `payout.not_calculated`,
/// `payout.already_paid`, `payout.no_such_household`, `payout.same_household`.
pub fn name_successor(
    tx: &mut Tx,
    ctx: &Ctx,
    input: NameSuccessor,
    stands: impl FnOnce(&mut Tx, OrgId, Id) -> Result<bool>,
) -> Result<()> {
    let (case, standing) = wrong::line(tx, ctx, input.round, input.line)?;
    wrong::require_decider(tx, ctx, &case)?;
    let document = input.document.as_deref().map(str::trim);
    if document.is_some_and(|number| number.chars().count() > 100) {
        return Err(Error::invalid("document", "too_long"));
    }
    wrong::hold_alive(&case)?;
    if case.state() == State::Draft {
        return Err(Error::refused("payout.not_calculated"));
    }
    wrong::hold_unpaid(&standing)?;
    if !stands(tx, ctx.org, input.household)? {
        return Err(Error::refused("payout.no_such_household"));
    }
    if input.household == standing.payee() {
        return Err(Refusal::new("payout.same_household").into());
    }
    let place = (case.round.id, input.line);
    let document = document.filter(|number| !number.is_empty());
    store::insert_successor(tx, ctx, place, input.household, input.reason, document)?;
    let ended = |reason| matches!(reason, HoldReason::Deceased | HoldReason::Changed);
    for hold in standing.open_holds().filter(|hold| ended(hold.reason)) {
        let until = ctx.today().max(hold.from);
        store::insert_hold(
            tx,
            ctx,
            hold.id,
            place,
            hold.reason,
            (hold.from, Some(until)),
        )?;
    }
    Ok(())
}
