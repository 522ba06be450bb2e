//! Freezes the roster and works out every line. Done once: a plan that is wrong is cancelled and made
//! anew as a round of its own, because lines are facts.

use crate::marks::{self, Counted};
use crate::model::Step;
use crate::plan::{self, Entitlement};
use crate::round::{Calculated, Case, Detail, Round};
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Fen, Id, Refusal, Result, parallel, proof};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CalculateRound {
    pub round: Id,
}

impl Input for CalculateRound {
    const DEED: &'static str = "payout.calculate";
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Outcome {
    pub lines: u64,
    pub distributed: Fen,
    pub carried: Fen,
    /// Of the lines, in hexadecimal.
    pub root: String,
}

/// `entitlements` is the source that answers for the round: it reads its roster as of the round's
/// record date, inside the same transaction.
///
/// Refuses what [`Case::may`] refuses, then `payout.pool_not_covered` (with what the book holds),
/// `payout.no_cash` and `payout.losses_left` where the flow guards them,
/// then what [`plan::lay_out`] refuses.
pub fn calculate_round(
    tx: &mut Tx,
    ctx: &Ctx,
    input: CalculateRound,
    entitlements: impl FnOnce(&mut Tx, &Round) -> Result<Vec<Entitlement>>,
) -> Result<Outcome> {
    calculate_round_knowing(tx, ctx, input, entitlements, |_, _, _| Ok(Vec::new()))
}

/// As [`calculate_round`], with the persons who count in each household: one person counts once in a round, whatever
/// household lists him. Refuses also `payout.person_twice`, before the plan is laid out.
pub fn calculate_round_knowing(
    tx: &mut Tx,
    ctx: &Ctx,
    input: CalculateRound,
    entitlements: impl FnOnce(&mut Tx, &Round) -> Result<Vec<Entitlement>>,
    counted: impl FnOnce(&mut Tx, &Round, &[Entitlement]) -> Result<Vec<Counted>>,
) -> Result<Outcome> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Calculate, ctx.today())?;
    let (calculated, outcome) = work_out(tx, ctx, &case, entitlements, counted)?;
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Calculate, state),
        ctx.today(),
        Detail::Calculated(Box::new(calculated)),
    )?;
    Ok(outcome)
}

/// Reads the roster, lays the plan out and writes its lines; the caller records the step.
pub(crate) fn work_out(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    entitlements: impl FnOnce(&mut Tx, &Round) -> Result<Vec<Entitlement>>,
    counted: impl FnOnce(&mut Tx, &Round, &[Entitlement]) -> Result<Vec<Counted>>,
) -> Result<(Calculated, Outcome)> {
    hold_cover(tx, ctx, case)?;
    let round = &case.round;
    let payees = entitlements(tx, round)?;
    let counted = counted(tx, round, &payees)?;
    marks::write(tx, round, &counted)?;
    let salts = Salts::of(tx, round);
    let plan = plan::lay_out(round, payees, |_, household| {
        Ok(proof::commitment(&salts.salt(household), household))
    })?;
    // Both need nothing but the lines, and each takes its time where they are many.
    let (tree, written) = parallel::beside(
        || plan::line_tree(round, &plan.lines),
        || {
            let mut lines = plan.lines.iter();
            lines.try_for_each(|line| store::insert_line(tx, round, line))
        },
    );
    written?;
    let tree = tree?;
    store::insert_tree(tx, round.org, round.id, &tree)?;
    let lines: plan::Root = tree.published().into();
    let outcome = Outcome {
        lines: lines.leaves,
        distributed: Fen::sum(plan.lines.iter().map(|line| Fen(line.gross)))?,
        carried: Fen(plan.money.carried),
        root: lines.root.clone(),
    };
    let calculated = Calculated {
        register_seq: tx.seq()? - 1,
        register: plan.register,
        lines,
        total_weight: plan.money.total_weight,
        per_weight: plan.money.per_weight,
        carried: outcome.carried,
        waterfall: plan.money.waterfall,
    };
    Ok((calculated, outcome))
}

fn hold_cover(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<()> {
    let (guards, pool) = (&case.flow.guards, case.round.pool);
    if guards.cover_at_calculation {
        let held = read::undistributed(tx, ctx.org, case)?;
        if held < pool {
            return Err(Refusal::new("payout.pool_not_covered")
                .with("held", held)
                .with("pool", pool)
                .into());
        }
    }
    if guards.cash_at_calculation {
        let held = read::held(tx, ctx.org, case, &case.flow.accounts.bank)?;
        if held < pool {
            return Err(Refusal::new("payout.no_cash")
                .with("held", held)
                .with("pool", pool)
                .into());
        }
    }
    hold_losses(tx, ctx, case)
}

/// A loss brought forward is made good before anybody gets anything: refuses `payout.losses_left` where
/// more is left of it than the division deducts.
fn hold_losses(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<()> {
    let (Some(rules), Some(division)) = (&case.flow.division, &case.round.division) else {
        return Ok(());
    };
    for code in &rules.losses {
        let loss = read::held(tx, ctx.org, case, code)?;
        let (taken, _) = division.take_off(case.round.pool)?;
        let taken = taken.iter().filter(|taken| taken.to == *code);
        let covered = Fen::sum(taken.map(|taken| taken.amount))?;
        if covered < loss.min(case.round.pool) {
            return Err(Refusal::new("payout.losses_left")
                .with("loss", loss)
                .with("covered", covered)
                .into());
        }
    }
    Ok(())
}

/// Makes the salts of one round: HMAC(household secret, round), so that no slip gives away a later round. The secrets
/// come from the key file and are never stored.
struct Salts {
    secrets: ::store::keys::PurposeKey,
    org: [u8; 8],
    round: [u8; 8],
}

impl Salts {
    fn of(tx: &Tx, round: &Round) -> Salts {
        Salts {
            secrets: tx.hmac_for("payout/household"),
            org: round.org.to_be_bytes(),
            round: round.id.0.to_be_bytes(),
        }
    }

    fn salt(&self, household: Id) -> [u8; 32] {
        let secret = self.secrets.of(&[&self.org, &household.0.to_be_bytes()]);
        proof::keyed(&secret, &self.round)
    }
}

/// The household's salt of one round.
pub fn salt(tx: &Tx, round: &Round, household: Id) -> [u8; 32] {
    Salts::of(tx, round).salt(household)
}
