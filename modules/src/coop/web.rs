//! The pages of nets: the list with the coverage of villages, one net as picture and list, its plan, its money, one
//! settlement. Decide nothing: deeds do.

mod deeds;
mod doors;
mod file;
mod forms;
mod money;
mod pages;
mod plan;
mod plan_doors;
mod read;
pub mod samples;
mod settlement;
#[cfg(test)]
mod tests;

use super::figures::INDICATORS;
use super::store;
use ::store::Tx;
use ::web::papers::PaperSource;
use ::web::{Gate, Module, Nav, Req, Route};
use access::Right;
use forms::Kind;
use kernel::{Id, OrgId, Result};

const VIEW: Gate = Gate::Any(&[Right::ViewProjects]);
const ENTER: Gate = Gate::Any(&[Right::EnterProjects]);
const PREPARE: Gate = Gate::Any(&[Right::PrepareRounds]);
const PAY: Gate = Gate::Any(&[Right::PayRounds]);

/// What papers on a net hang on.
const PAPERS: &str = "coop_net";

/// Contracts, minutes of the parties' meetings, the vote to end it hang on a net.
pub const PAPER_SOURCE: PaperSource = PaperSource {
    source: PAPERS,
    view: Right::ViewProjects,
    attach: Right::EnterProjects,
    place,
    back: "/nets/",
};

fn place(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<(Id, String)>> {
    let found = store::latest_net(tx, org, id)?;
    Ok(found.map(|net| (net.unit, net.name)))
}

/// Routes, navigation, indicators and checks.
pub fn module() -> Module {
    let mut routes = vec![
        Route::get("/nets", VIEW, doors::list),
        Route::get("/nets.xlsx", VIEW, file::list),
        Route::get("/nets/new", ENTER, |req: Req| deeds::form(req, Kind::Net)),
        Route::post("/nets", ENTER, |req: Req| deeds::save(req, Kind::Net)),
        Route::get("/nets/{id}", VIEW, doors::show),
        Route::get("/nets/{id}/net.xlsx", VIEW, file::net),
        Route::get("/nets/{id}/money", VIEW, doors::money),
        Route::get("/nets/{id}/money.xlsx", VIEW, file::money),
        Route::get("/nets/{id}/plan", VIEW, plan_doors::show),
        Route::post("/nets/{id}/plan", ENTER, plan_doors::adopt),
        Route::get(
            "/nets/{id}/settlements/{settlement}",
            VIEW,
            doors::settlement,
        ),
        Route::get(
            "/nets/{id}/settlements/{settlement}/split.xlsx",
            VIEW,
            file::settlement,
        ),
        Route::post(
            "/nets/{id}/settlements/{settlement}/distribute",
            PREPARE,
            deeds::distribute,
        ),
        Route::post(
            "/nets/{id}/settlements/{settlement}/loss",
            ENTER,
            deeds::loss,
        ),
        Route::post(
            "/nets/{id}/settlements/{settlement}/income",
            PAY,
            deeds::income,
        ),
    ];
    for kind in Kind::OF_NET {
        let path: &'static str = kind.route();
        routes.push(Route::get(path, ENTER, move |req: Req| {
            deeds::form(req, *kind)
        }));
        routes.push(Route::post(path, ENTER, move |req: Req| {
            deeds::save(req, *kind)
        }));
    }
    Module {
        routes,
        nav: vec![Nav {
            label: "net-nav",
            href: "/nets",
            gate: VIEW,
        }],
        indicators: INDICATORS.to_vec(),
        checks: vec![super::check],
        lists: super::api::lists(),
        deeds: super::api::deeds(),
        ..Module::default()
    }
}
