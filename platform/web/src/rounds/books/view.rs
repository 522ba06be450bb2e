//! The pages of books.

use super::super::words::{account, yuan};
use super::{Listed, MOST, Month, first_of};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::view::{Part, View};
use kernel::{Date, Fen, FieldError};

pub(in crate::rounds) fn list_view(page: Page, books: &[Listed]) -> View {
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

pub(super) fn month_name(words: Words, last: Date) -> String {
    let (year, month) = (last.year().to_string(), last.month().to_string());
    words.with("books-month-name", &[("year", &year), ("month", &month)])
}

/// What a form that was refused had in its fields, and what is wrong with them.
type Typed<'a> = (&'a dyn Fn(&str) -> String, &'a [FieldError]);

pub(in crate::rounds) fn view(
    mut page: Page,
    month: &Month,
    today: Date,
    typed: Typed<'_>,
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
    parts.extend(close_form(&page, month, (&here, today), typed));
    parts.extend(reopen_form(&page, month, &here, typed));
    if !month.closings.is_empty() {
        parts.push(Part::Table(history(words, month)));
    }
    View::new(page, parts)
}

/// The balance of an account on its side: 借, 贷 or 平.
pub(super) fn side(words: Words, balance: i64) -> String {
    words.get(match balance {
        0 => "books-flat",
        b if b > 0 => "books-debit-side",
        _ => "books-credit-side",
    })
}

pub(super) fn kind(words: Words, kind: &str) -> String {
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
    (here, today): (&str, Date),
    (typed, faults): Typed<'_>,
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
    .value(typed("through"))
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

fn reopen_form(page: &Page, month: &Month, here: &str, (typed, faults): Typed<'_>) -> Option<Part> {
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
    .value(typed("from"))
    .errors(words, faults);
    let why = Field::new(words, Control::Text, "reason", words.get("books-reason"))
        .hint(words.get("books-reason-hint"))
        .value(typed("reason"))
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
