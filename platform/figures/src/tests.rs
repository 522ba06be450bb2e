//! The promise of a figure, over random records on both engines: its number is that of its rows, and
//! what is seen and what is withheld make it up.

mod declared;

use crate::*;
use ::store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use access::{Right, Scope};
use kernel::{Actor, Ctx, Date, Id, Result};
use std::sync::Arc;
use testkit::{FakeClock, SeededRng, pg};

const FUNDING: List = List {
    name_key: "figure-list-test",
    source: Source {
        from: "dated(shares_funding, $1, $6, $7) f join dated(shares_project, $1, $6, $7) p on p.id = f.project",
        filter: "1 = 1",
        key: "f.id",
        unit: "p.unit",
    },
    amount: Some("f.amount"),
    columns: &[
        Column {
            name_key: "a",
            expr: "f.source",
            kind: ColumnKind::Code("funding_source"),
        },
        Column {
            name_key: "b",
            expr: "f.valid_from",
            kind: ColumnKind::Date,
        },
        Column {
            name_key: "c",
            expr: "f.amount",
            kind: ColumnKind::Money,
        },
        Column {
            name_key: "d",
            expr: "p.owner",
            kind: ColumnKind::Name,
        },
    ],
    link: Some(Link {
        pattern: "/shares/projects/{}",
        id: "p.id",
    }),
};
const VILLAGES: List = List {
    source: Source {
        key: "p.unit",
        ..FUNDING.source
    },
    amount: None,
    columns: &[Column {
        name_key: "a",
        expr: "p.unit",
        kind: ColumnKind::Count,
    }],
    link: None,
    ..FUNDING
};
const GRANTS: List = List {
    source: Source {
        filter: "f.source = 'grant'",
        ..FUNDING.source
    },
    ..FUNDING
};

const fn indicator(id: &'static str, unit: Unit, measure: Measure) -> Indicator {
    Indicator {
        id,
        module: "test",
        name_key: id,
        unit,
        right: Right::ViewFigures,
        rows: Right::ViewFigures,
        measure,
        examined: Examined {
            unit: "project",
            source: FUNDING.source,
        },
    }
}
const INVESTED: Indicator = indicator("test.invested", Unit::YUAN, Measure::Of(FUNDING));
const COUNTED: Indicator = indicator(
    "test.villages",
    Unit::whole("village"),
    Measure::Of(VILLAGES),
);
const SHARE: Indicator = indicator(
    "test.share",
    Unit::PERCENT,
    Measure::Ratio {
        numerator: GRANTS,
        denominator: FUNDING,
    },
);

#[derive(serde::Serialize)]
struct Make;
impl Input for Make {
    const DEED: &'static str = "test.make";
}

const TOWN: i64 = 10;
const VILLAGE_CLERK: Id = Id(5);

struct World {
    db: Db,
    ctx: Ctx,
    dice: Arc<SeededRng>,
    dir: std::path::PathBuf,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A township of six villages; the clerk holds the right over the first two.
fn world(database: &str, seed: u64) -> World {
    let dice = Arc::new(SeededRng::new(seed));
    let clock = Arc::new(FakeClock::on(2022, 7, 31));
    let dir = std::env::temp_dir().join(format!("zhen-figures-{}-{seed}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let text = if database == "sqlite" {
        format!("sqlite:{}", dir.join("z.db").display())
    } else {
        database.to_owned()
    };
    let settings = Settings {
        key_file: dir.join("z.key"),
        ..Settings::new(Database::parse(&text).unwrap())
    };
    let db = Db::open(settings, access::MACROS, dice.as_ref()).unwrap();
    let ctx = Ctx {
        org: 0,
        actor: Actor::SYSTEM,
        clock,
        rng: dice.clone(),
    };
    let made = act(&db, &ctx, |tx, _| {
        tx.begin_chain(1)?;
        for village in 1..=6 {
            for ancestor in [TOWN, village] {
                tx.insert(
                    "access_reach_now (ancestor, unit)",
                    values![ancestor, village],
                )?;
            }
        }
        tx.insert("access_reach_now (ancestor, unit)", values![TOWN, TOWN])?;
        for (id, unit) in [(1, 1), (2, 2)] {
            tx.insert(
                "access_grant_now (user_id, id, for_org, unit, role, rights, valid_from)",
                values![
                    VILLAGE_CLERK,
                    id,
                    1,
                    unit,
                    "auditor",
                    Right::ViewFigures.bit() | Right::ViewCases.bit(),
                    "2020-01-01"
                ],
            )?;
        }
        Ok(())
    });
    made.unwrap();
    World {
        db,
        ctx: ctx.in_org(1),
        dice,
        dir,
    }
}

fn act(
    db: &Db,
    ctx: &Ctx,
    f: impl FnOnce(&mut Tx, &Ctx) -> Result<()> + Send + 'static,
) -> Result<()> {
    db.act(ctx, CommandKey::fresh(ctx), Make, move |tx, ctx, _| {
        f(tx, ctx)
    })
}

fn random_records(world: &World) {
    for project in 1..=20_i64 {
        let dice = world.dice.clone();
        let made =
            act(&world.db, &world.ctx, move |tx, ctx| {
                let unit = dice.below(6) as i64 + 1;
                tx.insert(
                    "shares_project (org, id, valid_from, seq, name, unit, owner, book)",
                    values![
                        ctx.org,
                        project,
                        "2018-01-01",
                        tx.seq()?,
                        "五联",
                        unit,
                        "张守田",
                        1
                    ],
                )?;
                for line in 0..dice.below(5) as i64 {
                    let from = Date::new(2021 + dice.below(3) as i16, 6, 1).unwrap();
                    let void = (dice.below(5) == 0).then_some(from);
                    let source = if dice.below(2) == 0 { "grant" } else { "own" };
                    tx.insert(
                    "shares_funding (org, id, valid_from, seq, valid_to, project, source, amount)",
                    values![ctx.org, project * 10 + line, from, tx.seq()?, void, project, source,
                            dice.below(1_000_000) as i64],
                )?;
                }
                Ok(())
            });
        made.unwrap();
    }
}

fn viewer() -> Scope {
    Scope {
        org: 1,
        user: VILLAGE_CLERK,
        right: Right::ViewFigures,
        today: "2022-07-31".parse().unwrap(),
    }
}

fn asked(viewer: Option<Scope>) -> Asked {
    Asked::new(1, viewer, Id(TOWN), "2022-07-31".parse().unwrap())
}

fn all_rows(tx: &mut Tx, indicator: &Indicator, asked: &Asked, list: usize) -> Vec<ShownRow> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = rows(tx, indicator, asked, list, after, 2).unwrap();
        found.extend(page.rows);
        match page.next {
            Some(key) => after = Some(key),
            None => return found,
        }
    }
}

