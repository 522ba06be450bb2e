//! Lists that come after events: a later one compares properly, an older one never undoes an event.

use super::*;
use crate::people::reverse_import::{ReverseImport, reverse_import};

fn fault(world: &World, list: &str, as_of: &str) -> String {
    let reading = world.read_list(CLERK, list, as_of);
    let prepared = world.prepare(CLERK, &reading, as_of);
    let codes: Vec<&str> = prepared.refused.iter().map(|r| r.1.2.code).collect();
    codes.join(" ")
}

#[test]
fn a_list_does_not_bring_back_the_dead() {
    story(|world| {
        let input = RecordDeath {
            household: world.household("H1"),
            date: day("2022-06-10"),
            person: world.person("H1", "李秋禾"),
            new_head: None,
            relations: Relations::new(),
        };
        world.done(CLERK, input, record_death).unwrap();
        assert_eq!(fault(world, LIST, "2022-06-01"), "people.list_older");
        assert_eq!(fault(world, LIST, "2022-07-01"), "people.listed_dead");
        let without = LIST.replace("H1,斗虎屯村,李秋禾,%1,配偶,脱贫户\n", "");
        assert_eq!(
            told(world.import(CLERK, &without, "2022-07-01")),
            "people.nothing_new"
        );
        let phones = without
            .replace("户类型\n", "户类型,联系电话\n")
            .replace("张守田,%0,户主,脱贫户", "张守田,%0,户主,脱贫户,13800012345");
        world.import(CLERK, &phones, "2022-07-01").unwrap();
        assert!(!world.told("2022-07-01").contains("李秋禾"));
    });
}

#[test]
fn a_list_does_not_bring_back_an_ended_household() {
    story(|world| {
        let input = MergeHouseholds {
            household: world.household("H2"),
            into: world.household("H1"),
            date: day("2022-06-10"),
            relations: Relations::new(),
        };
        world.done(CLERK, input, merge_households).unwrap();
        let faults = fault(world, LIST, "2022-07-01");
        assert!(
            faults.contains("people.household_ended")
                || faults.contains("people.in_other_household"),
            "{faults}"
        );
        let alone = "户编号,行政村,姓名,证件号码,与户主关系\nH2,斗虎屯村,赵麦香,%3,户主\n";
        assert_eq!(fault(world, alone, "2022-07-01"), "people.household_ended");
    });
}

#[test]
fn an_import_is_not_reversed_under_an_event() {
    on_both(|world| {
        let imported = world.import(CLERK, LIST, "2022-05-01").unwrap();
        let input = RecordBirth {
            household: world.household("H1"),
            date: day("2022-06-10"),
            child: baby("张麦穗"),
        };
        world.done(CLERK, input, record_birth).unwrap();
        let input = ReverseImport {
            import: imported.import,
        };
        let reversed = world.done(CLERK, input, |tx, ctx, input| {
            reverse_import(tx, ctx, input, &[])
        });
        assert_eq!(told(reversed), "people.changed_since");
    });
}
