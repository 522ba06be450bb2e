//! Drafts a round: which money, by which rule, to whom. Never says how much anybody gets.

use crate::division::{Division, Measure, To};
use crate::flow::{DivisionRules, Flow};
use crate::model::{Basis, State, Step};
use crate::round::{Detail, Done, Round};
use crate::{store, texts};
use ::store::{Input, Tx};
use kernel::apportion::Policy;
use kernel::{Ctx, Date, Error, Fen, FieldError, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CreateRound {
    /// Printed on the notice; names no person.
    pub title: String,
    /// `relief_income`.
    pub flow: String,
    /// Who answers for the entitlements: `shares.project` and its id.
    pub source: String,
    pub source_id: Id,
    pub book: Id,
    pub unit: Id,
    pub year: i64,
    pub pool_fen: Fen,
    pub record_date: Date,
    pub policy: Policy,
    pub step_fen: i64,
    pub basis: Basis,
    /// Class to weight of one head; empty except for `class_weights`.
    pub weights: BTreeMap<String, i64>,
    /// With the basis `division` and only with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
}

impl Input for CreateRound {
    const DEED: &'static str = "payout.create";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Created {
    pub id: Id,
    /// `FH-2022-0005`.
    pub number: String,
}

/// Takes the flow's right at the round's unit and at its book's. `Invalid` by field; refuses, in this
/// order: `payout.no_flow` (none of this name in force today), `payout.policy_not_allowed`,
/// `payout.basis_not_allowed`, `payout.parts_not_whole`, `payout.account_not_allowed`,
/// `payout.deduction_missing`, `payout.part_below_minimum`, `payout.future_date` (record date),
/// `payout.duplicate_period`.
pub fn create_round(tx: &mut Tx, ctx: &Ctx, input: CreateRound) -> Result<Created> {
    let today = ctx.today();
    let version = store::flow_on(tx, ctx.org, &input.flow, today)?;
    let (flow_id, flow_seq, body) =
        version.ok_or_else(|| Refusal::new("payout.no_flow").with("flow", &input.flow))?;
    let flow = Flow::parse(&body)?;
    let right = flow.right_of(Step::Create).ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, input.unit)?;
    let book = ledger::book(tx, ctx.org, input.book)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, right, book.unit)?;
    check(&input)?;
    if !flow.guards.policies.contains(&input.policy) {
        return Err(Refusal::new("payout.policy_not_allowed")
            .with("policy", input.policy)
            .into());
    }
    if !flow.guards.bases.contains(&input.basis) {
        return Err(Refusal::new("payout.basis_not_allowed")
            .with("basis", input.basis)
            .into());
    }
    if let Some(division) = &input.division {
        division.check()?;
        keep_rules(division, flow.division.as_ref().ok_or(Error::NotFound)?)?;
    }
    if input.record_date > today {
        return Err(Refusal::new("payout.future_date")
            .with("date", input.record_date)
            .into());
    }
    hold_period(tx, ctx, &flow, &input)?;
    let round = Round {
        org: ctx.org,
        id: tx.new_id()?,
        number: store::next_number(tx, ctx.org, input.year)?,
        title: input.title.trim().to_owned(),
        flow: flow_id,
        flow_seq,
        source: input.source,
        source_id: input.source_id,
        book: input.book,
        unit: input.unit,
        year: input.year,
        pool: input.pool_fen,
        record_date: input.record_date,
        policy: input.policy,
        step_fen: input.step_fen,
        basis: input.basis,
        weights: input.weights,
        division: input.division,
    };
    store::insert_round(tx, &round)?;
    texts::put(tx, &round)?;
    let done = Done {
        date: today,
        seq: tx.seq()?,
        state: State::Draft,
        step: Step::Create,
        user: ctx.actor.user,
        principal: ctx.actor.principal(),
        detail: Detail::Created,
    };
    store::insert_done(tx, ctx, round.id, &done)?;
    Ok(Created {
        id: round.id,
        number: round.number,
    })
}

