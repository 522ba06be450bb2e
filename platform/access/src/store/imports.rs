//! SQL of imports of any kind.

use crate::imports::Done;
use ::store::{Row, Tx, values};
use kernel::{Id, Result};

/// One import, of any kind. See `access_import`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    pub id: Id,
    pub kind: String,
    pub file_tag: Vec<u8>,
    /// JSON: column letter to field.
    pub mapping: String,
    pub rows: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub set_aside: i64,
    /// The import that this one takes back.
    pub reverses: Option<Id>,
    /// The journal row that made it.
    pub seq: i64,
    /// When, microseconds since 1970, UTC.
    pub at: Option<i64>,
}

const IMPORT: &str = "i.id, i.kind, i.file_tag, i.mapping, i.rows, i.added, i.changed, i.unchanged, i.set_aside, \
                      i.reverses, i.seq, (select j.at from journal j where j.org = i.org and j.seq = i.seq)";

fn import_of(row: &Row) -> Result<ImportRow> {
    Ok(ImportRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        file_tag: row.get(2)?,
        mapping: row.get(3)?,
        rows: row.get(4)?,
        added: row.get(5)?,
        changed: row.get(6)?,
        unchanged: row.get(7)?,
        set_aside: row.get(8)?,
        reverses: row.get(9)?,
        seq: row.get(10)?,
        at: row.get(11)?,
    })
}

pub(crate) fn import(tx: &mut Tx, org: i64, id: Id) -> Result<Option<ImportRow>> {
    let sql = format!("select {IMPORT} from access_import i where i.org = $1 and i.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .as_ref()
        .map(import_of)
        .transpose()
}

pub(crate) fn imports(tx: &mut Tx, org: i64, kind: &str) -> Result<Vec<ImportRow>> {
    let sql = format!(
        "select {IMPORT} from access_import i where i.org = $1 and i.kind = $2 order by i.id desc limit 1000"
    );
    tx.query(&sql, &values![org, kind])?
        .iter()
        .map(import_of)
        .collect()
}

pub(crate) fn reversal_of(tx: &mut Tx, org: i64, import: Id) -> Result<Option<Id>> {
    let sql = "select id from access_import where org = $1 and reverses = $2 order by id limit 1";
    tx.query_opt(sql, &values![org, import])?
        .map(|row| row.get(0))
        .transpose()
}

pub(crate) fn import_with_tag(tx: &mut Tx, org: i64, kind: &str, tag: &[u8]) -> Result<Option<Id>> {
    let sql = "select i.id from access_import i where i.org = $1 and i.kind = $2 and i.file_tag = $3 \
               and i.reverses is null and not exists (select 1 from access_import r where r.org = i.org \
               and r.reverses = i.id) order by i.id desc limit 1";
    tx.query_opt(sql, &values![org, kind, tag])?
        .map(|row| row.get(0))
        .transpose()
}

pub(crate) fn insert(tx: &mut Tx, org: i64, done: Done) -> Result<()> {
    let seq = tx.seq()?;
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    tx.insert(
        "access_import (org, id, seq, kind, file_tag, mapping, rows, added, changed, unchanged, set_aside, reverses)",
        values![
            org, done.id, seq, done.kind, done.file_tag, done.mapping, count(done.rows), count(done.added),
            count(done.changed), count(done.unchanged), count(done.set_aside), done.reverses
        ],
    )
}
