//! 银行发放: batches to the bank with what it answered, what is still open, and the payees' accounts.

use super::facts::Round;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::view::{Part, View};
use kernel::{Date, Fen, FieldError, Id, Result};
use payout::bank::layout::{Fault, Layout, Outcome};
use payout::bank::{Batch, Clearing, Said, Sendable};
use std::collections::BTreeMap;

/// Lines of a batch that a page shows: those that need somebody first.
const ROWS: usize = 200;

pub struct Told {
    pub round: Round,
    pub batches: Vec<Batch>,
    pub said: Said,
    pub sendable: Sendable,
    pub clearing: Clearing,
    pub layouts: Vec<Layout>,
    pub names: BTreeMap<Id, String>,
    /// Whether the asker may pay at the round's unit.
    pub may_pay: bool,
    /// A file that could not be read, line by line.
    pub faults: Vec<Fault>,
    pub today: Date,
}

pub(super) fn with(words: Words, key: &str, args: &[(&str, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    words.with(key, &args)
}

pub(super) fn count(n: usize) -> String {
    format::count(i64::try_from(n).unwrap_or(i64::MAX))
}

pub fn view(mut page: Page, told: &Told, errors: &[FieldError]) -> Result<View> {
    let words = page.words;
    let here = format!("/rounds/{}", told.round.id);
    page.breadcrumbs = vec![
        NavItem::new("/rounds", words.get("rounds-title"), false),
        NavItem::new(here, told.round.number.clone(), false),
    ];
    let mut parts = vec![
        Part::Tabs(super::round::tabs(words, &told.round, "bank")),
        Part::Text(words.get("bank-lead")),
        Part::Stats(stats(words, told)?),
    ];
    if !told.faults.is_empty() {
        parts.push(Part::Table(faults(words, &told.faults)));
    }
    if !told.sendable.without_account.is_empty() {
        parts.push(Part::Notice(waiting(words, told)));
    }
    if !told.sendable.unwritable.is_empty() {
        parts.push(Part::Table(unwritable(words, told)));
    }
    if told.may_pay && !told.sendable.lines.is_empty() {
        parts.push(Part::heading("send", words.get("bank-send")));
        parts.push(Part::Form(send(&page, told, errors)));
    }
    parts.push(Part::Table(batches(words, told)?));
    let open = open_lines(words, told);
    if let Some(open) = open {
        parts.push(Part::Table(open));
    }
    if told.may_pay && !told.batches.is_empty() {
        parts.push(Part::heading("results", words.get("bank-results")));
        parts.push(Part::Text(words.get("bank-results-text")));
        parts.push(Part::Form(upload(&page, told, "results", errors)));
        parts.push(Part::heading("statement", words.get("bank-statement")));
        parts.push(Part::Text(words.get("bank-statement-text")));
        parts.push(Part::Form(upload(&page, told, "statement", errors)));
    }
    if !told.said.aside.is_empty() {
        parts.push(Part::Table(aside(words, &told.said)));
    }
    if !told.said.unmatched.is_empty() {
        parts.push(Part::Table(unmatched(words, &told.said)));
    }
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Secondary,
        "/rounds/accounts",
        words.get("bank-accounts"),
    )]));
    Ok(View::new(page, parts))
}

fn stats(words: Words, told: &Told) -> Result<Stats> {
    let yuan = |fen: Fen, key: &str| {
        Stat::new(
            format::money(fen),
            words.get("web-unit-yuan"),
            words.get(key),
        )
    };
    let sum = |outcome: Option<Outcome>| -> Result<Fen> {
        let sums = told.batches.iter().map(|batch| Ok(batch.of(outcome)?.1));
        Fen::sum(sums.collect::<Result<Vec<Fen>>>()?)
    };
    let waits = Fen::sum([sum(None)?, sum(Some(Outcome::Unknown))?])?;
    Ok(Stats {
        tiles: vec![
            yuan(told.sendable.amount, "bank-stat-ready"),
            yuan(waits, "bank-stat-waits"),
            yuan(sum(Some(Outcome::Paid))?, "bank-stat-paid"),
            yuan(sum(Some(Outcome::Returned))?, "bank-stat-returned"),
            yuan(told.clearing.balance, "bank-stat-clearing"),
        ],
    })
}

fn name(told: &Told, payee: Id) -> String {
    let found = told.names.get(&payee).filter(|name| !name.is_empty());
    found.cloned().unwrap_or_else(|| payee.to_string())
}

