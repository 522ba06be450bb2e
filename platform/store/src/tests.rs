//! What a hostile reader tried: each story here went wrong once.

mod bulk;
mod erasing;

use crate::engine::{Access, Session};
use crate::keys::Keys;
use crate::schema::{MIGRATIONS, Schema};
use crate::{CommandKey, Database, Db, Input, Settings, Tx, audit, values};
use kernel::{Actor, Ctx, Error, Id, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;
use testkit::{FakeClock, SeededRng};

#[derive(Clone, serde::Serialize)]
struct Told(&'static str);

impl Input for Told {
    const DEED: &'static str = "test.told";
}

struct World {
    db: Db,
    dir: PathBuf,
    ctx: Ctx,
}

impl Drop for World {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.dir));
    }
}

pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::SeqCst);
    let dir = std::env::temp_dir().join(format!("zhen-store-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn world_on(url: Option<String>) -> World {
    let dir = folder();
    let url = url.unwrap_or_else(|| format!("sqlite:{}", dir.join("zhen.db").display()));
    let settings = Settings {
        key_file: dir.join("zhen.key"),
        ..Settings::new(Database::parse(&url).unwrap())
    };
    let rng = Arc::new(SeededRng::new(3));
    let db = Db::open(settings, &[], rng.as_ref()).unwrap();
    let ctx = Ctx {
        org: 0,
        actor: Actor::SYSTEM,
        clock: Arc::new(FakeClock::on(2022, 6, 1)),
        rng,
    };
    let key = CommandKey::fresh(&ctx);
    db.act(&ctx, key, Told("begin"), |tx, _, _| tx.begin_chain(1))
        .unwrap();
    World { db, dir, ctx }
}

fn on_both(story: fn(&World)) {
    story(&world_on(None));
    if let Some(url) = testkit::pg::database() {
        story(&world_on(Some(url)));
    }
}

fn book(tx: &mut Tx, ctx: &Ctx, entity: &str) -> Result<Id> {
    let (id, seq) = (tx.new_id()?, tx.seq()?);
    tx.insert(
        "ledger_book (org, id, seq, unit, entity, measure)",
        values![ctx.org, id, seq, 1, entity, "fen"],
    )?;
    Ok(id)
}

/// The installation as a write read it is the one that its journal row names, and it stays so until the
/// write is done: who may do what was read from it.
#[test]
fn a_write_names_the_installation_as_it_read_it() {
    on_both(|world| {
        let (say, hear) = channel();
        let (db, ctx) = (world.db.clone(), world.ctx.clone());
        let other = std::thread::spawn(move || {
            hear.recv().unwrap();
            db.act(
                &ctx,
                CommandKey::fresh(&ctx),
                Told("revoke"),
                |tx, ctx, _| book(tx, ctx, "installation").map(drop),
            )
        });
        let ctx = world.ctx.in_org(1);
        let read = world.db.act(
            &ctx,
            CommandKey::fresh(&ctx),
            Told("pay"),
            move |tx, ctx, _| {
                let read = tx.known_seq(0)?;
                say.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(300));
                book(tx, ctx, "township")?;
                Ok(read)
            },
        );
        other.join().unwrap().unwrap();
        let sql = "select org0_seq from journal where org = 1 and seq = 1";
        let named: i64 = world
            .db
            .read(move |tx| tx.query_one(sql, &[])?.get(0))
            .unwrap();
        assert_eq!(named, read.unwrap());
        assert!(audit_of(&world.db, 1).is_empty());
    });
}

fn audit_of(db: &Db, org: i64) -> Vec<&'static str> {
    let report = db.read(move |tx| audit::audit(tx, org, None)).unwrap();
    report.problems.iter().map(|p| p.code).collect()
}

/// One key, asked twice at once: both hear the same, also where the first was refused and the second not.
#[test]
fn one_key_has_one_answer_also_under_two_at_once() {
    let Some(url) = testkit::pg::database() else {
        return;
    };
    let world = world_on(Some(url));
    let (say_first, first_runs) = channel();
    let (say_done, second_done) = channel::<()>();
    let (db, ctx) = (world.db.clone(), world.ctx.in_org(1));
    let key = CommandKey([7; 16]);
    let first = std::thread::spawn(move || {
        // A refusal lets go of the lock before it keeps its key; the second comes in between.
        db.act::<_, Id>(&ctx, key, Told("same"), move |_, _, _| {
            say_first.send(()).unwrap();
            second_done.recv_timeout(Duration::from_secs(5)).ok();
            Err(Error::refused("test.no"))
        })
    });
    first_runs.recv().unwrap();
    let mut elsewhere = Session::postgres(
        match &world.db.settings().database {
            Database::Postgres(url) => url,
            Database::Sqlite(_) => return,
        },
        crate::engine::Access::Write,
        world.db.schema(),
        Arc::new([]),
    )
    .unwrap();
    // What the second process kept, having had the lock first.
    let tag = world
        .db
        .keys()
        .hmac("tag", &[b"test.told", b"\"same\""])
        .to_vec();
    elsewhere
        .execute(
            "insert into journal_key (org, actor, key, tag, seq, answer) values ($1, $2, $3, $4, $5, $6)",
            &values![1, 0, key.0, tag, 1, "{\"done\":\"77\"}"],
        )
        .unwrap();
    say_done.send(()).unwrap();
    assert_eq!(first.join().unwrap(), Ok(Id(77)));
}

fn session_at(path: &Path, files: &[(&'static str, &'static str)]) -> Session {
    let schema = Arc::new(Schema::parse(files).unwrap());
    Session::sqlite(path, Access::Alone, schema, Arc::new([])).unwrap()
}

