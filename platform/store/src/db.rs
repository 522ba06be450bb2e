//! The database as the program holds it: a writer, some readers, a lane for long exports.

use crate::dialect::{EngineKind, Macro};
use crate::engine::Session;
use crate::keys::{KeyFile, Keys};
use crate::schema::Schema;
use crate::tx::Tx;
use crate::values;
use kernel::{Error, Result, Rng};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// `sqlite:PATH` or `postgres://…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Database {
    pub fn parse(text: &str) -> Result<Database> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            if path.is_empty() {
                return Err(Error::invalid("database", "no_path"));
            }
            return Ok(Database::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Database::Postgres(text.to_owned()));
        }
        Err(Error::invalid("database", "unknown_database"))
    }

    /// Where the key file stands unless told otherwise: beside the SQLite file, or in this folder.
    pub fn default_key_file(&self) -> PathBuf {
        match self {
            Database::Sqlite(path) => path.with_extension("key"),
            Database::Postgres(_) => PathBuf::from("zhen.key"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Settings {
    pub database: Database,
    pub key_file: PathBuf,
    /// Threads that read.
    pub readers: usize,
}

impl Settings {
    pub fn new(database: Database) -> Settings {
        let key_file = database.default_key_file();
        Settings { database, key_file, readers: 3 }
    }
}

/// Cheap to clone; the threads end with the last clone.
#[derive(Clone)]
pub struct Db {
    keys: Arc<Keys>,
    schema: Arc<Schema>,
    kind: EngineKind,
    settings: Arc<Settings>,
    writer: Sender<WriteJob>,
    readers: Sender<ReadJob>,
    exports: Sender<ReadJob>,
}

/// Said after the commit: whether it held.
type Reply = Box<dyn FnOnce(Option<&Error>) + Send>;
type WriteJob = Box<dyn FnOnce(&mut Session) -> Reply + Send>;
type ReadJob = Box<dyn FnOnce(&mut Session) + Send>;
type Opener = Arc<dyn Fn(bool) -> Result<Session> + Send + Sync>;

/// So many writes share one commit at most.
const GROUP: usize = 256;
const PG_WRITERS: usize = 4;

impl Db {
    /// Opens or makes the database and its key file and brings the schema up to date.
    ///
    /// `Internal` with a clear text: the key file is missing or belongs to another database, the
    /// database was made by a later version.
    pub fn open(settings: Settings, macros: &[Macro], rng: &dyn Rng) -> Result<Db> {
        let schema = Arc::new(Schema::load()?);
        let macros: Arc<[Macro]> = macros.into();
        let opener: Opener = {
            let (schema, database) = (schema.clone(), settings.database.clone());
            Arc::new(move |read_only| match &database {
                Database::Sqlite(path) => {
                    Session::sqlite(&path.to_string_lossy(), read_only, schema.clone(), macros.clone())
                }
                Database::Postgres(url) => Session::postgres(url, schema.clone(), macros.clone()),
            })
        };
        let mut session = opener(false)?;
        migrate(&mut session)?;
        let key_file = key_file(&mut session, &settings, rng)?;
        let keys = Arc::new(key_file.keys()?);
        check_key_file(&mut session, &keys, &key_file)?;
        let kind = session.kind();
        drop(session);
        let writer = match kind {
            EngineKind::Sqlite => spawn_writers(1, &opener, GROUP)?,
            EngineKind::Postgres => spawn_writers(PG_WRITERS, &opener, 1)?,
        };
        let readers = spawn_readers(settings.readers.max(1), &opener)?;
        let exports = spawn_readers(1, &opener)?;
        Ok(Db { keys, schema, kind, settings: Arc::new(settings), writer, readers, exports })
    }

    pub fn schema(&self) -> Arc<Schema> {
        self.schema.clone()
    }

    pub fn kind(&self) -> EngineKind {
        self.kind
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn keys(&self) -> Arc<Keys> {
        self.keys.clone()
    }

    /// Reads one state of the database: everything inside `f` sees the same moment.
    pub fn read<T: Send + 'static>(&self, f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        let (say, hear) = channel();
        self.submit_read(&self.readers, f, move |result| drop(say.send(result)))?;
        hear.recv().map_err(|_| gone())?
    }

    /// [`Db::read`] for an async caller.
    pub async fn read_async<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (say, hear) = tokio::sync::oneshot::channel();
        self.submit_read(&self.readers, f, move |result| drop(say.send(result)))?;
        hear.await.map_err(|_| gone())?
    }

    /// A long read (an export, an audit) on a lane of its own, so that pages do not wait for it.
    pub async fn export_async<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (say, hear) = tokio::sync::oneshot::channel();
        self.submit_read(&self.exports, f, move |result| drop(say.send(result)))?;
        hear.await.map_err(|_| gone())?
    }

    fn submit_read<T: Send + 'static>(
        &self,
        lane: &Sender<ReadJob>,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
        done: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let keys = self.keys.clone();
        let job: ReadJob = Box::new(move |session| {
            let result = guarded(|| {
                session.begin(false)?;
                let result = f(&mut Tx::new(session, keys, None));
                session.batch("rollback")?;
                result
            });
            if matches!(&result, Err(Error::Internal(_))) {
                // The statement may have ended the transaction by itself; then this says so and no more.
                drop(session.batch("rollback"));
            }
            done(result);
        });
        lane.send(job).map_err(|_| gone())
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Session) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (say, hear) = channel();
        self.submit_write(f, move |result| drop(say.send(result)))?;
        hear.recv().map_err(|_| gone())?
    }

    pub(crate) async fn write_async<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Session) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (say, hear) = tokio::sync::oneshot::channel();
        self.submit_write(f, move |result| drop(say.send(result)))?;
        hear.await.map_err(|_| gone())?
    }

    fn submit_write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Session) -> Result<T> + Send + 'static,
        done: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let job: WriteJob = Box::new(move |session| {
            let result = guarded(|| f(session));
            Box::new(move |commit_fault| {
                done(match commit_fault {
                    None => result,
                    Some(fault) => Err(fault.clone()),
                });
            })
        });
        self.writer.send(job).map_err(|_| gone())
    }
}

