//! A database kept by a program that knew fewer rights: its grants gain them once.

use crate::common::{World, on_both};
use crate::stage::*;
use access::caches::{RenewGrants, grants_are_current, renew_grants};
use access::{Right, Role, Scope, check_caches};
use kernel::{Actor, Error, Id};
use serde::Serialize;
use store::{Input, values};

/// What an older program would have written.
#[derive(Serialize)]
struct AsKeptBefore {
    rights: i64,
}

impl Input for AsKeptBefore {
    const DEED: &'static str = "access.kept_before";
}

/// What the program does when it opens a database. Answers whether anything was to do.
fn opened(world: &World) -> bool {
    if world.db.read(grants_are_current).unwrap() {
        return false;
    }
    world.act(&world.ctx, RenewGrants {}, renew_grants).unwrap();
    true
}

fn renewals(world: &World) -> i64 {
    let sql = "select count(*) from journal where deed = $1";
    let count = world
        .db
        .read(move |tx| tx.query_one(sql, &values![RenewGrants::DEED])?.get(0));
    count.unwrap()
}

/// The villages in which a user may record people.
fn seen(world: &World, user: Id) -> Vec<String> {
    let ctx = world.by(user).in_org(1);
    world
        .db
        .read(move |tx| {
            let sql = "select u.name from access_unit_now u where u.level = 'village' \
                       and u.id in scope($1, $2, $3, $4) order by u.code";
            let rows = tx.query(sql, &Scope::of(&ctx, Right::RecordPeople).params())?;
            rows.iter().map(|row| row.get(0)).collect()
        })
        .unwrap()
}

#[test]
fn a_right_that_a_newer_program_gives_a_role_is_gained_once_when_the_database_is_opened() {
    on_both(|world| {
        let admin = begun(world);
        let ctx = world.by(admin);
        let clerk = make(world, &ctx, "lu", 1).unwrap();
        let township = unit(world, "371502104000");
        grant(world, &ctx, clerk, 1, township, Role::Clerk).unwrap();
        let all = ["后刘村", "张李新村"];
        assert_eq!(seen(world, clerk), all);
        assert!(!opened(world), "nothing to do where nothing is missing");

        let older = AsKeptBefore {
            rights: !Right::RecordPeople.bit(),
        };
        let kept = world.act(&world.ctx, older, |tx, _, older: AsKeptBefore| {
            let sql = "update access_grant_now set rights = rights & $1 where rights > 0";
            tx.execute(sql, &values![older.rights]).map(drop)
        });
        kept.unwrap();
        assert_eq!(seen(world, clerk), Vec::<String>::new());
        assert_eq!(world.db.read(check_caches).unwrap().len(), 1);

        assert!(opened(world) && !opened(world));
        assert_eq!(seen(world, clerk), all);
        assert_eq!(renewals(world), 1);
        assert!(world.db.read(check_caches).unwrap().is_empty());
        let by_hand = world.act(&world.by(admin), RenewGrants {}, renew_grants);
        assert!(matches!(by_hand, Err(Error::Forbidden)));
        assert_eq!(world.ctx.actor, Actor::SYSTEM);
    });
}
