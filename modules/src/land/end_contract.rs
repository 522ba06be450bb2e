//! Ends a contract and frees its parcels.

use super::store::{self, Change, Contract};
use super::{contract_to_change, end_holding};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

/// Why a contract ends.
pub const REASONS: [&str; 4] = ["term", "returned", "agreement", "error"];

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndContract {
    pub contract: Id,
    /// The first day on which it no longer holds.
    pub date: Date,
    /// One of [`REASONS`].
    pub reason: String,
    pub document: Option<String>,
}

impl Input for EndContract {
    const DEED: &'static str = "land.end_contract";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ContractEnded {
    /// Parcels that are free from that day on.
    pub parcels: usize,
}

/// Refuses, in this order: not found, forbidden, `land.not_in_force` (not yet or no longer), `land.later_change`;
/// invalid `reason` (`not_a_choice`).
pub fn end_contract(tx: &mut Tx, ctx: &Ctx, input: EndContract) -> Result<ContractEnded> {
    let contract = contract_to_change(tx, ctx, input.contract, input.date)?;
    if !REASONS.contains(&input.reason.as_str()) {
        return Err(Error::invalid("reason", "not_a_choice"));
    }
    let held = store::holdings_of(tx, ctx.org, contract.id, input.date)?;
    for holding in &held {
        end_holding(tx, ctx, holding, input.date)?;
    }
    let ended = Contract {
        to: Some(input.date),
        ..contract
    };
    store::insert_contract(tx, ctx.org, &ended, None)?;
    let change = Change {
        id: tx.new_id()?,
        kind: "end".into(),
        date: input.date,
        contract: ended.id,
        other: None,
        household: None,
        reason: Some(input.reason),
        document: input.document,
        filed: None,
    };
    store::insert_change(tx, ctx.org, &change)?;
    Ok(ContractEnded {
        parcels: held.len(),
    })
}
