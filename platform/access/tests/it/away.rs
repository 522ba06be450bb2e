//! Who is away: somebody acts for him, or goes on with his work for good.

use crate::common::{World, on_both, refused};
use crate::stage::*;
use access::deputies::{self, EndDeputy, NameDeputy, end_deputy, name_deputy};
use access::grant_role::grants_of;
use access::leave::{ComeBack, Leave, come_back, leave};
use access::{Right, Role, session, users};
use kernel::{Actor, Ctx, Date, Error, Id, Result, Via};

struct Office {
    admin: Id,
    town: Id,
    zhang: Id,
    li: Id,
}

/// 张 reviews, 李 keeps the accounts, both for the township.
fn office(world: &World) -> Office {
    let admin = begun(world);
    let town = unit(world, "371502104000");
    let by = world.by(admin);
    let one = |login: &str, role| {
        let user = make(world, &by, login, 1).unwrap();
        grant(world, &by, user, 1, town, role).unwrap();
        user
    };
    Office {
        admin,
        town,
        zhang: one("zhang", Role::Reviewer),
        li: one("li", Role::Accountant),
    }
}

fn name(world: &World, by: Id, (principal, deputy): (Id, Id), days: (&str, &str)) -> Result<Id> {
    let input = NameDeputy {
        for_org: 1,
        principal,
        deputy,
        valid_from: day(days.0),
        valid_to: day(days.1),
    };
    world.act(&world.by(by), input, name_deputy)
}

fn acting(world: &World, deputy: Id, principal: Id) -> Ctx {
    let via = Via::Deputy(principal);
    world.ctx.by(Actor { user: deputy, via }).in_org(1)
}

fn may(world: &World, ctx: &Ctx, right: Right, unit: Id) -> bool {
    let ctx = ctx.clone();
    let asked = move |tx: &mut store::Tx| access::holds_at(tx, &ctx, right, unit);
    world.db.read(asked).unwrap()
}

#[derive(serde::Serialize)]
struct Note {}

impl store::Input for Note {
    const DEED: &'static str = "test.note";
}

#[test]
fn a_deputy_has_the_rights_of_whom_he_acts_for_and_none_of_his_own_and_it_ends_by_itself() {
    on_both(|world| {
        let o = office(world);
        let for_zhang = acting(world, o.li, o.zhang);
        assert!(
            !may(world, &for_zhang, Right::ReviewRounds, o.town),
            "not named"
        );
        name(
            world,
            o.admin,
            (o.zhang, o.li),
            ("2023-01-10", "2023-01-15"),
        )
        .unwrap();
        assert!(may(world, &for_zhang, Right::ReviewRounds, o.town));
        assert!(!may(world, &for_zhang, Right::PayRounds, o.town), "his own");
        assert!(!may(
            world,
            &for_zhang.in_org(2),
            Right::ReviewRounds,
            o.town
        ));
        let own = world.by(o.li).in_org(1);
        assert!(
            !may(world, &own, Right::ReviewRounds, o.town),
            "not as himself"
        );
        // Nor the other way round.
        assert!(!may(
            world,
            &acting(world, o.zhang, o.li),
            Right::PayRounds,
            o.town
        ));
        world.clock.set(Date::new(2023, 1, 15).unwrap());
        assert!(
            !may(world, &for_zhang, Right::ReviewRounds, o.town),
            "ended"
        );
    });
}

#[test]
fn the_journal_names_who_did_it_and_for_whom() {
    on_both(|world| {
        let o = office(world);
        name(
            world,
            o.admin,
            (o.zhang, o.li),
            ("2023-01-10", "2023-01-15"),
        )
        .unwrap();
        let noted = |ctx: &Ctx| world.act(ctx, Note {}, |tx, _, _| tx.seq()).unwrap();
        let for_zhang = acting(world, o.li, o.zhang).in_org(0);
        let (seq, own) = (noted(&for_zhang), noted(&world.by(o.li)));
        let (li, zhang) = (o.li, o.zhang);
        let signed = |seq: i64| {
            let read = move |tx: &mut store::Tx| deputies::signature(tx, 0, li, seq);
            world.db.read(read).unwrap().unwrap()
        };
        assert_eq!(signed(seq).name, "li的人");
        assert_eq!(signed(seq).principal.as_deref(), Some("zhang的人"));
        assert_eq!(signed(own).principal, None);
        let own_of = |ctx: Ctx, user: Id, seq: i64| {
            let read = move |tx: &mut store::Tx| deputies::is_own(tx, &ctx, user, seq);
            world.db.read(read).unwrap()
        };
        // Long after, back from his leave, it is still the work of both.
        world.clock.set(Date::new(2023, 6, 1).unwrap());
        assert!(own_of(world.by(zhang), li, seq) && own_of(world.by(li), li, seq));
        assert!(!own_of(world.by(zhang), li, own), "his own work is his");
    });
}

