//! Writes a backup, while others write the database.

use super::blocks::{BLOCK_BYTES, BlockWriter, Kind};
use super::layout::{self, Applied, End, Header, MOST_ROW_BYTES, TableEnd};
use super::{Phase, Summary, Tell, beside, folder_of, made, read, sync_folder};
use crate::db::{Database, Settings};
use crate::engine::{Access, Session};
use crate::keys::{KeyFile, Keys, hex};
use crate::schema::{Schema, Table};
use crate::tx::Tx;
use crate::value::Value;
use crate::{blobs, export, journal, open, upkeep, values};
use kernel::{Error, Refusal, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::Arc;

/// Writes the whole database to `file`, which must not exist, reads it again, and only then gives it its name.
/// A database of an earlier schema is written as it is. On a fault no file is left.
///
/// Refuses `store.file_exists`, `store.key_beside_backup` (the key file, or a copy of one, stands in the same
/// folder), `store.backup_not_written` (a full disk, say), `store.copy_for_audit`.
pub fn write(settings: &Settings, file: &Path, tell: &mut Tell) -> Result<Summary> {
    if file.exists() {
        return Err(Refusal::new("store.file_exists")
            .with("file", file.display())
            .into());
    }
    refuse_key_beside(settings, file)?;
    let mut session = source(&settings.database)?;
    let part = beside(file, "-part");
    let written = to_part(&mut session, &part, tell).and_then(|()| {
        drop(session);
        let summary = read::checked(&part, file, tell)?;
        std::fs::rename(&part, file)
            .and_then(|()| sync_folder(folder_of(file)))
            .map_err(|e| not_written(file, &e))?;
        Ok(summary)
    });
    if written.is_err() {
        drop(std::fs::remove_file(&part));
    }
    written
}

fn not_written(file: &Path, cause: &io::Error) -> Error {
    Refusal::new("store.backup_not_written")
        .with("file", file.display())
        .with("cause", cause)
        .into()
}

/// Who gets the folder must not get the key with what it opens.
fn refuse_key_beside(settings: &Settings, file: &Path) -> Result<()> {
    let folder = folder_of(file);
    let whole = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_owned());
    let refused = |key: &Path| {
        Err(Refusal::new("store.key_beside_backup")
            .with("folder", folder.display())
            .with("key", key.display())
            .into())
    };
    let key = &settings.key_file;
    if key.exists() && whole(folder_of(key)) == whole(folder) {
        return refused(key);
    }
    let entries = std::fs::read_dir(folder).map_err(|e| not_written(file, &e))?;
    for entry in entries {
        let path = entry.map_err(|e| not_written(file, &e))?.path();
        if path.extension().is_some_and(|e| e == "key") && KeyFile::read(&path).is_ok() {
            return refused(&path);
        }
    }
    Ok(())
}

/// Opened as it is, under the schema that it has.
fn source(database: &Database) -> Result<Session> {
    let mut session = super::session(database, Access::AsItIs, Arc::new(Schema::load()?))?;
    let applied = applied(&mut session)?;
    session.schema = Arc::new(layout::schema_of(&applied)?);
    Ok(session)
}

fn applied(session: &mut Session) -> Result<Vec<Applied>> {
    let applied = open::applied(session)
        .map_err(|e| Error::internal("this is not a database of zhen, or it is empty", e))?;
    let one = |(name, hash)| Applied { name, hash };
    Ok(applied.into_iter().map(one).collect())
}

/// The part is on the disk when this returns.
fn to_part(session: &mut Session, part: &Path, tell: &mut Tell) -> Result<()> {
    let fault = |e: io::Error| not_written(part, &e);
    if part.exists() {
        std::fs::remove_file(part).map_err(fault)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(part).map_err(fault)?;
    let out = BlockWriter::new(BufWriter::new(file)).map_err(fault)?;
    session.begin(false)?;
    let mut writer = Writer {
        out,
        part,
        tell,
        place: String::new(),
        waiting: Vec::new(),
        sum: Sha256::new(),
        rows: 0,
    };
    writer.database(session)?;
    session.batch("rollback")?;
    let (out, _, _) = writer.out.finish().map_err(fault)?;
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)
        .and_then(|file| file.sync_all())
        .map_err(fault)
}

