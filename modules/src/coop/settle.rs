//! Settles a period of the contract: proceeds less costs, from now on fixed.

use super::accounts;
use super::store::money::{self, Settlement};
use crate::market::{self, SALES};
use ::store::{Input, Tx};
use kernel::check::not_after;
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Settle {
    pub net: Id,
    pub first: Date,
    /// Included; it is over.
    pub last: Date,
}

impl Input for Settle {
    const DEED: &'static str = "net.settle";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Settled {
    pub settlement: Id,
    pub proceeds: Fen,
    pub costs: Fen,
}

/// What sales and costs of a period come to, as known at `seq`.
pub(super) fn sums(
    tx: &mut Tx,
    org: kernel::OrgId,
    net: Id,
    period: (Date, Date),
    seq: i64,
) -> Result<(Fen, Fen)> {
    let sales = market::sales(tx, org, net, period, seq)?;
    let costs = money::costs(tx, org, net, period, seq)?;
    Ok((
        Fen::sum(sales.iter().map(|sale| sale.amount))?,
        Fen::sum(costs.iter().map(|cost| cost.amount))?,
    ))
}

/// Debits sales, credits costs; what is left goes to the undistributed, what is missing to the losses. Dated on the
/// last day of the period. Refuses `net.not_on_day`, `net.settled` (any day of it), `net.nothing_to_settle`, then
/// what posting refuses. Invalid: `last` (`in_the_future`, `term_backwards`).
pub fn settle(tx: &mut Tx, ctx: &Ctx, input: Settle) -> Result<Settled> {
    let last = not_after("last", input.last, ctx.today())?;
    if last < input.first {
        return Err(Error::invalid("last", "term_backwards"));
    }
    let net = super::net_to_enter(tx, ctx, input.net, last)?;
    let there = money::settlements(tx, ctx.org, net.id)?;
    if let Some(s) = there
        .iter()
        .find(|s| s.first <= last && input.first <= s.last)
    {
        return Err(Refusal::new("net.settled")
            .with("first", s.first)
            .with("last", s.last)
            .into());
    }
    let (proceeds, costs) = sums(tx, ctx.org, net.id, (input.first, last), i64::MAX)?;
    if proceeds == Fen::ZERO && costs == Fen::ZERO {
        return Err(Error::refused("net.nothing_to_settle"));
    }
    let id = tx.new_id()?;
    let mut lines = Vec::new();
    if proceeds > Fen::ZERO {
        let sales = super::account(tx, ctx, net.book, AccountKind::debt(SALES))?;
        lines.push(Line::debit(sales, proceeds));
    }
    if costs > Fen::ZERO {
        let account = super::account(tx, ctx, net.book, AccountKind::asset(accounts::COSTS))?;
        lines.push(Line::credit(account, costs));
    }
    let result = proceeds.minus(costs)?;
    if result > Fen::ZERO {
        let kind = AccountKind::debt(accounts::UNDISTRIBUTED);
        let account = super::account(tx, ctx, net.book, kind)?;
        lines.push(Line::credit(account, result));
    } else if result < Fen::ZERO {
        let account = super::account(tx, ctx, net.book, AccountKind::asset(accounts::LOSSES))?;
        lines.push(Line::debit(account, Fen(-result.0)));
    }
    let voucher = Voucher {
        book: net.book,
        date: last,
        kind: "settle",
        source: Some("coop_settlement"),
        source_id: Some(id),
        reverses: None,
        lines,
    };
    let settlement = Settlement {
        id,
        net: net.id,
        date: ctx.today(),
        first: input.first,
        last,
        proceeds,
        costs,
        voucher: ledger::post(tx, ctx, voucher)?,
        voids: None,
    };
    money::insert_settlement(tx, ctx.org, &settlement)?;
    Ok(Settled {
        settlement: id,
        proceeds,
        costs,
    })
}
