//! Deeds of the installation on both engines.

mod common;
mod scale;

use access::create_org::{ChangeOrg, CreateOrg, change_org, create_org, org, orgs};
use access::grant_role::{GrantRole, RevokeRole, grant_role, grants_for, grants_of, revoke_role};
use access::import_units::{
    ImportUnits, file_tag, import, import_units, import_with_tag, imports, preview_units,
};
use access::make_user::*;
use access::reverse_units::{Rests, ReverseUnits, reverse_units};
use access::unit_deeds::*;
use access::units::{self, UnitRow};
use access::{
    Passwords, Right, Role, Scope, check_caches, codes, password, rebuild, session, uploads, users,
};
use common::{World, on_both, refused};
use kernel::{Ctx, Date, Error, Id};
use store::values;

const HASH: &str = "not a hash, and never verified";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn tree() -> Vec<UnitRow> {
    [
        ("370000000000", "省", "山东省", ""),
        ("371500000000", "地级", "聊城市", "370000000000"),
        ("371502000000", "区", "东昌府区", "371500000000"),
        ("371502104000", "镇", "斗虎屯镇", "371502000000"),
        ("371502104268", "村", "张李新村", "371502104000"),
        ("371502104201", "村", "后刘村", "371502104000"),
        ("371502010000", "街道", "蒋官屯街道", "371502000000"),
    ]
    .iter()
    .zip(2..)
    .map(|((code, level, name, parent), row)| UnitRow {
        row,
        code: (*code).into(),
        level: (*level).into(),
        name: (*name).into(),
        parent: (*parent).into(),
    })
    .collect()
}

fn load(
    world: &World,
    rows: Vec<UnitRow>,
    from: &str,
) -> kernel::Result<access::import_units::Imported> {
    let shown = rows.clone();
    let (plan, tag) = world
        .db
        .read(move |tx| {
            Ok((
                preview_units(tx, &shown)?,
                file_tag(tx, format!("{shown:?}").as_bytes()),
            ))
        })
        .unwrap();
    let input = ImportUnits::of(
        &plan,
        rows.len(),
        tag,
        vec![("A".into(), "code".into())],
        day(from),
    );
    world.act(&world.ctx, input, move |tx, ctx, input| {
        import_units(tx, ctx, input, &rows)
    })
}

fn unit(world: &World, code: &'static str) -> Id {
    world
        .db
        .read(move |tx| units::unit_by_code(tx, code))
        .unwrap()
        .unwrap()
        .id
}

fn make(world: &World, ctx: &Ctx, login: &str, for_org: i64) -> kernel::Result<Id> {
    let input = MakeUser {
        for_org,
        login: login.into(),
        name: format!("{login}的人"),
    };
    world.act(ctx, input, |tx, ctx, input| make_user(tx, ctx, input, HASH))
}

fn grant(
    world: &World,
    ctx: &Ctx,
    user: Id,
    for_org: i64,
    unit: Id,
    role: Role,
) -> kernel::Result<Id> {
    let valid_from = ctx.today();
    world.act(
        ctx,
        GrantRole {
            user,
            for_org,
            unit,
            role,
            valid_from,
            valid_to: None,
        },
        grant_role,
    )
}

/// Root administrator, the tree, and org 1 at 斗虎屯镇.
fn begun(world: &World) -> Id {
    let first = FirstAdministrator {
        login: "Root".into(),
        name: "许管".into(),
    };
    let admin = world
        .act(&world.ctx, first, |tx, ctx, i| {
            first_administrator(tx, ctx, i, HASH)
        })
        .unwrap();
    load(world, tree(), "2018-01-01").unwrap();
    let input = CreateOrg {
        name: "斗虎屯镇".into(),
        kind: "township".into(),
        unit: unit(world, "371502104000"),
        supervision_phone: Some("0635-8871234".into()),
        valid_from: day("2018-01-01"),
    };
    assert_eq!(world.act(&world.by(admin), input, create_org).unwrap(), 1);
    admin
}