/// Refuses `payout.duplicate_period` where the source has as many live rounds of the year as the flow allows.
fn hold_period(tx: &mut Tx, ctx: &Ctx, flow: &Flow, input: &CreateRound) -> Result<()> {
    let Some(most) = flow.guards.rounds_per_year else {
        return Ok(());
    };
    let live = store::live_rounds(tx, ctx.org, &input.source, input.source_id, input.year)?;
    if live < most {
        return Ok(());
    }
    Err(Refusal::new("payout.duplicate_period")
        .with("year", input.year)
        .with("rounds", live)
        .into())
}

/// Refuses `payout.account_not_allowed`, `payout.deduction_missing`, `payout.part_below_minimum`: the accounts,
/// deductions and least parts that the flow asks for.
pub fn keep_rules(division: &Division, rules: &DivisionRules) -> Result<()> {
    let mut named = division.accounts().into_iter();
    if let Some(code) = named.find(|code| !rules.accounts.iter().any(|allowed| allowed == code)) {
        return Err(Refusal::new("payout.account_not_allowed")
            .with("account", code)
            .into());
    }
    let mut taken = division.deductions.iter().map(|d| &d.to);
    // Searching goes on behind the last one found, so that their order is held too.
    if let Some(missing) = rules
        .deductions
        .iter()
        .find(|code| !taken.any(|to| to == *code))
    {
        return Err(Refusal::new("payout.deduction_missing")
            .with("account", missing)
            .into());
    }
    for least in &rules.at_least {
        if !reaches(
            division,
            &least.measure,
            (least.numerator, least.denominator),
        )? {
            return Err(Refusal::new("payout.part_below_minimum")
                .with("measure", &least.measure)
                .with("numerator", least.numerator)
                .with("denominator", least.denominator)
                .into());
        }
    }
    Ok(())
}

/// Whether the parts by one measure alone, for everybody, are at least `numerator / denominator` together.
fn reaches(
    division: &Division,
    measure: &str,
    (numerator, denominator): (i64, i64),
) -> Result<bool> {
    let shares: Vec<_> = division.parts.iter().map(|part| part.share).collect();
    let weights = kernel::apportion::weights_of_shares(&shares)?;
    let whole: i128 = weights.iter().copied().map(i128::from).sum();
    let parts = division.parts.iter().zip(&weights);
    let by_measure: i128 = parts
        .filter(|(part, _)| match &part.to {
            To::Payees {
                measure: Measure::Named(names),
                class: None,
            } => *names == [measure],
            _ => false,
        })
        .map(|(_, weight)| i128::from(*weight))
        .sum();
    // Both factors stay below 2^63, so the products fit.
    Ok(by_measure * i128::from(denominator) >= whole * i128::from(numerator))
}

fn check(input: &CreateRound) -> Result<()> {
    let mut faults = Vec::new();
    let mut fault = |broken: bool, field, code| {
        if broken {
            faults.push(FieldError::new(field, code));
        }
    };
    fault(input.title.trim().is_empty(), "title", "required");
    fault(input.title.chars().count() > 100, "title", "too_long");
    fault(!(1949..=9999).contains(&input.year), "year", "not_a_year");
    fault(input.pool_fen <= Fen::ZERO, "pool_fen", "not_positive");
    fault(
        !matches!(input.step_fen, 1 | 10 | 100),
        "step_fen",
        "not_a_step",
    );
    fault(
        input.policy != Policy::PerShareFloor && input.step_fen != 1,
        "step_fen",
        "step_needs_per_share",
    );
    let by_class = input.basis == Basis::ClassWeights;
    fault(by_class && input.weights.is_empty(), "weights", "required");
    fault(
        !by_class && !input.weights.is_empty(),
        "weights",
        "weights_not_used",
    );
    fault(
        input
            .weights
            .values()
            .any(|weight| !(0..=1_000_000).contains(weight)),
        "weights",
        "not_a_weight",
    );
    let is_divided = input.basis == Basis::Division;
    fault(
        is_divided && input.division.is_none(),
        "division",
        "required",
    );
    fault(
        !is_divided && input.division.is_some(),
        "division",
        "division_not_used",
    );
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}
