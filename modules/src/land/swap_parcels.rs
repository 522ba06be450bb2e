//! Two contracts exchange parcels from a day on (互换): both households write it, the issuer files it.

use super::model::Warning;
use super::store::{self, Change};
use super::{Contracted, contract_to_change, move_holding, named_holdings, warnings_of};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct SwapParcels {
    pub contract: Id,
    /// What it gives.
    pub parcels: Vec<Id>,
    pub other: Id,
    /// What the other gives.
    pub other_parcels: Vec<Id>,
    /// From this day on each holds what the other had.
    pub date: Date,
    /// The agreement that both wrote.
    pub document: String,
    /// When it was filed with the issuer, if it was.
    pub filed: Option<Date>,
}

impl Input for SwapParcels {
    const DEED: &'static str = "land.swap_parcels";
}

/// Swaps only within one collective (land contract law, article 33); the contracted areas go with the parcels.
///
/// Refuses, in this order: for each contract not found, forbidden, `land.not_in_force`, `land.later_change`;
/// `land.same_contract`, `land.other_issuer`; invalid `document` (`required`); for
/// each side `land.no_parcels`, `land.not_of_contract`.
pub fn swap_parcels(tx: &mut Tx, ctx: &Ctx, input: SwapParcels) -> Result<Contracted> {
    let mine = contract_to_change(tx, ctx, input.contract, input.date)?;
    let theirs = contract_to_change(tx, ctx, input.other, input.date)?;
    if mine.id == theirs.id {
        return Err(Error::refused("land.same_contract"));
    }
    if mine.issuer != theirs.issuer {
        return Err(Error::refused("land.other_issuer"));
    }
    if input.document.trim().is_empty() {
        return Err(Error::invalid("document", "required"));
    }
    let given = named_holdings(tx, ctx, mine.id, input.date, &input.parcels)?;
    let taken = named_holdings(tx, ctx, theirs.id, input.date, &input.other_parcels)?;
    for (holdings, to) in [(given, theirs.id), (taken, mine.id)] {
        for holding in holdings {
            move_holding(tx, ctx, &holding, to, input.date)?;
        }
    }
    let change = Change {
        id: tx.new_id()?,
        kind: "swap".into(),
        date: input.date,
        contract: mine.id,
        other: Some(theirs.id),
        household: None,
        reason: None,
        document: Some(input.document),
        filed: input.filed,
    };
    store::insert_change(tx, ctx.org, &change)?;
    let mut warnings = warnings_of(tx, ctx, &mine, input.date)?;
    if change.filed.is_none() {
        warnings.push(Warning::NotFiled);
    }
    Ok(Contracted {
        contract: mine.id,
        warnings,
    })
}
