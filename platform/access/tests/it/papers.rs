//! Papers: stored before they are named, whole or told, gone with their key.

use crate::common::{World, on_both, refused};
use crate::stage::*;
use access::Right;
use access::papers::{self, About, Paper, Place};
use kernel::{Ctx, Error, Id, Result};
use store::blobs;
use store::{CommandKey, Database, values};

const PDF: &[u8] = b"%PDF-1.4 minutes of the meeting\n%%EOF\n";

fn place(unit: Id) -> Place {
    Place {
        source: "payout_round",
        source_id: Id(7),
        unit,
        attach: Right::PrepareRounds,
    }
}

fn ready(world: &World) -> Id {
    let admin = begun(world);
    let load = access::codes::LoadCodes {};
    world
        .act(&world.ctx, load, access::codes::load_codes)
        .unwrap();
    admin
}

fn about(world: &World) -> About {
    About {
        kind: "minutes".into(),
        date: world.ctx.today(),
        note: "陈桂兰到会".into(),
    }
}

fn attach(world: &World, ctx: &Ctx, key: CommandKey, unit: Id, bytes: &[u8]) -> Result<Id> {
    let file = ("minutes.pdf", bytes);
    papers::attach_now(&world.db, ctx, key, place(unit), about(world), file)
}

fn all(world: &World) -> Vec<Paper> {
    world
        .db
        .read(|tx| papers::of(tx, 1, "payout_round", Id(7)))
        .unwrap()
}

fn content(world: &World, paper: &Paper) -> Result<Option<Vec<u8>>> {
    let paper = paper.clone();
    world.db.read(move |tx| papers::content(tx, 1, &paper))
}

fn codes(world: &World) -> Vec<&'static str> {
    let report = world
        .db
        .read(|tx| store::audit::audit(tx, 1, None))
        .unwrap();
    report.problems.iter().map(|p| p.code).collect()
}

#[test]
fn a_paper_is_kept_sealed_counts_until_it_is_withdrawn_and_comes_back_whole() {
    on_both(|world| {
        ready(world);
        let (ctx, town) = (world.ctx.in_org(1), unit(world, "371502104000"));
        let key = CommandKey::fresh(&ctx);
        // Larger than one piece.
        let long = [PDF, &vec![b' '; 600_000], b"%%EOF"].concat();
        let id = attach(world, &ctx, key, town, &long).unwrap();
        // Sent twice by an impatient finger: one paper.
        assert_eq!(attach(world, &ctx, key, town, &long).unwrap(), id);
        let found = all(world);
        assert_eq!(found.len(), 1);
        let paper = found.first().unwrap();
        assert_eq!(
            (paper.name.as_str(), paper.note.as_str()),
            ("minutes.pdf", "陈桂兰到会")
        );
        assert_eq!(content(world, paper).unwrap(), Some(long));
        let has = |kind: &'static str| {
            world
                .db
                .read(move |tx| papers::has(tx, 1, "payout_round", Id(7), kind))
                .unwrap()
        };
        assert!(has("minutes") && !has("posting_photo"));
        if world.engine == "postgres" {
            let sql = "select cast(count(*) as bigint) from store_blob_piece";
            let pieces: i64 = world
                .db
                .read(move |tx| tx.query_one(sql, &[])?.get(0))
                .unwrap();
            assert_eq!(
                pieces, 6,
                "two contents of three pieces; one waits for its sweep"
            );
        }
        let withdraw = || {
            let input = papers::WithdrawPaper {
                paper: id,
                reason: "replaced".into(),
            };
            world.act(&ctx, input, |tx, ctx, i| {
                papers::withdraw_paper(tx, ctx, i, Right::PrepareRounds)
            })
        };
        withdraw().unwrap();
        assert_eq!(refused(withdraw()), "access.paper_withdrawn");
        assert!(!has("minutes"));
        assert_eq!(
            all(world).first().unwrap().withdrawn.as_deref(),
            Some("replaced")
        );
        assert!(codes(world).is_empty());
    });
}