/// Each story has a seed of its own, and so a folder of its own, and the dice fall the same way every time.
fn on_both_engines(seed: u64, story: fn(World)) {
    story(world("sqlite", seed));
    if let Some(url) = pg::database() {
        story(world(&url, 100 + seed));
    }
}

#[test]
fn a_figure_is_the_number_of_its_rows() {
    on_both_engines(1, |world| {
        random_records(&world);
        let told = world.db.read(|tx| {
            for indicator in [INVESTED, COUNTED, SHARE] {
                let figure = evaluate(tx, &indicator, &asked(None))?;
                for (at, list) in figure.lists.iter().enumerate() {
                    let rows = all_rows(tx, &indicator, &asked(None), at);
                    assert_eq!(rows.len() as i64, list.rows, "{}", indicator.id);
                    assert_eq!(rows.iter().map(|row| row.amount).sum::<i64>(), list.total);
                    assert_eq!(list.seen, list.rows);
                }
            }
            Ok(())
        });
        told.unwrap();
    });
}

#[test]
fn a_figure_is_the_same_for_a_village_clerk_who_sees_fewer_rows() {
    on_both_engines(2, |world| {
        random_records(&world);
        let told = world.db.read(|tx| {
            for indicator in [INVESTED, COUNTED, SHARE] {
                let whole = evaluate(tx, &indicator, &asked(None))?;
                let own = evaluate(tx, &indicator, &asked(Some(viewer())))?;
                assert_eq!(own.value, whole.value);
                for (at, list) in own.lists.iter().enumerate() {
                    let seen = all_rows(tx, &indicator, &asked(Some(viewer())), at).len() as i64;
                    assert_eq!(list.seen, seen, "{}", indicator.id);
                    assert_eq!(whole.rows(), own.rows());
                }
                assert!(
                    own.withheld() > 0,
                    "{}: the dice put something elsewhere",
                    indicator.id
                );
            }
            let elsewhere = Asked {
                division: Id(4),
                ..asked(Some(viewer()))
            };
            assert_eq!(
                evaluate(tx, &INVESTED, &elsewhere),
                Err(kernel::Error::NotFound)
            );
            Ok(())
        });
        told.unwrap();
    });
}

/// An accountant, who sees figures and no cases, was shown the numbers of all cases behind one.
#[test]
fn rows_are_seen_by_whoever_sees_such_things_and_counted_for_the_others() {
    on_both_engines(9, |world| {
        random_records(&world);
        let told = world.db.read(|tx| {
            let of_cases = |rows: Right| Indicator { rows, ..INVESTED };
            let whole = evaluate(tx, &INVESTED, &asked(None))?;
            // He holds the one right and not the other.
            for (rows, some) in [(Right::ViewCases, true), (Right::ViewPeople, false)] {
                let indicator = of_cases(rows);
                let own = evaluate(tx, &indicator, &asked(Some(viewer())))?;
                assert_eq!((own.value, own.rows()), (whole.value, whole.rows()));
                let seen = all_rows(tx, &indicator, &asked(Some(viewer())), 0).len() as i64;
                assert_eq!((seen > 0, own.lists[0].seen), (some, seen), "{rows:?}");
            }
            Ok(())
        });
        told.unwrap();
    });
}

