//! The pages of campaigns: the list, one campaign with what is left where, its villages and rounds, its findings, and the two
//! files that come in. Decide nothing: deeds do.

mod deeds;
mod details;
mod doors;
mod findings;
mod import;
mod list_import;
mod pages;
pub(super) mod report;
pub mod samples;
mod tables;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use tests::line_of;

use super::figures::INDICATORS;
use super::{FINDING, FINDING_PREFIX, INSPECTION, INSPECTION_PREFIX, OBJECTION, OBJECTION_PREFIX};
use ::web::cases::{Kind, Paths};
use ::web::{Finder, Gate, Module, Nav, Route};
use access::Right;

const VIEW: Gate = Gate::Any(&[Right::ViewCases]);
const RECORD: Gate = Gate::Any(&[Right::RecordCases]);
const MANAGE: Gate = Gate::Any(&[Right::ManageCases]);
const DRAW: Gate = Gate::Any(&[Right::RecordCases, Right::VerifyCases]);
const INSPECT: Gate = Gate::Any(&[Right::VerifyCases, Right::ManageCases]);

const FINDINGS: Kind = Kind {
    code: FINDING,
    prefix: FINDING_PREFIX,
    base: "/findings",
    nav: "findings-nav",
    title: "findings-title",
    new: "findings-new",
    empty: "findings-empty",
    empty_text: "findings-empty-text",
    open: super::open_finding,
    paths: Paths {
        new: "/findings/new",
        one: "/findings/{id}",
        act: "/findings/{id}/do/{action}",
        decide: "/findings/{id}/decide/{event}",
        file: "/findings/list.xlsx",
    },
    doors: &[],
};

const INSPECTIONS: Kind = Kind {
    code: INSPECTION,
    prefix: INSPECTION_PREFIX,
    base: "/inspections",
    nav: "inspections-nav",
    title: "inspections-title",
    new: "inspections-new",
    empty: "inspections-empty",
    empty_text: "inspections-empty-text",
    open: cases::open_case,
    paths: Paths {
        new: "/inspections/new",
        one: "/inspections/{id}",
        act: "/inspections/{id}/do/{action}",
        decide: "/inspections/{id}/decide/{event}",
        file: "/inspections/list.xlsx",
    },
    doors: &[],
};

const OBJECTIONS: Kind = Kind {
    code: OBJECTION,
    prefix: OBJECTION_PREFIX,
    base: "/objections",
    nav: "objections-nav",
    title: "objections-title",
    new: "objections-new",
    empty: "objections-empty",
    empty_text: "objections-empty-text",
    open: super::open_objection,
    paths: Paths {
        new: "/objections/new",
        one: "/objections/{id}",
        act: "/objections/{id}/do/{action}",
        decide: "/objections/{id}/decide/{event}",
        file: "/objections/list.xlsx",
    },
    doors: &[],
};

/// Routes, navigation, figures and checks: campaigns, and the cases that they make.
pub fn module() -> Module {
    let (findings, inspections) = (
        ::web::cases::module(FINDINGS),
        ::web::cases::module(INSPECTIONS),
    );
    let objections = ::web::cases::module(OBJECTIONS);
    let mut routes = routes();
    routes.extend(objections.routes);
    routes.extend(::web::cases::report::routes(report::REPORT));
    routes.extend(findings.routes);
    let mut finders = vec![Finder {
        kind: super::texts::KIND.to_owned(),
        name: "campaigns-title",
        right: Right::ViewCases,
        href: "/campaigns/{}".to_owned(),
    }];
    finders.extend(findings.finders);
    finders.extend(inspections.finders);
    finders.extend(objections.finders);
    // Inspections are planned for all villages together.
    let planned = inspections.routes.into_iter();
    routes.extend(planned.filter(|route| route.path != INSPECTIONS.paths.new));
    let (mut lists, mut deeds) = (super::api::lists(), super::api::deeds());
    lists.extend(super::report_api::lists());
    for of_kind in [findings.lists, inspections.lists, objections.lists] {
        lists.extend(of_kind);
    }
    deeds.extend(findings.deeds);
    let kinds = [findings.kinds, inspections.kinds, objections.kinds].concat();
    // One entry leads to all of them: the page of campaigns has the ways to findings, objections and inspections.
    Module {
        routes,
        nav: vec![Nav {
            label: "campaigns-nav",
            href: "/campaigns",
            gate: VIEW,
        }],
        indicators: INDICATORS.to_vec(),
        finders,
        texts: vec![super::texts::SOURCE],
        checks: vec![super::check],
        kinds,
        lists,
        deeds,
        ..Module::default()
    }
}

fn routes() -> Vec<Route> {
    vec![
        Route::get("/campaigns", VIEW, doors::list),
        Route::get("/campaigns/template.xlsx", RECORD, import::template),
        Route::get("/campaigns/import", RECORD, import::form),
        Route::post("/campaigns/import", RECORD, import::upload).upload(),
        Route::get("/campaigns/import/{upload}", RECORD, import::preview),
        Route::post("/campaigns/import/{upload}", RECORD, import::commit),
        Route::get("/campaigns/{id}", VIEW, doors::campaign),
        Route::get("/campaigns/{id}/campaign.xlsx", VIEW, doors::workbook),
        Route::get("/campaigns/{id}/left.xlsx", VIEW, doors::left_file),
        Route::get("/campaigns/{id}/findings", VIEW, findings::list),
        Route::get("/campaigns/{id}/findings.xlsx", VIEW, findings::file),
        Route::get("/campaigns/{id}/villages/{unit}", VIEW, doors::village),
        Route::get("/campaigns/{id}/rounds/{round}", VIEW, doors::round),
        Route::post("/campaigns/{id}/rounds/{round}", DRAW, deeds::draw),
        Route::get("/campaigns/{id}/import", RECORD, list_import::form),
        Route::post("/campaigns/{id}/import", RECORD, list_import::upload).upload(),
        Route::get(
            "/campaigns/{id}/import/{upload}",
            RECORD,
            list_import::preview,
        ),
        Route::post(
            "/campaigns/{id}/import/{upload}",
            RECORD,
            list_import::commit,
        ),
        Route::get(
            "/campaigns/{id}/import/{upload}/marked",
            RECORD,
            list_import::marked,
        ),
        Route::get("/campaigns/{id}/places", MANAGE, deeds::places_form),
        Route::post("/campaigns/{id}/places", MANAGE, deeds::places),
        Route::get("/campaigns/{id}/end", MANAGE, deeds::end_form),
        Route::post("/campaigns/{id}/end", MANAGE, deeds::end),
        Route::post("/campaigns/{id}/inspections", INSPECT, deeds::inspections),
    ]
}
