//! What each deed makes of a household, day by day.

use super::*;
use crate::people::{LifeKind, changes_between, household_of, person_ended, successors};

const BEFORE: &str =
    "H1@11: 张守田(head) 李秋禾(spouse) 张小苗(son) [relieved]; H2@11: 王石桥(head) [ordinary]";

fn death(world: &World, date: &str, name: &'static str, new_head: Option<Id>) -> Result<Recorded> {
    let input = RecordDeath {
        household: world.household("H1"),
        date: day(date),
        person: world.person("H1", name),
        new_head,
        relations: Relations::new(),
    };
    world.done(VILLAGE_CLERK, input, record_death)
}

#[test]
fn a_child_is_a_member_from_its_birth() {
    story(|world| {
        let input = RecordBirth {
            household: world.household("H1"),
            date: day("2022-06-10"),
            child: baby("张麦穗"),
        };
        world.done(VILLAGE_CLERK, input, record_birth).unwrap();
        assert_eq!(world.told("2022-06-09"), BEFORE);
        assert!(world.told("2022-06-10").contains("张麦穗(daughter)"));
        assert!(world.searched().contains("H1@11: 张守田 4 [relieved]"));
    });
}

#[test]
fn the_heads_death_makes_another_head_and_relations_are_given_again() {
    story(|world| {
        let wife = world.person("H1", "李秋禾");
        let done = death(world, "2022-06-10", "张守田", Some(wife)).unwrap();
        assert!(!done.is_headless && !done.has_ended);
        assert_eq!(world.told("2022-06-09"), BEFORE);
        assert!(
            world
                .told("2022-06-10")
                .starts_with("H1@11: 李秋禾(head) 张小苗(son)")
        );
        let person = done.person.unwrap();
        let household = done.household;
        world.query(move |tx| {
            assert_eq!(
                household_of(tx, ORG, person, day("2022-06-09"))?,
                Some(household)
            );
            let ended = person_ended(tx, ORG, person, day("2022-07-01"))?;
            assert_eq!(ended, Some((day("2022-06-10"), LifeKind::Death)));
            Ok(String::new())
        });
    });
}

/// The row from before the change of head has no end of its own; it once kept the second head alive.
#[test]
fn who_became_head_and_died_is_dead() {
    story(|world| {
        let wife = world.person("H1", "李秋禾");
        death(world, "2022-06-10", "张守田", Some(wife)).unwrap();
        let heir = world.person("H1", "张小苗");
        death(world, "2022-06-20", "李秋禾", Some(heir)).unwrap();
        world.query(move |tx| {
            assert_eq!(household_of(tx, ORG, wife, day("2022-06-25"))?, None);
            let ended = person_ended(tx, ORG, wife, day("2022-06-25"))?;
            assert_eq!(ended, Some((day("2022-06-20"), LifeKind::Death)));
            Ok(String::new())
        });
    });
}

#[test]
fn the_heads_death_may_leave_the_household_without_a_head_and_says_so() {
    story(|world| {
        let done = death(world, "2022-06-10", "张守田", None).unwrap();
        assert!(done.is_headless);
        assert!(
            world
                .told("2022-06-10")
                .starts_with("H1@11: 李秋禾(spouse) 张小苗(son)")
        );
        let input = ChangeHead {
            household: done.household,
            date: day("2022-06-20"),
            head: world.person("H1", "李秋禾"),
            relations: Relations::new(),
        };
        world.done(CLERK, input, change_head).unwrap();
        assert!(world.told("2022-06-20").starts_with("H1@11: 李秋禾(head)"));
    });
}

#[test]
fn the_last_members_death_ends_the_household() {
    story(|world| {
        let input = RecordDeath {
            household: world.household("H2"),
            date: day("2022-06-10"),
            person: world.person("H2", "王石桥"),
            new_head: None,
            relations: Relations::new(),
        };
        let done = world.done(CLERK, input, record_death).unwrap();
        assert!(done.has_ended);
        assert!(!world.told("2022-06-10").contains("H2"));
        let household = done.household;
        world.query(move |tx| {
            assert!(successors(tx, ORG, household, day("2022-06-10"))?.is_empty());
            Ok(String::new())
        });
    });
}

