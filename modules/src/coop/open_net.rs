//! Opens the net of a co-op, and changes what it says of itself.

use super::model;
use super::store::{self, Net};
use crate::shares;
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::check::{not_after, required, within};
use kernel::{Ctx, Date, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// What a family farm may be meant to have: 1 to 10,000 mu, in 0.01 mu.
const FARM_AREAS: (i64, i64) = (100, 1_000_000);

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenNet {
    /// The co-op of member accounts that leads it.
    pub coop: Id,
    pub name: String,
    pub from: Date,
    /// 0.01 mu.
    pub farm_area: i64,
    /// Percent.
    pub tolerance: i64,
}

impl Input for OpenNet {
    const DEED: &'static str = "net.open";
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ChangeNet {
    pub net: Id,
    pub name: String,
    pub from: Date,
    /// 0.01 mu.
    pub farm_area: i64,
    /// Percent.
    pub tolerance: i64,
}

impl Input for ChangeNet {
    const DEED: &'static str = "net.change";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NetOpened {
    pub net: Id,
    /// Of the contract's money, apart from the co-op's own.
    pub book: Id,
}

/// Stands at the co-op's unit. Refuses `net.exists` (the co-op has one), `net.not_over` (its last one ended later than
/// the new one begins). Invalid: `name` (`required`, `too_long`),
/// `from` (`in_the_future`), `farm_area`, `tolerance` (`out_of_range`).
pub fn open_net(tx: &mut Tx, ctx: &Ctx, input: OpenNet) -> Result<NetOpened> {
    let coop = shares::coop::coop_face(tx, ctx.org, input.coop)?;
    require(tx, ctx, Right::EnterProjects, coop.unit)?;
    let name = required("name", &input.name)?;
    let from = not_after("from", input.from, ctx.today())?;
    let (farm_area, tolerance) = aims(input.farm_area, input.tolerance)?;
    if let Some(there) = store::ending::net_of_coop(tx, ctx.org, (coop.id, None), from)? {
        return Err(match there.to {
            None => Refusal::new("net.exists").with("name", coop.name).into(),
            Some(to) => Refusal::new("net.not_over").with("date", to).into(),
        });
    }
    let net = Net {
        id: tx.new_id()?,
        from,
        to: None,
        unit: coop.unit,
        book: ledger::open_book(tx, ctx, coop.unit, &name)?,
        name,
        coop: coop.id,
        farm_area,
        tolerance,
        end_reason: None,
        end_paper: None,
    };
    store::insert_net(tx, ctx.org, &net)?;
    Ok(NetOpened {
        net: net.id,
        book: net.book,
    })
}

/// From a day on. Refuses `net.not_on_day`, `net.later_change`. Invalid as [`open_net`].
pub fn change_net(tx: &mut Tx, ctx: &Ctx, input: ChangeNet) -> Result<NetOpened> {
    let from = not_after("from", input.from, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, from)?;
    let latest = store::latest_net(tx, ctx.org, net.id)?;
    if let Some(latest) = latest.filter(|latest| latest.from > from) {
        return Err(Refusal::new("net.later_change")
            .with("date", latest.from)
            .into());
    }
    let (farm_area, tolerance) = aims(input.farm_area, input.tolerance)?;
    let changed = Net {
        from,
        name: required("name", &input.name)?,
        farm_area,
        tolerance,
        ..net
    };
    store::insert_net(tx, ctx.org, &changed)?;
    Ok(NetOpened {
        net: changed.id,
        book: changed.book,
    })
}

fn aims(farm_area: i64, tolerance: i64) -> Result<(i64, i64)> {
    let farm_area = match farm_area {
        0 => model::FARM_AREA,
        given => within("farm_area", given, FARM_AREAS.0, FARM_AREAS.1)?,
    };
    Ok((farm_area, within("tolerance", tolerance, 0, 100)?))
}
