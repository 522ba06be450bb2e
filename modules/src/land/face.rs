//! What other modules may ask about land.

use super::store::{self, lists};
use ::store::Tx;
use kernel::{Date, Id, OrgId, Result};
use std::collections::HashSet;

/// A parcel that a household holds on a day, as known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldParcel {
    pub parcel: Id,
    /// 19 digits.
    pub code: String,
    pub unit: Id,
    pub contract: Id,
    /// 0.01 mu.
    pub contracted: i64,
    /// 0.01 mu.
    pub measured: i64,
}

/// By code.
pub fn parcels_of_household(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    date: Date,
) -> Result<Vec<HeldParcel>> {
    lists::held_by(tx, org, household, date)
}

/// Measured area in 0.01 mu; `None` where there is no such parcel on that day.
pub fn area_of(tx: &mut Tx, org: OrgId, parcel: Id, date: Date) -> Result<Option<i64>> {
    Ok(store::parcel(tx, org, parcel, date)?.map(|parcel| parcel.area))
}

/// The household that holds the parcel by contract on that day.
pub fn holder_of(tx: &mut Tx, org: OrgId, parcel: Id, date: Date) -> Result<Option<Id>> {
    let Some(holding) = store::holding(tx, org, parcel, date)? else {
        return Ok(None);
    };
    Ok(store::contract(tx, org, holding.contract, date)?.map(|contract| contract.household))
}

/// A parcel with the contract under which it is held on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// 19 digits.
    pub code: String,
    pub unit: Id,
    pub household: Id,
    /// 0.01 mu.
    pub measured: i64,
    /// The last day of the contract's term; nothing where it has none.
    pub term_to: Option<Date>,
}

/// Nothing where the parcel is not there on that day, or nobody holds it.
pub fn held_on(tx: &mut Tx, org: OrgId, parcel: Id, date: Date) -> Result<Option<Held>> {
    let (Some(found), Some(holding)) = (
        store::parcel(tx, org, parcel, date)?,
        store::holding(tx, org, parcel, date)?,
    ) else {
        return Ok(None);
    };
    let contract = store::contract(tx, org, holding.contract, date)?;
    Ok(contract.map(|contract| Held {
        code: found.code,
        unit: found.unit,
        household: contract.household,
        measured: found.area,
        term_to: contract.term_to,
    }))
}

/// Those of `households` that are a contractor in whatever period: what rests on an import of people.
pub fn households_in_use(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Id>> {
    let asked: HashSet<&Id> = households.iter().collect();
    let mut found = lists::households(tx, org)?;
    found.retain(|household| asked.contains(household));
    Ok(found)
}
