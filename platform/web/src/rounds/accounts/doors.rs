//! Requests about payees' accounts.

use super::super::doors::eyes;
use super::super::read::{self, Eyes};
use super::super::source::{Household, Sources};
use super::super::{PAY, REVIEW, VIEW};
use super::plan::{self, Plan};
use super::{All, Listed, Previewed};
use crate::form::Reader;
use crate::i18n::Words;
use crate::pages::uploads;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Route, with};
use crate::sheet;
use crate::view::View;
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Error, FieldError, Id, Result};
use payout::bank::accounts::{Decision, Provenance};
use payout::bank::{
    Account, AccountLine, DecideAccount, ImportAccounts, ProposeAccount, decide_account,
    import_accounts, propose_account,
};
use sheets::{LongTable, OutCell, OutColumn, OutKind, OutTable, Table};
use std::collections::HashMap;

const KIND: &str = "accounts";
/// Accounts of a page, lists of a page, single accounts that wait.
pub(super) const ROWS: u32 = 200;
const LISTS: u32 = 50;
const OPEN: u32 = 50;
/// Accounts that a file reads at a time.
const PIECE: u32 = if cfg!(test) { 2 } else { 10_000 };
/// Rows of a list to compare with the paper.
pub(super) const SAMPLE: usize = 20;

pub(in crate::rounds) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/accounts", VIEW, with(sources, accounts)),
        Route::get("/rounds/accounts.xlsx", PAY, with(sources, accounts_file)),
        Route::get("/rounds/accounts/new", PAY, account_form),
        Route::post("/rounds/accounts", PAY, with(sources, propose)),
        Route::get("/rounds/accounts/import", PAY, import_form),
        Route::post("/rounds/accounts/import", PAY, upload).upload(),
        Route::get(
            "/rounds/accounts/import/{upload}",
            PAY,
            with(sources, preview),
        ),
        Route::post(
            "/rounds/accounts/import/{upload}",
            PAY,
            with(sources, commit),
        ),
        Route::get(
            "/rounds/accounts/import/{upload}/marked",
            PAY,
            with(sources, marked),
        ),
        Route::post("/rounds/accounts/{account}", REVIEW, with(sources, decide)),
    ]
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

/// Accounts with their payees' names: asked all at once, and one by one only for what is no household that stands.
pub(in crate::rounds) fn listed(
    tx: &mut Tx,
    sources: &Sources,
    (ctx, eyes): (&Ctx, &Eyes),
    accounts: Vec<Account>,
) -> Result<Vec<Listed>> {
    let mut ids: Vec<Id> = accounts.iter().map(|a| a.row.payee).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut known = HashMap::new();
    if let Some(source) = sources.first() {
        known = (source.named)(tx, ctx.org, &ids)?;
    }
    let (mut units, mut own) = (HashMap::new(), HashMap::new());
    let mut out = Vec::with_capacity(accounts.len());
    for account in accounts {
        let (id, unit) = (account.row.payee, account.row.unit);
        if !known.contains_key(&id)
            && let Some(found) = payee(tx, sources, ctx.org, id)?
        {
            known.insert(id, found);
        }
        if let std::collections::hash_map::Entry::Vacant(of) = units.entry(unit) {
            let decides = access::holds_at(tx, ctx, Right::ReviewRounds, unit)?;
            of.insert((read::unit_name(tx, unit)?, decides));
        }
        let (village, decides) = units.get(&unit).cloned().unwrap_or_default();
        let mut may_decide = decides && account.row.decision.is_none();
        if may_decide {
            // One journal row writes all accounts of a list.
            let written = (account.row.user, account.row.seq);
            may_decide = match own.get(&written) {
                Some(is_own) => !is_own,
                None => {
                    let is_own = access::deputies::is_own(tx, ctx, written.0, written.1)?;
                    own.insert(written, is_own);
                    !is_own
                }
            };
        }
        out.push(Listed {
            payee: known
                .get(&id)
                .map(|known| eyes.name(&known.head))
                .unwrap_or_default(),
            village,
            may_decide,
            account,
        });
    }
    Ok(out)
}

async fn all(req: &Req, sources: &Sources) -> Result<All> {
    let (ctx, eyes, sources) = (req.ctx(), eyes(req), sources.clone());
    let before = req.query.get("before").and_then(|id| id.parse().ok());
    let may_add = req.may(Right::PayRounds);
    let found = move |tx: &mut Tx| {
        let scope = Scope::of(&ctx, Right::ViewRounds);
        let rows = payout::bank::accounts_of(tx, &scope, before.unwrap_or(Id(i64::MAX)), ROWS)?;
        let is_full = u32::try_from(rows.len()).is_ok_and(|rows| rows == ROWS);
        let next = rows.last().filter(|_| is_full).map(|last| last.row.id);
        let mut all = All {
            next: next.map(|last| format!("/rounds/accounts?before={last}")),
            first: before.map(|_| "/rounds/accounts".to_owned()),
            rows: listed(tx, &sources, (&ctx, &eyes), rows)?,
            may_add,
            ..All::default()
        };
        if before.is_none() {
            all.lists = payout::bank::read::lists(tx, &scope, LISTS)?;
            let open = payout::bank::read::open_accounts(tx, &scope, OPEN)?;
            all.open = listed(tx, &sources, (&ctx, &eyes), open)?;
        }
        Ok(all)
    };
    req.app.db.export_async(found).await
}

