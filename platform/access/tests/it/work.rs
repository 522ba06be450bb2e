//! Sessions and uploads.

use crate::common::{on_both, refused};
use access::make_user::*;
use access::{Passwords, Role, password, session, uploads};
use kernel::{Ctx, Error, Id};

use crate::stage::*;

#[test]
fn signing_in_is_slowed_down_and_says_nothing_about_logins() {
    on_both(|world| {
        let admin = begun(world);
        let passwords = Passwords::new().unwrap();
        let secret = "东边小麦和玉米轮作的地。";
        let town = unit(world, "371502104000");
        let hash = passwords
            .hash_new(world.ctx.rng.as_ref(), "li.si", secret)
            .unwrap();
        let input = MakeUser {
            for_org: 1,
            login: "li.si".into(),
            name: "李四光".into(),
        };
        let clerk = world
            .act(&world.by(admin), input, move |tx, ctx, i| {
                make_user(tx, ctx, i, &hash)
            })
            .unwrap();
        let sign_in = |login: &str, password: &str, address: &str| {
            access::sign_in(&world.db, &world.ctx, &passwords, login, password, address)
        };
        assert_eq!(
            refused(sign_in("li.si", secret, "10.0.0.1")),
            "access.no_role"
        );
        grant(world, &world.by(admin), clerk, 1, town, Role::Clerk).unwrap();
        let token = sign_in("Li.Si", secret, "10.0.0.1").unwrap();
        let seen = |token: &str| {
            let (ctx, token) = (world.ctx.clone(), token.to_owned());
            world
                .db
                .read(move |tx| session::session(tx, &ctx, &token))
                .unwrap()
        };
        let signed_in = seen(&token).unwrap();
        assert_eq!(
            (
                signed_in.org,
                signed_in.name.as_str(),
                signed_in.must_change
            ),
            (1, "李四光", true)
        );
        assert_eq!(signed_in.rights, Role::Clerk.mask());

        for login in ["li.si", "nobody"] {
            for _ in 0..5 {
                assert_eq!(
                    refused(sign_in(login, "wrong", "10.0.0.2")),
                    "access.wrong_login_or_password"
                );
            }
            assert_eq!(
                refused(sign_in(login, secret, "10.0.0.3")),
                "access.too_many_attempts"
            );
        }
        world.clock.advance_micros(61_000_000);
        let second = sign_in("li.si", secret, "10.0.0.3").unwrap();

        let change = |present: &str, new: &str| {
            session::change_password(
                &world.db,
                &world.by(clerk),
                &passwords,
                present,
                new,
                Some(&second),
            )
        };
        assert_eq!(
            refused(change("wrong", "另外一个比较长的密码呀！")),
            "access.wrong_password"
        );
        change(secret, "另外一个比较长的密码呀！").unwrap();
        assert_eq!(seen(&token), None, "the other session has ended");
        assert!(!seen(&second).unwrap().must_change);

        let (ctx, at) = (world.ctx.clone(), second.clone());
        let switched = world.db.work(&ctx.clone(), move |tx| {
            session::switch_org(tx, &ctx, &at, 0)
        });
        assert_eq!(switched, Err(Error::Forbidden));
        world.clock.advance_hours(11);
        assert!(seen(&second).unwrap().needs_touch);
        let (ctx, at) = (world.ctx.clone(), second.clone());
        world
            .db
            .work(&ctx.clone(), move |tx| session::touch(tx, &ctx, &at))
            .unwrap();
        world.clock.advance_hours(11);
        assert!(seen(&second).is_some());
        let (ctx, at) = (world.ctx.clone(), second.clone());
        world
            .db
            .work(&ctx.clone(), move |tx| {
                session::switch_org(tx, &ctx, &at, 1)
            })
            .unwrap();
        world.clock.advance_hours(2);
        assert_eq!(seen(&second), None, "idle for twelve hours and more");
        let third = sign_in("li.si", "另外一个比较长的密码呀！", "10.0.0.3").unwrap();
        let at = third.clone();
        world
            .db
            .work(&world.ctx, move |tx| session::sign_out(tx, &at))
            .unwrap();
        assert_eq!(seen(&third), None);
        world.clock.advance_days(8);
        let ctx = world.ctx.clone();
        assert!(
            world
                .db
                .work(&ctx.clone(), move |tx| session::sweep(tx, &ctx))
                .unwrap()
                > 0
        );
        assert_eq!(password::initial_password(world.ctx.rng.as_ref()).len(), 19);
    });
}

