//! Drafts the round that distributes a settlement by the plan in force on its last day.

use super::store::money;
use super::store::{self, plans};
use super::{FLOW, SOURCE};
use ::store::{Input, Tx};
use kernel::apportion::Policy;
use kernel::{Ctx, Error, Fen, Id, Refusal, Result};
use payout::{Basis, CreateRound, Created, create_round};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Distribute {
    pub settlement: Id,
    pub title: String,
}

impl Input for Distribute {
    const DEED: &'static str = "net.distribute";
}

/// Refuses `net.ended`, `net.no_plan`, `net.is_loss`, `net.settlement_void`, then what creating a round refuses; it takes the
/// flow's right to create.
pub fn distribute(tx: &mut Tx, ctx: &Ctx, input: Distribute) -> Result<Created> {
    let settlement = money::settlement(tx, ctx.org, input.settlement)?.ok_or(Error::NotFound)?;
    let net = store::net(tx, ctx.org, settlement.net, settlement.last, i64::MAX)?;
    let net = net.ok_or(Error::NotFound)?;
    // A change since then may have the row that ends it.
    let latest = store::latest_net(tx, ctx.org, net.id)?;
    super::hold_standing(&latest.ok_or(Error::NotFound)?)?;
    if settlement.voids.is_some()
        || money::is_void(tx, ctx.org, money::Voidable::Settlement, settlement.id)?
    {
        return Err(Error::refused("net.settlement_void"));
    }
    let version = plans::in_force(tx, ctx.org, net.id, settlement.last, i64::MAX)?;
    let version = version
        .ok_or_else(|| Error::from(Refusal::new("net.no_plan").with("date", settlement.last)))?;
    let pool = settlement.result()?;
    if pool <= Fen::ZERO {
        return Err(Error::refused("net.is_loss"));
    }
    let round = CreateRound {
        title: input.title,
        flow: FLOW.into(),
        source: SOURCE.into(),
        source_id: settlement.id,
        book: net.book,
        unit: net.unit,
        year: i64::from(settlement.last.year()),
        pool_fen: pool,
        record_date: settlement.last,
        policy: Policy::LargestRemainder,
        step_fen: 1,
        basis: Basis::Division,
        weights: BTreeMap::new(),
        division: Some(version.plan.division()),
    };
    create_round(tx, ctx, round)
}
