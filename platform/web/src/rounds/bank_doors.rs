//! Requests about payment through a bank.

use super::bank::{self, Listed, Told};
use super::doors::eyes;
use super::read;
use super::source::{Household, Sources};
use super::wrong_doors::{has, head};
use super::{PAY, REVIEW, VIEW};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Error, FieldError, Id, Refusal, Result};
use payout::Step;
use payout::bank::accounts::{Decision, Provenance};
use payout::bank::layout::{self, Fault};
use payout::bank::{
    DecideAccount, ImportResults, ImportStatement, ProposeAccount, SendBatch, decide_account,
    import_results, import_statement, propose_account, send_batch,
};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};
use std::collections::BTreeMap;

/// Accounts that a list reads.
const MOST: u32 = 5_000;

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/accounts", VIEW, with(sources, accounts)),
        Route::get("/rounds/accounts.xlsx", PAY, with(sources, accounts_file)),
        Route::get("/rounds/accounts/new", PAY, account_form),
        Route::post("/rounds/accounts", PAY, with(sources, propose)),
        Route::post("/rounds/accounts/{account}", REVIEW, with(sources, decide)),
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
    let said = read.number("count", 0, i64::MAX);
    read.done()?;
    let (viewer, today) = (ctx.clone(), ctx.today());
    let ready = move |tx: &mut Tx| {
        payout::round(tx, &Scope::of(&viewer, Right::ViewRounds), round)?;
        payout::bank::sendable(tx, viewer.org, round, today)
    };
    let ready = req.app.db.read_async(ready).await?;
    // The page said how many; what somebody else sent meanwhile must not go unnoticed.
    if i64::try_from(ready.lines.len()).unwrap_or(i64::MAX) != said {
        return Err(Refusal::new("rounds.changed_meanwhile").into());
    }
    // What this layout cannot write was named on the page and waits; it stops nothing else.
    let lines = ready.in_layout(&layout);
    let input = SendBatch {
        round,
        date,
        layout,
        lines,
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
    let found = move |tx: &mut Tx| payout::bank::file_of(tx, &ctx, batch);
    let (batch, bytes) = req.app.db.export_async(found).await?;
    let ending = if batch.layout.starts_with("fixed") {
        "txt"
    } else {
        "csv"
    };
    let name = format!("{}.{ending}", batch.number);
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

/// A payee by whichever source knows it.
fn payee(tx: &mut Tx, sources: &Sources, org: kernel::OrgId, id: Id) -> Result<Option<Household>> {
    for source in sources.iter() {
        if let Some(found) = (source.household)(tx, org, id)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

async fn listed(req: &Req, sources: &Sources) -> Result<Vec<Listed>> {
    let (ctx, eyes, sources) = (req.ctx(), eyes(req), sources.clone());
    let found = move |tx: &mut Tx| {
        let mut out = Vec::new();
        let scope = Scope::of(&ctx, Right::ViewRounds);
        for account in payout::bank::accounts_of(tx, &scope, MOST)? {
            let row = &account.row;
            let known = payee(tx, &sources, ctx.org, row.payee)?;
            let decides = access::holds_at(tx, &ctx, Right::ReviewRounds, row.unit)?
                && !access::deputies::is_own(tx, &ctx, row.user, row.seq)?;
            out.push(Listed {
                payee: known
                    .map(|known| eyes.name(&known.head))
                    .unwrap_or_default(),
                village: read::unit_name(tx, row.unit)?,
                may_decide: decides,
                account,
            });
        }
        Ok(out)
    };
    req.app.db.export_async(found).await
}

async fn accounts(req: Req, sources: Sources) -> Result<Reply> {
    let all = listed(&req, &sources).await?;
    let may_add = req.may(Right::PayRounds);
    Ok(bank::accounts(req.page("bank-accounts"), &all, may_add)
        .reply()?
        .private())
}

/// The list with masked numbers: a file travels further than a page.
async fn accounts_file(req: Req, sources: Sources) -> Result<Reply> {
    let words = req.words();
    let rows = listed(&req, &sources).await?;
    let rows = rows.iter().map(|listed| {
        let row = &listed.account.row;
        let state = row.decision.map_or("open", |(outcome, _)| outcome.as_str());
        vec![
            OutCell::Text(listed.payee.clone()),
            OutCell::Text(listed.village.clone()),
            OutCell::Text(format!("**** {}", row.last_four)),
            OutCell::Text(row.bank.clone()),
            OutCell::Text(words.get(&format!("bank-state-{state}"))),
            OutCell::Date(row.date),
        ]
    });
    let column = |key: &str, kind| OutColumn::new(words.get(key), kind);
    let table = OutTable {
        sheet: words.get("bank-accounts"),
        columns: vec![
            column("bank-col-payee", OutKind::Text),
            column("shares-village", OutKind::Text),
            column("bank-col-number", OutKind::Text),
            column("bank-col-bank", OutKind::Text),
            column("bank-col-state", OutKind::Text),
            column("net-col-date", OutKind::Date),
        ],
        rows: rows.collect(),
        ..OutTable::default()
    };
    let name = format!("{}.xlsx", words.get("bank-accounts"));
    Ok(Reply::xlsx(write_xlsx(&[table])?, name).private())
}

async fn account_form(req: Req) -> Result<Reply> {
    account_page(&req, None)
}

fn account_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let mut page = req.page("bank-add-account");
    let errors: Vec<FieldError> = req.told(&mut page, fault)?;
    // What was typed is a bank account: it stays out of the address, so only a form brings it back.
    let typed = |name: &str| req.form.shown(name);
    let reply = bank::account_form(page, &typed, &errors).reply()?;
    Ok(reply.again(is_again).private())
}

async fn propose(req: Req, sources: Sources) -> Result<Reply> {
    match proposed(&req, &sources).await {
        Ok(()) => Ok(Reply::see("/rounds/accounts").saved("bank-saved-account", &[])),
        Err(fault) => account_page(&req, Some(fault)),
    }
}

async fn proposed(req: &Req, sources: &Sources) -> Result<()> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let mut read = Reader::new(&req.form);
    let (number, holder) = (read.text("payee", 40), read.text("holder", 200));
    let (account, bank) = (read.text("number", 60), read.text("bank", 200));
    let provenance = read.choice("provenance", &["passbook", "bank_list", "told"]);
    let document = read.text_opt("document", 200);
    read.done()?;
    let provenance: Provenance = provenance.parse()?;
    let (org, sources) = (ctx.org, sources.clone());
    let find = move |tx: &mut Tx| {
        let mut found = None;
        for source in sources.iter() {
            if let Some(id) = (source.find)(tx, org, number.trim())? {
                found = (source.household)(tx, org, id)?.map(|known| (id, known.unit));
            }
        }
        Ok(found)
    };
    let found = req.app.db.read_async(find).await?;
    let (payee, unit) = found.ok_or_else(|| Error::invalid("payee", "no_such_household"))?;
    let input = ProposeAccount {
        payee,
        unit,
        holder,
        number: account,
        bank,
        provenance,
        document,
    };
    let done = req.app.db.act_async(&ctx, key, input, propose_account);
    done.await.map(drop)
}

async fn decide(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, key, account) = (req.ctx(), req.form.key()?, req.id("account")?);
    let outcome = match req.form.get("outcome") {
        Some("confirmed") => Decision::Confirmed,
        Some("rejected") => Decision::Rejected,
        _ => return Err(Error::invalid("outcome", "not_chosen")),
    };
    let input = DecideAccount { account, outcome };
    match req.app.db.act_async(&ctx, key, input, decide_account).await {
        Ok(_) => Ok(Reply::see("/rounds/accounts").saved("bank-saved-account", &[])),
        Err(fault) => {
            let mut page = req.page("bank-accounts");
            req.told(&mut page, Some(fault))?;
            let all = listed(&req, &sources).await?;
            let view = bank::accounts(page, &all, req.may(Right::PayRounds));
            Ok(view.reply()?.again(true).private())
        }
    }
}
