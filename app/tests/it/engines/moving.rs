//! A backup while others work, and what a restored database keeps and forgets.

use super::*;
use kernel::Refusal;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use store::backup::{self, Phase, Summary};
use store::blobs::{self, Blob};

const PAPER: &str = "access_paper (org, id, seq, unit, kind, source, source_id, date, blob, size, media, sealed, user_id)";

/// A paper with content, as a deed leaves it.
fn attach(place: &Place, db: &Db, content: &[u8]) -> Blob {
    let ctx = place.ctx(1);
    let blob = db.put_blob(&ctx, content.to_vec()).unwrap();
    let deed = move |tx: &mut Tx, ctx: &Ctx, _: AddCode| {
        assert!(blobs::claim(tx, ctx, blob)?);
        let (seq, size) = (tx.seq()?, 1);
        let about = values![
            ctx.org,
            blob.subject,
            seq,
            1,
            "minutes",
            "test",
            1,
            "2022-01-01"
        ];
        let kept = values![blob.address, size, "text/plain", [0_u8; 3], 7];
        tx.insert(PAPER, [about, kept].concat())
    };
    place.act(db, 1, code("paper"), deed).unwrap();
    blob
}

fn content(db: &Db, blob: Blob) -> Option<Vec<u8>> {
    db.read(move |tx| tx.blob(1, blob)).unwrap()
}

/// Where backups of a place go; its key file stands elsewhere.
fn out(place: &Place, name: &str) -> PathBuf {
    let folder = place.folder.file("out");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn quiet(_: Phase, _: &str, _: u64) {}

/// An empty database of the other place's engine, opened with this one's key file.
fn beside(place: &Place, other: &Place) -> Settings {
    Settings {
        key_file: place.settings.key_file.clone(),
        ..other.settings.clone()
    }
}

fn restored(place: &Place, other: &Place, file: &Path) -> (Db, Summary) {
    let settings = beside(place, other);
    let summary = backup::restore(&settings, file, &mut quiet).unwrap();
    let db = Db::open(settings, access::MACROS, place.rng.as_ref()).unwrap();
    (db, summary)
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Writers go on all the time. While the backup reads it waits until they have written more, so that it cannot pass
/// by standing in their way or by being quick.
fn backed_up_while_busy(place: &Place, db: &Db, file: &Path) -> (Summary, i64) {
    let stop = AtomicBool::new(false);
    let written = AtomicU32::new(0);
    let count = || written.load(Ordering::SeqCst);
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let (stop, written) = (&stop, &written);
            scope.spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    let text = format!("{writer} {}", written.fetch_add(1, Ordering::SeqCst));
                    attach(place, db, text.as_bytes());
                    place.act(db, 1, code(&text), add_code).unwrap();
                }
            });
        }
        let more = || {
            let from = count();
            for _ in 0..600 {
                if count() > from + 6 {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            stop.store(true, Ordering::SeqCst);
            panic!("the writers wait for the backup");
        };
        more();
        let mut tables = 0;
        let summary = backup::write(&place.settings, file, &mut |phase, _, _| {
            tables += 1;
            // At the first tables and at the last, the papers.
            if phase == Phase::Writing && tables % 40 == 1 {
                more();
            }
        });
        stop.store(true, Ordering::SeqCst);
        (summary.unwrap(), i64::from(count()))
    })
}

#[test]
fn a_backup_of_a_busy_database_is_one_moment_of_it() {
    for place in places() {
        let db = place.open();
        let file = out(&place, "busy");
        let (summary, written) = backed_up_while_busy(&place, &db, &file);
        assert_eq!(summary.papers_missing, 0);
        let papers = i64::try_from(summary.papers).unwrap();
        assert!(0 < papers && papers + 10 < written, "{papers} {written}");
        let end = summary.chains.iter().find(|c| c.org == 1).unwrap().clone();
        let checkpoint = || Some((end.seq, end.hash.clone()));
        assert_eq!(problems(&db, 1, checkpoint()), [""; 0], "of this chain");
        for other in places() {
            let (copy, loaded) = restored(&place, &other, &file);
            assert!(loaded == summary);
            for org in [0, 1] {
                assert_eq!(problems(&copy, org, None), [""; 0]);
            }
            assert_eq!(problems(&copy, 1, checkpoint()), [""; 0]);
            let all = contents(&copy);
            assert_eq!(
                all["journal"].len() as i64,
                end.seq + 1,
                "and the chain's own"
            );
            assert_eq!(all["access_paper"].len() as i64, papers);
            assert_eq!(all["store_blob_work"], [], "what waited is not in it");
            // It goes on from there.
            place.act(&copy, 1, code("after"), add_code).unwrap();
            assert_eq!(problems(&copy, 1, checkpoint()), [""; 0]);
        }
    }
}