async fn accounts(req: Req, sources: Sources) -> Result<Reply> {
    let all = all(&req, &sources).await?;
    Ok(super::accounts(req.page("bank-accounts"), &all)
        .reply()?
        .private())
}

/// All accounts within scope with masked numbers: a file travels further than a page.
async fn accounts_file(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, eyes, words) = (req.ctx(), eyes(&req), req.words());
    let written = move |tx: &mut Tx| {
        let scope = Scope::of(&ctx, Right::ViewRounds);
        let mut table = LongTable::new(file_head(words))?;
        let mut before = Id(i64::MAX);
        loop {
            let rows = payout::bank::read::account_rows(tx, &scope, before, PIECE)?;
            let Some(last) = rows.last() else {
                break;
            };
            before = last.id;
            // Numbers stay sealed: a file shows their last four digits.
            let closed = |row| Account { row, sealed: None };
            let rows = rows.into_iter().map(closed).collect();
            let rows = listed(tx, &sources, (&ctx, &eyes), rows)?;
            let rows: Vec<_> = rows.iter().map(|one| file_row(words, one)).collect();
            table.add(&rows)?;
        }
        table.finish()
    };
    let bytes = req.app.db.export_async(written).await?;
    let name = format!("{}.xlsx", words.get("bank-accounts"));
    Ok(Reply::xlsx(bytes, name).private())
}

/// The widths are given, since the rows come piece by piece.
fn file_head(words: Words) -> OutTable {
    let column = |key: &str, kind, width| OutColumn {
        width: Some(width),
        ..OutColumn::new(words.get(key), kind)
    };
    OutTable {
        sheet: words.get("bank-accounts"),
        columns: vec![
            column("bank-col-payee", OutKind::Text, 16),
            column("shares-village", OutKind::Text, 20),
            column("bank-col-number", OutKind::Text, 14),
            column("bank-col-bank", OutKind::Text, 28),
            column("bank-col-state", OutKind::Text, 12),
            column("net-col-date", OutKind::Date, 12),
        ],
        ..OutTable::default()
    }
}

fn file_row(words: Words, listed: &Listed) -> Vec<OutCell> {
    let row = &listed.account.row;
    let state = row.decision.map_or("open", |(outcome, _)| outcome.as_str());
    vec![
        OutCell::text(&listed.payee),
        OutCell::text(&listed.village),
        OutCell::Text(format!("**** {}", row.last_four)),
        OutCell::text(&row.bank),
        OutCell::Text(words.get(&format!("bank-state-{state}"))),
        OutCell::Date(row.date),
    ]
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
    let reply = super::account_form(page, &typed, &errors).reply()?;
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
    let provenance = read.choice("provenance", Provenance::WORDS);
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

pub(super) fn outcome(req: &Req) -> Result<Decision> {
    match req.form.get("outcome") {
        Some("confirmed") => Ok(Decision::Confirmed),
        Some("rejected") => Ok(Decision::Rejected),
        _ => Err(Error::invalid("outcome", "not_chosen")),
    }
}

async fn decide(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, key, account) = (req.ctx(), req.form.key()?, req.id("account")?);
    let outcome = outcome(&req)?;
    let input = DecideAccount { account, outcome };
    match req.app.db.act_async(&ctx, key, input, decide_account).await {
        Ok(_) => Ok(Reply::see("/rounds/accounts").saved("bank-saved-account", &[])),
        Err(fault) => {
            let mut page = req.page("bank-accounts");
            req.told(&mut page, Some(fault))?;
            let all = all(&req, &sources).await?;
            let view = super::accounts(page, &all);
            Ok(view.reply()?.again(true).private())
        }
    }
}

async fn import_form(req: Req) -> Result<Reply> {
    super::import(req.page("bank-import"), &[]).reply()
}

async fn upload(req: Req) -> Result<Reply> {
    let Some(file) = req.form.file("file").cloned() else {
        let mut page = req.page("bank-import");
        let fault = Error::invalid("file", "file_missing");
        let errors = req.told(&mut page, Some(fault))?;
        return Ok(super::import(page, &errors).reply()?.again(true));
    };
    let kept = uploads::keep(&req, KIND, file).await?;
    Ok(Reply::see(format!("/rounds/accounts/import/{kept}")))
}

/// A kept list as it was read and compared.
struct Planned {
    upload: Id,
    bank: String,
    table: Table,
    plan: Plan,
    missing: Vec<String>,
    tag: String,
}

