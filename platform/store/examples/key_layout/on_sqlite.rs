//! The round on SQLite: WAL, every commit synced.

use std::fs;

use rusqlite::{Connection, OpenFlags, params};

use crate::measuring::{forget_peak_rss, median, median_of, must_be, now, peak_rss_mb, timed};
use crate::reads::{BOOK_ACCOUNTS, Reads};
use crate::{Case, ELEVENTH, Entry, Figures, Layout, ORG, Result, columns};

const CACHE_KIB: i64 = 64 * 1024;

/// Loads ten rounds, writes the eleventh as one transaction, reads, and removes the file.
pub fn measure(path: &str, case: Case, layout: &Layout, accounts: i64) -> Result<Figures> {
    remove(path);
    load(path, case, layout, accounts)?;
    let mut db = Connection::open(path)?;
    // The checkpoint is timed by itself: with the default of 1,000 pages it would run inside the
    // commit and hide how much of the time is the transaction's own.
    db.execute_batch(&format!(
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 0;
         pragma secure_delete = on; pragma cache_size = -{CACHE_KIB};"
    ))?;
    forget_peak_rss();
    let (year, date) = case.date(ELEVENTH);
    let start = now();
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare(INSERT)?;
        for nth in 0..accounts {
            insert_entry(&mut insert, &Entry::of(ELEVENTH, year, &date, nth))?;
        }
    }
    tx.commit()?;
    let mut figures = Figures {
        round: start.elapsed(),
        ..Figures::default()
    };
    figures.peak_rss_mb = peak_rss_mb("self");
    figures.log_bytes = i64::try_from(fs::metadata(format!("{path}-wal"))?.len())?;
    let start = now();
    db.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
    figures.checkpoint = start.elapsed();
    figures.table_bytes = i64::try_from(fs::metadata(path)?.len())?;
    let reads = Reads::of(case, layout, accounts);
    let mut statement = db.prepare(&reads.statement)?;
    figures.statement = median(accounts, |account| {
        let mut rows = statement.query(params![ORG, account])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            row.get::<_, i64>(2)?;
            count += 1;
        }
        must_be("entries of one account", count, ELEVENTH)
    })?;
    let mut balance = db.prepare(&reads.balance)?;
    figures.balance = median(accounts, |account| {
        balance.query_row(params![ORG, account], |row| row.get::<_, i64>(0))?;
        Ok(())
    })?;
    figures.voucher = median_of(10, |nth| {
        let mut found = db.prepare(&reads.voucher(layout, case, nth))?;
        must_be(
            "entries of one voucher",
            found.query_row([], |row| row.get(0))?,
            BOOK_ACCOUNTS,
        )
    })?;
    figures.book = timed(|| {
        Ok(db
            .query_row(&reads.book, [ORG], |row| row.get::<_, i64>(0))
            .map(drop)?)
    })?;
    figures.book_year = timed(|| {
        Ok(db
            .query_row(&reads.book_year, [ORG], |row| row.get::<_, i64>(0))
            .map(drop)?)
    })?;
    drop((statement, balance));
    drop(db);
    remove(path);
    Ok(figures)
}

const INSERT: &str = "insert into entries (org, year, account, date, seq, line, voucher, amount)
                      values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// Lays down rounds 1 to 10 in key order, without a log: quick, and its pages are full, as they
/// are in a table that was restored. The measured round is written by another connection.
fn load(path: &str, case: Case, layout: &Layout, accounts: i64) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut db = Connection::open_with_flags(path, flags)?;
    db.execute_batch(
        "pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -262144",
    )?;
    let (key, kind) = match layout.primary {
        Some(columns) => (
            format!(", primary key ({columns})"),
            "strict, without rowid",
        ),
        None => (String::new(), "strict"),
    };
    db.execute_batch(&format!(
        "create table entries ({}{key}) {kind}",
        columns("integer", "text")
    ))?;
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare(INSERT)?;
        for rounds in rounds_in_key_order(case, layout) {
            for nth in 0..accounts {
                for (round, year, date) in &rounds {
                    insert_entry(&mut insert, &Entry::of(*round, *year, date, nth))?;
                }
            }
        }
    }
    tx.commit()?;
    if let Some(columns) = layout.second {
        db.execute_batch(&format!(
            "create index entries_by_account on entries ({columns})"
        ))?;
    }
    Ok(())
}

/// Rounds 1 to 10 in groups: the key runs through one group's accounts before the next group.
fn rounds_in_key_order(case: Case, layout: &Layout) -> Vec<Vec<(i64, i64, String)>> {
    let mut groups: Vec<Vec<(i64, i64, String)>> = Vec::new();
    for round in 1..ELEVENTH {
        let (year, date) = case.date(round);
        let joins_last = |last: &Vec<(i64, i64, String)>| match layout.letter {
            'A' => last.iter().all(|(_, other, _)| *other == year),
            'B' => true,
            _ => false,
        };
        match groups.last_mut().filter(|last| joins_last(last)) {
            Some(last) => last.push((round, year, date)),
            None => groups.push(vec![(round, year, date)]),
        }
    }
    groups
}

fn insert_entry(insert: &mut rusqlite::Statement<'_>, e: &Entry<'_>) -> Result<()> {
    insert.execute(params![
        ORG,
        e.year,
        e.account,
        e.date,
        e.seq,
        e.line,
        e.voucher(),
        e.amount
    ])?;
    Ok(())
}

fn remove(path: &str) {
    for end in ["", "-wal", "-shm", "-journal"] {
        // What is not there needs no removing.
        let _ = fs::remove_file(format!("{path}{end}"));
    }
}
