//! Requests about the named checks of a round.

use super::VIEW;
use super::checks::{self, Told};
use super::doors::eyes;
use super::read;
use super::source::Sources;
use super::wrong_doors::head;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::Right;
use kernel::{Error, Result};
use std::collections::BTreeMap;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/checks", VIEW, with(sources, show)),
        Route::get("/rounds/{id}/checks.xlsx", VIEW, with(sources, file)),
    ]
}

/// The checks with the names behind them; of a round that the asker sees wholly, since a sum says something of all.
async fn told(req: &Req, sources: &Sources) -> Result<Told> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("id")?, eyes(req), sources.clone());
    let found = move |tx: &mut Tx| {
        let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
        access::require(tx, &ctx, Right::ViewRounds, case.round.unit)?;
        let report = payout::crosscheck(tx, &case, &source.witness)?;
        let mut names = BTreeMap::new();
        let odd = report.checks.iter().flat_map(|check| &check.odd);
        let odd = odd.map(|odd| odd.payee);
        let without = report
            .without_number
            .iter()
            .map(|(household, _)| *household);
        for payee in odd.chain(without).take(1000) {
            names.insert(payee, head(tx, source, &eyes, &ctx, payee)?);
        }
        // An invented household has no village; a payee of another one is told by its villages.
        let mut units = BTreeMap::new();
        for check in report
            .checks
            .iter()
            .filter(|check| check.code == "units_total")
        {
            for odd in &check.odd {
                for unit in [odd.expected, odd.found] {
                    let name = match read::unit_name(tx, kernel::Id(unit)) {
                        Err(Error::NotFound) => String::new(),
                        other => other?,
                    };
                    units.insert(unit, name);
                }
            }
        }
        Ok(Told {
            round: read::round(tx, &sources, &case)?,
            report,
            names,
            units,
        })
    };
    req.app.db.export_async(found).await
}

async fn show(req: Req, sources: Sources) -> Result<Reply> {
    let told = told(&req, &sources).await?;
    let page = req.page_titled(told.round.title.clone());
    Ok(checks::view(page, &told).reply()?.private())
}

async fn file(req: Req, sources: Sources) -> Result<Reply> {
    let told = told(&req, &sources).await?;
    let words = req.words();
    let name = format!("{} {}.xlsx", told.round.number, words.get("checks-title"));
    Ok(Reply::xlsx(checks::file(words, &told)?, name).private())
}