#[test]
fn who_was_erased_after_the_backup_does_not_come_back_with_it() {
    for place in places() {
        let db = place.open();
        let (kept, erased) = (attach(&place, &db, b"kept"), attach(&place, &db, b"erased"));
        let file = out(&place, "before");
        backup::write(&place.settings, &file, &mut quiet).unwrap();
        let erase = move |tx: &mut Tx, _: &Ctx, _: AddCode| tx.erase_subject(erased.subject);
        place.act(&db, 1, code("erase"), erase).unwrap();
        for other in places() {
            let settings = beside(&place, &other);
            backup::restore(&settings, &file, &mut quiet).unwrap();
            // Before anybody opens it with the key file.
            let looked = Db::open_without_keys(settings.clone(), access::MACROS).unwrap();
            assert_eq!(contents(&looked)["subject_key"].len(), 1);
            let copy = Db::open(settings, access::MACROS, place.rng.as_ref()).unwrap();
            assert_eq!(content(&copy, kept), Some(b"kept".to_vec()));
            assert_eq!(content(&copy, erased), None);
            assert_eq!(problems(&copy, 1, None), [""; 0]);
            // Its ciphertext came along once and goes no further.
            let settings = beside(&place, &other);
            let again = backup::write(&settings, &out(&place, "again"), &mut quiet).unwrap();
            assert_eq!((again.papers, again.papers_missing), (1, 0));
            std::fs::remove_file(out(&place, "again")).unwrap();
        }
    }
}

#[test]
fn a_paper_that_was_lost_does_not_stop_the_backup_and_is_told() {
    let place = Place::sqlite();
    let db = place.open();
    let (kept, lost) = (attach(&place, &db, b"kept"), attach(&place, &db, b"lost"));
    let path = |blob: Blob| {
        let name = store::keys::hex(&blob.address);
        let (first, rest) = name.split_at(2);
        place.folder.file("zhen.db.blobs").join(first).join(rest)
    };
    std::fs::remove_file(path(lost)).unwrap();
    let changed = attach(&place, &db, b"changed");
    std::fs::write(path(changed), b"other").unwrap();
    let file = out(&place, "lossy");
    let summary = backup::write(&place.settings, &file, &mut quiet).unwrap();
    assert_eq!((summary.papers, summary.papers_missing), (1, 2));
    let other = Place::sqlite();
    let (copy, _) = restored(&place, &other, &file);
    assert_eq!(content(&copy, kept), Some(b"kept".to_vec()));
    assert_eq!(problems(&copy, 1, None).len(), 2, "the audit names them");
}

#[test]
fn a_backup_goes_into_an_empty_database_only_and_with_its_own_key() {
    for place in places() {
        drop(place.open());
        let file = out(&place, "a");
        backup::write(&place.settings, &file, &mut quiet).unwrap();
        let restore =
            |settings: &Settings| refused(backup::restore(settings, &file, &mut quiet)).code;
        assert_eq!(restore(&place.settings), "store.not_empty");
        for other in places() {
            let settings = beside(&place, &other);
            let absent = Settings {
                key_file: other.folder.file("no.key"),
                ..settings.clone()
            };
            assert_eq!(restore(&absent), "store.no_key_file");
            let stranger = Place {
                rng: Arc::new(SeededRng::new(9)),
                ..Place::sqlite()
            };
            drop(stranger.open());
            assert_eq!(
                restore(&beside(&stranger, &other)),
                "store.foreign_key_file"
            );
            let mut bytes = std::fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let changed = out(&place, "changed");
            std::fs::write(&changed, bytes).unwrap();
            let told = refused(backup::restore(&settings, &changed, &mut quiet));
            assert_eq!(told.code, "store.backup_damaged");
            if let Database::Sqlite(path) = &settings.database {
                let left = std::fs::read_dir(&other.folder.0).unwrap().count();
                assert_eq!(left, 0, "nothing beside the target");
                std::fs::write(path.with_extension("db-wal"), b"a log of another file").unwrap();
                assert_eq!(restore(&settings), "store.not_empty");
                std::fs::remove_file(path.with_extension("db-wal")).unwrap();
                let papers = other.folder.file("zhen.db.blobs");
                std::fs::create_dir_all(papers.join("ab")).unwrap();
                assert_eq!(restore(&settings), "store.not_empty");
                std::fs::remove_dir_all(papers).unwrap();
            } else {
                other.raw().run("create table somebody (id int)");
                assert_eq!(restore(&settings), "store.not_empty");
                other.raw().run("drop table somebody");
            }
            // After all that it is still empty.
            restored(&place, &other, &file);
        }
    }
}

#[test]
fn an_auditors_copy_is_not_backed_up() {
    let place = Place::sqlite();
    let db = place.open();
    let copy = place.folder.file("copy.db");
    let file = copy.clone();
    db.read(move |tx| store::export::audit_copy(tx, &file))
        .unwrap();
    let settings = Settings {
        database: Database::Sqlite(copy),
        ..place.settings.clone()
    };
    let told = refused(backup::write(&settings, &out(&place, "a"), &mut quiet));
    assert_eq!(told.code, "store.copy_for_audit");
    assert_eq!(
        std::fs::read_dir(place.folder.file("out")).unwrap().count(),
        0
    );
}

#[test]
fn when_it_was_backed_up_is_noted_and_stays_where_it_is() {
    for place in places() {
        let db = place.open();
        assert_eq!(db.read(backup::last), Ok(None));
        for at in [5, 7] {
            backup::note(&place.settings, at).unwrap();
            assert_eq!(db.read(backup::last), Ok(Some(at)));
        }
        let file = out(&place, "a");
        backup::write(&place.settings, &file, &mut quiet).unwrap();
        let other = Place::sqlite();
        let (copy, _) = restored(&place, &other, &file);
        assert_eq!(copy.read(backup::last), Ok(None));
    }
}
