//! One read or one write, as a deed sees it.

use crate::dialect::EngineKind;
use crate::engine::{Cells, Session, Text};
use crate::journal::{self, TableDigest};
use crate::keys::Keys;
use crate::schema::grams::drop_ddl;
use crate::schema::{Class, Schema, Table};
use crate::value::{Row, Value};
use kernel::{Ctx, Error, Id, OrgId, Result, Rng};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Rows of one table wait for each other until there are this many, or until the table is read.
const BUFFERED_ROWS: usize = 10_000;

/// One transaction's view. A deed reads with [`Tx::query`], appends facts with [`Tx::insert`] and
/// keeps caches with [`Tx::execute`]; it never begins or commits anything.
pub struct Tx<'s> {
    pub(crate) session: &'s mut Session,
    pub(crate) keys: Arc<Keys>,
    pub(crate) writing: Option<Writing>,
    pub(crate) subject_keys: HashMap<(OrgId, i64), [u8; 32]>,
}

/// What a write carries beside its statements.
pub(crate) struct Writing {
    pub(crate) org: OrgId,
    pub(crate) seq: i64,
    pub(crate) last_id: i64,
    /// Microseconds since 1970, UTC; after every earlier instant of this chain.
    pub(crate) at: i64,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) input_subject: Option<Id>,
    plans: HashMap<&'static str, Arc<Plan>>,
    pending: BTreeMap<String, Pending>,
    /// Outside the journal only work and aside tables may be written.
    pub(crate) journalled: bool,
}

/// What this write has for one table.
#[derive(Default)]
struct Pending {
    /// Not yet sent.
    rows: Vec<Vec<Value>>,
    /// Of all rows, where they are facts.
    digest: Option<TableDigest>,
}

/// A parsed `table (column, column, …)`.
struct Plan {
    table: Table,
    /// For each column of the table, its place among the values given.
    places: Vec<Option<usize>>,
    given: usize,
    /// Whether the values come complete and in the table's own order.
    is_whole: bool,
}

impl Writing {
    pub(crate) fn new(ctx: &Ctx, seq: i64, last_id: i64, at: i64, journalled: bool) -> Writing {
        Writing {
            org: ctx.org,
            seq,
            last_id,
            at,
            rng: ctx.rng.clone(),
            input_subject: None,
            plans: HashMap::new(),
            pending: BTreeMap::new(),
            journalled,
        }
    }
}

