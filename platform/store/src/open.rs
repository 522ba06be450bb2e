//! Bringing a database up to date and matching it with its key file, safely when two start at once.

use crate::db::Settings;
use crate::dialect::EngineKind;
use crate::engine::Session;
use crate::keys::{KeyFile, Keys};
use crate::tx::Tx;
use crate::values;
use kernel::{Error, Result, Rng};
use std::collections::BTreeMap;

/// Begins the one transaction in which a database is prepared; others wait here.
pub(crate) fn begin_alone(session: &mut Session) -> Result<()> {
    session.begin(true)?;
    if session.kind() == EngineKind::Postgres {
        session.batch("select pg_advisory_xact_lock(7451019)")?;
    }
    Ok(())
}

pub(crate) fn hash_of(text: &str) -> String {
    crate::keys::hex(&<sha2::Sha256 as sha2::Digest>::digest(text))
}

pub(crate) fn applied(session: &mut Session) -> Result<BTreeMap<String, String>> {
    let mut applied = BTreeMap::new();
    session.query_each(
        "select name, hash from schema_migration order by name",
        &[],
        &mut |row| {
            applied.insert(row.get::<String>(0)?, row.get::<String>(1)?);
            Ok(())
        },
    )?;
    Ok(applied)
}

fn later_version(session: &Session, applied: &BTreeMap<String, String>) -> Result<()> {
    let known = |name: &String| session.schema.migrations.iter().any(|m| m.name == name);
    match applied.keys().find(|name| !known(name)) {
        None => Ok(()),
        Some(later) => Err(Error::Internal(format!(
            "the database was made by a later version of zhen (it has {later})"
        ))),
    }
}

/// Brings the schema up to date and matches the database with its key file, under a lock, so that two servers can
/// start at once. One transaction: a database whose key is not here is left as it was.
pub(crate) fn prepare(session: &mut Session, settings: &Settings, rng: &dyn Rng) -> Result<Keys> {
    begin_alone(session)?;
    let was_upgraded = migrate(session)?;
    let keys = keys(session, settings, rng)?;
    session.batch("commit")?;
    // A new index of which nothing is known is worse than none: SQLite took 220 ms for a page of names.
    if was_upgraded {
        session.learn_of(&[]);
    }
    Ok(keys)
}

/// Applies what is missing. Whether an older database was changed.
fn migrate(session: &mut Session) -> Result<bool> {
    session.batch(
        "create table if not exists schema_migration (name text primary key, hash text not null)",
    )?;
    let applied = applied(session)?;
    later_version(session, &applied)?;
    let fresh = applied.is_empty();
    let is_changed = bring_forward(session)?;
    if fresh {
        // The installation's own chain; others begin when an organisation is made.
        let sql = session.text(NEW_HEAD)?;
        session.execute(&sql.sql, &values![0, crate::journal::GENESIS])?;
    }
    Ok(is_changed && !fresh)
}

/// Applies the migrations that are missing, inside a transaction; whether there were any.
pub(crate) fn bring_forward(session: &mut Session) -> Result<bool> {
    let schema = session.schema.clone();
    let applied = applied(session)?;
    let mut is_changed = false;
    for migration in &schema.migrations {
        let hash = hash_of(migration.text);
        match applied.get(migration.name) {
            Some(found) if *found == hash => continue,
            Some(_) => {
                return Err(Error::Internal(format!(
                    "migration {} was edited after it had run",
                    migration.name
                )));
            }
            None => {}
        }
        for ddl in migration.ddl(session.kind()) {
            session.batch(&ddl)?;
        }
        note_migration(session, migration.name, &hash)?;
        is_changed = true;
    }
    Ok(is_changed)
}

pub(crate) fn note_migration(session: &mut Session, name: &str, hash: &str) -> Result<()> {
    let sql = session.text("insert into schema_migration (name, hash) values ($1, $2)")?;
    session.execute(&sql.sql, &values![name, hash]).map(drop)
}

/// All tables and nothing in them, as after [`prepare`], without a chain.
pub(crate) fn lay_out(session: &mut Session) -> Result<()> {
    lay_out_tables(session)?;
    lay_out_indexes(session)
}

/// [`lay_out`] without its second half: rows go in faster before there are indexes.
pub(crate) fn lay_out_tables(session: &mut Session) -> Result<()> {
    let schema = session.schema.clone();
    session.batch("create table schema_migration (name text primary key, hash text not null)")?;
    for migration in &schema.migrations {
        for ddl in migration.table_ddl(session.kind()) {
            session.batch(&ddl)?;
        }
        note_migration(session, migration.name, &hash_of(migration.text))?;
    }
    Ok(())
}

