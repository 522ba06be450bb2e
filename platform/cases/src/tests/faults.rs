//! Seeded faults: one slip made in a good type, at a place that the dice choose; it must be told with its code at its
//! line, and nothing else but what follows from it.

mod counts;
mod shapes;
mod ways;

use super::dice::Dice;
use crate::declared::{CaseType, check};
use crate::types::SHIPPED;
use std::collections::{BTreeMap, BTreeSet};

/// A good type and its text.
struct Good {
    of: CaseType,
    lines: Vec<String>,
}

/// A text with one slip, and the line (from 1) at which it must be told.
struct Slip {
    lines: Vec<String>,
    line: usize,
}

/// The code that must be told, codes that may follow from it, and how the slip is made.
struct Slips {
    code: &'static str,
    follow: &'static [&'static str],
    make: fn(&Good, &Dice) -> Option<Slip>,
}

const fn slips(
    code: &'static str,
    follow: &'static [&'static str],
    make: fn(&Good, &Dice) -> Option<Slip>,
) -> Slips {
    Slips { code, follow, make }
}

/// A stretch of lines (from 0) from a header to the blank line behind it.
#[derive(Clone, Copy)]
struct Block {
    first: usize,
    end: usize,
}

impl Good {
    fn of(text: &str) -> Good {
        Good {
            of: check(text).unwrap(),
            lines: text.lines().map(str::to_owned).collect(),
        }
    }

    fn blocks(&self, header: &str) -> Vec<Block> {
        let is_header = |line: &&(usize, &String)| line.1 == header;
        let lines: Vec<(usize, &String)> = self.lines.iter().enumerate().collect();
        let block = |first: usize| {
            let mut rest = lines[first..].iter();
            let blank = rest.find(|line| line.1.is_empty()).map(|line| line.0);
            let end = blank.unwrap_or(lines.len());
            Block { first, end }
        };
        lines
            .iter()
            .filter(is_header)
            .map(|line| block(line.0))
            .collect()
    }

    fn block(&self, dice: &Dice, header: &str) -> Option<Block> {
        let blocks = self.blocks(header);
        (!blocks.is_empty()).then(|| *dice.pick(&blocks))
    }

    /// A block that has this line, or begins one like it.
    fn block_with(&self, dice: &Dice, header: &str, line: &str) -> Option<Block> {
        let mut blocks = self.blocks(header);
        blocks.retain(|block| self.find(*block, line).is_some());
        (!blocks.is_empty()).then(|| *dice.pick(&blocks))
    }

    fn find(&self, block: Block, line: &str) -> Option<usize> {
        (block.first..block.end).find(|at| self.lines[*at].starts_with(line))
    }

    /// Any line that begins so.
    fn line(&self, dice: &Dice, begins: &str) -> Option<usize> {
        let all = 0..self.lines.len();
        let found: Vec<usize> = all
            .filter(|at| self.lines[*at].starts_with(begins))
            .collect();
        (!found.is_empty()).then(|| *dice.pick(&found))
    }

    fn insert(&self, at: usize, line: &str) -> Slip {
        let mut lines = self.lines.clone();
        lines.insert(at, line.to_owned());
        Slip {
            lines,
            line: at + 1,
        }
    }

    fn replace(&self, at: usize, line: &str) -> Slip {
        let mut lines = self.lines.clone();
        lines[at] = line.to_owned();
        Slip {
            lines,
            line: at + 1,
        }
    }

    /// Without one line; what is missing is told at another.
    fn without(&self, at: usize, told_at: usize) -> Slip {
        let mut lines = self.lines.clone();
        lines.remove(at);
        let line = if told_at > at { told_at } else { told_at + 1 };
        Slip { lines, line }
    }

    /// Something more at the end; `told` is the line of it (from 0) at which the slip is told.
    fn append(&self, text: &str, told: usize) -> Slip {
        let mut lines = self.lines.clone();
        lines.push(String::new());
        let line = lines.len() + told + 1;
        lines.extend(text.lines().map(str::to_owned));
        Slip { lines, line }
    }

    /// A state where a case is open when it was opened.
    fn first_state(&self) -> &str {
        self.of.action("open").unwrap().to.as_ref().unwrap()
    }