#[test]
fn while_it_lasts_the_two_count_as_one_person() {
    on_both(|world| {
        let o = office(world);
        name(
            world,
            o.admin,
            (o.zhang, o.li),
            ("2023-01-10", "2023-01-15"),
        )
        .unwrap();
        let one = |ctx: &Ctx| {
            let ctx = ctx.clone();
            let read = move |tx: &mut store::Tx| deputies::one_person(tx, &ctx);
            world.db.read(read).unwrap()
        };
        for ctx in [
            world.by(o.li),
            world.by(o.zhang),
            acting(world, o.li, o.zhang),
        ] {
            let all = one(&ctx);
            assert!(all.contains(&o.li) && all.contains(&o.zhang), "{all:?}");
        }
        assert!(!one(&world.by(o.admin)).contains(&o.li));
        world.clock.set(Date::new(2023, 1, 15).unwrap());
        assert!(!one(&world.by(o.li)).contains(&o.zhang));
    });
}

#[test]
fn naming_a_deputy_is_refused_in_order() {
    on_both(|world| {
        let o = office(world);
        let days = ("2023-01-10", "2023-01-15");
        let by = world.by(o.admin);
        let boss = make(world, &by, "boss", 1).unwrap();
        grant(world, &by, boss, 1, o.town, Role::OrgAdministrator).unwrap();
        let idle = make(world, &by, "idle", 1).unwrap();
        // Who holds a right over money names nobody; nor does somebody name himself.
        assert_eq!(
            name(world, o.li, (o.zhang, o.li), days),
            Err(Error::Forbidden)
        );
        assert_eq!(
            refused(name(world, boss, (o.zhang, boss), days)),
            "access.grant_to_yourself"
        );
        assert_eq!(
            refused(name(world, boss, (boss, o.li), days)),
            "access.grant_to_yourself"
        );
        assert_eq!(
            refused(name(world, boss, (idle, o.li), days)),
            "access.nothing_to_act_for"
        );
        assert_eq!(
            refused(name(world, boss, (o.zhang, idle), days)),
            "access.deputy_without_role"
        );
        let both = [(boss, o.li), (o.zhang, boss)];
        for pair in both {
            assert_eq!(
                refused(name(world, o.admin, pair, days)),
                "access.administrator_holds_no_money_right"
            );
        }
        name(world, boss, (o.zhang, o.li), days).unwrap();
        assert_eq!(
            refused(name(
                world,
                boss,
                (o.zhang, o.li),
                ("2023-01-14", "2023-02-01")
            )),
            "access.has_deputy"
        );
        name(world, boss, (o.zhang, o.li), ("2023-01-15", "2023-02-01")).unwrap();
        for wrong in [("2023-01-09", "2023-01-12"), ("2023-02-02", "2023-02-02")] {
            assert!(matches!(
                name(world, boss, (o.zhang, o.li), wrong),
                Err(Error::Invalid(_))
            ));
        }
        // Neither does a role bring together afterwards what a deputyship may not.
        assert_eq!(
            refused(grant(
                world,
                &by,
                o.zhang,
                1,
                o.town,
                Role::OrgAdministrator
            )),
            "access.administrator_holds_no_money_right"
        );
    });
}

