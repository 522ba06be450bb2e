//! What pages show of land: plain data, as of a day and as known now, within the reader's scope.

use super::model::{self, Period, Warning};
use super::store::{self, Contract, lists};
use ::store::Tx;
use access::Scope;
use kernel::{Date, Error, Id, Result};

/// How a list of parcels is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Code,
    Holder,
    Village,
}

/// Which parcels are looked at; 0 and the empty text stand for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub date: Date,
    pub unit: Id,
    pub household: Id,
    pub parcel: Id,
    pub contract: Id,
    /// Beginning of a parcel's code or a contract's number, a whole household number, or a holder's name.
    pub sought: String,
    /// Whether the reader may look for a name.
    pub by_name: bool,
    pub order: Order,
}

impl Look {
    pub fn on(date: Date) -> Look {
        Look {
            date,
            unit: Id(0),
            household: Id(0),
            parcel: Id(0),
            contract: Id(0),
            sought: String::new(),
            by_name: false,
            order: Order::Code,
        }
    }
}

/// A parcel, and the contract that covers it on that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelView {
    pub id: Id,
    pub code: String,
    pub name: Option<String>,
    pub kind: String,
    /// 0.01 mu.
    pub measured: i64,
    pub unit: Id,
    pub village: String,
    /// 0.01 mu.
    pub contracted: Option<i64>,
    pub contract: Option<Id>,
    pub number: Option<String>,
    pub household: Option<Id>,
    pub household_number: String,
    /// Mask it for who may not see people.
    pub head_name: String,
    pub issuer: Option<String>,
    pub contractor: Option<String>,
    pub term_from: Option<Date>,
    pub term_to: Option<Date>,
}

impl ParcelView {
    pub fn differs(&self) -> bool {
        self.contracted
            .is_some_and(|contracted| model::differs(contracted, self.measured))
    }

