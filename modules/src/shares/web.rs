//! The pages of projects: what was invested, what it stands in, who shares, what it brought against
//! plan. Decides nothing: deeds do.

mod doors;
mod forms;
mod import;
mod pages;
mod roster;
pub mod samples;
mod source;
#[cfg(test)]
mod tests;

pub use source::source;

use ::web::{Finder, Gate, Module, Nav, Req, Route};
use access::Right;

const VIEW: Gate = Gate::Any(&[Right::ViewProjects]);
const ENTER: Gate = Gate::Any(&[Right::EnterProjects]);

/// Routes, navigation and indicators.
pub fn module() -> Module {
    let form = |path, kind| Route::get(path, ENTER, move |req: Req| doors::form(req, kind));
    let save = |path, kind| Route::post(path, ENTER, move |req: Req| doors::save(req, kind));
    use forms::Kind;
    let routes = vec![
        Route::get("/projects", VIEW, doors::list),
        Route::get("/projects/new", ENTER, doors::enter_form),
        Route::post("/projects", ENTER, doors::enter),
        Route::get("/projects/{id}", VIEW, doors::show),
        form("/projects/{id}/funding", Kind::Funding),
        save("/projects/{id}/funding", Kind::Funding),
        Route::get("/projects/{id}/funding/{line}", ENTER, doors::void_form),
        Route::post("/projects/{id}/funding/{line}", ENTER, doors::void),
        form("/projects/{id}/assets", Kind::Asset),
        save("/projects/{id}/assets", Kind::Asset),
        form("/projects/{id}/plan", Kind::Plan),
        save("/projects/{id}/plan", Kind::Plan),
        form("/projects/{id}/income", Kind::Income),
        save("/projects/{id}/income", Kind::Income),
        Route::get("/projects/{id}/income/{line}", ENTER, doors::reverse_form),
        Route::post("/projects/{id}/income/{line}", ENTER, doors::reverse),
        Route::get("/projects/{id}/roster", VIEW, roster::list),
        Route::get("/projects/{id}/roster.xlsx", VIEW, roster::export),
        form("/projects/{id}/roster/add", Kind::Beneficiary),
        save("/projects/{id}/roster/add", Kind::Beneficiary),
        Route::get("/projects/{id}/roster/end/{line}", ENTER, roster::end_form),
        Route::post("/projects/{id}/roster/end/{line}", ENTER, roster::end),
        Route::get("/projects/{id}/roster/import", ENTER, import::form),
        Route::post("/projects/{id}/roster/import", ENTER, import::upload).upload(),
        Route::get(
            "/projects/{id}/roster/import/{upload}",
            ENTER,
            import::preview,
        ),
        Route::post(
            "/projects/{id}/roster/import/{upload}",
            ENTER,
            import::commit,
        ),
        Route::get(
            "/projects/{id}/roster/import/{upload}/marked",
            ENTER,
            import::marked,
        ),
    ];
    let routes = [
        routes,
        super::register::web::routes(),
        super::coop::web::routes(),
    ]
    .concat();
    let nav = vec![
        Nav {
            label: "projects-nav",
            href: "/projects",
            gate: VIEW,
        },
        super::register::web::nav(),
        super::coop::web::nav(),
    ];
    Module {
        routes,
        nav,
        indicators: super::figures::INDICATORS.to_vec(),
        finders: vec![Finder {
            kind: super::texts::KIND.to_owned(),
            name: "projects-title",
            right: Right::ViewProjects,
            href: "/projects/{}".to_owned(),
        }],
        texts: vec![super::texts::SOURCE],
        checks: vec![
            super::entitlements::check_rounds,
            super::register::check,
            super::register_round::check_rounds,
            super::coop::check,
        ],
        lists: super::api::lists(),
        deeds: super::api::deeds(),
        ..Module::default()
    }
}
