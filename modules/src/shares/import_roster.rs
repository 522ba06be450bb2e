//! Imports a roster that was read and shown before: new households are put on it, another class or
//! number of heads holds from the file's day on, nobody is taken off.

use super::add_beneficiaries::{check_line, unit_of};
use super::model::{self, Listed, RosterLine};
use super::store;
use ::store::{Input, Tx};
use access::imports;
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportRoster {
    pub project: Id,
    /// First day of rows without one; what is on the roster is compared from this day on.
    pub from: Date,
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    /// JSON: column letter to field.
    pub mapping: String,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
}

impl Input for ImportRoster {
    const DEED: &'static str = "shares.import_roster";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RosterImported {
    pub import: Id,
    pub added: usize,
    pub changed: usize,
}

/// `Conflict` where the roster is no longer the one that the preview compared with. Refuses, for each
/// line, what [`super::add_beneficiaries()`] refuses, and `shares.before_beginning` (a change dated
/// before the line that it changes).
pub fn import_roster(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportRoster,
    lines: &[RosterLine],
) -> Result<RosterImported> {
    let project = super::project_to_enter(tx, ctx, input.project)?;
    let there = store::roster_from(tx, ctx.org, project.id, input.from)?;
    let diff = model::compare(lines, &there);
    let shown = (input.added, input.changed, input.unchanged);
    if (diff.added.len(), diff.changed.len(), diff.unchanged) != shown {
        return Err(Error::Conflict);
    }
    // A row may begin before the day of comparison, when the household had an earlier line.
    let first = diff
        .added
        .iter()
        .map(|line| line.from)
        .min()
        .unwrap_or(input.from);
    let earlier = store::roster_from(tx, ctx.org, project.id, first)?;
    let earlier: HashSet<Id> = earlier.iter().map(|listed| listed.line.household).collect();
    let import = tx.new_id()?;
    for line in diff.added {
        if line.from < input.from && earlier.contains(&line.household) {
            return Err(Refusal::new("shares.already_on_roster")
                .with("household", line.household)
                .into());
        }
        check_line(tx, &line)?;
        let listed = Listed {
            id: tx.new_id()?,
            unit: unit_of(tx, ctx, &line)?,
            line,
        };
        store::insert_beneficiary(tx, ctx.org, project.id, &listed, None, Some(import))?;
    }
    for (was, line) in diff.changed {
        check_line(tx, &line)?;
        if line.from < was.line.from {
            return Err(Refusal::new("shares.before_beginning")
                .with("date", was.line.from)
                .into());
        }
        let listed = Listed {
            id: was.id,
            unit: unit_of(tx, ctx, &line)?,
            line,
        };
        store::insert_beneficiary(tx, ctx.org, project.id, &listed, None, Some(import))?;
    }
    let done = imports::Done {
        id: import,
        kind: "roster",
        file_tag: input.file_tag.into_bytes(),
        mapping: &input.mapping,
        rows: lines.len() + input.set_aside,
        added: input.added,
        changed: input.changed,
        unchanged: input.unchanged,
        set_aside: input.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(RosterImported {
        import,
        added: input.added,
        changed: input.changed,
    })
}
