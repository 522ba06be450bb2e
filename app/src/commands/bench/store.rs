//! SQL of the measurements: what a deed wrote, and the same by bare rusqlite as the baseline.

use ::store::schema::{Class, Table};
use ::store::{Tx, Value, values};
use kernel::{Error, Id, OrgId, Result};
use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

pub fn entries(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from ledger_entry where org = $1";
    tx.query_one(sql, &values![org])?.get(0)
}

/// The rows of one table that are to be written again.
pub struct Written {
    table: Table,
    pub rows: Vec<Vec<Value>>,
}

/// What the deeds after `seq` up to `until` left in facts, journal, balances and trees, each table in the order of its key.
pub fn written(tx: &mut Tx, org: OrgId, (seq, until): (i64, i64)) -> Result<Vec<Written>> {
    let schema = tx.schema();
    let mut found = Vec::new();
    for table in schema.tables.values() {
        let since = match (table.class, table.name.as_str()) {
            (Class::Fact | Class::Journal, _) => "seq > $2 and seq <= $3",
            (_, "ledger_balance_now") => "$2 > 0 and $3 > 0",
            (_, "payout_tree_now") => {
                "round in (select r.id from payout_round r where r.org = $1 and r.seq > $2 and r.seq <= $3)"
            }
            _ => continue,
        };
        let sql = format!(
            "select {} from {} where org = $1 and {since} order by {}",
            table.names().join(", "),
            table.name,
            table.key_names().join(", ")
        );
        let mut rows = Vec::new();
        tx.query_each(&sql, &values![org, seq, until], |row| {
            rows.push(row.0);
            Ok(())
        })?;
        if !rows.is_empty() {
            found.push(Written {
                table: table.clone(),
                rows,
            });
        }
    }
    Ok(found)
}

/// A copy of a database at rest, its log folded in.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    let conn = Connection::open(from).map_err(fault)?;
    conn.execute("vacuum into ?1", [to.to_string_lossy()])
        .map_err(fault)?;
    let conn = Connection::open(to).map_err(fault)?;
    conn.execute_batch("pragma journal_mode = wal")
        .map_err(fault)
}

/// The same rows with the same pragmas and in the same order: one prepared statement a table, one transaction.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub fn bare(file: &Path, written: &[Written]) -> Result<Duration> {
    let mut conn = Connection::open(file).map_err(fault)?;
    conn.execute_batch(::store::SQLITE_SETTINGS)
        .map_err(fault)?;
    let start = Instant::now();
    let transaction = conn.transaction().map_err(fault)?;
    for one in written {
        let table = &one.table;
        let marks: Vec<String> = (1..=table.columns.len()).map(|i| format!("?{i}")).collect();
        let conflict = match table.name.as_str() {
            "ledger_balance_now" => {
                "on conflict (org, account) do update set balance = excluded.balance"
            }
            _ => "",
        };
        let sql = format!(
            "insert into {} ({}) values ({}) {conflict}",
            table.name,
            table.names().join(", "),
            marks.join(", ")
        );
        let mut statement = transaction.prepare(&sql).map_err(fault)?;
        for row in &one.rows {
            statement
                .execute(rusqlite::params_from_iter(row))
                .map_err(fault)?;
        }
    }
    transaction.commit().map_err(fault)?;
    Ok(start.elapsed())
}

fn fault(e: rusqlite::Error) -> Error {
    Error::internal("the baseline", e)
}

pub fn account_ids(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let sql = "select id from ledger_account where org = $1 and party is not null order by id";
    let mut ids = Vec::new();
    tx.query_each(sql, &values![org], |row| {
        ids.push(row.get(0)?);
        Ok(())
    })?;
    Ok(ids)
}

const ACCOUNT: &str =
    "select book, code, party, side from ledger_account where org = $1 and id = $2";

/// One account by its key, every column taken.
pub fn account(tx: &mut Tx, org: OrgId, id: Id) -> Result<(i64, String, Option<i64>, i64)> {
    let row = tx.query_opt(ACCOUNT, &values![org, id])?;
    let row = row.ok_or(Error::NotFound)?;
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn opened(file: &Path) -> Result<Connection> {
    let conn = Connection::open(file).map_err(fault)?;
    conn.execute_batch(::store::SQLITE_SETTINGS)
        .map_err(fault)?;
    Ok(conn)
}

/// [`account`] by bare rusqlite.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub fn bare_accounts(file: &Path, org: OrgId, ids: &[Id]) -> Result<Duration> {
    let conn = opened(file)?;
    let sql = ACCOUNT.replace('$', "?");
    conn.execute_batch("begin").map_err(fault)?;
    let mut statement = conn.prepare(&sql).map_err(fault)?;
    let start = Instant::now();
    for id in ids {
        statement
            .query_row([org, id.0], |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<i64>>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            })
            .map_err(fault)?;
    }
    Ok(start.elapsed())
}

