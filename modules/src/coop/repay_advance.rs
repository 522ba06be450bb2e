//! The co-op gets back what it laid out.

use super::accounts;
use super::store::money;
use ::store::{Input, Tx};
use kernel::check::{above_zero, not_after};
use kernel::{Ctx, Date, Fen, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RepayAdvance {
    pub net: Id,
    pub date: Date,
    pub amount: Fen,
}

impl Input for RepayAdvance {
    const DEED: &'static str = "net.repay_advance";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AdvanceRepaid {
    pub voucher: Id,
}

/// Refuses `net.not_on_day`, then what posting refuses (more than is owed, or than the bank holds). Invalid: `date`
/// (`in_the_future`), `amount` (`not_above_zero`).
pub fn repay_advance(tx: &mut Tx, ctx: &Ctx, input: RepayAdvance) -> Result<AdvanceRepaid> {
    let date = not_after("date", input.date, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, date)?;
    let amount = above_zero("amount", input.amount)?;
    let owed = super::account(tx, ctx, net.book, AccountKind::debt(accounts::ADVANCES))?;
    let bank = super::account(tx, ctx, net.book, AccountKind::asset(accounts::BANK))?;
    let voucher = Voucher {
        book: net.book,
        date,
        kind: "repay",
        source: Some("coop_net"),
        source_id: Some(net.id),
        reverses: None,
        lines: vec![Line::debit(owed, amount), Line::credit(bank, amount)],
    };
    let voucher = ledger::post(tx, ctx, voucher)?;
    money::insert_repayment(tx, ctx.org, (net.id, date), (amount, voucher))?;
    Ok(AdvanceRepaid { voucher })
}
