//! A list of land in a file: what is found in it, and what its import changes.

use super::stories::{ISSUER, code, contractor, number};
use super::world::{ACCOUNTANT, World, date, on_both_engines};
use crate::land::*;
use kernel::{Error, Id};
use testkit::cast;

const HEAD: &str =
    "承包方代码,户主,户编号,合同编号,地块编码,地块名称,合同面积(亩),实测面积(亩),承包期限起止";
const TERM: &str = "1998-10-01至2028-09-30";
const FROM: &str = "2022-01-01";

fn csv(head: &str, rows: &[String]) -> Vec<u8> {
    format!("{head}\n{}\n", rows.join("\n")).into_bytes()
}

fn row(household: i64, contract: i64, parcel: i64, contracted: &str, measured: &str) -> String {
    format!(
        "{},{},{household:04},{},{},东坡,{contracted},{measured},{TERM}",
        contractor(household),
        cast::person(household as usize).name,
        number(contract),
        code(parcel)
    )
}

fn planned(world: &World, head: &str, rows: &[String]) -> kernel::Result<LandPlan> {
    let (file, scope) = (csv(head, rows), world.scope(ACCOUNTANT));
    world.read(move |tx| {
        let table = read_land(&file, "承包地.csv", &[]).unwrap();
        Ok(plan_land(tx, &scope, &table, date(FROM)))
    })
}

fn import(world: &World, plan: &LandPlan) -> kernel::Result<import_land::LandImported> {
    let input = plan.input(date(FROM), "00".into(), "{}".into());
    let lines = plan.lines.clone();
    world.act(input, move |tx, ctx, input| {
        import_land(tx, ctx, input, &lines)
    })
}

#[test]
fn each_fault_of_a_row_is_named_by_its_cell() {
    on_both_engines(321, |world| {
        world.households(6, 6);
        let good = row(5, 1, 1, "2.35", "2.40亩");
        let with = |from: &str, to: &str| good.replace(from, to);
        let rows = [
            good.clone(),
            with("0005,", "0099,").replace(&contractor(5), ""),
            with(&cast::person(5).name, "别人"),
            with(&code(1), "3715021"),
            with(&number(1), "2号"),
            with("2.35", "2.355"),
            with("2.35", "0"),
            with("2.40亩", "0.16公顷"),
            with(TERM, "三十年"),
            with(TERM, "1998-10-01至1990-01-01"),
            with(TERM, "2023-01-01至2053-01-01"),
            with("2.35", "2.30"),
            with(&code(1), &code(2)).replace("2028", "2027"),
        ];
        let plan = planned(&world, HEAD, &rows).unwrap();
        let told: Vec<String> = plan
            .problems
            .iter()
            .map(|p| format!("{} {}", p.cell(), p.code))
            .collect();
        assert_eq!(
            told,
            [
                "C3 land_unknown_household",
                "B4 land_head_differs",
                "E5 land_code_malformed",
                "D6 land_number_malformed",
                "G7 area_below_centimu",
                "G8 land_area_not_positive",
                "H9 area_not_in_mu",
                "I10 land_not_a_term",
                "I11 land_term_backwards",
                "I12 land_before_term",
                "E13 land_code_twice",
                "D14 land_contract_differs",
            ]
        );
        assert_eq!((plan.added, plan.set_aside), (1, 12));
        assert_eq!(plan.lines[0].measured, 240);
        assert_eq!(plan.lines[0].issuer, ISSUER);
    });
}

#[test]
fn hectares_are_refused_in_words() {
    let world = World::new(None, 322);
    world.households(6, 6);
    let head = HEAD.replace("实测面积(亩)", "实测面积(公顷)");
    let refused = planned(&world, &head, &[row(5, 1, 1, "2.35", "0.16")]);
    let Err(Error::Refused(refusal)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refusal.code, "land.area_not_in_mu");
}

#[test]
fn an_import_adds_and_changes_and_ends_nothing() {
    on_both_engines(323, |world| {
        world.households(6, 6);
        let rows = [
            row(5, 1, 1, "2.35", "2.35"),
            row(5, 1, 2, "1.00", "1.20"),
            row(1, 2, 3, "3.00", ""),
        ];
        let plan = planned(&world, HEAD, &rows).unwrap();
        assert!(plan.problems.is_empty(), "{:?}", plan.problems);
        assert_eq!(
            (plan.added, plan.changed, plan.differing.len()),
            (3, 0, 1),
            "20 % more than contracted"
        );
        assert_eq!(import(&world, &plan).unwrap().added, 3);
        assert!(matches!(import(&world, &plan), Err(Error::Conflict)));

        let same = planned(&world, HEAD, &rows).unwrap();
        assert_eq!((same.added, same.changed, same.unchanged), (0, 0, 3));
        let rows = [
            row(5, 1, 1, "2.50", "2.50"),
            row(1, 9, 2, "1.00", "1.20"),
            row(6, 2, 4, "1.00", "1.00"),
            row(5, 1, 5, "1.00", "1.00"),
        ];
        let plan = planned(&world, HEAD, &rows).unwrap();
        let told: Vec<&str> = plan.problems.iter().map(|p| p.code).collect();
        assert_eq!(told, ["land_parcel_held", "land_contract_of_other"]);
        assert_eq!((plan.added, plan.changed, plan.unchanged), (1, 1, 0));
        assert!(plan.missing.is_empty(), "{:?}", plan.missing);
        import(&world, &plan).unwrap();
        let held = |day: &str| {
            let day = date(day);
            let found = world.read(move |tx| parcels_of_household(tx, 1, Id(5), day));
            found.into_iter().map(|p| p.contracted).collect::<Vec<_>>()
        };
        assert_eq!(held("2021-12-31"), Vec::<i64>::new());
        assert_eq!(held(FROM), [250, 100, 100]);

        let plan = planned(&world, HEAD, &[row(5, 1, 1, "2.50", "2.50")]).unwrap();
        let missing: Vec<&str> = plan.missing.iter().map(|p| p.code.as_str()).collect();
        assert_eq!(missing, [code(2), code(5)]);
        let number = number(1);
        let found = world.read(move |tx| read::find_contract(tx, 1, &number));
        assert!(found.is_some());
    });
}