fn gone() -> Error {
    Error::Internal("the store's thread has ended".into())
}

/// A panic in one job must not end the thread that serves all others.
fn guarded<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
        Err(Error::Internal(format!("panicked: {}", text.unwrap_or("without a text"))))
    })
}

fn spawn_readers(threads: usize, opener: &Opener) -> Result<Sender<ReadJob>> {
    let (send, receive) = channel::<ReadJob>();
    let receive = Arc::new(Mutex::new(receive));
    for _ in 0..threads {
        let (receive, opener) = (receive.clone(), opener.clone());
        let mut session = opener(true)?;
        spawn("zhen-read", move || {
            while let Some(job) = next(&receive) {
                reopen_if_broken(&mut session, &opener, true);
                job(&mut session);
            }
        })?;
    }
    Ok(send)
}

fn spawn_writers(threads: usize, opener: &Opener, group: usize) -> Result<Sender<WriteJob>> {
    let (send, receive) = channel::<WriteJob>();
    let receive = Arc::new(Mutex::new(receive));
    for _ in 0..threads {
        let (receive, opener) = (receive.clone(), opener.clone());
        let mut session = opener(false)?;
        spawn("zhen-write", move || {
            while let Some(job) = next(&receive) {
                reopen_if_broken(&mut session, &opener, false);
                write_group(&mut session, &receive, job, group);
            }
        })?;
    }
    Ok(send)
}

