//! A search answers what a plain look through all texts would, on both engines, within the scope of whoever asks.

use crate::common::{World, on_both};
use access::Right;
use access::texts::{self, Asked, Text};
use kernel::grams::{self, sought};
use kernel::{Id, Result};
use store::{Tx, values};
use testkit::SeededRng;

const ORG: i64 = 1;
const TOWN: Id = Id(10);
const NEAR: Id = Id(11);
const VILLAGES: [Id; 3] = [NEAR, Id(12), Id(13)];
const ALL: Id = Id(101);
const ONE: Id = Id(102);
/// Holds no right.
const NOBODY: Id = Id(103);
/// Few, so that pieces repeat: Chinese, small and capital, full-width, signs that mean something to an engine, line ends.
const LETTERS: [&str; 24] = [
    "路", "灯", "不", "亮", "水", "坏", "a", "A", "Ａ", "1", "１", "B", "b", "é", "É", "，", " ",
    "\n", "%", "_", "!", "'", "\"", "*",
];

#[derive(serde::Serialize)]
struct Lay {}

impl store::Input for Lay {
    const DEED: &'static str = "test.lay";
}

fn lay(tx: &mut Tx) -> Result<()> {
    tx.begin_chain(ORG)?;
    for unit in VILLAGES {
        for ancestor in [TOWN, unit] {
            let sql = "insert into access_reach_now (ancestor, unit) values ($1, $2)";
            tx.execute(sql, &values![ancestor, unit])?;
        }
    }
    // So many more that whoever sees all of them is not led to them one by one.
    for more in 0..80 {
        let sql = "insert into access_reach_now (ancestor, unit) values ($1, $2)";
        tx.execute(sql, &values![TOWN, 7_000 + more])?;
    }
    for (user, unit) in [(ALL, TOWN), (ONE, NEAR)] {
        tx.execute(
            "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from, valid_to) \
             values ($1, $1, $2, $3, 'test', $4, '2000-01-01', null)",
            &values![user, ORG, unit, Right::ViewCases.bit()],
        )?;
    }
    Ok(())
}

fn one_of<T: Copy>(dice: &SeededRng, of: &[T]) -> T {
    let at = usize::try_from(dice.below(of.len() as u64)).unwrap();
    *of.get(at).unwrap()
}

fn some(dice: &SeededRng, most: u64) -> String {
    let long = dice.below(most) + 1;
    (0..long).map(|_| one_of(dice, &LETTERS)).collect()
}

fn texts_of(dice: &SeededRng) -> Vec<Text> {
    let village = || one_of(dice, &VILLAGES);
    (1..=300)
        .map(|n| Text {
            doc: Id(n),
            kind: one_of(dice, &["case:appeal", "case:finding"]).into(),
            unit: match dice.below(12) {
                0 => texts::EVERYWHERE,
                _ => village(),
            },
            owner: village(),
            label: n.to_string(),
            body: some(dice, 40),
            open: some(dice, 10),
        })
        .collect()
}

fn asked(question: &str, kinds: &[&str], sees: bool, after: Option<Id>) -> Option<Asked> {
    Some(Asked {
        sought: sought(question)?,
        right: Right::ViewCases,
        kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        after,
        sees,
    })
}

/// The plain look, newest first.
fn scanned(texts: &[Text], asked: &Asked, user: Id) -> Vec<Id> {
    let seen = |unit: Id| match user {
        ALL => true,
        // What is of the whole organisation is found by whoever holds the right anywhere in it.
        ONE => unit == NEAR || unit == texts::EVERYWHERE,
        _ => false,
    };
    let holds = |text: &&Text| {
        let read = if asked.sees { &text.body } else { &text.open };
        asked.kinds.contains(&text.kind)
            && (seen(text.unit) || seen(text.owner))
            && asked.after.is_none_or(|after| text.doc < after)
            && asked.sought.is_in(&grams::fold(read))
    };
    texts
        .iter()
        .rev()
        .filter(holds)
        .map(|text| text.doc)
        .collect()
}

