//! 核对: the named checks of a round, each with what was compared, and the rows behind a difference.

use super::facts::Round;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::view::{Part, View};
use kernel::{Fen, Id, Result};
use payout::crosscheck::{Agreement, Check, Compared, Report};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};
use std::collections::BTreeMap;

/// What the page shows.
pub struct Told {
    pub round: Round,
    pub report: Report,
    /// Who stands behind an id, masked for who may not see names.
    pub names: BTreeMap<Id, String>,
    /// Villages by their ids as numbers.
    pub units: BTreeMap<i64, String>,
}

/// A check's own key.
fn key(check: &Check, what: &str) -> String {
    format!("checks-{}{what}", check.code.replace('_', "-"))
}

fn agreement(words: Words, check: &Check) -> String {
    words.get(&format!(
        "checks-is-{}",
        check.agreement.as_str().replace('_', "-")
    ))
}

fn tag(words: Words, check: &Check) -> Tag {
    let kind = match check.agreement {
        Agreement::Agrees => TagKind::Done,
        Agreement::Differs => TagKind::Alert,
        Agreement::DoesNotApply | Agreement::Waits => TagKind::Plain,
    };
    Tag::new(kind, agreement(words, check))
}

fn number(words: Words, what: &str, value: i64) -> String {
    let money = matches!(what, "gross" | "net");
    let shown = match money {
        true => format::money(Fen(value)),
        false => format::count(value),
    };
    words.with(&format!("checks-what-{what}"), &[("n", &shown)])
}

fn side(words: Words, check: &Check, of: fn(&Compared) -> i64) -> String {
    let all = check
        .compared
        .iter()
        .map(|one| number(words, one.what, of(one)));
    all.collect::<Vec<String>>().join(" · ")
}

pub fn view(mut page: Page, told: &Told) -> View {
    let words = page.words;
    let here = format!("/rounds/{}", told.round.id);
    page.breadcrumbs = vec![
        NavItem::new("/rounds", words.get("rounds-title"), false),
        NavItem::new(here.clone(), told.round.number.clone(), false),
    ];
    let mut parts = vec![
        Part::Tabs(super::round::tabs(words, &told.round, "checks")),
        Part::Text(words.get("checks-lead")),
    ];
    if told.report.checks.is_empty() {
        parts.push(Part::Empty(EmptyState {
            title: words.get("checks-empty-title"),
            text: words.get("checks-empty-text"),
            action: Some((here, words.get("checks-back"))),
        }));
        return View::new(page, parts);
    }
    parts.push(Part::Stats(stats(words, &told.report)));
    parts.push(Part::Table(table(words, told)));
    for check in told
        .report
        .checks
        .iter()
        .filter(|check| !check.odd.is_empty())
    {
        parts.push(Part::Table(odd(words, told, check)));
    }
    if !told.report.without_number.is_empty() {
        parts.push(Part::Table(without(words, told)));
    }
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Secondary,
        format!("/rounds/{}/checks.xlsx", told.round.id),
        words.get("page-export-xlsx"),
    )]));
    View::new(page, parts)
}

fn stats(words: Words, report: &Report) -> Stats {
    let sums = report.summary();
    let tile = |number: i64, unit: &str, label: &str| {
        Stat::new(format::count(number), words.get(unit), words.get(label))
    };
    Stats {
        tiles: vec![
            tile(sums.agree, "checks-unit", "checks-is-agrees"),
            tile(sums.differ, "checks-unit", "checks-is-differs"),
            tile(sums.persons, "figure-unit-person", "checks-persons"),
            tile(
                sums.without_number,
                "figure-unit-person",
                "checks-without-number",
            ),
        ],
    }
}

fn table(words: Words, told: &Told) -> Table {
    let columns = vec![
        Column::text(words.get("checks-col-check")),
        Column::text(words.get("checks-col-result")),
        Column::text(words.get("checks-col-expected")),
        Column::text(words.get("checks-col-found")),
    ];
    let rows = told.report.checks.iter().map(|check| {
        vec![
            Cell::from(words.get(&key(check, ""))).note(words.get(&key(check, "-text"))),
            tag(words, check).into(),
            side(words, check, |one| one.expected).into(),
            side(words, check, |one| one.found).into(),
        ]
    });
    Table::new("checks", words.get("checks-title"), columns)
        .rows(rows.collect())
        .stacked()
}

