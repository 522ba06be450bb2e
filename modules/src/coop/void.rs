//! Takes back what was recorded wrongly: a cost, a contribution, a sale, a settlement, a shared loss, the end of a net.
//! By its mirror, or by a later record; nothing is edited.

use super::store::money::{self, Contributed, Cost, Loss, Settlement, Voidable};
use super::store::{self, Net};
use crate::market::{self, VoidSale, void_sale};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Error, Fen, Id, Refusal, Result};
use payout::State;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Void {
    Cost(Id),
    Contribution(Id),
    Sale(Id),
    Settlement(Id),
    Loss(Id),
    /// Of a net.
    Ending(Id),
}

impl Input for Void {
    const DEED: &'static str = "net.void";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Voided {
    pub net: Id,
}

/// Refuses `net.ended`, `net.not_on_day`, `net.settled` (cost, contribution, sale of a settled period), `net.already_void`,
/// `net.distributed` (a settlement with a round that stands, or a shared loss), `net.replaced` (of an
/// ending: its co-op has another net since), then what reversing refuses.
pub fn void(tx: &mut Tx, ctx: &Ctx, input: Void) -> Result<Voided> {
    match input {
        Void::Cost(id) => cost(tx, ctx, id),
        Void::Contribution(id) => contribution(tx, ctx, id),
        Void::Sale(id) => sale(tx, ctx, id),
        Void::Settlement(id) => settlement(tx, ctx, id),
        Void::Loss(id) => loss(tx, ctx, id),
        Void::Ending(id) => ending(tx, ctx, id),
    }
}

fn hold_once(tx: &mut Tx, ctx: &Ctx, table: Voidable, id: Id, voids: Option<Id>) -> Result<()> {
    if voids.is_some() || money::is_void(tx, ctx.org, table, id)? {
        return Err(Error::refused("net.already_void"));
    }
    Ok(())
}

fn cost(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Voided> {
    let found = money::cost(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let net = super::net_to_enter(tx, ctx, found.net, found.date)?;
    hold_once(tx, ctx, Voidable::Cost, id, found.voids)?;
    super::hold_open(tx, ctx, net.id, found.date)?;
    let mirror = Cost {
        id: tx.new_id()?,
        amount: Fen(-found.amount.0),
        voucher: ledger::reverse(tx, ctx, found.voucher, found.date)?,
        voids: Some(id),
        ..found
    };
    money::insert_cost(tx, ctx.org, &mirror)?;
    Ok(Voided { net: net.id })
}

fn contribution(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Voided> {
    let found = money::contribution(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let net = super::net_to_enter(tx, ctx, found.net, found.date)?;
    hold_once(tx, ctx, Voidable::Contribution, id, found.voids)?;
    super::hold_open(tx, ctx, net.id, found.date)?;
    let mirror = Contributed {
        id: tx.new_id()?,
        amount: -found.amount,
        voids: Some(id),
        ..found
    };
    money::insert_contributed(tx, ctx.org, &mirror)?;
    Ok(Voided { net: net.id })
}

fn sale(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Voided> {
    let found = market::sale(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let net = super::net_to_enter(tx, ctx, found.seller, found.date)?;
    super::hold_open(tx, ctx, net.id, found.date)?;
    void_sale(tx, ctx, VoidSale { sale: id })?;
    Ok(Voided { net: net.id })
}

fn settlement(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Voided> {
    let found = money::settlement(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let net = super::net_to_enter(tx, ctx, found.net, found.last)?;
    hold_once(tx, ctx, Voidable::Settlement, id, found.voids)?;
    for round in money::rounds_of(tx, ctx.org, super::SOURCE, id)? {
        let case = payout::read::case(tx, ctx.org, round)?;
        if !matches!(case.state(), State::Cancelled | State::Reversed) {
            return Err(Refusal::new("net.distributed")
                .with("number", case.round.number)
                .into());
        }
    }
    if money::loss_of(tx, ctx.org, id)?.is_some() {
        return Err(Refusal::new("net.distributed").with("number", "").into());
    }
    let mirror = Settlement {
        id: tx.new_id()?,
        date: ctx.today(),
        proceeds: Fen(-found.proceeds.0),
        costs: Fen(-found.costs.0),
        voucher: ledger::reverse(tx, ctx, found.voucher, found.last)?,
        voids: Some(id),
        ..found
    };
    money::insert_settlement(tx, ctx.org, &mirror)?;
    Ok(Voided { net: net.id })
}

fn loss(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Voided> {
    let settlement = money::settlement(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let net = super::net_to_enter(tx, ctx, settlement.net, settlement.last)?;
    let found = money::loss_of(tx, ctx.org, settlement.id)?;
    let found = found.ok_or_else(|| Error::refused("net.already_void"))?;
    let mirror = Loss {
        id: tx.new_id()?,
        date: ctx.today(),
        amount: Fen(-found.amount.0),
        voucher: ledger::reverse(tx, ctx, found.voucher, ctx.today())?,
        voids: Some(found.id),
        ..found
    };
    money::insert_loss(tx, ctx.org, &mirror, &[])?;
    Ok(Voided { net: net.id })
}

/// The net stands again as if it had not ended; land and settlements stay as they were.
fn ending(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Voided> {
    let found = store::latest_net(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, found.unit)?;
    let to = found.to.ok_or_else(|| Error::refused("net.already_void"))?;
    if let Some(other) = store::ending::net_of_coop(tx, ctx.org, (found.coop, Some(id)), to)? {
        return Err(Refusal::new("net.replaced").with("name", other.name).into());
    }
    let stands = Net {
        to: None,
        end_reason: None,
        end_paper: None,
        ..found
    };
    store::insert_net(tx, ctx.org, &stands)?;
    Ok(Voided { net: id })
}
