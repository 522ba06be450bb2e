//! `zhen bench`: measurements that anyone can repeat. Each makes a database of its own and takes it away again.

mod bank;
mod book;
mod cases;
mod commands;
mod concerns;
mod county;
mod dividend;
mod ground;
mod people;
mod proof;
mod report;
mod start;
mod store;

use crate::cli::{Bench, BenchName};
use crate::say;
use kernel::{Error, Result};
use serde::Serialize;
use std::time::{Duration, Instant};
use web::i18n::Words;

/// What every measurement tells; times in seconds.
#[derive(Serialize)]
struct Told<T: Serialize> {
    name: &'static str,
    total_s: f64,
    peak_rss_mb: u64,
    /// What ours is compared with, and how long that took.
    baseline: &'static str,
    baseline_s: f64,
    /// Ours to the baseline; below 1 is faster.
    ratio: f64,
    machine: String,
    commit: String,
    #[serde(flatten)]
    more: T,
}

pub fn run(args: &Bench, database: Option<&str>, words: Words) -> Result<bool> {
    let holders = args.holders;
    let text = match args.name {
        BenchName::Audit => book::audit(holders, database, words)?,
        BenchName::Cases => cases::run(holders, args.kept.as_deref(), database, words)?,
        BenchName::Commands => commands::run(database, words)?,
        BenchName::County => county::run(args.townships, database, words)?,
        BenchName::Dividend => dividend::run(holders, args.bank, database, words)?,
        BenchName::Import => people::import_xlsx(database, words)?,
        BenchName::Page => people::pages(holders, database, words)?,
        BenchName::Proof => proof::run(holders, words)?,
        BenchName::Reads => book::reads(holders, database, words)?,
        BenchName::Report => {
            say::line(report::run(&args.folder)?.trim_end());
            return Ok(true);
        }
        BenchName::Start => start::run()?,
        BenchName::Statement => book::statement(holders, database, words)?,
    };
    if args.json {
        say::line(&text.to_string());
    } else if let Some(found) = text.as_object() {
        for (name, value) in found {
            say::line(&format!("{name}\t{value}"));
        }
    }
    Ok(true)
}

fn told<T: Serialize>(told: Told<T>) -> Result<serde_json::Value> {
    serde_json::to_value(told).map_err(|e| Error::internal("writing a measurement", e))
}

/// The most memory that this process ever held, MB; 0 where the system does not say.
fn peak_rss_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = named.unwrap_or("").trim_start_matches([':', ' ', '\t']);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{name}, {cores} cores")
}

/// Of the working copy in which the measurement runs; empty outside of one.
fn commit() -> String {
    let asked = std::process::Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    let said = asked.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).trim().to_owned()
}

/// How many processes waited for a processor lately; 0 where the system does not say.
fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let first = text.split_whitespace().next();
    first.and_then(|load| load.parse().ok()).unwrap_or(0.0)
}

/// User and system time of this process, seconds.
fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in parentheses, which may hold spaces, the 12th and 13th fields count hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace();
    let ticks: f64 = fields
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn now() -> Instant {
    Instant::now()
}

/// The time below which so many of a hundred lie, microseconds.
fn at(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted
        .get(place)
        .map_or(0.0, |took| took.as_secs_f64() * 1e6)
}