struct Writer<'a, 't> {
    out: BlockWriter<BufWriter<File>>,
    part: &'a Path,
    tell: &'a mut Tell<'t>,
    /// The table at hand, and what of it waits to become a block.
    place: String,
    waiting: Vec<u8>,
    sum: Sha256,
    rows: u64,
}

impl Writer<'_, '_> {
    fn database(&mut self, session: &mut Session) -> Result<()> {
        let migrations = applied(session)?;
        let schema = session.schema.clone();
        if open::installation_value(session, "audit_copy")?.is_some() {
            return Err(Error::refused("store.copy_for_audit"));
        }
        let key_check = open::installation_value(session, "key_check")?
            .ok_or_else(|| Error::Internal("the database knows no key file".into()))?;
        let mut tx = Tx::new(session, Arc::new(Keys::none()), None);
        let header = Header {
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            at: upkeep::latest_instant(&mut tx)?,
            key_check: hex(&key_check),
            migrations,
        };
        self.said(Kind::Header, &header)?;
        let mut rows = 0;
        for table in layout::tables(&schema) {
            self.begin(table)?;
            let (sql, params) = select(table);
            tx.query_each(&sql, &params, |row| self.row(&row.0))?;
            rows += self.end()?;
        }
        let chains = export::checkpoints(&mut tx)?;
        self.begin(&layout::papers())?;
        let mut papers_missing = 0;
        blobs::each_named(&mut tx, &mut |org, address, content| match content {
            Some(content) => self.row(&values![org, address, content]),
            None => {
                papers_missing += 1;
                Ok(())
            }
        })?;
        let papers = self.end()?;
        let end = End {
            rows,
            papers,
            papers_missing,
            chains,
        };
        self.said(Kind::End, &end)
    }

    fn block(&mut self, kind: Kind, content: &[u8]) -> Result<()> {
        self.out
            .put(kind, content)
            .map_err(|e| not_written(self.part, &e))?;
        (self.tell)(Phase::Writing, &self.place, self.out.bytes);
        Ok(())
    }

    fn said(&mut self, kind: Kind, what: &impl serde::Serialize) -> Result<()> {
        let text =
            serde_json::to_vec(what).map_err(|e| Error::internal("writing the backup", e))?;
        self.block(kind, &text)
    }

    fn begin(&mut self, table: &Table) -> Result<()> {
        self.place.clone_from(&table.name);
        self.rows = 0;
        self.said(Kind::Table, &layout::head_of(table))
    }

    fn row(&mut self, row: &[Value]) -> Result<()> {
        let before = self.waiting.len();
        row.iter()
            .for_each(|value| journal::frame(value, &mut self.waiting));
        if self.waiting.len() - before > MOST_ROW_BYTES {
            return Err(Error::Internal(format!(
                "{}: a row is too long for a backup",
                self.place
            )));
        }
        self.rows += 1;
        self.flush(BLOCK_BYTES)
    }

    /// Whole blocks of what waits; with 1 also the rest.
    fn flush(&mut self, from: usize) -> Result<()> {
        if self.waiting.len() < from {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        for content in waiting.chunks(BLOCK_BYTES) {
            if content.len() < from {
                self.waiting = content.to_vec();
                break;
            }
            self.sum.update(content);
            self.block(Kind::Rows, content)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<u64> {
        self.flush(1)?;
        let sum = std::mem::take(&mut self.sum).finalize();
        let rows = self.rows;
        let end = TableEnd {
            rows,
            sha256: hex(&sum),
        };
        self.said(Kind::TableEnd, &end).map(|()| rows)
    }
}

/// All rows in key order. What an installation notes of its own backups stays with it, so that two backups of one
/// state are the same.
fn select(table: &Table) -> (String, Vec<Value>) {
    let (which, params) = match table.name.as_str() {
        "installation" => (" where name <> $1", values![made::NAME]),
        _ => ("", Vec::new()),
    };
    let sql = format!(
        "select {} from {}{which} order by {}",
        table.names().join(", "),
        table.name,
        table.key_names().join(", ")
    );
    (sql, params)
}
