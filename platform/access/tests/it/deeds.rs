//! Organisations, codes, users, grants, caches.

use crate::common::{on_both, refused};
use access::create_org::{ChangeOrg, change_org, org, orgs};
use access::grant_role::{RevokeRole, grants_for, grants_of, revoke_role};
use access::leave::{Leave, leave};
use access::make_user::*;
use access::{Right, Role, Scope, check_caches, codes, rebuild, users};
use kernel::{Error, Id};
use store::values;

use crate::stage::*;

#[test]
fn an_installation_begins_once_and_makes_its_organisations() {
    on_both(|world| {
        assert!(world.db.read(users::is_empty).unwrap());
        let admin = begun(world);
        let again = FirstAdministrator {
            login: "other".into(),
            name: "甲".into(),
        };
        let again = world.act(&world.ctx, again, |tx, ctx, i| {
            first_administrator(tx, ctx, i, HASH)
        });
        assert_eq!(refused(again), "access.already_installed");
        let change = ChangeOrg {
            org: 1,
            name: "斗虎屯镇人民政府".into(),
            kind: "township".into(),
            unit: unit(world, "371502104000"),
            supervision_phone: None,
            valid_from: day("2022-01-01"),
        };
        world
            .act(&world.by(admin), change.clone(), change_org)
            .unwrap();
        let early = ChangeOrg {
            valid_from: day("2021-01-01"),
            ..change.clone()
        };
        assert_eq!(
            refused(world.act(&world.by(admin), early, change_org)),
            "access.later_change_stands"
        );
        let bad = ChangeOrg {
            kind: "kingdom".into(),
            ..change
        };
        assert_eq!(
            refused(world.act(&world.by(admin), bad, change_org)),
            "invalid kind:unknown_kind"
        );
        let names = world
            .db
            .read(|tx| Ok((org(tx, 1, day("2020-01-01"))?, orgs(tx, day("2023-01-01"))?)))
            .unwrap();
        assert_eq!(
            names.0.unwrap().supervision_phone.as_deref(),
            Some("0635-8871234")
        );
        assert_eq!(names.1[0].name, "斗虎屯镇人民政府");
        assert_eq!(
            world
                .db
                .read(move |tx| users::orgs_of(tx, admin, day("2023-01-10")))
                .unwrap(),
            [0]
        );
        caches_hold(world);
    });
}

#[test]
fn codes_are_dated() {
    on_both(|world| {
        let added = world
            .act(&world.ctx, codes::LoadCodes {}, codes::load_codes)
            .unwrap();
        assert_eq!(added, codes::supplied().unwrap().len());
        assert_eq!(
            world
                .act(&world.ctx, codes::LoadCodes {}, codes::load_codes)
                .unwrap(),
            0
        );
        let has = |date: &'static str, code: &'static str| {
            world
                .db
                .read(move |tx| codes::code(tx, "household_status", code, day(date)))
                .unwrap()
                .is_some()
        };
        assert!(has("2025-12-31", "unstable") && !has("2026-01-01", "unstable"));
        assert!(!has("2025-12-31", "monitored") && has("2026-01-01", "monitored"));
        let own = codes::AddCode {
            list: "asset_class".into(),
            code: "shared".into(),
            zh: "共有资产".into(),
            en: "shared asset".into(),
            source: "镇政府文件".into(),
            from: day("2022-01-01"),
            to: None,
        };
        let id = world.act(&world.ctx, own.clone(), codes::add_code).unwrap();
        let ended = codes::AddCode {
            to: Some(day("2022-06-01")),
            ..own.clone()
        };
        assert_eq!(world.act(&world.ctx, ended, codes::add_code).unwrap(), id);
        let periods = world
            .db
            .read(|tx| codes::code_periods(tx, "asset_class"))
            .unwrap();
        assert_eq!(periods.last().unwrap().to, Some(day("2022-06-01")));
        assert!(
            world
                .db
                .read(codes::code_lists)
                .unwrap()
                .contains(&"asset_class".to_owned())
        );
        let empty = codes::AddCode {
            en: " ".into(),
            ..own
        };
        assert_eq!(
            refused(world.act(&world.ctx, empty, codes::add_code)),
            "invalid en:empty"
        );
    });
}