fn waiting(words: Words, told: &Told) -> Notice {
    let some = told.sendable.without_account.iter().take(20);
    let some: Vec<String> = some.map(|payee| name(told, *payee)).collect();
    let args = [
        ("payees", count(told.sendable.without_account.len())),
        ("names", some.join("、")),
    ];
    let text = with(words, "bank-without-account", &args);
    let link = words.get("bank-add-account");
    Notice::new(NoticeKind::Warning, words, text).link("/rounds/accounts/new".to_owned(), link)
}

/// Names that a layout cannot write, before any file is made.
fn unwritable(words: Words, told: &Told) -> Table {
    let columns = vec![
        Column::text(words.get("bank-col-payee")),
        Column::text(words.get("bank-layout")),
        Column::text(words.get("bank-col-fault")),
    ];
    let rows = told.sendable.unwritable.iter().take(ROWS).map(|one| {
        let arg = |wanted: &str| {
            let found = one.refusal.args.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let code = one
            .refusal
            .code
            .trim_start_matches("payout.")
            .replace('_', "-");
        let args = [("text", arg("text")), ("column", arg("column"))];
        let layout = told
            .layouts
            .iter()
            .find(|layout| layout.layout == one.layout);
        vec![
            name(told, one.payee).into(),
            words
                .get(layout.map_or("bank-layout", |layout| &layout.name))
                .into(),
            with(words, &format!("bank-cannot-{code}"), &args).into(),
        ]
    });
    Table::new("unwritable", words.get("bank-unwritable"), columns)
        .rows(rows.collect())
        .stacked()
}

fn layouts(words: Words, told: &Told) -> Control {
    let choice = |layout: &Layout| {
        let mut choice = Choice::new(layout.layout.clone(), words.get(&layout.name));
        choice.hint = Some(layout.source.clone());
        choice
    };
    Control::Select(told.layouts.iter().map(choice).collect())
}

fn send(page: &Page, told: &Told, errors: &[FieldError]) -> Form {
    let words = page.words;
    let layout = Field::new(
        words,
        layouts(words, told),
        "layout",
        words.get("bank-layout"),
    );
    let date = Field::new(words, Control::Date, "date", words.get("bank-date"));
    let args = [
        ("lines", count(told.sendable.lines.len())),
        ("amount", format::money(told.sendable.amount)),
    ];
    let first = told.layouts.first().map(|l| l.layout.clone());
    let mut form = Form::new(page, format!("/rounds/{}/bank", told.round.id));
    // What a layout cannot write waits: each has its own number and sum, which the deed holds the batch to.
    for layout in &told.layouts {
        if let Ok((payments, amount)) = told.sendable.told(&layout.layout) {
            form = form
                .hidden(format!("payments-{}", layout.layout), payments.to_string())
                .hidden(format!("fen-{}", layout.layout), amount.0.to_string());
        }
    }
    form.field(
        layout
            .value(first.unwrap_or_default())
            .errors(words, errors),
    )
    .field(date.value(told.today.to_string()).errors(words, errors))
    .button(Button::submit(
        ButtonKind::Primary,
        with(words, "bank-send-these", &args),
    ))
}

fn upload(page: &Page, told: &Told, what: &str, errors: &[FieldError]) -> Form {
    let words = page.words;
    let layout = Field::new(
        words,
        layouts(words, told),
        "layout",
        words.get("bank-layout"),
    );
    let last = told.batches.last().map(|batch| batch.row.layout.clone());
    let file = Control::File(".csv,.txt,.dat".into());
    Form::new(page, format!("/rounds/{}/bank/{what}", told.round.id))
        .field(layout.value(last.unwrap_or_default()))
        .field(Field::new(words, file, "file", words.get("bank-file")).errors(words, errors))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get(&format!("bank-take-{what}")),
        ))
}

fn batches(words: Words, told: &Told) -> Result<Table> {
    let yuan = || words.get("web-unit-yuan");
    let columns = vec![
        Column::text(words.get("bank-col-batch")),
        Column::number(words.get("bank-col-lines"), ""),
        Column::number(words.get("bank-col-amount"), yuan()),
        Column::number(words.get("bank-stat-paid"), yuan()),
        Column::number(words.get("bank-stat-returned"), yuan()),
        Column::number(words.get("bank-stat-waits"), yuan()),
        Column::text(words.get("bank-file")),
    ];
    let mut rows = Vec::new();
    for batch in &told.batches {
        let row = &batch.row;
        let waits = Fen::sum([batch.of(None)?.1, batch.of(Some(Outcome::Unknown))?.1])?;
        rows.push(vec![
            Cell::from(row.number.clone()).note(row.date.to_string()),
            format::count(row.lines).into(),
            format::money(row.amount).into(),
            format::money(batch.of(Some(Outcome::Paid))?.1).into(),
            format::money(batch.of(Some(Outcome::Returned))?.1).into(),
            format::money(waits).into(),
            file(words, told, row, 0),
        ]);
        // A bank that takes only so many payments in a file gets several.
        let layout = told.layouts.iter().find(|one| one.layout == row.layout);
        let payments = usize::try_from(row.lines).unwrap_or(0);
        for number in 1..layout.map_or(1, |layout| layout.files(payments)) {
            let blank = || Cell::default();
            let mut cells: Row = vec![Cell::from(row.number.clone())];
            cells.extend((0..5).map(|_| blank()));
            cells.push(file(words, told, row, number));
            rows.push(cells);
        }
    }
    Ok(Table::new("batches", words.get("bank-batches"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "bank-batches-empty-title",
            "bank-batches-empty-text",
        )))
}

