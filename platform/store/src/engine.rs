//! The two engines behind one face: a session runs statements, and nothing above this crate
//! knows which engine answers.

mod lent;
mod pg;
mod rows;

use crate::act::Held;
use crate::dialect::{self, EngineKind, Macro};
use crate::fault::sqlite_fault;
use crate::point::point;
use crate::schema::{Schema, Table};
use crate::value::{Row, Value};
use kernel::Result;
use lent::Lent;
pub(crate) use lent::Rows;
use pg::Pg;
pub use rows::Cells;
use rows::Of;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// How a SQLite file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Write,
    Read,
    /// A new file that nobody else has, kept in one piece: no log beside it.
    Alone,
    /// Nothing is changed, not even the file's own settings.
    AsItIs,
}

/// One connection with its caches.
pub(crate) struct Session {
    conn: Lent,
    kind: EngineKind,
    pub(crate) schema: Arc<Schema>,
    macros: Arc<[Macro]>,
    texts: HashMap<String, Arc<Text>>,
    /// Where content stands beside a SQLite file.
    pub(crate) blobs: Option<std::path::PathBuf>,
    /// Of a PostgreSQL server, to connect again: its URL and what to set there.
    server: Option<(String, String)>,
    /// New rows of each table since its spread was learnt.
    unlearnt: BTreeMap<String, usize>,
    /// Rows written since the log was last folded into the database file.
    unfolded: usize,
    /// The first write of this transaction goes on: what fails takes nothing back but itself.
    pub(crate) is_untouched: bool,
    /// What the deed before left locked in this transaction.
    pub(crate) held: Option<Held>,
}

enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Pg>),
}

/// A statement as this engine reads it, and our tables that it mentions.
pub(crate) struct Text {
    pub(crate) sql: String,
    pub(crate) tables: Vec<String>,
}

/// Statements here are short and read a page by an index. Compiling one or starting workers for it takes longer than
/// the page (5 to 80 ms measured), and a cost from the time of turning disks prefers to read a whole table.
const PG_SETTINGS: &str =
    "set jit = off; set max_parallel_workers_per_gather = 0; set random_page_cost = 1.1";
/// A plan made for any value takes every beginning of a name for a rare one (people whose name begins with z: 390 ms).
const PG_READS: &str = "; set plan_cache_mode = force_custom_plan";
/// Whoever writes asks by keys: planning a dozen statements anew took half of a small command's time. A plan that is
/// kept from the day when a table was empty would read it whole.
const PG_WRITES: &str = "; set enable_seqscan = off";
/// FULL: an answer is given only after the log has reached the disk. secure_delete: what a person had erased is
/// overwritten, not only forgotten.
pub const SQLITE_SETTINGS: &str = "pragma synchronous = full; pragma foreign_keys = off; pragma secure_delete = on; \
                                   pragma temp_store = memory; pragma cache_size = -16000; \
                                   pragma wal_autocheckpoint = 20000;";
/// From this many new rows on, the engine looks at how they are spread.
const LEARN_AFTER_ROWS: usize = 10_000;
/// From this many rows on, COPY is worth its extra round trips.
const COPY_FROM_ROWS: usize = 500;

