//! Takes back an import of units, while nothing rests on it.

use crate::caches::rebuild_units;
use crate::imports::{self, Done, ImportRow};
use crate::scope::{EVERYWHERE, INSTALLATION, on_installation};
use crate::units::UnitFact;
use crate::{Right, require, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::Serialize;

/// What else may rest on units: a count of its rows at the units of import `$1`, such as
/// `select cast(count(*) as bigint) from people_household h where exists (select 1 from access_unit u
/// where u.org = 0 and u.id = h.unit and u.import = $1)`.
#[derive(Debug, Clone, Copy)]
pub struct Rests {
    /// Named in the refusal, worded as `rests-<what>`: `households`.
    pub what: &'static str,
    pub sql: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct ReverseUnits {
    pub import: Id,
}

impl Input for ReverseUnits {
    const DEED: &'static str = "access.reverse_units";
}

/// Needs `Install`. What the import made never was; what it changed is again as it was before.
///
/// Refused, in this order: `access.not_an_import`, `access.import_already_reversed`,
/// `access.units_changed_since` (or have units below them that another import made),
/// `access.units_in_use` with `what` and `count`.
pub fn reverse_units(tx: &mut Tx, ctx: &Ctx, input: ReverseUnits, rests: &[Rests]) -> Result<Id> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    let old = imports::import(tx, INSTALLATION, input.import)?.ok_or(Error::NotFound)?;
    if old.kind != "units" || old.reverses.is_some() {
        return Err(Error::refused("access.not_an_import"));
    }
    if imports::reversal_of(tx, INSTALLATION, old.id)?.is_some() {
        return Err(Error::refused("access.import_already_reversed"));
    }
    let facts = store::units::facts(tx)?;
    let restored = restored(&facts, &old)?;
    let in_use = |what: &str, count: i64| {
        if count == 0 {
            return Ok(());
        }
        Err(Error::from(
            Refusal::new("access.units_in_use")
                .with("what", what)
                .with("count", count),
        ))
    };
    in_use("organisations", store::orgs_rooted_in_import(tx, old.id)?)?;
    in_use("grants", store::units::grants_in_import(tx, old.id)?)?;
    for rest in rests {
        in_use(
            rest.what,
            store::units::count_by_import(tx, rest.sql, old.id)?,
        )?;
    }
    let id = tx.new_id()?;
    for fact in &restored {
        store::units::insert_fact(tx, fact)?;
    }
    let count = |rows: i64| usize::try_from(rows).unwrap_or(0);
    let reversal = Done {
        id,
        kind: "units",
        file_tag: old.file_tag,
        mapping: "[]",
        rows: count(old.rows),
        added: count(old.added),
        changed: count(old.changed),
        unchanged: count(old.unchanged),
        set_aside: count(old.set_aside),
        reverses: Some(old.id),
    };
    imports::record(tx, INSTALLATION, reversal)?;
    rebuild_units(tx)?;
    Ok(id)
}

/// The rows that undo an import: of each unit that it wrote, what held on that day before it, or a
/// void row. Facts come by unit, oldest first.
fn restored(facts: &[UnitFact], import: &ImportRow) -> Result<Vec<UnitFact>> {
    let changed_since = || Error::refused("access.units_changed_since");
    let mut out: Vec<UnitFact> = Vec::new();
    for record in facts.chunk_by(|a, b| a.id == b.id) {
        let Some(own) = record.iter().find(|fact| fact.import == Some(import.id)) else {
            continue;
        };
        if record.iter().any(|fact| fact.seq > import.seq) {
            return Err(changed_since());
        }
        let before = record
            .iter()
            .rfind(|fact| fact.seq < import.seq && fact.valid_from <= own.valid_from);
        out.push(match before {
            Some(before) => UnitFact {
                valid_from: own.valid_from,
                seq: 0,
                ..before.clone()
            },
            None => UnitFact {
                valid_to: Some(own.valid_from),
                import: None,
                ..own.clone()
            },
        });
    }
    let gone: std::collections::HashSet<Id> = out
        .iter()
        .filter(|fact| fact.is_void())
        .map(|fact| fact.id)
        .collect();
    // A later unit, or one moved later, hangs below: then it would hang on nothing.
    let hangs = |fact: &UnitFact| {
        !fact.is_void() && fact.seq > import.seq && fact.parent.is_some_and(|p| gone.contains(&p))
    };
    if facts.iter().any(hangs) {
        Err(changed_since())
    } else {
        Ok(out)
    }
}
