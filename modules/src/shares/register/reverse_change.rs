//! Takes back a change made in error, whole, by its mirror, while later postings allow it.

use super::store::{self, Event};
use super::{Changed, guards};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ReverseChange {
    /// That of the change.
    pub voucher: Id,
    pub date: Date,
}

impl Input for ReverseChange {
    const DEED: &'static str = "shares.reverse_change";
}

/// The money paid with it is taken back with it. `NotFound` where the voucher changed no holding. Refuses
/// what [`ledger::reverse`] refuses: `ledger.is_reversal`, `ledger.already_reversed`,
/// `ledger.before_original`, and `shares.passed_on` (the shares are no longer where they came to). Invalid:
/// `date` (`in_the_future`).
pub fn reverse_change(tx: &mut Tx, ctx: &Ctx, input: ReverseChange) -> Result<Changed> {
    let events = store::events_of_voucher(tx, ctx.org, input.voucher)?;
    let first = events.first().ok_or(Error::NotFound)?;
    guards::class_to_enter(tx, ctx, first.class)?;
    let date = shares::not_after("date", input.date, ctx.today())?;
    let voucher = ledger::reverse(tx, ctx, input.voucher, date).map_err(super::passed_on)?;
    let money = match first.money {
        Some(money) => Some(ledger::reverse(tx, ctx, money, date)?),
        None => None,
    };
    let mut mirrored = Vec::with_capacity(events.len());
    for event in &events {
        let mirror = Event {
            id: tx.new_id()?,
            date: Some(date),
            kind: "reverse".to_owned(),
            from: event.to,
            to: event.from,
            money,
            document: None,
            voucher,
            reverses: Some(event.id),
            import: None,
            ..event.clone()
        };
        store::insert_event(tx, ctx.org, &mirror)?;
        mirrored.push(mirror.id);
    }
    Ok(Changed {
        voucher,
        events: mirrored,
    })
}
