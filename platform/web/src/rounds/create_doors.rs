//! Requests about a new round: from what, the form of its flow, the deed.

use super::PREPARE;
use super::brought::doors::offers;
use super::create::{self, CLASSES, Chosen, Origin};
use super::round::crumbs;
use super::source::{Sources, source_of};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use kernel::apportion::Policy;
use kernel::{Error, Id, Result};
use payout::{Basis, CreateRound};
use std::collections::BTreeMap;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/new", PREPARE, with(sources, create_form)),
        Route::post("/rounds", PREPARE, with(sources, create)),
    ]
}

async fn create_form(req: Req, sources: Sources) -> Result<Reply> {
    create_page(&req, sources, None).await
}

/// `fault`: the form comes back with what was typed.
async fn create_page(req: &Req, sources: Sources, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("rounds-create-title");
    crumbs(&mut page);
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let today = req.ctx().today();
    let offers = offers(req, &sources).await?;
    let chosen = chosen(req, sources, &offers).await?;
    let typed = |name: &str| match is_again {
        true => req.form.shown(name),
        false => Some(req.query.shown(name))
            .filter(|v| !v.is_empty())
            .unwrap_or_else(|| create::usual(name, today)),
    };
    let view = create::create(page, &offers, chosen.as_ref(), &typed, &faults);
    Ok(Reply::page(&view)?.again(is_again))
}

/// What the form or the address names, or the only one there is; with its flow as it is in force today.
async fn chosen(req: &Req, sources: Sources, offers: &[Origin]) -> Result<Option<Chosen>> {
    let named = Some(req.form.shown("source")).filter(|value| !value.is_empty());
    let named = named.unwrap_or_else(|| req.query.shown("source"));
    let value = match offers {
        [only] if named.is_empty() => only.value.clone(),
        _ => named,
    };
    if !offers.iter().any(|offer| offer.value == value) {
        return Ok(None);
    }
    let code = value.split(':').next().unwrap_or_default();
    let (code, ctx) = (source_of(&sources, code)?.flow, req.ctx());
    let read = move |tx: &mut ::store::Tx| payout::read::flow_today(tx, &ctx, code);
    let flow = req.app.db.read_async(read).await?;
    Ok(Some(Chosen {
        value,
        code: code.to_owned(),
        flow,
    }))
}

async fn create(req: Req, sources: Sources) -> Result<Reply> {
    let made = create_deed(&req, &sources).await;
    match made {
        Ok(created) => Ok(Reply::see(format!("/rounds/{}", created.id))
            .saved("rounds-saved-create", &[("number", &created.number)])),
        Err(fault) => create_page(&req, sources, Some(fault)).await,
    }
}

async fn create_deed(req: &Req, sources: &Sources) -> Result<payout::Created> {
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let source = read.text("source", 80);
    let title = read.text("title", 100);
    let year = read.number("year", 1949, 2199);
    let pool_fen = read.money("pool_fen");
    let record_date = read.date("record_date");
    let basis = read.choice(
        "basis",
        &["per_person", "per_household", "class_weights", "division"],
    );
    let policy = read.choice(
        "policy",
        &["per_share_floor", "largest_remainder", "cumulative"],
    );
    let step_fen = read.choice("step_fen", &["1", "10", "100"]);
    let mut weights = BTreeMap::new();
    if basis == "class_weights" {
        for (class, field) in
            CLASSES
                .into_iter()
                .zip(["weight_a", "weight_b", "weight_c", "weight_all"])
        {
            if req.form.has(field) {
                weights.insert(class.to_owned(), read.number(field, 0, 1_000_000));
            }
        }
    }
    let division = match basis.as_str() {
        "division" => Some(super::divide::read(req.words(), &req.form, &mut read)?),
        _ => None,
    };
    read.done()?;
    let (code, id) = source
        .split_once(':')
        .ok_or_else(|| Error::invalid("source", "not_chosen"))?;
    let source = source_of(sources, code).map_err(|_| Error::invalid("source", "not_chosen"))?;
    let id: Id = id
        .parse()
        .map_err(|_| Error::invalid("source", "not_chosen"))?;
    let ctx = req.ctx();
    let asked = ctx.clone();
    let offers = req
        .app
        .db
        .read_async(move |tx| (source.offers)(tx, &asked))
        .await?;
    let offer = offers
        .into_iter()
        .find(|o| o.id == id)
        .ok_or_else(|| Error::invalid("source", "not_chosen"))?;
    let input = CreateRound {
        title,
        flow: source.flow.to_owned(),
        source: source.code.to_owned(),
        source_id: id,
        book: offer.book,
        unit: offer.unit,
        year,
        pool_fen,
        record_date,
        policy: policy.parse::<Policy>()?,
        step_fen: step_fen
            .parse()
            .map_err(|_| Error::invalid("step_fen", "not_chosen"))?,
        basis: basis.parse::<Basis>()?,
        weights,
        division,
    };
    req.app
        .db
        .act_async(&ctx, key, input, payout::create_round)
        .await
}
