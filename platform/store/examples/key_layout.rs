//! Measures four key layouts of the entries table on both engines, as the eleventh round over
//! many accounts that have ten entries each. Never part of the program: it is the evidence for
//! docs/decisions/0002-key-layout.md, and speaks to the engines directly so that it measures
//! them and not our store.
//!
//! ```text
//! cargo run --release -p store --example key_layout -- \
//!     --sqlite FILE --postgres URL [--accounts N] [--layouts ABCD] [--cases yearly,same-year]
//! ```
//!
//! FILE is made and removed again, with its `-wal`. In the PostgreSQL database the table
//! `entries` is made and dropped.

use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls};
use rusqlite::{Connection, OpenFlags, params};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ORG: i64 = 17;
/// Ids are 63-bit and time-ordered, so an account is a number of this size.
const FIRST_ACCOUNT: i64 = 6_700 * 86_400_000 << 22;
const ELEVENTH: i64 = 11;
const SAMPLE: i64 = 1_000;
/// What a voucher's book may hold when its entries are sought account by account.
const BOOK_ACCOUNTS: i64 = 100;
const SQLITE_CACHE_KIB: i64 = 64 * 1024;

#[derive(Clone, Copy, PartialEq)]
enum Case {
    /// Rounds 1 to 10 in 2012 to 2021, the eleventh in 2022: the ordinary yearly dividend.
    Yearly,
    /// Rounds 1 to 5 in 2017 to 2021, 6 to 10 from January to May 2022, the eleventh in June.
    SameYear,
}

impl Case {
    fn name(self) -> &'static str {
        match self {
            Case::Yearly => "yearly",
            Case::SameYear => "same-year",
        }
    }

    /// Year and civil date of round `round`.
    fn date(self, round: i64) -> (i64, String) {
        match (self, round) {
            (_, ELEVENTH..) => (2022, "2022-06-20".to_owned()),
            (Case::Yearly, _) => (2011 + round, format!("{}-06-20", 2011 + round)),
            (Case::SameYear, 1..=5) => (2016 + round, format!("{}-06-20", 2016 + round)),
            (Case::SameYear, _) => (2022, format!("2022-0{}-20", round - 5)),
        }
    }
}

#[derive(Clone, Copy)]
struct Layout {
    letter: char,
    key: &'static str,
    /// The primary key; `None` leaves SQLite's rowid and PostgreSQL's bare heap.
    primary: Option<&'static str>,
    second: Option<&'static str>,
}

const LAYOUTS: [Layout; 4] = [
    Layout {
        letter: 'A',
        key: "org, year, account, date, seq, line",
        primary: Some("org, year, account, date, seq, line"),
        second: None,
    },
    Layout {
        letter: 'B',
        key: "org, account, date, seq, line",
        primary: Some("org, account, date, seq, line"),
        second: None,
    },
    Layout {
        letter: 'C',
        key: "append, index (org, account, date)",
        primary: None,
        second: Some("org, account, date"),
    },
    Layout {
        letter: 'D',
        key: "org, seq, line, index (org, account, date)",
        primary: Some("org, seq, line"),
        second: Some("org, account, date"),
    },
];

/// One row of the table: an entry of a round, its place in the journal and its amount in fen.
struct Entry<'a> {
    year: i64,
    account: i64,
    date: &'a str,
    seq: i64,
    line: i64,
    amount: i64,
}

impl<'a> Entry<'a> {
    fn of(round: i64, year: i64, date: &'a str, nth_account: i64) -> Self {
        Entry {
            year,
            account: account(nth_account),
            date,
            // A journal has other rows between two rounds.
            seq: round * 5_000,
            line: nth_account,
            amount: 10_000 + (nth_account * 7_919 + round * 104_729) % 90_000,
        }
    }

    fn voucher(&self) -> i64 {
        FIRST_ACCOUNT + self.seq
    }
}

/// Accounts are made a few at a time, so their ids have gaps.
fn account(nth: i64) -> i64 {
    FIRST_ACCOUNT + nth * 5
}

#[derive(Default)]
struct Figures {
    round: Duration,
    checkpoint: Duration,
    log_bytes: i64,
    peak_rss_mb: u64,
    table_bytes: i64,
    statement: Duration,
    balance: Duration,
    voucher: Duration,
    book: Duration,
    book_year: Duration,
}

struct Settings {
    sqlite: Option<String>,
    postgres: Option<String>,
    accounts: i64,
    layouts: String,
    cases: String,
}

