//! Enters a project and opens the book of its owner. Its money, assets and roster follow as deeds of their own.

use super::{model, store, texts};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Result};
use ledger::AccountKind;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EnterProject {
    pub name: String,
    /// Whose project it is: a township or one village.
    pub unit: Id,
    /// The legal entity that owns the assets; its book is opened.
    pub owner: String,
    /// The day from which the project is.
    pub from: Date,
}

impl Input for EnterProject {
    const DEED: &'static str = "shares.enter_project";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProjectEntered {
    pub project: Id,
    pub book: Id,
}

/// Invalid: `name` and `owner` (`required`, `too_long`), `unit` (`unknown_unit`), `from` (`in_the_future`).
pub fn enter_project(tx: &mut Tx, ctx: &Ctx, input: EnterProject) -> Result<ProjectEntered> {
    require(tx, ctx, Right::EnterProjects, input.unit)?;
    let name = model::required("name", &input.name)?;
    let owner = model::required("owner", &input.owner)?;
    let from = model::not_after("from", input.from, ctx.today())?;
    if !store::unit_exists(tx, input.unit)? {
        return Err(Error::invalid("unit", "unknown_unit"));
    }
    let book = ledger::open_book(tx, ctx, input.unit, &owner)?;
    ledger::open_account(tx, ctx, book, AccountKind::asset(super::BANK), None)?;
    ledger::open_account(tx, ctx, book, AccountKind::debt(super::UNDISTRIBUTED), None)?;
    let project = store::ProjectFact {
        id: tx.new_id()?,
        unit: input.unit,
        book,
        from,
    };
    store::insert_project(tx, ctx.org, &project, &name, &owner)?;
    texts::put(tx, ctx.org, (project.id, input.unit), &name, &owner)?;
    Ok(ProjectEntered {
        project: project.id,
        book,
    })
}
