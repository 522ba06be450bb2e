//! Parcels come into the net by 加盟, 托管 or 流转.

use super::model::{PartyKind, Way, check_term};
use super::store::{self, Land};
use crate::{land, people};
use ::store::{Input, Tx};
use kernel::check::{not_after, optional};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BringLand {
    pub net: Id,
    /// The family farm that works it.
    pub farm: Option<Id>,
    pub parcels: Vec<Id>,
    pub way: Way,
    pub from: Date,
    /// The last day of the agreement; a transfer must have one.
    pub term_to: Option<Date>,
    pub document: Option<String>,
}

impl Input for BringLand {
    const DEED: &'static str = "net.bring_land";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LandBrought {
    pub net: Id,
    pub parcels: usize,
    /// Of the farm now, 0.01 mu.
    pub farm_area: i64,
    /// Whether that is further from the net's aim than it tolerates.
    pub is_off: bool,
}

/// Whoever holds the parcel by contract on that day brings it. Refuses `net.not_on_day`, `net.no_parcels`,
/// `net.parcel_unheld`, `net.parcel_taken`, `net.term_beyond_contract`. Invalid: `farm` (`not_chosen`), `from`
/// (`in_the_future`), `term_to`, `document`.
pub fn bring_land(tx: &mut Tx, ctx: &Ctx, input: BringLand) -> Result<LandBrought> {
    let from = not_after("from", input.from, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, from)?;
    let document = optional("document", input.document.as_deref())?;
    let parties = store::parties(tx, ctx.org, net.id, from, i64::MAX)?;
    let is_farm = |id: Id| {
        let mut farms = parties.iter().filter(|p| p.kind == PartyKind::FamilyFarm);
        farms.any(|p| p.id == id)
    };
    if input.farm.is_some_and(|farm| !is_farm(farm)) {
        return Err(Error::invalid("farm", "not_chosen"));
    }
    if input.parcels.is_empty() {
        return Err(Error::refused("net.no_parcels"));
    }
    for parcel in &input.parcels {
        let held = land::held_on(tx, ctx.org, *parcel, from)?
            .ok_or_else(|| Error::from(Refusal::new("net.parcel_unheld").with("parcel", parcel)))?;
        if store::land_from(tx, ctx.org, *parcel, from)?.is_some() {
            return Err(Refusal::new("net.parcel_taken")
                .with("code", &held.code)
                .into());
        }
        check_term(input.way, from, input.term_to, held.term_to)?;
        let household = people::household(tx, ctx.org, held.household, from)?;
        let brought = Land {
            id: tx.new_id()?,
            from,
            to: None,
            net: net.id,
            farm: input.farm,
            parcel: *parcel,
            household: held.household,
            unit: household.map_or(held.unit, |household| household.unit),
            way: input.way,
            area: held.measured,
            term_to: input.term_to,
            document: document.clone(),
        };
        store::insert_land(tx, ctx.org, &brought)?;
    }
    let all = store::land(tx, ctx.org, net.id, from, i64::MAX)?;
    let of_farm = all.iter().filter(|l| l.farm == input.farm);
    let farm_area = of_farm.map(|l| l.area).sum();
    Ok(LandBrought {
        net: net.id,
        parcels: input.parcels.len(),
        farm_area,
        is_off: input.farm.is_some()
            && super::model::is_off(farm_area, net.farm_area, net.tolerance),
    })
}