fn main() -> Result<()> {
    let settings = settings()?;
    println!(
        "| engine | case | layout | round s | checkpoint s | log MB | peak RSS MB | table+index MB \
         | statement us | balance us | voucher us | book s | book, one year s |"
    );
    println!("|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for case in [Case::Yearly, Case::SameYear] {
        if !settings.cases.split(',').any(|name| name == case.name()) {
            continue;
        }
        let layouts: Vec<Layout> = LAYOUTS
            .into_iter()
            .filter(|l| settings.layouts.contains(l.letter))
            .collect();
        if let Some(path) = &settings.sqlite {
            for layout in &layouts {
                print_row(
                    "SQLite",
                    case,
                    layout,
                    &on_sqlite(path, case, layout, settings.accounts)?,
                );
            }
        }
        if let Some(url) = &settings.postgres {
            postgres_load(url, case, settings.accounts)?;
            for layout in &layouts {
                print_row(
                    "PostgreSQL",
                    case,
                    layout,
                    &on_postgres(url, case, layout, settings.accounts)?,
                );
            }
            Client::connect(url, NoTls)?.batch_execute("drop table entries")?;
        }
    }
    Ok(())
}

fn settings() -> Result<Settings> {
    let mut settings = Settings {
        sqlite: None,
        postgres: None,
        accounts: 1_000_000,
        layouts: "ABCD".to_owned(),
        cases: "yearly,same-year".to_owned(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words
            .next()
            .ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--sqlite" => settings.sqlite = Some(value),
            "--postgres" => settings.postgres = Some(value),
            "--accounts" => settings.accounts = value.parse()?,
            "--layouts" => settings.layouts = value,
            "--cases" => settings.cases = value,
            _ => return Err(format!("unknown setting {word}").into()),
        }
    }
    Ok(settings)
}

fn print_row(engine: &str, case: Case, layout: &Layout, f: &Figures) {
    println!(
        "| {engine} | {} | {} ({}) | {:.2} | {:.2} | {:.0} | {} | {:.0} | {} | {} | {} | {:.2} | {:.2} |",
        case.name(),
        layout.letter,
        layout.key,
        f.round.as_secs_f64(),
        f.checkpoint.as_secs_f64(),
        f.log_bytes as f64 / 1e6,
        f.peak_rss_mb,
        f.table_bytes as f64 / 1e6,
        f.statement.as_micros(),
        f.balance.as_micros(),
        f.voucher.as_micros(),
        f.book.as_secs_f64(),
        f.book_year.as_secs_f64(),
    );
}

// ---- SQLite ----

