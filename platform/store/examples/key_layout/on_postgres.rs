//! The round on PostgreSQL: binary COPY in one transaction, under the server's own settings.

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls};

use crate::measuring::{median, median_of, must_be, now, peak_rss_mb, timed};
use crate::reads::{BOOK_ACCOUNTS, Reads};
use crate::{Case, ELEVENTH, Entry, Figures, Layout, ORG, Result, columns};

/// The heap lies in the order of arrival whatever the key, so it is loaded once for each case and
/// only its indexes differ.
pub fn load(url: &str, case: Case, accounts: i64) -> Result<()> {
    let mut db = Client::connect(url, NoTls)?;
    db.batch_execute("drop table if exists entries")?;
    let mut tx = db.transaction()?;
    tx.batch_execute(&format!(
        "create table entries ({}) with (autovacuum_enabled = false)",
        columns("bigint", "text collate \"C\"")
    ))?;
    for round in 1..ELEVENTH {
        copy_round(&mut tx, case, round, accounts)?;
    }
    tx.commit()?;
    db.batch_execute("vacuum (freeze, analyze) entries")?;
    Ok(())
}

fn copy_round(
    tx: &mut postgres::Transaction<'_>,
    case: Case,
    round: i64,
    accounts: i64,
) -> Result<()> {
    let (year, date) = case.date(round);
    let int = Type::INT8;
    let types = [
        int.clone(),
        int.clone(),
        int.clone(),
        Type::TEXT,
        int.clone(),
        int.clone(),
        int.clone(),
        int,
    ];
    let sink = tx.copy_in(
        "copy entries (org, year, account, date, seq, line, voucher, amount) from stdin (format binary)",
    )?;
    let mut writer = BinaryCopyInWriter::new(sink, &types);
    for nth in 0..accounts {
        let e = Entry::of(round, year, &date, nth);
        let row: [&(dyn ToSql + Sync); 8] = [
            &ORG,
            &e.year,
            &e.account,
            &e.date,
            &e.seq,
            &e.line,
            &e.voucher(),
            &e.amount,
        ];
        writer.write(&row)?;
    }
    writer.finish()?;
    Ok(())
}

/// Indexes the loaded table, writes the eleventh round by COPY, reads, and takes both away again.
pub fn measure(url: &str, case: Case, layout: &Layout, accounts: i64) -> Result<Figures> {
    let mut maker = Client::connect(url, NoTls)?;
    maker.batch_execute("set maintenance_work_mem = '512MB'")?;
    if let Some(columns) = layout.primary {
        maker.batch_execute(&format!(
            "create unique index entries_key on entries ({columns})"
        ))?;
    }
    if let Some(columns) = layout.second {
        maker.batch_execute(&format!(
            "create index entries_by_account on entries ({columns})"
        ))?;
    }
    // From here each page touched is logged whole once, as after any checkpoint.
    maker.batch_execute("checkpoint")?;
    let mut db = Client::connect(url, NoTls)?;
    let backend: i32 = db.query_one("select pg_backend_pid()", &[])?.get(0);
    let start = now();
    let before: String = db
        .query_one("select pg_current_wal_insert_lsn()::text", &[])?
        .get(0);
    let mut tx = db.transaction()?;
    copy_round(&mut tx, case, ELEVENTH, accounts)?;
    tx.commit()?;
    let mut figures = Figures {
        round: start.elapsed(),
        ..Figures::default()
    };
    // The backend's own memory counts the shared buffers that it touched.
    figures.peak_rss_mb = peak_rss_mb(&backend.to_string());
    let log = format!("select pg_wal_lsn_diff(pg_current_wal_lsn(), '{before}')::bigint");
    figures.log_bytes = db.query_one(&log, &[])?.get(0);
    figures.checkpoint = timed(|| Ok(maker.batch_execute("checkpoint")?))?;
    figures.table_bytes = db
        .query_one("select pg_total_relation_size('entries')", &[])?
        .get(0);
    db.batch_execute("vacuum analyze entries")?;
    let reads = Reads::of(case, layout, accounts);
    let statement = db.prepare(&reads.statement)?;
    figures.statement = median(accounts, |account| {
        let rows = db.query(&statement, &[&ORG, &account])?;
        must_be(
            "entries of one account",
            i64::try_from(rows.len())?,
            ELEVENTH,
        )
    })?;
    let balance = db.prepare(&reads.balance)?;
    figures.balance = median(accounts, |account| {
        db.query_one(&balance, &[&ORG, &account])?;
        Ok(())
    })?;
    figures.voucher = median_of(10, |nth| {
        let row = db.query_one(&reads.voucher(layout, case, nth), &[])?;
        must_be("entries of one voucher", row.get(0), BOOK_ACCOUNTS)
    })?;
    figures.book = timed(|| Ok(db.query_one(&reads.book, &[&ORG]).map(drop)?))?;
    figures.book_year = timed(|| Ok(db.query_one(&reads.book_year, &[&ORG]).map(drop)?))?;
    // Back to ten rounds for the next layout: the last round is the heap's tail, and vacuum cuts it.
    maker.batch_execute("drop index if exists entries_key, entries_by_account")?;
    let seq = ELEVENTH * 5_000;
    maker.batch_execute(&format!("delete from entries where seq = {seq}"))?;
    maker.batch_execute("vacuum (freeze) entries")?;
    Ok(figures)
}