impl<'s> Tx<'s> {
    pub(crate) fn new(
        session: &'s mut Session,
        keys: Arc<Keys>,
        writing: Option<Writing>,
    ) -> Tx<'s> {
        Tx {
            session,
            keys,
            writing,
            subject_keys: HashMap::new(),
        }
    }

    pub fn schema(&self) -> Arc<Schema> {
        self.session.schema.clone()
    }

    /// All rows of a `select`. Every list has an order and a limit of its own.
    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.query_each(sql, params, |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The rows of a `select` one by one, for what does not fit in memory.
    pub fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        mut each: impl FnMut(Row) -> Result<()>,
    ) -> Result<()> {
        let text = self.asked(sql)?;
        self.session.query_each(&text.sql, params, &mut each)
    }

    /// [`Tx::query_each`] for millions of rows: nothing is copied.
    pub fn scan(
        &mut self,
        sql: &str,
        params: &[Value],
        mut each: impl FnMut(Cells<'_>) -> Result<()>,
    ) -> Result<()> {
        let text = self.asked(sql)?;
        self.session
            .scan(&text.sql, params, &mut |cells, _| each(cells))
    }

    /// A question, with what it asks about written.
    fn asked(&mut self, sql: &str) -> Result<Arc<Text>> {
        // Only [`Tx::insert`] and [`Tx::execute`] know what may be written; a read the engine keeps from writing.
        if self.writing.is_some() && !matches!(sql.split_whitespace().next(), Some("select")) {
            return Err(Error::Internal(format!("not a question: {sql}")));
        }
        let text = self.session.text(sql)?;
        self.flush_for(&text.tables)?;
        Ok(text)
    }

    /// The first row, if there is one.
    pub fn query_opt(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The one row that an aggregate always has.
    pub fn query_one(&mut self, sql: &str, params: &[Value]) -> Result<Row> {
        self.query_opt(sql, params)?
            .ok_or_else(|| Error::Internal(format!("no row where one must be: {sql}")))
    }

    /// Appends one row: `tx.insert("ledger_account (org, id, seq)", values![org, id, seq])`.
    /// Columns not named are null. Facts are covered by the journal's digest.
    pub fn insert(&mut self, into: &'static str, values: Vec<Value>) -> Result<()> {
        let schema = self.session.schema.clone();
        let writing = self.writing.as_mut().ok_or_else(read_only)?;
        let plan = match writing.plans.get(into) {
            Some(plan) => plan.clone(),
            None => {
                let plan = Arc::new(parse_plan(into, &schema)?);
                writing.plans.insert(into, plan.clone());
                plan
            }
        };
        let row = plan.row(values)?;
        let name = &plan.table.name;
        if plan.table.class == Class::Fact {
            check_fact(&plan.table, &row, writing)?;
        }
        if !writing.pending.contains_key(name) {
            writing.pending.insert(name.clone(), Pending::default());
        }
        let Some(pending) = writing.pending.get_mut(name) else {
            return Ok(());
        };
        if plan.table.class == Class::Fact {
            let digest = pending.digest.get_or_insert_default();
            digest.add(&plan.table, &row)?;
        }
        pending.rows.push(row);
        if pending.rows.len() >= BUFFERED_ROWS {
            self.flush_table(name)
        } else {
            Ok(())
        }
    }

    /// An `insert`, `update` or `delete` on a cache, a work table or an aside table.
    /// Facts and the journal cannot be reached through here.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64> {
        let text = self.written(sql)?;
        self.session.execute(&text.sql, params)
    }

    /// [`Tx::execute`] where nobody asks how many rows it changed: on PostgreSQL it costs no message of its own.
    pub fn keep(&mut self, sql: &str, params: Vec<Value>) -> Result<()> {
        let text = self.written(sql)?;
        self.session.execute_later(&text.sql, params)
    }

    /// [`Tx::keep`] of a `delete` of most rows of a table with grams. On SQLite each gram of each row is wiped where it stands, some
    /// milliseconds for a row; here the index goes as a whole and is made again of what is left.
    pub fn keep_bulk(&mut self, sql: &str, params: Vec<Value>) -> Result<()> {
        let (schema, kind) = (self.schema(), self.session.kind());
        let grams = match kind {
            EngineKind::Sqlite => schema.grams_on(target_of(sql)),
            EngineKind::Postgres => Vec::new(),
        };
        for index in &grams {
            self.session.batch(&drop_ddl(&index.name, kind))?;
        }
        self.keep(sql, params)?;
        for index in &grams {
            self.session.batch(&index.ddl(kind))?;
        }
        Ok(())
    }

    /// A statement that may write what it writes, with what it reads written.
    fn written(&mut self, sql: &str) -> Result<Arc<Text>> {
        let text = self.session.text(sql)?;
        let writing = self.writing.as_ref().ok_or_else(read_only)?;
        let target = target_of(sql);
        let table = self.session.schema.table(target)?;
        let allowed = match table.class {
            Class::Now => writing.journalled,
            Class::Work | Class::Aside => true,
            Class::Fact | Class::Journal => false,
        };
        if !allowed {
            return Err(Error::Internal(format!(
                "{target} may not be written by: {sql}"
            )));
        }
        self.flush_for(&text.tables)?;
        Ok(text)
    }

    /// A new id of this organisation, later than all before it.
    pub fn new_id(&mut self) -> Result<Id> {
        let writing = self.writing.as_mut().ok_or_else(read_only)?;
        let id = Id::after(writing.last_id, writing.at / 1000);
        writing.last_id = id.0;
        Ok(id)
    }

    /// The journal row that this write will be.
    pub fn seq(&self) -> Result<i64> {
        self.writing.as_ref().map(|w| w.seq).ok_or_else(read_only)
    }

    /// The instant of this write: microseconds since 1970, UTC, rising along the chain.
    pub fn at(&self) -> Result<i64> {
        self.writing.as_ref().map(|w| w.at).ok_or_else(read_only)
    }

    /// Whose key seals the personal fields of this deed's input.
    pub fn set_input_subject(&mut self, subject: Id) {
        if let Some(writing) = self.writing.as_mut() {
            writing.input_subject = Some(subject);
        }
    }

    /// The seq up to which `org`'s facts are to be read for "as known now".
    pub fn known_seq(&mut self, org: OrgId) -> Result<i64> {
        if let Some(writing) = self
            .writing
            .as_ref()
            .filter(|w| w.org == org && w.journalled)
        {
            return Ok(writing.seq);
        }
        let row = self.query_opt(
            "select seq from journal_head_now where org = $1",
            &crate::values![org],
        )?;
        row.map_or(Ok(0), |r| r.get(0))
    }

    /// HMAC under a key of its own for `purpose`, from the key file.
    pub fn hmac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.keys.hmac(purpose, parts)
    }

    /// [`Tx::hmac`] for many messages of one purpose, also on other threads.
    pub fn hmac_for(&self, purpose: &str) -> crate::keys::PurposeKey {
        self.keys.hmac_for(purpose)
    }

    pub(crate) fn flush_all(&mut self) -> Result<()> {
        let Some(writing) = self.writing.as_ref() else {
            return Ok(());
        };
        let tables: Vec<String> = writing.pending.keys().cloned().collect();
        tables.iter().try_for_each(|table| self.flush_table(table))
    }

    fn flush_for(&mut self, tables: &[String]) -> Result<()> {
        if self.writing.is_none() {
            return Ok(());
        }
        tables.iter().try_for_each(|table| self.flush_table(table))
    }

    fn flush_table(&mut self, name: &str) -> Result<()> {
        let pending = self.writing.as_mut().and_then(|w| w.pending.get_mut(name));
        let Some(mut rows) = pending.map(|p| std::mem::take(&mut p.rows)) else {
            return Ok(());
        };
        let schema = self.session.schema.clone();
        let table = schema.table(name)?;
        if !rows.is_sorted_by(|one, next| journal::by_key(table, one, next).is_le()) {
            rows.sort_unstable_by(|one, other| journal::by_key(table, one, other));
        }
        // A bulk deed goes on making rows meanwhile, and fills these again.
        let room = if rows.len() >= BUFFERED_ROWS {
            self.session.insert_aside(name, rows)?
        } else {
            self.session.insert_rows(table, &rows)?;
            rows.clear();
            rows
        };
        if let Some(pending) = self.writing.as_mut().and_then(|w| w.pending.get_mut(name)) {
            pending.rows = room;
        }
        Ok(())
    }

    /// The tables written, with version, rows and digest, by name.
    pub(crate) fn finish_digests(&mut self) -> Result<Vec<journal::Written>> {
        let schema = self.session.schema.clone();
        let writing = self.writing.as_mut().ok_or_else(read_only)?;
        std::mem::take(&mut writing.pending)
            .into_iter()
            .filter_map(|(name, pending)| Some((name, pending.digest?)))
            .map(|(name, digest)| {
                let table = schema.table(&name)?;
                let (rows, hash) = digest.finish(table)?;
                Ok((name, table.versions.len(), rows, hash))
            })
            .collect()
    }
}