fn on_sqlite(path: &str, case: Case, layout: &Layout, accounts: i64) -> Result<Figures> {
    remove_sqlite(path);
    sqlite_load(path, case, layout, accounts)?;
    let mut db = Connection::open(path)?;
    // The checkpoint is timed by itself: with the default of 1,000 pages it would run inside the
    // commit and hide how much of the time is the transaction's own.
    db.execute_batch(&format!(
        "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 0;
         pragma secure_delete = on; pragma cache_size = -{SQLITE_CACHE_KIB};"
    ))?;
    forget_peak_rss();
    let (year, date) = case.date(ELEVENTH);
    let start = now();
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare(INSERT)?;
        for nth in 0..accounts {
            sqlite_insert(&mut insert, &Entry::of(ELEVENTH, year, &date, nth))?;
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
    remove_sqlite(path);
    Ok(figures)
}

const INSERT: &str = "insert into entries (org, year, account, date, seq, line, voucher, amount)
                      values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// Lays down rounds 1 to 10 in key order, without a log: quick, and its pages are full, as they
/// are in a table that was restored. The measured round is written by another connection.
fn sqlite_load(path: &str, case: Case, layout: &Layout, accounts: i64) -> Result<()> {
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
        let dates: Vec<(i64, String)> = (1..ELEVENTH).map(|round| case.date(round)).collect();
        let rounds = || dates.iter().zip(1..);
        match layout.letter {
            'A' => {
                let mut years: Vec<i64> = dates.iter().map(|(year, _)| *year).collect();
                years.dedup();
                for wanted in years {
                    for nth in 0..accounts {
                        for ((year, date), round) in
                            rounds().filter(|((year, _), _)| *year == wanted)
                        {
                            sqlite_insert(&mut insert, &Entry::of(round, *year, date, nth))?;
                        }
                    }
                }
            }
            'B' => {
                for nth in 0..accounts {
                    for ((year, date), round) in rounds() {
                        sqlite_insert(&mut insert, &Entry::of(round, *year, date, nth))?;
                    }
                }
            }
            _ => {
                for ((year, date), round) in rounds() {
                    for nth in 0..accounts {
                        sqlite_insert(&mut insert, &Entry::of(round, *year, date, nth))?;
                    }
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

fn sqlite_insert(insert: &mut rusqlite::Statement<'_>, e: &Entry<'_>) -> Result<()> {
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

fn remove_sqlite(path: &str) {
    for end in ["", "-wal", "-shm", "-journal"] {
        // What is not there needs no removing.
        let _ = fs::remove_file(format!("{path}{end}"));
    }
}

// ---- PostgreSQL ----

/// The heap lies in the order of arrival whatever the key, so it is loaded once for each case and
/// only its indexes differ.
fn postgres_load(url: &str, case: Case, accounts: i64) -> Result<()> {
    let mut db = Client::connect(url, NoTls)?;
    db.batch_execute("drop table if exists entries")?;
    let mut tx = db.transaction()?;
    tx.batch_execute(&format!(
        "create table entries ({}) with (autovacuum_enabled = false)",
        columns("bigint", "text collate \"C\"")
    ))?;
    for round in 1..ELEVENTH {
        postgres_round(&mut tx, case, round, accounts)?;
    }
    tx.commit()?;
    db.batch_execute("vacuum (freeze, analyze) entries")?;
    Ok(())
}

fn postgres_round(
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

fn on_postgres(url: &str, case: Case, layout: &Layout, accounts: i64) -> Result<Figures> {
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
    postgres_round(&mut tx, case, ELEVENTH, accounts)?;
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

// ---- what both read ----

fn columns(int: &str, text: &str) -> String {
    format!(
        "org {int} not null, year {int} not null, account {int} not null, date {text} not null, \
         seq {int} not null, line {int} not null, voucher {int} not null, amount {int} not null"
    )
}

/// The readings, one text for both engines. With the year in the key an account is read by one
/// seek a year, which the list of the org's years makes possible.
struct Reads {
    accounts: i64,
    statement: String,
    balance: String,
    book: String,
    book_year: String,
}

impl Reads {
    fn of(case: Case, layout: &Layout, accounts: i64) -> Self {
        let mut years: Vec<String> = (1..=ELEVENTH).map(|r| case.date(r).0.to_string()).collect();
        years.dedup();
        let years = match layout.letter {
            'A' => format!("year in ({}) and", years.join(", ")),
            _ => String::new(),
        };
        // SQLite numbers $1 and $2 by first appearance, which here is their own order.
        Reads {
            accounts,
            statement: format!(
                "select date, seq, amount, voucher from entries where org = $1 and {years} account = $2
                 order by date, seq, line"
            ),
            balance: format!(
                "select cast(coalesce(sum(amount), 0) as bigint) from entries
                 where org = $1 and {years} account = $2 and date <= '2021-12-31'"
            ),
            book: "select cast(sum(amount) as bigint) from entries where org = $1".to_owned(),
            book_year: "select cast(sum(amount) as bigint) from entries where org = $1 and year = 2022".to_owned(),
        }
    }

    /// Counts the entries of the eleventh round in one book of a hundred accounts.
    fn voucher(&self, layout: &Layout, case: Case, nth: i64) -> String {
        let (year, date) = case.date(ELEVENTH);
        let seq = ELEVENTH * 5_000;
        let first = (nth * 9_973) % (self.accounts - BOOK_ACCOUNTS);
        if layout.letter == 'D' {
            let last = first + BOOK_ACCOUNTS;
            return format!(
                "select count(amount) from entries
                 where org = {ORG} and seq = {seq} and line >= {first} and line < {last}"
            );
        }
        let book: Vec<String> = (first..first + BOOK_ACCOUNTS)
            .map(|n| account(n).to_string())
            .collect();
        let year = if layout.letter == 'A' {
            format!("year = {year} and")
        } else {
            String::new()
        };
        format!(
            "select count(amount) from entries where org = {ORG} and {year} account in ({})
             and date = '{date}' and seq = {seq}",
            book.join(", ")
        )
    }
}

// ---- measuring ----

#[expect(
    clippy::disallowed_methods,
    reason = "this program measures elapsed time and decides nothing by it"
)]
fn now() -> Instant {
    Instant::now()
}

fn timed(mut work: impl FnMut() -> Result<()>) -> Result<Duration> {
    let start = now();
    work()?;
    Ok(start.elapsed())
}

/// The median over 1,000 accounts scattered over all of them.
fn median(accounts: i64, mut work: impl FnMut(i64) -> Result<()>) -> Result<Duration> {
    median_of(SAMPLE, |nth| {
        work(account((nth * 7_368_787 + 12_345) % accounts))
    })
}

fn median_of(times: i64, mut work: impl FnMut(i64) -> Result<()>) -> Result<Duration> {
    let mut took = (0..times)
        .map(|nth| timed(|| work(nth)))
        .collect::<Result<Vec<_>>>()?;
    took.sort_unstable();
    took.get(took.len() / 2)
        .copied()
        .ok_or_else(|| "nothing was measured".into())
}

fn must_be(what: &str, found: i64, expected: i64) -> Result<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found}, not {expected}").into())
    }
}

/// Lets the kernel count this process's peak anew; where it cannot, the peak is the whole run's.
fn forget_peak_rss() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The peak resident memory of a process in MB; 0 where the system does not tell.
fn peak_rss_mb(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024 / 1_000_000
}