/// A column that came later is null in every older row, and no digest speaks of it: whoever fills it in
/// behind the program's back is seen all the same.
#[test]
fn a_later_column_cannot_be_filled_in_old_rows() {
    let mut world = world_on(None);
    let ctx = world.ctx.in_org(1);
    world
        .db
        .act(&ctx, CommandKey::fresh(&ctx), Told("open"), |tx, ctx, _| {
            book(tx, ctx, "五联鑫").map(drop)
        })
        .unwrap();
    let path = world.dir.join("zhen.db");
    world.db = world_on(None).db.clone();
    let mut files = MIGRATIONS.to_vec();
    files.push((
        "9999_later",
        "alter fact ledger_book add bank_account text?;",
    ));
    let mut session = session_at(&path, &files);
    session
        .batch("alter table ledger_book add column bank_account text")
        .unwrap();
    let check = |session: &mut Session, expected: &[&str]| {
        let mut tx = Tx::new(session, Arc::new(Keys::none()), None);
        let report = audit::audit(&mut tx, 1, None).unwrap();
        let found: Vec<&str> = report.problems.iter().map(|p| p.code).collect();
        assert_eq!(found, expected);
    };
    check(&mut session, &[]);
    session
        .batch(&["update", "ledger_book set bank_account = '6228'"].join(" "))
        .unwrap();
    check(&mut session, &["changed_row"]);
}

/// A head whose instant was moved forward would date everything after it in the future, for ever.
#[test]
fn a_head_in_the_future_is_found() {
    let mut world = world_on(None);
    let path = world.dir.join("zhen.db");
    world.db = world_on(None).db.clone();
    let mut session = session_at(&path, MIGRATIONS);
    session
        .batch("update journal_head_now set at = at + 1000000000000 where org = 0")
        .unwrap();
    let mut tx = Tx::new(&mut session, Arc::new(Keys::none()), None);
    let report = audit::audit(&mut tx, 0, None).unwrap();
    let found: Vec<&str> = report.problems.iter().map(|p| p.code).collect();
    assert_eq!(found, ["head_differs"]);
}

/// A question is no way around the rule that facts are only appended.
#[test]
fn a_query_does_not_write() {
    on_both(|world| {
        let ctx = world.ctx.in_org(1);
        world
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Told("open"), |tx, ctx, _| {
                book(tx, ctx, "五联鑫").map(drop)
            })
            .unwrap();
        let changed = world
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Told("change"), |tx, _, _| {
                let sql = "update ledger_book set entity = 'x' where org = 1 returning id";
                tx.query(sql, &[]).map(|rows| rows.len())
            });
        assert!(matches!(changed, Err(Error::Internal(_))), "{changed:?}");
        assert!(audit_of(&world.db, 1).is_empty());
    });
}

/// An upload's key goes when the upload goes, or an old copy of its content could still be read.
#[test]
fn an_expired_upload_takes_its_key_along() {
    on_both(|world| {
        let ctx = world.ctx.in_org(1);
        let count = |tx: &mut Tx| -> Result<i64> {
            tx.query_one("select cast(count(*) as bigint) from subject_key", &[])?
                .get(0)
        };
        let at = ctx.now_micros();
        world
            .db
            .work(&ctx, move |tx| {
                for expires_at in [at, at + 1] {
                    let id = tx.new_subject()?;
                    tx.insert(
                        "upload_work (org, id, actor, kind, file_name, content, state, expires_at)",
                        values![1, id, 0, "units", vec![1_u8], vec![1_u8], "{}", expires_at],
                    )?;
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(world.db.read(count).unwrap(), 2);
        assert_eq!(world.db.sweep(&ctx).unwrap(), 1);
        assert_eq!(world.db.read(count).unwrap(), 1);
    });
}

/// The installation knows which organisations it made: one whose chain and facts are all gone is missed.
#[test]
fn an_organisation_that_vanished_whole_is_missed() {
    let mut world = world_on(None);
    let ctx = world.ctx.clone();
    world
        .db
        .act(&ctx, CommandKey::fresh(&ctx), Told("make"), |tx, _, _| {
            let seq = tx.seq()?;
            tx.insert(
                "access_org (org, id, valid_from, seq, name, kind, unit)",
                values![0, 1, "2022-01-01", seq, "斗虎屯镇", "township", 1],
            )
        })
        .unwrap();
    let path = world.dir.join("zhen.db");
    world.db = world_on(None).db.clone();
    let mut session = session_at(&path, MIGRATIONS);
    session
        .batch("delete from journal_head_now where org = 1")
        .unwrap();
    let mut tx = Tx::new(&mut session, Arc::new(Keys::none()), None);
    assert_eq!(audit::orgs(&mut tx).unwrap(), [0, 1]);
    let report = audit::audit(&mut tx, 1, None).unwrap();
    let found: Vec<&str> = report.problems.iter().map(|p| p.code).collect();
    assert_eq!(found, ["head_differs"]);
}

#[test]
fn after_many_rows_sqlite_learns_how_they_are_spread() {
    let world = world_on(None);
    let learnt = || {
        // The catalogue of one engine: put together here, for the statements of both are tried on both.
        let catalogue = "sqlite_schema";
        let sql = format!("select count(*) from {catalogue} where name = 'sqlite_stat1'");
        world
            .db
            .read(move |tx| tx.query_one(&sql, &[])?.get::<i64>(0))
            .unwrap()
    };
    assert_eq!(learnt(), 0);
    let many = |tx: &mut Tx| (0..12_000).try_for_each(|_| tx.new_subject().map(drop));
    world.db.work(&world.ctx, many).unwrap();
    // The next write comes after what the writer does between two of them.
    world.db.work(&world.ctx, |_| Ok(())).unwrap();
    assert_eq!(learnt(), 1);
}
