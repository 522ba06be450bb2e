//! Opens the share register of a legal entity.

use super::model::Management;
use super::store::{self, Register};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenRegister {
    pub unit: Id,
    pub name: String,
    /// The collective or co-op whose shares they are.
    pub entity: String,
    pub management: Management,
    /// Static management only: who belonged on this day may be issued shares, later or earlier.
    pub freeze: Option<Date>,
    pub from: Date,
    /// The book of its money; without one a new book is opened.
    pub money_book: Option<Id>,
}

impl Input for OpenRegister {
    const DEED: &'static str = "shares.open_register";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RegisterOpened {
    pub register: Id,
    pub money_book: Id,
}

/// Refuses `shares.register_exists` (the entity has one at this unit). Invalid: `name`, `entity`
/// (`required`, `too_long`), `from` (`in_the_future`), `freeze` (`required` where static, `not_used` where
/// dynamic).
pub fn open_register(tx: &mut Tx, ctx: &Ctx, input: OpenRegister) -> Result<RegisterOpened> {
    require(tx, ctx, Right::EnterProjects, input.unit)?;
    let name = shares::required("name", &input.name)?;
    let entity = shares::required("entity", &input.entity)?;
    let from = shares::not_after("from", input.from, ctx.today())?;
    match (input.management, input.freeze) {
        (Management::Static, None) => return Err(Error::invalid("freeze", "required")),
        (Management::Dynamic, Some(_)) => return Err(Error::invalid("freeze", "not_used")),
        _ => {}
    }
    if store::register_named(tx, ctx.org, input.unit, &entity)?.is_some() {
        return Err(Refusal::new("shares.register_exists")
            .with("entity", &entity)
            .into());
    }
    let money_book = match input.money_book {
        Some(book) => {
            let book = ledger::book(tx, ctx.org, book)?.ok_or(Error::NotFound)?;
            require(tx, ctx, Right::EnterProjects, book.unit)?;
            book.id
        }
        None => ledger::open_book(tx, ctx, input.unit, &entity)?,
    };
    let register = Register {
        id: tx.new_id()?,
        from,
        name,
        unit: input.unit,
        entity,
        management: input.management,
        freeze: input.freeze,
        money_book,
    };
    store::insert_register(tx, ctx.org, &register)?;
    Ok(RegisterOpened {
        register: register.id,
        money_book,
    })
}
