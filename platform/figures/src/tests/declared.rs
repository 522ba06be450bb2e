//! Declared figures over random contributions, on both engines, against a plain loop over them: the number is that of its rows,
//! units and stretches of days add up, and any past day and journal row is answered by the same statement.

use super::{TOWN, VILLAGE_CLERK, World, act, world};
use crate::declared::{
    Among, Answer, Counted, Declared, Kept, Made, Question, What, by_period, by_place, by_slice,
    by_unit, rows, value,
};
use crate::model::Asked;
use crate::period::Every;
use ::store::values;
use access::{Right, Scope};
use cases::declared::Label;
use cases::tally::Tally;
use kernel::{Date, Error, Id};
use testkit::pg;

const VILLAGES: i64 = 6;
const FIGURES: [(&str, Made); 4] = [
    ("count", Made::Count),
    ("sum", Made::Sum),
    ("distinct", Made::Distinct),
    ("days", Made::MedianDays),
];

/// Every second case, in slices.
const SETS: Kept = Kept {
    from: "cases_case c",
    filter: "c.org = $1 and c.id % 2 = $11",
    case: "c.id",
    slice: "c.id % 5",
};
const SLICES: i64 = 5;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn of(code: &str, made: Made) -> (String, Made) {
    (format!("test.{code}"), made)
}

fn declared(code: &str, what: What) -> Declared {
    Declared {
        code: code.to_owned(),
        label: Label::default(),
        what,
    }
}

fn every_sort() -> Vec<Declared> {
    let mut all: Vec<Declared> = FIGURES
        .iter()
        .map(|(code, made)| {
            let (key, made) = of(code, *made);
            declared(code, What::Of(key, made))
        })
        .collect();
    let both = [of("sum", Made::Sum), of("count", Made::Count)];
    all.push(declared("ratio", What::Ratio(both)));
    all
}

/// Random contributions: some ended, some known later, spread over villages and the town itself.
fn contributions(world: &World) -> Vec<(Id, Tally)> {
    let mut all = Vec::new();
    let first = day("2021-11-01");
    for case in 1..=150_i64 {
        for (code, _) in FIGURES {
            let dice = |below: u64| world.dice.below(below) as i64;
            let since = first.plus_days(dice(200));
            let since_seq = 10 + dice(50);
            let (until, until_seq) = match dice(3) {
                0 => (since.plus_days(dice(60)), since_seq + dice(9)),
                _ => (day("9999-12-31"), i64::MAX),
            };
            let unit = match dice(8) {
                0 => TOWN,
                n => 1 + n % VILLAGES,
            };
            let tally = Tally {
                figure: format!("test.{code}"),
                id: Id(case * 10),
                unit: Id(unit),
                part: ["", "a", "b", "c"][dice(4) as usize].to_owned(),
                at: since.plus_days(-dice(20)),
                since,
                since_seq,
                until,
                until_seq,
                amount: dice(30) - 3,
            };
            all.push((Id(case), tally));
        }
    }
    let kept = all.clone();
    act(&world.db, &world.ctx, move |tx, ctx| {
        for case in 1..=150_i64 {
            tx.insert(
                "cases_case (org, id, seq, type, type_seq, number, year, ordinal, unit)",
                values![
                    ctx.org,
                    case,
                    tx.seq()?,
                    1,
                    1,
                    format!("T-{case}"),
                    2022,
                    case,
                    1
                ],
            )?;
        }
        for unit in (1..=VILLAGES).chain([TOWN]) {
            let parent = (unit != TOWN).then_some(TOWN);
            tx.insert(
                "access_unit_now (id, code, level, name, pinyin, parent)",
                values![unit, "", "village", format!("U{unit}"), "", parent],
            )?;
        }
        for (case, tally) in kept {
            cases::store::insert_tallies(tx, ctx.org, case, &[tally])?;
        }
        Ok(())
    })
    .unwrap();
    all
}

