//! 数字: every figure for a division and a day, each opening to exactly its rows.

use crate::components::{Cell, Column, EmptyState, Field, FilterForm, Notice, NoticeKind, Pager, Table};
use crate::components::{Button, ButtonKind, Control};
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page, encode};
use crate::pages::divisions::{Division, division};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::{Right, Scope};
use figures::{Asked, ColumnKind, Figure, Indicator, ShownRows};
use kernel::{Date, Error, Fen, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

/// Rows on one page of a list.
const PAGE: u16 = 100;
/// Most rows of an export: what one sheet comfortably holds.
const EXPORT: usize = 100_000;

/// What was asked, as the address carries it.
#[derive(Debug, Clone)]
struct Ask {
    division: Division,
    as_of: Date,
}

impl Ask {
    fn query(&self) -> String {
        format!("division={}&as_of={}", self.division.code, self.as_of)
    }
}

async fn ask(req: &Req) -> Result<(Ask, Option<Error>)> {
    let today = req.ctx().today();
    let typed = req.query.get("as_of");
    let read = typed.map(format::read_date);
    let fault = matches!(read, Some(None)).then(|| Error::invalid("as_of", "not_a_date"));
    let as_of = read.flatten().unwrap_or(today);
    let (found, unknown) = match division(req, "division").await {
        Ok(found) => (found, None),
        Err(error) => (division_of_org(req).await?, Some(error)),
    };
    Ok((Ask { division: found, as_of }, fault.or(unknown)))
}

async fn division_of_org(req: &Req) -> Result<Division> {
    crate::pages::divisions::home_division(req).await
}

fn asked(req: &Req, ask: &Ask, right: Right) -> Asked {
    let ctx = req.ctx();
    let mut asked = Asked::new(ctx.org, Some(Scope::of(&ctx, right)), ask.division.id, ask.as_of);
    asked.masked = !req.may(Right::ViewPeople);
    asked
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let mut page = req.page("page-figures");
    let (ask, fault) = ask(&req).await?;
    let indicators = req.app.indicators.clone();
    let asked = asked(&req, &ask, Right::ViewFigures);
    let found = req
        .app
        .db
        .read_async(move |tx| {
            let mut found = Vec::new();
            for indicator in &indicators {
                match figures::evaluate(tx, indicator, &asked) {
                    Ok(figure) => {
                        let examined =
                            if figure.is_zero() { Some(figures::examined(tx, indicator, &asked)?) } else { None };
                        found.push((*indicator, figure, examined));
                    }
                    // Outside his scope: the list simply does not name it.
                    Err(Error::NotFound) => {}
                    Err(other) => return Err(other),
                }
            }
            Ok(found)
        })
        .await?;
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    list_view(page, &ask, &found).reply()
}

fn filter(words: Words, ask: &Ask, action: &str) -> Part {
    let fields = vec![
        Field::new(words, Control::Text, "division", words.get("page-division"))
            .value(ask.division.name.clone())
            .hint(words.get("page-division-hint")),
        Field::new(words, Control::Date, "as_of", words.get("page-as-of")).value(ask.as_of.to_string()),
    ];
    let mut form = FilterForm::new(words, action, fields, false);
    form.label = words.get("page-show");
    Part::Filter(form)
}

fn list_view(page: Page, ask: &Ask, found: &[(Indicator, Figure, Option<i64>)]) -> View {
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("page-figures-about")), filter(words, ask, "/figures")];
    let mut modules: Vec<&'static str> = found.iter().map(|(i, _, _)| i.module).collect();
    modules.dedup();
    for module in modules {
        let rows = found
            .iter()
            .filter(|(i, _, _)| i.module == module)
            .map(|(_, figure, examined)| figure_row(words, ask, figure, *examined))
            .collect();
        let name = words.get(&format!("module-{module}"));
        let columns = vec![
            Column::text(words.get("page-figure")),
            Column::number(words.get("page-value"), ""),
            Column::text(words.get("page-unit-of-figure")),
        ];
        parts.push(Part::Table(Table::new(format!("figures-{module}"), name, columns).rows(rows)));
    }
    if found.is_empty() {
        parts.push(Part::Empty(EmptyState {
            title: words.get("page-figures-none"),
            text: words.get("page-figures-none-text"),
            action: None,
        }));
    }
    View::new(page, parts)
}

