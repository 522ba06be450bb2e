//! Records income that reached the project's bank account: debit bank, credit undistributed.
//! Never pays anybody: that is a round of `payout`.

use super::{model, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Fen, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordIncome {
    pub project: Id,
    /// The year that it belongs to; it may come in later.
    pub year: i64,
    pub date: Date,
    pub amount: Fen,
    pub document: Option<String>,
}

impl Input for RecordIncome {
    const DEED: &'static str = "shares.record_income";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IncomeRecorded {
    pub income: Id,
    pub voucher: Id,
}

/// Invalid: `amount` (`not_above_zero`), `date` (`in_the_future`), `year` (`out_of_range`: after the
/// day or before 1978), `document` (`too_long`).
pub fn record_income(tx: &mut Tx, ctx: &Ctx, input: RecordIncome) -> Result<IncomeRecorded> {
    let project = super::project_to_enter(tx, ctx, input.project)?;
    let amount = model::above_zero("amount", input.amount)?;
    let date = model::not_after("date", input.date, ctx.today())?;
    let year = model::within("year", input.year, model::YEARS.0, i64::from(date.year()))?;
    let document = model::optional("document", input.document.as_deref())?;
    let income = tx.new_id()?;
    let bank = ledger::account(tx, ctx, project.book, AccountKind::asset(super::BANK), None)?;
    let undistributed = ledger::account(
        tx,
        ctx,
        project.book,
        AccountKind::debt(super::UNDISTRIBUTED),
        None,
    )?;
    let voucher = Voucher {
        book: project.book,
        date,
        kind: "income",
        source: Some("shares_income"),
        source_id: Some(income),
        reverses: None,
        lines: vec![
            Line::debit(bank, amount),
            Line::credit(undistributed, amount),
        ],
    };
    let voucher = ledger::post(tx, ctx, voucher)?;
    let line = store::IncomeFact {
        project: project.id,
        year,
        date,
        amount,
        voucher,
        reverses: None,
    };
    store::insert_income(tx, ctx.org, income, &line, document.as_deref())?;
    Ok(IncomeRecorded { income, voucher })
}
