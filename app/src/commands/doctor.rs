//! `zhen doctor`: what an operator should put right before it matters.

mod files;
mod office;

use crate::cli::{Cli, Doctor, HERE};
use crate::desk::Desk;
use crate::net::tls;
use crate::say;
use crate::world::SystemClock;
use kernel::{Clock, Date, Error, Result};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::{Database, Db, Settings};
use web::i18n::Words;

/// One finding. Worded as `doctor-<code>`.
#[derive(Serialize)]
struct Finding {
    code: &'static str,
    is_good: bool,
    /// A path, an address or a number.
    detail: String,
}

fn good(code: &'static str, detail: impl ToString) -> Finding {
    Finding {
        code,
        is_good: true,
        detail: detail.to_string(),
    }
}

fn bad(code: &'static str, detail: impl ToString) -> Finding {
    Finding {
        code,
        is_good: false,
        detail: detail.to_string(),
    }
}

/// In microseconds.
const DAY: i64 = 24 * 3600 * 1_000_000;

/// Below this the next import or its log may not fit.
const LEAST_FREE_KIB: u64 = 1024 * 1024;

/// A township closes its books by the month: what a disk takes with it can then still be entered again.
const OLDEST_BACKUP_DAYS: i64 = 31;

pub fn run(cli: &Cli, args: &Doctor, words: Words) -> Result<bool> {
    let settings = cli.common.settings(HERE)?;
    let mut findings = database(&settings, args.public_url.as_deref());
    findings.extend(key_file(&settings, args.backup.as_deref()));
    findings.extend(files::look(
        &settings,
        args.backup.as_deref(),
        args.tls_key.as_deref(),
    ));
    findings.extend(disk(&settings));
    if let (Some(cert), Some(key)) = (&args.tls_cert, &args.tls_key) {
        findings.push(match tls::config(cert, key) {
            Ok(_) => good("tls_good", cert.display()),
            Err(Error::Invalid(faults)) => bad(
                "tls_bad",
                faults
                    .iter()
                    .map(|f| words.field_error(f))
                    .collect::<String>(),
            ),
            Err(other) => bad("tls_bad", other),
        });
        let now = SystemClock.now_micros();
        findings.extend(tls::ends(cert).map(|ends| lasting(ends, now)));
    }
    if args.json {
        let text = serde_json::to_string_pretty(&findings)
            .map_err(|e| Error::internal("writing the findings", e))?;
        say::line(&text);
    } else {
        for f in &findings {
            let mark = if f.is_good { "+" } else { "!" };
            let key = format!("doctor-{}", f.code.replace('_', "-"));
            say::line(&format!(
                "{mark} {}",
                words.with(&key, &[("detail", &f.detail)])
            ));
        }
    }
    Ok(findings.iter().all(|f| f.is_good))
}

fn database(settings: &Settings, public_url: Option<&str>) -> Vec<Finding> {
    let desk = match Desk::look(settings.clone()) {
        Ok(desk) => desk,
        Err(Error::Invalid(_)) => return vec![bad("no_database", shown(settings))],
        Err(e) => return vec![bad("database_closed", e)],
    };
    let mut found = vec![good("database_open", shown(settings))];
    let now = desk.clock.now_micros();
    found.push(match desk.db.read(store::upkeep::latest_instant) {
        Ok(latest) if latest <= now => good("clock_good", ""),
        Ok(latest) => bad("clock_behind", format!("{} s", (latest - now) / 1_000_000)),
        Err(e) => bad("database_closed", e),
    });
    match desk.db.read(store::backup::last) {
        Ok(None) => {}
        Ok(Some(made)) => found.push(backup_age(made, now)),
        Err(e) => found.push(bad("database_closed", e)),
    }
    match desk.db.read(store::blobs::unnamed) {
        Ok(0) => {}
        Ok(count) => found.push(bad("papers_unnamed", count)),
        Err(e) => found.push(bad("database_closed", e)),
    }
    match office::look(&desk, public_url) {
        Ok(more) => found.extend(more),
        Err(e) => found.push(bad("database_closed", e)),
    }
    found
}

/// A clock that was set back makes no backup older than today's.
fn backup_age(made: i64, now: i64) -> Finding {
    let days = (now - made).max(0) / DAY;
    match days {
        0..=OLDEST_BACKUP_DAYS => good("backup_made", days),
        _ => bad("backup_old", days),
    }
}

/// Whoever renews certificates needs some weeks for it, where an office has to ask for one.
const LEAST_CERTIFICATE_DAYS: i64 = 30;

