//! Content of papers: sealed under the key of its subject, addressed by the SHA-256 of the ciphertext, and on
//! the disk before the deed that names it. Beside SQLite a folder `<database file>.blobs/ab/cdef…`, on PostgreSQL
//! pieces in a table. README.md says what happens to content that no deed ever named.

use crate::db::Db;
use crate::dialect::EngineKind;
use crate::schema::{Class, Schema};
use crate::tx::Tx;
use crate::{act, keys, values};
use kernel::{Ctx, Error, Id, Lack, OrgId, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// SHA-256 of the ciphertext.
pub type Address = [u8; 32];

/// So long stored content waits for the deed that names it.
const WAIT: i64 = 24 * 3600 * 1_000_000;
pub(crate) const PIECE_BYTES: usize = 256 * 1024;

/// Content that is stored and waits for its deed. `subject` is to be the id of the fact that names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    pub subject: Id,
    pub address: Address,
}

/// The folder beside a SQLite file.
pub fn folder(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".blobs");
    PathBuf::from(name)
}

struct Sealed {
    blob: Blob,
    wrapped: Vec<u8>,
    bytes: Vec<u8>,
}

impl Db {
    /// Stores content for `ctx.org` durably under a new subject. A deed has a day to name it by [`claim`].
    pub fn put_blob(&self, ctx: &Ctx, content: Vec<u8>) -> Result<Blob> {
        let asked = ctx.clone();
        let sealed = Arc::new(self.read(move |tx| seal(tx, &asked, &content))?);
        let (row, asked) = (sealed.clone(), ctx.clone());
        self.work(ctx, move |tx| announce(tx, &asked, &row))?;
        let file = sealed.clone();
        self.read(move |tx| write_file(tx, &file))?;
        Ok(sealed.blob)
    }

    /// [`Db::put_blob`] for an async caller; sealing and writing run on the lane of long reads.
    pub async fn put_blob_async(&self, ctx: &Ctx, content: Vec<u8>) -> Result<Blob> {
        let asked = ctx.clone();
        let sealed = self
            .export_async(move |tx| seal(tx, &asked, &content))
            .await?;
        let sealed = Arc::new(sealed);
        let (row, asked) = (sealed.clone(), ctx.clone());
        self.work_async(ctx, move |tx| announce(tx, &asked, &row))
            .await?;
        let file = sealed.clone();
        self.export_async(move |tx| write_file(tx, &file)).await?;
        Ok(sealed.blob)
    }
}

fn seal(tx: &mut Tx, ctx: &Ctx, content: &[u8]) -> Result<Sealed> {
    let subject = Id::after(act::loose_id(ctx), ctx.now_micros() / 1000);
    let rng = ctx.rng.as_ref();
    let (key, wrapped) = tx.keys.new_subject_key(ctx.org, subject, rng)?;
    let bytes = keys::seal(&key, &context(ctx.org, subject), content, rng)?;
    let address = Sha256::digest(&bytes).into();
    Ok(Sealed {
        blob: Blob { subject, address },
        wrapped,
        bytes,
    })
}

/// The row comes before the file, so that no crash leaves a file of which nobody knows.
fn announce(tx: &mut Tx, ctx: &Ctx, sealed: &Sealed) -> Result<()> {
    let Blob { subject, address } = sealed.blob;
    tx.insert(
        "subject_key (org, subject, wrapped)",
        values![ctx.org, subject, sealed.wrapped.clone()],
    )?;
    let expires_at = ctx.now_micros().saturating_add(WAIT);
    tx.insert(
        "store_blob_work (org, blob, subject, expires_at)",
        values![ctx.org, address, subject, expires_at],
    )?;
    if tx.session.kind() == EngineKind::Postgres {
        for (number, piece) in (0_i64..).zip(sealed.bytes.chunks(PIECE_BYTES)) {
            tx.insert(
                "store_blob_piece (org, blob, piece, content)",
                values![ctx.org, address, number, piece],
            )?;
        }
    }
    Ok(())
}

fn write_file(tx: &mut Tx, sealed: &Sealed) -> Result<()> {
    let Some(folder) = &tx.session.blobs else {
        return Ok(());
    };
    let path = path_of(folder, &sealed.blob.address);
    let fault = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::StorageFull => Error::Unavailable(
            Lack::DiskFull,
            format!("storing the content of a paper: {e}"),
        ),
        _ => Error::internal("storing the content of a paper", e),
    };
    let inner = path.parent().unwrap_or(folder);
    write_synced(inner, &path, &sealed.bytes).map_err(fault)?;
    // The names too must be on the disk before a deed relies on them.
    for folder in inner.ancestors().take(3) {
        sync_folder(folder).map_err(fault)?;
    }
    Ok(())
}

/// What was named, moved or removed in it is so on the disk too. An empty path is the folder we are in.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    let folder = Some(folder).filter(|f| !f.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(Path::new("."))).and_then(|f| f.sync_all())
}

