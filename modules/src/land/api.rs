//! What programs may read and do of land.

use super::file_api::LandList;
use super::read::{self, Look, Order, ParcelView};
use super::{
    change_area, end_contract, enter_contract, enter_parcel, swap_parcels, transfer_contract,
};
use ::web::Gate;
use ::web::api::{Deed, Found, List, Seen};
use access::{Right, Scope};
use kernel::{Date, Id, Result, mask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewProjects]);
    vec![List::new("land/parcels", "land-list", view, parcels)]
}

pub(super) fn deeds() -> Vec<Deed> {
    let enter = Gate::Any(&[Right::EnterProjects]);
    vec![
        Deed::file(LandList, enter),
        Deed::new(enter_parcel),
        Deed::new(change_area),
        Deed::new(enter_contract),
        Deed::new(transfer_contract),
        Deed::new(swap_parcels),
        Deed::new(end_contract),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Parcels {
    /// As of this day; without it today.
    date: Option<Date>,
    /// Of this village.
    unit: Option<Id>,
    household: Option<Id>,
    contract: Option<Id>,
    /// Beginning of a parcel's code or a contract's number, a whole household number, or a holder's name.
    q: Option<String>,
}

/// A parcel, and the contract that covers it on that day.
#[derive(Serialize, JsonSchema)]
struct Parcel {
    id: Id,
    code: String,
    name: Option<String>,
    /// Of the code list `land_kind`.
    kind: String,
    /// Measured area in 0.01 mu.
    measured_mu_e2: i64,
    unit: Id,
    village: String,
    contract: Option<Id>,
    contract_number: Option<String>,
    /// Contracted area in 0.01 mu.
    contracted_mu_e2: Option<i64>,
    household: Option<Id>,
    household_number: Option<String>,
    /// Masked for whoever sees no people.
    head_name: Option<String>,
    term_from: Option<Date>,
    /// The last day.
    term_to: Option<Date>,
}

fn parcels(
    tx: &mut Tx,
    seen: &Seen,
    asked: Parcels,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<Parcel, (String, Id)>> {
    let look = Look {
        unit: asked.unit.unwrap_or_default(),
        household: asked.household.unwrap_or_default(),
        contract: asked.contract.unwrap_or_default(),
        sought: asked.q.unwrap_or_default().trim().to_owned(),
        by_name: seen.sees_names,
        ..Look::on(asked.date.unwrap_or_else(|| seen.ctx.today()))
    };
    let scope = Scope::of(&seen.ctx, Right::ViewProjects);
    let more = u16::try_from(limit + 1).unwrap_or(u16::MAX);
    let found = read::parcels(tx, &scope, &look, after.as_ref(), more)?;
    let found = Found::page(found, limit, |last: &ParcelView| {
        (last.key(Order::Code), last.id)
    });
    Ok(found.map(|parcel| row(seen, parcel)))
}

fn row(seen: &Seen, parcel: ParcelView) -> Parcel {
    let held = parcel.household.is_some();
    let name = match seen.sees_names {
        true => parcel.head_name,
        false => mask::name(&parcel.head_name),
    };
    Parcel {
        id: parcel.id,
        code: parcel.code,
        name: parcel.name,
        kind: parcel.kind,
        measured_mu_e2: parcel.measured,
        unit: parcel.unit,
        village: parcel.village,
        contract: parcel.contract,
        contract_number: parcel.number,
        contracted_mu_e2: parcel.contracted,
        household: parcel.household,
        household_number: held.then_some(parcel.household_number),
        head_name: held.then_some(name),
        term_from: parcel.term_from,
        term_to: parcel.term_to,
    }
}