fn figure_row(words: Words, ask: &Ask, figure: &Figure, examined: Option<i64>) -> Vec<Cell> {
    let href = format!("/figures/{}?{}", figure.id, ask.query());
    let mut value = Cell::from(figure.display.clone());
    if let Some(examined) = examined {
        value = value.note(words.count("page-examined", examined));
    }
    vec![
        Cell::link(href, words.get(figure.name_key)),
        value,
        words.get(&format!("figure-unit-{}", figure.unit.key)).into(),
    ]
}

pub(crate) async fn rows(req: Req) -> Result<Reply> {
    let (ask, fault) = ask(&req).await?;
    let list = list_number(&req)?;
    let after = req.query.get("after").and_then(|t| t.parse().ok());
    let (indicator, figure, shown) = read_rows(&req, &ask, list, after, PAGE).await?;
    let mut page = req.page(indicator.name_key);
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    rows_view(page, &ask, &figure, list, after.is_some(), &shown).reply()
}

fn list_number(req: &Req) -> Result<usize> {
    req.query.get("list").map_or(Ok(0), |t| t.parse().map_err(|_| Error::NotFound))
}

async fn read_rows(
    req: &Req,
    ask: &Ask,
    list: usize,
    after: Option<i64>,
    limit: u16,
) -> Result<(Indicator, Figure, ShownRows)> {
    let indicator = *figures::find(&req.app.indicators, req.part("id")).ok_or(Error::NotFound)?;
    let asked = asked(req, ask, indicator.right);
    req.app
        .db
        .read_async(move |tx| {
            let figure = figures::evaluate(tx, &indicator, &asked)?;
            let shown = figures::rows(tx, &indicator, &asked, list, after, limit)?;
            Ok((indicator, figure, shown))
        })
        .await
}

fn rows_view(mut page: Page, ask: &Ask, figure: &Figure, list: usize, paged: bool, shown: &ShownRows) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new(format!("/figures?{}", ask.query()), words.get("page-figures"), false)];
    let here = format!("/figures/{}?{}", figure.id, ask.query());
    let mut summary = crate::components::Summary::default()
        .row(words.get("page-value"), with_unit(words, figure))
        .row(words.get("page-division"), ask.division.name.clone())
        .row(words.get("page-as-of"), ask.as_of.to_string());
    if let Some(behind) = figure.lists.get(list) {
        summary = summary.row(words.get("page-rows-behind"), format::count(behind.rows));
        if behind.rows > behind.seen {
            summary = summary.row(words.get("page-rows-withheld"), format::count(behind.rows - behind.seen));
        }
    }
    let mut parts = vec![Part::Summary(summary)];
    if figure.lists.len() > 1 {
        let items = figure
            .lists
            .iter()
            .enumerate()
            .map(|(i, b)| NavItem::new(format!("{here}&list={i}"), words.get(b.name_key), i == list))
            .collect();
        parts.push(Part::Tabs(crate::components::Tabs { label: words.get("page-lists"), items }));
    }
    let seen = figure.lists.get(list).map_or(0, |b| b.seen);
    let name = figure.lists.get(list).map_or(figure.name_key, |b| b.name_key);
    let columns = shown
        .columns
        .iter()
        .map(|c| {
            let label = words.get(c.name_key);
            match c.kind {
                ColumnKind::Money => Column::number(label, words.get("web-unit-yuan")),
                ColumnKind::Count => Column::number(label, ""),
                _ => Column::text(label),
            }
        })
        .collect();
    let body = shown.rows.iter().map(|row| cells(words, shown, row)).collect();
    let first = paged.then(|| format!("{here}&list={list}"));
    let next = shown.next.map(|after| format!("{here}&list={list}&after={after}"));
    parts.push(Part::Table(
        Table::new("rows", words.get(name), columns)
            .rows(body)
            .empty(EmptyState {
                title: words.get("page-rows-none"),
                text: words.get("page-rows-none-text"),
                action: None,
            })
            .pager(Pager::new(words, seen, first, next)),
    ));
    let export = format!("/figures/{}/export?{}&list={list}", figure.id, ask.query());
    parts.push(Part::Buttons(vec![Button::link(ButtonKind::Secondary, export, words.get("page-export-xlsx"))]));
    View::new(page, parts)
}

