//! Requests about what was before zhen.

use super::super::create::Origin;
use super::super::doors::eyes;
use super::super::read;
use super::super::source::{Offer, Source, Sources, source_of};
use super::super::store;
use super::super::{APPROVE, PREPARE, VIEW};
use super::plan;
use super::{Brought, Got, May, Opening, export};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Error, Fen, Id, Result};
use payout::{BringForwardBalance, BringForwardRound, BroughtLine, VoidBrought};

/// Rounds from before that a list reads, and households of one of them.
const MOST: u32 = 1_000;
const MOST_LINES: u32 = 1_000_000;

pub(in crate::rounds) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/brought", VIEW, with(sources, list)),
        Route::get("/rounds/brought.xlsx", VIEW, with(sources, list_file)),
        Route::get("/rounds/brought/new", PREPARE, with(sources, new_form)),
        Route::post("/rounds/brought/new", PREPARE, with(sources, new)),
        Route::get("/rounds/brought/{id}", VIEW, with(sources, show)),
        Route::get(
            "/rounds/brought/{id}/file.xlsx",
            VIEW,
            with(sources, show_file),
        ),
        Route::get(
            "/rounds/brought/{id}/void",
            PREPARE,
            with(sources, void_form),
        ),
        Route::post("/rounds/brought/{id}/void", PREPARE, with(sources, void)),
        Route::get("/rounds/balances/new", APPROVE, balance_form),
        Route::post("/rounds/balances/new", APPROVE, balance),
    ]
}

fn may(req: &Req) -> May {
    May {
        prepare: req.may(Right::PrepareRounds),
        approve: req.may(Right::ApproveRounds),
    }
}

fn brought(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &Sources,
    one: payout::read::BroughtView,
) -> Result<Brought> {
    Ok(Brought {
        project: (source_of(sources, &one.source)?.name)(tx, ctx.org, one.source_id)?,
        unit: read::unit_name(tx, one.unit)?,
        id: one.id,
        year: one.year,
        date: one.date,
        title: one.title,
        total: one.total,
        payees: one.payees,
        document: one.document,
    })
}

async fn all(req: &Req, sources: Sources) -> Result<(Vec<Brought>, Vec<Opening>)> {
    let ctx = req.ctx();
    req.app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let mut rounds = Vec::new();
            for one in payout::read::brought(tx, &scope, MOST)? {
                rounds.push(brought(tx, &ctx, &sources, one)?);
            }
            let mut openings = Vec::new();
            for one in payout::read::openings(tx, &scope, MOST)? {
                let book = ledger::book(tx, ctx.org, one.book)?;
                openings.push(Opening {
                    entity: book.map(|book| book.entity).unwrap_or_default(),
                    unit: read::unit_name(tx, one.unit)?,
                    date: one.date,
                    bank: one.bank,
                    undistributed: one.undistributed,
                    unclaimed: one.unclaimed,
                    document: one.document,
                });
            }
            Ok((rounds, openings))
        })
        .await
}

async fn list(req: Req, sources: Sources) -> Result<Reply> {
    let (rounds, openings) = all(&req, sources).await?;
    super::list(req.page("brought-title"), &rounds, &openings, may(&req)).reply()
}

async fn list_file(req: Req, sources: Sources) -> Result<Reply> {
    let (rounds, openings) = all(&req, sources).await?;
    let words = req.words();
    let name = format!("{}.xlsx", words.get("brought-title"));
    Ok(Reply::xlsx(export::list(words, &rounds, &openings)?, name).private())
}

/// One round from before with the households that the asker may see.
async fn found(req: &Req, sources: Sources) -> Result<(Brought, Vec<Got>)> {
    let (ctx, id, eyes) = (req.ctx(), req.id("id")?, eyes(req));
    req.app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let all = payout::read::brought(tx, &scope, MOST)?;
            let one = all.into_iter().find(|one| one.id == id);
            let one = one.ok_or(Error::NotFound)?;
            let source = source_of(&sources, &one.source)?;
            let mut lines = Vec::new();
            for line in payout::read::brought_lines(tx, &scope, id, MOST_LINES)? {
                let household = (source.household)(tx, ctx.org, line.household)?;
                let (number, head) =
                    household.map_or_else(Default::default, |h| (h.number, h.head));
                lines.push(Got {
                    household: line.household,
                    number,
                    head: eyes.name(&head),
                    village: read::unit_name(tx, line.unit)?,
                    amount: line.amount_fen,
                });
            }
            Ok((brought(tx, &ctx, &sources, one)?, lines))
        })
        .await
}

async fn show(req: Req, sources: Sources) -> Result<Reply> {
    let (one, lines) = found(&req, sources).await?;
    let page = req.page_titled(one.title.clone());
    Ok(super::show(page, &one, &lines, may(&req))
        .reply()?
        .private())
}

async fn show_file(req: Req, sources: Sources) -> Result<Reply> {
    let (one, lines) = found(&req, sources).await?;
    let bytes = export::lines(&one, &lines)?;
    Ok(Reply::xlsx(bytes, format!("{}.xlsx", one.title)).private())
}

async fn void_form(req: Req, sources: Sources) -> Result<Reply> {
    void_page(&req, sources, None).await
}

async fn void_page(req: &Req, sources: Sources, fault: Option<Error>) -> Result<Reply> {
    let (one, _) = found(req, sources).await?;
    let mut page = req.page("brought-void");
    let is_again = fault.is_some();
    req.told(&mut page, fault)?;
    Ok(super::void(page, &one).reply()?.again(is_again))
}

