//! A subject erased: nothing opens what was sealed for him, neither now nor from an older copy.

use super::*;
use crate::KeyFile;

/// A subject with one sealed record, which stands in a fact.
fn sealed(world: &World) -> (Id, Vec<u8>) {
    let ctx = world.ctx.in_org(1);
    let key = CommandKey::fresh(&ctx);
    let subject = world.db.act(&ctx, key, Told("seal"), |tx, ctx, _| {
        let subject = tx.new_subject()?;
        let sealed = tx.seal(subject, "people_person", subject, &"张守田")?;
        tx.insert(
            "people_person (org, id, valid_from, seq, sealed)",
            values![ctx.org, subject, "2022-01-01", tx.seq()?, sealed],
        )?;
        Ok(subject)
    });
    let subject = subject.unwrap();
    let of = world.db.read(move |tx| {
        tx.query_one(
            "select sealed from people_person where org = 1 and id = $1",
            &values![subject],
        )?
        .get(0)
    });
    (subject, of.unwrap())
}

fn opened(db: &Db, subject: Id, sealed: Vec<u8>) -> Option<String> {
    db.read(move |tx| tx.open(1, subject, "people_person", subject, &sealed))
        .unwrap()
}

fn erase(world: &World, subject: Id, then: Result<()>) -> Result<()> {
    let ctx = world.ctx.in_org(1);
    let key = CommandKey::fresh(&ctx);
    world.db.act(&ctx, key, Told("erase"), move |tx, _, _| {
        tx.erase_subject(subject)?;
        then
    })
}

fn again(world: &World) -> Db {
    Db::open(world.db.settings().clone(), &[], &SeededRng::new(4)).unwrap()
}

fn wrapped(db: &Db) -> i64 {
    db.read(|tx| {
        tx.query_one("select count(*) from subject_key where org = 1", &[])?
            .get(0)
    })
    .unwrap()
}

#[test]
fn an_erased_subject_opens_no_more_and_the_chain_verifies() {
    on_both(|world| {
        let (subject, record) = sealed(world);
        assert_eq!(
            opened(&world.db, subject, record.clone()).as_deref(),
            Some("张守田")
        );
        erase(world, subject, Ok(())).unwrap();
        assert_eq!(opened(&world.db, subject, record), None);
        assert_eq!(wrapped(&world.db), 0);
        assert!(audit_of(&world.db, 1).is_empty());
        let file = KeyFile::read(&world.db.settings().key_file).unwrap();
        assert_eq!(file.erased, [format!("1:{subject}")]);
        let listed = world.db.read(|tx| Ok(tx.erased_subjects(1))).unwrap();
        assert_eq!(listed, [subject]);
    });
}

/// The wrapped key put back, as by an old backup: the key file still knows.
#[test]
fn an_old_copy_does_not_bring_an_erased_subject_back() {
    on_both(|world| {
        let (subject, record) = sealed(world);
        let old = world.db.read(|tx| {
            tx.query_one("select wrapped from subject_key where org = 1", &[])?
                .get::<Vec<u8>>(0)
        });
        erase(world, subject, Ok(())).unwrap();
        let old = old.unwrap();
        let put_back = world.db.work(&world.ctx, move |tx| {
            tx.insert(
                "subject_key (org, subject, wrapped)",
                values![1, subject, old],
            )
        });
        put_back.unwrap();
        assert_eq!(opened(&world.db, subject, record.clone()), None);
        let db = again(world);
        assert_eq!(opened(&db, subject, record), None);
        assert_eq!(wrapped(&db), 0, "opening drops the key");
    });
}

/// What is on the disk is decided: a deed that fails after it leaves the subject erased and listed.
#[test]
fn an_erasure_that_fails_after_the_key_file_is_found_again() {
    on_both(|world| {
        let (subject, record) = sealed(world);
        let failed = erase(
            world,
            subject,
            Err(Error::Internal("the disk is full".into())),
        );
        assert!(failed.is_err());
        assert_eq!(opened(&world.db, subject, record), None);
        let listed = world.db.read(|tx| Ok(tx.erased_subjects(1))).unwrap();
        assert_eq!(listed, [subject]);
        assert_eq!(wrapped(&again(world)), 0);
    });
}

/// Two processes erase at once: neither loses what the other wrote into the key file.
#[test]
fn two_processes_write_one_list() {
    on_both(|world| {
        let (first, second) = (sealed(world).0, sealed(world).0);
        let other = World {
            db: again(world),
            dir: folder(),
            ctx: world.ctx.clone(),
        };
        erase(world, first, Ok(())).unwrap();
        erase(&other, second, Ok(())).unwrap();
        let file = KeyFile::read(&world.db.settings().key_file).unwrap();
        assert_eq!(file.erased, [format!("1:{first}"), format!("1:{second}")]);
    });
}

/// Freed pages are overwritten: once the log is folded in, the file holds nothing of the wrapped key.
#[test]
fn the_file_keeps_nothing_of_a_destroyed_key() {
    let world = world_on(None);
    let (subject, _) = sealed(&world);
    let wrapped = world.db.read(|tx| {
        tx.query_one("select wrapped from subject_key where org = 1", &[])?
            .get::<Vec<u8>>(0)
    });
    let wrapped = wrapped.unwrap();
    let path = world.dir.join("zhen.db");
    let is_in_file = || {
        let mut session =
            Session::sqlite(&path, Access::Write, world.db.schema(), Arc::new([])).unwrap();
        session.batch("pragma wal_checkpoint(truncate)").unwrap();
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(wrapped.len()).any(|part| part == wrapped)
    };
    assert!(is_in_file());
    erase(&world, subject, Ok(())).unwrap();
    assert!(!is_in_file());
}
