//! Member accounts in a file: what is found in it, and what its import changes.

use super::stories::{account, joins, opened, traded};
use crate::shares::coop::*;
use crate::shares::tests::world::{ACCOUNTANT, World, date};
use kernel::{Error, Fen, Id};
use testkit::cast;

fn planned(world: &World, coop: Id, file: String) -> AccountsPlan {
    let scope = world.scope(ACCOUNTANT);
    world.read(move |tx| {
        let table = read_accounts(file.as_bytes(), "成员账户.csv", &[]).unwrap();
        plan_accounts(tx, &scope, coop, &table, (date("2021-12-31"), 2021))
    })
}

#[test]
fn each_fault_of_a_row_is_named_by_its_cell() {
    let world = World::new(None, 1201);
    world.households(4, 4);
    let coop = opened(&world).coop;
    let head = cast::person(1).name;
    let file = format!(
        "户编号,成员姓名,出资额(万元),公积金份额,财政补助份额,交易额(元)\n\
         0009,,1,,,\n0002,别人,1,,,\n0003,,一万,,,\n,,1,,,\n0001,{head},1.5,300,20,\"12,000.50\"\n0001,,2,,,\n"
    );
    let plan = planned(&world, coop, file);
    let told: Vec<String> = plan
        .problems
        .iter()
        .map(|p| format!("{} {}", p.cell(), p.code))
        .collect();
    assert!(told.iter().any(|t| t.starts_with("C4 ")), "{told:?}");
    for wanted in [
        "A2 coop_unknown_household",
        "B3 coop_name_differs",
        "A5 empty",
        "A7 coop_household_twice",
    ] {
        assert!(told.iter().any(|t| t == wanted), "{wanted} in {told:?}");
    }
    assert_eq!((plan.lines.len(), plan.set_aside), (1, 5));
    let line = plan.lines[0];
    assert_eq!(line.contribution, Some(Fen(1_500_000)));
    assert_eq!(line.trade, Some(Fen(1_200_050)));
}

#[test]
fn an_import_joins_changes_and_records_but_ends_nobody() {
    let world = World::new(None, 1202);
    world.households(4, 4);
    let coop = opened(&world).coop;
    for household in 1..=3 {
        let member = joins(&world, coop, household, "2019-03-01");
        account(&world, member, "2019-03-01", [100_000, 0, 0]);
        traded(&world, member, 5_000);
    }
    // By name: 1 is as it was, 2 has more, 3 is missing, 4 is new.
    let name = |n| cast::person(n).name;
    let file = format!(
        "成员姓名,出资额,公积金份额,财政补助份额,交易额\n{},1000,,,50\n{},2000,5,,\n{},300,,1.5,80\n",
        name(1),
        name(2),
        name(4)
    );
    let plan = planned(&world, coop, file.clone());
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
    let numbers = |plan: &AccountsPlan| {
        let diff = &plan.diff;
        let changed = (diff.accounts.len(), diff.trades.len());
        (diff.joining.len(), changed.0, changed.1, diff.unchanged)
    };
    assert_eq!(numbers(&plan), (1, 2, 1, 1));
    assert_eq!(plan.missing.len(), 1);
    assert_eq!(plan.missing[0].0, Id(3));
    let input = plan.input(coop, (date("2021-12-31"), 2021), "00".into());
    let lines = plan.lines.clone();
    let deed = move |tx: &mut ::store::Tx, ctx: &kernel::Ctx, input| {
        import_accounts(tx, ctx, input, &lines)
    };
    let done = world.act(input.clone(), deed.clone()).unwrap();
    assert_eq!((done.joined, done.accounts, done.trades), (1, 2, 1));
    let again = world.act(input, deed);
    assert_eq!(again, Err(Error::Conflict));
    assert_eq!(numbers(&planned(&world, coop, file)), (0, 0, 0, 3));
    let state = world.read(move |tx| coop_as_of(tx, 1, coop, (date("2021-12-31"), 2021), i64::MAX));
    assert_eq!(state.members.len(), 4);
    assert_eq!(state.total().unwrap().contribution, Fen(430_000));
    assert_eq!(state.traded().unwrap(), Fen(23_000));
}
