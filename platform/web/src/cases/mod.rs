//! Pages of cases of one kind, made from its declared type: the list with what is due first, one case with its days in
//! words, and the form of every action. A module says which kind; nothing here knows one.

pub mod api;
mod deeds;
mod doors;
mod follow;
mod forms;
mod photos;
mod place;
mod read;
pub mod samples;
pub mod view;
mod words;

pub use follow::follow;

use crate::app::{Finder, Module, Nav};
use crate::route::{Gate, Route, with};
use access::Right;

/// A kind of case that a module has pages for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Of its type: `appeal`.
    pub code: &'static str,
    /// What its numbers begin with: `AP`.
    pub prefix: &'static str,
    /// Where its list stands: `/appeals`.
    pub base: &'static str,
    pub nav: &'static str,
    /// Title, form, and what the empty list says, as locale keys.
    pub title: &'static str,
    pub new: &'static str,
    pub empty: &'static str,
    pub empty_text: &'static str,
    /// Addresses, since routes are known when the program starts.
    pub paths: Paths,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paths {
    pub new: &'static str,
    pub one: &'static str,
    pub act: &'static str,
    pub decide: &'static str,
    pub file: &'static str,
}

const VIEW: Gate = Gate::Any(&[Right::ViewCases]);
const RECORD: Gate = Gate::Any(&[Right::RecordCases]);
/// Which of them the type says, and the deed.
const ACT: Gate = Gate::Any(&[
    Right::RecordCases,
    Right::ActOnCases,
    Right::VerifyCases,
    Right::ManageCases,
]);

/// A form that may bring photos.
fn with_photos(mut route: Route) -> Route {
    route.limit = photos::BODY_BYTES;
    route
}

/// What all kinds share.
pub fn shared() -> Module {
    Module {
        routes: vec![Route::get("/cases/photos/{id}/{copy}", VIEW, photos::show)],
        ..Module::default()
    }
}

/// Routes and navigation of a kind of case.
pub fn module(kind: Kind) -> Module {
    let Paths {
        new,
        one,
        act,
        decide,
        file,
    } = kind.paths;
    let routes = vec![
        Route::get(kind.base, VIEW, with(&kind, doors::list)),
        Route::get(file, VIEW, with(&kind, doors::file)),
        Route::get(new, RECORD, with(&kind, deeds::new)),
        with_photos(Route::post(new, RECORD, with(&kind, deeds::open))),
        Route::get(one, VIEW, with(&kind, doors::one)),
        Route::get(act, ACT, with(&kind, deeds::form)),
        with_photos(Route::post(act, ACT, with(&kind, deeds::act))),
        Route::get(decide, ACT, with(&kind, deeds::asked)),
        Route::post(decide, ACT, with(&kind, deeds::decide)),
    ];
    Module {
        routes,
        nav: vec![Nav {
            label: kind.nav,
            href: kind.base,
            gate: VIEW,
        }],
        finders: vec![Finder {
            kind: cases::texts::kind(kind.code),
            name: kind.title,
            right: Right::ViewCases,
            href: format!("{}/{{}}", kind.base),
        }],
        lists: vec![api::list(kind)],
        deeds: vec![api::opening(kind)],
        ..Module::default()
    }
}
