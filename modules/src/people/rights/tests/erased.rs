//! Erasure followed by audit: what is gone, what stays, what tells of itself.

use super::*;
use std::path::{Path, PathBuf};
use store::{Database, Db, Settings};
use testkit::SeededRng;

/// The files of a SQLite database as they stood once.
struct Copied(PathBuf);

impl Copied {
    fn of(world: &World) -> Copied {
        let Database::Sqlite(from) = &world.db.settings().database else {
            panic!("only SQLite is a file");
        };
        let to = from.with_file_name("old");
        std::fs::create_dir_all(&to).unwrap();
        for ending in ["db", "db-wal"] {
            let file = to.join("zhen").with_extension(ending);
            std::fs::copy(from.with_extension(ending), file).unwrap();
        }
        Copied(to)
    }

    fn opened_with(&self, key_file: &Path) -> Db {
        let mut settings = Settings::new(Database::Sqlite(self.0.join("zhen.db")));
        std::fs::copy(key_file, &settings.key_file).unwrap();
        settings.readers = 1;
        Db::open(settings, access::MACROS, &SeededRng::new(5)).unwrap()
    }
}

#[test]
fn an_erased_person_is_found_nowhere_and_the_chain_verifies() {
    story(|world| {
        let person = world.leaves("李秋禾", None);
        assert_eq!(world.erase(CLERK, person, "李秋禾"), "done");
        assert_eq!(world.audited(), "");
        let ctx = world.by(CLERK);
        assert_eq!(
            told(world.db.read(move |tx| copy(tx, &ctx, person))),
            "NotFound"
        );
        assert!(world.told("2022-06-30").contains("张守田(head) (spouse)"));
        let rows = world.query(move |tx| {
            let mut found = String::new();
            for sql in [
                "select count(*) from people_search s where s.org = $1 and s.person = $2",
                "select count(*) from people_gone g where g.org = $1 and g.person = $2",
                "select count(*) from subject_key k where k.org = $1 and k.subject = $2",
            ] {
                found.push_str(
                    &tx.query_one(sql, &values![ORG, person])?
                        .get::<i64>(0)?
                        .to_string(),
                );
            }
            Ok(found)
        });
        assert_eq!(rows, "000");
        let ctx = world.by(CLERK);
        let seen = world
            .db
            .read(move |tx| pages_data::rights_of(tx, &ctx, person, RESTS))
            .unwrap();
        assert_eq!(
            (seen.name.as_str(), seen.requests[0].row.kind.as_str()),
            ("", "erase")
        );
    });
}

#[test]
fn a_rebuild_does_not_bring_him_back() {
    story(|world| {
        let person = world.leaves("李秋禾", None);
        assert_eq!(world.erase(CLERK, person, "H1"), "done");
        let before = world.searched();
        let ctx = world.by(CLERK);
        let today = ctx.today();
        let rebuilt = world.db.work(&ctx, move |tx| {
            crate::people::rebuild_search(tx, ORG, today)
        });
        rebuilt.unwrap();
        assert_eq!(world.searched(), before);
        assert_eq!(world.audited(), "");
    });
}

#[test]
fn a_person_is_not_erased_while_the_law_keeps_him() {
    story(|world| {
        let (person, _) = world.somebody("李秋禾");
        assert_eq!(world.erase(CLERK, person, "李秋禾"), "people.erase_member");
        world.leaves("李秋禾", None);
        assert_eq!(world.erase(CLERK, person, "李秋"), "confirm: not_his_name");
        assert_eq!(world.erase(CLERK, person, "李秋禾"), "done");
        assert_eq!(
            world.erase(CLERK, person, "李秋禾"),
            "people.already_erased"
        );
        let input = Restrict {
            person,
            reason: "asked".into(),
            asked_by: "himself".into(),
        };
        assert_eq!(
            told(world.does(CLERK, input, restrict)),
            "people.already_erased"
        );
    });
}

fn on_a_roster(_: &mut Tx, _: OrgId, named: &BTreeSet<Id>) -> Result<i64> {
    // Himself, and the household that ended with him.
    Ok(if named.len() > 1 { 3 } else { 0 })
}

