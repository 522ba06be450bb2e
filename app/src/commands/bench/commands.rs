//! Small durable commands by many clients at once: a voucher of two lines with its journal row, many in one commit and
//! each in a commit of its own.
//!
//! A disk slower than this machine's: preload the shim of the fault tests with `SHIM_ROOT` at a folder, `SHIM_SYNC_MS=5`
//! and `TMPDIR` there.

use super::ground::{self, Folder, Ground};
use super::{Told, commit, machine, peak_rss_mb, processor_s, told};
use crate::desk::Desk;
use crate::say;
use kernel::{Ctx, Error, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use store::{CommandKey, Database, Db, Input};
use web::i18n::Words;

const CLIENTS: [usize; 4] = [1, 16, 64, 256];
const ACCOUNTS: i64 = 10_000;
const LASTS: Duration = Duration::from_secs(4);

#[derive(Serialize)]
struct Small {
    number: u64,
}

impl Input for Small {
    const DEED: &'static str = "bench.small";
}

#[derive(Serialize)]
struct SetUp {}

impl Input for SetUp {
    const DEED: &'static str = "bench.set_up";
}

/// What so many clients got done in the time.
#[derive(Serialize)]
struct Rate {
    clients: usize,
    grouped_per_s: f64,
    one_commit_each_per_s: f64,
    gain: f64,
    /// Processor time of this process, microseconds.
    processor_us_per_command: f64,
    p50_ms: f64,
    p99_ms: f64,
}

#[derive(Serialize)]
struct Found {
    engine: &'static str,
    added_to_each_sync_ms: u64,
    rates: Vec<Rate>,
    gain_at_64: f64,
    per_s_at_64: f64,
}

pub fn run(database: Option<&str>, words: Words) -> Result<serde_json::Value> {
    let folder = Folder::new()?;
    let settings = ground::settings(database, &folder)?;
    let engine = ground::engine(&settings.database);
    let begin = super::now();
    let desk = Desk::open(settings.clone())?;
    say::progress(&words.get("cli-bench-ground"));
    let ground = Ground::new(&desk, 1)?;
    let ctx = ground.accountant();
    let accounts = desk
        .db
        .act(&ctx, CommandKey::fresh(&ctx), SetUp {}, set_up)?;
    let mut single = settings.clone();
    single.group = 1;
    let alone = match settings.database {
        Database::Sqlite(_) => Desk::open(single)?.db,
        Database::Postgres(_) => desk.db.clone(),
    };
    let mut rates = Vec::new();
    for clients in CLIENTS {
        let each = measure(&alone, &ctx, accounts, clients)?;
        let grouped = measure(&desk.db, &ctx, accounts, clients)?;
        say::progress(&format!(
            "{clients}: {:.0} / {:.0}",
            grouped.per_s, each.per_s
        ));
        rates.push(Rate {
            clients,
            grouped_per_s: grouped.per_s,
            one_commit_each_per_s: each.per_s,
            gain: grouped.per_s / each.per_s,
            processor_us_per_command: grouped.processor_us,
            p50_ms: grouped.p50_ms,
            p99_ms: grouped.p99_ms,
        });
    }
    let at_64 = rates.iter().find(|rate| rate.clients == 64);
    let (gain, per_s, each) = at_64.map_or((0.0, 0.0, 0.0), |rate| {
        (rate.gain, rate.grouped_per_s, rate.one_commit_each_per_s)
    });
    let delay = std::env::var("SHIM_SYNC_MS").ok();
    told(Told {
        name: "commands",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "1,000 commands of 64 clients with one commit each",
        baseline_s: 1_000.0 / each,
        ratio: if gain > 0.0 { 1.0 / gain } else { 0.0 },
        machine: machine(),
        commit: commit(),
        more: Found {
            engine,
            added_to_each_sync_ms: delay.and_then(|ms| ms.parse().ok()).unwrap_or(0),
            rates,
            gain_at_64: gain,
            per_s_at_64: per_s,
        },
    })
}

/// A book with its accounts, the first of them; the others follow by party.
fn set_up(tx: &mut store::Tx, ctx: &Ctx, _: SetUp) -> Result<(Id, Id)> {
    let unit = Id(1);
    let book = ledger::open_book(tx, ctx, unit, "bench")?;
    let kind = AccountKind {
        floor: None,
        ..AccountKind::asset("small")
    };
    let parties: Vec<Id> = (1..=ACCOUNTS).map(Id).collect();
    let accounts = ledger::accounts(tx, ctx, book, kind, &parties)?;
    let first = accounts.get(&Id(1)).copied();
    Ok((book, first.ok_or(Error::NotFound)?))
}

struct Measured {
    per_s: f64,
    processor_us: f64,
    p50_ms: f64,
    p99_ms: f64,
}

fn measure(db: &Db, ctx: &Ctx, accounts: (Id, Id), clients: usize) -> Result<Measured> {
    let (stop, numbers) = (AtomicBool::new(false), AtomicU64::new(0));
    let (cpu, start) = (processor_s(), super::now());
    let client = || -> Result<Vec<Duration>> {
        let mut took = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            let begin = super::now();
            let deed = move |tx: &mut store::Tx, ctx: &Ctx, input: Small| {
                small(tx, ctx, accounts, input.number)
            };
            db.act(ctx, CommandKey::fresh(ctx), Small { number }, deed)?;
            took.push(begin.elapsed());
        }
        Ok(took)
    };
    let mut took = std::thread::scope(|scope| {
        let running: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        std::thread::sleep(LASTS);
        stop.store(true, Ordering::Relaxed);
        let mut all = Vec::new();
        for one in running {
            let found = one.join();
            all.extend(found.map_err(|_| Error::Internal("a client ended early".into()))??);
        }
        Ok::<_, Error>(all)
    })?;
    let (passed, done) = (start.elapsed().as_secs_f64(), took.len().max(1) as f64);
    took.sort();
    Ok(Measured {
        per_s: done / passed,
        processor_us: (processor_s() - cpu) * 1e6 / done,
        p50_ms: super::at(&took, 50) / 1e3,
        p99_ms: super::at(&took, 99) / 1e3,
    })
}

fn small(tx: &mut store::Tx, ctx: &Ctx, (book, first): (Id, Id), number: u64) -> Result<Id> {
    // Ids of one deed follow each other.
    let number = i64::try_from(number % (ACCOUNTS as u64 - 1)).unwrap_or(0);
    let account = |n: i64| Id(first.0 + n);
    let voucher = Voucher {
        book,
        date: ctx.today(),
        kind: "small",
        source: None,
        source_id: None,
        reverses: None,
        lines: vec![
            Line::debit(account(number), kernel::Fen(1)),
            Line::credit(account(number + 1), kernel::Fen(1)),
        ],
    };
    ledger::post(tx, ctx, voucher)
}
