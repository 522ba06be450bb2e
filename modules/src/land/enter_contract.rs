//! Enters a contract: a household, the issuer, the term, and its parcels with their contracted areas.

use super::store::{self, Contract, Holding};
use super::{Contracted, household_to_name, model, warnings_of};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct EnterContract {
    /// 19 signs, GB/T 35958-2018; the last may be a letter.
    pub number: String,
    /// 14 digits.
    pub issuer: String,
    pub household: Id,
    /// The household's code as contractor, 18 digits.
    pub contractor: Option<String>,
    pub term_from: Date,
    /// The last day of the term.
    pub term_to: Option<Date>,
    /// From this day on the parcels are held under it.
    pub from: Date,
    pub parcels: Vec<ContractLine>,
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ContractLine {
    pub parcel: Id,
    /// Contracted, 0.01 mu.
    pub area: i64,
}

impl Input for EnterContract {
    const DEED: &'static str = "land.enter_contract";
}

/// Refuses, in this order: `land.unknown_household`; invalid `issuer` (`issuer_code_malformed`), `contractor`
/// (`contractor_code_malformed`), `number` (`contract_number_malformed`), `term_to` (`term_backwards`), `from`
/// (`outside_term`), `parcels` (`required`); `land.contract_exists`; for each parcel `land.unknown_parcel`, invalid
/// `parcels` (`area_not_positive`, `area_too_large`), `land.parcel_held`.
pub fn enter_contract(tx: &mut Tx, ctx: &Ctx, input: EnterContract) -> Result<Contracted> {
    let household = household_to_name(tx, ctx, input.household, input.from)?;
    let contract = Contract {
        id: tx.new_id()?,
        number: model::plain(&input.number),
        unit: household.unit,
        issuer: model::plain(&input.issuer),
        household: household.id,
        contractor: input.contractor.as_deref().map(model::plain),
        term_from: input.term_from,
        term_to: input.term_to,
        from: input.from,
        to: None,
    };
    check(&contract)?;
    if input.parcels.is_empty() {
        return Err(Error::invalid("parcels", "required"));
    }
    if store::contract_by_number(tx, ctx.org, &contract.number)?.is_some() {
        return Err(Refusal::new("land.contract_exists")
            .with("number", &contract.number)
            .into());
    }
    store::insert_contract(tx, ctx.org, &contract, None)?;
    for line in &input.parcels {
        hold(tx, ctx, &contract, line, None)?;
    }
    Ok(Contracted {
        contract: contract.id,
        warnings: warnings_of(tx, ctx, &contract, input.from)?,
    })
}

/// What a contract must be by itself.
pub(super) fn check(contract: &Contract) -> Result<()> {
    if !model::is_code(&contract.issuer, model::ISSUER_DIGITS) {
        return Err(Error::invalid("issuer", "issuer_code_malformed"));
    }
    let contractor = contract.contractor.as_deref();
    if contractor.is_some_and(|code| !model::is_code(code, model::CONTRACTOR_DIGITS)) {
        return Err(Error::invalid("contractor", "contractor_code_malformed"));
    }
    if !model::is_contract_number(&contract.number) {
        return Err(Error::invalid("number", "contract_number_malformed"));
    }
    if contract.term_to.is_some_and(|to| to < contract.term_from) {
        return Err(Error::invalid("term_to", "term_backwards"));
    }
    // A term that ran out is no end: land stays with the household until the contract is ended or replaced.
    if contract.from < contract.term_from {
        return Err(Error::invalid("from", "outside_term"));
    }
    Ok(())
}

/// Puts a parcel under a contract from the contract's day on.
pub(super) fn hold(
    tx: &mut Tx,
    ctx: &Ctx,
    contract: &Contract,
    line: &ContractLine,
    import: Option<Id>,
) -> Result<()> {
    let Some(parcel) = store::parcel(tx, ctx.org, line.parcel, contract.from)? else {
        return Err(Refusal::new("land.unknown_parcel")
            .with("parcel", line.parcel)
            .into());
    };
    model::check_area("parcels", line.area)?;
    if store::held_from(tx, ctx.org, parcel.id, contract.from, Id(0))?.is_some() {
        return Err(Refusal::new("land.parcel_held")
            .with("code", parcel.code)
            .into());
    }
    let holding = Holding {
        id: tx.new_id()?,
        contract: contract.id,
        parcel: parcel.id,
        area: line.area,
        from: contract.from,
        to: None,
    };
    store::insert_holding(tx, ctx.org, &holding, import)
}