fn read_only() -> Error {
    Error::Internal("a read may not write".into())
}

/// A fact says of itself where it belongs; a row of another org or seq would escape the digest.
fn check_fact(table: &Table, row: &[Value], writing: &Writing) -> Result<()> {
    if !writing.journalled {
        return Err(Error::Internal(format!(
            "{}: a fact outside the journal",
            table.name
        )));
    }
    let is = |column: &str, value: i64| {
        table
            .column(column)
            .and_then(|i| row.get(i))
            .is_some_and(|v| *v == Value::Int(value))
    };
    if is("org", writing.org) && is("seq", writing.seq) {
        return Ok(());
    }
    Err(Error::Internal(format!(
        "{}: a fact of another org or seq",
        table.name
    )))
}

fn parse_plan(into: &str, schema: &Schema) -> Result<Plan> {
    let fault = |what: &str| Error::Internal(format!("{what}: insert into {into}"));
    let (name, columns) = into.split_once('(').ok_or_else(|| fault("no columns"))?;
    let table = schema.table(name.trim())?.clone();
    let given: Vec<&str> = columns
        .trim_end()
        .trim_end_matches(')')
        .split(',')
        .map(str::trim)
        .collect();
    if let Some(unknown) = given.iter().find(|c| table.column(c).is_none()) {
        return Err(fault(&format!("no column {unknown}")));
    }
    let places: Vec<Option<usize>> = table
        .columns
        .iter()
        .map(|c| given.iter().position(|g| *g == c.name))
        .collect();
    Ok(Plan {
        is_whole: places
            .iter()
            .copied()
            .eq((0..table.columns.len()).map(Some)),
        table,
        places,
        given: given.len(),
    })
}

impl Plan {
    /// The values in the order of the table, each of its column's type.
    fn row(&self, mut values: Vec<Value>) -> Result<Vec<Value>> {
        use crate::schema::Type;
        let fault = |what: String| Err(Error::Internal(format!("{}: {what}", self.table.name)));
        if values.len() != self.given {
            return fault(format!(
                "{} values for {} columns",
                values.len(),
                self.given
            ));
        }
        let row = if self.is_whole {
            values
        } else {
            let taken = |place: &Option<usize>| {
                let value = place.and_then(|p| values.get_mut(p));
                value.map_or(Value::Null, |v| std::mem::replace(v, Value::Null))
            };
            self.places.iter().map(taken).collect()
        };
        for (column, value) in self.table.columns.iter().zip(&row) {
            let fits = match (value, column.ty) {
                (Value::Null, _) => column.nullable,
                (Value::Int(_), Type::Int) | (Value::Bytes(_), Type::Bytes) => true,
                (Value::Text(_), Type::Text | Type::Date) => true,
                _ => false,
            };
            if !fits {
                return fault(format!("column {} does not take {value:?}", column.name));
            }
        }
        Ok(row)
    }
}

/// The table that a writing statement writes.
fn target_of(sql: &str) -> &str {
    let mut words = sql.split_whitespace();
    match words.next() {
        Some("update") => words.next().unwrap_or(""),
        Some("insert" | "delete") => words.nth(1).unwrap_or(""),
        _ => "",
    }
}
