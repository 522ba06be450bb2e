//! What is due: the inbox of somebody and of his office, the month with its last days, the calendar that a phone asks for, and
//! the notices on days off by which all days are counted. Across all kinds of cases; nothing here knows one.

mod api;
mod calendar;
mod feed;
mod inbox;
mod incoming;
mod notices;
mod preview;
pub mod samples;
mod year;

#[cfg(test)]
mod tests;

use crate::api::Deed;
use crate::app::{Module, Nav};
use crate::cases::Kind;
use crate::route::{Gate, Route};
use access::Right;

const VIEW: Gate = Gate::Any(&[Right::ViewCases]);
const INSTALL: Gate = Gate::Any(&[Right::Install]);

/// Stands first in the navigation of whoever has cases.
pub fn module() -> Module {
    let nav = |label, href| Nav {
        label,
        href,
        gate: VIEW,
    };
    Module {
        routes: routes(),
        lists: api::lists(),
        nav: vec![
            nav("due-nav-inbox", "/inbox"),
            nav("due-nav-calendar", "/calendar"),
        ],
        ..Module::default()
    }
}

/// Days off stand with what belongs to the installation.
pub fn office() -> Module {
    Module {
        nav: vec![Nav {
            label: "due-nav-holidays",
            href: "/holidays",
            gate: Gate::SignedIn,
        }],
        lists: api::days_off(),
        deeds: vec![Deed::file(incoming::Notice, INSTALL).on_installation()],
        ..Module::default()
    }
}

fn routes() -> Vec<Route> {
    vec![
        Route::get("/inbox", VIEW, inbox::page),
        Route::get("/inbox/list.xlsx", VIEW, inbox::file),
        Route::get("/calendar", VIEW, calendar::page),
        Route::get("/calendar/feed", VIEW, feed::page),
        Route::post("/calendar/feed", VIEW, feed::make),
        Route::post("/calendar/feed/end", VIEW, feed::end),
        Route::get("/public/calendar/{token}", Gate::Public, feed::calendar),
        Route::get("/holidays", Gate::SignedIn, notices::page),
        Route::get("/holidays/import", INSTALL, notices::form),
        Route::post("/holidays/import", INSTALL, notices::upload).upload(),
        Route::get("/holidays/import/{id}", INSTALL, notices::preview),
        Route::post("/holidays/import/{id}", INSTALL, notices::commit),
    ]
}

/// The kind of a type's code that has pages.
fn kind_of<'k>(kinds: &'k [Kind], code: &str) -> Option<&'k Kind> {
    kinds.iter().find(|kind| kind.code == code)
}
