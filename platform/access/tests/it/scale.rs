//! All of Shandong, and the scope predicate against an oracle that knows no SQL.

use crate::common::{World, on_both};
use access::import_units::{ImportUnits, file_tag, import_units, preview_units, read_units};
use access::{Right, Role, Scope, check_caches, units};
use kernel::{Ctx, Date, Id};
use std::collections::HashMap;
use store::values;
use testkit::SeededRng;

#[test]
fn all_divisions_of_a_province_are_imported_within_seconds() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/divisions-shandong.csv"
    );
    let Ok(bytes) = std::fs::read(path) else {
        println!("not run: the divisions of Shandong are not there");
        return;
    };
    on_both(|world| {
        let (_, rows) = read_units(&bytes, "divisions-shandong.csv", &[]).unwrap();
        assert_eq!(rows.len(), 64_095);
        let (shown, content) = (rows.clone(), bytes.clone());
        let (plan, tag) = world
            .db
            .read(move |tx| Ok((preview_units(tx, &shown)?, file_tag(tx, &content))))
            .unwrap();
        assert_eq!(plan.problems, vec![]);
        let input = ImportUnits::of(
            &plan,
            rows.len(),
            tag,
            Vec::new(),
            Date::new(2018, 1, 1).unwrap(),
        );
        #[expect(
            clippy::disallowed_methods,
            reason = "the time that it takes is what this test prints"
        )]
        let begun = std::time::Instant::now();
        let done = world
            .act(&world.ctx, input, move |tx, ctx, i| {
                import_units(tx, ctx, i, &rows)
            })
            .unwrap();
        println!(
            "{}: 64,095 units imported in {:?}",
            world.engine,
            begun.elapsed()
        );
        assert_eq!((done.added, done.set_aside), (64_095, 0));
        let village = world
            .db
            .read(|tx| units::unit_by_code(tx, "371502104268"))
            .unwrap()
            .unwrap();
        let path = world
            .db
            .read(move |tx| units::ancestors(tx, village.id))
            .unwrap();
        assert_eq!(path.len(), 5);
        assert_eq!(world.db.read(check_caches).unwrap(), vec![]);
    });
}

struct Given {
    user: i64,
    org: i64,
    unit: i64,
    role: Role,
    from: i64,
    to: Option<i64>,
}

const UNITS: u64 = 60;

#[derive(serde::Serialize)]
struct Lay {}

impl store::Input for Lay {
    const DEED: &'static str = "test.lay";
}

#[test]
fn the_scope_predicate_agrees_with_an_oracle_on_random_trees() {
    on_both(|world| {
        let dice = SeededRng::new(11);
        let roll = |n: u64| i64::try_from(dice.below(n)).unwrap();
        let parents: HashMap<i64, i64> = (2..=UNITS as i64)
            .map(|unit| (unit, 1 + roll(unit as u64 - 1)))
            .collect();
        let given: Vec<Given> = (0..60)
            .map(|_| {
                let from = roll(40);
                let to = (roll(2) == 0).then(|| from + 1 + roll(20));
                let role = Role::ALL[roll(8) as usize];
                Given {
                    user: 100 + roll(4),
                    org: 1 + roll(2),
                    unit: 1 + roll(UNITS),
                    role,
                    from,
                    to,
                }
            })
            .collect();
        lay(world, &parents, &given);
        let first = Date::new(2023, 1, 1).unwrap();
        let mut probes = 0;
        for day in 0..60 {
            for (user, org) in (100..104).flat_map(|user| [(user, 1), (user, 2)]) {
                for right in Right::ALL {
                    let scope = Scope {
                        org,
                        user: Id(user),
                        right,
                        today: first.plus_days(day),
                    };
                    let seen: Vec<i64> = world.db.read(move |tx| {
                        let sql = "select u.id from access_unit_now u where u.id in scope($1, $2, $3, $4) order by u.id limit 1000";
                        tx.query(sql, &scope.params())?.iter().map(|row| row.get(0)).collect()
                    }).unwrap();
                    let expected: Vec<i64> = (1..=UNITS as i64)
                        .filter(|unit| {
                            given.iter().any(|g| {
                                g.user == user
                                    && g.org == org
                                    && g.role.rights().contains(&right)
                                    && g.from <= day
                                    && g.to.is_none_or(|to| to > day)
                                    && is_below(*unit, g.unit, &parents)
                            })
                        })
                        .collect();
                    assert_eq!(seen, expected, "{} {scope:?}", world.engine);
                    probes += UNITS;
                }
            }
        }
        assert!(probes > 100_000, "{probes} probes");
    });
}

fn is_below(unit: i64, ancestor: i64, parents: &HashMap<i64, i64>) -> bool {
    unit == ancestor
        || parents
            .get(&unit)
            .is_some_and(|parent| is_below(*parent, ancestor, parents))
}

fn lay(world: &World, parents: &HashMap<i64, i64>, given: &[Given]) {
    let first = Date::new(2023, 1, 1).unwrap();
    let units: Vec<(i64, Option<i64>)> = (1..=UNITS as i64)
        .map(|unit| (unit, parents.get(&unit).copied()))
        .collect();
    let grants: Vec<_> = given
        .iter()
        .zip(1i64..)
        .map(|(g, id)| {
            let to = g.to.map(|to| first.plus_days(to));
            values![
                0,
                id,
                first.plus_days(g.from),
                1,
                to,
                g.user,
                g.org,
                g.unit,
                g.role.code()
            ]
        })
        .collect();
    world
        .act(&world.ctx, Lay {}, move |tx, _: &Ctx, _| {
            for (unit, parent) in units {
                let row = values![0, unit, first, 1, format!("{unit:012}"), "village", "村", parent];
                tx.insert("access_unit (org, id, valid_from, seq, code, level, name, parent)", row)?;
            }
            for grant in grants {
                tx.insert("access_grant (org, id, valid_from, seq, valid_to, user_id, for_org, unit, role)", grant)?;
            }
            access::rebuild(tx)
        })
        .unwrap();
}
