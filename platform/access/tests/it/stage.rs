//! What the stories begin with: the tree, an administrator, org 1.

use crate::common::World;
use access::create_org::{CreateOrg, create_org};
use access::grant_role::{GrantRole, grant_role};
use access::import_units::{ImportUnits, file_tag, import_units, preview_units};
use access::make_user::*;
use access::units::{self, UnitRow};
use access::{Role, check_caches};
use kernel::{Ctx, Date, Id};

pub const HASH: &str = "not a hash, and never verified";

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn tree() -> Vec<UnitRow> {
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

pub fn load(
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

pub fn unit(world: &World, code: &'static str) -> Id {
    world
        .db
        .read(move |tx| units::unit_by_code(tx, code))
        .unwrap()
        .unwrap()
        .id
}

pub fn make(world: &World, ctx: &Ctx, login: &str, for_org: i64) -> kernel::Result<Id> {
    let input = MakeUser {
        for_org,
        login: login.into(),
        name: format!("{login}的人"),
    };
    world.act(ctx, input, |tx, ctx, input| make_user(tx, ctx, input, HASH))
}

pub fn grant(
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
pub fn begun(world: &World) -> Id {
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

pub fn caches_hold(world: &World) {
    assert_eq!(
        world.db.read(check_caches).unwrap(),
        vec![],
        "{}",
        world.engine
    );
}

#[derive(serde::Serialize)]
pub struct Rebuild {}

impl store::Input for Rebuild {
    const DEED: &'static str = "test.rebuild";
}
