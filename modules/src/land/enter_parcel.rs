//! Enters a parcel of land. Who holds it is a contract's: see enter_contract.rs.

use super::store::{self, Parcel};
use super::{LAND_KIND, model};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EnterParcel {
    /// 19 digits, GB/T 35958-2018.
    pub code: String,
    /// The village.
    pub unit: Id,
    pub name: Option<String>,
    /// Of the code list `land_kind`.
    pub kind: String,
    /// Measured, 0.01 mu.
    pub area: i64,
    pub from: Date,
}

impl Input for EnterParcel {
    const DEED: &'static str = "land.enter_parcel";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ParcelEntered {
    pub parcel: Id,
}

/// Invalid: `code` (`parcel_code_malformed`), `area` (`area_not_positive`, `area_too_large`), `kind`
/// (`not_a_choice`). Refuses `land.parcel_exists`.
pub fn enter_parcel(tx: &mut Tx, ctx: &Ctx, input: EnterParcel) -> Result<ParcelEntered> {
    require(tx, ctx, Right::EnterProjects, input.unit)?;
    let code = model::plain(&input.code);
    if !model::is_code(&code, model::PARCEL_DIGITS) {
        return Err(Error::invalid("code", "parcel_code_malformed"));
    }
    model::check_area("area", input.area)?;
    if access::codes::code(tx, LAND_KIND, &input.kind, input.from)?.is_none() {
        return Err(Error::invalid("kind", "not_a_choice"));
    }
    if store::parcel_by_code(tx, ctx.org, &code)?.is_some() {
        return Err(Refusal::new("land.parcel_exists").with("code", code).into());
    }
    let parcel = Parcel {
        id: tx.new_id()?,
        code,
        unit: input.unit,
        name: input.name,
        kind: input.kind,
        area: input.area,
        from: input.from,
    };
    store::insert_parcel(tx, ctx.org, &parcel, None)?;
    Ok(ParcelEntered { parcel: parcel.id })
}
