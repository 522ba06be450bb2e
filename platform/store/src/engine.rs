//! The two engines behind one face: a session runs statements, and nothing above this crate
//! knows which engine answers.

mod rows;

use crate::dialect::{self, EngineKind, Macro};
use crate::fault::{pg_fault, sqlite_fault};
use crate::point::point;
use crate::schema::{Schema, Table};
use crate::value::{Row, Value};
use fallible_iterator::FallibleIterator;
use kernel::Result;
use postgres::types::{ToSql, Type as PgType};
use rows::{ColumnOf, array_type, pg_row, pg_type, sqlite_row};
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
    conn: Conn,
    pub(crate) schema: Arc<Schema>,
    macros: Arc<[Macro]>,
    texts: HashMap<String, Arc<Text>>,
    statements: HashMap<String, postgres::Statement>,
    /// Where content stands beside a SQLite file.
    pub(crate) blobs: Option<std::path::PathBuf>,
    /// Of a PostgreSQL server, to connect again.
    url: Option<String>,
    /// New rows of each table since its spread was learnt.
    unlearnt: BTreeMap<String, usize>,
    /// What PostgreSQL is to run before the next statement, in the same message.
    held: String,
    /// Rows written since the log was last folded into the database file.
    unfolded: usize,
}

enum Conn {
    Sqlite(rusqlite::Connection),
    Postgres(Box<postgres::Client>),
}

/// A statement as this engine reads it, and our tables that it mentions.
pub(crate) struct Text {
    pub(crate) sql: String,
    pub(crate) tables: Vec<String>,
}