pub(crate) fn with_unit(words: Words, figure: &Figure) -> String {
    // Percent carry their sign in the number already.
    if figure.unit == figures::Unit::PERCENT {
        return figure.display.clone();
    }
    let unit = words.get(&format!("figure-unit-{}", figure.unit.key));
    words.with("page-with-unit", &[("number", &figure.display), ("unit", &unit)])
}

fn cells(words: Words, shown: &ShownRows, row: &figures::ShownRow) -> Vec<Cell> {
    let texts = shown.columns.iter().zip(&row.cells).map(|(c, cell)| cell_text(words, c.kind, cell));
    texts
        .enumerate()
        .map(|(i, text)| match (&row.link, i) {
            (Some(href), 0) => Cell::link(href.clone(), text),
            _ => text.into(),
        })
        .collect()
}

fn cell_text(words: Words, kind: ColumnKind, cell: &figures::Cell) -> String {
    match (kind, cell) {
        (ColumnKind::Code(list), figures::Cell::Text(code)) => {
            let key = format!("code-{list}-{code}").replace('_', "-");
            if words.has(&key) { words.get(&key) } else { code.clone() }
        }
        (_, figures::Cell::Nothing) => "–".to_owned(),
        (_, figures::Cell::Text(text)) => text.clone(),
        (_, figures::Cell::Count(n)) => format::count(*n),
        (_, figures::Cell::Money(amount)) => format::money(*amount),
        (_, figures::Cell::Date(day)) => day.to_string(),
    }
}

/// The rows that the viewer may see, as a sheet with the question at its head.
pub(crate) async fn export(req: Req) -> Result<Reply> {
    let words = req.words();
    let (ask, _) = ask(&req).await?;
    let list = list_number(&req)?;
    let indicator = *figures::find(&req.app.indicators, req.part("id")).ok_or(Error::NotFound)?;
    let asked = asked(&req, &ask, indicator.right);
    let (figure, columns, rows) = req
        .app
        .db
        .export_async(move |tx| {
            let figure = figures::evaluate(tx, &indicator, &asked)?;
            let mut all = Vec::new();
            let mut after = None;
            loop {
                let page = figures::rows(tx, &indicator, &asked, list, after, 200)?;
                all.extend(page.rows);
                after = page.next;
                if after.is_none() || all.len() >= EXPORT {
                    return Ok((figure, page.columns, all));
                }
            }
        })
        .await?;
    let title = words.get(indicator.name_key);
    let shown = ShownRows { columns, rows, next: None };
    let body = shown
        .rows
        .iter()
        .map(|row| {
            let cells = columns.iter().zip(&row.cells);
            cells.map(|(column, cell)| out_cell(words, column.kind, cell)).collect()
        })
        .collect();
    let value = with_unit(words, &figure);
    let notes = vec![
        words.labelled(&words.get("page-value"), &value),
        words.labelled(&words.get("page-division"), &ask.division.name),
        words.labelled(&words.get("page-as-of"), &ask.as_of.to_string()),
    ];
    let out = columns.iter().map(|c| OutColumn::new(words.get(c.name_key), out_kind(c.kind))).collect();
    let table =
        OutTable { sheet: title.clone(), title: Some(title.clone()), notes, columns: out, rows: body, ..OutTable::default() };
    let bytes = sheets::write_xlsx(&[table])?;
    Ok(Reply::xlsx(bytes, format!("{title}-{}.xlsx", ask.as_of)))
}

