//! A copy, a correction, a restriction, and who may answer.

use super::*;

fn gives(world: &World, user: Id, person: Id) -> String {
    let input = GiveCopy {
        person,
        asked_by: "himself".into(),
    };
    told(world.does(user, input, give_copy))
}

#[test]
fn a_copy_says_all_that_is_known_and_is_a_reading() {
    story(|world| {
        let person = world.leaves("李秋禾", None);
        assert_eq!(gives(world, CLERK, person), "done");
        let ctx = world.by(CLERK);
        let copy = world.db.read(move |tx| copy(tx, &ctx, person)).unwrap();
        let record = &copy.records.last().unwrap().record;
        assert_eq!(record.name, "李秋禾");
        assert_eq!(record.identity, Some(cast::person(1).identity));
        assert_eq!(record.phone.as_deref(), Some("13500000002"));
        assert_eq!(copy.memberships[0].household, "H1");
        assert_eq!(copy.memberships[0].to, Some(day("2022-07-01")));
        assert_eq!(copy.statuses[0].status, "relieved");
        assert_eq!(copy.events[0].kind, "move_out");
        assert_eq!(copy.readings[0].what, "copy");
        assert_eq!(copy.requests[0].kind, "copy");
        let journal = world.query(|tx| {
            let sql = "select j.input from journal j where j.org = $1 and j.deed = 'people.give_copy' order by j.seq limit 1";
            let input: Vec<u8> = tx.query_one(sql, &values![ORG])?.get(0)?;
            Ok(String::from_utf8_lossy(&input).into_owned())
        });
        assert!(!journal.contains("李秋禾"), "{journal}");
    });
}

#[test]
fn whoever_does_not_answer_rights_there_gets_nothing() {
    story(|world| {
        let (person, _) = world.somebody("张守田");
        assert_eq!(gives(world, VILLAGE_CLERK, person), "Forbidden");
        assert_eq!(world.erase(VILLAGE_CLERK, person, "张守田"), "Forbidden");
        assert_eq!(gives(world, CLERK, Id(12345)), "NotFound");
        let ctx = world.by(VILLAGE_CLERK);
        let seen = world.db.read(move |tx| copy(tx, &ctx, person));
        assert_eq!(told(seen), "Forbidden");
        let ctx = world.by(VILLAGE_CLERK);
        let seen = world
            .db
            .read(move |tx| pages_data::rights_of(tx, &ctx, person, RESTS));
        assert_eq!(told(seen), "NotFound");
    });
}

fn corrects(world: &World, person: Id, field: &str, value: &str, from: &str) -> String {
    let input = CorrectRecord {
        person,
        field: field.into(),
        value: value.into(),
        from: day(from),
        asked_by: "himself".into(),
    };
    told(world.does(CLERK, input, correct_record))
}

#[test]
fn a_correction_holds_from_its_day_and_the_next_list_is_compared_with_it() {
    story(|world| {
        let (person, _) = world.somebody("张守田");
        assert_eq!(
            corrects(world, person, "name", "张守畑", "2022-06-01"),
            "done"
        );
        assert!(world.told("2022-05-31").contains("张守田(head)"));
        assert!(world.told("2022-06-01").contains("张守畑(head)"));
        assert!(world.searched().contains("张守畑(head)@11"));
        // The same list again says the old name: it is seen as a change, not taken for unchanged.
        let reading = world.read_list(CLERK, LIST, "2022-07-31");
        let prepared = world.prepare(CLERK, &reading, "2022-07-31");
        assert_eq!(prepared.counts.changed_people, 1);
        assert_eq!(world.audited(), "");
    });
}

#[test]
fn a_corrected_number_gives_year_and_sex_and_is_found() {
    story(|world| {
        let (person, _) = world.somebody("张守田");
        let number = cast::person(5).identity;
        assert_eq!(
            corrects(world, person, "identity", &number, "2022-05-01"),
            "done"
        );
        let found = world.query(move |tx| {
            let tag = crate::people::tags::identity(tx, ORG, &cast::person(5).identity);
            let held = life::holder(tx, ORG, tag)?;
            Ok(held.unwrap().0.to_string())
        });
        assert_eq!(found, person.to_string());
    });
}

#[test]
fn a_correction_is_refused_in_this_order() {
    story(|world| {
        let (person, _) = world.somebody("张守田");
        let wife = cast::person(1).identity;
        for (field, value, from, expected) in [
            ("shoe_size", "43", "2022-06-01", "field: not_chosen"),
            ("name", " ", "2022-06-01", "value: empty"),
            (
                "identity",
                "371502",
                "2022-06-01",
                "value: identity_wrong_length",
            ),
            ("phone", "x", "2022-06-01", "value: not_a_phone"),
            ("name", "张守畑", "2022-08-02", "people.date_in_future"),
            ("name", "张守畑", "2022-04-30", "people.not_known_then"),
            ("name", "张守田", "2022-06-01", "people.nothing_changes"),
            ("identity", &wife, "2022-06-01", "people.number_of_a_member"),
        ] {
            assert_eq!(
                corrects(world, person, field, value, from),
                expected,
                "{field} {value}"
            );
        }
    });
}

#[test]
fn a_restriction_holds_until_it_is_lifted() {
    story(|world| {
        let (person, _) = world.somebody("张守田");
        let restricts = |reason: &str| {
            let input = Restrict {
                person,
                reason: reason.into(),
                asked_by: "himself".into(),
            };
            told(world.does(CLERK, input, restrict))
        };
        let lifts = || {
            let input = LiftRestriction {
                person,
                asked_by: "himself".into(),
            };
            told(world.does(CLERK, input, lift_restriction))
        };
        let held = || {
            world
                .db
                .read(move |tx| is_restricted(tx, ORG, person, day("2022-08-01")))
                .unwrap()
        };
        assert_eq!(lifts(), "people.not_restricted");
        assert_eq!(restricts("because"), "reason: not_chosen");
        assert_eq!(restricts("disputed"), "done");
        assert!(held());
        assert_eq!(restricts("asked"), "people.restricted_already");
        assert_eq!(lifts(), "done");
        assert!(!held());
        assert_eq!(restricts("asked"), "done");
        assert!(held());
        assert_eq!(world.audited(), "");
    });
}
