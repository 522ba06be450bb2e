//! Enters many consultations or talks at once, each as a case that is done: ten typed in a row, or a workbook.

use super::rows::{Row, What, brought};
use ::store::{Input, Tx};
use access::imports;
use cases::bring_in;
use kernel::{Ctx, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Of the case type.
    pub code: String,
    pub count: usize,
    /// What the rows count together.
    pub sum: i64,
    /// Keyed hash of the rows or of their file: what was told stands in the cases, sealed.
    pub tag: Vec<u8>,
    /// Of a workbook: how many rows stay aside.
    pub aside: Option<usize>,
}

impl Input for Record {
    const DEED: &'static str = "law.record";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Recorded {
    pub cases: i64,
    pub sum: i64,
    pub first: String,
    pub last: String,
}

impl Record {
    pub fn of(what: What, rows: &[Row], tag: Vec<u8>, aside: Option<usize>) -> Record {
        Record {
            code: what.code().to_owned(),
            count: rows.len(),
            sum: rows.iter().map(|row| row.count).sum(),
            tag,
            aside,
        }
    }
}

/// The kind of its imports.
pub fn import_kind(what: What) -> &'static str {
    what.code()
}

/// With the rights that each case takes step by step (`cases::bring_in::enter`). Refuses `law.no_rows`, `law.file_known` where
/// this very file was taken in before; `Invalid` with the `row` that cannot be.
pub fn record(tx: &mut Tx, ctx: &Ctx, input: Record, what: What, rows: &[Row]) -> Result<Recorded> {
    if rows.is_empty() {
        return Err(Error::refused("law.no_rows"));
    }
    let kind = import_kind(what);
    let is_file = input.aside.is_some();
    if is_file && imports::import_with_tag(tx, ctx.org, kind, &input.tag)?.is_some() {
        return Err(Error::refused("law.file_known"));
    }
    let all: Vec<_> = rows.iter().map(|row| brought(what, row)).collect();
    let done = bring_in::enter(tx, ctx, (what.code(), what.prefix()), &all)?;
    if let Some(aside) = input.aside {
        let id: Id = tx.new_id()?;
        let import = imports::Done {
            id,
            kind,
            file_tag: input.tag,
            mapping: "[]",
            rows: rows.len() + aside,
            added: rows.len(),
            changed: 0,
            unchanged: 0,
            set_aside: aside,
            reverses: None,
        };
        imports::record(tx, ctx.org, import)?;
    }
    Ok(Recorded {
        cases: done.cases,
        sum: input.sum,
        first: done.first.unwrap_or_default(),
        last: done.last.unwrap_or_default(),
    })
}
