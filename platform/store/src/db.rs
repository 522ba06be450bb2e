//! The database as the program holds it: a writer, some readers, a lane for long exports.

use crate::dialect::{EngineKind, Macro};
use crate::engine::{Access, Session};
use crate::keys::{KeyFile, Keys};
use crate::open;
use crate::schema::Schema;
use crate::tx::Tx;
use kernel::{Error, Lack, OrgId, Result, Rng};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
    /// So many writes share one commit at most; 1 only to measure what sharing gains.
    pub group: usize,
}

impl Settings {
    pub fn new(database: Database) -> Settings {
        let key_file = database.default_key_file();
        Settings {
            database,
            key_file,
            readers: 3,
            group: GROUP,
        }
    }
}

/// Cheap to clone; the threads end with the last clone.
#[derive(Clone)]
pub struct Db {
    keys: Arc<Keys>,
    schema: Arc<Schema>,
    kind: EngineKind,
    settings: Arc<Settings>,
    /// None where the database was opened for reading only.
    writer: Option<Writers>,
    readers: Sender<ReadJob>,
    exports: Sender<ReadJob>,
}

/// Said after the commit: whether it held.
type Reply = Box<dyn FnOnce(Option<&Error>) + Send>;
/// Handed the fault instead of a session where no transaction could be begun for it.
struct WriteJob {
    org: OrgId,
    run: Run,
}
type Run = Box<dyn FnOnce(Result<&mut Session>) -> Reply + Send>;
/// An organisation's writes go to one of them: two would only wait for each other at its lock.
type Writers = Arc<[Sender<WriteJob>]>;
type ReadJob = Box<dyn FnOnce(&mut Session) + Send>;
/// Counts how often the spread of the rows was learnt.
type Learnt = Arc<AtomicU64>;
type Opener = Arc<dyn Fn(bool) -> Result<Session> + Send + Sync>;

/// [`Settings::group`] unless told otherwise.
const GROUP: usize = 256;
const PG_WRITERS: usize = 8;
/// From this many rows on, the log is folded into the file after an answer: about 80 MB where each row changed a page
/// of its own.
const FOLD_AFTER_ROWS: usize = 20_000;
/// Nobody having written for so long, what is in the log is folded too.
const REST: Duration = Duration::from_secs(2);

impl Db {
    /// Opens or makes the database and its key file and brings the schema up to date.
    ///
    /// `Internal` with a clear text: the key file is missing or belongs to another database, the
    /// database was made by a later version.
    pub fn open(settings: Settings, macros: &[Macro], rng: &dyn Rng) -> Result<Db> {
        let (schema, opener) = opener(&settings.database, macros, false)?;
        let mut session = opener(false)?;
        let keys = Arc::new(open::prepare(&mut session, &settings, rng)?);
        let kind = session.kind();
        drop(session);
        let learnt = Learnt::default();
        let writer = match kind {
            EngineKind::Sqlite => spawn_writers(1, &opener, settings.group, &learnt)?,
            EngineKind::Postgres => spawn_writers(PG_WRITERS, &opener, settings.group, &learnt)?,
        };
        Db::with(
            keys,
            schema,
            kind,
            settings,
            Some(writer),
            (&opener, &learnt),
        )
    }

    /// Opens what is there for reading only, without the key file: for an audit, also of an exported
    /// copy. Nothing sealed opens, every write is refused, and the schema is left as it is.
    ///
    /// `Internal` with a clear text: there is no database, or another version of the program made it.
    pub fn open_without_keys(settings: Settings, macros: &[Macro]) -> Result<Db> {
        if let Database::Sqlite(path) = &settings.database
            && !path.exists()
        {
            return Err(Error::Internal(format!(
                "there is no database {}",
                path.display()
            )));
        }
        let (schema, opener) = opener(&settings.database, macros, true)?;
        let mut session = opener(true)?;
        open::check_version(&mut session)?;
        let kind = session.kind();
        drop(session);
        Db::with(
            Arc::new(Keys::none()),
            schema,
            kind,
            settings,
            None,
            (&opener, &Learnt::default()),
        )
    }

