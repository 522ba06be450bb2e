//! The pages of land: parcels, one parcel through time, contracts, a household's land, the list as a file. Decides
//! nothing: deeds do.

mod deeds;
mod details;
mod doors;
mod forms;
mod import;
mod pages;
pub mod samples;
#[cfg(test)]
mod tests;

use ::web::{Gate, Module, Nav, Req, Route};
use access::Right;
use forms::Kind;

const VIEW: Gate = Gate::Any(&[Right::ViewProjects]);
const ENTER: Gate = Gate::Any(&[Right::EnterProjects]);

/// Routes and navigation.
pub fn module() -> Module {
    let mut routes = vec![
        Route::get("/land", VIEW, doors::list),
        Route::get("/land/land.xlsx", VIEW, doors::export),
        Route::get("/land/parcels/{id}", VIEW, doors::parcel),
        Route::get("/land/contracts/{id}", VIEW, doors::contract),
        Route::get("/land/households/{id}", VIEW, doors::household),
        Route::get("/land/import", ENTER, import::form),
        Route::post("/land/import", ENTER, import::upload).upload(),
        Route::get("/land/import/{upload}", ENTER, import::preview),
        Route::post("/land/import/{upload}", ENTER, import::commit),
        Route::get("/land/import/{upload}/marked", ENTER, import::marked),
    ];
    let kinds = [
        ("/land/parcels/new", Kind::Parcel),
        ("/land/contracts/new", Kind::Contract),
        ("/land/parcels/{id}/area", Kind::Area),
        ("/land/contracts/{id}/end", Kind::End),
        ("/land/contracts/{id}/swap", Kind::Swap),
        ("/land/contracts/{id}/transfer", Kind::Transfer),
    ];
    for (path, kind) in kinds {
        let form = move |req: Req| deeds::form(req, kind);
        let save = move |req: Req| deeds::save(req, kind);
        routes.push(Route::get(path, ENTER, form));
        routes.push(Route::post(path, ENTER, save));
    }
    Module {
        routes,
        nav: vec![Nav {
            label: "land-nav",
            href: "/land",
            gate: VIEW,
        }],
        lists: super::api::lists(),
        deeds: super::api::deeds(),
        ..Module::default()
    }
}
