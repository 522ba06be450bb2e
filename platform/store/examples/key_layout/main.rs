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

mod measuring;
mod on_postgres;
mod on_sqlite;
mod reads;

use std::error::Error;
use std::time::Duration;

use postgres::{Client, NoTls};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const ORG: i64 = 17;
/// Ids are 63-bit and time-ordered, so an account is a number of this size.
const FIRST_ACCOUNT: i64 = (6_700 * 86_400_000) << 22;
const ELEVENTH: i64 = 11;

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
                    &on_sqlite::measure(path, case, layout, settings.accounts)?,
                );
            }
        }
        if let Some(url) = &settings.postgres {
            on_postgres::load(url, case, settings.accounts)?;
            for layout in &layouts {
                print_row(
                    "PostgreSQL",
                    case,
                    layout,
                    &on_postgres::measure(url, case, layout, settings.accounts)?,
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

fn columns(int: &str, text: &str) -> String {
    format!(
        "org {int} not null, year {int} not null, account {int} not null, date {text} not null, \
         seq {int} not null, line {int} not null, voucher {int} not null, amount {int} not null"
    )
}
