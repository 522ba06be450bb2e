//! A 股权台账 in a file: what is found in it, what its import issues, and that the export is read again.

use super::stories::{class, dies, peopled, register, told};
use crate::shares::register::model::{Holder, Management};
use crate::shares::register::web::sheet::ledger;
use crate::shares::register::*;
use crate::shares::tests::world::{VILLAGES, World, date, on_both_engines};
use ::store::values;
use kernel::{Error, Id};

const HEADS: &str = "户编号,户主（与户主关系）,姓名,性别,身份证号,人持股数,合计人数,合计股数,备注";

fn csv(rows: &[&str]) -> Vec<u8> {
    format!("张李新村股权台账\n{HEADS}\n{}\n", rows.join("\n")).into_bytes()
}

/// Households 5 and 10 have two persons each, 15 too; their names as lists have them.
fn named(world: &World) {
    peopled(world);
    world.prepare(&world.ctx, |tx, ctx| {
        for (person, name) in [(50, "陶谷源"), (51, "欧阳春苗"), (100, "麦冬青"), (101, "麦冬青"), (150, "边小满")] {
            let tag = tx.hmac("people.identity", &[&ctx.org.to_be_bytes(), format!("{person}").as_bytes()]);
            let relation = if person % 10 == 0 { "head" } else { "spouse" };
            tx.execute(
                "insert into people_search (org, person, household, membership, unit, name, pinyin, initials, \
                 identity_tag, relation) values ($1, $2, $3, $2, $4, $5, 'x', 'x', $6, $7)",
                &values![ctx.org, person, person / 10, VILLAGES[0], name, tag, relation],
            )?;
        }
        Ok(())
    });
}

fn planned(world: &World, class: Id, file: Vec<u8>, name: &str, day: &str) -> RegisterPlan {
    let (ctx, name, day) = (world.ctx.clone(), name.to_owned(), date(day));
    world.read(move |tx| {
        let table = read_register(&file, &name, "person股").unwrap();
        plan_register(tx, &ctx, class, &table, day)
    })
}

fn faults(plan: &RegisterPlan) -> Vec<String> {
    let told = |p: &sheets::Problem| format!("{} {}", p.cell(), p.code);
    plan.problems.iter().map(told).collect()
}

fn import(world: &World, plan: &RegisterPlan) -> kernel::Result<RegisterImported> {
    let (input, lines) = (plan.input(None, "00".into()), plan.lines.clone());
    world.act(input, move |tx, ctx, input| {
        import_register(tx, ctx, input, &lines)
    })
}

fn opened(world: &World) -> (Id, Id) {
    named(world);
    let book = register(world, Management::Dynamic, None);
    (book, class(world, book, Holder::Person))
}

#[test]
fn each_fault_is_named_by_its_cell_and_its_household_is_set_aside_whole() {
    on_both_engines(941, |world| {
        let (_, class) = opened(&world);
        let plan = planned(
            &world,
            class,
            csv(&[
                // The household's number stands in its first row only, its total is wrong.
                "0005,户主,陶谷源,男,50,2.5,2,4,",
                ",妻,欧阳春苗,女,***,1,,,",
                // Two of the name, told apart by the number of one.
                "0010,户主,麦冬青,男,,1,3,2.5,",
                "0010,妻,麦冬青,女,101,1,,,",
                "0010,子,没有人,男,,0.5,,,",
                "0015,户主,边小满,男,99,1.2345,1,1.2345,",
                "0001,户主,张三,男,,1,,,",
                "9999,户主,张三,男,,1,,,",
                "合计,,,,,7,,9,",
            ]),
            "台账.csv",
            "2019-02-01",
        );
        assert_eq!(
            faults(&plan),
            [
                "H3 ledger_total_differs",
                "A4 ledger_household_aside",
                "C5 ledger_two_of_the_name",
                "A6 ledger_household_aside",
                "C7 ledger_unknown_person",
                "E8 ledger_identity_differs",
                "F8 ledger_not_shares",
                "C9 ledger_unknown_person",
                "A10 ledger_unknown_household",
            ]
        );
        assert_eq!(plan.problems[0].args, [("sum", "3.5".to_owned())]);
        assert_eq!((plan.lines.len(), plan.added, plan.set_aside), (0, 0, 8));
        assert_eq!(told(import(&world, &plan)), "invalid lines:required");
    });
}

