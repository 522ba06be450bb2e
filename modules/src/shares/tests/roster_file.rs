//! A roster in a file: what is found in it, and what its import changes.

use super::world::{ACCOUNTANT, World, date};
use crate::shares::model::compare;
use crate::shares::read::{self, AsOf};
use crate::shares::*;
use kernel::{Error, Id};
use testkit::cast;

fn csv(rows: &[&str]) -> Vec<u8> {
    format!(
        "户编号,户主姓名,类别,享受人数,起始日期\n{}\n",
        rows.join("\n")
    )
    .into_bytes()
}

fn planned(world: &World, project: Id, file: Vec<u8>) -> RosterPlan {
    let scope = world.scope(ACCOUNTANT);
    world.read(move |tx| {
        let table = read_roster(&file, "花名册.csv", &[]).unwrap();
        plan_roster(tx, &scope, project, &table, date("2022-01-01"))
    })
}

#[test]
fn each_fault_of_a_row_is_named_by_its_cell() {
    let world = World::new(None, 21);
    world.households(3, 3);
    let project = world.project();
    let head = cast::person(1).name;
    let rows = [
        "0009,,A,1,2022-01-01".to_owned(),
        "0002,别人,A,1,2022-01-01".to_owned(),
        "0003,,D,1,2022-01-01".to_owned(),
        "0003,,A,0,2022-01-01".to_owned(),
        "0003,,A,,2022-01-01".to_owned(),
        format!("0001,{head},A类,2人,2022年3月"),
        "0001,,A,2,".to_owned(),
    ];
    let plan = planned(
        &world,
        project,
        csv(&rows.iter().map(String::as_str).collect::<Vec<_>>()),
    );
    let told: Vec<String> = plan
        .problems
        .iter()
        .map(|p| format!("{} {}", p.cell(), p.code))
        .collect();
    assert_eq!(
        told,
        [
            "A2 roster_unknown_household",
            "B3 roster_head_differs",
            "C4 roster_unknown_class",
            "D5 roster_heads_out_of_range",
            "D6 empty",
            "A8 roster_household_twice",
        ]
    );
    assert_eq!((plan.added.len(), plan.set_aside), (1, 6));
    assert_eq!(
        (plan.added[0].heads, plan.added[0].from),
        (2, date("2022-03-01"))
    );
}

#[test]
fn an_import_adds_and_changes_but_takes_nobody_off() {
    let world = World::new(None, 22);
    world.households(4, 4);
    let project = world.project();
    world.roster(project, 3);
    // Household 1 is b with 2 heads already, 2 changes its heads, 3 is missing, 4 is new.
    let plan = planned(
        &world,
        project,
        csv(&["0001,,B,2,", "0002,,C,4,2022-02-01", "0004,,A,1,"]),
    );
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    assert_eq!(
        (plan.added.len(), plan.changed.len(), plan.unchanged),
        (1, 1, 1)
    );
    assert_eq!(
        plan.missing
            .iter()
            .map(|m| m.1.as_str())
            .collect::<Vec<_>>(),
        ["0003"]
    );
    let (input, lines) = (
        plan.input(project, date("2022-01-01"), "00".into(), "{}".into()),
        plan.lines.clone(),
    );
    let done = world
        .act(input.clone(), move |tx, ctx, input| {
            import_roster(tx, ctx, input, &lines)
        })
        .unwrap();
    assert_eq!((done.added, done.changed), (1, 1));
    let heads = |day: &'static str| {
        let scope = world.scope(ACCOUNTANT);
        let found =
            world.read(move |tx| read::roster(tx, &scope, AsOf::on(date(day)), project, None, 100));
        found
            .iter()
            .map(|line| (line.household.0, line.heads))
            .collect::<Vec<_>>()
    };
    assert_eq!(heads("2021-12-31"), [(1, 2), (2, 1), (3, 2)]);
    assert_eq!(heads("2022-02-01"), [(1, 2), (2, 4), (3, 2), (4, 1)]);

    let lines = plan.lines.clone();
    let again = world.act(input, move |tx, ctx, input| {
        import_roster(tx, ctx, input, &lines)
    });
    assert_eq!(
        again,
        Err(Error::Conflict),
        "the roster is no longer the one that was shown"
    );
    let repeated = planned(
        &world,
        project,
        csv(&["0001,,B,2,", "0002,,C,4,2022-02-01", "0004,,A,1,"]),
    );
    assert_eq!(
        (
            repeated.added.len(),
            repeated.changed.len(),
            repeated.unchanged
        ),
        (0, 0, 3)
    );
    assert_eq!(compare(&repeated.lines, &[]).added.len(), 3);
}
