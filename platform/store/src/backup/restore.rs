//! Puts a backup into an empty database of either engine: wholly, or not at all.
//!
//! On PostgreSQL everything is one transaction. Beside SQLite it grows under a neighbour's name and is moved into
//! place at the end. Never into a database that holds anything, and never without the key file it belongs to.

use super::layout::{Header, PIECES};
use super::read::{self, Taker};
use super::{Phase, Summary, Tell, beside, folder_of, io_fault, session, sync_folder};
use crate::blobs::{self, Address};
use crate::db::{Database, Settings};
use crate::dialect::EngineKind;
use crate::engine::{Access, Session};
use crate::keys::{KeyFile, Keys, hex};
use crate::schema::{Schema, Table};
use crate::value::Value;
use crate::{open, values};
use kernel::{Error, OrgId, Refusal, Result};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const ROWS_AT_ONCE: usize = 10_000;
const BYTES_AT_ONCE: usize = 8 << 20;

/// Verifies `file` wholly, then loads it into the empty database of `settings`, brings its schema up to this
/// program's, and drops the keys of those whom the key file lists as erased.
///
/// Refuses what `check` refuses; `store.not_empty`, `store.no_key_file`, `store.foreign_key_file`. After any fault the
/// database is empty again.
pub fn restore(settings: &Settings, file: &Path, tell: &mut Tell) -> Result<Summary> {
    let key_refused = |code| {
        let refusal = Refusal::new(code).with("key", settings.key_file.display());
        Error::from(refusal)
    };
    if !settings.key_file.exists() {
        return Err(key_refused("store.no_key_file"));
    }
    if let Database::Sqlite(path) = &settings.database {
        refuse_occupied(path)?;
    }
    let keys = KeyFile::read(&settings.key_file)?.keys(None)?;
    read::check(file, tell)?;
    let loading = Loading {
        file,
        check: hex(&keys.hmac("check", &[])),
        keys,
        foreign: key_refused("store.foreign_key_file"),
    };
    match &settings.database {
        Database::Sqlite(path) => beside_sqlite(path, &loading, tell),
        Database::Postgres(_) => {
            let schema = Arc::new(Schema::default());
            let mut session = session(&settings.database, Access::Write, schema)?;
            let loaded = loading.load(&mut session, None, tell);
            match &loaded {
                Ok(_) => drop(session.learn_of(&[])),
                Err(_) => drop(session.batch("rollback")),
            }
            loaded
        }
    }
}

fn not_empty(what: impl std::fmt::Display) -> Error {
    Refusal::new("store.not_empty").with("found", what).into()
}

/// A log left behind would be read into the new file by SQLite, so it counts as content too.
fn refuse_occupied(path: &Path) -> Result<()> {
    let occupied = |p: &Path| std::fs::metadata(p).is_ok_and(|m| m.len() > 0);
    if occupied(path) {
        return Err(not_empty(path.display()));
    }
    for ending in ["-wal", "-journal", "-shm"] {
        let log = beside(path, ending);
        if occupied(&log) {
            return Err(not_empty(log.display()));
        }
    }
    let papers = blobs::folder(path);
    if std::fs::read_dir(&papers).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(not_empty(papers.display()));
    }
    Ok(())
}

/// The neighbours that grow into the database; gone with this value unless it came to its place.
struct Growing {
    database: PathBuf,
    papers: PathBuf,
}

impl Growing {
    fn new(path: &Path) -> Growing {
        let database = beside(path, "-part");
        let papers = blobs::folder(&database);
        let growing = Growing { database, papers };
        growing.clear();
        growing
    }

    fn clear(&self) {
        drop(std::fs::remove_dir_all(&self.papers));
        for ending in ["", "-journal", "-wal", "-shm"] {
            drop(std::fs::remove_file(beside(&self.database, ending)));
        }
    }

    /// Papers first: a database is there only with what it names.
    fn settle(&self, path: &Path) -> Result<()> {
        let fault = io_fault("moving into place", path);
        // Somebody may have begun a database there meanwhile.
        refuse_occupied(path)?;
        let papers = blobs::folder(path);
        let has_papers = self.papers.exists();
        if has_papers {
            std::fs::rename(&self.papers, &papers).map_err(&fault)?;
        }
        let moved = std::fs::rename(&self.database, path)
            .and_then(|()| sync_folder(folder_of(path)))
            .map_err(&fault);
        if moved.is_err() && has_papers {
            drop(std::fs::rename(&papers, &self.papers));
        }
        moved
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        self.clear();
    }
}