/// Nothing here is kept: the file is read again each time, so that what is shown is what stands now.
async fn planned(req: &Req, sources: &Sources) -> Result<std::result::Result<Planned, String>> {
    let upload = req.id("upload")?;
    let stored = uploads::stored(req, KIND, upload).await?;
    let typed = Some(req.form.shown("bank")).filter(|bank| !bank.is_empty());
    let bank = typed.unwrap_or_else(|| req.query.shown("bank"));
    let (ctx, words, eyes, sources) = (req.ctx(), req.words(), eyes(req), sources.clone());
    let found = move |tx: &mut Tx| {
        let table = match plan::read_list(&stored.bytes, &stored.name) {
            Ok(table) => table,
            Err(fault) => return Ok(Err(sheet::unread(words, &fault))),
        };
        let plan = plan::plan(tx, &ctx, &sources, &table, &bank)?;
        let tag = kernel::text::hex(&tx.hmac("payout.file", &[&stored.bytes]));
        let some = plan.missing.get(..SAMPLE).unwrap_or(&plan.missing);
        let named = match sources.first() {
            Some(source) => (source.named)(tx, ctx.org, some)?,
            None => HashMap::new(),
        };
        let missing = some.iter().filter_map(|id| named.get(id));
        let missing = missing.map(|known| eyes.name(&known.head)).collect();
        Ok(Ok(Planned {
            upload,
            bank,
            table,
            plan,
            missing,
            tag,
        }))
    };
    req.app.db.export_async(found).await
}

async fn preview(req: Req, sources: Sources) -> Result<Reply> {
    preview_page(&req, &sources, None).await
}

async fn preview_page(req: &Req, sources: &Sources, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let mut page = req.page("bank-list-preview");
    let errors = req.told(&mut page, fault)?;
    let view = match planned(req, sources).await? {
        Ok(planned) => {
            let typed = |name: &str| {
                let typed = req.form.shown(name);
                match (name, typed.is_empty()) {
                    ("provenance", true) => Provenance::BankList.to_string(),
                    _ => typed,
                }
            };
            let told = Previewed {
                upload: planned.upload,
                bank: planned.bank,
                plan: &planned.plan,
                missing: planned.missing,
            };
            super::preview(page, &told, &typed, &errors)
        }
        Err(text) => {
            let again = "/rounds/accounts/import".to_owned();
            View::new(page, vec![sheet::refused(req.words(), text, again)])
        }
    };
    Ok(view.reply()?.again(is_again).private())
}

/// The faulty rows, marked, to be mended and sent again.
async fn marked(req: Req, sources: Sources) -> Result<Reply> {
    let words = req.words();
    let Ok(planned) = planned(&req, &sources).await? else {
        return Err(Error::NotFound);
    };
    let name = words.get("sheet-mark-sheet");
    sheet::marked(words, name, &planned.table, &planned.plan.problems)
}

async fn commit(req: Req, sources: Sources) -> Result<Reply> {
    let Ok(planned) = planned(&req, &sources).await? else {
        return preview_page(&req, &sources, None).await;
    };
    let (upload, aside) = (planned.upload, planned.plan.set_aside);
    match committed(&req, planned).await {
        Ok(list) => {
            // A file with rows set aside stays until its sender has fetched them, or for 30 days.
            if aside == 0 {
                uploads::forget(&req, upload).await?;
            }
            Ok(Reply::see(format!("/rounds/accounts/lists/{list}")).saved("bank-list-taken", &[]))
        }
        Err(fault) => preview_page(&req, &sources, Some(fault)).await,
    }
}

async fn committed(req: &Req, planned: Planned) -> Result<Id> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let mut read = Reader::new(&req.form);
    let provenance = read.choice("provenance", Provenance::WORDS);
    let document = read.text_opt("document", 200);
    read.done()?;
    let Planned {
        table, plan, tag, ..
    } = planned;
    if req.form.get("seen") != Some(plan.seen().as_str()) {
        return Err(Error::refused("payout.accounts_changed"));
    }
    let letter = |column: &sheets::FoundColumn| {
        let key = column.key?;
        Some((sheets::column_letter(column.index), key.to_owned()))
    };
    let mapping: Vec<(String, String)> = table.columns.iter().filter_map(letter).collect();
    let mapping = serde_json::to_string(&mapping).map_err(|e| Error::internal("a mapping", e))?;
    let input = ImportAccounts {
        file_tag: tag,
        mapping,
        provenance: provenance.parse()?,
        document,
        stand: plan.stand,
        added: plan.added,
        changed: plan.changed,
        unchanged: plan.unchanged,
        missing: plan.missing.len(),
        set_aside: plan.set_aside,
    };
    let lines: Vec<AccountLine> = plan.lines;
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| import_accounts(tx, ctx, input, lines);
    let done = req.app.db.act_async(&ctx, key, input, deed).await?;
    Ok(done.list)
}
