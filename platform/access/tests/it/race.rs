//! What happens to an account while somebody is half-way through its door.

use crate::common::{World, on_both, refused};
use crate::stage::{begun, grant, make, unit};
use access::make_user::{ResetPassword, reset_password};
use access::{Passwords, Role, session, sign_in};
use kernel::Id;

const OLD: &str = "一个早就被别人看见的密码";
const RESET: &str = "管理员当面交给他的密码再加几个字呀好";

/// A clerk of org 1 whose password is [`OLD`].
fn clerk(world: &World, admin: Id, passwords: &Passwords, login: &'static str) -> Id {
    let by = world.by(admin);
    let user = make(world, &by, login, 1).unwrap();
    let town = unit(world, "371502104000");
    grant(world, &by, user, 1, town, Role::Clerk).unwrap();
    reset(world, admin, user, passwords, OLD);
    user
}

fn reset(world: &World, admin: Id, user: Id, passwords: &Passwords, password: &str) {
    let hash = passwords
        .hash_new(world.ctx.rng.as_ref(), "-", password)
        .unwrap();
    world
        .act(
            &world.by(admin),
            ResetPassword { user },
            move |tx, ctx, input| reset_password(tx, ctx, input, &hash),
        )
        .unwrap();
}

/// Waits until the attempt of another thread is counted: now its password is being verified.
fn verifying(world: &World) {
    let sql = "select cast(count(*) as bigint) from login_attempt_work";
    while world
        .db
        .read(move |tx| tx.query_one(sql, &[])?.get::<i64>(0))
        .unwrap()
        == 0
    {
        std::thread::yield_now();
    }
}

#[test]
fn a_session_is_not_begun_with_a_password_that_was_just_reset() {
    on_both(|world| {
        let passwords = Passwords::new().unwrap();
        let admin = begun(world);
        let user = clerk(world, admin, &passwords, "li.si");
        let new = passwords
            .hash_new(world.ctx.rng.as_ref(), "-", RESET)
            .unwrap();
        std::thread::scope(|scope| {
            let thief = scope
                .spawn(|| sign_in(&world.db, &world.ctx, &passwords, "li.si", OLD, "10.0.0.9"));
            verifying(world);
            world
                .act(
                    &world.by(admin),
                    ResetPassword { user },
                    move |tx, ctx, input| reset_password(tx, ctx, input, &new),
                )
                .unwrap();
            if let Ok(token) = thief.join().unwrap() {
                let ctx = world.ctx.clone();
                let held = world
                    .db
                    .read(move |tx| session::session(tx, &ctx, &token))
                    .unwrap();
                assert_eq!(held, None, "{}", world.engine);
            }
        });
    });
}

#[test]
fn an_old_password_does_not_overwrite_the_one_that_was_just_reset() {
    on_both(|world| {
        let passwords = Passwords::new().unwrap();
        let admin = begun(world);
        let user = clerk(world, admin, &passwords, "li.si");
        let new = passwords
            .hash_new(world.ctx.rng.as_ref(), "-", RESET)
            .unwrap();
        std::thread::scope(|scope| {
            let thief = scope.spawn(|| {
                let ctx = world.by(user);
                session::change_password(
                    &world.db,
                    &ctx,
                    &passwords,
                    OLD,
                    "贼自己另外想出来的一个密码",
                    None,
                )
            });
            verifying(world);
            world
                .act(
                    &world.by(admin),
                    ResetPassword { user },
                    move |tx, ctx, input| reset_password(tx, ctx, input, &new),
                )
                .unwrap();
            drop(thief.join().unwrap());
        });
        let enter = |password| {
            sign_in(
                &world.db, &world.ctx, &passwords, "li.si", password, "10.0.0.9",
            )
        };
        assert_eq!(
            refused(enter("贼自己另外想出来的一个密码")),
            "access.wrong_login_or_password"
        );
        assert!(enter(RESET).is_ok());
    });
}

#[test]
fn one_who_signs_in_does_not_shut_the_door_of_his_whole_office() {
    on_both(|world| {
        let passwords = Passwords::new().unwrap();
        let admin = begun(world);
        clerk(world, admin, &passwords, "li.si");
        let office = |login: &str, password: &str| {
            sign_in(
                &world.db, &world.ctx, &passwords, login, password, "10.0.0.9",
            )
        };
        for number in 0..21 {
            assert_eq!(
                refused(office(&format!("nobody{number}"), "wrong")),
                "access.wrong_login_or_password"
            );
            world.clock.advance_micros(121_000_000);
        }
        office("li.si", OLD).unwrap();
        assert!(office("li.si", OLD).is_ok(), "{}", world.engine);
    });
}

#[test]
fn many_guesses_at_once_count_each_for_itself() {
    on_both(|world| {
        let passwords = Passwords::new().unwrap();
        let admin = begun(world);
        clerk(world, admin, &passwords, "li.si");
        let start = std::sync::Barrier::new(16);
        let guess = |number: usize| {
            let address = format!("10.0.1.{number}");
            start.wait();
            refused(sign_in(
                &world.db, &world.ctx, &passwords, "li.si", "wrong", &address,
            ))
        };
        let guess = &guess;
        let codes: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16).map(|n| scope.spawn(move || guess(n))).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let verified = codes
            .iter()
            .filter(|c| *c == "access.wrong_login_or_password");
        assert_eq!(verified.count(), 5, "{}: {codes:?}", world.engine);
    });
}