/// The entries of each account, ten years one by one, by bare rusqlite.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub fn bare_statements(file: &Path, org: OrgId, ids: &[Id]) -> Result<Duration> {
    let conn = opened(file)?;
    conn.execute_batch("begin").map_err(fault)?;
    let sql = "select e.date, e.seq, e.line, e.amount, v.number, v.kind from ledger_entry e \
               join ledger_voucher v on v.org = e.org and v.id = e.voucher \
               where e.org = ?1 and e.year = ?2 and e.account = ?3 order by e.date, e.seq, e.line limit 1000";
    let mut statement = conn.prepare(sql).map_err(fault)?;
    let start = Instant::now();
    for id in ids {
        for year in 2019..2029 {
            let rows = statement.query_map([org, year, id.0], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(3)?,
                    row.get::<_, String>(4)?,
                ))
            });
            for row in rows.map_err(fault)? {
                row.map_err(fault)?;
            }
        }
    }
    Ok(start.elapsed())
}

/// Every column of every fact once.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub fn bare_scan(file: &Path, schema: &::store::schema::Schema) -> Result<Duration> {
    let conn = opened(file)?;
    let start = Instant::now();
    for table in schema.of_class(Class::Fact) {
        let sql = format!(
            "select {} from {} order by {}",
            table.names().join(", "),
            table.name,
            table.key_names().join(", ")
        );
        let mut statement = conn.prepare(&sql).map_err(fault)?;
        let mut rows = statement.query([]).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            for column in 0..table.columns.len() {
                row.get_ref(column).map_err(fault)?;
            }
        }
    }
    Ok(start.elapsed())
}

/// Events of an organisation's cases.
pub fn events(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from cases_event where org = $1";
    tx.query_one(sql, &values![org])?.get(0)
}

/// Its cases of a kind, or of all where none is named.
pub fn cases(tx: &mut Tx, org: OrgId, code: &str) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from cases_now n where n.org = $1 and (n.code = $2 or $2 = '')";
    tx.query_one(sql, &values![org, code])?.get(0)
}

pub fn books(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from cases_book where org = $1";
    tx.query_one(sql, &values![org])?.get(0)
}

/// Every text looked through for a piece: what a search would do without an index.
pub fn plain_look(tx: &mut Tx, org: OrgId, like: &str) -> Result<i64> {
    let sql =
        "select cast(count(*) as bigint) from access_text t where t.org = $1 and t.folded like $2";
    tx.query_one(sql, &values![org, like])?.get(0)
}

const FIGURE: &str =
    "select cast(count(*) as bigint) from cases_tally_now where org = $1 and figure = $2";

pub fn count_figure(tx: &mut Tx, org: OrgId, figure: &str) -> Result<i64> {
    tx.query_one(FIGURE, &values![org, figure])?.get(0)
}

/// [`count_figure`] by bare rusqlite, so often, figure after figure; ascending.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub fn bare_figures(
    file: &Path,
    org: OrgId,
    figures: &[String],
    runs: usize,
) -> Result<Vec<Duration>> {
    let conn = opened(file)?;
    let sql = FIGURE.replace("cast(count(*) as bigint)", "count(*)");
    let mut statement = conn.prepare(&sql.replace('$', "?")).map_err(fault)?;
    let mut times = Vec::with_capacity(runs);
    for figure in figures.iter().cycle().take(runs) {
        let start = Instant::now();
        let found: i64 = statement
            .query_row(rusqlite::params![org, figure], |row| row.get(0))
            .map_err(fault)?;
        std::hint::black_box(found);
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times)
}

/// The villages below a unit, by code.
pub fn villages(tx: &mut Tx, unit: Id) -> Result<Vec<(String, Id)>> {
    let sql = "select u.code, u.id from access_unit_now u join access_reach_now r on r.unit = u.id \
               where r.ancestor = $1 and u.level = 'village' order by u.code limit 1000";
    tx.query(sql, &values![unit])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
