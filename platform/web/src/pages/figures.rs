//! 数字: every figure for a division and a day, each opening to exactly its rows.

pub(crate) mod export;
pub(crate) mod samples;

use crate::cases::report::Report;
use crate::components::{Button, ButtonKind, Control};
use crate::components::{Cell, Column, EmptyState, Field, FilterForm, Pager, Table};
use crate::format;
use crate::i18n::{Lang, Words};
use crate::layout::{NavItem, Page, encode};
use crate::pages::divisions::{Division, division};
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use ::store::Tx;
use access::{Right, Scope};
use figures::{Asked, ColumnKind, Figure, Indicator, ShownRows};
use kernel::{Date, Error, Result};
use std::collections::BTreeMap;

/// Rows on one page of a list.
const PAGE: u16 = 100;

/// The names of codes in the reader's language, by list and code.
type CodeNames = BTreeMap<(String, String), String>;

/// The names of every list that these columns speak in, on the day asked for.
fn code_names(
    tx: &mut Tx,
    lang: Lang,
    columns: &[figures::Column],
    as_of: Date,
) -> Result<CodeNames> {
    let mut names = CodeNames::new();
    for column in columns {
        if let ColumnKind::Code(list) = column.kind {
            for code in access::codes(tx, list, as_of)? {
                let name = if lang == Lang::En { code.en } else { code.zh };
                names.insert((code.list, code.code), name);
            }
        }
    }
    Ok(names)
}

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
    let read = typed.map(|typed| kernel::date::parse_day(typed).ok());
    let fault = matches!(read, Some(None)).then(|| Error::invalid("as_of", "not_a_date"));
    let as_of = read.flatten().unwrap_or(today);
    let (found, unknown) = match division(req, "division").await {
        Ok(found) => (found, None),
        Err(error) => (division_of_org(req).await?, Some(error)),
    };
    Ok((
        Ask {
            division: found,
            as_of,
        },
        fault.or(unknown),
    ))
}

async fn division_of_org(req: &Req) -> Result<Division> {
    crate::pages::divisions::home_division(req).await
}

fn asked(req: &Req, ask: &Ask, right: Right) -> Asked {
    let ctx = req.ctx();
    let mut asked = Asked::new(
        ctx.org,
        Some(Scope::of(&ctx, right)),
        ask.division.id,
        ask.as_of,
    );
    asked.masked = !req.sees_names();
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
                        let examined = if figure.is_zero() {
                            Some(figures::examined(tx, indicator, &asked)?)
                        } else {
                            None
                        };
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
    list_view(page, &ask, &found, &req.app.reports).reply()
}

fn filter(words: Words, ask: &Ask, action: &str) -> Part {
    let fields = vec![
        Field::new(words, Control::Text, "division", words.get("page-division"))
            .value(ask.division.name.clone())
            .hint(words.get("page-division-hint")),
        Field::new(words, Control::Date, "as_of", words.get("page-as-of"))
            .value(ask.as_of.to_string()),
    ];
    let mut form = FilterForm::new(words, action, fields, false);
    form.label = words.get("page-show");
    Part::Filter(form)
}

fn list_view(
    page: Page,
    ask: &Ask,
    found: &[(Indicator, Figure, Option<i64>)],
    reports: &[Report],
) -> View {
    let words = page.words;
    let mut parts = vec![
        Part::Text(words.get("page-figures-about")),
        filter(words, ask, "/figures"),
    ];
    let to = |report: &Report| {
        let href = format!("{}?{}", report.paths.page, ask.query());
        Button::link(ButtonKind::Secondary, href, words.get(report.title))
    };
    if !reports.is_empty() {
        parts.push(Part::Buttons(reports.iter().map(to).collect()));
    }
    let mut modules: Vec<&'static str> = found.iter().map(|(i, _, _)| i.module).collect();
    modules.dedup();
    for module in modules {
        let rows = found
            .iter()
            .filter(|(i, _, _)| i.module == module)
            .map(|(indicator, figure, examined)| {
                let mut row = figure_row(words, ask, figure, *examined);
                if let (true, Some(name)) = (indicator.is_of_year(), row.first_mut()) {
                    name.note = Some(year_words(words, figures::complete_year(ask.as_of)));
                }
                row
            })
            .collect();
        let name = words.get(&format!("module-{module}"));
        let columns = vec![
            Column::text(words.get("page-figure")),
            Column::number(words.get("page-value"), ""),
            Column::text(words.get("page-unit-of-figure")),
        ];
        parts.push(Part::Table(
            Table::new(format!("figures-{module}"), name, columns)
                .rows(rows)
                .stacked(),
        ));
    }
    if found.is_empty() {
        parts.push(Part::Empty(EmptyState::new(
            words,
            "page-figures-none",
            "page-figures-none-text",
        )));
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
        unit_words(words, figure).into(),
    ]
}

pub(crate) async fn rows(req: Req) -> Result<Reply> {
    let (ask, fault) = ask(&req).await?;
    let list = list_number(&req)?;
    let after = req.query.get("after").and_then(|t| t.parse().ok());
    let (indicator, figure, shown, codes) = read_rows(&req, &ask, list, after).await?;
    let mut page = req.page(indicator.name_key);
    if let Some(fault) = fault {
        req.tell(&mut page, fault)?;
    }
    rows_view(
        page,
        &ask,
        &figure,
        &Listed {
            list,
            paged: after.is_some(),
            shown,
            codes,
        },
    )
    .reply()
}

fn list_number(req: &Req) -> Result<usize> {
    req.query
        .get("list")
        .map_or(Ok(0), |t| t.parse().map_err(|_| Error::NotFound))
}

