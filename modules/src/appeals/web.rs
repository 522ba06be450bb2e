//! Where the pages of concerns stand.

use ::web::Module;
use ::web::cases::report::{Report, ReportPaths};
use ::web::cases::{Kind, Paths};

const KIND: Kind = Kind {
    code: "appeal",
    prefix: "AP",
    base: "/appeals",
    nav: "appeals-nav",
    title: "appeals-title",
    new: "appeals-new",
    empty: "appeals-empty",
    empty_text: "appeals-empty-text",
    paths: Paths {
        new: "/appeals/new",
        one: "/appeals/{id}",
        act: "/appeals/{id}/do/{action}",
        decide: "/appeals/{id}/decide/{event}",
        file: "/appeals/list.xlsx",
    },
};

const REPORT: Report = Report {
    code: "appeal",
    base: KIND.base,
    cases: KIND.title,
    title: "appeals-report",
    paths: ReportPaths {
        page: "/appeals/report",
        file: "/appeals/report.xlsx",
        rows: "/appeals/report/rows",
        rows_file: "/appeals/report/rows.xlsx",
    },
};

/// Routes, navigation, figures and the report.
pub fn module() -> Module {
    let mut module = ::web::cases::module(KIND);
    module.routes.extend(::web::cases::report::routes(REPORT));
    Module {
        indicators: super::figures::INDICATORS.to_vec(),
        reports: vec![REPORT],
        ..module
    }
}
