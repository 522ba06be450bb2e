//! Records a cost of the contract: seedlings, fertiliser, transport. Paid from the contract's bank, or laid out by
//! the co-op, which gets it back.

use super::accounts;
use super::store::money::{self, Cost};
use ::store::{Input, Tx};
use kernel::check::{above_zero, not_after, optional, required};
use kernel::{Ctx, Date, Fen, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordCost {
    pub net: Id,
    pub date: Date,
    /// As people call it: 肥料.
    pub kind: String,
    pub amount: Fen,
    /// The co-op laid it out.
    pub is_advanced: bool,
    pub payee: Option<String>,
    pub document: Option<String>,
}

impl Input for RecordCost {
    const DEED: &'static str = "net.record_cost";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CostRecorded {
    pub cost: Id,
    pub voucher: Id,
}

/// Debits the costs of the period; credits the bank, or what is owed to the co-op. Refuses `net.not_on_day`,
/// `net.settled`, then what posting refuses. Invalid: `date` (`in_the_future`), `kind` (`required`, `too_long`),
/// `amount` (`not_above_zero`), texts (`too_long`).
pub fn record_cost(tx: &mut Tx, ctx: &Ctx, input: RecordCost) -> Result<CostRecorded> {
    let date = not_after("date", input.date, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, date)?;
    super::hold_open(tx, ctx, net.id, date)?;
    let kind = required("kind", &input.kind)?;
    let amount = above_zero("amount", input.amount)?;
    let costs = super::account(tx, ctx, net.book, AccountKind::asset(accounts::COSTS))?;
    let from = match input.is_advanced {
        true => AccountKind::debt(accounts::ADVANCES),
        false => AccountKind::asset(accounts::BANK),
    };
    let from = super::account(tx, ctx, net.book, from)?;
    let id = tx.new_id()?;
    let voucher = Voucher {
        book: net.book,
        date,
        kind: "cost",
        source: Some("coop_cost"),
        source_id: Some(id),
        reverses: None,
        lines: vec![Line::debit(costs, amount), Line::credit(from, amount)],
    };
    let cost = Cost {
        id,
        net: net.id,
        date,
        kind,
        amount,
        is_advanced: input.is_advanced,
        payee: optional("payee", input.payee.as_deref())?,
        document: optional("document", input.document.as_deref())?,
        voucher: ledger::post(tx, ctx, voucher)?,
        voids: None,
    };
    money::insert_cost(tx, ctx.org, &cost)?;
    Ok(CostRecorded {
        cost: id,
        voucher: cost.voucher,
    })
}