#[test]
fn a_deputyship_is_ended_by_either_of_the_two_or_by_an_administrator() {
    on_both(|world| {
        let o = office(world);
        let other = make(world, &world.by(o.admin), "other", 1).unwrap();
        grant(world, &world.by(o.admin), other, 1, o.town, Role::Clerk).unwrap();
        for by in [o.zhang, o.li, o.admin] {
            let days = ("2023-01-10", "2023-01-15");
            let id = name(world, o.admin, (o.zhang, o.li), days).unwrap();
            let end = |by: Id| world.act(&world.by(by), EndDeputy { deputy: id }, end_deputy);
            assert_eq!(end(other), Err(Error::Forbidden));
            end(by).unwrap();
            assert_eq!(refused(end(by)), "access.already_ended");
            let for_zhang = acting(world, o.li, o.zhang);
            assert!(!may(world, &for_zhang, Right::ReviewRounds, o.town));
        }
    });
}

#[test]
fn a_session_acts_for_somebody_and_for_himself_again() {
    on_both(|world| {
        let o = office(world);
        let days = ("2023-01-10", "2023-01-11");
        let id = name(world, o.admin, (o.zhang, o.li), days).unwrap();
        let (ctx, li) = (world.ctx.clone(), o.li);
        let begun = move |tx: &mut store::Tx| session::begin(tx, &ctx, li, 1);
        let token = world.db.work(&world.ctx, begun).unwrap();
        let act = |deputy: Option<Id>| {
            let (ctx, token) = (world.ctx.clone(), token.clone());
            let act = move |tx: &mut store::Tx| session::act_for(tx, &ctx, &token, deputy);
            world.db.work(&world.ctx, act)
        };
        let seen = || {
            let (ctx, token) = (world.ctx.clone(), token.clone());
            let read = move |tx: &mut store::Tx| session::session(tx, &ctx, &token);
            world.db.read(read).unwrap().unwrap()
        };
        act(Some(id)).unwrap();
        let acting = seen();
        assert_eq!((acting.user, acting.rights), (o.li, Role::Reviewer.mask()));
        assert_eq!(acting.actor().authority(), o.zhang);
        act(None).unwrap();
        assert_eq!(seen().rights, Role::Accountant.mask());
        act(Some(id)).unwrap();
        assert_eq!(act(Some(Id(1))), Err(Error::NotFound));
    });
}

#[test]
fn who_leaves_hands_his_roles_over_and_may_come_back() {
    on_both(|world| {
        let o = office(world);
        name(
            world,
            o.admin,
            (o.zhang, o.li),
            ("2023-01-10", "2023-01-15"),
        )
        .unwrap();
        let close = |user: Id, successor: Option<Id>| {
            world.act(&world.by(o.admin), Leave { user, successor }, leave)
        };
        assert!(matches!(
            close(o.zhang, Some(o.zhang)),
            Err(Error::Invalid(_))
        ));
        assert_eq!(
            refused(close(o.zhang, Some(o.admin))),
            "access.grant_to_yourself"
        );
        close(o.zhang, Some(o.li)).unwrap();
        let of = |user: Id| {
            let mut roles: Vec<String> = world
                .db
                .read(move |tx| grants_of(tx, user))
                .unwrap()
                .into_iter()
                .filter(|grant| grant.is_live(day("2023-01-10")))
                .map(|grant| grant.role)
                .collect();
            roles.sort();
            roles
        };
        assert_eq!(of(o.li), ["accountant", "reviewer"]);
        assert!(of(o.zhang).is_empty());
        assert!(!may(
            world,
            &acting(world, o.li, o.zhang),
            Right::ReviewRounds,
            o.town
        ));
        caches_hold(world);
        let back = |user: Id| {
            let input = ComeBack { user, for_org: 1 };
            world.act(&world.by(o.admin), input, |tx, ctx, input| {
                come_back(tx, ctx, input, HASH)
            })
        };
        assert_eq!(refused(back(o.li)), "access.not_left");
        back(o.zhang).unwrap();
        let zhang = o.zhang;
        let user = world.db.read(move |tx| users::user(tx, zhang)).unwrap();
        let user = user.unwrap();
        assert_eq!((user.login.as_str(), user.left), ("zhang", None));
        assert!(of(o.zhang).is_empty(), "roles are granted anew");
        caches_hold(world);
    });
}
