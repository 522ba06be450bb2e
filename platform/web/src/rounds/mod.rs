//! Pages of rounds, whatever pays them out: the list, one round with its next step, its lines,
//! payments and vouchers, a household's statement, and the notices that everybody may read.
//!
//! Pages are pure functions of [`facts`]. Names of households and what a round can be made from come
//! from the module that answers for its entitlements: [`Source`].

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

pub use source::{Household, Offer, Source};

use crate::app::{Module, Nav};
use crate::route::{Gate, Route};
use access::Right;
use brought::doors as before;
use source::Sources;

const VIEW: Gate = Gate::Any(&[Right::ViewRounds]);
const PREPARE: Gate = Gate::Any(&[Right::PrepareRounds]);
const REVIEW: Gate = Gate::Any(&[Right::ReviewRounds]);
const APPROVE: Gate = Gate::Any(&[Right::ApproveRounds]);
const PAY: Gate = Gate::Any(&[Right::PayRounds]);
/// Who reviews, in a flow without a review who declares, for some holds who pays; the deed knows which.
const DECIDE: Gate = Gate::Any(&[Right::ReviewRounds, Right::ApproveRounds, Right::PayRounds]);

/// Routes and navigation. `sources` are what rounds can be made from.
pub fn module(sources: Vec<Source>) -> Module {
    let sources: Sources = sources.into();
    macro_rules! door {
        ($verb:ident, $path:literal, $gate:expr, $door:path $(, $code:literal)?) => {{
            let sources = sources.clone();
            Route::$verb($path, $gate, move |req| $door(req, sources.clone() $(, $code)?))
        }};
    }
    let routes = vec![
        door!(get, "/rounds", VIEW, doors::list),
        door!(get, "/rounds/new", PREPARE, create_doors::create_form),
        door!(post, "/rounds", PREPARE, create_doors::create),
        door!(get, "/rounds/brought", VIEW, before::list),
        door!(get, "/rounds/brought.xlsx", VIEW, before::list_file),
        door!(get, "/rounds/brought/new", PREPARE, before::new_form),
        door!(post, "/rounds/brought/new", PREPARE, before::new),
        door!(get, "/rounds/brought/import", PREPARE, before::import_form),
        door!(post, "/rounds/brought/import", PREPARE, before::upload).upload(),
        door!(
            get,
            "/rounds/brought/import/{upload}",
            PREPARE,
            before::preview
        ),
        door!(
            post,
            "/rounds/brought/import/{upload}",
            PREPARE,
            before::commit
        ),
        door!(
            get,
            "/rounds/brought/import/{upload}/marked",
            PREPARE,
            before::marked
        ),
        door!(get, "/rounds/brought/{id}", VIEW, before::show),
        door!(
            get,
            "/rounds/brought/{id}/file.xlsx",
            VIEW,
            before::show_file
        ),
        door!(get, "/rounds/brought/{id}/void", PREPARE, before::void_form),
        door!(post, "/rounds/brought/{id}/void", PREPARE, before::void),
        door!(get, "/rounds/balances/new", APPROVE, before::balance_form),
        door!(post, "/rounds/balances/new", APPROVE, before::balance),
        door!(get, "/rounds/accounts", VIEW, bank_doors::accounts),
        door!(get, "/rounds/accounts.xlsx", PAY, bank_doors::accounts_file),
        door!(get, "/rounds/accounts/new", PAY, bank_doors::account_form),
        door!(post, "/rounds/accounts", PAY, bank_doors::propose),
        door!(
            post,
            "/rounds/accounts/{account}",
            REVIEW,
            bank_doors::decide
        ),
        door!(get, "/rounds/{id}/bank", VIEW, bank_doors::show),
        door!(post, "/rounds/{id}/bank", PAY, bank_doors::send),
        door!(get, "/rounds/{id}/bank/{batch}/file", PAY, bank_doors::file),
        door!(post, "/rounds/{id}/bank/results", PAY, bank_doors::results).upload(),
        door!(
            post,
            "/rounds/{id}/bank/statement",
            PAY,
            bank_doors::statement
        )
        .upload(),
        door!(get, "/rounds/{id}", VIEW, doors::show),
        door!(get, "/rounds/{id}/lines", VIEW, doors::show_lines),
        door!(get, "/rounds/{id}/vouchers", VIEW, doors::show_vouchers),
        door!(
            get,
            "/rounds/{id}/notice.xlsx",
            VIEW,
            public_doors::staff_file
        ),
        door!(get, "/rounds/{id}/notice.pdf", VIEW, public_doors::poster),
        door!(get, "/rounds/{id}/payroll.xlsx", VIEW, doors::payroll_file),
        door!(
            post,
            "/rounds/{id}/calculate",
            PREPARE,
            doors::do_step,
            "calculate"
        ),
        door!(
            post,
            "/rounds/{id}/display",
            PREPARE,
            doors::do_step,
            "display"
        ),
        door!(
            post,
            "/rounds/{id}/resolve",
            PREPARE,
            doors::do_step,
            "resolve"
        ),
        door!(
            post,
            "/rounds/{id}/review",
            REVIEW,
            doors::do_step,
            "review"
        ),
        door!(post, "/rounds/{id}/post", PREPARE, doors::do_step, "post"),
        door!(
            post,
            "/rounds/{id}/declare",
            APPROVE,
            doors::do_step,
            "declare"
        ),
        door!(get, "/rounds/{id}/pay", PAY, pay_doors::form),
        door!(
            get,
            "/rounds/{id}/objections",
            VIEW,
            objection_doors::objections
        ),
        door!(
            post,
            "/rounds/{id}/objections",
            PREPARE,
            objection_doors::object
        ),
        door!(
            get,
            "/rounds/{id}/objections/{objection}",
            DECIDE,
            objection_doors::answer_form
        ),
        door!(
            post,
            "/rounds/{id}/objections/{objection}",
            DECIDE,
            objection_doors::answer
        ),
        door!(
            get,
            "/rounds/{id}/correct",
            PREPARE,
            objection_doors::correct_form
        ),
        door!(
            post,
            "/rounds/{id}/correct",
            PREPARE,
            objection_doors::correct
        ),
        door!(
            get,
            "/rounds/{id}/objections.xlsx",
            VIEW,
            objection_doors::file
        ),
        door!(get, "/rounds/{id}/checks", VIEW, checks_doors::show),
        door!(get, "/rounds/{id}/checks.xlsx", VIEW, checks_doors::file),
        door!(get, "/rounds/{id}/wrong", VIEW, wrong_doors::list),
        door!(get, "/rounds/{id}/wrong.xlsx", VIEW, wrong_doors::list_file),
        door!(get, "/rounds/{id}/line/{key}", VIEW, wrong_doors::line),
        door!(
            get,
            "/rounds/{id}/line/{key}/hold",
            PREPARE,
            wrong_doors::act_form,
            "hold"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/hold",
            PREPARE,
            wrong_doors::act,
            "hold"
        ),
        door!(
            get,
            "/rounds/{id}/line/{key}/release",
            DECIDE,
            wrong_doors::act_form,
            "release"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/release",
            DECIDE,
            wrong_doors::act,
            "release"
        ),
        door!(
            get,
            "/rounds/{id}/line/{key}/succeed",
            DECIDE,
            wrong_doors::act_form,
            "succeed"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/succeed",
            DECIDE,
            wrong_doors::act,
            "succeed"
        ),
        door!(
            get,
            "/rounds/{id}/line/{key}/return",
            PAY,
            wrong_doors::act_form,
            "return"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/return",
            PAY,
            wrong_doors::act,
            "return"
        ),
        door!(
            get,
            "/rounds/{id}/line/{key}/aside",
            PAY,
            wrong_doors::act_form,
            "aside"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/aside",
            PAY,
            wrong_doors::act,
            "aside"
        ),
        door!(
            get,
            "/rounds/{id}/line/{key}/claim",
            PAY,
            wrong_doors::act_form,
            "claim"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/claim",
            PAY,
            wrong_doors::act,
            "claim"
        ),
        door!(
            get,
            "/rounds/{id}/line/{key}/recover",
            PAY,
            wrong_doors::act_form,
            "recover"
        ),
        door!(
            post,
            "/rounds/{id}/line/{key}/recover",
            PAY,
            wrong_doors::act,
            "recover"
        ),
        door!(post, "/rounds/{id}/pay/check", PAY, pay_doors::check),
        door!(post, "/rounds/{id}/pay", PAY, pay_doors::pay),
        door!(post, "/rounds/{id}/close", PREPARE, doors::do_step, "close"),
        door!(get, "/rounds/{id}/cancel", PREPARE, doors::undo_form),
        door!(
            post,
            "/rounds/{id}/cancel",
            PREPARE,
            doors::do_undo,
            "cancel"
        ),
        door!(get, "/rounds/{id}/reverse", APPROVE, doors::undo_form),
        door!(
            post,
            "/rounds/{id}/reverse",
            APPROVE,
            doors::do_undo,
            "reverse"
        ),
        door!(get, "/statements/{id}", VIEW, doors::show_statement),
        door!(
            get,
            "/statements/{id}/statement.xlsx",
            VIEW,
            doors::statement_file
        ),
        door!(get, "/public", Gate::Public, public_doors::index),
        door!(
            get,
            "/public/notices/{link}",
            Gate::Public,
            public_doors::show
        ),
        door!(
            get,
            "/public/notices/{link}/notice.json",
            Gate::Public,
            public_doors::proof
        ),
        door!(
            post,
            "/public/notices/{link}",
            Gate::Public,
            public_doors::roster
        )
        .reads_only(),
        door!(
            post,
            "/public/notices/{link}/file",
            Gate::Public,
            public_doors::file
        )
        .reads_only(),
    ];
    let routes = [
        routes,
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
        ..Module::default()
    }
}
