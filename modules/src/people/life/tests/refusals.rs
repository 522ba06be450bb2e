//! Impossible things, and what is said of them.

use super::*;

fn birth(world: &World, date: &str, child: Newcomer) -> String {
    let input = RecordBirth {
        household: world.household("H1"),
        date: day(date),
        child,
    };
    told(world.done(CLERK, input, record_birth))
}

fn death(world: &World, date: &str, name: &'static str) -> String {
    let input = RecordDeath {
        household: world.household("H1"),
        date: day(date),
        person: world.person("H1", name),
        new_head: None,
        relations: Relations::new(),
    };
    told(world.done(CLERK, input, record_death))
}

#[test]
fn births_that_cannot_be() {
    story(|world| {
        let check = |date: &str, child: Newcomer, expected: &str| {
            assert_eq!(birth(world, date, child), expected);
        };
        check("2022-08-02", baby("张麦穗"), "people.date_in_future");
        check("2022-04-30", baby("张麦穗"), "people.household_not_then");
        check("2022-06-10", baby(" "), "name: empty");
        check(
            "2022-06-10",
            newcomer("赵麦香", 3, "daughter"),
            "people.born_otherwise",
        );
        check(
            "2022-06-10",
            Newcomer {
                no_identity_reason: None,
                ..baby("张麦穗")
            },
            "no_identity_reason: not_chosen",
        );
        check(
            "2022-06-10",
            Newcomer {
                relation: "head".into(),
                ..baby("张麦穗")
            },
            "relation: second_head",
        );
        check(
            "2022-06-10",
            Newcomer {
                relation: "king".into(),
                ..baby("张麦穗")
            },
            "relation: not_chosen",
        );
    });
}

#[test]
fn deaths_that_cannot_be() {
    story(|world| {
        let born = RecordBirth {
            household: world.household("H1"),
            date: day("2022-06-10"),
            child: baby("张麦穗"),
        };
        let born = world.done(CLERK, born, record_birth).unwrap();
        let of_baby = |date: &str| RecordDeath {
            household: born.household,
            date: day(date),
            person: born.person.unwrap(),
            new_head: None,
            relations: Relations::new(),
        };
        assert_eq!(
            told(world.done(CLERK, of_baby("2022-06-09"), record_death)),
            "people.before_birth"
        );
        world
            .done(CLERK, of_baby("2022-06-12"), record_death)
            .unwrap();
        assert_eq!(
            told(world.done(CLERK, of_baby("2022-06-13"), record_death)),
            "people.person_has_died"
        );
        assert_eq!(
            told(world.done(CLERK, of_baby("2022-06-11"), record_death)),
            "people.before_later_event"
        );
        assert_eq!(
            death(world, "2022-08-02", "李秋禾"),
            "people.date_in_future"
        );
    });
}

#[test]
fn moves_that_cannot_be() {
    story(|world| {
        let (h1, h2) = (world.household("H1"), world.household("H2"));
        let head = world.person("H1", "张守田");
        let out = |household, person| MoveOut {
            household,
            date: day("2022-06-10"),
            person,
            new_head: None,
            relations: Relations::new(),
            reason: None,
        };
        assert_eq!(
            told(world.done(CLERK, out(h1, Some(head)), move_out)),
            "people.head_leaves"
        );
        assert_eq!(
            told(world.done(CLERK, out(h2, Some(head)), move_out)),
            "people.not_a_member"
        );
        let merge = MergeHouseholds {
            household: h1,
            into: h1,
            date: day("2022-06-10"),
            relations: Relations::new(),
        };
        assert_eq!(
            told(world.done(CLERK, merge, merge_households)),
            "people.merge_with_itself"
        );
        let change = ChangeHead {
            household: h1,
            date: day("2022-06-10"),
            head,
            relations: Relations::new(),
        };
        assert_eq!(
            told(world.done(CLERK, change, change_head)),
            "people.head_already"
        );
        let split = |members: Vec<Id>, head, number: Option<&str>| SplitHousehold {
            household: h1,
            date: day("2022-06-10"),
            members,
            head,
            number: number.map(str::to_owned),
            relations: Relations::new(),
            new_head: None,
            statuses: Vec::new(),
        };
        let (wife, son) = (world.person("H1", "李秋禾"), world.person("H1", "张小苗"));
        let check = |input, expected: &str| {
            assert_eq!(told(world.done(CLERK, input, split_household)), expected);
        };
        check(split(vec![], son, None), "people.nobody_splits");
        check(split(vec![wife], son, None), "people.head_not_among");
        check(split(vec![head, wife, son], son, None), "people.all_split");
        check(split(vec![head, son], son, None), "people.head_leaves");
        check(split(vec![son], son, Some("H2")), "people.number_in_use");
    });
}

#[test]
fn an_event_is_not_dated_before_what_a_later_list_said() {
    story(|world| {
        let later = LIST.replace("张小苗,新生儿,儿子", "张小苗,新生儿,之孙子");
        world.import(CLERK, &later, "2022-07-01").unwrap();
        assert_eq!(death(world, "2022-06-10", "张小苗"), "people.later_known");
        assert_eq!(death(world, "2022-06-10", "李秋禾"), "done");
    });
}

#[test]
fn a_village_clerk_records_in_his_own_village_only() {
    on_both(|world| {
        let list = LIST.replace("H2,斗虎屯村", "H2,张李新村");
        world.import(CLERK, &list, "2022-05-01").unwrap();
        let input = SetStatus {
            household: world.household("H2"),
            date: day("2022-06-10"),
            code: "relieved".into(),
        };
        assert_eq!(
            told(world.done(VILLAGE_CLERK, input.clone(), set_status)),
            "Forbidden"
        );
        world.done(CLERK, input.clone(), set_status).unwrap();
        assert_eq!(
            told(world.done(CLERK, input, set_status)),
            "people.status_holds"
        );
        let monitored = SetStatus {
            household: world.household("H2"),
            date: day("2022-06-10"),
            code: "monitored".into(),
        };
        assert_eq!(
            told(world.done(CLERK, monitored, set_status)),
            "people.status_not_in_force"
        );
    });
}
