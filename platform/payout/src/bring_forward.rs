//! Rounds and balances from before zhen, with the paper that says so: counted, never payable.

use crate::store;
use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, Fen, FieldError, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What one household got in a round from before zhen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BroughtLine {
    pub household: Id,
    /// Its village.
    pub unit: Id,
    pub amount_fen: Fen,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BringForwardRound {
    /// Who answers for its payees, as in a round: `shares.project` and its id.
    pub source: String,
    pub source_id: Id,
    pub unit: Id,
    pub book: Option<Id>,
    pub year: i64,
    /// When it was paid.
    pub date: Date,
    pub title: String,
    pub total_fen: Fen,
    /// How many got something.
    pub payees: i64,
    /// Which paper says so.
    pub document: String,
    /// Who got what; empty where only the sums are known.
    pub lines: Vec<BroughtLine>,
}

impl Input for BringForwardRound {
    const DEED: &'static str = "payout.bring_forward_round";
}

/// Takes the right to prepare rounds at its unit and at the unit of every line. `Invalid` by field
/// (`required`, `not_positive`, `not_a_year`, `brought_lines_differ` where lines are not the sums). Refuses
/// `payout.future_date`, `payout.brought_twice` (same source, year and day), `payout.household_twice`.
pub fn bring_forward_round(tx: &mut Tx, ctx: &Ctx, input: BringForwardRound) -> Result<Id> {
    access::require(tx, ctx, Right::PrepareRounds, input.unit)?;
    let units: HashSet<Id> = input.lines.iter().map(|line| line.unit).collect();
    for unit in units {
        access::require(tx, ctx, Right::PrepareRounds, unit)?;
    }
    check(&input)?;
    hold_past(ctx, input.date)?;
    let twin = (input.source.as_str(), input.source_id, input.year);
    if store::is_brought(tx, ctx.org, twin, input.date)? {
        return Err(Refusal::new("payout.brought_twice")
            .with("date", input.date)
            .into());
    }
    let mut seen = HashSet::new();
    if let Some(twice) = input.lines.iter().find(|line| !seen.insert(line.household)) {
        return Err(Refusal::new("payout.household_twice")
            .with("household", twice.household)
            .into());
    }
    let id = tx.new_id()?;
    store::insert_brought(tx, ctx.org, id, &input)?;
    for line in &input.lines {
        store::insert_brought_line(tx, ctx.org, id, line)?;
    }
    Ok(id)
}

fn check(input: &BringForwardRound) -> Result<()> {
    let sum = Fen::sum(input.lines.iter().map(|line| line.amount_fen))?;
    let count = i64::try_from(input.lines.len()).unwrap_or(i64::MAX);
    let differs = !input.lines.is_empty() && (sum != input.total_fen || count != input.payees);
    let rules = [
        (input.title.trim().is_empty(), "title", "required"),
        (input.document.trim().is_empty(), "document", "required"),
        (!(1949..=9999).contains(&input.year), "year", "not_a_year"),
        (input.total_fen <= Fen::ZERO, "total_fen", "not_positive"),
        (input.payees < 1, "payees", "not_a_headcount"),
        (
            input.lines.iter().any(|line| line.amount_fen <= Fen::ZERO),
            "lines",
            "not_positive",
        ),
        (differs, "lines", "brought_lines_differ"),
    ];
    let faults = rules.into_iter().filter(|(broken, ..)| *broken);
    let faults: Vec<FieldError> = faults
        .map(|(_, field, code)| FieldError::new(field, code))
        .collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(faults)),
    }
}

fn hold_past(ctx: &Ctx, date: Date) -> Result<()> {
    match date > ctx.today() {
        true => Err(Refusal::new("payout.future_date").with("date", date).into()),
        false => Ok(()),
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VoidBrought {
    pub brought: Id,
}

impl Input for VoidBrought {
    const DEED: &'static str = "payout.void_brought";
}

/// A round brought forward in error counts no more. `NotFound` also where it was voided before.
pub fn void_brought(tx: &mut Tx, ctx: &Ctx, input: VoidBrought) -> Result<Id> {
    let unit = store::brought_unit(tx, ctx.org, input.brought)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::PrepareRounds, unit)?;
    let id = tx.new_id()?;
    store::insert_void(tx, ctx.org, id, input.brought)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BringForwardBalance {
    pub book: Id,
    pub date: Date,
    /// What the bank held; it is the sum of the two others.
    pub bank_fen: Fen,
    pub undistributed_fen: Fen,
    /// Owed from earlier rounds and fetched by nobody; no line pays it.
    pub unclaimed_fen: Fen,
    pub document: String,
}

impl Input for BringForwardBalance {
    const DEED: &'static str = "payout.bring_forward_balance";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Opened {
    pub id: Id,
    pub voucher: Id,
}

/// Posts what a book held when its keeping passed to zhen. A wrong one is taken back by the ledger's mirror.
/// Takes the right to approve rounds at the book's unit. `Invalid` (`required`, `not_positive`,
/// `balance_differs`). Refuses `payout.future_date`, then what posting refuses.
pub fn bring_forward_balance(tx: &mut Tx, ctx: &Ctx, input: BringForwardBalance) -> Result<Opened> {
    let book = ledger::book(tx, ctx.org, input.book)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::ApproveRounds, book.unit)?;
    if input.document.trim().is_empty() {
        return Err(Error::invalid("document", "required"));
    }
    if input.bank_fen <= Fen::ZERO {
        return Err(Error::invalid("bank_fen", "not_positive"));
    }
    let parts = [input.undistributed_fen, input.unclaimed_fen];
    if parts.iter().any(|part| *part < Fen::ZERO) || Fen::sum(parts)? != input.bank_fen {
        return Err(Error::invalid("bank_fen", "balance_differs"));
    }
    hold_past(ctx, input.date)?;
    let bank = ledger::account(tx, ctx, book.id, AccountKind::asset("bank"), None)?;
    let mut lines = vec![Line::debit(bank, input.bank_fen)];
    for (code, amount) in ["undistributed", "unclaimed"].into_iter().zip(parts) {
        if amount > Fen::ZERO {
            let account = ledger::account(tx, ctx, book.id, AccountKind::debt(code), None)?;
            lines.push(Line::credit(account, amount));
        }
    }
    let id = tx.new_id()?;
    let voucher = Voucher {
        book: book.id,
        date: input.date,
        kind: "opening",
        source: Some("payout_opening"),
        source_id: Some(id),
        reverses: None,
        lines,
    };
    let voucher = ledger::post(tx, ctx, voucher)?;
    store::insert_opening(tx, ctx.org, (id, book.unit, voucher), &input)?;
    Ok(Opened { id, voucher })
}