/// What a loop over all contributions makes of a question.
fn slow(all: &[(Id, Tally)], key: &str, question: &Question) -> Vec<(Id, Tally)> {
    let asked = &question.asked;
    let is_in = |unit: Id| {
        let is_below = asked.division == Id(TOWN) && !question.own;
        unit == asked.division || is_below
    };
    let counts = |it: &&(Id, Tally)| {
        let it = &it.1;
        it.figure == key
            && (question.from..=question.to).contains(&it.at)
            && it.since <= asked.as_of
            && it.since_seq <= asked.as_known
            && (it.until > asked.as_of || it.until_seq > asked.as_known)
            && is_in(it.unit)
    };
    let is_among = |case: Id| match question.among {
        Some(among) => {
            let is_it = among.slice.is_none_or(|slice| case.0 % SLICES == slice);
            case.0 % 2 == among.set.0 && is_it
        }
        None => true,
    };
    let mut found: Vec<(Id, Tally)> = all.iter().filter(counts).cloned().collect();
    found.retain(|(case, _)| is_among(*case));
    found.sort_by_key(|(_, it)| (it.at, it.id));
    found
}

fn counted(found: &[(Id, Tally)], sees: impl Fn(Id) -> bool) -> Counted {
    Counted {
        rows: found.len() as i64,
        seen: found.iter().filter(|(_, it)| sees(it.unit)).count() as i64,
        total: found.iter().map(|(_, it)| it.amount).sum(),
    }
}

fn number(found: &[(Id, Tally)], made: Made) -> Option<i64> {
    let total = found.iter().map(|(_, it)| it.amount).sum();
    match made {
        Made::Count => Some(found.len() as i64),
        Made::Sum => Some(total),
        Made::Distinct => {
            let parts: std::collections::BTreeSet<&str> =
                found.iter().map(|(_, it)| it.part.as_str()).collect();
            Some(parts.len() as i64)
        }
        Made::MedianDays => {
            let mut days: Vec<i64> = found.iter().map(|(_, it)| it.amount).collect();
            days.sort_unstable();
            let (low, high) = (days.len().checked_sub(1)? / 2, days.len() / 2);
            Some((days[low] + days[high]) * 5)
        }
    }
}

fn story(database: &str, seed: u64) {
    let world = world(database, seed);
    let all = contributions(&world);
    let clerk = Scope {
        org: 1,
        user: VILLAGE_CLERK,
        right: Right::ViewFigures,
        today: day("2022-07-31"),
    };
    let sees = |unit: Id| [Id(1), Id(2)].contains(&unit);
    let mut tried = 0;
    let among = |slice| {
        Some(Among {
            cases: SETS,
            set: Id(1),
            slice,
        })
    };
    for (division, own, among) in [
        (TOWN, false, None),
        (TOWN, true, None),
        (2, false, None),
        (5, false, None),
        (TOWN, false, among(None)),
        (TOWN, false, among(Some(3))),
        (2, false, among(None)),
    ] {
        for (as_of, as_known) in [
            ("2022-07-31", i64::MAX),
            ("2022-01-31", i64::MAX),
            ("2022-07-31", 30),
            ("2022-02-10", 25),
        ] {
            let asked = Asked {
                as_known,
                ..Asked::new(1, Some(clerk), Id(division), day(as_of))
            };
            let question = Question {
                asked,
                from: day("2021-12-01"),
                to: day("2022-04-15"),
                own,
                among,
            };
            let figures = every_sort();
            let (all, mine) = (all.clone(), question);
            let asked = world.db.read(move |tx| {
                let question = match mine.admitted(tx) {
                    // A village where the clerk holds nothing.
                    Err(Error::NotFound) => return Ok(0),
                    other => other?,
                };
                for figure in &figures {
                    check(tx, &all, figure, &question, sees);
                }
                Ok(figures.len())
            });
            tried += asked.unwrap();
            if division == 5 {
                assert_eq!(asked_of(&world, question), Err(Error::NotFound));
            }
        }
    }
    assert_eq!(tried, 6 * 4 * 5);
}

fn asked_of(world: &World, question: Question) -> Result<(), Error> {
    world.db.read(move |tx| question.admitted(tx).map(drop))
}

