//! The pages of households and people. Decides nothing: deeds do.

mod export;
mod import;
mod imports;
mod life;
mod list;
mod one;
mod organisations;
mod register;
mod rights;
pub mod samples;
mod search;
mod shown;
#[cfg(test)]
mod tests;

pub use life::EVENT_PAPERS;

use super::reverse_import::Rests;
use super::store::base;
use super::texts;
use super::villages::Villages;
use ::web::{Finder, Gate, Module, Nav, Req, Route};
use access::Right;
use kernel::Result;

const VIEW: Gate = Gate::Any(&[Right::ViewPeople]);
const IMPORT: Gate = Gate::Any(&[Right::ImportPeople]);
const RECORD: Gate = Gate::Any(&[Right::RecordPeople]);
const UNMASK: Gate = Gate::Any(&[Right::Unmask]);

/// Routes and navigation. `rests` are the checks of the modules that name households: an import
/// cannot be reversed while one of them counts anything.
pub fn module(rests: &'static [Rests]) -> Module {
    let mut routes = vec![
        Route::get("/people", VIEW, list::people),
        Route::get("/people/households", VIEW, list::households),
        Route::get("/people/households/export", VIEW, export::households),
        Route::get("/people/households/{id}", VIEW, one::household),
        Route::get("/people/search", VIEW, search::form),
        Route::post("/people/search", VIEW, search::search),
        Route::get("/people/import", IMPORT, import::form),
        Route::post("/people/import", IMPORT, import::upload).upload(),
        Route::get("/people/import/{id}", IMPORT, import::preview),
        Route::post("/people/import/{id}/choices", IMPORT, import::choose),
        Route::get("/people/import/{id}/marked", IMPORT, import::marked),
        Route::post("/people/import/{id}", IMPORT, import::commit),
        Route::post("/people/import/{id}/drop", IMPORT, import::give_up),
        Route::get("/people/imports", IMPORT, imports::list),
        Route::get("/people/imports/{id}", IMPORT, move |req: Req| {
            imports::ask(req, rests)
        }),
        Route::post("/people/imports/{id}", IMPORT, move |req: Req| {
            imports::reverse(req, rests)
        }),
        Route::get("/people/{id}", VIEW, one::person),
        Route::post("/people/{id}/unmask", UNMASK, one::unmask),
    ];
    routes.extend(life::routes(rests));
    routes.extend(rights::routes(rests));
    let nav = vec![Nav {
        label: "people-nav",
        href: "/people",
        gate: VIEW,
    }];
    Module {
        boards: vec![life::board()],
        register: Some(register::REGISTER),
        finders: vec![
            Finder {
                kind: texts::PERSON.to_owned(),
                name: "people-title",
                right: Right::ViewPeople,
                href: "/people/{}".to_owned(),
            },
            Finder {
                kind: texts::ORGANISATION.to_owned(),
                name: "life-organisations",
                right: Right::ViewPeople,
                href: "/people/organisations/{}".to_owned(),
            },
        ],
        texts: texts::SOURCES.to_vec(),
        checks: vec![super::rights::check],
        routes,
        nav,
        lists: super::api::lists(),
        deeds: super::api::deeds(rests),
        ..Module::default()
    }
}

/// The villages in which the person holds a right.
async fn villages(req: &Req, right: Right) -> Result<Villages> {
    let ctx = req.ctx();
    req.app
        .db
        .read_async(move |tx| base::villages(tx, &ctx, right))
        .await
}
