//! Pages of rounds, whatever pays them out: the list, one round with its next step, its lines,
//! payments and vouchers, a household's statement, and the notices that everybody may read.
//!
//! Pages are pure functions of [`facts`]. Names of households and what a round can be made from come
//! from the module that answers for its entitlements: [`Source`].

pub mod accounts;
mod api;
pub mod bank;
mod bank_doors;
pub(crate) mod board;
mod books;
pub mod brought;
pub mod checks;
mod checks_doors;
pub mod create;
mod create_doors;
pub mod divide;
mod doors;
pub mod export;
pub mod facts;
pub mod lines;
pub mod list;
mod more_api;
pub mod notice;
mod objection_doors;
pub mod objections;
pub mod pay;
mod pay_doors;
mod print;
mod public_doors;
mod read;
pub mod round;
pub mod samples;
pub mod slip;
mod slip_doors;
pub mod source;
pub mod statement;
pub mod step;
mod store;
#[cfg(test)]
mod tests;
pub mod trouble_export;
pub mod vouchers;
pub mod waterfall;
mod words;
pub mod wrong;
mod wrong_doors;

pub use source::{Found, Household, Offer, Sought, Source};

use crate::app::{Finder, Module, Nav};
use crate::route::Gate;
use access::Right;
use source::Sources;

const VIEW: Gate = Gate::Any(&[Right::ViewRounds]);
const PREPARE: Gate = Gate::Any(&[Right::PrepareRounds]);
const REVIEW: Gate = Gate::Any(&[Right::ReviewRounds]);
const APPROVE: Gate = Gate::Any(&[Right::ApproveRounds]);
const PAY: Gate = Gate::Any(&[Right::PayRounds]);
/// Who reviews, in a flow without a review who declares, for some holds who pays; the deed knows which.
const DECIDE: Gate = Gate::Any(&[Right::ReviewRounds, Right::ApproveRounds, Right::PayRounds]);

/// Who may pay takes back what nobody confirmed, who reviews what was; the deed knows which.
const WITHDRAW: Gate = Gate::Any(&[Right::PayRounds, Right::ReviewRounds]);

/// Routes and navigation. `sources` are what rounds can be made from.
pub fn module(sources: Vec<Source>) -> Module {
    let sources: Sources = sources.into();
    let routes = [
        doors::routes(&sources),
        create_doors::routes(&sources),
        brought::doors::routes(&sources),
        brought::import::routes(&sources),
        public_doors::routes(&sources),
        objection_doors::routes(&sources),
        checks_doors::routes(&sources),
        wrong_doors::routes(&sources),
        pay_doors::routes(&sources),
        accounts::doors::routes(&sources),
        accounts::list_doors::routes(&sources),
        bank_doors::routes(&sources),
        print::routes(&sources),
        slip_doors::routes(&sources),
        books::routes(),
    ]
    .concat();
    let item = |label, href| Nav {
        label,
        href,
        gate: VIEW,
    };
    let nav = vec![item("rounds-nav", "/rounds"), item("books-nav", "/books")];
    Module {
        boards: board::boards(&sources),
        routes,
        nav,
        lists: api::lists(&sources),
        deeds: api::deeds(&sources),
        finders: vec![Finder {
            kind: payout::texts::KIND.to_owned(),
            name: "rounds-title",
            right: Right::ViewRounds,
            href: "/rounds/{}".to_owned(),
        }],
        texts: vec![payout::texts::SOURCE],
        ..Module::default()
    }
}