fn check(
    tx: &mut ::store::Tx,
    all: &[(Id, Tally)],
    figure: &Declared,
    question: &Question,
    sees: impl Fn(Id) -> bool + Copy,
) {
    let lists: Vec<&(String, Made)> = match &figure.what {
        What::Of(..) => vec![],
        What::Ratio(both) => both.iter().collect(),
    };
    let expect = |question: &Question| -> Answer {
        match &figure.what {
            What::Of(key, made) => {
                let found = slow(all, key, question);
                let places = u8::from(*made == Made::MedianDays);
                Answer {
                    value: number(&found, *made).map(|scaled| crate::Number { scaled, places }),
                    is_percent: false,
                    lists: vec![counted(&found, sees)],
                }
            }
            What::Ratio(_) => {
                let of = |(key, _): &&(String, Made)| counted(&slow(all, key, question), sees);
                let counts: Vec<Counted> = lists.iter().map(of).collect();
                Answer {
                    value: crate::Number::percent(counts[0].total, counts[1].total),
                    is_percent: true,
                    lists: counts,
                }
            }
        }
    };
    let whole = value(tx, figure, question).unwrap();
    assert_eq!(whole, expect(question), "{figure:?} {question:?}");
    // By unit: each as if it were asked alone, and counts add up to the whole.
    let units: Vec<Id> = (1..=VILLAGES).chain([TOWN]).map(Id).collect();
    if question.asked.division == Id(TOWN) && !question.own {
        let parts = by_unit(tx, figure, question, &units).unwrap();
        for (unit, answer) in &parts {
            let alone = Question {
                asked: Asked {
                    division: *unit,
                    ..question.asked
                },
                own: *unit == Id(TOWN),
                ..*question
            };
            assert_eq!(*answer, expect(&alone), "{figure:?} {unit:?}");
        }
        adds_up(&whole, parts.iter().map(|(_, answer)| answer));
    }
    for (unit, answer) in by_place(tx, figure, question, &units).unwrap() {
        let alone = Question {
            asked: Asked {
                division: unit,
                ..question.asked
            },
            own: true,
            ..*question
        };
        // Only of units where it is asked.
        if question.asked.division == Id(TOWN) && !question.own {
            assert_eq!(answer, expect(&alone), "{figure:?} {unit:?}");
        }
    }
    let slices: Vec<i64> = (0..SLICES).collect();
    let parts = by_slice(tx, figure, question, &slices).unwrap();
    assert_eq!(parts.is_empty(), question.among.is_none());
    for (slice, answer) in &parts {
        let among = question.among.map(|among| Among {
            slice: Some(*slice),
            ..among
        });
        let alone = Question { among, ..*question };
        // Within a slice, the others hold nothing of it.
        let is_in = question
            .among
            .and_then(|it| it.slice)
            .is_none_or(|it| it == *slice);
        if is_in {
            assert_eq!(*answer, expect(&alone), "{figure:?} {slice}");
        }
    }
    if question.among.is_some_and(|among| among.slice.is_none()) {
        adds_up(&whole, parts.iter().map(|(_, answer)| answer));
    }
    for every in Every::ALL {
        let stretches = every.between(question.from, question.to, 1_000);
        let parts = by_period(tx, figure, question, &stretches).unwrap();
        for ((from, to), answer) in &parts {
            let alone = Question {
                from: *from,
                to: *to,
                ..*question
            };
            assert_eq!(*answer, expect(&alone), "{figure:?} {from}");
        }
        adds_up(&whole, parts.iter().map(|(_, answer)| answer));
    }
    // Page by page, the rows are those that are seen.
    for list in 0..whole.lists.len() {
        let key = match &figure.what {
            What::Of(key, _) => key,
            What::Ratio(both) => &both[list].0,
        };
        let expected: Vec<(Id, Date)> = slow(all, key, question)
            .iter()
            .filter(|(_, it)| sees(it.unit))
            .map(|(case, it)| (*case, it.at))
            .collect();
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = rows(tx, figure, question, list, after, 7).unwrap();
            found.extend(page.rows.iter().map(|row| (row.case, row.at)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, expected, "{figure:?}");
        assert_eq!(found.len() as i64, whole.lists[list].seen);
    }
    assert!(rows(tx, figure, question, 2, None, 7).is_err());
}

fn adds_up<'a>(whole: &Answer, parts: impl Iterator<Item = &'a Answer>) {
    let mut sums = vec![Counted::default(); whole.lists.len()];
    for part in parts {
        for (sum, list) in sums.iter_mut().zip(&part.lists) {
            sum.rows += list.rows;
            sum.seen += list.seen;
            sum.total += list.total;
        }
    }
    assert_eq!(sums, whole.lists);
}

#[test]
fn a_declared_figure_is_its_rows_for_any_unit_day_and_journal_row() {
    story("sqlite", 31);
}

#[test]
fn a_declared_figure_is_its_rows_on_postgresql_too() {
    if let Some(url) = pg::database() {
        story(&url, 32);
    }
}
