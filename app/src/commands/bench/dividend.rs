//! The eleventh round over accounts that have ten entries each: frozen, divided, hashed, posted, durable; beside it
//! the same rows by bare rusqlite.

use super::bank;
use super::ground::{self, Folder, Ground};
use super::{Told, commit, machine, peak_rss_mb, store, told};
use crate::desk::Desk;
use crate::say;
use kernel::Result;
use serde::Serialize;
use web::i18n::Words;

const YEARS: std::ops::Range<i16> = 2019..2029;

#[derive(Serialize)]
struct Found {
    engine: &'static str,
    holders: u32,
    /// Entries in the book before the round that is measured.
    entries_before: i64,
    calculate_s: f64,
    declare_s: f64,
    rows: u64,
    #[serde(flatten)]
    bank: Option<bank::Found>,
    /// The round and the bank's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    with_bank_s: Option<f64>,
}

pub fn run(
    holders: u32,
    with_bank: bool,
    database: Option<&str>,
    words: Words,
) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let path = ground::file(&settings.database).map(ToOwned::to_owned);
    let desk = Desk::open(settings)?;
    say::progress(&words.get("cli-bench-ground"));
    let ground = Ground::new(&desk, holders)?;
    for year in YEARS {
        let took = ground.round(year)?;
        say::progress(&format!(
            "{year}: {:.1} + {:.1} s",
            took.calculate.as_secs_f64(),
            took.declare.as_secs_f64()
        ));
    }
    let org = ground.office.org;
    let entries_before = desk.db.read(move |tx| store::entries(tx, org))?;
    let before = folder.join("before.db");
    if let Some(path) = &path {
        desk.db.work(&ground.accountant(), |_| Ok(()))?;
        store::copy(path, &before)?;
    }
    say::progress(&words.get("cli-bench-calculating"));
    let seq = desk.db.read(move |tx| tx.known_seq(org))?;
    let took = ground.round(YEARS.end)?;
    let peak = peak_rss_mb();
    let total_s = (took.calculate + took.declare).as_secs_f64();
    let until = desk.db.read(move |tx| tx.known_seq(org))?;
    let bank = match with_bank {
        true => Some(bank::run(&desk, &ground, took.round, &folder)?),
        false => None,
    };
    let (mut baseline_s, mut rows) = (0.0, 0);
    if path.is_some() {
        say::progress(&words.get("cli-bench-baseline"));
        let written = desk
            .db
            .read(move |tx| store::written(tx, org, (seq, until)))?;
        rows = written.iter().map(|table| table.rows.len() as u64).sum();
        baseline_s = store::bare(&before, &written)?.as_secs_f64();
    }
    told(Told {
        name: "dividend",
        total_s,
        peak_rss_mb: peak,
        baseline: "the same rows into the same tables by bare rusqlite, one prepared statement a table, one transaction",
        baseline_s,
        ratio: if baseline_s > 0.0 {
            total_s / baseline_s
        } else {
            0.0
        },
        machine: machine(),
        commit: commit(),
        more: Found {
            engine,
            holders,
            entries_before,
            calculate_s: took.calculate.as_secs_f64(),
            declare_s: took.declare.as_secs_f64(),
            rows,
            with_bank_s: bank.as_ref().map(|bank| total_s + bank.bank_file_s),
            bank,
        },
    })
}
