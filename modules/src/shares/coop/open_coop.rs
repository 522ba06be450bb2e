//! Opens the member accounts of a co-op, with a money book of its own.

use super::store::{self, Coop};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::code::CreditCode;
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenCoop {
    pub unit: Id,
    pub name: String,
    /// A co-op among the organisations; its name and code hold where none are given.
    pub organisation: Option<Id>,
    /// 18 characters; a wrong check character is taken and said (GB 32100-2015).
    pub code: Option<String>,
    pub from: Date,
    /// The book of its money; without one a new book is opened.
    pub book: Option<Id>,
}

impl Input for OpenCoop {
    const DEED: &'static str = "coop.open";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CoopOpened {
    pub coop: Id,
    pub book: Id,
    /// The check character that would be right, where the code has another.
    pub expected_check: Option<char>,
}

/// Refuses `coop.exists` (one of this name at the unit, or of this organisation). Invalid: `organisation`
/// (`not_chosen`), `name` (`required`, `too_long`), `code` (its form), `from` (`in_the_future`).
pub fn open_coop(tx: &mut Tx, ctx: &Ctx, input: OpenCoop) -> Result<CoopOpened> {
    require(tx, ctx, Right::EnterProjects, input.unit)?;
    let (mut name, mut code) = (
        input.name,
        input.code.filter(|code| !code.trim().is_empty()),
    );
    if let Some(id) = input.organisation {
        let known = store::organisation(tx, ctx.org, id, ctx.today())?;
        let (known, unit, its_code) =
            known.ok_or_else(|| Error::invalid("organisation", "not_chosen"))?;
        require(tx, ctx, Right::EnterProjects, unit)?;
        if name.trim().is_empty() {
            name = known;
        }
        code = code.or(its_code);
    }
    let name = shares::required("name", &name)?;
    let code = code.map(|code| CreditCode::parse(&code)).transpose();
    let code = code.map_err(|fault| Error::invalid("code", fault))?;
    let from = shares::not_after("from", input.from, ctx.today())?;
    let is_there = |coop: &Coop| {
        let is_same = coop.organisation.is_some() && coop.organisation == input.organisation;
        is_same || (coop.unit == input.unit && coop.name == name)
    };
    if store::coops(tx, ctx.org)?.iter().any(is_there) {
        return Err(Refusal::new("coop.exists").with("name", &name).into());
    }
    let book = match input.book {
        Some(book) => {
            let book = ledger::book(tx, ctx.org, book)?.ok_or(Error::NotFound)?;
            require(tx, ctx, Right::EnterProjects, book.unit)?;
            book.id
        }
        None => ledger::open_book(tx, ctx, input.unit, &name)?,
    };
    let coop = Coop {
        id: tx.new_id()?,
        from,
        unit: input.unit,
        name,
        organisation: input.organisation,
        code: code.as_ref().map(|code| code.as_str().to_owned()),
        book,
    };
    store::insert_coop(tx, ctx.org, &coop)?;
    let expected_check = code
        .filter(|code| !code.check_is_right())
        .map(|code| code.expected_check());
    Ok(CoopOpened {
        coop: coop.id,
        book,
        expected_check,
    })
}