    /// Whether the key file of these settings is that of the database; changes neither.
    pub fn key_file_fits(settings: &Settings) -> Result<bool> {
        let file = KeyFile::read(&settings.key_file)?;
        let (_, opener) = opener(&settings.database, &[], true)?;
        open::key_file_fits(&mut opener(true)?, &file)
    }

    fn with(
        keys: Arc<Keys>,
        schema: Arc<Schema>,
        kind: EngineKind,
        settings: Settings,
        writer: Option<Writers>,
        (opener, learnt): (&Opener, &Learnt),
    ) -> Result<Db> {
        let readers = spawn_readers(settings.readers.max(1), opener, learnt)?;
        let exports = spawn_readers(1, opener, learnt)?;
        Ok(Db {
            keys,
            schema,
            kind,
            settings: Arc::new(settings),
            writer,
            readers,
            exports,
        })
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
    pub fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
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
            if matches!(&result, Err(Error::Internal(_) | Error::Unavailable(..))) {
                // The statement may have ended the transaction by itself; then this says so and no more.
                drop(session.batch("rollback"));
            }
            done(result);
        });
        lane.send(job).map_err(|_| gone())
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        org: OrgId,
        f: impl FnOnce(&mut Session) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (say, hear) = channel();
        self.submit_write(org, f, move |result| drop(say.send(result)))?;
        hear.recv().map_err(|_| gone())?
    }

    pub(crate) async fn write_async<T: Send + 'static>(
        &self,
        org: OrgId,
        f: impl FnOnce(&mut Session) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (say, hear) = tokio::sync::oneshot::channel();
        self.submit_write(org, f, move |result| drop(say.send(result)))?;
        hear.await.map_err(|_| gone())?
    }

    fn submit_write<T: Send + 'static>(
        &self,
        org: OrgId,
        f: impl FnOnce(&mut Session) -> Result<T> + Send + 'static,
        done: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let run = Box::new(move |session: Result<&mut Session>| -> Reply {
            let result = session.and_then(|session| guarded(|| f(session)));
            Box::new(move |commit_fault| {
                done(match commit_fault {
                    None => result,
                    Some(fault) => Err(fault.clone()),
                });
            })
        });
        let writer = self
            .writer
            .as_ref()
            .ok_or_else(|| Error::Internal("opened for reading only".into()))?;
        let place = usize::try_from(org.rem_euclid(writer.len() as OrgId)).unwrap_or(0);
        let lane = writer.get(place).ok_or_else(gone)?;
        lane.send(WriteJob { org, run }).map_err(|_| gone())
    }
}

/// How a session is opened: told whether it only reads. `without_keys` never writes, not even the
/// settings that a database file keeps.
fn opener(
    database: &Database,
    macros: &[Macro],
    without_keys: bool,
) -> Result<(Arc<Schema>, Opener)> {
    let schema = Arc::new(Schema::load()?);
    let macros: Arc<[Macro]> = macros.into();
    let (of, database) = (schema.clone(), database.clone());
    let opener: Opener = Arc::new(move |read_only| {
        let access = match (without_keys, read_only) {
            (true, _) => Access::AsItIs,
            (false, true) => Access::Read,
            (false, false) => Access::Write,
        };
        match &database {
            Database::Sqlite(path) => Session::sqlite(path, access, of.clone(), macros.clone()),
            Database::Postgres(url) => Session::postgres(url, access, of.clone(), macros.clone()),
        }
    });
    Ok((schema, opener))
}

fn gone() -> Error {
    Error::Internal("the store's thread has ended".into())
}

/// A panic in one job must not end the thread that serves all others.
pub(crate) fn guarded<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|cause| {
        let text = cause
            .downcast_ref::<String>()
            .map(String::as_str)
            .or(cause.downcast_ref::<&str>().copied());
        Err(Error::Internal(format!(
            "panicked: {}",
            text.unwrap_or("without a text")
        )))
    })
}

