//! Imports a list of households with their members: one file, one deed. Takes what can be taken and
//! has been shown in a preview; never ends a membership because somebody is missing from a list.

mod writer;

use super::model::Reading;
use super::plan_import::{Counts, prepare};
use super::store::base;
use access::{Right, imports};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Input, Tx};
use writer::Writer;

/// What the journal keeps of an import: never its rows.
#[derive(Debug, Clone, Serialize)]
pub struct ImportHouseholds {
    /// Keyed hash of the file, in hexadecimal.
    pub file: String,
    /// The day from which the list holds.
    pub as_of: Date,
    /// Column letter and key, as chosen or found.
    pub mapping: Vec<(String, String)>,
    /// What the preview showed.
    pub counts: Counts,
}

impl Input for ImportHouseholds {
    const DEED: &'static str = "people.import_households";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Imported {
    pub import: Id,
    pub counts: Counts,
}

/// Writes what the preview showed, as one commit. The rows come by capture.
///
/// Refuses, in this order: `people.list_from_the_future`, `people.nothing_to_take` (every household
/// is set aside), `people.base_changed` (somebody was here since the preview), `people.nothing_new`.
/// `Forbidden` where one of the villages is outside the actor's scope.
pub fn import_households(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportHouseholds,
    reading: &Reading,
) -> Result<Imported> {
    let units: BTreeSet<Id> = reading
        .households
        .iter()
        .map(|household| household.unit)
        .collect();
    for unit in &units {
        access::require(tx, ctx, Right::ImportPeople, *unit)?;
    }
    if input.as_of > ctx.today() {
        return Err(Refusal::new("people.list_from_the_future")
            .with("date", input.as_of)
            .into());
    }
    let villages = base::villages(tx, ctx, Right::ImportPeople)?;
    let codes = base::codes(tx)?;
    let prepared = prepare(tx, ctx, reading, input.as_of, &villages, &codes)?;
    if prepared.counts.households == 0 {
        return Err(Error::refused("people.nothing_to_take"));
    }
    if prepared.counts != input.counts {
        return Err(Error::refused("people.base_changed"));
    }
    let counts = prepared.counts;
    if counts.new_households + counts.changed_households == 0 {
        return Err(Error::refused("people.nothing_new"));
    }
    let import = tx.new_id()?;
    let mut writer = Writer::new(tx, ctx, import, input.as_of)?;
    for household in &prepared.plan.households {
        if household.is_new() || household.is_changed() {
            writer.household(household, &villages)?;
        }
    }
    writer.finish()?;
    let mapping =
        serde_json::json!({ "as_of": input.as_of, "columns": input.mapping, "counts": counts });
    let done = imports::Done {
        id: import,
        kind: "households",
        file_tag: store::keys::unhex::<32>(&input.file)?.to_vec(),
        mapping: &mapping.to_string(),
        rows: counts.rows,
        added: counts.new_people,
        changed: counts.changed_people,
        unchanged: counts.unchanged_people,
        set_aside: counts.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(Imported { import, counts })
}