fn out_kind(kind: ColumnKind) -> OutKind {
    match kind {
        ColumnKind::Money => OutKind::Money,
        ColumnKind::Count => OutKind::Integer,
        ColumnKind::Date => OutKind::Date,
        _ => OutKind::Text,
    }
}

fn out_cell(words: Words, kind: ColumnKind, cell: &figures::Cell) -> OutCell {
    match cell {
        figures::Cell::Nothing => OutCell::Blank,
        figures::Cell::Count(n) => OutCell::Integer(*n),
        figures::Cell::Money(amount) => OutCell::Money(*amount),
        figures::Cell::Date(day) => OutCell::Date(*day),
        figures::Cell::Text(_) => OutCell::Text(cell_text(words, kind, cell)),
    }
}

/// The address at which one figure opens, for the story.
pub(crate) fn href(id: &str, division: &str, as_of: Date) -> String {
    format!("/figures/{id}?division={}&as_of={as_of}", encode(division))
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    use figures::{Behind, Number, ShownRow, Unit};
    let ask = Ask {
        division: Division::sample(words),
        as_of: Date::of_micros(1_659_000_000_000_000),
    };
    let behind = |rows, seen, total| Behind { name_key: "page-rows-behind", rows, seen, total };
    let figure = |id, name_key, unit: Unit, scaled, lists| {
        let value = Some(Number { scaled, places: unit.places });
        let display = value.map_or_else(String::new, |n: Number| n.shown(unit));
        Figure { id, name_key, unit, value, display, lists }
    };
    let invested = figure("sample.invested", "page-value", Unit::YUAN, 170_000_000, vec![behind(3, 2, 170_000_000)]);
    let zero = figure("sample.zero", "page-figure", Unit::whole("household"), 0, vec![behind(0, 0, 0)]);
    const COLUMNS: &[figures::Column] = &[
        figures::Column { name_key: "page-figure", expr: "", kind: ColumnKind::Text },
        figures::Column { name_key: "page-value", expr: "", kind: ColumnKind::Money },
        figures::Column { name_key: "page-as-of", expr: "", kind: ColumnKind::Date },
    ];
    let row = |key: i64, fen: i64| ShownRow {
        key,
        amount: fen,
        cells: vec![
            figures::Cell::Text(words.get("page-figure")),
            figures::Cell::Money(Fen(fen)),
            figures::Cell::Date(ask.as_of),
        ],
        link: Some("/projects/1".into()),
    };
    let shown = ShownRows { columns: COLUMNS, rows: vec![row(1, 120_000_000), row(2, 50_000_000)], next: Some(2) };
    let none = ShownRows { columns: COLUMNS, rows: vec![], next: None };
    let indicator = sample_indicator();
    let all = vec![(indicator, invested.clone(), None), (indicator, zero.clone(), Some(43))];
    let mut faulty = frame(&words.get("page-figures"));
    faulty.flash = Some(Notice::new(NoticeKind::Refused, words, words.get("web-error-not-found")));
    vec![
        ("figures", list_view(frame(&words.get("page-figures")), &ask, &all)),
        ("figures-none", list_view(faulty, &ask, &[])),
        ("figure-rows", rows_view(frame(&words.get("page-value")), &ask, &invested, 0, true, &shown)),
        ("figure-no-rows", rows_view(frame(&words.get("page-figure")), &ask, &zero, 0, false, &none)),
    ]
}

fn sample_indicator() -> Indicator {
    use figures::{Examined, List, Measure, Source, Unit};
    let source = Source { from: "", filter: "", key: "", unit: "" };
    let list = List { name_key: "page-figure", source, amount: None, columns: &[], link: None };
    Indicator {
        id: "sample.invested",
        module: "shares",
        name_key: "page-figure",
        unit: Unit::YUAN,
        right: Right::ViewFigures,
        measure: Measure::Of(list),
        examined: Examined { unit: "household", source },
    }
}
