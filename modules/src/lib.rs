//! The nouns of the product, a folder each, and what they hand to the server.

pub mod appeals;
pub mod campaigns;
pub mod coop;
pub mod land;
pub mod law;
pub mod market;
pub mod people;
pub mod shares;

use kernel::Id;
use people::reverse_import::Rests;
use std::collections::BTreeSet;
use web::Module;

/// Every module with its routes, navigation and indicators, in the order of the navigation: first what belongs to
/// no noun, last the back office.
pub fn all() -> Vec<Module> {
    vec![
        web::due::module(),
        web::pages::module(),
        people::web::module(RESTS),
        shares::web::module(),
        land::web::module(),
        coop::web::module(),
        appeals::web::module(),
        web::cases::shared(),
        law::web::module(),
        campaigns::web::module(),
        rounds(),
        web::papers::module(vec![
            web::papers::ROUNDS,
            people::web::EVENT_PAPERS,
            shares::register::web::PAPER_SOURCE,
            coop::web::PAPER_SOURCE,
        ]),
        web::due::office(),
        web::pages::office(),
    ]
}

/// What keeps an import of people from being reversed.
const RESTS: &[Rests] = &[
    Rests {
        what: "roster",
        count: on_a_roster,
    },
    Rests {
        what: "land",
        count: on_land,
    },
    Rests {
        what: "net",
        count: in_a_net,
    },
    Rests {
        what: "holding",
        count: shares::register::holders_in_use,
    },
];

fn on_a_roster(
    tx: &mut store::Tx,
    org: kernel::OrgId,
    households: &BTreeSet<Id>,
) -> kernel::Result<i64> {
    let asked: Vec<Id> = households.iter().copied().collect();
    Ok(shares::households_in_use(tx, org, &asked)?.len() as i64)
}

fn on_land(
    tx: &mut store::Tx,
    org: kernel::OrgId,
    households: &BTreeSet<Id>,
) -> kernel::Result<i64> {
    let asked: Vec<Id> = households.iter().copied().collect();
    Ok(land::households_in_use(tx, org, &asked)?.len() as i64)
}

fn in_a_net(
    tx: &mut store::Tx,
    org: kernel::OrgId,
    households: &BTreeSet<Id>,
) -> kernel::Result<i64> {
    let asked: Vec<Id> = households.iter().copied().collect();
    Ok(coop::households_in_use(tx, org, &asked)?.len() as i64)
}

/// What rounds are made from.
fn sources() -> Vec<web::rounds::Source> {
    vec![
        shares::web::source(),
        shares::register_round::source(),
        shares::coop::round::source(),
        coop::round::source(),
    ]
}

/// The one that answers for rounds of this source; `NotFound` where there is none.
pub fn source_of(code: &str) -> kernel::Result<web::rounds::Source> {
    let found = sources().into_iter().find(|source| source.code == code);
    found.ok_or(kernel::Error::NotFound)
}

/// Rounds of money.
fn rounds() -> Module {
    web::rounds::module(sources())
}