#[test]
fn what_was_not_yet_known_does_not_count_and_a_zero_says_how_many_were_examined() {
    on_both_engines(3, |world| {
        random_records(&world);
        let told = world.db.read(|tx| {
            let before = Asked {
                as_known: 0,
                ..asked(None)
            };
            let figure = evaluate(tx, &INVESTED, &before)?;
            assert_eq!((figure.is_zero(), figure.display.as_str()), (true, "0.00"));
            assert_eq!(examined(tx, &INVESTED, &before)?, 0);
            assert!(examined(tx, &INVESTED, &asked(None))? > 0);
            let none = evaluate(tx, &SHARE, &before)?;
            assert_eq!(
                to_json(&[none]).to_string(),
                r#"[{"display":"–","id":"test.share","rows":0,"unit":"percent","value":"–"}]"#
            );
            let later = Asked {
                as_of: "2023-12-31".parse().unwrap(),
                ..asked(None)
            };
            let (now, then) = (
                evaluate(tx, &INVESTED, &asked(None))?,
                evaluate(tx, &INVESTED, &later)?,
            );
            assert!(then.rows() > now.rows(), "lines dated later count later");
            Ok(())
        });
        told.unwrap();
    });
}

#[test]
fn a_row_leads_somewhere_and_hides_names_from_who_may_not_see_people() {
    let world = world("sqlite", 4);
    random_records(&world);
    let told = world.db.read(|tx| {
        let page = rows(
            tx,
            &INVESTED,
            &Asked {
                masked: true,
                ..asked(None)
            },
            0,
            None,
            1,
        )?;
        let row = page.rows.first().unwrap();
        assert!(
            row.link
                .as_deref()
                .unwrap()
                .starts_with("/shares/projects/")
        );
        assert_eq!(row.cells.get(3), Some(&Cell::Text("张**".into())));
        assert_eq!(
            row.cells.get(2),
            Some(&Cell::Money(kernel::Fen(row.amount)))
        );
        assert!(rows(tx, &INVESTED, &asked(None), 1, None, 1).is_err());
        Ok(())
    });
    told.unwrap();
}

#[test]
fn names_are_masked_for_an_auditor_and_shown_to_the_program_itself() {
    let world = world("sqlite", 5);
    let ctx = world.ctx.clone();
    let told = world.db.read(move |tx| {
        let day = "2022-07-31".parse().unwrap();
        let program = asked_by(tx, &ctx, Id(TOWN), day)?;
        assert!(!program.masked && program.viewer.is_none());
        // The clerk of this world holds the right to figures alone, as an auditor does.
        let auditor = ctx.by(Actor {
            user: VILLAGE_CLERK,
            via: kernel::Via::Web,
        });
        let asked = asked_by(tx, &auditor, Id(TOWN), day)?;
        assert!(asked.masked && asked.viewer.is_some());
        Ok(())
    });
    told.unwrap();
}

#[test]
fn numbers_are_exact_and_read_as_people_and_programs_read_them() {
    let cases = [
        (
            Number {
                scaled: 170_000_000,
                places: 2,
            },
            Unit::YUAN,
            "1700000",
            "1,700,000.00",
        ),
        (
            Number {
                scaled: -105,
                places: 2,
            },
            Unit::YUAN,
            "-1.05",
            "-1.05",
        ),
        (
            Number {
                scaled: 1234,
                places: 0,
            },
            Unit::whole("household"),
            "1234",
            "1,234",
        ),
        (
            Number::percent(17, 170).unwrap(),
            Unit::PERCENT,
            "10",
            "10.0%",
        ),
        (
            Number::percent(1, 3).unwrap(),
            Unit::PERCENT,
            "33.3",
            "33.3%",
        ),
        (
            Number::percent(2, 3).unwrap(),
            Unit::PERCENT,
            "66.7",
            "66.7%",
        ),
        (
            Number::percent(1, 2000).unwrap(),
            Unit::PERCENT,
            "0.1",
            "0.1%",
        ),
        (
            Number::percent(-1, 3).unwrap(),
            Unit::PERCENT,
            "-33.3",
            "-33.3%",
        ),
    ];
    for (number, unit, plain, shown) in cases {
        assert_eq!(
            (number.plain().as_str(), number.shown(unit).as_str()),
            (plain, shown)
        );
    }
    assert_eq!(Number::percent(1, 0), None);
}

#[test]
fn a_year_is_complete_at_the_end_of_its_last_day() {
    for (as_of, year) in [
        ("2022-07-31", 2021),
        ("2022-12-30", 2021),
        ("2022-12-31", 2022),
    ] {
        let asked = Asked {
            as_of: as_of.parse().unwrap(),
            ..asked(None)
        };
        assert_eq!(asked.complete_year(), year, "{as_of}");
    }
}
