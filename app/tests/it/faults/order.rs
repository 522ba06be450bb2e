//! No answer leaves the program before what it tells of has reached the disk.

use super::disk::Disk;
use super::judge::{Answers, judge};
use super::office::{Office, prepared};
use super::power::left;
use super::server::Server;
use std::path::Path;
use std::time::{Duration, Instant};

/// The answers of a log that left while something was not synced; what was not, by kind.
fn early<'a>(log: &'a [String], how: &str) -> Vec<&'a str> {
    let answers = log.iter().filter(|line| line.starts_with(how));
    let all: Vec<&str> = answers.map(String::as_str).collect();
    assert!(all.len() > 5, "no answers were seen: {log:?}");
    let kinds = ["wal", "journal", "blob", "key", "folder"];
    let is_early = |line: &&str| {
        kinds.iter().any(|kind| {
            let is_clean = format!(" {kind}=0 ");
            !line.contains(&is_clean)
        })
    };
    all.into_iter().filter(is_early).collect()
}

/// How many syncs of a kind stand in the log.
fn syncs(log: &[String], kind: &str) -> usize {
    let end = format!("after sync:{kind}");
    log.iter().filter(|line| line.ends_with(&end)).count()
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long a slow disk is waited for is what is measured"
)]
fn every_answer_comes_after_its_sync() {
    let mut disk = Disk::of(prepared());
    let began = Instant::now();
    let quick = disk.play("walk");
    let quick_took = began.elapsed();
    assert_eq!(quick.code, Some(0), "{}", quick.said);
    assert_eq!(early(&quick.log, "answer "), [""; 0]);
    // Some answer without a sync of its own: the group's. None could without any.
    let count = syncs(&quick.log, "wal");
    assert!(count >= 12, "{count} syncs");
    // A slow disk is waited for.
    disk = Disk::of(prepared());
    disk.set("SYNC_MS", 20);
    let began = Instant::now();
    let slow = disk.play("walk");
    assert_eq!(slow.code, Some(0), "{}", slow.said);
    assert_eq!(early(&slow.log, "answer "), [""; 0]);
    let waited = began.elapsed().saturating_sub(quick_took);
    assert!(waited >= Duration::from_millis(20) * 12, "{waited:?}");
    judge(&disk.folder(), &Answers::read(&slow.answers), left());
}

/// The same suite on a disk that says it synced and did not: it must be seen that answers were lost. Else the
/// thousand cuts would prove nothing.
#[test]
fn a_disk_that_lies_is_found_out() {
    let mut disk = Disk::of(prepared());
    disk.set("LIE", 1);
    let whole = disk.play("walk");
    assert_eq!(whole.code, Some(0), "{}", whole.said);
    assert!(!early(&whole.log, "answer ").is_empty());
    let points = super::power::points(&whole.log);
    let last = points.iter().filter(|name| *name == "after answer").count();
    disk = Disk::of(prepared());
    disk.set("LIE", 1);
    disk.set("POINT", "after answer");
    disk.set("CUT", last);
    let cut = disk.play("walk");
    assert_eq!(cut.code, Some(super::disk::CUT), "{}", cut.said);
    let (folder, answers) = (disk.folder(), Answers::read(&cut.answers));
    let judging = std::panic::AssertUnwindSafe(|| judge(&folder, &answers, left()));
    let found = std::panic::catch_unwind(judging);
    assert!(found.is_err(), "answers were lost and nobody noticed");
}

/// The same for the real program: what it sends to a browser.
#[test]
fn a_page_is_sent_after_its_sync() {
    let mut disk = Disk::of(prepared());
    disk.set("SOCKETS", 1);
    // On a disk this slow an answer that did not wait would be seen to leave first.
    disk.set("SYNC_MS", 30);
    let server = Server::start(&disk.folder(), None, Some(&disk));
    let mut visitor = server.sign_in("kuaiji");
    let office = Office::open(prepared(), 5).unwrap();
    let (project, round) = (office.project().unwrap(), office.round().unwrap().0);
    drop(office);
    let before = syncs(&disk.log(), "wal");
    for n in 1..=5 {
        let path = format!("/projects/{project}/funding");
        visitor.get(&path);
        let amount = n.to_string();
        let fields = [
            ("source", "county"),
            ("amount", amount.as_str()),
            ("date", "2022-08-05"),
        ];
        assert_eq!(visitor.post(&path, &fields).status, 303);
    }
    let path = format!("/papers/of/payout_round/{round}");
    visitor.get(&path);
    let fields = [("kind", "minutes"), ("date", "2022-08-05")];
    let pdf = b"%PDF-1.4 minutes\n%%EOF\n";
    let answer = visitor.upload(&path, "file", "minutes.pdf", pdf, &fields);
    assert_eq!(answer.status, 303, "{}", answer.text());
    server.kill();
    let log = disk.log();
    // A page that tells of nothing new may be sent while the name of an empty log is not yet synced.
    let told = |line: &&str| !line.contains("HTTP/1.1 200");
    let early: Vec<&str> = early(&log, "sent ").into_iter().filter(told).collect();
    assert_eq!(early, [""; 0]);
    assert!(syncs(&log, "wal") >= before + 7 && syncs(&log, "blob") == 1);
}

/// SQLite alone, told not to wait for the disk: the library takes an answered row away. Told to wait, it stays.
#[test]
fn a_row_answered_without_a_sync_is_lost() {
    for (synchronous, rows) in [("off", 0), ("full", 1)] {
        let prepare = || {
            let disk = Disk::new();
            std::fs::write(disk.folder().join("mode"), synchronous).unwrap();
            let db = rusqlite::Connection::open(disk.folder().join("demo.db")).unwrap();
            db.execute_batch("pragma journal_mode = wal; create table t (n)")
                .unwrap();
            disk
        };
        let counted = prepare().play("bare");
        assert_eq!(counted.code, Some(0), "{}", counted.said);
        let mut disk = prepare();
        disk.set("POINT", "after answer");
        disk.set("CUT", 1);
        let cut = disk.play("bare");
        assert_eq!(cut.code, Some(super::disk::CUT), "{}", cut.said);
        let raw = rusqlite::Connection::open(disk.folder().join("demo.db")).unwrap();
        let count = "select count(*) from t";
        let count: i64 = raw.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(count, rows, "synchronous = {synchronous}");
    }
}

/// What the child of the test above does.
pub fn bare(folder: &Path, answers: &Path) {
    use std::io::Write;
    let mode = std::fs::read_to_string(folder.join("mode")).unwrap();
    let db = rusqlite::Connection::open(folder.join("demo.db")).unwrap();
    db.execute_batch(&format!(
        "pragma synchronous = {mode}; insert into t values (2)"
    ))
    .unwrap();
    let mut options = std::fs::File::options();
    let file = options.append(true).create(true).open(answers);
    file.unwrap().write_all(b"1\tinsert\tdone\t1\n").unwrap();
}
