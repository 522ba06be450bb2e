//! The power goes at a named point, a thousand times.
//!
//! `FAULTS` says how many, `FAULT_SEED` which; `FAULT` replays one by its number.

use super::disk::{CUT, Disk};
use super::judge::{Answers, Left, judge};
use super::office::{Office, prepared};
use super::walk::Walk;
use std::collections::{BTreeMap, BTreeSet};
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
    /// From 1.
    point: usize,
    keep: &'static str,
    seed: u64,
}

/// Kinds of points come up alike, however many there are of each; so the rare ones are tried too.
fn fault(seed: u64, number: u64, kinds: &[Vec<usize>]) -> Fault {
    let dice = SeededRng::new(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let pick = |below: usize| usize::try_from(dice.below(below as u64)).unwrap();
    let kind = &kinds[pick(kinds.len())];
    Fault {
        number,
        point: kind[pick(kind.len())],
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

fn cut(seed: u64, fault: &Fault, name: &str) {
    let mut disk = Disk::of(prepared());
    disk.set("CUT", fault.point);
    disk.set("KEEP", fault.keep);
    disk.set("SEED", fault.seed);
    let _told = Told(format!(
        "FAULT_SEED={seed} FAULT={}: the power went at point {} ({name}), kept: {}; {}",
        fault.number,
        fault.point,
        fault.keep,
        disk.folder().display()
    ));
    let ended = disk.play("walk");
    assert_eq!(ended.code, Some(CUT), "{}", ended.said);
    judge(&disk.folder(), &Answers::read(&ended.answers), left());
}

#[test]
fn the_power_goes_a_thousand_times_and_nothing_answered_is_lost() {
    let disk = Disk::of(prepared());
    let ended = disk.play("walk");
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    judge(&disk.folder(), &Answers::read(&ended.answers), left());
    let points = points(&ended.log);
    let mut kinds: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (name, n) in points.iter().zip(1..) {
        kinds.entry(name).or_default().push(n);
    }
    for wanted in ["wal", "db", "blob", "folder"] {
        for when in ["before", "after"] {
            assert!(
                kinds.contains_key(format!("{when} sync:{wanted}").as_str()),
                "{kinds:?}"
            );
        }
    }
    let of_kinds: Vec<Vec<usize>> = kinds.values().cloned().collect();
    let seed = setting("FAULT_SEED").unwrap_or(1);
    let numbers = match setting("FAULT") {
        Some(one) => one..one + 1,
        None => 0..setting("FAULTS").unwrap_or(1000),
    };
    let faults: Vec<Fault> = numbers.map(|n| fault(seed, n, &of_kinds)).collect();
    let (next, tried) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::SeqCst)) {
                    cut(seed, fault, &points[fault.point - 1]);
                    tried.lock().unwrap().insert(fault.point);
                }
            });
        }
    });
    let tried = tried.into_inner().unwrap();
    println!(
        "{} points of {} names; {} power cuts at {} of them",
        points.len(),
        kinds.len(),
        faults.len(),
        tried.len()
    );
    if faults.len() >= 1000 {
        assert!(tried.len() >= 200, "{}", tried.len());
    }
}