fn lasting(ends: i64, now: i64) -> Finding {
    let date = Date::of_micros(ends);
    match ends - now {
        ..=0 => bad("tls_ended", date),
        left if left < LEAST_CERTIFICATE_DAYS * DAY => bad("tls_ends_soon", date),
        _ => good("tls_lasts", date),
    }
}

/// Never the URL of a server: it can hold a password.
fn shown(settings: &Settings) -> String {
    match &settings.database {
        Database::Sqlite(path) => path.display().to_string(),
        Database::Postgres(_) => "PostgreSQL".to_owned(),
    }
}

fn key_file(settings: &Settings, backup: Option<&Path>) -> Vec<Finding> {
    let path = &settings.key_file;
    let Ok(meta) = std::fs::metadata(path) else {
        return vec![bad("no_key_file", path.display())];
    };
    let mut found = Vec::new();
    match (store::KeyFile::read(path), Db::key_file_fits(settings)) {
        (Err(e), _) => found.push(bad("key_file_unreadable", e)),
        (Ok(_), Ok(true)) => found.push(good("key_file_fits", path.display())),
        (Ok(_), Ok(false)) => found.push(bad("key_file_foreign", path.display())),
        // What is wrong with the database is told there.
        (Ok(_), Err(_)) => {}
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777;
        found.push(if mode & 0o077 == 0 {
            good("key_file_private", format!("{mode:o}"))
        } else {
            bad("key_file_open", format!("{mode:o}"))
        });
    }
    #[cfg(not(unix))]
    drop(meta);
    found.push(if lies_in_backup(path, backup) {
        bad("key_file_in_backup", path.display())
    } else {
        good("key_file_apart", path.display())
    });
    found
}

/// Whether a backup of its folder would hold the key beside what it opens: any folder above it is
/// named like a backup, or is where backups are written.
fn lies_in_backup(path: &Path, backup: Option<&Path>) -> bool {
    let whole = |p: &Path| -> PathBuf { p.canonicalize().unwrap_or_else(|_| p.to_owned()) };
    let path = whole(path);
    let named = path
        .parent()
        .into_iter()
        .flat_map(Path::components)
        .any(|part| {
            let name = part.as_os_str().to_string_lossy().to_lowercase();
            // What lies beside the papers is copied with them.
            ["backup", "backups", "备份"].contains(&name.as_str()) || name.ends_with(".blobs")
        });
    named || backup.is_some_and(|b| path.starts_with(whole(b)))
}

/// The free space where the database grows, as `df` tells it; where there is no `df`, nothing.
fn disk(settings: &Settings) -> Option<Finding> {
    let Database::Sqlite(path) = &settings.database else {
        return None;
    };
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let free: u64 = text
        .lines()
        .nth(1)?
        .split_whitespace()
        .nth(3)?
        .parse()
        .ok()?;
    let detail = format!("{} MiB", free / 1024);
    Some(if free < LEAST_FREE_KIB {
        bad("disk_full", detail)
    } else {
        good("disk_free", detail)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_backup_is_told() {
        let day = 24 * 3600 * 1_000_000;
        let check = |made: i64, expected: (&str, bool, &str)| {
            let found = backup_age(made, 100 * day + 5);
            assert_eq!((found.code, found.is_good, &*found.detail), expected);
        };
        check(100 * day, ("backup_made", true, "0"));
        check(69 * day, ("backup_made", true, "31"));
        check(68 * day, ("backup_old", false, "32"));
        check(101 * day, ("backup_made", true, "0"));
    }

    #[test]
    fn a_certificate_that_ends_within_thirty_days_is_told_and_one_that_has_ended() {
        let check = |left: i64, expected: (&str, bool)| {
            let found = lasting(1_000 * DAY + left, 1_000 * DAY);
            assert_eq!((found.code, found.is_good), expected, "{left}");
        };
        check(30 * DAY, ("tls_lasts", true));
        check(30 * DAY - 1, ("tls_ends_soon", false));
        check(1, ("tls_ends_soon", false));
        check(0, ("tls_ended", false));
        check(-DAY, ("tls_ended", false));
    }

    #[test]
    fn a_key_in_a_backup_folder_is_found() {
        let check = |path: &str, backup: Option<&str>, expected: bool| {
            assert_eq!(
                lies_in_backup(Path::new(path), backup.map(Path::new)),
                expected,
                "{path}"
            );
        };
        check("/srv/zhen/zhen.key", None, false);
        check("/srv/Backup/zhen.key", None, true);
        check("/srv/备份/a/zhen.key", None, true);
        check("/srv/backup.key", None, false);
        check("/srv/zhen.db.blobs/zhen.key", None, true);
        check("/srv/zhen/zhen.key", Some("/srv/zhen"), true);
        check("/srv/zhen/zhen.key", Some("/srv/zh"), false);
    }
}