fn check(world: &World, texts: &[Text], dice: &SeededRng, questions: usize) -> usize {
    check_in(world, ORG, texts, dice, questions)
}

fn check_in(world: &World, org: i64, texts: &[Text], dice: &SeededRng, questions: usize) -> usize {
    let mut hits = 0;
    for _ in 0..questions {
        let kinds: &[&str] = match dice.below(3) {
            0 => &["case:appeal"],
            1 => &["case:finding"],
            _ => &["case:appeal", "case:finding"],
        };
        let question = some(dice, 4);
        let after = (dice.below(4) == 0).then(|| Id(dice.below(300) as i64));
        let Some(asked) = asked(&question, kinds, dice.below(2) == 0, after) else {
            continue;
        };
        for user in [ALL, ONE, NOBODY] {
            let (ctx, look) = (world.by(user).in_org(org), asked.clone());
            let read = move |tx: &mut Tx| {
                let found = texts::find(tx, &ctx, &look, 1_000)?;
                Ok((found, texts::count(tx, &ctx, &look, 1_000)?))
            };
            let (found, count) = world.db.read(read).unwrap();
            let found: Vec<Id> = found.iter().map(|found| found.doc).collect();
            let plain = scanned(texts, &asked, user);
            assert_eq!(found, plain, "{question:?} on {}", world.engine);
            if after.is_none() {
                assert_eq!(count, plain.len() as i64, "{question:?}");
            }
            hits += plain.len();
        }
    }
    hits
}

#[test]
fn a_search_finds_what_a_plain_look_would_on_both_engines() {
    on_both(|world| {
        let dice = SeededRng::new(20261201);
        let ctx = world.ctx.clone();
        world.act(&ctx, Lay {}, |tx, _, _| lay(tx)).unwrap();
        let ctx = world.ctx.in_org(ORG);
        let mut kept = texts_of(&dice);
        let put = |some: Vec<Text>| {
            let put = move |tx: &mut Tx| some.iter().try_for_each(|text| texts::put(tx, ORG, text));
            world.db.work(&ctx, put).unwrap();
        };
        put(kept.clone());
        assert!(check(world, &kept, &dice, 250) > 1_000);
        // Half of them say something else now: what they said before is found no more.
        let others = texts_of(&dice);
        for (text, other) in kept.iter_mut().zip(others).step_by(2) {
            *text = other;
        }
        put(kept.iter().step_by(2).cloned().collect());
        assert!(check(world, &kept, &dice, 250) > 1_000);
        world
            .db
            .work(&ctx, |tx| texts::clear(tx, ORG, "case:appeal"))
            .unwrap();
        kept.retain(|text| text.kind != "case:appeal");
        assert!(check(world, &kept, &dice, 100) > 100);
    });
}

/// Two organisations number their things by the same clock: what one takes away was found no more in the other.
#[test]
fn organisations_that_number_alike_find_each_their_own() {
    const OTHER: i64 = 2;
    on_both(|world| {
        let dice = SeededRng::new(34);
        let ctx = world.ctx.clone();
        world.act(&ctx, Lay {}, |tx, _, _| lay(tx)).unwrap();
        world
            .act(&ctx, Lay {}, |tx, _, _| {
                tx.begin_chain(OTHER)?;
                for (user, unit) in [(ALL, TOWN), (ONE, NEAR)] {
                    tx.execute(
                        "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from, valid_to) \
                         values ($1, $2, $3, $4, 'test', $5, '2000-01-01', null)",
                        &values![user, user.0 + 1_000, OTHER, unit, Right::ViewCases.bit()],
                    )?;
                }
                Ok(())
            })
            .unwrap();
        let put = |org: i64, some: &[Text]| {
            let some = some.to_vec();
            let put = move |tx: &mut Tx| some.iter().try_for_each(|text| texts::put(tx, org, text));
            world.db.work(&world.ctx.in_org(org), put).unwrap();
        };
        let (mut here, there) = (texts_of(&dice), texts_of(&dice));
        put(ORG, &here);
        put(OTHER, &there);
        for (text, other) in here.iter_mut().zip(texts_of(&dice)).step_by(2) {
            *text = other;
        }
        put(ORG, &here);
        let clear = |tx: &mut Tx| texts::clear(tx, ORG, "case:finding");
        world.db.work(&world.ctx.in_org(ORG), clear).unwrap();
        here.retain(|text| text.kind != "case:finding");
        assert!(check_in(world, OTHER, &there, &dice, 200) > 1_000);
        assert!(check_in(world, ORG, &here, &dice, 200) > 500);
    });
}