async fn read_rows(
    req: &Req,
    ask: &Ask,
    list: usize,
    after: Option<i64>,
) -> Result<(Indicator, Figure, ShownRows, CodeNames)> {
    let indicator = *figures::find(&req.app.indicators, req.part("id")).ok_or(Error::NotFound)?;
    let (asked, lang) = (asked(req, ask, indicator.right), req.visitor.lang);
    req.app
        .db
        .read_async(move |tx| {
            let figure = figures::evaluate(tx, &indicator, &asked)?;
            let shown = figures::rows(tx, &indicator, &asked, list, after, PAGE)?;
            let codes = code_names(tx, lang, shown.columns, asked.as_of)?;
            Ok((indicator, figure, shown, codes))
        })
        .await
}

/// One page of one of the lists behind a figure.
struct Listed {
    list: usize,
    paged: bool,
    shown: ShownRows,
    codes: CodeNames,
}

fn rows_view(mut page: Page, ask: &Ask, figure: &Figure, listed: &Listed) -> View {
    let Listed {
        list,
        paged,
        shown,
        codes,
    } = listed;
    let (list, paged) = (*list, *paged);
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new(
        format!("/figures?{}", ask.query()),
        words.get("page-figures"),
        false,
    )];
    let here = format!("/figures/{}?{}", figure.id, ask.query());
    let mut summary = crate::components::Summary::default()
        .row(words.get("page-value"), with_unit(words, figure))
        .row(words.get("page-division"), ask.division.name.clone())
        .row(words.get("page-as-of"), ask.as_of.to_string());
    if let Some(behind) = figure.lists.get(list) {
        summary = summary.row(words.get("page-rows-behind"), format::count(behind.rows));
        if behind.rows > behind.seen {
            summary = summary.row(
                words.get("page-rows-withheld"),
                format::count(behind.rows - behind.seen),
            );
        }
    }
    let mut parts = vec![Part::Summary(summary)];
    if figure.lists.len() > 1 {
        let items = figure
            .lists
            .iter()
            .enumerate()
            .map(|(i, b)| {
                NavItem::new(format!("{here}&list={i}"), words.get(b.name_key), i == list)
            })
            .collect();
        parts.push(Part::Tabs(crate::components::Tabs {
            label: words.get("page-lists"),
            items,
        }));
    }
    let seen = figure.lists.get(list).map_or(0, |b| b.seen);
    let is_withheld = figure.lists.get(list).is_some_and(|b| b.rows > b.seen);
    let name = figure
        .lists
        .get(list)
        .map_or(figure.name_key, |b| b.name_key);
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
    let body = shown
        .rows
        .iter()
        .map(|row| cells(codes, shown, row))
        .collect();
    let first = paged.then(|| format!("{here}&list={list}"));
    let next = shown
        .next
        .map(|after| format!("{here}&list={list}&after={after}"));
    parts.push(Part::Table(
        Table::new("rows", words.get(name), columns)
            .rows(body)
            .stacked()
            .empty(EmptyState {
                title: words.get("page-rows-none"),
                text: words.get(if is_withheld {
                    "page-rows-outside-text"
                } else {
                    "page-rows-none-text"
                }),
                action: None,
            })
            .pager(Pager::new(words, seen, first, next)),
    ));
    let export = format!("/figures/{}/export?{}&list={list}", figure.id, ask.query());
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Secondary,
        export,
        words.get("page-export-xlsx"),
    )]));
    View::new(page, parts)
}

/// `2025年全年`: such a figure says nothing of other years, however much was paid in them.
pub(crate) fn year_words(words: Words, year: i64) -> String {
    words.with("page-figure-year", &[("year", &year.to_string())])
}

/// The unit beside a number; percent carry their sign in the number already.
pub(crate) fn unit_words(words: Words, figure: &Figure) -> String {
    if figure.unit == figures::Unit::PERCENT {
        return String::new();
    }
    let count = i64::from(figure.display == "1");
    words.unit(&format!("figure-unit-{}", figure.unit.key), count)
}

pub(crate) fn with_unit(words: Words, figure: &Figure) -> String {
    let unit = unit_words(words, figure);
    if unit.is_empty() {
        return figure.display.clone();
    }
    words.with(
        "page-with-unit",
        &[("number", &figure.display), ("unit", &unit)],
    )
}

fn cells(codes: &CodeNames, shown: &ShownRows, row: &figures::ShownRow) -> Vec<Cell> {
    let texts = shown
        .columns
        .iter()
        .zip(&row.cells)
        .map(|(c, cell)| cell_text(codes, c.kind, cell));
    texts
        .enumerate()
        .map(|(i, text)| match (&row.link, i) {
            (Some(href), 0) => Cell::link(href.clone(), text),
            _ => text.into(),
        })
        .collect()
}

fn cell_text(codes: &CodeNames, kind: ColumnKind, cell: &figures::Cell) -> String {
    match (kind, cell) {
        (ColumnKind::Code(list), figures::Cell::Text(code)) => codes
            .get(&(list.to_owned(), code.clone()))
            .cloned()
            .unwrap_or_else(|| code.clone()),
        (_, figures::Cell::Nothing) => "–".to_owned(),
        (_, figures::Cell::Text(text)) => text.clone(),
        (_, figures::Cell::Count(n)) => format::count(*n),
        (_, figures::Cell::Money(amount)) => format::money(*amount),
        (_, figures::Cell::Date(day)) => day.to_string(),
    }
}

/// The address at which one figure opens, for the story.
pub(crate) fn href(id: &str, division: &str, as_of: Date) -> String {
    format!("/figures/{id}?division={}&as_of={as_of}", encode(division))
}