#[test]
fn who_marries_goes_from_one_household_to_another_or_comes_from_outside() {
    story(|world| {
        let (from, to) = (world.household("H1"), world.household("H2"));
        let input = RecordMarriage {
            household: to,
            date: day("2022-06-10"),
            relation: "spouse".into(),
            person: Some(world.person("H1", "李秋禾")),
            from: Some(from),
            new_head: None,
            newcomer: None,
        };
        world.done(CLERK, input, record_marriage).unwrap();
        assert!(
            world
                .told("2022-06-10")
                .contains("王石桥(head) 李秋禾(spouse)")
        );
        let input = RecordMarriage {
            household: from,
            date: day("2022-06-11"),
            relation: "daughter_in_law".into(),
            person: None,
            from: None,
            new_head: None,
            newcomer: Some(newcomer("赵麦香", 3, "daughter_in_law")),
        };
        world.done(CLERK, input, record_marriage).unwrap();
        assert!(world.told("2022-06-11").contains("赵麦香(daughter_in_law)"));
    });
}

#[test]
fn a_household_moves_in_and_whoever_left_comes_back_as_the_same_person() {
    story(|world| {
        let input = MoveIn {
            household: None,
            unit: Some(VILLAGE),
            number: None,
            date: day("2022-06-10"),
            people: 2,
            reason: None,
        };
        let people = [newcomer("赵麦香", 3, "head"), newcomer("孙䶮", 4, "son")];
        let done = world
            .done(CLERK, input, move |tx, ctx, input| {
                move_in(tx, ctx, input, &people)
            })
            .unwrap();
        assert!(
            world
                .told("2022-06-10")
                .contains("371502104200Z000001@11: 赵麦香(head) 孙䶮(son)")
        );
        let whole = MoveOut {
            household: done.household,
            date: day("2022-07-01"),
            person: None,
            new_head: None,
            relations: Relations::new(),
            reason: None,
        };
        assert!(world.done(CLERK, whole, move_out).unwrap().has_ended);
        assert_eq!(world.told("2022-07-01"), BEFORE);
        let back = MoveIn {
            household: Some(world.household("H2")),
            unit: None,
            number: None,
            date: day("2022-07-20"),
            people: 1,
            reason: None,
        };
        let people = [newcomer("孙䶮", 4, "unrelated")];
        let done = world
            .done(CLERK, back, move |tx, ctx, input| {
                move_in(tx, ctx, input, &people)
            })
            .unwrap();
        let person = done.person.unwrap();
        world.query(move |tx| {
            assert!(household_of(tx, ORG, person, day("2022-06-15"))?.is_some());
            assert_eq!(household_of(tx, ORG, person, day("2022-07-10"))?, None);
            Ok(String::new())
        });
        // An ended household's number is not given again.
        let input = MoveIn {
            household: None,
            unit: Some(VILLAGE),
            number: None,
            date: day("2022-07-21"),
            people: 1,
            reason: None,
        };
        let people = [newcomer("周大柱", 5, "head")];
        world
            .done(CLERK, input, move |tx, ctx, input| {
                move_in(tx, ctx, input, &people)
            })
            .unwrap();
        assert!(
            world
                .told("2022-07-21")
                .contains("371502104200Z000002@11: 周大柱(head)")
        );
    });
}

