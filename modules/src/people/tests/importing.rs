//! Deeds on both engines: a list comes in, next month's list comes in, an import is taken back.

use super::world::*;
use crate::people::plan_import::Counts;
use crate::people::reverse_import::{Effect, Rests, ReverseImport, Reversed, reverse_import};
use kernel::{Error, Id, Result};
use store::CommandKey;

const JULY: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型,首次识别时间\n\
    H1,斗虎屯村,张守田,%0,户主,脱贫户,2014.12\n\
    H1,斗虎屯村,李秋禾,%1,配偶,脱贫户,2014.12\n\
    H2,张李新村,王石桥,%2,户主,一般农户,\n";

const JULY_TOLD: &str =
    "H1@11: 张守田(head) 李秋禾(spouse) [relieved]; H2@12: 王石桥(head) [ordinary]";

fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Refused(refusal)) => refusal.code.to_string(),
        other => format!("{other:?}"),
    }
}

fn reverse(world: &World, user: Id, import: Id, rests: &'static [Rests]) -> Result<Reversed> {
    let ctx = world.by(user);
    let input = ReverseImport { import };
    world.db.act(
        &ctx,
        CommandKey::fresh(&ctx),
        input,
        move |tx, ctx, input| reverse_import(tx, ctx, input, rests),
    )
}

#[test]
fn a_list_becomes_households_with_members_and_statuses() {
    on_both(|world| {
        let imported = world.import(CLERK, JULY, "2022-07-31").unwrap();
        assert_eq!(
            (imported.counts.new_households, imported.counts.new_people),
            (2, 3)
        );
        assert_eq!(world.told("2022-07-31"), JULY_TOLD);
        assert_eq!(world.told("2022-07-30"), "");
        assert_eq!(
            world.searched(),
            "H1@11: 张守田 2 [relieved]; H2@12: 王石桥 1 [ordinary]; 李秋禾(spouse)@11; 王石桥(head)@12; 张守田(head)@11"
        );
        world.db.read(|tx| crate::people::check(tx, ORG)).unwrap();
    });
}

#[test]
fn the_same_list_again_changes_nothing() {
    on_both(|world| {
        world.import(CLERK, JULY, "2022-07-31").unwrap();
        let reading = world.read_list(CLERK, JULY, "2022-07-31");
        let counts = world.prepare(CLERK, &reading, "2022-07-31").counts;
        let expected = Counts {
            rows: 3,
            households: 2,
            people: 3,
            unchanged_households: 2,
            unchanged_people: 3,
            ..Counts::default()
        };
        assert_eq!(counts, expected);
        assert_eq!(
            refused(world.import(CLERK, JULY, "2022-07-31")),
            "people.nothing_new"
        );
    });
}

const AUGUST: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型,首次识别时间,联系电话,监测对象类别,风险识别时间\n\
    H1,斗虎屯村,张守田,%0,户主,脱贫户,2014.12,13800012345,边缘易致贫户,202208\n\
    H1,斗虎屯村,张小苗,新生儿,之女,脱贫户,2014.12,,边缘易致贫户,202208\n\
    H3,张李新村,赵麦香,%3,户主,一般农户,,,,\n";

#[test]
fn next_months_list_is_compared_with_what_is_there() {
    on_both(|world| {
        world.import(CLERK, JULY, "2022-07-31").unwrap();
        let reading = world.read_list(CLERK, AUGUST, "2022-08-01");
        let prepared = world.prepare(CLERK, &reading, "2022-08-01");
        let changed: Vec<_> = prepared.plan.households[0].people[0].changed.clone();
        assert_eq!(changed, ["phone"]);
        let expected = Counts {
            rows: 3,
            households: 2,
            people: 3,
            new_households: 1,
            changed_households: 1,
            new_people: 2,
            changed_people: 1,
            missing_households: 1,
            missing_people: 1,
            ..Counts::default()
        };
        assert_eq!(prepared.counts, expected);
        world.import(CLERK, AUGUST, "2022-08-01").unwrap();
        assert_eq!(world.told("2022-07-31"), JULY_TOLD);
        assert_eq!(
            world.told("2022-08-01"),
            "H1@11: 张守田(head) 李秋禾(spouse) 张小苗(daughter) [marginal,relieved]; \
             H2@12: 王石桥(head) [ordinary]; H3@12: 赵麦香(head) [ordinary]"
        );
        // A list without the column of phones takes no phone away, and one without statuses no status.
        let plain = "户编号,行政村,姓名,证件号码,与户主关系\nH1,斗虎屯村,张守田,%0,户主\n";
        assert_eq!(
            refused(world.import(CLERK, plain, "2022-08-01")),
            "people.nothing_new"
        );
    });
}

