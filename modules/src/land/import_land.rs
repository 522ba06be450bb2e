//! Imports a list of land that was read and shown before: new parcels and contracts are entered, another area, name or
//! term holds from the import's day on, nothing is ended.

use super::enter_contract::{ContractLine, check, hold};
use super::plan_land::{Effect, LandLine, judge};
use super::store::{self, Contract, Holding, Parcel};
use super::{household_to_name, model};
use ::store::{Input, Tx};
use access::imports;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportLand {
    /// What is new or changed holds from this day on.
    pub from: Date,
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    /// JSON: column letter to field.
    pub mapping: String,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
}

impl Input for ImportLand {
    const DEED: &'static str = "land.import";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LandImported {
    pub import: Id,
    pub added: usize,
    pub changed: usize,
}

/// `Conflict` where what is there is no longer what the preview compared with. Refuses, for each line,
/// `land.unknown_household`, then what a contract and its parcels must be (`enter_contract`).
pub fn import_land(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportLand,
    lines: &[LandLine],
) -> Result<LandImported> {
    let mut effects = Vec::with_capacity(lines.len());
    let mut counts = (0, 0, 0);
    // All are judged before the first is written, as in the preview.
    for line in lines {
        let unit = household_to_name(tx, ctx, line.household, input.from)?.unit;
        if unit != line.unit {
            return Err(Error::Conflict);
        }
        let effect = judge(tx, ctx.org, input.from, line)?.map_err(|_| Error::Conflict)?;
        match effect {
            Effect::Added => counts.0 += 1,
            Effect::Changed => counts.1 += 1,
            Effect::Unchanged => counts.2 += 1,
        }
        effects.push(effect);
    }
    if counts != (input.added, input.changed, input.unchanged) {
        return Err(Error::Conflict);
    }
    let import = tx.new_id()?;
    let mut contracts: HashMap<&str, Contract> = HashMap::new();
    for (line, effect) in lines.iter().zip(effects) {
        if effect == Effect::Unchanged {
            continue;
        }
        let contract = match contracts.get(line.number.as_str()) {
            Some(contract) => contract.clone(),
            None => contract_of(tx, ctx, input.from, line, import)?,
        };
        let parcel = parcel_of(tx, ctx, input.from, line, import)?;
        holding_of(tx, ctx, &contract, (parcel, line), import)?;
        contracts.insert(&line.number, contract);
    }
    let done = imports::Done {
        id: import,
        kind: "land",
        file_tag: input.file_tag.into_bytes(),
        mapping: &input.mapping,
        rows: lines.len() + input.set_aside,
        added: input.added,
        changed: input.changed,
        unchanged: input.unchanged,
        set_aside: input.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(LandImported {
        import,
        added: input.added,
        changed: input.changed,
    })
}

/// The contract of a line, entered or changed where it differs; its `from` is the import's day.
fn contract_of(
    tx: &mut Tx,
    ctx: &Ctx,
    from: Date,
    line: &LandLine,
    import: Id,
) -> Result<Contract> {
    let there = store::contract_by_number(tx, ctx.org, &line.number)?;
    let contract = Contract {
        id: match &there {
            Some(there) => there.id,
            None => tx.new_id()?,
        },
        number: line.number.clone(),
        unit: line.unit,
        issuer: line.issuer.clone(),
        household: line.household,
        contractor: line
            .contractor
            .clone()
            .or_else(|| there.as_ref().and_then(|there| there.contractor.clone())),
        term_from: line.term_from,
        term_to: line.term_to,
        from,
        to: there.as_ref().and_then(|there| there.to),
    };
    check(&contract)?;
    let is_same = there.is_some_and(|there| {
        Contract {
            from: contract.from,
            ..there
        } == contract
    });
    if !is_same {
        store::insert_contract(tx, ctx.org, &contract, Some(import))?;
    }
    Ok(contract)
}

fn parcel_of(tx: &mut Tx, ctx: &Ctx, from: Date, line: &LandLine, import: Id) -> Result<Id> {
    let there = store::parcel_by_code(tx, ctx.org, &line.code)?;
    model::check_area("measured", line.measured)?;
    let parcel = match &there {
        Some(there) => Parcel {
            name: line.name.clone().or_else(|| there.name.clone()),
            area: line.measured,
            from,
            ..there.clone()
        },
        None => Parcel {
            id: tx.new_id()?,
            code: line.code.clone(),
            unit: line.unit,
            name: line.name.clone(),
            kind: model::ARABLE.to_owned(),
            area: line.measured,
            from,
        },
    };
    let is_same = there.is_some_and(|there| Parcel { from, ..there } == parcel);
    if !is_same {
        store::insert_parcel(tx, ctx.org, &parcel, Some(import))?;
    }
    Ok(parcel.id)
}

fn holding_of(
    tx: &mut Tx,
    ctx: &Ctx,
    contract: &Contract,
    (parcel, line): (Id, &LandLine),
    import: Id,
) -> Result<()> {
    match store::holding(tx, ctx.org, parcel, contract.from)? {
        Some(held) if held.area == line.contracted => Ok(()),
        Some(held) => {
            model::check_area("contracted", line.contracted)?;
            let changed = Holding {
                area: line.contracted,
                from: contract.from,
                ..held
            };
            store::insert_holding(tx, ctx.org, &changed, Some(import))
        }
        None => {
            let held = ContractLine {
                parcel,
                area: line.contracted,
            };
            hold(tx, ctx, contract, &held, Some(import))
        }
    }
}