fn caches_hold(world: &World) {
    assert_eq!(
        world.db.read(check_caches).unwrap(),
        vec![],
        "{}",
        world.engine
    );
}

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
fn units_are_imported_compared_moved_and_taken_back() {
    on_both(|world| {
        let first = load(world, tree(), "2018-01-01").unwrap();
        assert_eq!((first.added, first.set_aside), (7, 0));
        assert_eq!(
            refused(load(world, tree(), "2018-01-01")),
            "access.import_changes_nothing"
        );
        let (township, village) = (unit(world, "371502104000"), unit(world, "371502104268"));
        let path = world
            .db
            .read(move |tx| units::ancestors(tx, village))
            .unwrap();
        let names: Vec<&str> = path.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(
            names,
            ["山东省", "聊城市", "东昌府区", "斗虎屯镇", "张李新村"]
        );
        let found = |words: &'static str| -> Vec<String> {
            let found = world
                .db
                .read(move |tx| units::search(tx, Some(township), words, 20))
                .unwrap();
            found.into_iter().map(|unit| unit.name).collect()
        };
        assert_eq!(found("张李"), ["张李新村"]);
        assert_eq!(found("hou liu"), ["后刘村"]);
        assert_eq!(found("3715021042").len(), 2);
        assert_eq!(
            world
                .db
                .read(|tx| units::search(tx, None, "蒋官屯", 20))
                .unwrap()
                .len(),
            1
        );
        assert_eq!(world.db.read(units::roots).unwrap().len(), 1);

        let mut later = tree();
        later[5].name = "后刘社区".into();
        later.remove(4);
        later.push(UnitRow {
            row: 9,
            code: "371502104301".into(),
            level: "村".into(),
            ..later[4].clone()
        });
        later[6].name = "新设村".into();
        later[6].parent = "371502104000".into();
        later[4].name = "后刘社区".into();
        let shown = later.clone();
        let plan = world.db.read(move |tx| preview_units(tx, &shown)).unwrap();
        assert_eq!(
            plan.missing
                .iter()
                .map(|u| u.name.as_str())
                .collect::<Vec<_>>(),
            ["张李新村"]
        );
        assert_eq!((plan.added.len(), plan.changed.len()), (1, 1), "{plan:?}");
        let second = load(world, later, "2022-01-01").unwrap();
        caches_hold(world);
        let reverse = |import: Id, rests: &'static [Rests]| {
            world.act(&world.ctx, ReverseUnits { import }, move |tx, ctx, i| {
                reverse_units(tx, ctx, i, rests)
            })
        };
        assert_eq!(
            refused(reverse(first.import, &[])),
            "access.units_changed_since"
        );
        reverse(second.import, &[]).unwrap();
        assert_eq!(
            refused(reverse(second.import, &[])),
            "access.import_already_reversed"
        );
        assert_eq!(unit(world, "371502104201"), unit(world, "371502104201"));
        let back = world
            .db
            .read(|tx| units::unit_by_code(tx, "371502104201"))
            .unwrap()
            .unwrap();
        assert_eq!(back.name, "后刘村");
        assert_eq!(
            world
                .db
                .read(|tx| units::unit_by_code(tx, "371502104301"))
                .unwrap(),
            None
        );
        caches_hold(world);
        let list = world.db.read(|tx| imports(tx, 0, "units")).unwrap();
        assert_eq!(list.len(), 3);
        assert_eq!(list[0].reverses, Some(second.import));
        let tag = list[2].file_tag.clone();
        assert_eq!(
            world
                .db
                .read(move |tx| import_with_tag(tx, 0, "units", &tag))
                .unwrap(),
            Some(first.import)
        );
        assert_eq!(
            world
                .db
                .read(move |tx| import(tx, 0, first.import))
                .unwrap()
                .unwrap()
                .added,
            7
        );
        assert_eq!(refused(reverse(list[0].id, &[])), "access.not_an_import");
    });
}

