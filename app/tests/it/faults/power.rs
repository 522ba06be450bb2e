//! The power goes at a named point, a thousand times.
//!
//! `FAULTS` says how many, `FAULT_SEED` which; `FAULT` replays one by its number.

use super::disk::{CUT, Disk};
use super::judge::{Answers, Left, judge};
use super::office::{Office, prepared};
use super::walk::Walk;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use testkit::SeededRng;

fn setting(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number")),
    )
}

/// What an afternoon leaves where nothing goes wrong.
pub fn left() -> &'static Left {
    static LEFT: OnceLock<Left> = OnceLock::new();
    LEFT.get_or_init(|| {
        let disk = Disk::of(prepared());
        let office = Office::open(&disk.folder(), 3).unwrap();
        let mut hear = |_: u8, _: &str, _: &kernel::Result<String>| {};
        Left::of(&Walk::again(office, &mut hear).whole())
    })
}

/// The points of an afternoon in their order, by name.
pub fn points(log: &[String]) -> Vec<String> {
    let named = |line: &String| {
        let (number, name) = line.strip_prefix("point ")?.split_once(' ')?;
        Some((number.parse::<usize>().ok()?, name.to_owned()))
    };
    let all: Vec<(usize, String)> = log.iter().filter_map(named).collect();
    assert!(all.iter().zip(1..).all(|((number, _), n)| *number == n));
    all.into_iter().map(|(_, name)| name).collect()
}

struct Fault {
    number: u64,
    /// The point by its name, and the how many-th of that name, from 1. A bare number would mean another point when
    /// a thread closes its file a moment later.
    name: String,
    nth: usize,
    keep: &'static str,
    seed: u64,
}

/// Kinds of points come up alike, however many there are of each; so the rare ones are tried too.
fn fault(seed: u64, number: u64, kinds: &BTreeMap<&str, usize>) -> Fault {
    let dice = SeededRng::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let pick = |below: usize| usize::try_from(dice.below(below as u64)).unwrap();
    let (name, many) = kinds.iter().nth(pick(kinds.len())).unwrap();
    Fault {
        number,
        name: (*name).to_owned(),
        nth: 1 + pick(*many),
        keep: ["none", "none", "some", "some", "all"][pick(5)],
        seed: dice.below(u64::MAX),
    }
}

/// Says how to replay where it fails.
struct Told(String);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.0);
        }
    }
}

/// Whether the power went; not where this run came by such a point less often than the first.
fn cut(seed: u64, fault: &Fault) -> bool {
    let mut disk = Disk::of(prepared());
    disk.set("CUT", fault.nth);
    disk.set("POINT", &fault.name);
    disk.set("KEEP", fault.keep);
    disk.set("SEED", fault.seed);
    let _told = Told(format!(
        "FAULT_SEED={seed} FAULT={}: the power went at number {} of \"{}\", kept: {}; {}",
        fault.number,
        fault.nth,
        fault.name,
        fault.keep,
        disk.folder().display()
    ));
    let ended = disk.play("walk");
    let passed = points(&ended.log);
    let passed = passed.iter().filter(|name| **name == fault.name).count();
    match ended.code {
        Some(CUT) => assert_eq!(passed, fault.nth),
        Some(0) => assert!(passed < fault.nth),
        _ => panic!("{}", ended.said),
    }
    judge(&disk.folder(), &Answers::read(&ended.answers), left());
    ended.code == Some(CUT)
}

#[test]
fn the_power_goes_a_thousand_times_and_nothing_answered_is_lost() {
    let disk = Disk::of(prepared());
    let ended = disk.play("walk");
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    judge(&disk.folder(), &Answers::read(&ended.answers), left());
    let points = points(&ended.log);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &points {
        *kinds.entry(name).or_default() += 1;
    }
    for wanted in ["wal", "db", "blob", "folder"] {
        for when in ["before", "after"] {
            let name = format!("{when} sync:{wanted}");
            assert!(kinds.contains_key(name.as_str()), "{name}: {kinds:?}");
        }
    }
    for wanted in ["commit", "insert into ledger_entry", "insert into journal"] {
        let name = format!("statement before {wanted}");
        assert!(kinds.contains_key(name.as_str()), "{name}: {kinds:?}");
    }
    let seed = setting("FAULT_SEED").unwrap_or(1);
    let numbers = match setting("FAULT") {
        Some(one) => one..one + 1,
        None => 0..setting("FAULTS").unwrap_or(1000),
    };
    let faults: Vec<Fault> = numbers.map(|n| fault(seed, n, &kinds)).collect();
    let (next, tried) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        // One more than there are processors: each waits for its child half of the time.
        for _ in 0..=std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if cut(seed, fault) {
                        let point = (fault.name.as_str(), fault.nth);
                        *tried.lock().unwrap().entry(point).or_insert(0) += 1;
                    }
                }
            });
        }
    });
    let tried: BTreeMap<(&str, usize), usize> = tried.into_inner().unwrap();
    let cuts: usize = tried.values().sum();
    println!(
        "{} points of {} names; {cuts} power cuts at {} of them",
        points.len(),
        kinds.len(),
        tried.len()
    );
    assert!(
        cuts * 100 >= faults.len() * 95,
        "{cuts} of {}",
        faults.len()
    );
    if faults.len() >= 1000 {
        assert!(tried.len() >= 200, "{}", tried.len());
    }
}