/// One of a batch's files, from 0.
fn file(words: Words, told: &Told, row: &payout::bank::read::BatchOf, number: usize) -> Cell {
    if !told.may_pay {
        return Cell::default();
    }
    let href = format!("/rounds/{}/bank/{}/file", told.round.id, row.id);
    let label = words.get("bank-download");
    match number {
        0 => Cell::link(href, label),
        _ => Cell::link(
            format!("{href}?file={}", number + 1),
            format!("{label} {}", number + 1),
        ),
    }
}

/// Lines that somebody must look after: unknown, returned, not answered.
fn open_lines(words: Words, told: &Told) -> Option<Table> {
    let columns = vec![
        Column::text(words.get("bank-col-reference")),
        Column::text(words.get("bank-col-payee")),
        Column::number(words.get("bank-col-amount"), words.get("web-unit-yuan")),
        Column::text(words.get("bank-col-outcome")),
    ];
    let all = told.batches.iter().flat_map(|batch| &batch.lines);
    let open = all
        .filter(|line| line.outcome != Some(Outcome::Paid))
        .take(ROWS);
    let rows: Vec<Row> = open
        .map(|line| {
            let outcome = line.outcome.map_or("none", Outcome::as_str);
            let mut said = Cell::from(words.get(&format!("bank-is-{outcome}")));
            if let Some(reason) = line.reason {
                let key = format!("payout-return-{}", reason.as_str().replace('_', "-"));
                said = said.note(words.get(&key));
            }
            vec![
                line.reference.clone().into(),
                name(told, line.payee).into(),
                format::money(line.amount).into(),
                said,
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new("open", words.get("bank-open"), columns)
            .rows(rows)
            .stacked()
    })
}

fn faults(words: Words, faults: &[Fault]) -> Table {
    let columns = vec![
        Column::number(words.get("bank-col-line"), ""),
        Column::text(words.get("bank-col-column")),
        Column::text(words.get("bank-col-fault")),
    ];
    let rows = faults.iter().take(ROWS).map(|fault| {
        vec![
            count(fault.line).into(),
            fault.column.clone().into(),
            words
                .get(&format!("bank-fault-{}", fault.code.replace('_', "-")))
                .into(),
        ]
    });
    Table::new("faults", words.get("bank-faults"), columns)
        .rows(rows.collect())
        .stacked()
}

fn aside(words: Words, said: &Said) -> Table {
    let columns = vec![
        Column::text(words.get("bank-col-reference")),
        Column::number(words.get("bank-col-amount"), words.get("web-unit-yuan")),
        Column::text(words.get("bank-col-outcome")),
        Column::text(words.get("bank-col-why")),
    ];
    let rows = said.aside.iter().map(|row| {
        let why = row.verdict.as_str().replace('_', "-");
        vec![
            Cell::from(row.reference.clone()).note(row.date.to_string()),
            format::money(row.amount).into(),
            words.get(&format!("bank-is-{}", row.outcome)).into(),
            words.get(&format!("bank-aside-{why}")).into(),
        ]
    });
    Table::new("aside", words.get("bank-aside"), columns)
        .rows(rows.collect())
        .stacked()
}

fn unmatched(words: Words, said: &Said) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-date")),
        Column::number(words.get("bank-col-amount"), words.get("web-unit-yuan")),
        Column::text(words.get("bank-col-memo")),
    ];
    let rows = said.unmatched.iter().map(|row| {
        vec![
            row.date.to_string().into(),
            format::money(row.amount).into(),
            row.memo.clone().into(),
        ]
    });
    Table::new("unmatched", words.get("bank-unmatched"), columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) fn masked(last_four: &str) -> String {
    format!("**** {last_four}")
}