#[test]
fn a_person_may_move_between_two_households_of_one_list_only() {
    on_both(|world| {
        world.import(CLERK, JULY, "2022-07-31").unwrap();
        let header = "户编号,行政村,姓名,证件号码,与户主关系\n";
        let alone = format!("{header}H2,张李新村,王石桥,%2,户主\nH2,张李新村,李秋禾,%1,配偶\n");
        let reading = world.read_list(CLERK, &alone, "2022-08-01");
        let prepared = world.prepare(CLERK, &reading, "2022-08-01");
        assert_eq!(prepared.refused[0].1.2.code, "people.in_other_household");
        assert_eq!(
            refused(world.import(CLERK, &alone, "2022-08-01")),
            "people.nothing_to_take"
        );
        let both = format!("{alone}H1,斗虎屯村,张守田,%0,户主\n");
        let imported = world.import(CLERK, &both, "2022-08-01").unwrap();
        assert_eq!(world.told("2022-07-31"), JULY_TOLD);
        let after = "H1@11: 张守田(head) [relieved]; H2@12: 王石桥(head) 李秋禾(spouse) [ordinary]";
        assert_eq!(world.told("2022-08-01"), after);
        assert!(
            world
                .searched()
                .starts_with("H1@11: 张守田 1 [relieved]; H2@12: 王石桥 2 [ordinary]")
        );
        reverse(world, CLERK, imported.import, &[]).unwrap();
        assert_eq!(world.told("2022-08-01"), JULY_TOLD);
    });
}

#[test]
fn reversing_gives_back_what_was_there() {
    on_both(|world| {
        let july = world.import(CLERK, JULY, "2022-07-31").unwrap();
        let before = world.searched();
        let august = world.import(CLERK, AUGUST, "2022-08-01").unwrap();
        assert_eq!(
            refused(reverse(world, CLERK, july.import, &[])),
            "people.changed_since"
        );
        let reversed = reverse(world, CLERK, august.import, &[]).unwrap();
        let expected = Effect {
            households_removed: 1,
            people_removed: 2,
            households_restored: 1,
            people_restored: 1,
        };
        assert_eq!(reversed.effect, expected);
        assert_eq!(world.told("2022-08-01"), JULY_TOLD);
        assert_eq!(world.searched(), before);
        assert_eq!(
            refused(reverse(world, CLERK, august.import, &[])),
            "people.already_reversed"
        );
        assert_eq!(
            refused(reverse(world, CLERK, reversed.import, &[])),
            "people.is_a_reversal"
        );
        // The reversed list can come again.
        world.import(CLERK, AUGUST, "2022-08-01").unwrap();
        assert!(world.told("2022-08-01").contains("张小苗(daughter)"));
    });
}

