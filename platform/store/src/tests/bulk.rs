//! What is written while a deed goes on, or kept for the next message, still belongs to its deed: where it fails, the
//! deed fails, whole and alone.

use super::{Told, World, audit_of, book, on_both};
use crate::{CommandKey, Tx, values};
use kernel::{Ctx, Error, Id, Result};

const ROWS: i64 = 35_000;

fn accounts(tx: &mut Tx, ctx: &Ctx, ids: impl Iterator<Item = i64>) -> Result<()> {
    let seq = tx.seq()?;
    for id in ids {
        tx.insert(
            "ledger_account (org, id, seq, book, code, party, floor, side)",
            values![ctx.org, id, seq, 1, "payable", id, None::<i64>, -1],
        )?;
    }
    Ok(())
}

fn act(world: &World, deed: fn(&mut Tx, &Ctx) -> Result<()>) -> Result<()> {
    let ctx = world.ctx.in_org(1);
    let key = CommandKey::fresh(&ctx);
    world
        .db
        .act(&ctx, key, Told("bulk"), move |tx, ctx, _| deed(tx, ctx))
}

fn count(world: &World, table: &'static str) -> i64 {
    let sql = format!("select cast(count(*) as bigint) from {table} where org = 1");
    world
        .db
        .read(move |tx| tx.query_one(&sql, &[])?.get(0))
        .unwrap()
}

/// The rows that fail are handed to another thread, and the deed has long made the next ones.
#[test]
fn a_bulk_that_cannot_be_written_leaves_nothing_and_stops_nobody() {
    on_both(|world| {
        act(world, |tx, ctx| accounts(tx, ctx, [5_000].into_iter())).unwrap();
        for from in [0, 4_000] {
            let refused = match from {
                // The row that is there already is among the first, or among the last, to be handed over.
                0 => act(world, |tx, ctx| accounts(tx, ctx, 1..=ROWS)),
                _ => act(world, |tx, ctx| accounts(tx, ctx, 5_000 - ROWS..=5_000)),
            };
            assert!(matches!(refused, Err(Error::Internal(_))), "{refused:?}");
            assert_eq!(count(world, "ledger_account"), 1);
        }
        act(world, |tx, ctx| accounts(tx, ctx, 10_001..=10_000 + ROWS)).unwrap();
        assert_eq!(count(world, "ledger_account"), 1 + ROWS);
        act(world, |tx, ctx| book(tx, ctx, "after").map(drop)).unwrap();
        assert_eq!(audit_of(&world.db, 1), Vec::<&str>::new());
    });
}

/// A refusal that comes while rows are on their way takes them back too.
#[test]
fn a_bulk_that_is_refused_half_way_leaves_nothing() {
    on_both(|world| {
        let refused = act(world, |tx, ctx| {
            accounts(tx, ctx, 1..=ROWS)?;
            Err(Error::refused("test.no"))
        });
        assert_eq!(refused, Err(Error::refused("test.no")));
        assert_eq!(count(world, "ledger_account"), 0);
        act(world, |tx, ctx| accounts(tx, ctx, 1..=ROWS)).unwrap();
        assert_eq!(audit_of(&world.db, 1), Vec::<&str>::new());
    });
}

fn balance(tx: &mut Tx, account: i64) -> Result<()> {
    let sql = "insert into ledger_balance_now (org, account, balance) values ($1, $2, 0)";
    tx.keep(sql, values![1, account])
}

#[test]
fn what_is_kept_for_the_next_message_fails_its_own_deed() {
    on_both(|world| {
        act(world, |tx, _| balance(tx, 1)).unwrap();
        let failed = act(world, |tx, _| {
            balance(tx, 2)?;
            balance(tx, 1)
        });
        assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
        assert_eq!(count(world, "ledger_balance_now"), 1);
        act(world, |tx, _| balance(tx, 3)).unwrap();
        assert_eq!(count(world, "ledger_balance_now"), 2);
        assert_eq!(audit_of(&world.db, 1), Vec::<&str>::new());
    });
}

/// Outside the journal nothing follows that could tell of it.
#[test]
fn what_is_kept_outside_the_journal_fails_its_own_work() {
    on_both(|world| {
        let ctx = world.ctx.in_org(1);
        let key = |tx: &mut Tx, n: u8| {
            let sql = "insert into journal_key (org, actor, key, tag, seq, answer) values ($1, 7, $2, $2, null, '')";
            tx.keep(sql, values![1, [n; 16]])
        };
        world.db.work(&ctx, move |tx| key(tx, 1)).unwrap();
        let failed = world.db.work(&ctx, move |tx| {
            key(tx, 2)?;
            key(tx, 1)
        });
        assert!(matches!(failed, Err(Error::Internal(_))), "{failed:?}");
        assert_eq!(count(world, "journal_key"), 1);
    });
}

/// In one commit the second deed of an organisation goes on where the first ended, also where one between them failed.
#[test]
fn deeds_of_one_commit_follow_each_other() {
    on_both(|world| {
        let first = world.ctx.in_org(1);
        std::thread::scope(|scope| {
            for number in 0..40_i64 {
                let (db, ctx) = (world.db.clone(), first.clone());
                scope.spawn(move || {
                    let key = CommandKey::fresh(&ctx);
                    let done = db.act(&ctx, key, Told("one"), move |tx, ctx, _| {
                        assert_eq!(tx.known_seq(1)?, tx.seq()?);
                        let made = book(tx, ctx, "one")?;
                        match number % 4 {
                            0 => Err(Error::refused("test.no")),
                            1 => Err(Error::Internal("broken".into())),
                            _ => Ok(made),
                        }
                    });
                    assert_eq!(done.is_ok(), number % 4 > 1, "{done:?}");
                });
            }
        });
        assert_eq!(count(world, "journal"), 20);
        assert_eq!(count(world, "ledger_book"), 20);
        let seqs = "select seq from journal_head_now where org = 1";
        let seq: i64 = world
            .db
            .read(move |tx| tx.query_one(seqs, &[])?.get(0))
            .unwrap();
        assert_eq!(seq, 20);
        assert_eq!(audit_of(&world.db, 1), Vec::<&str>::new());
        let id: std::result::Result<Id, _> = world.db.act(
            &first,
            CommandKey::fresh(&first),
            Told("last"),
            |tx, ctx, _| book(tx, ctx, "last"),
        );
        assert!(id.is_ok());
    });
}
