//! What was imported, of whatever kind: a row for each file, so that it is found again, known when it comes twice, and
//! taken back.

use crate::store::imports as store;
pub use crate::store::imports::ImportRow;
use ::store::Tx;
use kernel::{Id, Result};

/// What an import did, as its deed counted it; an import taken back is one too.
#[derive(Debug, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
pub struct Done<'a> {
    pub id: Id,
    /// `units` (of org 0), `households`, `land`, `roster`, `shares_register`, `coop`.
    pub kind: &'static str,
    pub file_tag: Vec<u8>,
    /// JSON: column letter to field.
    pub mapping: &'a str,
    pub rows: usize,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
    /// The import that this one takes back.
    pub reverses: Option<Id>,
}

pub fn record(tx: &mut Tx, org: i64, done: Done) -> Result<()> {
    store::insert(tx, org, done)
}

/// The imports of a kind of an organisation, latest first.
pub fn imports(tx: &mut Tx, org: i64, kind: &str) -> Result<Vec<ImportRow>> {
    store::imports(tx, org, kind)
}

pub fn import(tx: &mut Tx, org: i64, id: Id) -> Result<Option<ImportRow>> {
    store::import(tx, org, id)
}

/// The import that took this one back, if any did.
pub fn reversal_of(tx: &mut Tx, org: i64, import: Id) -> Result<Option<Id>> {
    store::reversal_of(tx, org, import)
}

/// An import of this very file that stands, for a warning in the preview.
pub fn import_with_tag(tx: &mut Tx, org: i64, kind: &str, tag: &[u8]) -> Result<Option<Id>> {
    store::import_with_tag(tx, org, kind, tag)
}