async fn void(req: Req, sources: Sources) -> Result<Reply> {
    let input = VoidBrought {
        brought: req.id("id")?,
    };
    let (key, ctx) = (req.form.key()?, req.ctx());
    let done = req
        .app
        .db
        .act_async(&ctx, key, input, payout::void_brought)
        .await;
    match done {
        Ok(_) => Ok(Reply::see("/rounds/brought").saved("brought-saved-void", &[])),
        Err(fault) => void_page(&req, sources, Some(fault)).await,
    }
}

/// What the asker prepares rounds from.
pub(in crate::rounds) async fn offers(req: &Req, sources: &Sources) -> Result<Vec<Origin>> {
    let (ctx, sources) = (req.ctx(), sources.clone());
    req.app
        .db
        .read_async(move |tx| {
            let mut out = Vec::new();
            for source in sources.iter() {
                let offers = (source.offers)(tx, &ctx)?;
                out.extend(offers.into_iter().map(|offer| Origin {
                    value: format!("{}:{}", source.code, offer.id),
                    name: offer.name,
                    available: Some(offer.available),
                }));
            }
            Ok(out)
        })
        .await
}

/// The chosen source and what it offers. `Invalid` on `source` for anything else.
pub(super) async fn chosen(req: &Req, sources: &Sources, value: &str) -> Result<(Source, Offer)> {
    let unknown = || Error::invalid("source", "not_chosen");
    let (code, id) = value.split_once(':').ok_or_else(unknown)?;
    let source = source_of(sources, code).map_err(|_| unknown())?;
    let id: Id = id.parse().map_err(|_| unknown())?;
    let ctx = req.ctx();
    let offers = req
        .app
        .db
        .read_async(move |tx| (source.offers)(tx, &ctx))
        .await?;
    let offer = offers.into_iter().find(|offer| offer.id == id);
    Ok((source, offer.ok_or_else(unknown)?))
}

/// What was typed, else what the address says.
pub(super) fn typed(req: &Req, name: &str) -> String {
    Some(req.form.shown(name))
        .filter(|value| !value.is_empty())
        .unwrap_or_else(|| req.query.shown(name))
}

async fn new_form(req: Req, sources: Sources) -> Result<Reply> {
    new_page(&req, &sources, None).await
}

async fn new_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("brought-new");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let offers = offers(req, sources).await?;
    let view = super::new(page, &offers, &|name| typed(req, name), &faults);
    Ok(view.reply()?.again(is_again).private())
}

async fn new(req: Req, sources: Sources) -> Result<Reply> {
    match new_deed(&req, &sources).await {
        Ok(id) => Ok(saved(id)),
        Err(fault) => new_page(&req, &sources, Some(fault)).await,
    }
}

pub(super) fn saved(id: Id) -> Reply {
    Reply::see(format!("/rounds/brought/{id}")).saved("brought-saved", &[])
}

async fn new_deed(req: &Req, sources: &Sources) -> Result<Id> {
    let text = req.form.shown("lines");
    let value = req.form.shown("source");
    let (ctx, (source, _)) = (req.ctx(), chosen(req, sources, &value).await?);
    let lines = req
        .app
        .db
        .read_async(move |tx| plan::of_text(tx, &ctx, source, &text))
        .await?;
    deed(req, sources, lines).await
}

/// Sums that were left out are those of the lines.
pub(super) async fn deed(req: &Req, sources: &Sources, lines: Vec<BroughtLine>) -> Result<Id> {
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let source = read.text("source", 80);
    let title = read.text("title", 100);
    let year = read.number("year", 1949, 9999);
    let date = read.date("date");
    let document = read.text("document", 100);
    let has = |name: &str| !lines.is_empty() && !req.form.has(name);
    let total_fen = match has("total_fen") {
        true => Fen::sum(lines.iter().map(|line| line.amount_fen))?,
        false => read.money("total_fen"),
    };
    let payees = match has("payees") {
        true => i64::try_from(lines.len()).unwrap_or(i64::MAX),
        false => read.number("payees", 1, 10_000_000),
    };
    read.done()?;
    let (source, offer) = chosen(req, sources, &source).await?;
    let input = BringForwardRound {
        source: source.code.to_owned(),
        source_id: offer.id,
        unit: offer.unit,
        book: Some(offer.book),
        year,
        date,
        title,
        total_fen,
        payees,
        document,
        lines,
    };
    req.app
        .db
        .act_async(&req.ctx(), key, input, payout::bring_forward_round)
        .await
}

async fn balance_form(req: Req) -> Result<Reply> {
    balance_page(&req, None).await
}

async fn balance_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("brought-balance");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let ctx = req.ctx();
    let books = req
        .app
        .db
        .read_async(move |tx| store::books(tx, &Scope::of(&ctx, Right::ApproveRounds), None))
        .await?
        .into_iter()
        .map(|book| (book.id, book.entity))
        .collect::<Vec<_>>();
    let view = super::balance(page, &books, &|name| typed(req, name), &faults);
    Ok(view.reply()?.again(is_again))
}

async fn balance(req: Req) -> Result<Reply> {
    match balance_deed(&req).await {
        Ok(()) => Ok(Reply::see("/rounds/brought").saved("brought-saved-balance", &[])),
        Err(fault) => balance_page(&req, Some(fault)).await,
    }
}

async fn balance_deed(req: &Req) -> Result<()> {
    let key = req.form.key()?;
    let mut read = Reader::new(&req.form);
    let book = read.id("book");
    let date = read.date("date");
    let bank_fen = read.money("bank_fen");
    let undistributed_fen = read.money("undistributed_fen");
    let unclaimed_fen = read.money("unclaimed_fen");
    let document = read.text("document", 100);
    read.done()?;
    let input = BringForwardBalance {
        book,
        date,
        bank_fen,
        undistributed_fen,
        unclaimed_fen,
        document,
    };
    req.app
        .db
        .act_async(&req.ctx(), key, input, payout::bring_forward_balance)
        .await
        .map(drop)
}
