//! `zhen backup FILE`: the whole database with its papers in one verified file, while others work. `--check` verifies
//! a file without a database.

use crate::cli::{Backup, Cli, HERE};
use crate::desk;
use crate::say;
use crate::world::SystemClock;
use kernel::{Clock, Date, Result};
use store::backup::{self, Phase, Summary};
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Backup, words: Words) -> Result<bool> {
    let mut telling = Telling::new(words);
    if args.check {
        let summary = backup::check(&args.file, &mut |p, t, b| telling.tell(p, t, b))?;
        show("cli-backup-whole", &summary, words);
        return Ok(true);
    }
    let settings = cli.common.settings(HERE)?;
    desk::must_be_there(&settings)?;
    let summary = backup::write(&settings, &args.file, &mut |p, t, b| telling.tell(p, t, b))?;
    // A standby that only reads can be backed up, and cannot be told.
    if let Err(cause) = backup::note(&settings, SystemClock.now_micros()) {
        let cause = cause.to_string();
        say::progress(&words.with("cli-backup-not-noted", &[("cause", &cause)]));
    }
    show("cli-backed-up", &summary, words);
    Ok(summary.papers_missing == 0)
}

/// What a file holds, in one sentence, and on stdout its checkpoints.
pub(super) fn show(key: &str, summary: &Summary, words: Words) {
    let count = |n: u64| n.to_string();
    say::progress(&words.with(
        key,
        &[
            ("rows", &count(summary.rows)),
            ("papers", &count(summary.papers)),
            ("date", &Date::of_micros(summary.at).to_string()),
        ],
    ));
    if summary.papers_missing > 0 {
        let missing = i64::try_from(summary.papers_missing).unwrap_or(i64::MAX);
        say::progress(&words.count("cli-backup-papers-missing", missing));
    }
    for chain in &summary.chains {
        say::line(&format!("org {}\t{}:{}", chain.org, chain.seq, chain.hash));
    }
}

/// Says where a long work stands, once a second; nothing of one that takes less.
pub(super) struct Telling {
    words: Words,
    /// Microseconds.
    said: i64,
}

const EVERY: i64 = 1_000_000;

impl Telling {
    pub(super) fn new(words: Words) -> Telling {
        Telling {
            words,
            said: SystemClock.now_micros(),
        }
    }

    pub(super) fn tell(&mut self, phase: Phase, table: &str, bytes: u64) {
        if let Some(line) = self.line(SystemClock.now_micros(), phase, table, bytes) {
            say::progress(&line);
        }
    }

    /// What is due to be said at `now`.
    fn line(&mut self, now: i64, phase: Phase, table: &str, bytes: u64) -> Option<String> {
        if now - self.said < EVERY {
            return None;
        }
        self.said = now;
        let key = match phase {
            Phase::Writing => "cli-backup-writing",
            Phase::Checking => "cli-backup-checking",
            Phase::Loading => "cli-backup-loading",
        };
        let done = (bytes >> 20).to_string();
        let args = [("table", table), ("done", done.as_str())];
        Some(self.words.with(key, &args))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use web::i18n::Lang;

    #[test]
    fn what_takes_less_than_a_second_is_not_told_and_more_is_once_a_second() {
        let mut telling = Telling {
            words: Words::new(Lang::En),
            said: 0,
        };
        let mut at = |now| telling.line(now, Phase::Loading, "journal", 5 << 20);
        assert_eq!(at(999_999), None);
        assert_eq!(at(1_000_000).as_deref(), Some("Loading journal: 5 MiB"));
        assert_eq!(at(1_900_000), None);
        assert!(at(2_000_000).is_some());
    }
}