pub(crate) fn path_of(folder: &Path, address: &Address) -> PathBuf {
    let name = keys::hex(address);
    let (first, rest) = name.split_at_checked(2).unwrap_or(("", &name));
    folder.join(first).join(rest)
}

/// The content is on the disk when this returns; its name and the folders not yet.
pub(crate) fn write_synced(inner: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut make = std::fs::DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.create(inner)?;
    let part = part_of(path);
    let mut file = std::fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, path)
}

/// Where content is written before it is moved to its place.
fn part_of(path: &Path) -> PathBuf {
    path.with_extension("part")
}

/// For the deed whose fact names the content: from here on it stays. False where it expired, was named
/// before or never was.
pub fn claim(tx: &mut Tx, ctx: &Ctx, blob: Blob) -> Result<bool> {
    let sql = "delete from store_blob_work where org = $1 and blob = $2 and subject = $3 and expires_at > $4";
    let params = values![ctx.org, blob.address, blob.subject, ctx.now_micros()];
    Ok(tx.execute(sql, &params)? == 1)
}

impl Tx<'_> {
    /// The content itself; `None` where its subject was erased. `Internal` where it is missing or is not what
    /// was stored.
    pub fn blob(&mut self, org: OrgId, blob: Blob) -> Result<Option<Vec<u8>>> {
        let Some(key) = self.subject_key(org, blob.subject)? else {
            return Ok(None);
        };
        let sealed = load(self, org, &blob.address)?
            .ok_or_else(|| Error::Internal("the content of a paper is missing".into()))?;
        if Address::from(Sha256::digest(&sealed)) != blob.address {
            return Err(Error::Internal("the content of a paper was changed".into()));
        }
        keys::open(&key, &context(org, blob.subject), &sealed).map(Some)
    }
}

fn context(org: OrgId, subject: Id) -> Vec<u8> {
    format!("blob/{org}/{subject}").into_bytes()
}

fn load(tx: &mut Tx, org: OrgId, address: &Address) -> Result<Option<Vec<u8>>> {
    if let Some(folder) = &tx.session.blobs {
        return read_file(folder, address);
    }
    let sql = "select content from store_blob_piece where org = $1 and blob = $2 order by piece limit 100000";
    let pieces = tx.query(sql, &values![org, *address])?;
    if pieces.is_empty() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    for piece in &pieces {
        bytes.extend(piece.get::<Vec<u8>>(0)?);
    }
    Ok(Some(bytes))
}

fn read_file(folder: &Path, address: &Address) -> Result<Option<Vec<u8>>> {
    match std::fs::read(path_of(folder, address)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::internal("reading the content of a paper", e)),
    }
}