/// Statements here are short and read a page by an index. Compiling one or starting workers for it takes longer than
/// the page (5 to 80 ms measured), a cost from the time of turning disks prefers to read a whole table, and a plan
/// made for any value takes every beginning of a name for a rare one (people whose name begins with z: 390 ms).
const PG_SETTINGS: &str = "set jit = off; set max_parallel_workers_per_gather = 0; set random_page_cost = 1.1; \
                           set plan_cache_mode = force_custom_plan";
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
        schema: Arc<Schema>,
        macros: Arc<[Macro]>,
    ) -> Result<Session> {
        let mut session = Session::new(Conn::Postgres(Box::new(connect(url)?)), schema, macros);
        session.url = Some(url.to_owned());
        Ok(session)
    }

    fn new(conn: Conn, schema: Arc<Schema>, macros: Arc<[Macro]>) -> Session {
        Session {
            conn,
            schema,
            macros,
            texts: HashMap::new(),
            statements: HashMap::new(),
            blobs: None,
            url: None,
            unlearnt: BTreeMap::new(),
            unfolded: 0,
            held: String::new(),
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
        self.learn_of(&tables.join(", "))
    }

    /// Learns how the rows of these tables are spread, or of all where none is named. SQLite learns of all.
    pub(crate) fn learn_of(&mut self, tables: &str) -> bool {
        let learnt = match self.kind() {
            EngineKind::Sqlite => self.batch("pragma analysis_limit = 1000; analyze"),
            EngineKind::Postgres => self.batch(&format!("analyze {tables}")),
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
        match self.conn {
            Conn::Sqlite(_) => EngineKind::Sqlite,
            Conn::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// Whether the connection is beyond use and must be opened again.
    pub(crate) fn is_broken(&self) -> bool {
        match &self.conn {
            Conn::Sqlite(_) => false,
            Conn::Postgres(client) => client.is_closed(),
        }
    }

    /// Whether the transaction that was begun is still there. PostgreSQL keeps a failed one open.
    pub(crate) fn in_transaction(&self) -> bool {
        match &self.conn {
            Conn::Sqlite(conn) => !conn.is_autocommit(),
            Conn::Postgres(_) => true,
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
        if self.kind() == EngineKind::Sqlite {
            return self.batch(sql);
        }
        self.held.push_str(sql);
        self.held.push(';');
        Ok(())
    }

    fn send_held(&mut self) -> Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        self.batch("")
    }

    /// Statements without parameters or answer: begin, commit, savepoint, DDL.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        let held = std::mem::take(&mut self.held);
        let sql = &*format!("{held}{sql}");
        point("before", sql);
        let done = match &mut self.conn {
            Conn::Sqlite(conn) => conn
                .execute_batch(sql)
                .map_err(|e| sqlite_fault("running", sql, &e)),
            Conn::Postgres(client) => client
                .batch_execute(sql)
                .map_err(|e| pg_fault("running", sql, &e)),
        };
        point("after", sql);
        done
    }

    pub(crate) fn begin(&mut self, write: bool) -> Result<()> {
        let sql = match (self.kind(), write) {
            (EngineKind::Sqlite, true) => "begin immediate",
            (EngineKind::Sqlite, false) => "begin",
            (EngineKind::Postgres, true) => "begin",
            (EngineKind::Postgres, false) => "begin isolation level repeatable read read only",
        };
        let begun = self.batch(sql);
        // A server that was restarted is noticed here, by the first who speaks to it, and nothing has been done yet.
        let (true, true, Some(url)) = (begun.is_err(), self.is_broken(), &self.url) else {
            return begun;
        };
        self.conn = Conn::Postgres(Box::new(connect(url)?));
        self.statements.clear();
        self.batch(sql)
    }

    pub(crate) fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        if !sql.starts_with("select") {
            point("before", sql);
        }
        self.send_held()?;
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                let fault = |e: rusqlite::Error| sqlite_fault("querying", sql, &e);
                let mut statement = conn.prepare_cached(sql).map_err(fault)?;
                let columns = statement.column_count();
                let mut rows = statement
                    .query(rusqlite::params_from_iter(params))
                    .map_err(fault)?;
                while let Some(row) = rows.next().map_err(fault)? {
                    each(sqlite_row(row, columns)?)?;
                }
                Ok(())
            }
            Conn::Postgres(client) => {
                let fault = |e: postgres::Error| pg_fault("querying", sql, &e);
                let statement = prepared(client, &mut self.statements, sql)?;
                let params: Vec<&(dyn ToSql + Sync)> =
                    params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
                let mut rows = client.query_raw(&statement, params).map_err(fault)?;
                while let Some(row) = rows.next().map_err(fault)? {
                    each(pg_row(&row)?)?;
                }
                Ok(())
            }
        }
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        self.unfolded += 1;
        point("before", sql);
        self.send_held()?;
        match &mut self.conn {
            Conn::Sqlite(conn) => {
                let fault = |e: rusqlite::Error| sqlite_fault("writing", sql, &e);
                let mut statement = conn.prepare_cached(sql).map_err(fault)?;
                let changed = statement
                    .execute(rusqlite::params_from_iter(params))
                    .map_err(fault)?;
                Ok(changed as u64)
            }
            Conn::Postgres(client) => {
                let statement = prepared(client, &mut self.statements, sql)?;
                let params: Vec<&(dyn ToSql + Sync)> =
                    params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
                client
                    .execute(&statement, &params)
                    .map_err(|e| pg_fault("writing", sql, &e))
            }
        }
    }

    /// Rows of one table, complete and in the order of its columns, sent set-based.
    pub(crate) fn insert_rows(
        &mut self,
        table: &Table,
        rows: &[Vec<Value>],
        conflict: &str,
    ) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let names = table.names().join(", ");
        *self.unlearnt.entry(table.name.clone()).or_default() += rows.len();
        self.unfolded += rows.len();
        self.send_held()?;
        if let Conn::Sqlite(conn) = &self.conn {
            let marks: Vec<String> = (1..=table.columns.len()).map(|i| format!("?{i}")).collect();
            let sql = format!(
                "insert into {} ({names}) values ({}) {conflict}",
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
            return Ok(());
        }
        if rows.len() >= COPY_FROM_ROWS && conflict.is_empty() {
            return self.copy_rows(table, &names, rows);
        }
        let casts: Vec<String> = table
            .columns
            .iter()
            .enumerate()
            .map(|(i, c)| format!("${}::{}[]", i + 1, array_type(c.ty)))
            .collect();
        let sql = format!(
            "insert into {} ({names}) select * from unnest({}) {conflict}",
            table.name,
            casts.join(", ")
        );
        self.execute_columns(&sql, table, rows)
    }

    fn execute_columns(&mut self, sql: &str, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
        let Conn::Postgres(client) = &mut self.conn else {
            return Ok(());
        };
        let statement = prepared(client, &mut self.statements, sql)?;
        let columns: Vec<ColumnOf> = (0..table.columns.len())
            .map(|i| ColumnOf { rows, index: i })
            .collect();
        let params: Vec<Box<dyn ToSql + Sync>> = columns
            .iter()
            .zip(&table.columns)
            .map(|(values, column)| values.array(column.ty))
            .collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(AsRef::as_ref).collect();
        client
            .execute(&statement, &params)
            .map_err(|e| pg_fault("writing", sql, &e))?;
        Ok(())
    }

    fn copy_rows(&mut self, table: &Table, names: &str, rows: &[Vec<Value>]) -> Result<()> {
        let Conn::Postgres(client) = &mut self.conn else {
            return Ok(());
        };
        let sql = format!("copy {} ({names}) from stdin binary", table.name);
        let fault = |e: postgres::Error| pg_fault("copying", &sql, &e);
        let types: Vec<PgType> = table.columns.iter().map(|c| pg_type(c.ty)).collect();
        let sink = client.copy_in(&sql).map_err(fault)?;
        let mut writer = postgres::binary_copy::BinaryCopyInWriter::new(sink, &types);
        for row in rows {
            let params: Vec<&(dyn ToSql + Sync)> =
                row.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
            writer.write(&params).map_err(fault)?;
        }
        writer.finish().map_err(fault)?;
        Ok(())
    }
}

fn connect(url: &str) -> Result<postgres::Client> {
    let mut client = postgres::Client::connect(url, postgres::NoTls)
        .map_err(|e| pg_fault("connecting to", "PostgreSQL", &e))?;
    client
        .batch_execute(PG_SETTINGS)
        .map_err(|e| pg_fault("setting up", PG_SETTINGS, &e))?;
    Ok(client)
}

fn prepared(
    client: &mut postgres::Client,
    cache: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement> {
    if let Some(statement) = cache.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client
        .prepare(sql)
        .map_err(|e| pg_fault("preparing", sql, &e))?;
    cache.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}
