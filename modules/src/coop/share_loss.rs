//! Shares the loss of a settlement by the same plan as a gain (风险共担): each party owes its part.

use super::accounts;
use super::model::{By, PartyKind, Pool};
use super::read;
use super::store::money::{self, Loss, LossLine};
use super::store::plans;
use ::store::{Input, Tx};
use kernel::check::not_after;
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ShareLoss {
    pub settlement: Id,
    pub date: Date,
}

impl Input for ShareLoss {
    const DEED: &'static str = "net.share_loss";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LossShared {
    pub loss: Id,
    pub shared: Fen,
    /// Of parts in which nobody counts: it stays a loss of the contract.
    pub left: Fen,
}

/// Debits what each payee, and the co-op, owes of the loss; credits the loss. Takes the right to enter. Refuses
/// `net.not_on_day`, `net.settlement_void`, `net.no_loss`, `net.loss_shared`, `net.no_plan`, `net.nobody_counts`, then
/// what posting refuses. Invalid: `date` (`in_the_future`).
pub fn share_loss(tx: &mut Tx, ctx: &Ctx, input: ShareLoss) -> Result<LossShared> {
    let settlement = money::settlement(tx, ctx.org, input.settlement)?.ok_or(Error::NotFound)?;
    let date = not_after("date", input.date, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, settlement.net, settlement.last)?;
    if settlement.voids.is_some()
        || money::is_void(tx, ctx.org, money::Voidable::Settlement, settlement.id)?
    {
        return Err(Error::refused("net.settlement_void"));
    }
    let result = settlement.result()?;
    if result >= Fen::ZERO {
        return Err(Error::refused("net.no_loss"));
    }
    if money::loss_of(tx, ctx.org, settlement.id)?.is_some() {
        return Err(Error::refused("net.loss_shared"));
    }
    let version = plans::in_force(tx, ctx.org, net.id, settlement.last, i64::MAX)?;
    let version = version
        .ok_or_else(|| Error::from(Refusal::new("net.no_plan").with("date", settlement.last)))?;
    let payees = read::entitlements(tx, ctx.org, settlement.id, i64::MAX)?;
    let pools = version.plan.preview(result, &payees)?;
    let lines = borne(&pools, &payees);
    let shared = Fen::sum(lines.iter().map(|line| line.amount))?;
    if shared == Fen::ZERO {
        return Err(Error::refused("net.nobody_counts"));
    }
    let id = tx.new_id()?;
    let mut entries = Vec::new();
    for line in lines.iter().filter(|line| line.amount != Fen::ZERO) {
        let party = (line.payee != Id(0)).then_some(line.payee);
        let owed = AccountKind::asset(accounts::LOSS_SHARE);
        let owed = ledger::account(tx, ctx, net.book, owed, party)?;
        entries.push(Line::debit(owed, line.amount));
    }
    let losses = super::account(tx, ctx, net.book, AccountKind::asset(accounts::LOSSES))?;
    entries.push(Line::credit(losses, shared));
    let voucher = Voucher {
        book: net.book,
        date,
        kind: "share_loss",
        source: Some("coop_loss"),
        source_id: Some(id),
        reverses: None,
        lines: entries,
    };
    let loss = Loss {
        id,
        settlement: settlement.id,
        date,
        amount: shared,
        voucher: ledger::post(tx, ctx, voucher)?,
        voids: None,
    };
    money::insert_loss(tx, ctx.org, &loss, &lines)?;
    Ok(LossShared {
        loss: id,
        shared,
        left: Fen(-result.0).minus(shared)?,
    })
}

/// What everybody bears, fen above 0: a payee by his weight, the co-op and what is held as a whole.
fn borne(pools: &[Pool], payees: &[payout::Entitlement]) -> Vec<LossLine> {
    let mut lines = Vec::new();
    for (pool, place) in pools.iter().zip(1_i64..) {
        if matches!(pool.part.by, By::OwnBook | By::Held) || pool.part.party == PartyKind::Coop {
            lines.push(LossLine {
                place,
                payee: Id(0),
                unit: Id(0),
                weight: 1,
                amount: Fen(-pool.money.amount.0),
            });
        }
        for (payee, money) in &pool.members {
            let unit = payees.iter().find(|p| p.household == *payee);
            lines.push(LossLine {
                place,
                payee: *payee,
                unit: unit.map_or(Id(0), |p| p.unit),
                weight: money.weight,
                amount: Fen(-money.amount.0),
            });
        }
    }
    lines
}
