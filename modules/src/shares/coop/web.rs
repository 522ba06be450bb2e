//! The pages of co-ops and their member accounts. Decide nothing: deeds do.

mod deeds;
mod doors;
mod forms;
mod import;
mod member;
mod pages;
pub mod samples;
#[cfg(test)]
mod tests;

use ::web::{Gate, Nav, Req, Route};
use access::Right;
use forms::Kind;

const VIEW: Gate = Gate::Any(&[Right::ViewProjects]);
const ENTER: Gate = Gate::Any(&[Right::EnterProjects]);

pub fn nav() -> Nav {
    Nav {
        label: "coop-nav",
        href: "/coops",
        gate: VIEW,
    }
}

pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/coops", VIEW, doors::list),
        Route::get("/coops.xlsx", VIEW, doors::export_list),
        Route::get("/coops/new", ENTER, |req: Req| deeds::form(req, Kind::Coop)),
        Route::post("/coops", ENTER, |req: Req| deeds::save(req, Kind::Coop)),
        Route::get("/coops/{id}", VIEW, doors::show),
        Route::get("/coops/{id}/members.xlsx", VIEW, doors::export),
        Route::get("/coops/{id}/members/{member}", VIEW, doors::member),
        Route::get("/coops/{id}/import", ENTER, import::form),
        Route::post("/coops/{id}/import", ENTER, import::upload).upload(),
        Route::get("/coops/{id}/import/{upload}", ENTER, import::preview),
        Route::post("/coops/{id}/import/{upload}", ENTER, import::commit),
        Route::get("/coops/{id}/import/{upload}/marked", ENTER, import::marked),
    ];
    let kinds = [
        ("/coops/{id}/member", Kind::Member),
        ("/coops/{id}/end", Kind::End),
        ("/coops/{id}/account", Kind::Account),
        ("/coops/{id}/trade", Kind::Trade),
        ("/coops/{id}/surplus", Kind::Surplus),
        ("/coops/{id}/reverse", Kind::Reverse),
    ];
    for (path, kind) in kinds {
        routes.push(Route::get(path, ENTER, move |req: Req| {
            deeds::form(req, kind)
        }));
        routes.push(Route::post(path, ENTER, move |req: Req| {
            deeds::save(req, kind)
        }));
    }
    routes
}
