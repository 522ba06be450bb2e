//! Makes an organisation (a township, a zone, a county body) and begins its chain; changes its record.

use crate::scope::{EVERYWHERE, INSTALLATION, on_installation};
use crate::{Right, require, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, OrgId, Result, code::Phone};
use serde::{Deserialize, Serialize};

/// An organisation as it stood on a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    /// Small, never a division code: two organisations may cover one division.
    pub id: OrgId,
    pub name: String,
    /// From the code list `org_kind`: township, zone, county.
    pub kind: String,
    /// Its root in the unit tree.
    pub unit: Id,
    /// An office's number, printed on every notice.
    pub supervision_phone: Option<String>,
    pub valid_from: Date,
}

/// Every organisation on `date`, the installation not among them.
pub fn orgs(tx: &mut Tx, date: Date) -> Result<Vec<Org>> {
    store::orgs(tx, date)
}

pub fn org(tx: &mut Tx, id: OrgId, date: Date) -> Result<Option<Org>> {
    store::org(tx, id, date)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CreateOrg {
    pub name: String,
    pub kind: String,
    pub unit: Id,
    pub supervision_phone: Option<String>,
    /// From which day it is, not after today; records may not be older.
    pub valid_from: Date,
}

impl Input for CreateOrg {
    const DEED: &'static str = "access.create_org";
}

/// Needs `Install`. Answers the organisation's number.
/// Invalid: `empty` name, `unknown_kind`, `unknown_unit`, `not_a_phone`, `in_the_future`.
pub fn create_org(tx: &mut Tx, ctx: &Ctx, input: CreateOrg) -> Result<OrgId> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    let id = store::last_org(tx)?.max(INSTALLATION) + 1;
    let CreateOrg {
        name,
        kind,
        unit,
        supervision_phone,
        valid_from,
    } = input;
    let org = checked(
        tx,
        ctx,
        Org {
            id,
            name,
            kind,
            unit,
            supervision_phone,
            valid_from,
        },
    )?;
    store::insert_org(tx, &org)?;
    tx.begin_chain(id)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ChangeOrg {
    pub org: OrgId,
    pub name: String,
    pub kind: String,
    pub unit: Id,
    pub supervision_phone: Option<String>,
    /// From which day the change holds.
    pub valid_from: Date,
}

impl Input for ChangeOrg {
    const DEED: &'static str = "access.change_org";
}

/// Needs `Install`. Refused `access.later_change_stands` where a later change is recorded already;
/// invalid as [`create_org`].
pub fn change_org(tx: &mut Tx, ctx: &Ctx, input: ChangeOrg) -> Result<OrgId> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    let ChangeOrg {
        org: id,
        name,
        kind,
        unit,
        supervision_phone,
        valid_from,
    } = input;
    let old = store::org(tx, id, ctx.today())?.ok_or(Error::NotFound)?;
    if old.valid_from > valid_from {
        return Err(Error::refused("access.later_change_stands"));
    }
    let org = checked(
        tx,
        ctx,
        Org {
            id,
            name,
            kind,
            unit,
            supervision_phone,
            valid_from,
        },
    )?;
    store::insert_org(tx, &org)?;
    Ok(id)
}

/// An organisation as it was last said to be.
pub fn latest(tx: &mut Tx, id: OrgId) -> Result<Option<Org>> {
    match Date::new(9999, 12, 31) {
        Some(end_of_time) => store::org(tx, id, end_of_time),
        None => Ok(None),
    }
}

fn checked(tx: &mut Tx, ctx: &Ctx, org: Org) -> Result<Org> {
    if org.name.trim().is_empty() {
        return Err(Error::invalid("name", "empty"));
    }
    if !["township", "zone", "county"].contains(&org.kind.as_str()) {
        return Err(Error::invalid("kind", "unknown_kind"));
    }
    if org.valid_from > ctx.today() {
        return Err(Error::invalid("valid_from", "in_the_future"));
    }
    if store::units::unit(tx, org.unit)?.is_none_or(|unit| unit.closed.is_some()) {
        return Err(Error::invalid("unit", "unknown_unit"));
    }
    let phone = org
        .supervision_phone
        .as_deref()
        .map(str::trim)
        .filter(|phone| !phone.is_empty());
    let phone = match phone {
        None => None,
        Some(text) => Some(
            Phone::parse(text).map_err(|_| Error::invalid("supervision_phone", "not_a_phone"))?,
        ),
    };
    Ok(Org {
        name: org.name.trim().to_owned(),
        supervision_phone: phone.map(|phone| phone.as_str().to_owned()),
        ..org
    })
}
