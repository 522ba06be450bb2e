//! Books of money: each month with its balances and vouchers; months are closed here, and opened again.

mod view;

use view::{kind, month_name, side};
pub(super) use view::{list_view, view};

use super::words::account;
use super::{PAY, REVIEW, VIEW, store};
use crate::form::Reader;
use crate::format;
use crate::reply::Reply;
use crate::request::Req;
use crate::route::Route;
use access::{Right, Scope};
use kernel::{Date, Error, Fen, Id, Result};
use ledger::{Closing, TrialRow, VoucherView};
use payout::{CloseMonth, ReopenMonth};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

/// Vouchers of one month on a page; a file has them all.
const MOST: u32 = 500;
const LONGEST_REASON: usize = 200;

/// A book in a list.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub id: Id,
    pub entity: String,
    pub unit: Id,
    pub place: String,
    /// The last day that takes no voucher any more.
    pub through: Option<Date>,
}

/// One month of a book.
#[derive(Debug, Clone)]
pub(super) struct Month {
    pub book: Listed,
    /// Its last day.
    pub last: Date,
    /// The last days of the months that there are, the latest first.
    pub months: Vec<Date>,
    pub trial: Vec<TrialRow>,
    pub vouchers: Vec<VoucherView>,
    pub closings: Vec<Closing>,
    pub may_close: bool,
    pub may_open: bool,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/books", VIEW, list),
        Route::get("/books/{id}", VIEW, show),
        Route::get("/books/{id}/month.xlsx", VIEW, file),
        Route::post("/books/{id}/close", PAY, close),
        Route::post("/books/{id}/reopen", REVIEW, reopen),
    ]
}

async fn list(req: Req) -> Result<Reply> {
    let ctx = req.ctx();
    let found = req
        .app
        .db
        .read_async(move |tx| {
            let mut found = store::books(tx, &Scope::of(&ctx, Right::ViewRounds), None)?;
            for book in &mut found {
                book.through = ledger::closed_through(tx, ctx.org, book.id)?;
            }
            Ok(found)
        })
        .await?;
    Ok(list_view(req.page("books-title"), &found)
        .reply()?
        .private())
}

fn first_of(last: Date) -> Date {
    last.plus_days(1 - i64::from(last.day()))
}

/// A book within the asker's scope with one of its months: the asked one, else that which a form was about to close or
/// to open, else that of today.
async fn month(req: &Req, most: u32) -> Result<Month> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let day = |text: &str| text.parse::<Date>().ok();
    let sent = |name: &str| req.form.get(name).and_then(day);
    let asked = req.query.get("month").and_then(day);
    let asked = asked.or_else(|| sent("through"));
    let asked = asked.or_else(|| Some(sent("from")?.last_of_month()));
    req.app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::ViewRounds);
            let mut book = store::books(tx, &scope, Some(id))?
                .pop()
                .ok_or(Error::NotFound)?;
            book.through = ledger::closed_through(tx, ctx.org, id)?;
            let today = ctx.today();
            let months = ledger::months(tx, ctx.org, id, today)?;
            let last = asked
                .filter(|day| months.contains(day))
                .unwrap_or_else(|| today.last_of_month());
            let days = ((first_of(last), Id(0)), last);
            Ok(Month {
                trial: ledger::trial_balance(tx, ctx.org, id, last, i64::MAX)?,
                vouchers: ledger::vouchers_between(tx, ctx.org, id, days, most)?,
                closings: ledger::closings(tx, ctx.org, id)?,
                may_close: access::holds_at(tx, &ctx, Right::PayRounds, book.unit)?,
                may_open: access::holds_at(tx, &ctx, Right::ReviewRounds, book.unit)?,
                last,
                months,
                book,
            })
        })
        .await
}

async fn show(req: Req) -> Result<Reply> {
    page(&req, None).await
}

async fn page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let month = month(req, MOST + 1).await?;
    let mut page = req.page_titled(month.book.entity.clone());
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let typed = |name: &str| req.form.shown(name);
    let view = view(page, &month, req.ctx().today(), (&typed, &faults));
    Ok(view.reply()?.private().again(is_again))
}

/// Balances and vouchers of a month, a sheet each.
async fn file(req: Req) -> Result<Reply> {
    let words = req.words();
    let month = month(&req, u32::MAX).await?;
    let column = |key: &str, kind| OutColumn::new(words.get(key), kind);
    let balances = month.trial.iter().map(|row| {
        vec![
            OutCell::text(account(words, &row.code)),
            OutCell::Money(Fen(row.debit)),
            OutCell::Money(Fen(row.credit)),
            OutCell::text(side(words, row.balance)),
            OutCell::Money(Fen(row.balance.saturating_abs())),
        ]
    });
    let vouchers = month.vouchers.iter().map(|voucher| {
        vec![
            OutCell::Date(voucher.date),
            OutCell::text(voucher.number.clone()),
            OutCell::text(kind(words, &voucher.kind)),
            OutCell::Money(Fen(voucher.total)),
        ]
    });
    let name = month_name(words, month.last);
    let sheet = |title: String, columns, rows| OutTable {
        sheet: title.clone(),
        title: Some(format!("{} {title}", month.book.entity)),
        columns,
        rows,
        ..OutTable::default()
    };
    let bytes = write_xlsx(&[
        sheet(
            words.with("books-balances", &[("date", &format::date(month.last))]),
            vec![
                column("rounds-col-account", OutKind::Text),
                column("rounds-col-debit", OutKind::Money),
                column("rounds-col-credit", OutKind::Money),
                column("books-state-side", OutKind::Text),
                column("books-balance-side", OutKind::Money),
            ],
            balances.collect(),
        ),
        sheet(
            words.with("books-vouchers", &[("month", &name)]),
            vec![
                column("books-date", OutKind::Date),
                column("books-number", OutKind::Text),
                column("books-kind", OutKind::Text),
                column("books-amount", OutKind::Money),
            ],
            vouchers.collect(),
        ),
    ])?;
    let file = format!("{} {}.xlsx", month.book.entity, format::date(month.last));
    Ok(Reply::xlsx(bytes, file).private())
}

async fn close(req: Req) -> Result<Reply> {
    let (key, ctx, book) = (req.form.key()?, req.ctx(), req.id("id")?);
    let mut reader = Reader::new(&req.form);
    let through = reader.date("through");
    let done = match reader.done() {
        Ok(()) => {
            let input = CloseMonth { book, through };
            let done = req.app.db.act_async(&ctx, key, input, payout::close_month);
            done.await
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(_) => {
            let date = format::date(through);
            let back = Reply::see(format!("/books/{book}?month={through}"));
            Ok(back.saved("books-saved-closed", &[("date", &date)]))
        }
        Err(fault) => page(&req, Some(fault)).await,
    }
}

async fn reopen(req: Req) -> Result<Reply> {
    let (key, ctx, book) = (req.form.key()?, req.ctx(), req.id("id")?);
    let mut reader = Reader::new(&req.form);
    let from = reader.date("from");
    let reason = reader.text("reason", LONGEST_REASON);
    let done = match reader.done() {
        Ok(()) => {
            let input = ReopenMonth { book, from, reason };
            let done = req.app.db.act_async(&ctx, key, input, payout::reopen_month);
            done.await
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(_) => Ok(Reply::see(format!("/books/{book}")).saved("books-saved-opened", &[])),
        Err(fault) => page(&req, Some(fault)).await,
    }
}