    /// What its place in a list sorted by `order` is.
    pub fn key(&self, order: Order) -> String {
        match order {
            Order::Code => self.code.clone(),
            Order::Holder => self.head_name.clone(),
            Order::Village => self.village.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub parcels: i64,
    pub households: i64,
    /// 0.01 mu.
    pub contracted: i64,
    /// 0.01 mu.
    pub measured: i64,
}

/// Parcels in scope, after the one with this key and id.
pub fn parcels(
    tx: &mut Tx,
    scope: &Scope,
    look: &Look,
    after: Option<&(String, Id)>,
    limit: u16,
) -> Result<Vec<ParcelView>> {
    lists::parcels(tx, scope, look, after, i64::from(limit))
}

/// Of the whole list that `look` finds.
pub fn totals(tx: &mut Tx, scope: &Scope, look: &Look) -> Result<Totals> {
    lists::totals(tx, scope, look)
}

/// The villages that the scope reaches: id and name.
pub fn villages(tx: &mut Tx, scope: &Scope) -> Result<Vec<(Id, String)>> {
    lists::villages(tx, scope)
}

/// Who held a parcel, under which contract and with which contracted area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderView {
    pub contract: Id,
    pub number: String,
    pub household: Id,
    pub household_number: String,
    /// Mask it for who may not see people.
    pub head_name: String,
    /// 0.01 mu.
    pub contracted: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelDetail {
    pub parcel: ParcelView,
    /// The latest first.
    pub holders: Vec<Period<HolderView>>,
    /// Measured area in 0.01 mu, the latest first.
    pub measured: Vec<Period<i64>>,
}

/// `NotFound` where no such parcel is in scope on that day.
pub fn parcel(tx: &mut Tx, scope: &Scope, date: Date, id: Id) -> Result<ParcelDetail> {
    let look = Look {
        parcel: id,
        ..Look::on(date)
    };
    let found = lists::parcels(tx, scope, &look, None, 1)?;
    let parcel = found.into_iter().next().ok_or(Error::NotFound)?;
    let rows = store::parcel_rows(tx, scope.org, id)?;
    let measured = model::periods(&rows).into_iter().rev().map(|row| Period {
        from: row.from,
        to: row.to,
        what: row.what.area,
    });
    Ok(ParcelDetail {
        measured: measured.collect(),
        holders: holders(tx, scope.org, id)?,
        parcel,
    })
}

fn holders(tx: &mut Tx, org: i64, parcel: Id) -> Result<Vec<Period<HolderView>>> {
    let rows = store::holding_rows(tx, org, parcel)?;
    let mut out = Vec::new();
    for record in rows.chunk_by(|a, b| a.what.id == b.what.id) {
        for held in model::periods(record) {
            let contracts = store::contract_rows(tx, org, held.what.contract)?;
            for contract in model::periods(&contracts) {
                let from = held.from.max(contract.from);
                let to = model::earlier(held.to, contract.to);
                if to.is_some_and(|to| to <= from) {
                    continue;
                }
                let (number, head) = lists::named(tx, org, contract.what.household)?;
                let what = HolderView {
                    contract: contract.what.id,
                    number: contract.what.number,
                    household: contract.what.household,
                    household_number: number,
                    head_name: head,
                    contracted: held.what.area,
                };
                out.push(Period { from, to, what });
            }
        }
    }
    out.sort_by_key(|period| std::cmp::Reverse(period.from));
    Ok(out)
}

/// A contract with what it holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractDetail {
    pub contract: Contract,
    pub household_number: String,
    /// Mask it for who may not see people.
    pub head_name: String,
    pub parcels: Vec<ParcelView>,
    pub changes: Vec<store::Change>,
    pub warnings: Vec<Warning>,
    /// Ended, or not begun, on that day.
    pub is_in_force: bool,
}

/// `NotFound` where no such contract is in scope.
pub fn contract(tx: &mut Tx, scope: &Scope, date: Date, id: Id) -> Result<ContractDetail> {
    let latest = store::latest_contract(tx, scope.org, id)?.ok_or(Error::NotFound)?;
    let of_day = store::contract(tx, scope.org, id, date)?;
    let is_in_force = of_day.is_some();
    let contract = of_day.unwrap_or(latest);
    if !lists::is_in_scope(tx, scope, contract.unit)? {
        return Err(Error::NotFound);
    }
    let look = Look {
        contract: id,
        ..Look::on(date)
    };
    let parcels = lists::parcels(tx, scope, &look, None, 10_000)?;
    let codes: Vec<String> = parcels.iter().map(|parcel| parcel.code.clone()).collect();
    let mut warnings = model::composition(
        &contract.issuer,
        contract.contractor.as_deref(),
        &contract.number,
        &codes,
    );
    if parcels.iter().any(ParcelView::differs) {
        warnings.push(Warning::AreaDiffers);
    }
    let is_long = |parcel: &ParcelView| {
        model::is_too_long(contract.term_from, contract.term_to, &parcel.kind)
    };
    if parcels.iter().any(is_long) {
        warnings.push(Warning::TermLong);
    }
    let changes = store::changes(tx, scope.org, id)?;
    let is_unfiled = |change: &store::Change| change.kind == "swap" && change.filed.is_none();
    if changes.iter().any(is_unfiled) {
        warnings.push(Warning::NotFiled);
    }
    let (household_number, head_name) = lists::named(tx, scope.org, contract.household)?;
    Ok(ContractDetail {
        contract,
        household_number,
        head_name,
        parcels,
        changes,
        warnings,
        is_in_force,
    })
}

/// The id of the parcel of this code, as last recorded.
pub fn find_parcel(tx: &mut Tx, org: i64, code: &str) -> Result<Option<Id>> {
    let found = store::parcel_by_code(tx, org, &model::plain(code))?;
    Ok(found.map(|parcel| parcel.id))
}

/// The id of the contract of this number.
pub fn find_contract(tx: &mut Tx, org: i64, number: &str) -> Result<Option<Id>> {
    let found = store::contract_by_number(tx, org, &model::plain(number))?;
    Ok(found.map(|contract| contract.id))
}

/// Whether the scope reaches a unit.
pub fn sees(tx: &mut Tx, scope: &Scope, unit: Id) -> Result<bool> {
    lists::is_in_scope(tx, scope, unit)
}
