//! Takes a ledger in that was read and shown before: new concerns with all that it tells of them, and those that came by a ledger
//! before and go on.

use super::KIND;
use crate::appeals::store;
use ::store::{Input, Tx};
use access::imports;
use cases::bring_in::{self, Brought};
use cases::event::Value;
use kernel::{Ctx, Error, Result};
use serde::{Deserialize, Serialize};

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportLedger {
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    pub added: usize,
    pub further: usize,
    /// Here already, and told otherwise.
    pub known: usize,
    pub set_aside: usize,
}

impl Input for ImportLedger {
    const DEED: &'static str = "appeals.import_ledger";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LedgerImported {
    pub added: i64,
    pub further: i64,
    /// Number of the first and of the last new one, by when they came.
    pub first: String,
    pub last: String,
}

/// Takes `RecordCases` at the desk. Refuses `appeals.file_known` where this very file was taken in before, `appeals.nothing_new`, and
/// as [`cases::bring_in()`]; `Conflict` where a number has come in since the preview.
pub fn import_ledger(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportLedger,
    brought: &[Brought],
) -> Result<LedgerImported> {
    let tag = input.file_tag.into_bytes();
    if imports::import_with_tag(tx, ctx.org, KIND, &tag)?.is_some() {
        return Err(Error::refused("appeals.file_known"));
    }
    if brought.is_empty() {
        return Err(Error::refused("appeals.nothing_new"));
    }
    let known = store::hotline_numbers(tx, ctx.org)?;
    let new = brought.iter().filter(|one| one.onto.is_none());
    let mut numbers = new.filter_map(number_of);
    if numbers.any(|number| known.contains_key(number)) {
        return Err(Error::Conflict);
    }
    let done = bring_in::bring(tx, ctx, ("appeal", "AP"), brought)?;
    let import = imports::Done {
        id: tx.new_id()?,
        kind: KIND,
        file_tag: tag,
        mapping: "[]",
        rows: brought.len() + input.known + input.set_aside,
        added: input.added,
        changed: input.further,
        unchanged: input.known,
        set_aside: input.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, import)?;
    Ok(LedgerImported {
        added: done.cases,
        further: done.further,
        first: done.first.unwrap_or_default(),
        last: done.last.unwrap_or_default(),
    })
}

/// The number under which the hotline knows a concern.
fn number_of(one: &Brought) -> Option<&str> {
    match one.steps.first()?.patch.get("hotline_number")? {
        Value::Text(number) => Some(number),
        _ => None,
    }
}
