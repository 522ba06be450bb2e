//! Who gets what: the sums of each village, their picture, the list of households.

use super::facts::{Line, Lines, Payment, Round, Sums, Village};
use super::round::{crumbs, tabs};
use super::words::{class, yuan};
use crate::chart::{self, About, Chart, Value};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use askama::Template;
use kernel::{Fen, Id};

/// A picture of more parts than this says less than its table.
const MOST_PARTS: usize = 12;

/// How the money is split by village; the smaller villages beyond a dozen are one part.
pub(super) fn split(words: Words, villages: &[Village]) -> Chart {
    let mut parts: Vec<(String, Value)> = villages
        .iter()
        .take(MOST_PARTS)
        .map(|v| (v.name.clone(), Value::money(v.gross)))
        .collect();
    let rest = villages
        .iter()
        .skip(MOST_PARTS)
        .fold(0_i64, |sum, v| sum.saturating_add(v.gross.0));
    if rest > 0 {
        parts.push((words.get("rounds-split-others"), Value::money(Fen(rest))));
    }
    let most = villages.iter().max_by_key(|v| v.gross);
    let description = most.map_or_else(String::new, |v| {
        words.with(
            "rounds-split-text",
            &[("village", &v.name), ("amount", &v.gross.to_string())],
        )
    });
    let about = About {
        id: "split".into(),
        title: words.get("rounds-split"),
        description,
        unit: yuan(words),
    };
    chart::shares(&about, &parts)
}

fn village_columns(words: Words) -> Vec<Column> {
    let number = |key: &str, unit: &str| Column::number(words.get(key), words.get(unit));
    vec![
        Column::text(words.get("rounds-col-village")),
        number("rounds-col-households", "rounds-unit-household"),
        number("rounds-col-persons", "rounds-unit-person"),
        number("rounds-col-weight", "rounds-unit-part"),
        number("rounds-col-amount", "web-unit-yuan"),
        number("rounds-col-paid", "web-unit-yuan"),
        number("rounds-col-unpaid", "web-unit-yuan"),
    ]
}

pub(super) fn villages(words: Words, round: &Round, villages: &[Village], sums: &Sums) -> Table {
    let row = |name: Cell, h: i64, p: i64, w: i64, gross: Fen, paid: Fen| -> Row {
        // Money paid never exceeds money owed; a broken sum shows as zero here and is named by the audit.
        let left = gross.minus(paid).unwrap_or(Fen::ZERO);
        vec![
            name,
            format::count(h).into(),
            format::count(p).into(),
            format::count(w).into(),
            format::money(gross).into(),
            format::money(paid).into(),
            format::money(left).into(),
        ]
    };
    let rows = villages.iter().map(|v| {
        let name = Cell::link(
            format!("/rounds/{}/lines?village={}", round.id, v.id),
            v.name.clone(),
        );
        row(name, v.households, v.persons, v.weight, v.gross, v.paid)
    });
    let mut rows: Vec<Row> = rows.collect();
    let seen = |value: fn(&Village) -> i64| {
        villages
            .iter()
            .fold(0_i64, |sum, v| sum.saturating_add(value(v)))
    };
    // What lies outside the reader's scope stands in one row, so that the rows add up to the total.
    if seen(|v| v.households) < sums.households {
        let rest = |total: i64, of: fn(&Village) -> i64| total.saturating_sub(seen(of));
        rows.push(row(
            words.get("rounds-withheld").into(),
            rest(sums.households, |v| v.households),
            rest(sums.persons, |v| v.persons),
            rest(sums.weight, |v| v.weight),
            Fen(rest(sums.gross.0, |v| v.gross.0)),
            Fen(rest(round.paid.0, |v| v.paid.0)),
        ));
    }
    Table::new(
        "villages",
        words.get("rounds-by-village"),
        village_columns(words),
    )
    .rows(rows)
    .total(row(
        words.get("web-total").into(),
        sums.households,
        sums.persons,
        sums.weight,
        sums.gross,
        round.paid,
    ))
}

#[derive(Template)]
#[template(path = "rounds/lines.html")]
pub struct LinesView {
    pub page: Page,
    pub tabs: Tabs,
    pub filter: FilterForm,
    pub table: Table,
    pub exports: Vec<Button>,
}

