//! Requests about payment through a bank.

use super::bank::{self, Told};
use super::doors::eyes;
use super::read;
use super::source::Sources;
use super::wrong_doors::{has, head};
use super::{PAY, VIEW};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Error, Fen, Result};
use payout::Step;
use payout::bank::layout::{self, Fault};
use payout::bank::{
    Chosen, ImportResults, ImportStatement, SendBatch, import_results, import_statement, send_batch,
};
use std::collections::BTreeMap;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/bank", VIEW, with(sources, show)),
        Route::post("/rounds/{id}/bank", PAY, with(sources, send)),
        Route::get("/rounds/{id}/bank/{batch}/file", PAY, file),
        Route::post("/rounds/{id}/bank/results", PAY, with(sources, results)).upload(),
        Route::post("/rounds/{id}/bank/statement", PAY, with(sources, statement)).upload(),
    ]
}

async fn told(req: &Req, sources: &Sources) -> Result<Told> {
    let (ctx, id, eyes, sources) = (req.ctx(), req.id("id")?, eyes(req), sources.clone());
    let found = move |tx: &mut Tx| {
        let (case, source) = read::case_of(tx, &ctx, &sources, id)?;
        access::require(tx, &ctx, Right::ViewRounds, case.round.unit)?;
        let batches = payout::bank::batches(tx, ctx.org, id)?;
        let sendable = match case.declared() {
            Some(_) => payout::bank::sendable(tx, ctx.org, id, ctx.today())?,
            None => payout::bank::Sendable::default(),
        };
        let mut names = BTreeMap::new();
        let open = batches
            .iter()
            .flat_map(|batch| &batch.lines)
            .map(|line| line.payee);
        let unwritable = sendable.unwritable.iter().map(|one| one.payee);
        let waits = sendable.without_account.iter().copied().chain(unwritable);
        for payee in open.chain(waits).take(1000) {
            let named = head(tx, source, &eyes, &ctx, payee)?;
            names.insert(payee, named);
        }
        let book = case.round.book;
        Ok(Told {
            said: payout::bank::said(tx, ctx.org, id, book)?,
            clearing: payout::bank::clearing(tx, ctx.org, book, &case.flow.accounts.clearing)?,
            may_pay: has(tx, &ctx, case.flow.right_of(Step::Pay), case.round.unit)?,
            round: read::round(tx, &sources, &case)?,
            layouts: layout::layouts(ctx.today())?,
            batches,
            sendable,
            names,
            faults: Vec::new(),
            today: ctx.today(),
        })
    };
    req.app.db.export_async(found).await
}

async fn page(
    req: &Req,
    sources: &Sources,
    fault: Option<Error>,
    faults: Vec<Fault>,
) -> Result<Reply> {
    let is_again = fault.is_some() || !faults.is_empty();
    let mut told = told(req, sources).await?;
    told.faults = faults;
    let mut page = req.page_titled(told.round.title.clone());
    let errors = req.told(&mut page, fault)?;
    let reply = bank::view(page, &told, &errors)?.reply()?;
    Ok(reply.again(is_again).private())
}

async fn show(req: Req, sources: Sources) -> Result<Reply> {
    page(&req, &sources, None, Vec::new()).await
}

fn here(req: &Req) -> Result<String> {
    Ok(format!("/rounds/{}/bank", req.id("id")?))
}

async fn send(req: Req, sources: Sources) -> Result<Reply> {
    match sent(&req, &sources).await {
        Ok(number) => Ok(Reply::see(here(&req)?).saved("bank-sent", &[("number", &number)])),
        Err(fault) => page(&req, &sources, Some(fault), Vec::new()).await,
    }
}

async fn sent(req: &Req, sources: &Sources) -> Result<String> {
    let (ctx, key, round) = (req.ctx(), req.form.key()?, req.id("id")?);
    let mut read = Reader::new(&req.form);
    let (layout, date) = (read.text("layout", 40), read.date("date"));
    read.done()?;
    // The page said how many and how much by each layout; what somebody else sent meanwhile must not go unnoticed.
    let said = |what: &str| {
        let typed = req.form.get(&format!("{what}-{layout}"));
        typed.and_then(|text| text.parse().ok())
    };
    let told = said("payments").zip(said("fen"));
    let (payments, fen) = told.ok_or_else(|| Error::invalid("layout", "not_chosen"))?;
    let input = SendBatch {
        round,
        date,
        layout,
        lines: Chosen::Ready {
            payments,
            amount: Fen(fen),
        },
    };
    let sources = sources.clone();
    let deed = move |tx: &mut Tx, ctx: &kernel::Ctx, input: SendBatch| {
        let changed = read::case_of(tx, ctx, &sources, input.round)?.1.changed;
        send_batch(tx, ctx, input, changed)
    };
    let done = req.app.db.act_async(&ctx, key, input, deed).await?;
    Ok(done.number)
}