/// The second half of [`lay_out`].
pub(crate) fn lay_out_indexes(session: &mut Session) -> Result<()> {
    let schema = session.schema.clone();
    let engine = session.kind();
    let migrations = schema.migrations.iter();
    for ddl in migrations.flat_map(|migration| migration.index_ddl(engine)) {
        session.batch(&ddl)?;
    }
    Ok(())
}

/// For a reader that changes nothing: the schema must be exactly this program's.
pub(crate) fn check_version(session: &mut Session) -> Result<()> {
    let applied = applied(session)
        .map_err(|e| Error::internal("this is not a database of zhen, or it is empty", e))?;
    later_version(session, &applied)?;
    for migration in &session.schema.migrations {
        match applied.get(migration.name) {
            Some(found) if *found == hash_of(migration.text) => {}
            Some(_) => {
                return Err(Error::Internal(format!(
                    "migration {} was edited after it had run",
                    migration.name
                )));
            }
            None => {
                return Err(Error::Internal(format!(
                    "the database was made by an earlier version of zhen (it lacks {}): start `zhen serve` once",
                    migration.name
                )));
            }
        }
    }
    Ok(())
}

const NEW_HEAD: &str =
    "insert into journal_head_now (org, seq, hash, at, last_id) values ($1, 0, $2, 0, 0)";

impl Tx<'_> {
    /// Begins the chain of a new organisation. Part of the deed, on the installation's chain, that
    /// makes it.
    pub fn begin_chain(&mut self, org: kernel::OrgId) -> Result<()> {
        self.execute(NEW_HEAD, &values![org, crate::journal::GENESIS])
            .map(drop)
    }
}

/// The keys of this database, from its key file; a new database gets a new key file. Under the lock:
/// two servers that start at once must not each make one.
fn keys(session: &mut Session, settings: &Settings, rng: &dyn Rng) -> Result<Keys> {
    if installation_value(session, "audit_copy")?.is_some() {
        return Err(Error::Internal(
            "this is a copy for an audit: it has no keys and cannot be worked with".into(),
        ));
    }
    let file = key_file(session, settings, rng)?;
    let keys = file.keys(Some(&settings.key_file))?;
    check_key_file(session, &keys, &file)?;
    drop_erased(session, &keys)?;
    Ok(keys)
}

fn key_file(session: &mut Session, settings: &Settings, rng: &dyn Rng) -> Result<KeyFile> {
    if settings.key_file.exists() {
        return KeyFile::read(&settings.key_file);
    }
    if installation_value(session, "key_check")?.is_some() {
        return Err(Error::Internal(format!(
            "the key file {} is missing: put it back, or restore it from its recovery sheet",
            settings.key_file.display()
        )));
    }
    let file = KeyFile::generate(rng);
    file.write(&settings.key_file)?;
    Ok(file)
}

fn check_key_file(session: &mut Session, keys: &Keys, file: &KeyFile) -> Result<()> {
    let check = keys.hmac("check", &[]).to_vec();
    match installation_value(session, "key_check")? {
        Some(found) if found == check => Ok(()),
        Some(_) => Err(Error::Internal(format!(
            "key file {} belongs to another database",
            file.id
        ))),
        None => {
            let sql = session.text("insert into installation (name, value) values ($1, $2)")?;
            session
                .execute(&sql.sql, &values!["key_check", check])
                .map(drop)
        }
    }
}

/// An old copy of the database put back holds the wrapped keys of people erased since; the key file
/// knows them.
pub(crate) fn drop_erased(session: &mut Session, keys: &Keys) -> Result<()> {
    let sql = session.text("delete from subject_key where org = $1 and subject = $2")?;
    for (org, subject) in keys.every_erased() {
        session.execute(&sql.sql, &values![org, subject])?;
    }
    Ok(())
}

pub(crate) fn installation_value(session: &mut Session, name: &str) -> Result<Option<Vec<u8>>> {
    let text = session.text("select value from installation where name = $1")?;
    let mut found = None;
    session.query_each(&text.sql, &values![name], &mut |row| {
        found = Some(row.get::<Vec<u8>>(0)?);
        Ok(())
    })?;
    Ok(found)
}

/// Whether the key file is that of the database, changing neither: for `zhen doctor`.
pub(crate) fn key_file_fits(session: &mut Session, file: &KeyFile) -> Result<bool> {
    let check = file.keys(None)?.hmac("check", &[]).to_vec();
    Ok(installation_value(session, "key_check")?.is_some_and(|found| found == check))
}