#[test]
fn an_import_issues_to_the_new_in_one_voucher_and_changes_nobody() {
    on_both_engines(942, |world| {
        let (book, class) = opened(&world);
        let held = super::stories::issue(class, 50, 2_000, "2019-01-15");
        world.act(held, issue_shares).unwrap();
        let file = csv(&[
            "0005,陶谷源（户主）,,男,,1.5股,2,2.5,",
            ",欧阳春苗（妻）,,女,,1,,,",
            "0010,户主,麦冬青,男,100,1,2,3,",
            ",妻,麦冬青,女,101,2,,,",
        ]);
        let plan = planned(&world, class, file.clone(), "台账.csv", "2019-02-01");
        assert_eq!(faults(&plan), [""; 0]);
        assert_eq!((plan.added, plan.issued, plan.unchanged), (3, 4_000, 0));
        let differs = Differs {
            number: "0005".into(),
            name: "陶谷源".into(),
            held: 2_000,
            listed: Some(1_500),
        };
        assert_eq!((&plan.differs, plan.missing.len()), (&vec![differs], 0));
        let done = import(&world, &plan).unwrap();
        assert_eq!((done.added, done.changed.events.len()), (3, 3));
        assert_eq!(told(import(&world, &plan)), Error::Conflict.to_string());
        let again = planned(&world, class, file, "台账.csv", "2019-02-01");
        assert_eq!(
            (again.added, again.unchanged, again.differs.len()),
            (0, 3, 1)
        );
        // Before the day of that issue nobody held anything, and still nobody is issued twice.
        let file = csv(&["0005,户主,陶谷源,男,,2,2,3,", ",妻,欧阳春苗,女,,1,,,"]);
        let early = planned(&world, class, file, "台账.csv", "2019-01-10");
        assert_eq!(
            (early.added, early.unchanged, early.missing.len()),
            (0, 2, 2)
        );

        let reverse = ReverseChange {
            voucher: done.changed.voucher,
            date: date("2019-03-01"),
        };
        world.act(reverse, reverse_change).unwrap();
        let day = date("2019-03-01");
        let state = world.read(move |tx| register_as_of(tx, 1, book, day, i64::MAX));
        assert_eq!(state.classes[0].issued, 2_000);
        assert_eq!(world.read(|tx| check(tx, 1)), []);
    });
}

#[test]
fn the_exported_ledger_is_read_again_and_says_the_same() {
    on_both_engines(943, |world| {
        let (book, person) = opened(&world);
        for (party, quantity) in [(50, 2_500), (51, 1), (100, 1_000), (150, 7_000)] {
            let input = super::stories::issue(person, party, quantity, "2019-02-01");
            world.act(input, issue_shares).unwrap();
        }
        let own = class(&world, book, Holder::Collective);
        let input = super::stories::issue(own, book.0, 9_000, "2019-02-01");
        world.act(input, issue_shares).unwrap();
        // Who dies leaves the lists of people, and is known by his name all the same.
        dies(&world, 150, "2020-05-01");
        world.prepare(&world.ctx, |tx, ctx| {
            tx.execute(
                "delete from people_search where org = $1 and person = 150",
                &values![ctx.org],
            )?;
            tx.execute(
                "delete from people_search where org = $1 and person = 101",
                &values![ctx.org],
            )?;
            tx.execute(
                "insert into people_gone (org, person, household, unit, name, kind, date) \
                 values ($1, 150, 15, $2, '边小满', 'death', '2020-05-01')",
                &values![ctx.org, VILLAGES[0]],
            )?;
            Ok(())
        });
        let days = (date("2022-07-20"), date("2022-07-31"));
        let file = world.read(move |tx| {
            let state = register_as_of(tx, 1, book, days.0, i64::MAX)?;
            sheets::write_xlsx(&ledger(tx, 1, &state, days, true)?)
        });
        let plan = planned(&world, person, file, "台账.xlsx", "2022-07-20");
        assert_eq!(faults(&plan), [""; 0]);
        assert_eq!((plan.added, plan.unchanged), (0, 4));
        assert_eq!((plan.differs.len(), plan.missing.len()), (0, 0));
        let ctx = world.ctx.clone();
        let collective = world.db.read(move |tx| {
            let table = read_register(&csv(&["0005,,,,,1,,,"]), "a.csv", "x").unwrap();
            plan_register(tx, &ctx, own, &table, date("2022-07-20")).map(drop)
        });
        assert_eq!(told(collective), "refused shares.held_by_collective");
    });
}

#[test]
fn a_class_of_households_is_read_from_its_sums() {
    on_both_engines(944, |world| {
        named(&world);
        let book = register(&world, Management::Static, Some("2018-12-31"));
        let class = class(&world, book, Holder::Household);
        let plan = planned(
            &world,
            class,
            csv(&[
                "0005,陶谷源,,,,,2,12,",
                "0010,户主,麦冬青,,,3,2,5,",
                ",妻,麦冬青,,,2,,,",
                "0015,边小满,,,,,2,,",
            ]),
            "台账.csv",
            "2019-02-01",
        );
        assert_eq!(faults(&plan), ["H6 empty"]);
        let lines: Vec<_> = plan.lines.iter().map(|l| (l.party.0, l.quantity)).collect();
        assert_eq!(lines, [(5, 12_000), (10, 5_000)]);
        import(&world, &plan).unwrap();
    });
}