/// Grams tell what a text said: once it is deleted the file of the database holds none of them.
#[test]
fn a_deleted_text_leaves_nothing_in_the_file() {
    on_both(|world| {
        if world.engine != "sqlite" {
            return;
        }
        let ctx = world.ctx.clone();
        world.act(&ctx, Lay {}, |tx, _, _| lay(tx)).unwrap();
        let ctx = world.ctx.in_org(ORG);
        let text = |doc: i64, body: &str| Text {
            doc: Id(doc),
            kind: "case:appeal".into(),
            body: body.into(),
            ..Text::default()
        };
        let many: Vec<Text> = (1..200).map(|n| text(n, "一段很平常的话")).collect();
        let said = text(500, "魑魅魍魉");
        world
            .db
            .work(&ctx, move |tx| {
                many.iter().try_for_each(|text| texts::put(tx, ORG, text))?;
                texts::put(tx, ORG, &said)
            })
            .unwrap();
        let held = |needle: &str| {
            let store::Database::Sqlite(path) = world.db.settings().database.clone() else {
                return false;
            };
            let beside = rusqlite::Connection::open(&path).unwrap();
            beside
                .execute_batch("pragma wal_checkpoint(truncate)")
                .unwrap();
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(needle.len()).any(|w| w == needle.as_bytes())
        };
        // Pairs are kept without what they share with the character before them, so their second one stands by itself.
        assert!(held("魅"));
        world
            .db
            .work(&ctx, |tx| texts::delete(tx, ORG, Id(500)))
            .unwrap();
        assert!(!held("魅") && !held("魍") && held("平常"));
        // Of very many at once nothing is left either, and what another kind says stays.
        let kind = |n: i64| match n % 4 {
            0 => "case:finding",
            _ => "case:appeal",
        };
        let more: Vec<Text> = (1_000..3_000)
            .map(|n| Text {
                kind: kind(n).into(),
                ..text(
                    n,
                    if n % 4 == 0 {
                        "一堆柴火"
                    } else {
                        "魑魅魍魉"
                    },
                )
            })
            .collect();
        world
            .db
            .work(&ctx, move |tx| {
                more.iter().try_for_each(|text| texts::put(tx, ORG, text))
            })
            .unwrap();
        let in_grams = |needle: &str| {
            let store::Database::Sqlite(path) = world.db.settings().database.clone() else {
                return false;
            };
            let beside = rusqlite::Connection::open(&path).unwrap();
            let sql = "select count(*) from access_text_grams_data where instr(block, ?1) > 0";
            let found: i64 = beside
                .query_row(sql, [needle.as_bytes()], |row| row.get(0))
                .unwrap();
            found > 0
        };
        assert!(in_grams("魅"));
        world
            .db
            .work(&ctx, |tx| texts::clear(tx, ORG, "case:appeal"))
            .unwrap();
        assert_eq!(
            ["魅", "魍", "常", "柴"].map(in_grams),
            [false, false, false, true]
        );
        let count = |question: &'static str| {
            let ctx = world.by(ALL).in_org(ORG);
            let asked = asked(question, &["case:appeal", "case:finding"], true, None).unwrap();
            let read = move |tx: &mut Tx| texts::count(tx, &ctx, &asked, 10_000);
            world.db.read(read).unwrap()
        };
        assert_eq!((count("柴火"), count("魑魅"), count("平常")), (500, 0, 0));
    });
}