#[test]
fn what_rests_on_units_keeps_them() {
    on_both(|world| {
        let made = load(world, tree(), "2018-01-01").unwrap().import;
        const SQL: &str =
            "select cast(count(*) as bigint) from access_unit u where u.org = 0 and u.import = $1";
        let reverse = |rests: &'static [Rests]| {
            let input = ReverseUnits { import: made };
            world.act(&world.ctx, input, move |tx, ctx, i| {
                reverse_units(tx, ctx, i, rests)
            })
        };
        assert_eq!(
            refused(reverse(&[Rests {
                what: "units",
                sql: SQL
            }])),
            "access.units_in_use"
        );
        reverse(&[]).unwrap();
        assert_eq!(world.db.read(units::roots).unwrap(), vec![]);
        caches_hold(world);
    });
}

#[test]
fn a_unit_is_added_renamed_moved_and_closed_from_a_day_on() {
    on_both(|world| {
        load(world, tree(), "2018-01-01").unwrap();
        let (city, town) = (unit(world, "371500000000"), unit(world, "371502010000"));
        let village = unit(world, "371502104268");
        let from = day("2021-05-01");
        let add = AddUnit {
            code: "371571000000".into(),
            level: "county".into(),
            name: "聊城经济技术开发区".into(),
            parent: Some(city),
            valid_from: from,
        };
        let zone = world.act(&world.ctx, add.clone(), add_unit).unwrap();
        assert_eq!(
            refused(world.act(&world.ctx, add, add_unit)),
            "access.code_taken"
        );
        world
            .act(
                &world.ctx,
                MoveUnit {
                    unit: town,
                    parent: zone,
                    valid_from: from,
                },
                move_unit,
            )
            .unwrap();
        caches_hold(world);
        let path = world.db.read(move |tx| units::ancestors(tx, town)).unwrap();
        assert!(path.iter().any(|u| u.id == zone) && path.iter().all(|u| u.name != "东昌府区"));
        let back = MoveUnit {
            unit: zone,
            parent: town,
            valid_from: from,
        };
        assert_eq!(
            refused(world.act(&world.ctx, back, move_unit)),
            "access.parent_not_above"
        );
        let rename = RenameUnit {
            unit: village,
            name: "张李村".into(),
            valid_from: from,
        };
        world.act(&world.ctx, rename, rename_unit).unwrap();
        let early = RenameUnit {
            unit: village,
            name: "李村".into(),
            valid_from: day("2020-01-01"),
        };
        assert_eq!(
            refused(world.act(&world.ctx, early, rename_unit)),
            "access.later_change_stands"
        );
        let future = RenameUnit {
            unit: village,
            name: "李村".into(),
            valid_from: day("2024-01-01"),
        };
        assert_eq!(
            refused(world.act(&world.ctx, future, rename_unit)),
            "invalid valid_from:in_the_future"
        );
        let with_children = CloseUnit {
            unit: city,
            valid_to: from,
        };
        assert_eq!(
            refused(world.act(&world.ctx, with_children, close_unit)),
            "access.unit_has_children"
        );
        world
            .act(
                &world.ctx,
                CloseUnit {
                    unit: village,
                    valid_to: day("2022-03-01"),
                },
                close_unit,
            )
            .unwrap();
        let closed = world
            .db
            .read(move |tx| units::unit(tx, village))
            .unwrap()
            .unwrap();
        assert_eq!(closed.closed, Some(day("2022-03-01")));
        let parent = closed.parent.unwrap();
        assert_eq!(
            world
                .db
                .read(move |tx| units::children(tx, parent))
                .unwrap()
                .len(),
            1
        );
        caches_hold(world);
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
            .act(&world.by(admin), Leave { user: boss }, leave)
            .unwrap();
        assert_eq!(
            refused(world.act(&world.by(admin), Leave { user: admin }, leave)),
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

#[derive(serde::Serialize)]
struct Rebuild {}

impl store::Input for Rebuild {
    const DEED: &'static str = "test.rebuild";
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
fn signing_in_is_slowed_down_and_says_nothing_about_logins() {
    on_both(|world| {
        let admin = begun(world);
        let passwords = Passwords::new().unwrap();
        let secret = "小麦和玉米轮作的地。";
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
            refused(change("wrong", "另外一个很长的密码呀")),
            "access.wrong_password"
        );
        change(secret, "另外一个很长的密码呀").unwrap();
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
        let third = sign_in("li.si", "另外一个很长的密码呀", "10.0.0.3").unwrap();
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