#[test]
fn who_grants_holds_no_money_right_and_nothing_by_his_own_hand() {
    on_both(|world| {
        let admin = begun(world);
        let (town, county) = (unit(world, "371502104000"), unit(world, "371502000000"));
        let village = unit(world, "371502104268");
        let boss = make(world, &world.by(admin), "boss", 1).unwrap();
        assert_eq!(
            refused(make(world, &world.by(admin), "BOSS", 1)),
            "access.login_taken"
        );
        assert_eq!(
            refused(make(world, &world.by(admin), "a b", 1)),
            "invalid login:login_form"
        );
        assert_eq!(
            make(world, &world.by(boss), "li.si", 1),
            Err(Error::Forbidden)
        );
        grant(
            world,
            &world.by(admin),
            boss,
            1,
            town,
            Role::OrgAdministrator,
        )
        .unwrap();
        let clerk = make(world, &world.by(boss), "li.si", 1).unwrap();
        let held = grant(
            world,
            &world.by(boss),
            clerk,
            1,
            village,
            Role::VillageClerk,
        )
        .unwrap();
        let cases = [
            (
                boss,
                boss,
                1,
                town,
                Role::Approver,
                "access.grant_to_yourself",
            ),
            (
                admin,
                boss,
                1,
                town,
                Role::Approver,
                "access.administrator_holds_no_money_right",
            ),
            (
                admin,
                clerk,
                1,
                town,
                Role::OrgAdministrator,
                "access.administrator_holds_no_money_right",
            ),
            (
                boss,
                clerk,
                1,
                village,
                Role::VillageClerk,
                "access.granted_already",
            ),
            (boss, clerk, 1, county, Role::Clerk, "forbidden"),
            (
                admin,
                clerk,
                1,
                county,
                Role::Clerk,
                "access.unit_outside_org",
            ),
            (
                admin,
                clerk,
                1,
                town,
                Role::Administrator,
                "access.role_of_the_installation",
            ),
            (
                admin,
                clerk,
                0,
                Id(0),
                Role::Clerk,
                "access.role_of_the_installation",
            ),
            (boss, clerk, 0, Id(0), Role::Administrator, "forbidden"),
            (clerk, boss, 1, village, Role::Clerk, "forbidden"),
            (
                admin,
                clerk,
                9,
                town,
                Role::Clerk,
                "invalid for_org:unknown_org",
            ),
        ];
        for (actor, user, org, unit, role, code) in cases {
            assert_eq!(
                refused(grant(world, &world.by(actor), user, org, unit, role)),
                code,
                "{role:?} {}",
                world.engine
            );
        }
        let fresh = world
            .db
            .read(move |tx| users::fresh_accounts(tx, &[clerk], day("2022-12-11")))
            .unwrap();
        assert_eq!(
            fresh.iter().map(|f| f.kind.as_str()).collect::<Vec<_>>(),
            ["made", "granted"]
        );
        let rights = world
            .db
            .read(move |tx| access::rights_in(tx, 1, clerk, day("2023-01-10")))
            .unwrap();
        assert_eq!(rights, Role::VillageClerk.mask());
        world.clock.advance_days(3);
        world
            .act(&world.by(boss), RevokeRole { grant: held }, revoke_role)
            .unwrap();
        assert_eq!(
            refused(world.act(&world.by(boss), RevokeRole { grant: held }, revoke_role)),
            "access.already_ended"
        );
        let ctx = world.by(clerk).in_org(1);
        assert!(
            !world
                .db
                .read(move |tx| access::holds(tx, &ctx, Right::ViewPeople))
                .unwrap()
        );
        let root = world.db.read(move |tx| grants_of(tx, admin)).unwrap()[0].id;
        assert_eq!(
            refused(world.act(&world.by(admin), RevokeRole { grant: root }, revoke_role)),
            "access.last_administrator"
        );
        assert_eq!(world.db.read(|tx| grants_for(tx, 1)).unwrap().len(), 2);
        let reset = |actor: Id, user: Id| {
            world.act(&world.by(actor), ResetPassword { user }, |tx, ctx, i| {
                reset_password(tx, ctx, i, HASH)
            })
        };
        assert_eq!(reset(boss, admin), Err(Error::Forbidden));
        assert_eq!(refused(reset(boss, boss)), "access.reset_is_for_others");
        reset(admin, boss).unwrap();
        world
            .act(
                &world.by(admin),
                Leave {
                    user: boss,
                    successor: None,
                },
                leave,
            )
            .unwrap();
        assert_eq!(
            refused(world.act(
                &world.by(admin),
                Leave {
                    user: admin,
                    successor: None
                },
                leave
            )),
            "access.last_administrator"
        );
        let left = world
            .db
            .read(move |tx| users::user(tx, boss))
            .unwrap()
            .unwrap();
        assert_eq!(
            (left.name.as_str(), left.left),
            ("boss的人", Some(day("2023-01-13")))
        );
        assert_eq!(
            world
                .db
                .read(|tx| users::user_by_login(tx, "boss"))
                .unwrap(),
            None
        );
        assert_eq!(world.db.read(users::users).unwrap().len(), 3);
        caches_hold(world);
        world
            .act(&world.ctx, Rebuild {}, |tx, _, _| rebuild(tx))
            .unwrap();
        caches_hold(world);
    });
}

#[test]
fn a_cache_that_was_changed_is_seen_and_made_again() {
    on_both(|world| {
        begun(world);
        world
            .act(&world.ctx, Rebuild {}, |tx, _, _| {
                tx.execute(
                    "update access_unit_now set name = 'x' where code = '371502104268'",
                    &[],
                )?;
                tx.execute("delete from access_reach_now where ancestor = unit", &[])?;
                tx.execute("update access_grant_now set rights = 1", &[])?;
                tx.execute("delete from access_login_now", &values![])
                    .map(drop)
            })
            .unwrap();
        assert_eq!(world.db.read(check_caches).unwrap().len(), 4);
        world
            .act(&world.ctx, Rebuild {}, |tx, _, _| rebuild(tx))
            .unwrap();
        caches_hold(world);
    });
}

#[test]
fn a_scope_is_unlike_another_only_in_its_org_user_right_and_day() {
    let scope = Scope {
        org: 1,
        user: Id(2),
        right: Right::ViewPeople,
        today: day("2023-01-10"),
    };
    assert_eq!(scope.params(), values![1, 2, 4, "2023-01-10"]);
}
