//! Pages of cases of one kind, made from its declared type: the list with what is due first, one case with its days in
//! words, and the form of every action. A module says which kind; nothing here knows one.

mod deeds;
mod doors;
mod forms;
mod read;
pub mod samples;
pub mod view;
mod words;

use crate::app::{Module, Nav};
use crate::request::Req;
use crate::route::{Gate, Route};
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

/// Routes, navigation and the audit's check of a kind of case.
pub fn module(kind: Kind) -> Module {
    let get = |path, gate, door: fn(Req, Kind) -> doors::Answer| {
        Route::get(path, gate, move |req| door(req, kind))
    };
    let post = |path, gate, door: fn(Req, Kind) -> doors::Answer| {
        Route::post(path, gate, move |req| door(req, kind))
    };
    let routes = vec![
        get(kind.base, VIEW, |req, kind| {
            Box::pin(doors::list(req, kind))
        }),
        get(kind.paths.file, VIEW, |req, kind| {
            Box::pin(doors::file(req, kind))
        }),
        get(kind.paths.new, RECORD, |req, kind| {
            Box::pin(deeds::new(req, kind))
        }),
        post(kind.paths.new, RECORD, |req, kind| {
            Box::pin(deeds::open(req, kind))
        }),
        get(kind.paths.one, VIEW, |req, kind| {
            Box::pin(doors::one(req, kind))
        }),
        get(kind.paths.act, ACT, |req, kind| {
            Box::pin(deeds::form(req, kind))
        }),
        post(kind.paths.act, ACT, |req, kind| {
            Box::pin(deeds::act(req, kind))
        }),
        get(kind.paths.decide, ACT, |req, kind| {
            Box::pin(deeds::asked(req, kind))
        }),
        post(kind.paths.decide, ACT, |req, kind| {
            Box::pin(deeds::decide(req, kind))
        }),
    ];
    Module {
        routes,
        nav: vec![Nav {
            label: kind.nav,
            href: kind.base,
            gate: VIEW,
        }],
        ..Module::default()
    }
}
