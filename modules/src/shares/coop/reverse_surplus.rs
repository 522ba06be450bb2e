//! Takes back a surplus that was recorded in error, by a mirror voucher. What a round has already promised cannot
//! be taken back: the ledger refuses.

use super::store::{self, Surplus};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReverseSurplus {
    pub coop: Id,
    pub surplus: Id,
    pub date: Date,
}

impl Input for ReverseSurplus {
    const DEED: &'static str = "coop.reverse_surplus";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SurplusReversed {
    pub reversal: Id,
    pub voucher: Id,
}

/// Refuses, in this order: `shares.is_reversal`, `shares.already_reversed`, and what [`ledger::reverse`]
/// refuses. Invalid: `date` (`in_the_future`).
pub fn reverse_surplus(tx: &mut Tx, ctx: &Ctx, input: ReverseSurplus) -> Result<SurplusReversed> {
    let coop = super::coop_to_enter(tx, ctx, input.coop)?;
    let there = store::surpluses(tx, ctx.org, coop.id)?;
    let found = there.iter().find(|s| s.id == input.surplus);
    let found = found.ok_or(Error::NotFound)?;
    if found.reverses.is_some() {
        return Err(Error::refused("shares.is_reversal"));
    }
    if there.iter().any(|s| s.reverses == Some(found.id)) {
        return Err(Error::refused("shares.already_reversed"));
    }
    let date = shares::not_after("date", input.date, ctx.today())?;
    let voucher = ledger::reverse(tx, ctx, found.voucher, date)?;
    let mirror = Surplus {
        id: tx.new_id()?,
        date,
        amount: Fen(-found.amount.0),
        losses: Fen(-found.losses.0),
        income: Fen(-found.income.0),
        voucher,
        reverses: Some(found.id),
        document: None,
        ..found.clone()
    };
    store::insert_surplus(tx, ctx.org, &mirror)?;
    Ok(SurplusReversed {
        reversal: mirror.id,
        voucher,
    })
}
