//! One unit at a time: add, rename, move under another parent, close. Each from a day on; what was
//! before stays as it was.

use crate::scope::{EVERYWHERE, on_installation};
use crate::units::{Unit, UnitFact, UnitRow, compare, pinyin_key};
use crate::{Right, require, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct AddUnit {
    pub code: String,
    pub level: String,
    pub name: String,
    pub parent: Option<Id>,
    pub valid_from: Date,
}

impl Input for AddUnit {
    const DEED: &'static str = "access.add_unit";
}

/// Needs `Install`. Invalid with the codes of [`compare`]; refused `access.code_taken`.
pub fn add_unit(tx: &mut Tx, ctx: &Ctx, input: AddUnit) -> Result<Id> {
    begin(tx, ctx, input.valid_from)?;
    let parent = match input.parent {
        Some(id) => Some(open_unit(tx, id, "parent")?),
        None => None,
    };
    if store::units::unit_by_code(tx, &input.code)?.is_some_and(|unit| unit.closed.is_none()) {
        return Err(Error::refused("access.code_taken"));
    }
    let row = UnitRow {
        row: 1,
        code: input.code,
        level: input.level,
        name: input.name,
        parent: parent
            .as_ref()
            .map(|unit| unit.code.clone())
            .unwrap_or_default(),
    };
    let plan = compare(std::slice::from_ref(&row), parent.as_slice());
    if let Some(problem) = plan.problems.first() {
        return Err(Error::invalid(problem.field, problem.code));
    }
    let row = plan
        .added
        .into_iter()
        .next()
        .ok_or_else(|| Error::refused("access.code_taken"))?;
    let fact = UnitFact {
        id: tx.new_id()?,
        code: row.code,
        level: row.level,
        name: row.name.trim().to_owned(),
        parent: input.parent,
        valid_from: input.valid_from,
        valid_to: None,
        import: None,
        seq: 0,
    };
    store::units::insert_fact(tx, &fact)?;
    store::units::insert_now(tx, &fact.unit(), pinyin_key(&fact.name))?;
    store::units::insert_reach(tx, fact.id, fact.id)?;
    store::units::move_reach(tx, fact.id, fact.parent)?;
    Ok(fact.id)
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RenameUnit {
    pub unit: Id,
    pub name: String,
    pub valid_from: Date,
}

impl Input for RenameUnit {
    const DEED: &'static str = "access.rename_unit";
}

/// Needs `Install`. Refused `access.later_change_stands`; invalid `empty`, `in_the_future`.
pub fn rename_unit(tx: &mut Tx, ctx: &Ctx, input: RenameUnit) -> Result<Id> {
    begin(tx, ctx, input.valid_from)?;
    if input.name.trim().is_empty() {
        return Err(Error::invalid("name", "empty"));
    }
    change(tx, input.unit, input.valid_from, |fact| {
        input.name.trim().clone_into(&mut fact.name)
    })?;
    Ok(input.unit)
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct MoveUnit {
    pub unit: Id,
    pub parent: Id,
    pub valid_from: Date,
}

impl Input for MoveUnit {
    const DEED: &'static str = "access.move_unit";
}

/// Needs `Install`. The code stays: 聊城开发区 runs 蒋官屯街道 whose code says otherwise.
/// Refused `access.parent_not_above`, `access.later_change_stands`; invalid `unknown_unit`.
pub fn move_unit(tx: &mut Tx, ctx: &Ctx, input: MoveUnit) -> Result<Id> {
    begin(tx, ctx, input.valid_from)?;
    let parent = open_unit(tx, input.parent, "parent")?;
    let unit = open_unit(tx, input.unit, "unit")?;
    let level = |unit: &Unit| crate::units::level_of(&unit.level);
    if level(&parent) >= level(&unit) || store::units::is_below(tx, parent.id, unit.id)? {
        return Err(Error::refused("access.parent_not_above"));
    }
    change(tx, unit.id, input.valid_from, |fact| {
        fact.parent = Some(parent.id)
    })?;
    store::units::move_reach(tx, unit.id, Some(parent.id))?;
    Ok(unit.id)
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct CloseUnit {
    pub unit: Id,
    /// The first day on which it no longer is.
    pub valid_to: Date,
}

impl Input for CloseUnit {
    const DEED: &'static str = "access.close_unit";
}

/// Needs `Install`. It stays where it hung, so that its history stays in scope.
/// Refused `access.unit_has_children` with `count`, `access.later_change_stands`.
pub fn close_unit(tx: &mut Tx, ctx: &Ctx, input: CloseUnit) -> Result<Id> {
    begin(tx, ctx, input.valid_to)?;
    open_unit(tx, input.unit, "unit")?;
    let count = store::units::open_children(tx, input.unit)?;
    if count > 0 {
        return Err(Refusal::new("access.unit_has_children")
            .with("count", count)
            .into());
    }
    let last = store::units::facts_of(tx, input.unit)?
        .into_iter()
        .next_back()
        .ok_or(Error::NotFound)?;
    if last.valid_from >= input.valid_to {
        return Err(Error::refused("access.later_change_stands"));
    }
    let closed = UnitFact {
        valid_to: Some(input.valid_to),
        ..last
    };
    store::units::insert_fact(tx, &closed)?;
    store::units::update_now(tx, &closed.unit(), pinyin_key(&closed.name))?;
    Ok(input.unit)
}

fn begin(tx: &mut Tx, ctx: &Ctx, date: Date) -> Result<()> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    // The caches show today; nothing turns them over at midnight.
    if date > ctx.today() {
        Err(Error::invalid("valid_from", "in_the_future"))
    } else {
        Ok(())
    }
}

fn open_unit(tx: &mut Tx, id: Id, field: &'static str) -> Result<Unit> {
    let unit = store::units::unit(tx, id)?.filter(|unit| unit.closed.is_none());
    unit.ok_or_else(|| Error::invalid(field, "unknown_unit"))
}

/// Appends the unit's next row, from `from` on.
fn change(tx: &mut Tx, unit: Id, from: Date, with: impl FnOnce(&mut UnitFact)) -> Result<()> {
    open_unit(tx, unit, "unit")?;
    let last = store::units::facts_of(tx, unit)?
        .into_iter()
        .next_back()
        .ok_or(Error::NotFound)?;
    if last.valid_from > from {
        return Err(Error::refused("access.later_change_stands"));
    }
    let mut next = UnitFact {
        valid_from: from,
        import: None,
        ..last
    };
    with(&mut next);
    store::units::insert_fact(tx, &next)?;
    store::units::update_now(tx, &next.unit(), pinyin_key(&next.name))
}