/// What an audit asks: is every content that a fact names there, and is it what was stored. Needs no key.
/// Content is not missed where the key of its subject is gone: it was erased, or this is an auditor's copy.
pub(crate) fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<(&'static str, String, i64)>> {
    let schema = tx.schema();
    let mut found = Vec::new();
    for table in naming(&schema) {
        let sql = format!("select id, seq, blob from {table} where org = $1 order by id");
        for row in tx.query(&sql, &values![org])? {
            let (subject, seq, named): (Id, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // What is no address names nothing that could be found.
            let content = match Address::try_from(named.as_slice()) {
                Ok(address) => load(tx, org, &address)?,
                Err(_) => None,
            };
            match content {
                Some(bytes) if Sha256::digest(&bytes).as_slice() == named => {}
                Some(_) => found.push(("changed_blob", table.to_owned(), seq)),
                None if has_key(tx, org, subject)? => {
                    found.push(("missing_blob", table.to_owned(), seq));
                }
                None => {}
            }
        }
    }
    Ok(found)
}

/// What a backup takes: of every content that a fact names and that its key still opens, the sealed bytes in the
/// order of org and address; `None` where they are missing or are not what was stored.
pub(crate) fn each_named(
    tx: &mut Tx,
    each: &mut dyn FnMut(OrgId, Address, Option<Vec<u8>>) -> Result<()>,
) -> Result<()> {
    let schema = tx.schema();
    let named: Vec<String> = naming(&schema)
        .map(|table| {
            format!(
                "select t.org, t.blob from {table} t where exists \
                 (select 1 from subject_key k where k.org = t.org and k.subject = t.id)"
            )
        })
        .collect();
    if named.is_empty() {
        return Ok(());
    }
    let named = named.join(" union ");
    let mut whole = |org, named: Vec<u8>, bytes: Vec<u8>| {
        let address: Address = Sha256::digest(&bytes).into();
        each(org, address, (named == address).then_some(bytes))
    };
    if let Some(folder) = tx.session.blobs.clone() {
        let sql = format!("select n.org, n.blob from ({named}) n order by n.org, n.blob");
        return tx.query_each(&sql, &[], |row| {
            let named: Vec<u8> = row.get(1)?;
            // What is no address names nothing that could be found.
            let bytes = match Address::try_from(named.as_slice()) {
                Ok(address) => read_file(&folder, &address)?.unwrap_or_default(),
                Err(_) => Vec::new(),
            };
            whole(row.get(0)?, named, bytes)
        });
    }
    let sql = format!(
        "select n.org, n.blob, p.content from ({named}) n left join store_blob_piece p \
         on p.org = n.org and p.blob = n.blob order by n.org, n.blob, p.piece"
    );
    let mut at_hand: Option<(OrgId, Vec<u8>, Vec<u8>)> = None;
    tx.query_each(&sql, &[], |row| {
        let (org, named) = (row.get(0)?, row.get(1)?);
        let piece = row.get::<Option<Vec<u8>>>(2)?.unwrap_or_default();
        match &mut at_hand {
            Some((o, n, bytes)) if (*o, &*n) == (org, &named) => bytes.extend(piece),
            _ => {
                if let Some((org, named, bytes)) = at_hand.replace((org, named, piece)) {
                    whole(org, named, bytes)?;
                }
            }
        }
        Ok(())
    })?;
    match at_hand {
        Some((org, named, bytes)) => whole(org, named, bytes),
        None => Ok(()),
    }
}

fn has_key(tx: &mut Tx, org: OrgId, subject: Id) -> Result<bool> {
    let sql = "select 1 from subject_key where org = $1 and subject = $2";
    Ok(tx.query_opt(sql, &values![org, subject])?.is_some())
}

/// The facts that name content: those with a column `blob`.
fn naming(schema: &Schema) -> impl Iterator<Item = &str> {
    schema
        .of_class(Class::Fact)
        .filter(|table| table.column("blob").is_some())
        .map(|table| table.name.as_str())
}

/// Drops content whose deed never came, with its key. Never what a fact names.
pub(crate) fn sweep(tx: &mut Tx, now: i64) -> Result<u64> {
    let sql = "select org, blob, subject from store_blob_work where expires_at <= $1 \
               order by org, blob limit 10000";
    let mut gone = 0;
    for row in tx.query(sql, &values![now])? {
        let (org, address, subject): (OrgId, Address, Id) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let sql = "delete from store_blob_work where org = $1 and blob = $2 and expires_at <= $3";
        if tx.execute(sql, &values![org, address, now])? == 0 || is_named(tx, org, &address)? {
            continue;
        }
        drop_content(tx, org, &address)?;
        tx.execute(
            "delete from subject_key where org = $1 and subject = $2",
            &values![org, subject],
        )?;
        gone += 1;
    }
    Ok(gone)
}

fn is_named(tx: &mut Tx, org: OrgId, address: &Address) -> Result<bool> {
    let schema = tx.schema();
    for table in naming(&schema) {
        let sql =
            format!("select id from {table} where org = $1 and blob = $2 order by id limit 1");
        if tx.query_opt(&sql, &values![org, *address])?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn drop_content(tx: &mut Tx, org: OrgId, address: &Address) -> Result<()> {
    if let Some(folder) = &tx.session.blobs {
        let path = path_of(folder, address);
        let fault = |e: std::io::Error| Error::internal("dropping the content of a paper", e);
        // A program that ended while it wrote left the neighbour.
        for path in [&part_of(&path), &path] {
            match std::fs::remove_file(path) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(fault(e)),
                _ => {}
            }
        }
        // Before the row goes: a name that came back after a power cut would be nobody's.
        let inner = path.parent().unwrap_or(folder);
        return if inner.exists() {
            sync_folder(inner).map_err(fault)
        } else {
            Ok(())
        };
    }
    let sql = "delete from store_blob_piece where org = $1 and blob = $2";
    tx.execute(sql, &values![org, *address]).map(drop)
}

/// How many contents nothing speaks of, neither a fact nor a wait: left by a restored backup. They are told
/// and left alone, because the database they belong to may come back.
pub fn unnamed(tx: &mut Tx) -> Result<usize> {
    // What is stored is read first: whatever is there was announced before it.
    let stored = stored(tx)?;
    let schema = tx.schema();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for table in naming(&schema).chain(["store_blob_work"]) {
        let sql = format!("select blob from {table} order by org, blob");
        tx.query_each(&sql, &[], |row| {
            known.insert(keys::hex(&row.get::<Vec<u8>>(0)?));
            Ok(())
        })?;
    }
    Ok(stored.difference(&known).count())
}

fn stored(tx: &mut Tx) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    let Some(folder) = tx.session.blobs.clone() else {
        let sql = "select blob from store_blob_piece where piece = 0 order by org, blob";
        tx.query_each(sql, &[], |row| {
            out.insert(keys::hex(&row.get::<Vec<u8>>(0)?));
            Ok(())
        })?;
        return Ok(out);
    };
    if !folder.exists() {
        return Ok(out);
    }
    let fault = |e: std::io::Error| Error::internal("reading the folder of papers", e);
    for inner in std::fs::read_dir(&folder).map_err(fault)? {
        let inner = inner.map_err(fault)?;
        let first = inner.file_name().to_string_lossy().into_owned();
        for file in std::fs::read_dir(inner.path()).map_err(fault)? {
            let name = file.map_err(fault)?.file_name();
            out.insert(format!("{first}{}", name.to_string_lossy()));
        }
    }
    Ok(out)
}
