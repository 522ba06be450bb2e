//! Records the surplus of a year (credit undistributed): from what stands in the book as income of contracts (debit
//! income), the rest from the bank (debit what came in beside, credit what the year cost), and
//! losses of earlier years that the book did not know (debit losses, credit share capital, which they used up).
//! Never divides anything.

use super::store::{self, Surplus};
use crate::shares::model as shares;
use crate::shares::register::CAPITAL;
use crate::shares::{BANK, UNDISTRIBUTED};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordSurplus {
    pub coop: Id,
    pub year: i64,
    pub date: Date,
    pub amount: Fen,
    /// Losses of earlier years that are to be made up and do not stand in the book yet.
    pub losses: Fen,
    pub document: Option<String>,
}

impl Input for RecordSurplus {
    const DEED: &'static str = "coop.record_surplus";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SurplusRecorded {
    pub surplus: Id,
    pub voucher: Id,
}

/// Refuses `coop.surplus_there` (the year has one that stands). Invalid: `amount` (`not_above_zero`), `losses`
/// (`coop_out_of_range`), `date` (`in_the_future`), `year` (`out_of_range`), `document` (`too_long`).
pub fn record_surplus(tx: &mut Tx, ctx: &Ctx, input: RecordSurplus) -> Result<SurplusRecorded> {
    let coop = super::coop_to_enter(tx, ctx, input.coop)?;
    let amount = shares::above_zero("amount", input.amount)?;
    let losses = super::model::in_range("losses", input.losses)?;
    let date = shares::not_after("date", input.date, ctx.today())?;
    let year = shares::within("year", input.year, shares::YEARS.0, i64::from(date.year()))?;
    let document = shares::optional("document", input.document.as_deref())?;
    let there = store::surpluses(tx, ctx.org, coop.id)?;
    let sum = Fen::sum(there.iter().filter(|s| s.year == year).map(|s| s.amount))?;
    if sum > Fen::ZERO {
        return Err(Refusal::new("coop.surplus_there")
            .with("year", year)
            .with("amount", sum)
            .into());
    }
    let id = tx.new_id()?;
    let mut lines = Vec::new();
    let mut pair = |tx: &mut Tx, debit, credit, amount: Fen| -> Result<()> {
        if amount > Fen::ZERO {
            let debit = ledger::account(tx, ctx, coop.book, AccountKind::asset(debit), None)?;
            let credit = ledger::account(tx, ctx, coop.book, AccountKind::debt(credit), None)?;
            lines.extend([Line::debit(debit, amount), Line::credit(credit, amount)]);
        }
        Ok(())
    };
    pair(tx, super::LOSSES, CAPITAL, losses)?;
    let income = drawn(tx, ctx, coop.book, amount, &mut lines)?;
    let voucher = Voucher {
        book: coop.book,
        date,
        kind: "income",
        source: Some("shares_coop_surplus"),
        source_id: Some(id),
        reverses: None,
        lines,
    };
    let surplus = Surplus {
        id,
        coop: coop.id,
        year,
        date,
        amount,
        losses,
        income,
        voucher: ledger::post(tx, ctx, voucher)?,
        reverses: None,
        document,
    };
    store::insert_surplus(tx, ctx.org, &surplus)?;
    Ok(SurplusRecorded {
        surplus: id,
        voucher: surplus.voucher,
    })
}

/// All income of contracts becomes surplus of the year; what differs went through the bank. Returns the income.
fn drawn(tx: &mut Tx, ctx: &Ctx, book: Id, amount: Fen, lines: &mut Vec<Line>) -> Result<Fen> {
    let income = super::round::held(tx, ctx.org, book, super::INCOME)?;
    let bank = ledger::account(tx, ctx, book, AccountKind::asset(BANK), None)?;
    let fund = ledger::account(tx, ctx, book, AccountKind::debt(UNDISTRIBUTED), None)?;
    lines.push(Line::credit(fund, amount));
    if income > Fen::ZERO {
        let account = ledger::account(tx, ctx, book, AccountKind::debt(super::INCOME), None)?;
        lines.push(Line::debit(account, income));
    }
    let beside = amount.minus(income)?;
    if beside > Fen::ZERO {
        lines.push(Line::debit(bank, beside));
    } else if beside < Fen::ZERO {
        lines.push(Line::credit(bank, Fen(-beside.0)));
    }
    Ok(income)
}
