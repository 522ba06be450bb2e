//! Passes shares from one holder to another inside the collective. Of the dead: see inherit_shares.rs.

use super::store::Event;
use super::{Changed, Movement, guards};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct TransferShares {
    pub class: Id,
    pub from: Id,
    pub to: Id,
    /// Smallest units.
    pub quantity: i64,
    pub date: Date,
    pub document: Option<String>,
}

impl Input for TransferShares {
    const DEED: &'static str = "shares.transfer_shares";
}

/// Refuses, in this order: `shares.not_transferable`, `shares.before_class`, `shares.holder_is_dead`,
/// `shares.outside_collective`, `shares.not_enough`, and `shares.passed_on` where a later day forbids it.
/// Invalid: `date` (`in_the_future`), `quantity` (`out_of_range`), `to` (`same_holder`), `document`
/// (`too_long`).
pub fn transfer_shares(tx: &mut Tx, ctx: &Ctx, input: TransferShares) -> Result<Changed> {
    let (register, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let document = shares::optional("document", input.document.as_deref())?;
    let quantity = guards::quantity(input.quantity)?;
    if input.from == input.to {
        return Err(Error::invalid("to", "same_holder"));
    }
    if !class.is_transferable {
        return Err(Error::refused("shares.not_transferable"));
    }
    let date = guards::day(ctx, &class, input.date)?;
    guards::alive(tx, ctx, input.from, date)?;
    guards::receiver(tx, ctx, &register, &class, input.to, date)?;
    guards::enough(tx, ctx, &class, input.from, quantity, date)?;
    let movement = Movement {
        from: Some(input.from),
        to: Some(input.to),
        quantity,
    };
    let like = Event {
        document,
        ..Event::default()
    };
    super::post(tx, ctx, &class, ("transfer", date), vec![movement], like)
}
