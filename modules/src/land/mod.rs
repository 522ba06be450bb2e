//! Contracted land: parcels, contracts, who holds what with which area, by period. README.md has nouns, rules and
//! who may do what. Never draws: polygons come with trusteeship.

mod api;
pub mod change_area;
pub mod end_contract;
pub mod enter_contract;
pub mod enter_parcel;
mod face;
mod file_api;
pub mod import_land;
pub mod model;
pub mod plan_land;
pub mod read;
mod store;
pub mod swap_parcels;
#[cfg(test)]
mod tests;
pub mod transfer_contract;
pub mod web;

pub use change_area::{ChangeArea, change_area};
pub use end_contract::{EndContract, end_contract};
pub use enter_contract::{ContractLine, EnterContract, enter_contract};
pub use enter_parcel::{EnterParcel, enter_parcel};
pub use face::{
    Held, HeldParcel, area_of, held_on, holder_of, households_in_use, parcels_of_household,
};
pub use import_land::{ImportLand, LandImported, import_land};
pub use plan_land::{LandPlan, plan_land, read_land};
pub use swap_parcels::{SwapParcels, swap_parcels};
pub use transfer_contract::{PartTo, TransferContract, transfer_contract};

use crate::people;
use ::store::Tx;
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use model::Warning;
use serde::{Deserialize, Serialize};
use store::{Contract, Holding};

/// Code list: what a parcel is used for.
pub const LAND_KIND: &str = "land_kind";

/// What a deed on a contract answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Contracted {
    /// The contract; where a part went to a new one, that one.
    pub contract: Id,
    pub warnings: Vec<Warning>,
}

/// The contract that a deed changes, as it is on `date`.
///
/// Refuses, in this order: not found, forbidden, `land.later_change` (something of it changed on a later day).
fn contract_to_change(tx: &mut Tx, ctx: &Ctx, id: Id, date: Date) -> Result<Contract> {
    let latest = store::latest_contract(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, latest.unit)?;
    let Some(contract) = store::contract(tx, ctx.org, id, date)? else {
        return Err(Refusal::new("land.not_in_force").with("date", date).into());
    };
    let held = store::last_holding_change(tx, ctx.org, id)?;
    no_later(held.max(Some(latest.from)), date)?;
    Ok(contract)
}

/// Refuses `land.later_change` where the latest change lies behind `date`.
fn no_later(latest: Option<Date>, date: Date) -> Result<()> {
    match latest {
        Some(latest) if latest > date => Err(Refusal::new("land.later_change")
            .with("date", latest)
            .into()),
        _ => Ok(()),
    }
}

/// Refuses `land.unknown_household` where there is none on `date`, or outside what the person may enter.
fn household_to_name(tx: &mut Tx, ctx: &Ctx, id: Id, date: Date) -> Result<people::Household> {
    let unknown = || Error::from(Refusal::new("land.unknown_household").with("household", id));
    let household = people::household(tx, ctx.org, id, date)?.ok_or_else(unknown)?;
    match require(tx, ctx, Right::EnterProjects, household.unit) {
        Err(Error::Forbidden) => Err(unknown()),
        other => other.map(|()| household),
    }
}

/// Ends a holding: `date` is the first day on which it no longer holds.
fn end_holding(tx: &mut Tx, ctx: &Ctx, holding: &Holding, date: Date) -> Result<()> {
    let ended = Holding {
        to: Some(date),
        ..holding.clone()
    };
    store::insert_holding(tx, ctx.org, &ended, None)
}

/// Moves a parcel from one contract to another, with its contracted area.
fn move_holding(tx: &mut Tx, ctx: &Ctx, holding: &Holding, to: Id, date: Date) -> Result<()> {
    end_holding(tx, ctx, holding, date)?;
    let moved = Holding {
        id: tx.new_id()?,
        contract: to,
        from: date,
        to: None,
        ..holding.clone()
    };
    store::insert_holding(tx, ctx.org, &moved, None)
}

/// Those of a contract's holdings that are named by their parcels; every parcel must be there.
///
/// Refuses `land.no_parcels`, `land.not_of_contract`.
fn named_holdings(
    tx: &mut Tx,
    ctx: &Ctx,
    contract: Id,
    date: Date,
    parcels: &[Id],
) -> Result<Vec<Holding>> {
    if parcels.is_empty() {
        return Err(Error::refused("land.no_parcels"));
    }
    let held = store::holdings_of(tx, ctx.org, contract, date)?;
    let mut found: Vec<Holding> = Vec::with_capacity(parcels.len());
    for parcel in parcels {
        let holding = held
            .iter()
            .find(|holding| holding.parcel == *parcel)
            .filter(|holding| !found.contains(holding));
        found.push(
            holding
                .ok_or_else(|| {
                    Error::from(Refusal::new("land.not_of_contract").with("parcel", parcel))
                })?
                .clone(),
        );
    }
    Ok(found)
}

/// What deserves a second look in a contract as it is on `date`.
fn warnings_of(tx: &mut Tx, ctx: &Ctx, contract: &Contract, date: Date) -> Result<Vec<Warning>> {
    let mut codes = Vec::new();
    let mut warnings = Vec::new();
    for holding in store::holdings_of(tx, ctx.org, contract.id, date)? {
        let Some(parcel) = store::parcel(tx, ctx.org, holding.parcel, date)? else {
            continue;
        };
        if model::differs(holding.area, parcel.area) {
            warnings.push(Warning::AreaDiffers);
        }
        if model::is_too_long(contract.term_from, contract.term_to, &parcel.kind) {
            warnings.push(Warning::TermLong);
        }
        codes.push(parcel.code);
    }
    warnings.extend(model::composition(
        &contract.issuer,
        contract.contractor.as_deref(),
        &contract.number,
        &codes,
    ));
    warnings.sort();
    warnings.dedup();
    Ok(warnings)
}
