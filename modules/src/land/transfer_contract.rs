//! A contract passes to another household: whole, or a part of its parcels under a contract of its own (a household
//! that splits).

use super::store::{self, Change, Contract};
use super::{
    Contracted, contract_to_change, enter_contract, household_to_name, model, move_holding,
    named_holdings, warnings_of,
};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::Serialize;

/// Why a contract passes on.
pub const REASONS: [&str; 3] = ["split", "inheritance", "agreement"];

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct TransferContract {
    pub contract: Id,
    /// To whom.
    pub household: Id,
    pub date: Date,
    /// One of [`REASONS`].
    pub reason: String,
    pub document: Option<String>,
    /// The new contractor's code.
    pub contractor: Option<String>,
    /// Without it the whole contract passes on.
    pub part: Option<PartTo>,
}

/// The parcels that leave, and the number of the contract that they come under; issuer and term stay.
#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct PartTo {
    pub number: String,
    pub parcels: Vec<Id>,
}

impl Input for TransferContract {
    const DEED: &'static str = "land.transfer_contract";
}

/// Refuses, in this order: not found, forbidden, `land.not_in_force`, `land.later_change`; `land.unknown_household`,
/// `land.same_household`; invalid `reason` (`not_a_choice`), then the codes as `enter_contract`; for a part
/// `land.contract_exists`, `land.no_parcels`, `land.not_of_contract`.
pub fn transfer_contract(tx: &mut Tx, ctx: &Ctx, input: TransferContract) -> Result<Contracted> {
    let contract = contract_to_change(tx, ctx, input.contract, input.date)?;
    let household = household_to_name(tx, ctx, input.household, input.date)?;
    if household.id == contract.household {
        return Err(Error::refused("land.same_household"));
    }
    if !REASONS.contains(&input.reason.as_str()) {
        return Err(Error::invalid("reason", "not_a_choice"));
    }
    let mut passed = Contract {
        household: household.id,
        unit: household.unit,
        contractor: input.contractor.as_deref().map(model::plain),
        from: input.date,
        ..contract.clone()
    };
    let mut change = Change {
        id: tx.new_id()?,
        kind: "transfer".into(),
        date: input.date,
        contract: contract.id,
        other: None,
        household: Some(household.id),
        reason: Some(input.reason),
        document: input.document,
        filed: None,
    };
    if let Some(part) = input.part {
        passed = Contract {
            id: tx.new_id()?,
            number: model::plain(&part.number),
            to: None,
            ..passed
        };
        enter_contract::check(&passed)?;
        if store::contract_by_number(tx, ctx.org, &passed.number)?.is_some() {
            return Err(Refusal::new("land.contract_exists")
                .with("number", &passed.number)
                .into());
        }
        for holding in named_holdings(tx, ctx, contract.id, input.date, &part.parcels)? {
            move_holding(tx, ctx, &holding, passed.id, input.date)?;
        }
        change.other = Some(passed.id);
    } else {
        enter_contract::check(&passed)?;
    }
    store::insert_contract(tx, ctx.org, &passed, None)?;
    store::insert_change(tx, ctx.org, &change)?;
    Ok(Contracted {
        contract: passed.id,
        warnings: warnings_of(tx, ctx, &passed, input.date)?,
    })
}
