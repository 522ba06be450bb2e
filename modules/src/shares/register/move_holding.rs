//! Follows a household that splits or merges, in the classes that households hold as a whole. Shares of
//! persons need no deed: they follow the person into his household. Not a transfer: charter limits on
//! transfers do not apply.

use super::model::Holder;
use super::store::{Class, Event};
use super::{Changed, Movement, guards};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct SplitHolding {
    pub class: Id,
    pub from: Id,
    /// The household that was split off.
    pub to: Id,
    pub quantity: i64,
    pub date: Date,
    pub document: Option<String>,
}

impl Input for SplitHolding {
    const DEED: &'static str = "shares.split_holding";
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct MergeHoldings {
    pub class: Id,
    /// The household that is merged: all that it holds passes on.
    pub from: Id,
    pub to: Id,
    pub date: Date,
    pub document: Option<String>,
}

impl Input for MergeHoldings {
    const DEED: &'static str = "shares.merge_holdings";
}

/// Refuses, in this order: `shares.not_by_household`, `shares.before_class`, `shares.outside_collective`,
/// `shares.not_enough`. Invalid: `quantity` (`out_of_range`), `to` (`same_holder`), `date`
/// (`in_the_future`), `document` (`too_long`).
pub fn split_holding(tx: &mut Tx, ctx: &Ctx, input: SplitHolding) -> Result<Changed> {
    let (_, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let quantity = guards::quantity(input.quantity)?;
    let (between, document) = ((input.from, input.to), input.document);
    moved(
        tx,
        ctx,
        &class,
        "split",
        between,
        Some(quantity),
        input.date,
        document,
    )
}

/// As [`split_holding`]; `shares.nothing_held` where there is nothing to pass on.
pub fn merge_holdings(tx: &mut Tx, ctx: &Ctx, input: MergeHoldings) -> Result<Changed> {
    let (_, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let (between, document) = ((input.from, input.to), input.document);
    moved(
        tx, ctx, &class, "merge", between, None, input.date, document,
    )
}

#[expect(
    clippy::too_many_arguments,
    reason = "two deeds share it, with all that they were given"
)]
fn moved(
    tx: &mut Tx,
    ctx: &Ctx,
    class: &Class,
    kind: &'static str,
    (from, to): (Id, Id),
    quantity: Option<i64>,
    date: Date,
    document: Option<String>,
) -> Result<Changed> {
    let register = guards::register_to_enter(tx, ctx, class.register)?;
    let document = shares::optional("document", document.as_deref())?;
    if from == to {
        return Err(Error::invalid("to", "same_holder"));
    }
    if class.holder != Holder::Household {
        return Err(Error::refused("shares.not_by_household"));
    }
    let date = guards::day(ctx, class, date)?;
    guards::receiver(tx, ctx, &register, class, to, date)?;
    let held = guards::holding(tx, ctx, class, from, date)?;
    let quantity = quantity.unwrap_or(held);
    if quantity == 0 {
        return Err(Error::refused("shares.nothing_held"));
    }
    guards::enough(tx, ctx, class, from, quantity, date)?;
    let movement = Movement {
        from: Some(from),
        to: Some(to),
        quantity,
    };
    let like = Event {
        document,
        ..Event::default()
    };
    super::post(tx, ctx, class, (kind, date), vec![movement], like)
}
