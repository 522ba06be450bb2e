//! What the blocks say, and which tables a backup holds.

use crate::export::Checkpoint;
use crate::schema::{Class, Column, MIGRATIONS, Schema, Table, Type};
use kernel::{Error, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) made_by: String,
    pub(super) at: i64,
    /// By which the key file is known that opens what is sealed in here; tells nothing about it.
    pub(super) key_check: String,
    pub(super) migrations: Vec<Applied>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Applied {
    pub(super) name: String,
    /// SHA-256 of its text, hexadecimal.
    pub(super) hash: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableHead {
    pub(super) table: String,
    /// As in a migration: `name type`, with a question mark where it may be null.
    pub(super) columns: Vec<String>,
    pub(super) key: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableEnd {
    pub(super) rows: u64,
    pub(super) sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    pub(super) rows: u64,
    pub(super) papers: u64,
    pub(super) papers_missing: u64,
    pub(super) chains: Vec<Checkpoint>,
}

/// The content of papers as the last table of the file: written once and alike, wherever an engine keeps it.
pub(super) const PAPERS: &str = "papers";
/// Where PostgreSQL keeps it: never written as a table.
pub(super) const PIECES: &str = "store_blob_piece";

/// A row longer than this is not zhen's: papers have 20 MiB at most.
pub(super) const MOST_ROW_BYTES: usize = 128 << 20;

/// The tables of a backup, by name; the papers follow them.
pub(super) fn tables(schema: &Schema) -> impl Iterator<Item = &Table> {
    schema
        .tables
        .values()
        .filter(|t| t.class != Class::Work && t.name != PIECES)
}

pub(super) fn papers() -> Table {
    let column = |name: &str, ty| Column {
        name: name.to_owned(),
        ty,
        nullable: false,
    };
    Table {
        name: PAPERS.to_owned(),
        class: Class::Aside,
        columns: vec![
            column("org", Type::Int),
            column("blob", Type::Bytes),
            column("content", Type::Bytes),
        ],
        key: vec![0, 1],
        wide: true,
        versions: vec![3],
    }
}

pub(super) fn head_of(table: &Table) -> TableHead {
    let column = |c: &Column| {
        let ty = match c.ty {
            Type::Int => "int",
            Type::Text => "text",
            Type::Bytes => "bytes",
            Type::Date => "date",
        };
        format!("{} {ty}{}", c.name, if c.nullable { "?" } else { "" })
    };
    TableHead {
        table: table.name.clone(),
        columns: table.columns.iter().map(column).collect(),
        key: table.key_names().into_iter().map(str::to_owned).collect(),
    }
}

/// The schema that these migrations make: this program's, or an earlier one.
///
/// Refused `store.later_schema`, `store.edited_schema`.
pub(super) fn schema_of(applied: &[Applied]) -> Result<Schema> {
    for (i, found) in applied.iter().enumerate() {
        let refused = |code| Error::from(Refusal::new(code).with("migration", &found.name));
        match MIGRATIONS.get(i) {
            Some((name, text)) if *name == found.name => {
                if crate::open::hash_of(text) != found.hash {
                    return Err(refused("store.edited_schema"));
                }
            }
            _ => return Err(refused("store.later_schema")),
        }
    }
    Schema::parse(MIGRATIONS.get(..applied.len()).unwrap_or_default())
}