async fn file(req: Req) -> Result<Reply> {
    let (ctx, batch) = (req.ctx(), req.id("batch")?);
    let number = req.query.get("file").and_then(|n| n.parse().ok());
    let number: usize = number.unwrap_or(1).max(1);
    let found = move |tx: &mut Tx| payout::bank::file_of(tx, &ctx, batch, number - 1);
    let (batch, bytes) = req.app.db.export_async(found).await?;
    let ending = if batch.layout.starts_with("fixed") {
        "txt"
    } else {
        "csv"
    };
    let name = match number {
        1 => format!("{}.{ending}", batch.number),
        _ => format!("{}-{number}.{ending}", batch.number),
    };
    Ok(Reply::file(bytes, "application/octet-stream", name).private())
}

/// The file that came with a form, and the layout chosen for it.
fn taken(req: &Req) -> Result<(layout::Layout, Vec<u8>)> {
    let name = req.form.get("layout").unwrap_or_default();
    let layout = layout::layout(name, req.ctx().today())?;
    let file = req.form.file("file");
    let file = file.ok_or_else(|| Error::invalid("file", "empty"))?;
    Ok((layout, file.bytes.clone()))
}

async fn results(req: Req, sources: Sources) -> Result<Reply> {
    let (layout, bytes) = match taken(&req) {
        Ok(taken) => taken,
        Err(fault) => return page(&req, &sources, Some(fault), Vec::new()).await,
    };
    let answers = match layout.answers(&bytes) {
        Ok(answers) => answers,
        Err(faults) => return page(&req, &sources, None, faults).await,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let input = ImportResults {
        digest: digest(&bytes),
        date: ctx.today(),
        rows: answers.len(),
    };
    let deed =
        move |tx: &mut Tx, ctx: &kernel::Ctx, input| import_results(tx, ctx, input, &answers);
    match req.app.db.act_async(&ctx, key, input, deed).await {
        Ok(done) => {
            let numbers = [
                done.paid,
                done.returned,
                done.unknown,
                done.repeated,
                done.aside,
            ];
            let numbers = numbers.map(|n| n.to_string());
            let [paid, returned, unknown, repeated, aside] = &numbers;
            let args: [(&str, &str); 5] = [
                ("paid", paid),
                ("returned", returned),
                ("unknown", unknown),
                ("repeated", repeated),
                ("aside", aside),
            ];
            Ok(Reply::see(here(&req)?).saved("bank-taken-results", &args))
        }
        Err(fault) => page(&req, &sources, Some(fault), Vec::new()).await,
    }
}

async fn statement(req: Req, sources: Sources) -> Result<Reply> {
    let (layout, bytes) = match taken(&req) {
        Ok(taken) => taken,
        Err(fault) => return page(&req, &sources, Some(fault), Vec::new()).await,
    };
    let rows = match layout.moved(&bytes) {
        Ok(rows) => rows,
        Err(faults) => return page(&req, &sources, None, faults).await,
    };
    let (ctx, key, id) = (req.ctx(), req.form.key()?, req.id("id")?);
    let viewer = ctx.clone();
    let book = move |tx: &mut Tx| {
        let case = payout::round(tx, &Scope::of(&viewer, Right::ViewRounds), id)?;
        Ok(case.round.book)
    };
    let input = ImportStatement {
        book: req.app.db.read_async(book).await?,
        digest: digest(&bytes),
        rows: rows.len(),
    };
    let deed = move |tx: &mut Tx, ctx: &kernel::Ctx, input| import_statement(tx, ctx, input, &rows);
    match req.app.db.act_async(&ctx, key, input, deed).await {
        Ok(done) => {
            let numbers = [done.batches, done.refunds, done.repeated, done.unmatched];
            let numbers = numbers.map(|n| n.to_string());
            let [batches, refunds, repeated, unmatched] = &numbers;
            let args: [(&str, &str); 4] = [
                ("batches", batches),
                ("refunds", refunds),
                ("repeated", repeated),
                ("unmatched", unmatched),
            ];
            Ok(Reply::see(here(&req)?).saved("bank-taken-statement", &args))
        }
        Err(fault) => page(&req, &sources, Some(fault), Vec::new()).await,
    }
}

fn digest(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    kernel::text::hex(&Sha256::digest(bytes))
}