fn beside_sqlite(path: &Path, loading: &Loading, tell: &mut Tell) -> Result<Summary> {
    let growing = Growing::new(path);
    let database = Database::Sqlite(growing.database.clone());
    let mut session = session(&database, Access::Alone, Arc::new(Schema::default()))?;
    let summary = loading.load(&mut session, Some(&growing.papers), tell)?;
    session.learn_of(&[]);
    drop(session);
    growing.settle(path)?;
    Ok(summary)
}

struct Loading<'a> {
    file: &'a Path,
    keys: Keys,
    /// By which the file says which key file it needs.
    check: String,
    foreign: Error,
}

impl Loading<'_> {
    fn load(
        &self,
        session: &mut Session,
        papers: Option<&Path>,
        tell: &mut Tell,
    ) -> Result<Summary> {
        open::begin_alone(session)?;
        refuse_tables(session)?;
        let mut loader = Loader {
            session,
            loading: self,
            papers: papers.map(Papers::new),
            waiting: Vec::new(),
            waiting_bytes: 0,
        };
        let summary = read::read(self.file, self.file, &mut loader, Phase::Loading, tell)?;
        if let Some(papers) = loader.papers {
            papers.sync()?;
        }
        open::lay_out_indexes(session)?;
        session.schema = Arc::new(Schema::load()?);
        open::bring_forward(session)?;
        open::drop_erased(session, &self.keys)?;
        session.batch("commit")?;
        Ok(summary)
    }
}

/// Any table at all, ours or not.
pub(super) fn refuse_tables(session: &mut Session) -> Result<()> {
    let sql = match session.kind() {
        EngineKind::Sqlite => "select name from sqlite_master order by name limit 1",
        EngineKind::Postgres => {
            "select tablename::text from pg_catalog.pg_tables \
             where schemaname = current_schema() order by 1 limit 1"
        }
    };
    let mut found: Option<String> = None;
    session.query_each(sql, &[], &mut |row| {
        found = Some(row.get(0)?);
        Ok(())
    })?;
    found.map_or(Ok(()), |table| Err(not_empty(table)))
}

struct Loader<'s> {
    session: &'s mut Session,
    loading: &'s Loading<'s>,
    papers: Option<Papers>,
    waiting: Vec<Vec<Value>>,
    waiting_bytes: usize,
}

impl Loader<'_> {
    fn flush(&mut self, table: &Table) -> Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        self.session.insert_rows(table, &rows)
    }
}

impl Taker for Loader<'_> {
    fn header(&mut self, header: &Header, schema: Arc<Schema>) -> Result<()> {
        if header.key_check != self.loading.check {
            return Err(self.loading.foreign.clone());
        }
        self.session.schema = schema;
        open::lay_out_tables(self.session)
    }

    fn row(&mut self, table: &Table, row: Vec<Value>) -> Result<()> {
        self.waiting_bytes += row
            .iter()
            .map(|value| match value {
                Value::Text(text) => text.len(),
                Value::Bytes(bytes) => bytes.len(),
                Value::Null | Value::Int(_) => 8,
            })
            .sum::<usize>();
        self.waiting.push(row);
        if self.waiting.len() >= ROWS_AT_ONCE || self.waiting_bytes >= BYTES_AT_ONCE {
            return self.flush(table);
        }
        Ok(())
    }

    fn table_ends(&mut self, table: &Table) -> Result<()> {
        self.flush(table)
    }

    fn paper(&mut self, org: OrgId, address: &Address, content: Vec<u8>) -> Result<()> {
        if let Some(papers) = &mut self.papers {
            return papers.put(address, &content);
        }
        let schema = self.session.schema.clone();
        let rows: Vec<Vec<Value>> = (0_i64..)
            .zip(content.chunks(blobs::PIECE_BYTES))
            .map(|(number, piece)| values![org, *address, number, piece])
            .collect();
        self.session.insert_rows(schema.table(PIECES)?, &rows)
    }
}

/// The folder of papers as it grows: each file is synced when it is written, the names all together at the end.
struct Papers {
    folder: PathBuf,
    inner: BTreeSet<PathBuf>,
}

impl Papers {
    fn new(folder: &Path) -> Papers {
        Papers {
            folder: folder.to_owned(),
            inner: BTreeSet::new(),
        }
    }

    fn put(&mut self, address: &Address, content: &[u8]) -> Result<()> {
        let path = blobs::path_of(&self.folder, address);
        let inner = folder_of(&path);
        blobs::write_synced(inner, &path, content).map_err(io_fault("writing", &path))?;
        self.inner.insert(inner.to_owned());
        Ok(())
    }

    fn sync(&self) -> Result<()> {
        let outer = [self.folder.as_path(), folder_of(&self.folder)];
        let there = outer.into_iter().filter(|_| !self.inner.is_empty());
        for folder in self.inner.iter().map(PathBuf::as_path).chain(there) {
            sync_folder(folder).map_err(io_fault("syncing", folder))?;
        }
        Ok(())
    }
}
