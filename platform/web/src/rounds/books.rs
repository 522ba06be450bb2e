//! Books of money: each month with its balances and vouchers; months are closed here, and opened again.

use super::words::{account, yuan};
use super::{PAY, REVIEW, VIEW, store};
use crate::components::*;
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::reply::Reply;
use crate::request::Req;
use crate::route::Route;
use crate::view::{Part, View};
use access::{Right, Scope};
use kernel::{Date, Error, Fen, FieldError, Id, Result};
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

pub(super) fn list_view(page: Page, books: &[Listed]) -> View {
    let words = page.words;
    let columns =
        ["books-entity", "books-unit", "books-state"].map(|key| Column::text(words.get(key)));
    let rows = books.iter().map(|book| {
        vec![
            Cell::link(format!("/books/{}", book.id), book.entity.clone()),
            book.place.clone().into(),
            state(words, book.through).into(),
        ]
    });
    let table = Table::new("books", words.get("books-title"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "books-empty-title",
            "books-empty-text",
        ));
    View::new(
        page,
        vec![Part::Text(words.get("books-about")), Part::Table(table)],
    )
}

fn state(words: Words, through: Option<Date>) -> String {
    match through {
        Some(day) => words.with("books-closed-through", &[("date", &format::date(day))]),
        None => words.get("books-all-open"),
    }
}

fn month_name(words: Words, last: Date) -> String {
    let (year, month) = (last.year().to_string(), last.month().to_string());
    words.with("books-month-name", &[("year", &year), ("month", &month)])
}

fn first_of(last: Date) -> Date {
    last.plus_days(1 - i64::from(last.day()))
}

/// A book within the asker's scope with one of its months: the asked one, else that of today.
async fn month(req: &Req, most: u32) -> Result<Month> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let asked = req
        .query
        .get("month")
        .and_then(|text| text.parse::<Date>().ok());
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
            let days = (first_of(last), last);
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
    let reason = req.form.shown("reason");
    let view = view(page, &month, req.ctx().today(), (&reason, &faults));
    Ok(view.reply()?.private().again(is_again))
}

pub(super) fn view(
    mut page: Page,
    month: &Month,
    today: Date,
    typed: (&str, &[FieldError]),
) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/books", words.get("books-title"), false)];
    let here = format!("/books/{}", month.book.id);
    let months = month
        .months
        .iter()
        .map(|last| Choice::new(last.to_string(), month_name(words, *last)));
    let choose = Field::new(
        words,
        Control::Select(months.collect()),
        "month",
        words.get("books-month"),
    )
    .value(month.last.to_string());
    let file = format!("{here}/month.xlsx?month={}", month.last);
    let mut parts = vec![
        Part::Text(state(words, month.book.through)),
        Part::Filter(FilterForm::new(words, here.clone(), vec![choose], false)),
        Part::Table(balances(words, month)),
        Part::Table(vouchers(words, month)),
    ];
    if month.vouchers.len() > MOST as usize {
        let most = MOST.to_string();
        parts.push(Part::Text(words.with("books-more", &[("count", &most)])));
    }
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Secondary,
        file,
        words.get("books-file"),
    )]));
    parts.extend(close_form(&page, month, &here, today, typed.1));
    parts.extend(reopen_form(&page, month, &here, typed));
    if !month.closings.is_empty() {
        parts.push(Part::Table(history(words, month)));
    }
    View::new(page, parts)
}

/// The balance of an account on its side: 借, 贷 or 平.
fn side(words: Words, balance: i64) -> String {
    words.get(match balance {
        0 => "books-flat",
        b if b > 0 => "books-debit-side",
        _ => "books-credit-side",
    })
}

fn kind(words: Words, kind: &str) -> String {
    let key = format!("ledger-kind-{}", kind.replace(['_', '.'], "-"));
    words.get(if words.has(&key) {
        &key
    } else {
        "ledger-kind-other"
    })
}

fn balances(words: Words, month: &Month) -> Table {
    let money = |key: &str| Column::number(words.get(key), yuan(words));
    let columns = vec![
        Column::text(words.get("rounds-col-account")),
        money("rounds-col-debit"),
        money("rounds-col-credit"),
        money("books-balance-side"),
    ];
    let rows = month.trial.iter().map(|row| {
        let held = format::money(Fen(row.balance.saturating_abs()));
        vec![
            account(words, &row.code).into(),
            format::money(Fen(row.debit)).into(),
            format::money(Fen(row.credit)).into(),
            Cell::from(held).note(side(words, row.balance)),
        ]
    });
    let caption = words.with("books-balances", &[("date", &format::date(month.last))]);
    let debits = Fen(month.trial.iter().map(|row| row.debit).sum());
    let credits = Fen(month.trial.iter().map(|row| row.credit).sum());
    let table = Table::new("balances", caption, columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "books-none-yet-title",
            "books-none-yet-text",
        ));
    if month.trial.is_empty() {
        return table;
    }
    table.total(vec![
        words.get("web-total").into(),
        format::money(debits).into(),
        format::money(credits).into(),
        String::new().into(),
    ])
}