#[test]
fn a_household_splits_and_merges_again() {
    story(|world| {
        let old = world.household("H1");
        let son = world.person("H1", "张小苗");
        let input = SplitHousehold {
            household: old,
            date: day("2022-06-10"),
            members: vec![son],
            head: son,
            number: Some("H9".into()),
            relations: Relations::new(),
            new_head: None,
            statuses: vec!["relieved".into()],
        };
        let done = world.done(CLERK, input, split_household).unwrap();
        assert!(
            world
                .told("2022-06-10")
                .contains("H9@11: 张小苗(head) [relieved]")
        );
        let new = done.household;
        world.query(move |tx| {
            assert_eq!(successors(tx, ORG, old, day("2022-06-10"))?, [old, new]);
            let changes = changes_between(tx, ORG, old, day("2022-06-10"), day("2022-06-10"))?;
            assert_eq!(
                (changes.len(), changes[0].kind, changes[0].other),
                (1, LifeKind::Split, Some(new))
            );
            Ok(String::new())
        });
        let input = MergeHouseholds {
            household: new,
            into: old,
            date: day("2022-07-10"),
            relations: vec![(son, "son".into())],
        };
        world.done(CLERK, input, merge_households).unwrap();
        assert_eq!(world.told("2022-07-10"), BEFORE);
        world.query(move |tx| {
            assert_eq!(successors(tx, ORG, new, day("2022-07-10"))?, [old]);
            Ok(String::new())
        });
    });
}

#[test]
fn a_status_begins_and_ends_and_takes_the_place_of_its_group() {
    story(|world| {
        let household = world.household("H2");
        let set = |date, code: &str| SetStatus {
            household,
            date: day(date),
            code: code.into(),
        };
        world
            .done(CLERK, set("2022-06-01", "marginal"), set_status)
            .unwrap();
        world
            .done(CLERK, set("2022-06-10", "sudden_hardship"), set_status)
            .unwrap();
        assert!(world.told("2022-06-09").contains("[marginal,ordinary]"));
        assert!(
            world
                .told("2022-06-10")
                .contains("[ordinary,sudden_hardship]")
        );
        let end = EndStatus {
            household,
            date: day("2022-07-01"),
            code: "sudden_hardship".into(),
        };
        world.done(CLERK, end, end_status).unwrap();
        assert!(world.told("2022-07-01").contains("王石桥(head) [ordinary]"));
    });
}

#[test]
fn an_event_recorded_in_error_is_taken_back_while_nothing_rests_on_it() {
    story(|world| {
        let searched = world.searched();
        let wife = world.person("H1", "李秋禾");
        let done = death(world, "2022-06-10", "张守田", Some(wife)).unwrap();
        let input = ChangeHead {
            household: done.household,
            date: day("2022-06-20"),
            head: world.person("H1", "张小苗"),
            relations: Relations::new(),
        };
        let second = world.done(CLERK, input, change_head).unwrap();
        let take_back = |event| {
            world.done(CLERK, Correct { event }, |tx, ctx, input| {
                correct(tx, ctx, input, &[])
            })
        };
        assert_eq!(told(take_back(done.event)), "people.built_upon");
        take_back(second.event).unwrap();
        assert_eq!(told(take_back(second.event)), "people.already_taken_back");
        // Rows that gave back what was before do not keep the earlier event from being taken back.
        take_back(done.event).unwrap();
        assert_eq!(world.told("2022-07-01"), BEFORE);
        assert_eq!(world.searched(), searched);
        // And then it is recorded on the right day, earlier than both.
        death(world, "2022-06-05", "张守田", Some(wife)).unwrap();
        for date in ["2022-06-05", "2022-06-15", "2022-07-01"] {
            assert!(
                world
                    .told(date)
                    .starts_with("H1@11: 李秋禾(head) 张小苗(son)"),
                "{date}"
            );
        }
    });
}

#[test]
fn a_second_person_confirms() {
    story(|world| {
        let done = death(world, "2022-06-10", "张守田", None).unwrap();
        let confirm = |user| world.done(user, ConfirmEvent { event: done.event }, confirm_event);
        assert_eq!(told(confirm(VILLAGE_CLERK)), "people.confirm_own");
        let waiting = |world: &World| {
            let ctx = world.by(CLERK);
            world.query(move |tx| {
                Ok(crate::people::events_to_confirm(tx, &ctx, 10)?
                    .len()
                    .to_string())
            })
        };
        assert_eq!(waiting(world), "1");
        confirm(CLERK).unwrap();
        assert_eq!(waiting(world), "0");
        assert_eq!(told(confirm(CLERK)), "people.already_confirmed");
    });
}