#[test]
fn one_sees_ones_own_sessions_and_ends_them() {
    on_both(|world| {
        let admin = begun(world);
        let begin = || {
            let (ctx, by) = (world.ctx.clone(), world.ctx.clone());
            let work = move |tx: &mut store::Tx| session::begin(tx, &by, admin, 0);
            world.db.work(&ctx, work).unwrap()
        };
        let all = |token: &str| {
            let (ctx, token) = (world.ctx.clone(), token.to_owned());
            let read = move |tx: &mut store::Tx| session::own_sessions(tx, &ctx, &token);
            world.db.read(read)
        };
        let end = |token: &str, tag: Option<String>| {
            let (ctx, token) = (world.ctx.clone(), token.to_owned());
            let by = ctx.clone();
            let work = move |tx: &mut store::Tx| session::end_own(tx, &by, &token, tag.as_deref());
            world.db.work(&ctx, work).unwrap();
        };
        let first = begin();
        world.clock.advance_hours(1);
        let (second, third) = (begin(), begin());
        let seen = all(&first).unwrap();
        assert_eq!(seen.len(), 3);
        assert!(
            seen[2].is_this && !seen[0].is_this,
            "the latest comes first"
        );
        assert_eq!(seen[0].begun_at - seen[2].begun_at, 3_600_000_000);
        let of = |token: &str| {
            let mine = all(token).unwrap();
            mine.into_iter().find(|one| one.is_this).unwrap().tag
        };
        end(&first, Some(of(&second)));
        assert_eq!(all(&second), Err(Error::NotFound));
        end(&first, Some("ffffffffffffffff".into()));
        assert_eq!(all(&first).unwrap().len(), 2);
        end(&first, None);
        assert_eq!(all(&third), Err(Error::NotFound));
        assert_eq!(all(&first).unwrap().len(), 1);
    });
}

#[test]
fn an_upload_is_its_senders_until_it_expires() {
    on_both(|world| {
        let (mine, other) = (world.by(Id(5)), world.by(Id(6)));
        let ctx = mine.clone();
        let keep = move |tx: &mut store::Tx| {
            uploads::store_upload(tx, &ctx, "units", "村.csv", b"a,b\n\xff")
        };
        let id = world.db.work(&mine, keep.clone()).unwrap();
        let load = |ctx: &Ctx, id: Id| {
            let ctx = ctx.clone();
            world.db.read(move |tx| uploads::load_upload(tx, &ctx, id))
        };
        let (upload, bytes) = load(&mine, id).unwrap();
        assert_eq!(
            (upload.file_name.as_str(), bytes.as_slice()),
            ("村.csv", b"a,b\n\xff".as_slice())
        );
        assert_eq!(load(&other, id).unwrap_err(), Error::NotFound);
        let ctx = mine.clone();
        world
            .db
            .work(&mine, move |tx| {
                uploads::update_state(tx, &ctx, id, "{\"sheet\":1}")
            })
            .unwrap();
        let ctx = mine.clone();
        let listed = world
            .db
            .read(move |tx| uploads::list_uploads(tx, &ctx, "units"))
            .unwrap();
        assert_eq!(listed[0].state, "{\"sheet\":1}");
        let ctx = mine.clone();
        world
            .db
            .work(&mine, move |tx| uploads::drop_upload(tx, &ctx, id))
            .unwrap();
        assert_eq!(load(&mine, id).unwrap_err(), Error::NotFound);
        let id = world.db.work(&mine, keep).unwrap();
        world.clock.advance_days(31);
        assert_eq!(load(&mine, id).unwrap_err(), Error::NotFound);
        let ctx = world.ctx.clone();
        assert_eq!(
            world
                .db
                .work(&ctx.clone(), move |tx| session::sweep(tx, &ctx))
                .unwrap(),
            1
        );
    });
}
