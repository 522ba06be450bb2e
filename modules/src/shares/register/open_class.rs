//! Opens a class of shares in a register, with a book of its own in the ledger.

use super::guards;
use super::model::Holder;
use super::store::{self, Class};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// Of the code lists: member, collective, land, cash.
pub const SHARE_CLASS: &str = "share_class";

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenClass {
    pub register: Id,
    pub kind: String,
    pub name: String,
    pub holder: Holder,
    /// Smallest units in one share: 1, 10, 100 or 1000.
    pub scale: i64,
    /// Fen of one share; needed where shares are issued against assets or funds.
    pub face: Option<Fen>,
    pub is_transferable: bool,
    pub is_redeemable: bool,
    pub from: Date,
}

impl Input for OpenClass {
    const DEED: &'static str = "shares.open_class";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ClassOpened {
    pub class: Id,
    pub book: Id,
}

/// Refuses `shares.class_exists` (the register has one of this name), `shares.scale_differs` (its classes have
/// another smallest unit: a register adds its classes, and a unit must weigh the same in each). Invalid: `kind` (`not_a_choice`),
/// `name` (`required`, `too_long`), `scale` (`not_a_choice`), `face` (`not_above_zero`), `from`
/// (`in_the_future`, `before_register`).
pub fn open_class(tx: &mut Tx, ctx: &Ctx, input: OpenClass) -> Result<ClassOpened> {
    let register = guards::register_to_enter(tx, ctx, input.register)?;
    crate::shares::codes::check(tx, "kind", SHARE_CLASS, &input.kind, ctx.today())?;
    let name = shares::required("name", &input.name)?;
    if ![1, 10, 100, 1000].contains(&input.scale) {
        return Err(Error::invalid("scale", "not_a_choice"));
    }
    let face = input
        .face
        .map(|face| shares::above_zero("face", face))
        .transpose()?;
    let from = shares::not_after("from", input.from, ctx.today())?;
    if from < register.from {
        return Err(Error::invalid("from", "before_register"));
    }
    let there = store::classes(tx, ctx.org, register.id, ctx.today(), i64::MAX)?;
    if there.iter().any(|class| class.name == name) {
        return Err(Refusal::new("shares.class_exists")
            .with("name", &name)
            .into());
    }
    if let Some(other) = there.iter().find(|class| class.scale != input.scale) {
        return Err(Refusal::new("shares.scale_differs")
            .with("scale", other.scale)
            .into());
    }
    let id = tx.new_id()?;
    let measure = format!("share:{id}");
    let class = Class {
        id,
        from,
        register: register.id,
        kind: input.kind,
        name,
        holder: input.holder,
        scale: input.scale,
        face,
        is_transferable: input.is_transferable,
        is_redeemable: input.is_redeemable,
        book: ledger::open_book_of(tx, ctx, register.unit, &register.entity, &measure)?,
    };
    store::insert_class(tx, ctx.org, &class)?;
    Ok(ClassOpened {
        class: id,
        book: class.book,
    })
}