/// The change to a write-ahead log does not wait for others by itself, so it is tried again: two
/// programs may open a new file at the same moment.
fn write_ahead(conn: &rusqlite::Connection) -> rusqlite::Result<()> {
    let mut tries = 0;
    loop {
        match conn.execute_batch("pragma journal_mode = wal;") {
            Err(e)
                if e.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && tries < 200 =>
            {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            other => return other,
        }
    }
}

/// A new database is its owner's alone; SQLite gives its log the same mode. Where that fails, opening says why.
#[cfg(unix)]
fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

impl Session {
    pub(crate) fn sqlite(
        path: &Path,
        access: Access,
        schema: Arc<Schema>,
        macros: Arc<[Macro]>,
    ) -> Result<Session> {
        use rusqlite::OpenFlags;
        let name = path.display().to_string();
        let fault = |e: rusqlite::Error| sqlite_fault("opening the database", &name, &e);
        let flags = match access {
            Access::AsItIs => OpenFlags::SQLITE_OPEN_READ_ONLY,
            _ => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        #[cfg(unix)]
        if access == Access::Write && !path.exists() {
            make_private(path);
        }
        // No URI flag: a path that begins with `file:` is a path.
        let conn =
            rusqlite::Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
                .map_err(fault)?;
        conn.busy_timeout(std::time::Duration::from_secs(30))
            .map_err(fault)?;
        conn.set_prepared_statement_cache_capacity(256);
        conn.execute_batch(SQLITE_SETTINGS).map_err(fault)?;
        match access {
            Access::Write | Access::Read => write_ahead(&conn).map_err(fault)?,
            Access::Alone | Access::AsItIs => {}
        }
        if access == Access::Write {
            conn.execute_batch("pragma wal_autocheckpoint = 0;")
                .map_err(fault)?;
        }
        if access == Access::Read {
            conn.execute_batch("pragma query_only = on;")
                .map_err(fault)?;
        }
        let mut session = Session::new(Conn::Sqlite(conn), schema, macros);
        session.blobs = Some(crate::blobs::folder(path));
        Ok(session)
    }

    pub(crate) fn postgres(
        url: &str,
        access: Access,
        schema: Arc<Schema>,
        macros: Arc<[Macro]>,
    ) -> Result<Session> {
        let more = match access {
            Access::Write => PG_WRITES,
            _ => PG_READS,
        };
        let settings = format!("{PG_SETTINGS}{more}");
        let conn = Conn::Postgres(Box::new(Pg::connect(url, &settings)?));
        let mut session = Session::new(conn, schema, macros);
        session.server = Some((url.to_owned(), settings));
        Ok(session)
    }

    fn new(conn: Conn, schema: Arc<Schema>, macros: Arc<[Macro]>) -> Session {
        Session {
            kind: match conn {
                Conn::Sqlite(_) => EngineKind::Sqlite,
                Conn::Postgres(_) => EngineKind::Postgres,
            },
            conn: Lent::new(conn),
            schema,
            macros,
            texts: HashMap::new(),
            blobs: None,
            server: None,
            unlearnt: BTreeMap::new(),
            unfolded: 0,
            is_untouched: false,
            held: None,
        }
    }

    /// After many rows, how they are spread is learnt anew. Without it SQLite takes every first column of a key for
    /// a narrow one, and `org` is the widest there is. PostgreSQL learns by itself, but up to a minute late, and a
    /// long reading that began before goes on with what it knew: comparing a list of 100,000 took three minutes.
    /// Answers whether it was time.
    pub(crate) fn learn(&mut self) -> bool {
        let rows: usize = self.unlearnt.values().sum();
        if rows < LEARN_AFTER_ROWS {
            return false;
        }
        let tables: Vec<String> = std::mem::take(&mut self.unlearnt).into_keys().collect();
        self.learn_of(&tables)
    }

    /// Learns how the rows of these tables are spread, or of all where none is named.
    pub(crate) fn learn_of(&mut self, tables: &[String]) -> bool {
        let analyze = match (self.kind(), tables) {
            (EngineKind::Sqlite, []) => "analyze".to_owned(),
            (EngineKind::Sqlite, _) => format!("analyze {}", tables.join("; analyze ")),
            (EngineKind::Postgres, _) => format!("analyze {}", tables.join(", ")),
        };
        let learnt = match self.kind() {
            EngineKind::Sqlite => self.batch(&format!("pragma analysis_limit = 1000; {analyze}")),
            EngineKind::Postgres => self.batch(&analyze),
        };
        if let Err(e) = &learnt {
            tracing::warn!("the spread of the rows could not be learnt: {e}");
        }
        learnt.is_ok()
    }

    /// SQLite's log is folded into the database file when enough is in it, by the writer and after its answers: what
    /// the log holds is on the disk already, and nobody needs to wait for the copying.
    pub(crate) fn fold_log(&mut self, from_rows: usize) {
        let is_due = self.unfolded > 0 && self.unfolded >= from_rows;
        if !is_due || self.kind() != EngineKind::Sqlite {
            return;
        }
        self.unfolded = 0;
        if let Err(e) = self.batch("pragma wal_checkpoint(passive)") {
            tracing::warn!("the log could not be folded into the database: {e}");
        }
    }

    pub(crate) fn kind(&self) -> EngineKind {
        self.kind
    }

    /// Whether the connection is beyond use and must be opened again.
    pub(crate) fn is_broken(&mut self) -> bool {
        match self.conn.get() {
            Ok(Conn::Sqlite(_)) => false,
            Ok(Conn::Postgres(pg)) => pg.is_closed(),
            Err(_) => true,
        }
    }

    /// Whether the transaction that was begun is still there. PostgreSQL keeps a failed one open.
    pub(crate) fn in_transaction(&mut self) -> bool {
        match self.conn.get() {
            Ok(Conn::Sqlite(conn)) => !conn.is_autocommit(),
            Ok(Conn::Postgres(_)) => true,
            Err(_) => false,
        }
    }

    pub(crate) fn text(&mut self, sql: &str) -> Result<Arc<Text>> {
        if let Some(text) = self.texts.get(sql) {
            return Ok(text.clone());
        }
        let text = Arc::new(Text {
            sql: dialect::rewrite(sql, self.kind(), &self.macros)?,
            tables: {
                // Macros mention tables too, so the names are looked for after expansion.
                dialect::tables_in(
                    &dialect::rewrite(sql, EngineKind::Postgres, &self.macros)?,
                    &self.schema,
                )
            },
        });
        self.texts.insert(sql.to_owned(), text.clone());
        Ok(text)
    }

    /// [`Session::batch`], on PostgreSQL together with what is run next: each message is a way there and back.
    pub(crate) fn batch_later(&mut self, sql: &str) -> Result<()> {
        match self.conn.get()? {
            Conn::Sqlite(_) => self.batch(sql),
            Conn::Postgres(pg) => {
                point("before", sql);
                pg.batch_later(sql)
            }
        }
    }

    /// Statements without parameters or answer: begin, commit, savepoint, DDL.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        if sql.starts_with("rollback") {
            // What could not be written in the meantime is taken back with the rest.
            drop(self.settle());
        }
        self.conn.settle()?;
        point("before", sql);
        let done = match self.conn.get()? {
            Conn::Sqlite(conn) => conn
                .execute_batch(sql)
                .map_err(|e| sqlite_fault("running", sql, &e)),
            Conn::Postgres(pg) => pg.batch(sql),
        };
        point("after", sql);
        done
    }

    pub(crate) fn begin(&mut self, write: bool) -> Result<()> {
        self.held = None;
        self.is_untouched = write && self.kind() == EngineKind::Sqlite;
        let sql = match (self.kind(), write) {
            (EngineKind::Sqlite, true) => "begin immediate",
            (EngineKind::Sqlite, false) => "begin",
            (EngineKind::Postgres, true) => "begin",
            (EngineKind::Postgres, false) => "begin isolation level repeatable read read only",
        };
        let begun = self.batch(sql);
        // A server that was restarted is noticed here, by the first who speaks to it, and nothing has been done yet.
        let is_gone = begun.is_err() && self.is_broken();
        let (true, Some((url, settings))) = (is_gone, &self.server) else {
            return begun;
        };
        self.conn = Lent::new(Conn::Postgres(Box::new(Pg::connect(url, settings)?)));
        self.batch(sql)
    }

    pub(crate) fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        self.scan(sql, params, &mut |cells, columns| each(cells.row(columns)?))
    }

    /// [`Session::query_each`] without copying: each row is still the engine's. Told also how many columns there are.
    pub(crate) fn scan(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(Cells<'_>, usize) -> Result<()>,
    ) -> Result<()> {
        if !sql.starts_with("select") {
            point("before", sql);
        }
        self.conn.settle()?;
        match self.conn.get()? {
            Conn::Sqlite(conn) => {
                let fault = |e: rusqlite::Error| sqlite_fault("querying", sql, &e);
                let mut statement = conn.prepare_cached(sql).map_err(fault)?;
                let columns = statement.column_count();
                let mut rows = statement
                    .query(rusqlite::params_from_iter(params))
                    .map_err(fault)?;
                while let Some(row) = rows.next().map_err(fault)? {
                    each(Cells::of(Of::Sqlite(row)), columns)?;
                }
                Ok(())
            }
            Conn::Postgres(pg) => pg.scan(sql, params, each),
        }
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        self.unfolded += 1;
        point("before", sql);
        self.conn.settle()?;
        match self.conn.get()? {
            Conn::Sqlite(conn) => {
                let fault = |e: rusqlite::Error| sqlite_fault("writing", sql, &e);
                let mut statement = conn.prepare_cached(sql).map_err(fault)?;
                let changed = statement
                    .execute(rusqlite::params_from_iter(params))
                    .map_err(fault)?;
                Ok(changed as u64)
            }
            Conn::Postgres(pg) => pg.execute(sql, params),
        }
    }

    /// [`Session::execute`] where nobody asks how many rows it changed; on PostgreSQL it goes with what is run next,
    /// and where it fails, that fails.
    pub(crate) fn execute_later(&mut self, sql: &str, params: Vec<Value>) -> Result<()> {
        if self.kind == EngineKind::Sqlite {
            return self.execute(sql, &params).map(drop);
        }
        point("before", sql);
        self.conn.settle()?;
        match self.conn.get()? {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(pg) => {
                let params = params.into_iter().map(|value| Box::new(value) as _);
                pg.execute_later(sql, params.collect())
            }
        }
    }

    /// Rows of one table, complete and in the order of its columns, sent set-based.
    pub(crate) fn insert_rows(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.count(table, rows.len());
        self.conn.settle()?;
        match self.conn.get()? {
            Conn::Postgres(pg) if rows.len() < COPY_FROM_ROWS => pg.unnest(table, rows),
            conn => write_rows(conn, table, rows),
        }
    }

    /// [`Session::insert_rows`] for a bulk: answers at once, with room for the next rows, while a thread writes these.
    /// Where they cannot be written, the next statement says so.
    pub(crate) fn insert_aside(&mut self, table: &str, rows: Rows) -> Result<Rows> {
        let schema = self.schema.clone();
        self.count(schema.table(table)?, rows.len());
        self.conn.write(schema, table, rows)
    }

    /// Tells whether all that was handed to the thread or kept for the next message has been written.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.conn.settle()?;
        match self.conn.get()? {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(pg) => pg.settle(),
        }
    }

    fn count(&mut self, table: &Table, rows: usize) {
        *self.unlearnt.entry(table.name.clone()).or_default() += rows;
        self.unfolded += rows;
    }
}

/// Many rows, as each engine takes them fastest.
fn write_rows(conn: &mut Conn, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    match conn {
        Conn::Sqlite(conn) => {
            let names = table.names().join(", ");
            let marks: Vec<String> = (1..=table.columns.len()).map(|i| format!("?{i}")).collect();
            let sql = format!(
                "insert into {} ({names}) values ({})",
                table.name,
                marks.join(", ")
            );
            let fault = |e: rusqlite::Error| sqlite_fault("writing", &sql, &e);
            let mut statement = conn.prepare_cached(&sql).map_err(fault)?;
            for row in rows {
                point("before", &sql);
                statement
                    .execute(rusqlite::params_from_iter(row))
                    .map_err(fault)?;
            }
        }
        Conn::Postgres(pg) => pg.copy(table, rows)?,
    }
    Ok(())
}
