//! What a book of many entries answers: point reads beside bare rusqlite, statements at past dates, and the audit of
//! every fact.

use super::ground::{self, Folder, Ground};
use super::{Told, at, commit, machine, now, peak_rss_mb, store, told};
use crate::commands::audit;
use crate::desk::Desk;
use crate::say;
use kernel::{Date, Error, Id, OrgId, Result};
use serde::Serialize;
use std::time::Duration;
use web::i18n::Words;

const FIRST_YEAR: i16 = 2019;
const READS: u64 = 200_000;
const STATEMENTS: u64 = 2_000;

/// Rounds of so many years on the ground.
fn lay(desk: &Desk, holders: u32, years: i16, words: Words) -> Result<(Ground, OrgId)> {
    say::progress(&words.get("cli-bench-ground"));
    let ground = Ground::new(desk, holders)?;
    for year in FIRST_YEAR..FIRST_YEAR + years {
        ground.round(year)?;
        say::progress(&year.to_string());
    }
    let org = ground.office.org;
    Ok((ground, org))
}

#[derive(Serialize)]
struct Reads {
    engine: &'static str,
    accounts: usize,
    /// Inside one read of the store.
    read_us: f64,
    bare_us: f64,
    /// Each as a read of its own, which hands it to a thread of the store.
    through_the_door_us: f64,
}

/// Point reads of accounts by their key.
pub fn reads(holders: u32, database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let path = ground::file(&settings.database).map(ToOwned::to_owned);
    let begin = now();
    let desk = Desk::open(settings)?;
    let (_, org) = lay(&desk, holders, 1, words)?;
    let ids = desk.db.read(move |tx| store::account_ids(tx, org))?;
    let asked: Vec<Id> = spread(&ids, READS);
    let inner = asked.clone();
    let took = desk.db.read(move |tx| {
        let start = now();
        for id in &inner {
            store::account(tx, org, *id)?;
        }
        Ok(start.elapsed())
    })?;
    let start = now();
    for id in asked.iter().take(20_000).copied() {
        desk.db.read(move |tx| store::account(tx, org, id))?;
    }
    let door = start.elapsed();
    let bare = match &path {
        Some(path) => store::bare_accounts(path, org, &asked)?,
        None => Duration::ZERO,
    };
    let each = |took: Duration| took.as_secs_f64() * 1e6 / READS as f64;
    told(Told {
        name: "reads",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "the same reads by bare rusqlite, one prepared statement",
        baseline_s: bare.as_secs_f64(),
        ratio: ratio(took, bare),
        machine: machine(),
        commit: commit(),
        more: Reads {
            engine,
            accounts: ids.len(),
            read_us: each(took),
            bare_us: each(bare),
            through_the_door_us: door.as_secs_f64() * 1e6 / 20_000.0,
        },
    })
}

#[derive(Serialize)]
struct Statements {
    engine: &'static str,
    entries: i64,
    p50_ms: f64,
    p99_ms: f64,
    worst_ms: f64,
}

/// The statement of any holder up to any past day, with its running balances.
pub fn statement(holders: u32, database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let path = ground::file(&settings.database).map(ToOwned::to_owned);
    let begin = now();
    let desk = Desk::open(settings)?;
    let (_, org) = lay(&desk, holders, 10, words)?;
    let (entries, ids) = desk
        .db
        .read(move |tx| Ok((store::entries(tx, org)?, store::account_ids(tx, org)?)))?;
    let asked = spread(&ids, STATEMENTS);
    let inner = asked.clone();
    let mut took = desk.db.read(move |tx| {
        let first = Date::new(FIRST_YEAR, 1, 1).ok_or(Error::NotFound)?;
        let mut took = Vec::new();
        for (id, days) in inner.iter().zip((0..3_600).step_by(7).cycle()) {
            let start = now();
            let to = first.plus_days(days);
            ledger::statement(tx, org, *id, (first, to), 1_000, None)?;
            took.push(start.elapsed());
        }
        Ok(took)
    })?;
    let bare = match &path {
        Some(path) => store::bare_statements(path, org, &asked)?,
        None => Duration::ZERO,
    };
    let total: Duration = took.iter().sum();
    took.sort();
    told(Told {
        name: "statement",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "the entries of the same accounts by bare rusqlite, one prepared statement a year",
        baseline_s: bare.as_secs_f64(),
        ratio: ratio(total, bare),
        machine: machine(),
        commit: commit(),
        more: Statements {
            engine,
            entries,
            p50_ms: at(&took, 50) / 1e3,
            p99_ms: at(&took, 99) / 1e3,
            worst_ms: at(&took, 100) / 1e3,
        },
    })
}

#[derive(Serialize)]
struct Audited {
    engine: &'static str,
    facts: u64,
    audit_s: f64,
    chain_s: f64,
}

/// The whole audit, as `zhen audit` does it: chain, digests, caches, books, rounds.
pub fn audit(holders: u32, database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let path = ground::file(&settings.database).map(ToOwned::to_owned);
    let begin = now();
    let desk = Desk::open(settings.clone())?;
    let (_, org) = lay(&desk, holders, 10, words)?;
    let looking = Desk::look(settings)?;
    say::progress(&words.with("cli-auditing", &[("org", &org.to_string())]));
    let start = now();
    let report = audit::audit(&looking, org, None)?;
    let audit_s = start.elapsed();
    // Nobody wrote a roster for invented payees; everything else must hold.
    let mut problems = report.problems.iter();
    if let Some(problem) = problems.find(|problem| problem.code != "roster_differs") {
        return Err(Error::Internal(format!("the audit found {problem:?}")));
    }
    let start = now();
    looking
        .db
        .read(move |tx| ::store::audit::audit(tx, org, None))?;
    let chain_s = start.elapsed().as_secs_f64();
    let bare = match &path {
        Some(path) => store::bare_scan(path, &desk.db.schema())?,
        None => Duration::ZERO,
    };
    told(Told {
        name: "audit",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "every column of every fact read once by bare rusqlite, nothing hashed",
        baseline_s: bare.as_secs_f64(),
        ratio: ratio(audit_s, bare),
        machine: machine(),
        commit: commit(),
        more: Audited {
            engine,
            facts: report.facts,
            audit_s: audit_s.as_secs_f64(),
            chain_s,
        },
    })
}

/// So many of them, spread by a step that has no factor in common with most numbers.
fn spread(ids: &[Id], count: u64) -> Vec<Id> {
    let of = |n: u64| {
        let place = (n * 7_919_993) % (ids.len().max(1) as u64);
        ids.get(usize::try_from(place).unwrap_or(0)).copied()
    };
    (0..count).filter_map(of).collect()
}

fn ratio(ours: Duration, bare: Duration) -> f64 {
    match bare.is_zero() {
        true => 0.0,
        false => ours.as_secs_f64() / bare.as_secs_f64(),
    }
}
