//! Where the pages of concerns stand.

use ::web::Module;
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
    open: cases::open_case,
    paths: Paths {
        new: "/appeals/new",
        one: "/appeals/{id}",
        act: "/appeals/{id}/do/{action}",
        decide: "/appeals/{id}/decide/{event}",
        file: "/appeals/list.xlsx",
    },
};

/// Routes, navigation and figures.
pub fn module() -> Module {
    Module {
        indicators: super::figures::INDICATORS.to_vec(),
        ..::web::cases::module(KIND)
    }
}
