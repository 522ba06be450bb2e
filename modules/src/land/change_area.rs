//! Changes the area of a parcel from a day on: measured, contracted, or both.

use super::model;
use super::no_later;
use super::store::{self, Holding, Parcel};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ChangeArea {
    pub parcel: Id,
    pub from: Date,
    /// 0.01 mu.
    pub measured: Option<i64>,
    /// 0.01 mu.
    pub contracted: Option<i64>,
}

impl Input for ChangeArea {
    const DEED: &'static str = "land.change_area";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AreaChanged {
    /// Measured is now off from contracted by more than the tolerance.
    pub differs: bool,
}

/// The same day again corrects what was entered for it.
///
/// Refuses, in this order: not found, forbidden, invalid `measured` (`required`, where neither is given), both
/// (`area_not_positive`, `area_too_large`), `land.not_yet` (the parcel begins later), `land.later_change`,
/// `land.not_held` (no contract covers it).
pub fn change_area(tx: &mut Tx, ctx: &Ctx, input: ChangeArea) -> Result<AreaChanged> {
    let far = Date::new(9999, 12, 31).ok_or_else(|| Error::internal("a day", "none"))?;
    let known = store::parcel(tx, ctx.org, input.parcel, far)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, known.unit)?;
    if input.measured.is_none() && input.contracted.is_none() {
        return Err(Error::invalid("measured", "required"));
    }
    for (field, area) in [
        ("measured", input.measured),
        ("contracted", input.contracted),
    ] {
        area.map_or(Ok(()), |area| model::check_area(field, area))?;
    }
    let Some(mut parcel) = store::parcel(tx, ctx.org, input.parcel, input.from)? else {
        return Err(Error::refused("land.not_yet"));
    };
    if let Some(area) = input.measured {
        no_later(
            store::last_parcel_change(tx, ctx.org, parcel.id)?,
            input.from,
        )?;
        parcel = Parcel {
            area,
            from: input.from,
            ..parcel
        };
        store::insert_parcel(tx, ctx.org, &parcel, None)?;
    }
    let mut holding = store::holding(tx, ctx.org, parcel.id, input.from)?;
    if let Some(area) = input.contracted {
        let Some(held) = holding else {
            return Err(Refusal::new("land.not_held")
                .with("code", parcel.code)
                .into());
        };
        no_later(store::last_of_holding(tx, ctx.org, held.id)?, input.from)?;
        let held = Holding {
            area,
            from: input.from,
            ..held
        };
        store::insert_holding(tx, ctx.org, &held, None)?;
        holding = Some(held);
    }
    Ok(AreaChanged {
        differs: holding.is_some_and(|held| model::differs(held.area, parcel.area)),
    })
}
