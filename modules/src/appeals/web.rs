//! Where the pages of concerns stand, and those of the hotline's ledger.

mod ledger;
pub mod samples;

use ::web::cases::{Door, Kind, Paths};
use ::web::{Gate, Module, Route, import as frame};
use access::Right;

const VIEW: Gate = Gate::Any(&[Right::ViewCases]);
const RECORD: Gate = Gate::Any(&[Right::RecordCases]);
const UNMASK: Gate = Gate::Any(&[Right::Unmask]);

const KIND: Kind = Kind {
    code: "appeal",
    prefix: "AP",
    base: "/appeals",
    nav: "appeals-nav",
    title: "appeals-title",
    new: "appeals-new",
    empty: "appeals-empty",
    empty_text: "appeals-empty-text",
    open: cases::open_case,
    paths: Paths {
        new: "/appeals/new",
        one: "/appeals/{id}",
        act: "/appeals/{id}/do/{action}",
        decide: "/appeals/{id}/decide/{event}",
        file: "/appeals/list.xlsx",
    },
    doors: &[
        Door {
            href: "/appeals/ledger",
            label: "ledger-import",
            rights: &[Right::RecordCases],
            is_first: false,
        },
        Door {
            href: "/appeals/ledger/export",
            label: "ledger-export",
            rights: &[Right::ViewCases],
            is_first: false,
        },
    ],
};

/// Routes, navigation and figures.
pub fn module() -> Module {
    let paths = [
        "/appeals/ledger",
        "/appeals/ledger/{upload}",
        "/appeals/ledger/{upload}/marked",
    ];
    let mut routes = frame::routes(&ledger::HotlineLedger, paths, RECORD);
    routes.extend([
        Route::get("/appeals/ledger/template.xlsx", RECORD, ledger::template),
        Route::get("/appeals/ledger/export", VIEW, ledger::ask),
        Route::get("/appeals/ledger.xlsx", VIEW, ledger::file),
        Route::post("/appeals/ledger/whole.xlsx", UNMASK, ledger::whole),
    ]);
    let kind = ::web::cases::module(KIND);
    routes.extend(kind.routes);
    Module {
        indicators: super::figures::INDICATORS.to_vec(),
        routes,
        ..kind
    }
}
