//! The installation and its people: divisions, the township as an organisation, accounts and roles.

use super::stage::{Login, Stage};
use access::Role;
use access::create_org::{CreateOrg, create_org};
use access::grant_role::{GrantRole, grant_role};
use access::import_units::{ImportUnits, file_tag, import_units, preview_units, read_units};
use access::make_user::{
    ChangePassword, FirstAdministrator, MakeUser, change_own_password, first_administrator,
    make_user,
};
use access::password::initial_password;
use kernel::{Error, Id, OrgId, Result};
use store::Tx;

const DIVISIONS: &[u8] = include_bytes!("../../../demo/divisions.csv");
const TOWNSHIP: &str = "371502104000";
const ZHANGLI: &str = "371502104268";

/// Who does what in the story. The names are invented.
const PEOPLE: [(Role, &str, &str); 7] = [
    (Role::OrgAdministrator, "guanli", "罗景行"),
    (Role::Clerk, "bangongshi", "路晓棠"),
    (Role::VillageClerk, "zhangli", "段秋耕"),
    (Role::Accountant, "kuaiji", "覃素云"),
    (Role::Reviewer, "shenhe", "苑怀谷"),
    (Role::Approver, "lingdao", "逯望山"),
    (Role::Auditor, "jiandu", "冼听雪"),
];

/// The township and who works there.
pub struct Office {
    /// Of the installation.
    pub admin: Id,
    pub org: OrgId,
    pub township: Id,
    pub clerk: Id,
    pub accountant: Id,
    pub reviewer: Id,
    pub approver: Id,
}

/// First administrator, code lists, divisions, the township, its people.
pub fn install(stage: &mut Stage) -> Result<Office> {
    let passwords = access::Passwords::new()?;
    let password = initial_password(stage.rng.as_ref());
    let hash = passwords.hash_new(stage.rng.as_ref(), "admin", &password)?;
    let first = FirstAdministrator {
        login: "admin".into(),
        name: "穆清源".into(),
    };
    let admin = stage.act(&stage.system(0), first, move |tx, ctx, input| {
        first_administrator(tx, ctx, input, &hash)
    })?;
    let login = Login {
        role: Role::Administrator,
        login: "admin".into(),
        password,
        name: "穆清源".into(),
    };
    stage.logins.push(login);
    let ctx = stage.by(0, admin);
    stage.act(&ctx, access::codes::LoadCodes {}, access::codes::load_codes)?;
    import(stage, admin, DIVISIONS)?;
    // No subscriber has a number that begins so.
    found(
        stage,
        admin,
        ("斗虎屯镇", TOWNSHIP, "0635-0000000"),
        &PEOPLE,
    )
}

/// A township as an organisation, with its people: name, code, telephone of its supervision.
pub fn found(
    stage: &mut Stage,
    admin: Id,
    (name, code, phone): (&str, &str, &str),
    people: &[(Role, &str, &str)],
) -> Result<Office> {
    let passwords = access::Passwords::new()?;
    let township = unit(stage, code)?;
    let ctx = stage.by(0, admin);
    let org = CreateOrg {
        name: name.into(),
        kind: "township".into(),
        unit: township,
        supervision_phone: Some(phone.into()),
        valid_from: ctx.today(),
    };
    let org = stage.act(&ctx, org, create_org)?;
    payout::supply_flows(&stage.db, &stage.system(org), ctx.today())?;
    cases::supply_types(&stage.db, &stage.system(org), ctx.today())?;
    let mut made = Vec::new();
    for (role, login, name) in people.iter().copied() {
        let at = if role == Role::VillageClerk {
            unit(stage, ZHANGLI)?
        } else {
            township
        };
        made.push((
            role,
            account(stage, &passwords, admin, org, (role, login, name), at)?,
        ));
    }
    let of = |role: Role| {
        made.iter()
            .find(|(r, _)| *r == role)
            .map(|(_, user)| *user)
            .ok_or_else(|| missing("an account"))
    };
    Ok(Office {
        admin,
        org,
        township,
        clerk: of(Role::Clerk)?,
        accountant: of(Role::Accountant)?,
        reviewer: of(Role::Reviewer)?,
        approver: of(Role::Approver)?,
    })
}

/// A file of units, as every door imports it.
pub fn import(stage: &Stage, admin: Id, file: &[u8]) -> Result<()> {
    let (_, rows) = read_units(file, "divisions.csv", &[]).map_err(|fault| {
        Error::Internal(format!(
            "the divisions of the demonstration: {}",
            fault.code
        ))
    })?;
    let file = file.to_owned();
    let (plan, rows, tag) = stage.db.read(move |tx: &mut Tx| {
        let tag = file_tag(tx, &file);
        Ok((preview_units(tx, &rows)?, rows, tag))
    })?;
    let ctx = stage.by(0, admin);
    let input = ImportUnits::of(&plan, rows.len(), tag, Vec::new(), ctx.today());
    stage
        .act(&ctx, input, move |tx, ctx, input| {
            import_units(tx, ctx, input, &rows)
        })
        .map(drop)
}

/// The unit of a code.
pub fn unit(stage: &Stage, code: &str) -> Result<Id> {
    let asked = code.to_owned();
    let found = stage
        .db
        .read(move |tx| access::units::unit_by_code(tx, &asked))?;
    found.map(|unit| unit.id).ok_or_else(|| missing(code))
}

/// An account with a role, whose owner has chosen his own password.
fn account(
    stage: &mut Stage,
    passwords: &access::Passwords,
    admin: Id,
    org: OrgId,
    (role, login, name): (Role, &str, &str),
    at: Id,
) -> Result<Id> {
    let ctx = stage.by(0, admin);
    let given = passwords.hash_new(
        stage.rng.as_ref(),
        login,
        &initial_password(stage.rng.as_ref()),
    )?;
    let input = MakeUser {
        for_org: org,
        login: login.into(),
        name: name.into(),
    };
    let user = stage.act(&ctx, input, move |tx, ctx, input| {
        make_user(tx, ctx, input, &given)
    })?;
    let grant = GrantRole {
        user,
        for_org: org,
        unit: at,
        role,
        valid_from: ctx.today(),
        valid_to: None,
    };
    stage.act(&ctx, grant, grant_role)?;
    let password = initial_password(stage.rng.as_ref());
    let chosen = passwords.hash_new(stage.rng.as_ref(), login, &password)?;
    stage.act(
        &stage.by(0, user),
        ChangePassword {},
        move |tx, ctx, input| change_own_password(tx, ctx, input, &chosen, None),
    )?;
    stage.logins.push(Login {
        role,
        login: login.into(),
        password,
        name: name.into(),
    });
    Ok(user)
}

fn missing(what: &str) -> Error {
    Error::Internal(format!("the demonstration lacks {what}"))
}