/// Many writes, each in its own savepoint, in one commit; all are answered after it.
fn write_group(session: &mut Session, receive: &Mutex<Receiver<WriteJob>>, first: WriteJob, group: usize) {
    let mut replies: Vec<Reply> = Vec::new();
    let mut outcome = session.begin(true);
    let mut job = Some(first);
    while let Some(next_job) = job.take() {
        replies.push(next_job(session));
        if replies.len() < group && outcome.is_ok() {
            job = receive.lock().ok().and_then(|r| r.try_recv().ok());
        }
    }
    if outcome.is_ok() {
        outcome = session.batch("commit");
    }
    if outcome.is_err() {
        drop(session.batch("rollback"));
    }
    let fault = outcome.err();
    for reply in replies {
        reply(fault.as_ref());
    }
}

fn next<T>(receive: &Mutex<Receiver<T>>) -> Option<T> {
    receive.lock().ok()?.recv().ok()
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(f)
        .map(drop)
        .map_err(|e| Error::internal("starting a thread of the store", e))
}

fn reopen_if_broken(session: &mut Session, opener: &Opener, read_only: bool) {
    if session.is_broken() {
        match opener(read_only) {
            Ok(fresh) => *session = fresh,
            Err(e) => tracing::warn!("the database does not answer: {e}"),
        }
    }
}

/// Applies what is missing, under a lock, so that two servers can start at once.
fn migrate(session: &mut Session) -> Result<()> {
    let schema = session.schema.clone();
    session.begin(true)?;
    if session.kind() == EngineKind::Postgres {
        session.batch("select pg_advisory_xact_lock(7451019)")?;
    }
    session.batch("create table if not exists schema_migration (name text primary key, hash text not null)")?;
    let mut applied = std::collections::BTreeMap::new();
    session.query_each("select name, hash from schema_migration order by name", &[], &mut |row| {
        applied.insert(row.get::<String>(0)?, row.get::<String>(1)?);
        Ok(())
    })?;
    let known = |name: &String| schema.migrations.iter().any(|m| m.name == name);
    if let Some(later) = applied.keys().find(|name| !known(name)) {
        return Err(Error::Internal(format!("the database was made by a later version of zhen (it has {later})")));
    }
    let fresh = applied.is_empty();
    for migration in &schema.migrations {
        let hash = crate::keys::hex(&<sha2::Sha256 as sha2::Digest>::digest(migration.text));
        match applied.get(migration.name) {
            Some(found) if *found == hash => continue,
            Some(_) => {
                return Err(Error::Internal(format!("migration {} was edited after it had run", migration.name)));
            }
            None => {}
        }
        for ddl in migration.ddl(session.kind()) {
            session.batch(&ddl)?;
        }
        let sql = session.text("insert into schema_migration (name, hash) values ($1, $2)")?;
        session.execute(&sql.sql, &values![migration.name, hash])?;
    }
    if fresh {
        // The installation's own chain; others begin when an organisation is made.
        let sql = session.text(NEW_HEAD)?;
        session.execute(&sql.sql, &values![0, crate::journal::GENESIS])?;
    }
    session.batch("commit")
}

pub(crate) const NEW_HEAD: &str =
    "insert into journal_head_now (org, seq, hash, at, last_id) values ($1, 0, $2, 0, 0)";

impl Tx<'_> {
    /// Begins the chain of a new organisation. Part of the deed, on the installation's chain, that
    /// makes it.
    pub fn begin_chain(&mut self, org: kernel::OrgId) -> Result<()> {
        self.execute(NEW_HEAD, &values![org, crate::journal::GENESIS]).map(drop)
    }
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
        Some(_) => Err(Error::Internal(format!("key file {} belongs to another database", file.id))),
        None => {
            let sql = session.text("insert into installation (name, value) values ($1, $2)")?;
            session.execute(&sql.sql, &values!["key_check", check]).map(drop)
        }
    }
}

fn installation_value(session: &mut Session, name: &str) -> Result<Option<Vec<u8>>> {
    let text = session.text("select value from installation where name = $1")?;
    let mut found = None;
    session.query_each(&text.sql, &values![name], &mut |row| {
        found = Some(row.get::<Vec<u8>>(0)?);
        Ok(())
    })?;
    Ok(found)
}