/// A list that changed nothing but a telephone touches no household; whoever it named was lost to the search.
#[test]
fn who_only_had_a_telephone_changed_is_found_again_after_reversing() {
    on_both(|world| {
        world.import(CLERK, JULY, "2022-07-31").unwrap();
        let before = world.searched();
        let list = "户编号,行政村,姓名,证件号码,与户主关系,人联系电话\nH2,张李新村,王石桥,%2,户主,13900000001\n";
        let august = world.import(CLERK, list, "2022-08-01").unwrap();
        world.db.read(|tx| crate::people::check(tx, ORG)).unwrap();
        assert!(matches!(
            reverse(world, VILLAGE_CLERK, august.import, &[]),
            Err(Error::Forbidden)
        ));
        reverse(world, CLERK, august.import, &[]).unwrap();
        assert_eq!(world.searched(), before);
        world.db.read(|tx| crate::people::check(tx, ORG)).unwrap();
    });
}

#[test]
fn an_import_on_which_something_rests_is_not_reversed() {
    const RESTS: &[Rests] = &[Rests {
        what: "roster",
        count: |_, _, households| Ok(i64::try_from(households.len()).unwrap()),
    }];
    on_both(|world| {
        let july = world.import(CLERK, JULY, "2022-07-31").unwrap();
        assert_eq!(
            refused(reverse(world, CLERK, july.import, RESTS)),
            "people.rests"
        );
    });
}

#[test]
fn a_village_clerk_imports_his_own_village_only() {
    on_both(|world| {
        let reading = world.read_list(VILLAGE_CLERK, JULY, "2022-07-31");
        let codes: Vec<_> = reading.errors.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["people.village_unknown"]);
        assert_eq!(reading.households.len(), 1);
        let july = world.import(CLERK, JULY, "2022-07-31").unwrap();
        assert!(matches!(
            reverse(world, VILLAGE_CLERK, july.import, &[]),
            Err(Error::Forbidden)
        ));
        let header = "户编号,行政村,姓名,证件号码,与户主关系\n";
        let other = format!("{header}H9,斗虎屯村,王石桥,%2,户主\n");
        let reading = world.read_list(VILLAGE_CLERK, &other, "2022-08-01");
        let prepared = world.prepare(VILLAGE_CLERK, &reading, "2022-08-01");
        assert_eq!(prepared.refused[0].1.2.code, "people.in_other_village");
    });
}

#[test]
fn an_older_list_does_not_overwrite_a_later_one() {
    on_both(|world| {
        world.import(CLERK, JULY, "2022-07-31").unwrap();
        let june = JULY.replace("李秋禾,%1,配偶", "李秋禾,%1,之女");
        let reading = world.read_list(CLERK, &june, "2022-06-30");
        let prepared = world.prepare(CLERK, &reading, "2022-06-30");
        assert_eq!(prepared.refused[0].1.2.code, "people.list_older");
        assert_eq!(
            refused(world.import(CLERK, JULY, "2022-09-30")),
            "people.list_from_the_future"
        );
    });
}

#[test]
fn households_without_numbers_get_them_and_are_known_by_their_heads() {
    on_both(|world| {
        let list = "村,姓名,证件号码,与户主关系\n斗虎屯村,张守田,%0,户主\n斗虎屯村,李秋禾,%1,妻\n斗虎屯村,王石桥,%2,户主\n";
        world.import(CLERK, list, "2022-07-31").unwrap();
        assert_eq!(
            world.told("2022-07-31"),
            "371502104200Z000001@11: 张守田(head) 李秋禾(spouse) []; 371502104200Z000002@11: 王石桥(head) []"
        );
        assert_eq!(
            refused(world.import(CLERK, list, "2022-07-31")),
            "people.nothing_new"
        );
    });
}

#[test]
fn search_rows_can_be_made_again() {
    on_both(|world| {
        world.import(CLERK, JULY, "2022-07-31").unwrap();
        let before = world.searched();
        let ctx = world.by(CLERK);
        let today = ctx.today();
        world
            .db
            .work(&ctx, move |tx| {
                crate::people::rebuild_search(tx, ORG, today)
            })
            .unwrap();
        assert_eq!(world.searched(), before);
        // Without what the last list said, an equal list is still seen to be equal.
        assert_eq!(
            refused(world.import(CLERK, JULY, "2022-07-31")),
            "people.nothing_new"
        );
    });
}