fn spawn_readers(threads: usize, opener: &Opener, learnt: &Learnt) -> Result<Sender<ReadJob>> {
    let (send, receive) = channel::<ReadJob>();
    let receive = Arc::new(Mutex::new(receive));
    for _ in 0..threads {
        let (receive, opener, learnt) = (receive.clone(), opener.clone(), learnt.clone());
        let mut session = opener(true)?;
        let mut knows = learnt.load(Ordering::Relaxed);
        spawn("zhen-read", move || {
            while let Some(job) = next(&receive) {
                reopen_if_broken(&mut session, &opener, true);
                // A connection reads what was learnt when it opens.
                let now = learnt.load(Ordering::Relaxed);
                if now != knows
                    && let Ok(fresh) = opener(true)
                {
                    (session, knows) = (fresh, now);
                }
                job(&mut session);
            }
        })?;
    }
    Ok(send)
}

fn spawn_writers(
    threads: usize,
    opener: &Opener,
    group: usize,
    learnt: &Learnt,
) -> Result<Writers> {
    let mut writers = Vec::with_capacity(threads);
    for _ in 0..threads {
        let (send, receive) = channel::<WriteJob>();
        let (opener, learnt) = (opener.clone(), learnt.clone());
        let mut session = opener(false)?;
        spawn("zhen-write", move || {
            let mut left = None;
            loop {
                // Nobody having come for a while, there is time for other things.
                let next = left.take().map_or_else(|| receive.recv_timeout(REST), Ok);
                match next {
                    Ok(job) => {
                        reopen_if_broken(&mut session, &opener, false);
                        left = write_group(&mut session, &receive, job, group, &learnt);
                    }
                    Err(RecvTimeoutError::Timeout) => session.fold_log(0),
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
            session.fold_log(0);
        })?;
        writers.push(send);
    }
    Ok(writers.into())
}

/// Many writes, each in its own savepoint, in one commit; all are answered after it. On PostgreSQL those of one
/// organisation, whose lock the commit holds: with two locks, two servers could wait for each other for ever. What
/// came for another one is handed back.
///
/// SQLite ends a transaction by itself when the disk is full or fails. What came before in the group
/// is then lost and is told so, and nothing more is run: outside a transaction it would be kept.
fn write_group(
    session: &mut Session,
    receive: &Receiver<WriteJob>,
    first: WriteJob,
    group: usize,
    learnt: &Learnt,
) -> Option<WriteJob> {
    let (mut replies, mut left): (Vec<Reply>, _) = (Vec::new(), None);
    let mut outcome = session.begin(true);
    let only = (session.kind() == EngineKind::Postgres).then_some(first.org);
    let mut job = Some(first);
    while let Some(next_job) = job.take() {
        match &outcome {
            Ok(()) => replies.push((next_job.run)(Ok(&mut *session))),
            Err(fault) => replies.push((next_job.run)(Err(fault.clone()))),
        }
        session.is_untouched = false;
        if outcome.is_ok() && !session.in_transaction() {
            outcome = Err(Error::Unavailable(
                Lack::DiskFull,
                "the database gave up the transaction".into(),
            ));
        }
        if replies.len() < group && outcome.is_ok() {
            (job, left) = match receive.try_recv().ok() {
                Some(other) if only.is_some_and(|org| org != other.org) => (None, Some(other)),
                next => (next, None),
            };
        }
    }
    if outcome.is_ok() {
        outcome = session.batch("commit");
    }
    if outcome.is_err() {
        drop(session.batch("rollback"));
    }
    // Before the answers: what is read next is read with the spread known.
    if outcome.is_ok() && session.learn() {
        learnt.fetch_add(1, Ordering::Relaxed);
    }
    let fault = outcome.err();
    for reply in replies {
        reply(fault.as_ref());
    }
    session.fold_log(FOLD_AFTER_ROWS);
    left
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