fn vouchers(words: Words, month: &Month) -> Table {
    let columns = vec![
        Column::text(words.get("books-date")),
        Column::text(words.get("books-number")),
        Column::text(words.get("books-kind")),
        Column::number(words.get("books-amount"), yuan(words)),
    ];
    let rows = month.vouchers.iter().take(MOST as usize).map(|voucher| {
        let round = voucher
            .source_id
            .filter(|_| voucher.source.as_deref() == Some("payout_round"));
        let number = match round {
            Some(id) => Cell::link(format!("/rounds/{id}/vouchers"), voucher.number.clone()),
            None => voucher.number.clone().into(),
        };
        vec![
            format::date(voucher.date).into(),
            number,
            kind(words, &voucher.kind).into(),
            format::money(Fen(voucher.total)).into(),
        ]
    });
    let name = month_name(words, month.last);
    let caption = words.with("books-vouchers", &[("month", &name)]);
    Table::new("vouchers", caption, columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "books-no-vouchers-title",
            "books-no-vouchers-text",
        ))
}

fn close_form(
    page: &Page,
    month: &Month,
    here: &str,
    today: Date,
    faults: &[FieldError],
) -> Option<Part> {
    let words = page.words;
    let is_open =
        |last: &&Date| **last < today && month.book.through.is_none_or(|day| day < **last);
    let choices: Vec<Choice> = month
        .months
        .iter()
        .filter(is_open)
        .map(|last| Choice::new(last.to_string(), month_name(words, *last)))
        .collect();
    if !month.may_close || choices.is_empty() {
        return None;
    }
    let effect = (
        words.get("books-close-effect-of"),
        words.get("books-close-effect"),
    );
    let field = Field::new(
        words,
        Control::Select(choices),
        "through",
        words.get("books-close-to"),
    )
    .hint(words.get("books-close-hint"))
    .errors(words, faults);
    let form = Form::new(page, format!("{here}/close"))
        .field(field)
        .confirm(Confirm {
            title: words.get("books-close-title"),
            effects: vec![effect],
            caution: None,
        })
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("books-close"),
        ));
    Some(Part::Details {
        label: words.get("books-close"),
        parts: vec![Part::Form(form)],
    })
}

fn reopen_form(
    page: &Page,
    month: &Month,
    here: &str,
    (reason, faults): (&str, &[FieldError]),
) -> Option<Part> {
    let words = page.words;
    let through = month.book.through?;
    let choices: Vec<Choice> = month
        .months
        .iter()
        .filter(|last| **last <= through)
        .map(|last| Choice::new(first_of(*last).to_string(), month_name(words, *last)))
        .collect();
    if !month.may_open || choices.is_empty() {
        return None;
    }
    let from = Field::new(
        words,
        Control::Select(choices),
        "from",
        words.get("books-reopen-from"),
    )
    .hint(words.get("books-reopen-hint"))
    .errors(words, faults);
    let why = Field::new(words, Control::Text, "reason", words.get("books-reason"))
        .hint(words.get("books-reason-hint"))
        .value(reason)
        .errors(words, faults);
    let form = Form::new(page, format!("{here}/reopen"))
        .field(from)
        .field(why)
        .button(Button::submit(ButtonKind::Warn, words.get("books-reopen")));
    Some(Part::Details {
        label: words.get("books-reopen"),
        parts: vec![Part::Form(form)],
    })
}

fn history(words: Words, month: &Month) -> Table {
    let columns =
        ["books-decided", "books-what", "books-reason"].map(|key| Column::text(words.get(key)));
    let rows = month.closings.iter().map(|closing| {
        let what = match (&closing.reason, closing.through) {
            (None, through) => state(words, through),
            (Some(_), Some(day)) => {
                words.with("books-opened-after", &[("date", &format::date(day))])
            }
            (Some(_), None) => words.get("books-opened-all"),
        };
        vec![
            format::date(closing.date).into(),
            what.into(),
            closing.reason.clone().unwrap_or_default().into(),
        ]
    });
    Table::new("closings", words.get("books-history"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
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
