//! How long the program takes from nothing to its first answer, and what it holds when nobody asks.

use super::ground::Folder;
use super::{Told, commit, machine, now, peak_rss_mb, told};
use kernel::{Error, Result};
use serde::Serialize;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const TIMES: usize = 5;

#[derive(Serialize)]
struct Found {
    engine: &'static str,
    /// Medians: until the address is printed, with a new database and with one that is there.
    empty_start_ms: f64,
    next_start_ms: f64,
    idle_rss_mb: f64,
}

pub fn run() -> Result<serde_json::Value> {
    let begin = now();
    let folder = Folder::new()?;
    let (mut empty, mut next, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let mut idle = 0.0;
    for turn in 0..TIMES {
        let file = folder.join(&format!("start-{turn}.db"));
        empty.push(started(&file)?.0);
        let (took, rss) = started(&file)?;
        next.push(took);
        idle = rss;
        let start = now();
        let status = program(&["--version"])?.status();
        status.map_err(|e| Error::internal("starting the program", e))?;
        bare.push(start.elapsed());
    }
    let middle = |times: &mut Vec<Duration>| {
        times.sort();
        let middle = times.get(times.len() / 2);
        middle.map_or(0.0, Duration::as_secs_f64)
    };
    let (empty, next, bare) = (middle(&mut empty), middle(&mut next), middle(&mut bare));
    told(Told {
        name: "start",
        total_s: begin.elapsed().as_secs_f64(),
        peak_rss_mb: peak_rss_mb(),
        baseline: "the program asked for its version",
        baseline_s: bare,
        ratio: empty / bare,
        machine: machine(),
        commit: commit(),
        more: Found {
            engine: "sqlite",
            empty_start_ms: empty * 1e3,
            next_start_ms: next * 1e3,
            idle_rss_mb: idle,
        },
    })
}

fn program(args: &[&str]) -> Result<Command> {
    let own = std::env::current_exe().map_err(|e| Error::internal("finding the program", e))?;
    let mut command = Command::new(own);
    command
        .args(args)
        .env_remove("ZHEN_DATABASE")
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    Ok(command)
}

/// Until the address is there, and MB held a second later.
fn started(file: &Path) -> Result<(Duration, f64)> {
    let database = format!("sqlite:{}", file.display());
    let start = now();
    let mut child = program(&["serve", "--listen", "127.0.0.1:0", "--database", &database])?
        .spawn()
        .map_err(|e| Error::internal("starting the program", e))?;
    let took = child.stdout.take().and_then(|out| {
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).ok()?;
        line.contains("http").then(|| start.elapsed())
    });
    std::thread::sleep(Duration::from_secs(1));
    let held = rss_mb(&child);
    drop(child.kill());
    drop(child.wait());
    let took = took.ok_or_else(|| Error::Internal("the program did not start".into()))?;
    Ok((took, held))
}

fn rss_mb(child: &Child) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    let status = status.unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
