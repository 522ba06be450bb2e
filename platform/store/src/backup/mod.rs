//! A backup: the whole database with the content of its papers in one file that belongs to no engine, and back
//! into an empty database of either. docs/backup.md has the format byte by byte.
//!
//! Never the key file, never work tables. Never holds the writer: all is read in one transaction that only reads,
//! and content is durable before the fact that names it.

mod blocks;
mod layout;
mod made;
mod read;
mod restore;
#[cfg(test)]
mod tests;
mod write;

pub use made::{last, note};
pub use read::check;
pub use restore::restore;
pub use write::write;

use crate::db::Database;
use crate::engine::{Access, Session};
use crate::export::Checkpoint;
use crate::schema::Schema;
use kernel::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a file holds, as its own end says and a reading of the whole has found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// The program's version that wrote it.
    pub made_by: String,
    /// The latest instant of any chain in it: microseconds since 1970, UTC.
    pub at: i64,
    /// The last migration of its schema.
    pub schema: String,
    pub tables: Vec<TableSum>,
    pub rows: u64,
    pub papers: u64,
    /// Papers that a fact names and whose content was not there, or not as it was stored, when this was written.
    pub papers_missing: u64,
    pub chains: Vec<Checkpoint>,
    pub bytes: u64,
    /// Over every byte before it, hexadecimal.
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TableSum {
    pub name: String,
    pub rows: u64,
    /// Over the bytes of its rows, hexadecimal.
    pub sha256: String,
}

/// Where a long work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Writing,
    Checking,
    Loading,
}

/// Told now and then: the phase, the table at hand, and how many bytes of the file are done.
pub type Tell<'a> = dyn FnMut(Phase, &str, u64) + 'a;

fn session(database: &Database, access: Access, schema: Arc<Schema>) -> Result<Session> {
    match database {
        Database::Sqlite(path) => Session::sqlite(path, access, schema, Arc::new([])),
        Database::Postgres(url) => Session::postgres(url, access, schema, Arc::new([])),
    }
}

/// `FILE-part`, in the same folder.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The names in a folder are on the disk after this.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder).and_then(|f| f.sync_all())
}

fn io_fault(doing: &str, path: &Path) -> impl Fn(std::io::Error) -> Error {
    let doing = format!("{doing} {}", path.display());
    move |e| Error::internal(&doing, e)
}
