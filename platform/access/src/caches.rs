//! The caches of this crate made again from facts, and compared with what they should be.

use crate::grant_role::Grant;
use crate::store;
use crate::units::{Unit, UnitFact, pinyin_key};
use ::store::audit::Problem;
use ::store::{Input, Tx, Value};
use kernel::{Actor, Ctx, Error, Id, Result};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Makes `access_unit_now`, `access_reach_now`, `access_grant_now` and `access_login_now` again.
/// Part of `zhen rebuild`; inside a deed, because only a deed may write caches.
pub fn rebuild(tx: &mut Tx) -> Result<()> {
    rebuild_units(tx)?;
    let (grants, logins) = (grants(tx)?, logins(tx)?);
    store::users::clear_caches(tx)?;
    for grant in &grants {
        store::users::insert_grant_now(tx, grant)?;
    }
    for (login, user) in logins {
        store::users::insert_login(tx, &login, user)?;
    }
    Ok(())
}

/// Makes `access_grant_now` again where a newer program gives a role other rights than the one that
/// kept it: the bits are written when a role is granted, and an upgrade must not leave them behind.
#[derive(Debug, Clone, Serialize)]
pub struct RenewGrants {}

impl Input for RenewGrants {
    const DEED: &'static str = "access.renew_grants";
}

/// Done by the program itself when it opens a database. Answers how many grants there are.
pub fn renew_grants(tx: &mut Tx, ctx: &Ctx, _input: RenewGrants) -> Result<usize> {
    crate::scope::on_installation(ctx)?;
    if ctx.actor != Actor::SYSTEM {
        return Err(Error::Forbidden);
    }
    let grants = grants(tx)?;
    store::users::clear_grants(tx)?;
    for grant in &grants {
        store::users::insert_grant_now(tx, grant)?;
    }
    Ok(grants.len())
}

/// Whether the grants are kept with the rights that their roles have in this program.
pub fn grants_are_current(tx: &mut Tx) -> Result<bool> {
    let grants: BTreeMap<(Id, Id), Vec<Value>> = grants(tx)?
        .iter()
        .map(|grant| ((grant.user, grant.id), store::users::grant_row(grant)))
        .collect();
    Ok(grants.into_values().eq(store::users::grant_rows_now(tx)?))
}

pub(crate) fn rebuild_units(tx: &mut Tx) -> Result<()> {
    let units = units(store::units::facts(tx)?);
    store::units::clear_caches(tx)?;
    for (ancestor, unit) in reach(&units) {
        store::units::insert_reach(tx, ancestor, unit)?;
    }
    for unit in units {
        let pinyin = pinyin_key(&unit.name);
        store::units::insert_now(tx, &unit, pinyin)?;
    }
    Ok(())
}

/// `cache_differs` for every cache that is not what a rebuild would make of it.
pub fn check_caches(tx: &mut Tx) -> Result<Vec<Problem>> {
    let units = units(store::units::facts(tx)?);
    let mut pairs = reach(&units);
    pairs.sort();
    let keys: Vec<(Id, String)> = units
        .iter()
        .map(|unit| (unit.id, pinyin_key(&unit.name)))
        .collect();
    let same_grants = grants_are_current(tx)?;
    let mut logins = logins(tx)?;
    logins.sort();
    let checks = [
        (
            "access_unit_now",
            units == store::units::all(tx)? && keys == store::units::pinyin_keys(tx)?,
        ),
        ("access_reach_now", pairs == store::units::reach(tx)?),
        ("access_grant_now", same_grants),
        ("access_login_now", logins == store::users::logins(tx)?),
    ];
    let differing = checks.into_iter().filter(|(_, is_same)| !is_same);
    Ok(differing
        .map(|(place, _)| Problem {
            code: "cache_differs",
            place: place.to_owned(),
            seq: 0,
        })
        .collect())
}

/// Of each unit its last row; one whose last row is void never was. Facts come oldest first by unit.
fn units(facts: Vec<UnitFact>) -> Vec<Unit> {
    let mut last: BTreeMap<Id, UnitFact> = BTreeMap::new();
    for fact in facts {
        last.insert(fact.id, fact);
    }
    last.values()
        .filter(|fact| !fact.is_void())
        .map(UnitFact::unit)
        .collect()
}

/// Every unit with itself and each unit above it.
fn reach(units: &[Unit]) -> Vec<(Id, Id)> {
    let parents: HashMap<Id, Option<Id>> =
        units.iter().map(|unit| (unit.id, unit.parent)).collect();
    let mut pairs = Vec::with_capacity(units.len() * 5);
    for unit in units {
        let mut next = Some(unit.id);
        // A tree is never so deep; the bound keeps a damaged database from hanging an audit.
        for _ in 0..100 {
            let Some(ancestor) = next.filter(|id| parents.contains_key(id)) else {
                break;
            };
            pairs.push((ancestor, unit.id));
            next = parents.get(&ancestor).copied().flatten();
        }
    }
    pairs
}

fn grants(tx: &mut Tx) -> Result<Vec<Grant>> {
    Ok(store::users::latest_grants(tx)?
        .into_iter()
        .filter(|grant| !grant.is_void())
        .collect())
}

fn logins(tx: &mut Tx) -> Result<Vec<(String, Id)>> {
    let users = store::users::users(tx)?;
    Ok(users
        .into_iter()
        .filter(|user| user.valid_to.is_none())
        .map(|user| (user.login, user.id))
        .collect())
}
