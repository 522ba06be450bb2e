//! SQL of the measurements: what a deed wrote, and the same by bare rusqlite as the baseline.

use ::store::schema::{Class, Table};
use ::store::{Tx, Value, values};
use kernel::{Error, OrgId, Result};
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

/// What the deeds after `seq` left in facts, journal, balances and trees, each table in the order of its key.
pub fn written(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Vec<Written>> {
    let schema = tx.schema();
    let mut found = Vec::new();
    for table in schema.tables.values() {
        let since = match (table.class, table.name.as_str()) {
            (Class::Fact | Class::Journal, _) => "seq > $2",
            (_, "ledger_balance_now") => "$2 > 0",
            (_, "payout_tree_now") => {
                "round in (select r.id from payout_round r where r.org = $1 and r.seq > $2)"
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
        tx.query_each(&sql, &values![org, seq], |row| {
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