    fn has_owner(&self) -> bool {
        self.of.owner.is_some()
    }
}

const ALL: [&[Slips]; 3] = [shapes::SLIPS, ways::SLIPS, counts::SLIPS];

/// Every code that a slip stands for.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let all = ALL.iter().copied().flatten();
    all.map(|slips| slips.code)
}

const NAME: &str = "name = { zh = \"补\", en = \"More\" }";

#[test]
fn every_seeded_fault_is_told_at_its_place_and_nothing_but_what_follows() {
    let good: Vec<Good> = SHIPPED
        .iter()
        .flat_map(|texts| *texts)
        .map(|text| Good::of(text))
        .collect();
    let all: Vec<&Slips> = ALL.iter().copied().flatten().collect();
    let dice = Dice::of(2026);
    let mut made: BTreeSet<(&str, String, usize)> = BTreeSet::new();
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for round in 0..7 {
        for slips in &all {
            // A slip that this type has no place for is made in another.
            let slip = (0..500).find_map(|_| {
                let good = dice.pick(&good);
                Some((good, (slips.make)(good, &dice)?))
            });
            let Some((good, slip)) = slip else {
                panic!("{} finds no place (round {round})", slips.code);
            };
            let faults = check(&slip.lines.join("\n")).err().unwrap_or_default();
            let is_it = |line: u32, code: &str| line as usize == slip.line && code == slips.code;
            let found = faults
                .iter()
                .any(|fault| is_it(fault.place.line, fault.code));
            let more = faults
                .iter()
                .find(|fault| fault.code != slips.code && !slips.follow.contains(&fault.code));
            if !found || more.is_some() {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                wrong.push(format!(
                    "{} in {} at {}: {faults:?}\n  {}",
                    slips.code,
                    good.of.code.value,
                    slip.line,
                    slip.lines[slip.line - 1]
                ));
            }
            made.insert((slips.code, slip.lines.join("\n"), slip.line));
            *told.entry(slips.code).or_default() += 1;
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        made.len(),
        wrong.join("\n")
    );
    assert!(told.len() >= 50, "{} kinds", told.len());
    assert!(made.len() >= 350, "{} different slips", made.len());
}

#[test]
fn what_is_torn_is_told_and_never_breaks_the_checker() {
    let dice = Dice::of(5);
    let mut wrong = 0;
    for round in 0..300 {
        let text = SHIPPED[round % SHIPPED.len()][0];
        let mut lines: Vec<&str> = text.lines().collect();
        for _ in 0..=dice.below(4) {
            let places = lines.len() as u64;
            let [from, to] = [dice.below(places), dice.below(places)].map(|at| at as usize);
            match dice.below(3) {
                0 => drop(lines.remove(from)),
                1 => lines.swap(from, to),
                _ => lines.insert(to, lines[from]),
            }
        }
        let Err(faults) = check(&lines.join("\n")) else {
            continue;
        };
        assert!(faults.is_sorted_by_key(|fault| fault.place));
        assert!(
            faults
                .iter()
                .all(|fault| fault.place.line as usize <= lines.len() + 1)
        );
        wrong += 1;
    }
    // A blank line or a comment may go without harm.
    assert!(wrong > 150, "{wrong}");
}

#[test]
fn a_place_counts_characters_and_several_slips_are_told_at_once() {
    let text = crate::types::LAW_TALK
        .replace("kind = \"date\"", "kind = \"day\"")
        .replace("to = \"held\"", "to = \"hold\"")
        .replace("zh = \"场次\", en", "en");
    let faults = check(&text).unwrap_err();
    let told: Vec<(&str, u32)> = faults
        .iter()
        .map(|fault| (fault.code, fault.place.column))
        .collect();
    assert_eq!(told, [("unknown_word", 8), ("unknown_state", 6)]);
    let fault = check("code = 1\nname = { zh = \"甲乙\", colour = 1 }").unwrap_err();
    let colour = fault
        .iter()
        .find(|fault| fault.code == "unknown_key")
        .unwrap();
    assert_eq!((colour.place.line, colour.place.column), (2, 21));
    assert_eq!(colour.to_string(), "2:21 unknown_key key=colour");
    assert_eq!(colour.locale_key(), "case-fault-unknown-key");
}