#[test]
fn who_may_not_attach_attaches_nothing_and_what_waits_is_swept() {
    on_both(|world| {
        let admin = ready(world);
        let town = unit(world, "371502104000");
        let (system, ctx) = (world.ctx.in_org(1), world.by(admin).in_org(1));
        let kept = attach(world, &system, CommandKey::fresh(&ctx), town, PDF).unwrap();
        let tried = attach(world, &ctx, CommandKey::fresh(&ctx), town, PDF);
        assert_eq!(tried, Err(Error::Forbidden));
        let waiting = || -> i64 {
            let sql = "select cast(count(*) as bigint) from store_blob_work";
            world
                .db
                .read(move |tx| tx.query_one(sql, &[])?.get(0))
                .unwrap()
        };
        assert_eq!(waiting(), 1);
        let blob = world.db.put_blob(&system, PDF.to_vec()).unwrap();
        world.db.sweep(&world.ctx).unwrap();
        assert_eq!(waiting(), 2, "a day has not passed");
        world.clock.advance_days(2);
        // Too late: the deed is refused, and its content goes.
        let late = system.clone();
        assert!(
            !world
                .db
                .work(&late.clone(), move |tx| blobs::claim(tx, &late, blob))
                .unwrap()
        );
        assert_eq!(world.db.sweep(&world.ctx).unwrap(), 2);
        assert_eq!(waiting(), 0);
        assert_eq!(world.db.read(blobs::unnamed).unwrap(), 0);
        assert_eq!(world.db.read(move |tx| tx.blob(1, blob)), Ok(None));
        let paper = all(world).into_iter().find(|p| p.id == kept).unwrap();
        assert_eq!(content(world, &paper).unwrap().as_deref(), Some(PDF));
        assert!(codes(world).is_empty());
    });
}

fn file_of(world: &World, paper: &Paper) -> Option<std::path::PathBuf> {
    let Database::Sqlite(path) = &world.db.settings().database else {
        return None;
    };
    let name = store::keys::hex(&paper.address);
    let (first, rest) = name.split_at(2);
    Some(blobs::folder(path).join(first).join(rest))
}

#[test]
fn changed_and_missing_content_is_found_and_what_was_erased_is_not_missed() {
    on_both(|world| {
        ready(world);
        let (ctx, town) = (world.ctx.in_org(1), unit(world, "371502104000"));
        let id = attach(world, &ctx, CommandKey::fresh(&ctx), town, PDF).unwrap();
        let paper = all(world).remove(0);
        match file_of(world, &paper) {
            Some(path) => {
                let mut bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(7).any(|w| w == b"minutes"), "sealed");
                *bytes.last_mut().unwrap() ^= 1;
                std::fs::write(&path, bytes).unwrap();
            }
            None => {
                let sql = "update store_blob_piece set content = $1 where org = 1";
                world
                    .db
                    .work(&ctx, move |tx| tx.execute(sql, &values![vec![1_u8, 2]]))
                    .unwrap();
            }
        }
        assert_eq!(codes(world), ["changed_blob"]);
        assert!(matches!(content(world, &paper), Err(Error::Internal(_))));
        match file_of(world, &paper) {
            Some(path) => std::fs::remove_file(path).unwrap(),
            None => {
                let sql = "delete from store_blob_piece where org = 1";
                world
                    .db
                    .work(&ctx, move |tx| tx.execute(sql, &[]).map(drop))
                    .unwrap();
            }
        }
        assert_eq!(codes(world), ["missing_blob"]);
        let sql = "delete from subject_key where org = 1 and subject = $1";
        world
            .db
            .work(&ctx, move |tx| tx.execute(sql, &values![id]))
            .unwrap();
        assert!(codes(world).is_empty());
        let erased = all(world).remove(0);
        assert_eq!(
            (erased.name.as_str(), content(world, &erased)),
            ("", Ok(None))
        );
    });
}

#[test]
fn a_file_that_may_not_be_kept_is_told_in_words() {
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let Err(Error::Invalid(faults)) = papers::prepare(name, bytes) else {
            panic!("{name} was taken");
        };
        assert_eq!(faults.first().unwrap().code, expected, "{name}");
    };
    check("a.jpg", b"<html><script>", "paper_unknown_media");
    check("a.jpg", PDF, "paper_misnamed");
    check("a.pdf", b"%PDF-1.4 cut", "paper_broken");
    check(
        "a.pdf",
        &vec![b' '; papers::MOST_BYTES + 1],
        "paper_too_large",
    );
    assert!(papers::prepare("扫描", PDF).is_ok());
}
