//! The board of whoever audits or supervises: what was declared and paid by year, what went wrong,
//! objections and what became of them, accounts worth a look. No name of a payee stands here.

use super::{Lying, Named, Objected, behind, lying, yuan};
use crate::chart::{self, About, Value};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::view::Part;
use kernel::{Date, Fen};

/// Years drawn; the table has them all.
const DRAWN: usize = 5;

/// A year of rounds: how many and how much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::rounds) struct Year {
    pub year: i64,
    pub declared: (i64, Fen),
    pub paid: (i64, Fen),
    pub reversed: (i64, Fen),
}

/// A deed about money by an account made, granted or reset shortly before.
#[derive(Debug, Clone)]
pub(in crate::rounds) struct Fresh {
    pub round: Named,
    pub step: String,
    pub date: Date,
    pub who: String,
}

#[derive(Debug, Clone, Default)]
pub(in crate::rounds) struct Audit {
    /// The latest first.
    pub years: Vec<Year>,
    pub lying: Vec<Lying>,
    pub objected: Vec<Objected>,
    pub fresh: Vec<Fresh>,
}

pub(super) fn parts(words: Words, audit: &Audit) -> Vec<Part> {
    let link = |href: &str, key: &str| Button::link(ButtonKind::Secondary, href, words.get(key));
    let mut parts = vec![Part::heading("years", words.get("board-years"))];
    parts.extend(years(words, &audit.years));
    parts.push(Part::heading("wrong", words.get("board-wrong")));
    parts.push(Part::Table(lying(words, &audit.lying)));
    parts.push(Part::Table(outcomes(words, &audit.objected)));
    parts.push(Part::heading("unusual", words.get("board-unusual")));
    parts.push(Part::Table(fresh(words, &audit.fresh)));
    parts.push(Part::Buttons(vec![
        link("/audit", "board-audit"),
        link("/journal", "nav-journal"),
    ]));
    parts
}

fn years(words: Words, years: &[Year]) -> Vec<Part> {
    if years.is_empty() {
        return vec![Part::Empty(EmptyState::new(
            words,
            "board-years-none",
            "board-years-none-text",
        ))];
    }
    let (declared, paid) = (words.get("board-declared"), words.get("board-paid"));
    let groups: Vec<(String, Vec<Value>)> = years
        .iter()
        .take(DRAWN)
        .map(|one| {
            let values = vec![Value::money(one.declared.1), Value::money(one.paid.1)];
            (one.year.to_string(), values)
        })
        .collect();
    let about = About {
        id: "chart-years".into(),
        title: words.get("board-years"),
        description: words.get("board-years-about"),
        unit: yuan(words),
    };
    let columns = vec![
        Column::text(words.get("rounds-col-year")),
        Column::number(words.get("board-declared-rounds"), ""),
        Column::number(declared.clone(), yuan(words)),
        Column::number(words.get("board-paid-lines"), ""),
        Column::number(paid.clone(), yuan(words)),
        Column::number(words.get("board-reversed-rounds"), ""),
    ];
    let rows = years.iter().map(|one| {
        let href = format!("/rounds?year={}", one.year);
        vec![
            Cell::link(href.clone(), one.year.to_string()),
            Cell::link(href.clone(), format::count(one.declared.0)),
            format::money(one.declared.1).into(),
            format::count(one.paid.0).into(),
            format::money(one.paid.1).into(),
            Cell::link(
                format!("{href}&state=reversed"),
                format::count(one.reversed.0),
            ),
        ]
    });
    let table = Table::new("year-rows", words.get("board-years"), columns)
        .rows(rows.collect())
        .stacked();
    vec![
        Part::Chart(chart::bars(&about, &[&declared, &paid], &groups)),
        behind(words, table),
    ]
}

fn outcomes(words: Words, objected: &[Objected]) -> Table {
    let keys = [
        "board-objections",
        "board-open",
        "board-upheld",
        "board-rejected",
        "board-withdrawn",
    ];
    let mut columns = vec![Column::text(words.get("rounds-col-round"))];
    columns.extend(keys.map(|key| Column::number(words.get(key), "")));
    let rows = objected.iter().map(|one| {
        let mut row = vec![one.round.cell("/objections")];
        row.extend(one.counts.map(|count| Cell::from(format::count(count))));
        row
    });
    Table::new("objection-rows", words.get("board-outcomes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "board-outcomes-none",
            "board-outcomes-none-text",
        ))
}

fn fresh(words: Words, fresh: &[Fresh]) -> Table {
    let columns = ["round", "step", "date", "who"]
        .map(|key| Column::text(words.get(&format!("rounds-col-{key}"))));
    let rows = fresh.iter().map(|one| {
        vec![
            one.round.cell(""),
            words.get(&format!("rounds-past-{}", one.step)).into(),
            one.date.to_string().into(),
            one.who.clone().into(),
        ]
    });
    Table::new("fresh", words.get("board-fresh"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "board-fresh-none",
            "board-fresh-none-text",
        ))
}
