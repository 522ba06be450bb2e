//! Takes back income that was recorded in error, by a reversing voucher. Money that a round has
//! already promised cannot be taken back: the ledger refuses.

use super::{model, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReverseIncome {
    pub income: Id,
    pub date: Date,
}

impl Input for ReverseIncome {
    const DEED: &'static str = "shares.reverse_income";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IncomeReversed {
    pub reversal: Id,
    pub voucher: Id,
}

/// Refuses, in this order: `shares.is_reversal`, `shares.already_reversed`, and what
/// [`ledger::reverse`] refuses. Invalid: `date` (`in_the_future`).
pub fn reverse_income(tx: &mut Tx, ctx: &Ctx, input: ReverseIncome) -> Result<IncomeReversed> {
    let income = store::income(tx, ctx.org, input.income)?.ok_or(Error::NotFound)?;
    let project = super::project_to_enter(tx, ctx, income.project)?;
    if income.reverses.is_some() {
        return Err(Error::refused("shares.is_reversal"));
    }
    if store::is_income_reversed(tx, ctx.org, project.id, input.income)? {
        return Err(Error::refused("shares.already_reversed"));
    }
    let date = model::not_after("date", input.date, ctx.today())?;
    let voucher = ledger::reverse(tx, ctx, income.voucher, date)?;
    let reversal = tx.new_id()?;
    let line = store::IncomeFact {
        date,
        amount: Fen(-income.amount.0),
        voucher,
        reverses: Some(input.income),
        ..income
    };
    store::insert_income(tx, ctx.org, reversal, &line, None)?;
    Ok(IncomeReversed { reversal, voucher })
}
