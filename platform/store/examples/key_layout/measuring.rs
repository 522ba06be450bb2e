//! Elapsed time, medians and peak memory.

use std::fs;
use std::time::{Duration, Instant};

use crate::{Result, account};

const SAMPLE: i64 = 1_000;

#[expect(
    clippy::disallowed_methods,
    reason = "this program measures elapsed time and decides nothing by it"
)]
pub fn now() -> Instant {
    Instant::now()
}

pub fn timed(mut work: impl FnMut() -> Result<()>) -> Result<Duration> {
    let start = now();
    work()?;
    Ok(start.elapsed())
}

/// The median over 1,000 accounts scattered over all of them.
pub fn median(accounts: i64, mut work: impl FnMut(i64) -> Result<()>) -> Result<Duration> {
    median_of(SAMPLE, |nth| {
        work(account((nth * 7_368_787 + 12_345) % accounts))
    })
}

pub fn median_of(times: i64, mut work: impl FnMut(i64) -> Result<()>) -> Result<Duration> {
    let mut took = (0..times)
        .map(|nth| timed(|| work(nth)))
        .collect::<Result<Vec<_>>>()?;
    took.sort_unstable();
    took.get(took.len() / 2)
        .copied()
        .ok_or_else(|| "nothing was measured".into())
}

pub fn must_be(what: &str, found: i64, expected: i64) -> Result<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found}, not {expected}").into())
    }
}

/// Lets the kernel count this process's peak anew; where it cannot, the peak is the whole run's.
pub fn forget_peak_rss() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The peak resident memory of a process in MB; 0 where the system does not tell.
pub fn peak_rss_mb(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024 / 1_000_000
}