fn name(told: &Told, payee: Id) -> String {
    let found = told.names.get(&payee).filter(|name| !name.is_empty());
    found.cloned().unwrap_or_else(|| payee.to_string())
}

/// What a row of a check counted: money, a village, or how often the payee stands there.
fn odd_value(words: Words, told: &Told, check: &Check, value: i64) -> String {
    match check.code {
        "units_total" => told.units.get(&value).cloned().unwrap_or_default(),
        "declared_total" | "lines_paid_exactly" | "bank_total" => format::money(Fen(value)),
        _ if value == 0 => words.get("checks-not-there"),
        _ => words.with("checks-times", &[("times", &value.to_string())]),
    }
}

fn odd(words: Words, told: &Told, check: &Check) -> Table {
    let columns = vec![
        Column::text(words.get("checks-col-payee")),
        Column::text(words.get("checks-col-expected")),
        Column::text(words.get("checks-col-found")),
    ];
    let rows = check.odd.iter().map(|odd| {
        vec![
            name(told, odd.payee).into(),
            odd_value(words, told, check, odd.expected).into(),
            odd_value(words, told, check, odd.found).into(),
        ]
    });
    let caption = words.get(&key(check, ""));
    Table::new(format!("odd-{}", check.code), caption, columns)
        .rows(rows.collect())
        .stacked()
}

fn without(words: Words, told: &Told) -> Table {
    let columns = vec![
        Column::text(words.get("checks-col-payee")),
        Column::text(words.get("checks-col-open")),
    ];
    let rows = told
        .report
        .without_number
        .iter()
        .map(|(household, person)| {
            vec![
                name(told, *household).into(),
                Cell::link(format!("/people/{person}"), words.get("checks-open")),
            ]
        });
    Table::new("without", words.get("checks-without-title"), columns)
        .rows(rows.collect())
        .stacked()
}

pub fn file(words: Words, told: &Told) -> Result<Vec<u8>> {
    let column = |key: &str| OutColumn::new(words.get(key), OutKind::Text);
    let rows = told.report.checks.iter().map(|check| {
        vec![
            OutCell::Text(words.get(&key(check, ""))),
            OutCell::Text(agreement(words, check)),
            OutCell::Text(side(words, check, |one| one.expected)),
            OutCell::Text(side(words, check, |one| one.found)),
        ]
    });
    let checks = OutTable {
        sheet: words.get("checks-title"),
        title: Some(told.round.title.clone()),
        columns: vec![
            column("checks-col-check"),
            column("checks-col-result"),
            column("checks-col-expected"),
            column("checks-col-found"),
        ],
        rows: rows.collect(),
        landscape: true,
        ..OutTable::default()
    };
    let mut rows = Vec::new();
    for check in &told.report.checks {
        for odd in &check.odd {
            rows.push(vec![
                OutCell::Text(words.get(&key(check, ""))),
                OutCell::Text(name(told, odd.payee)),
                OutCell::Text(odd_value(words, told, check, odd.expected)),
                OutCell::Text(odd_value(words, told, check, odd.found)),
            ]);
        }
    }
    let odd = OutTable {
        sheet: words.get("checks-is-differs"),
        columns: vec![
            column("checks-col-check"),
            column("checks-col-payee"),
            column("checks-col-expected"),
            column("checks-col-found"),
        ],
        rows,
        landscape: true,
        ..OutTable::default()
    };
    let without = OutTable {
        sheet: words.get("checks-without-number"),
        columns: vec![column("checks-col-payee")],
        rows: told
            .report
            .without_number
            .iter()
            .map(|(household, _)| vec![OutCell::Text(name(told, *household))])
            .collect(),
        ..OutTable::default()
    };
    write_xlsx(&[checks, odd, without])
}