/// The lines of a round, a page at a time.
pub fn lines(
    mut page: Page,
    round: &Round,
    villages: &[Village],
    lines: &Lines,
    next_href: Option<String>,
) -> LinesView {
    let words = page.words;
    crumbs(&mut page);
    page.breadcrumbs.push(NavItem::new(
        format!("/rounds/{}", round.id),
        round.title.clone(),
        false,
    ));
    let here = format!("/rounds/{}/lines", round.id);
    let first = (lines.from > 0).then(|| match lines.village {
        Some(village) => format!("{here}?village={village}"),
        None => here.clone(),
    });
    let columns = vec![
        Column::text(words.get("rounds-col-head")),
        Column::text(words.get("rounds-col-village")),
        Column::text(words.get("rounds-col-class")),
        Column::number(
            words.get("rounds-col-heads"),
            words.get("rounds-unit-person"),
        ),
        Column::number(
            words.get("rounds-col-weight"),
            words.get("rounds-unit-part"),
        ),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
        Column::text(words.get("rounds-col-payment")),
        Column::text(words.get("rounds-line-history")),
    ];
    let table = Table::new("lines", words.get("rounds-lines-caption"), columns)
        .rows(
            lines
                .rows
                .iter()
                .map(|line| line_row(words, round, line))
                .collect(),
        )
        .stacked()
        .empty(EmptyState::new(
            words,
            "rounds-lines-empty-title",
            "rounds-lines-empty-text",
        ))
        .pager(Pager::new(words, lines.total, first, next_href));
    let filter = FilterForm::new(
        words,
        here,
        vec![village_field(words, villages, lines.village)],
        lines.village.is_some(),
    );
    let href = format!("/rounds/{}/payroll.xlsx", round.id);
    let exports = vec![Button::link(
        ButtonKind::Secondary,
        href,
        words.get("rounds-export-payroll"),
    )];
    LinesView {
        tabs: tabs(words, round, "lines"),
        filter,
        table,
        exports,
        page,
    }
}

/// A choice of village; nothing chosen is all of them.
pub(super) fn village_field(words: Words, villages: &[Village], chosen: Option<Id>) -> Field {
    let mut choices: Vec<Choice> = villages
        .iter()
        .map(|v| Choice::new(v.id.to_string(), v.name.clone()))
        .collect();
    let all = words.get("rounds-filter-all");
    if chosen.is_some() {
        choices.insert(0, Choice::new("", all.clone()));
    }
    let mut field = Field::new(
        words,
        Control::Select(choices),
        "village",
        words.get("rounds-col-village"),
    )
    .value(chosen.map(|id| id.to_string()).unwrap_or_default());
    field.choose = all;
    field
}

fn line_row(words: Words, round: &Round, line: &Line) -> Row {
    vec![
        Cell::link(format!("/statements/{}", line.household), line.head.clone()),
        line.village.clone().into(),
        class(words, &line.class).into(),
        format::count(line.heads).into(),
        format::count(line.weight).into(),
        format::money(line.gross).into(),
        payment(words, line.paid.as_ref()),
        Cell::link(
            format!("/rounds/{}/line/{}", round.id, line.key),
            words.get("rounds-line-open"),
        ),
    ]
}

/// Paid: when, how and by which receipt. Otherwise 未发.
pub(super) fn payment(words: Words, paid: Option<&Payment>) -> Cell {
    let Some(paid) = paid else {
        return Tag::new(TagKind::Plain, words.get("rounds-unpaid")).into();
    };
    let method = words.get(&format!("rounds-method-{}", paid.method.replace('_', "-")));
    let mut note = format!("{} {method}", paid.date);
    if let Some(receipt) = &paid.receipt {
        note = format!("{note} {receipt}");
    }
    Cell::from(Tag::new(TagKind::Done, words.get("rounds-paid"))).note(note)
}

/// A first page of a longer list.
pub(super) fn lines_of(rows: Vec<Line>, total: i64) -> Lines {
    Lines {
        rows,
        total,
        from: 0,
        village: None,
    }
}
