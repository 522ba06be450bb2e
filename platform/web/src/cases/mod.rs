//! Pages of cases of one kind, made from its declared type: the list with what is due first, one case with its days in
//! words, and the form of every action. A module says which kind; nothing here knows one.

pub mod api;
mod chain;
mod deeds;
pub mod door;
mod doors;
mod follow;
mod forms;
mod people;
mod photos;
mod place;
pub(crate) mod read;
pub mod report;
pub mod samples;
pub mod view;
pub(crate) mod words;

pub use follow::follow;

use crate::app::{Finder, Module, Nav};
use crate::route::{Gate, Route, with};
use access::Right;
use cases::{OpenCase, Opened};
use kernel::{Ctx, Result};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use store::Tx;

/// The deed that takes one in: [`cases::open_case`], or the one of a module around it.
pub type Open = fn(&mut Tx, &Ctx, OpenCase) -> Result<Opened>;

/// A kind of case that a module has pages for.
#[derive(Debug, Clone, Copy)]
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
    pub open: Open,
    /// Addresses, since routes are known when the program starts.
    pub paths: Paths,
    /// Other ways in and out of its list.
    pub doors: &'static [Door],
}

/// A button above a list of cases that leads to a page of the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    pub href: &'static str,
    /// As a locale key.
    pub label: &'static str,
    pub rights: &'static [Right],
    /// Before the form of a single case, for who enters most of them here.
    pub is_first: bool,
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
const UNMASK: Gate = Gate::Any(&[Right::Unmask]);
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

/// An address below a kind's own. Routes are known for as long as the program runs, so each is made once and kept.
fn below(kind: Kind, rest: &str) -> &'static str {
    below_base(kind.base, rest)
}

fn below_base(base: &str, rest: &str) -> &'static str {
    static MADE: Mutex<BTreeMap<String, &'static str>> = Mutex::new(BTreeMap::new());
    let path = format!("{base}{rest}");
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(path.clone())
        .or_insert_with(|| Box::leak(path.into_boxed_str()))
}

/// What all kinds share.
pub fn shared() -> Module {
    Module {
        routes: [
            Route::get("/cases/photos/{id}/{copy}", VIEW, photos::show),
            Route::get("/cases/photos/{id}", UNMASK, photos::ask_original),
            Route::post("/cases/photos/{id}", UNMASK, photos::read_it),
        ]
        .into_iter()
        .chain(door::following())
        .collect(),
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
    let mut routes = vec![
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
    routes.extend(door::giving(kind));
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
        kinds: vec![kind],
        ..Module::default()
    }
}