#[test]
fn what_rests_on_a_household_that_ended_with_him_keeps_him() {
    story(|world| {
        let (person, household) = world.somebody("王石桥");
        let input = RecordDeath {
            household,
            date: day("2022-07-01"),
            person,
            new_head: None,
            relations: Vec::new(),
        };
        world.does(CLERK, input, record_death).unwrap();
        let input = EraseSubject {
            person,
            reason: "purpose_met".into(),
            asked_by: "kin".into(),
        };
        let rests: &[Rests] = &[Rests {
            what: "roster",
            count: on_a_roster,
        }];
        let refused = world.does(CLERK, input, move |tx, ctx, input| {
            erase_subject(tx, ctx, input, "王石桥", rests)
        });
        assert_eq!(told(refused), "people.erase_rests");
        assert_eq!(world.erase(CLERK, person, "王石桥"), "done");
    });
}

#[test]
fn a_key_deleted_by_hand_is_told_by_the_audit() {
    story(|world| {
        let (person, _) = world.somebody("张守田");
        let ctx = world.by(Id(0));
        let deleted = world.db.work(&ctx, move |tx| {
            let sql = "delete from subject_key where org = $1 and subject = $2";
            tx.execute(sql, &values![ORG, person]).map(drop)
        });
        deleted.unwrap();
        assert_eq!(world.audited(), "key_missing people_person");
    });
}

#[test]
fn a_key_put_back_by_hand_is_told_and_opens_nothing() {
    story(|world| {
        let person = world.leaves("李秋禾", None);
        let wrapped = world
            .db
            .read(move |tx| {
                let sql = "select k.wrapped from subject_key k where k.org = $1 and k.subject = $2";
                tx.query_one(sql, &values![ORG, person])?.get::<Vec<u8>>(0)
            })
            .unwrap();
        assert_eq!(world.erase(CLERK, person, "李秋禾"), "done");
        let ctx = world.by(Id(0));
        let put_back = world.db.work(&ctx, move |tx| {
            tx.insert(
                "subject_key (org, subject, wrapped)",
                values![ORG, person, wrapped],
            )
        });
        put_back.unwrap();
        assert_eq!(world.audited(), "key_not_erased people_request");
        assert!(world.told("2022-06-30").contains("张守田(head) (spouse)"));
        // Opening the database drops it.
        let settings = world.db.settings().clone();
        let again = Db::open(settings, access::MACROS, &SeededRng::new(5)).unwrap();
        let problems = again.read(|tx| check(tx, ORG)).unwrap();
        assert_eq!(problems, []);
    });
}

/// Somebody copies last week's database file back beside today's key file.
#[test]
fn an_old_database_beside_the_current_key_file_does_not_open_him() {
    let world = World::new(None);
    world.import(CLERK, LIST, "2022-05-01").unwrap();
    let person = world.leaves("李秋禾", None);
    let old = Copied::of(&world);
    assert_eq!(world.erase(CLERK, person, "李秋禾"), "done");
    let old = old.opened_with(&world.db.settings().key_file);
    let name = |db: &store::Db| {
        let members = db
            .read(move |tx| {
                let at = whereabouts(tx, ORG, person, day("2022-08-01"))?;
                crate::people::members(tx, ORG, at.household, day("2022-06-30"))
            })
            .unwrap();
        members
            .iter()
            .map(|m| m.name.clone())
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(name(&old), "张守田,");
    // What the old facts do not know is put on record, and his search rows go.
    let told_of = |db: &store::Db| {
        let problems = db.read(|tx| check(tx, ORG)).unwrap();
        problems
            .iter()
            .map(|p| p.code)
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(told_of(&old), "key_missing,erasure_unfinished");
    let ctx = world.by(Id(0));
    let done = old.act(
        &ctx,
        CommandKey::fresh(&ctx),
        FinishErasures {},
        finish_erasures,
    );
    assert_eq!(done.unwrap().people, 1);
    assert_eq!(told_of(&old), "");
    let gone = old.read(|tx| {
        tx.query_one(
            "select count(*) from people_gone g where g.org = $1",
            &values![ORG],
        )?
        .get::<i64>(0)
    });
    assert_eq!(gone.unwrap(), 0);
    let audit = old.read(|tx| store::audit::audit(tx, ORG, None)).unwrap();
    assert_eq!(audit.problems, []);
}
