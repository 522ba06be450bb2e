//! What programs may read and do of nets.

use super::*;
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Deed, Found, List, Seen};
use access::{Right, Scope};
use kernel::{Date, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewProjects]);
    vec![List::new("nets", "net-title", view, nets)]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OnDay {
    /// As of this day; without it today.
    date: Option<Date>,
}

/// An organisation net.
#[derive(Serialize, JsonSchema)]
struct OneNet {
    id: Id,
    name: String,
    unit: Id,
    unit_name: String,
    /// The co-op that leads it.
    coop: Id,
    /// The book of the contract's money.
    book: Id,
    from: Date,
    /// The first day on which it no longer stands.
    to: Option<Date>,
    /// What a family farm is meant to have, 0.01 mu.
    farm_area_mu_e2: i64,
}

fn nets(
    tx: &mut Tx,
    seen: &Seen,
    asked: OnDay,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneNet, Id>> {
    let scope = Scope::of(&seen.ctx, Right::ViewProjects);
    let date = asked.date.unwrap_or_else(|| seen.ctx.today());
    let all = store::nets_in(tx, &scope, date)?;
    let found = Found::sorted(all, after, limit, |(net, _)| net.id);
    Ok(found.map(|(net, unit_name)| OneNet {
        id: net.id,
        name: net.name,
        unit: net.unit,
        unit_name,
        coop: net.coop,
        book: net.book,
        from: net.from,
        to: net.to,
        farm_area_mu_e2: net.farm_area,
    }))
}

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        Deed::new(open_net),
        Deed::new(change_net),
        Deed::new(end_net),
        Deed::new(add_party),
        Deed::new(set_members),
        Deed::new(end_party),
        Deed::new(bring_land),
        Deed::new(end_land),
        Deed::new(hand_over),
        Deed::new(adopt_plan),
        Deed::new(sell),
        Deed::new(record_cost),
        Deed::new(record_contribution),
        Deed::new(repay_advance),
        Deed::new(settle),
        Deed::new(share_loss),
        Deed::new(distribute),
        Deed::new(void),
    ]
}
