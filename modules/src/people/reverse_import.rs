//! Takes an import back: what it made is struck out, what it changed gets its earlier content again.
//! Nothing is deleted; both the import and its reversal stay in the books.

use super::plan_import::far;
use super::store::{search_rows, undo, write};
use access::{Right, imports};
use kernel::{Ctx, Error, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Input, Tx};

/// What rests on households or people, told by another module: how many of its records name one of these.
#[derive(Debug, Clone, Copy)]
pub struct Rests {
    /// Worded as `people-rests-<what>`.
    pub what: &'static str,
    pub count: fn(&mut Tx, OrgId, &BTreeSet<Id>) -> Result<i64>,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReverseImport {
    pub import: Id,
}

impl Input for ReverseImport {
    const DEED: &'static str = "people.reverse_import";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reversed {
    pub import: Id,
    pub effect: Effect,
}

/// What reversing would do, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Effect {
    pub households_removed: usize,
    pub people_removed: usize,
    pub households_restored: usize,
    pub people_restored: usize,
}

/// Reverses an import. Refuses, in this order: `people.already_reversed`, `people.is_a_reversal`,
/// `people.changed_since` (a later import or deed wrote the same records), `people.rests` (another
/// module's records name the households). `Forbidden` outside the actor's scope.
pub fn reverse_import(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ReverseImport,
    rests: &[Rests],
) -> Result<Reversed> {
    let (undo, effect) = examine(tx, ctx, input.import, rests)?;
    let id = tx.new_id()?;
    let people: Vec<Id> = undo.touched.people.iter().copied().collect();
    // Whoever only had a record changed is read again with the household that he stands in.
    let households: Vec<Id> = around(tx, ctx.org, &undo.touched)?.into_iter().collect();
    undo::write(tx, ctx.org, undo, Some(id))?;
    write::forget_people(tx, ctx.org, &people)?;
    write::forget_members(tx, ctx.org, &households)?;
    write::forget_households(tx, ctx.org, &households)?;
    let far = far()?;
    super::rebuild::remake(tx, ctx.org, &households, ctx.today(), far)?;
    let done = imports::Done {
        id,
        kind: "households",
        file_tag: vec![0; 32],
        mapping: "{}",
        rows: 0,
        added: 0,
        changed: effect.people_removed + effect.people_restored,
        unchanged: 0,
        set_aside: 0,
        reverses: Some(input.import),
    };
    imports::record(tx, ctx.org, done)?;
    Ok(Reversed { import: id, effect })
}

/// What reversing would do, or why it may not be done: for the page before the button.
pub fn effect(tx: &mut Tx, ctx: &Ctx, import: Id, rests: &[Rests]) -> Result<Effect> {
    examine(tx, ctx, import, rests).map(|(_, effect)| effect)
}

fn examine(tx: &mut Tx, ctx: &Ctx, id: Id, rests: &[Rests]) -> Result<(undo::Undo, Effect)> {
    let import = undo::import(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let undo = undo::read(tx, ctx.org, &import)?;
    let touched = &undo.touched;
    let around = around(tx, ctx.org, touched)?;
    for unit in search_rows::units(tx, ctx.org, &around)? {
        access::require(tx, ctx, Right::ImportPeople, unit)?;
    }
    if import.reversed_by.is_some() {
        return Err(Error::refused("people.already_reversed"));
    }
    if import.reverses.is_some() {
        return Err(Error::refused("people.is_a_reversal"));
    }
    let changed = undo::changed_since(tx, ctx.org, &import, touched)?;
    if changed > 0 {
        return Err(Refusal::new("people.changed_since")
            .with("count", changed)
            .into());
    }
    // Shares are held by people too.
    let named: BTreeSet<Id> = touched.households.union(&touched.people).copied().collect();
    for rest in rests {
        let count = (rest.count)(tx, ctx.org, &named)?;
        if count > 0 {
            return Err(Refusal::new("people.rests")
                .with("what", rest.what)
                .with("count", count)
                .into());
        }
    }
    let effect = Effect {
        households_removed: touched.made_households.len(),
        people_removed: touched.made_people.len(),
        households_restored: touched.households.len() - touched.made_households.len(),
        people_restored: touched.people.len() - touched.made_people.len(),
    };
    Ok((undo, effect))
}

/// The households that an import touched, and those of the people that it touched.
fn around(tx: &mut Tx, org: OrgId, touched: &undo::Touched) -> Result<BTreeSet<Id>> {
    let mut around = search_rows::households_of(tx, org, &touched.people)?;
    around.extend(&touched.households);
    Ok(around)
}
