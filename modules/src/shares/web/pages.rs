//! The list of projects and the page of one: its warnings first, then what it brought, what was put
//! in, what it stands in.

use super::forms::{Codes, word_of};
use crate::shares::model::{YearYield, YieldState};
use crate::shares::read::{AssetView, ProjectDetail, ProjectView};
use ::web::chart::{self, About, Chart, Value};
use ::web::components::*;
use ::web::format;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View};
use askama::Template;
use kernel::{Fen, FieldError, Id};

/// Years that the picture shows; the table has all.
const CHART_YEARS: usize = 8;

pub(super) fn crumbs(page: &mut Page, project: Option<(&Id, &str)>) {
    page.breadcrumbs = vec![NavItem::new(
        "/projects",
        page.words.get("projects-title"),
        false,
    )];
    if let Some((id, name)) = project {
        page.breadcrumbs
            .push(NavItem::new(format!("/projects/{id}"), name, false));
    }
}

pub(super) fn yuan(words: Words) -> String {
    words.get("web-unit-yuan")
}

pub(super) fn list(
    page: Page,
    projects: &[ProjectView],
    total: i64,
    may_enter: bool,
    next: Option<String>,
) -> View {
    let words = page.words;
    let action = may_enter.then(|| ("/projects/new".to_owned(), words.get("projects-new")));
    let columns = vec![
        Column::text(words.get("projects-col-name")),
        Column::text(words.get("projects-col-owner")),
        Column::number(words.get("projects-col-invested"), yuan(words)),
        Column::number(
            words.get("projects-col-households"),
            words.get("projects-unit-household"),
        ),
        Column::number(
            words.get("projects-col-heads"),
            words.get("projects-unit-person"),
        ),
    ];
    let rows = projects.iter().map(|p| {
        vec![
            Cell::link(format!("/projects/{}", p.id), p.name.clone()).note(p.unit_name.clone()),
            p.owner.clone().into(),
            format::money(p.invested).into(),
            format::count(p.households).into(),
            format::count(p.heads).into(),
        ]
    });
    let table = Table::new("projects", words.get("projects-list"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("projects-empty-title"),
            // Who may not enter one is not asked to; his area may simply have none.
            text: words.get(match action {
                Some(_) => "projects-empty-text",
                None => "projects-empty-seen",
            }),
            action: action.clone(),
        })
        .pager(Pager::new(words, total, None, next));
    let mut parts = Vec::new();
    if let Some((href, label)) = action.filter(|_| !projects.is_empty()) {
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Primary,
            href,
            label,
        )]));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
}

/// `units` are those in which a project may be entered: (id, name).
pub(super) fn enter(
    mut page: Page,
    units: &[(Id, String)],
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    crumbs(&mut page, None);
    let choices = units
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    let field = |control, name: &'static str| {
        let label = words.get(&format!("projects-field-project-{name}"));
        Field::new(words, control, name, label)
            .value(typed(name))
            .errors(words, faults)
    };
    let form = Form::new(&page, "/projects")
        .field(field(Control::Text, "name").hint(words.get("projects-hint-project-name")))
        .field(field(Control::Select(choices), "unit"))
        .field(field(Control::Text, "owner").hint(words.get("projects-hint-project-owner")))
        .field(field(Control::Date, "from").hint(words.get("projects-hint-project-from")))
        .button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/projects",
            words.get("web-cancel"),
        ));
    View::new(
        page,
        vec![
            Part::Text(words.get("projects-enter-lead")),
            Part::Form(form),
        ],
    )
}

#[derive(Template)]
#[template(path = "project.html")]
pub(super) struct ProjectPage {
    page: Page,
    subtitle: String,
    notices: Vec<Notice>,
    stats: Stats,
    buttons: Vec<Button>,
    chart: Option<Chart>,
    years: Table,
    incomes: Table,
    income_links: Vec<Button>,
    funding: Table,
    funding_link: Option<Button>,
    assets: Table,
    asset_link: Option<Button>,
}

pub(super) fn project(
    mut page: Page,
    told: &ProjectDetail,
    codes: &Codes,
    may_enter: bool,
    may_prepare: bool,
) -> ProjectPage {
    let words = page.words;
    crumbs(&mut page, None);
    let id = told.project.id;
    let link = |path: &str, key: &str| {
        Button::link(
            ButtonKind::Secondary,
            format!("/projects/{id}/{path}"),
            words.get(key),
        )
    };
    let mut buttons = Vec::new();
    if may_prepare && told.undistributed > Fen::ZERO {
        let href = format!("/rounds/new?source=shares.project%3A{id}");
        buttons.push(Button::link(
            ButtonKind::Primary,
            href,
            words.get("projects-distribute"),
        ));
    }
    buttons.push(link("roster", "projects-roster-open"));
    let income_links = if may_enter {
        vec![
            link("income", "projects-add-income"),
            link("plan", "projects-add-plan"),
        ]
    } else {
        vec![]
    };
    ProjectPage {
        subtitle: format!("{} · {}", told.project.unit_name, told.project.owner),
        notices: short_years(words, &told.years),
        stats: stats(words, told),
        buttons,
        chart: (!told.years.is_empty()).then(|| income_chart(words, &told.years)),
        years: years(words, &told.years),
        incomes: incomes(words, told, may_enter),
        income_links,
        funding: funding(words, told, codes, may_enter),
        funding_link: may_enter.then(|| link("funding", "projects-add-funding")),
        assets: assets(words, told, codes),
        asset_link: may_enter.then(|| link("assets", "projects-add-asset")),
        page,
    }
}

/// A warning for the last year that fell short; earlier ones stand in the table.
fn short_years(words: Words, years: &[YearYield]) -> Vec<Notice> {
    let short = years
        .iter()
        .rev()
        .find_map(|year| year.short_by.map(|by| (year.year, by)));
    let text = |(year, by): (i64, Fen)| {
        words.with(
            "shares-yield-short",
            &[("year", &year.to_string()), ("amount", &format::money(by))],
        )
    };
    short
        .map(|found| Notice::new(NoticeKind::Warning, words, text(found)))
        .into_iter()
        .collect()
}

/// Basis points as a percentage: 1000 is `10%`, 1025 is `10.25%`.
pub(super) fn percent(bp: i64) -> String {
    let text = format!("{}.{:02}", bp / 100, (bp % 100).abs());
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}%")
}

fn stats(words: Words, told: &ProjectDetail) -> Stats {
    let roster = format!("/projects/{}/roster", told.project.id);
    let yuan = yuan(words);
    let unit = |key: &str| words.get(&format!("projects-unit-{key}"));
    Stats {
        tiles: vec![
            Stat::new(
                format::money(told.project.invested),
                yuan.clone(),
                words.get("projects-col-invested"),
            )
            .link("#funding"),
            Stat::new(
                format::count(told.roster.households),
                unit("household"),
                words.get("projects-col-households"),
            )
            .link(roster.clone()),
            Stat::new(
                format::count(told.roster.heads),
                unit("person"),
                words.get("projects-col-heads"),
            )
            .link(roster.clone()),
            Stat::new(
                format::count(told.roster.villages),
                unit("village"),
                words.get("projects-col-villages"),
            )
            .link(roster),
            Stat::new(
                format::money(told.undistributed),
                yuan,
                words.get("projects-undistributed"),
            )
            .link("#income"),
        ],
    }
}

fn income_chart(words: Words, years: &[YearYield]) -> Chart {
    let groups: Vec<(String, Vec<Value>)> = years
        .iter()
        .skip(years.len().saturating_sub(CHART_YEARS))
        .map(|year| {
            let plan = Value::money(year.plan.unwrap_or(Fen::ZERO));
            (year.year.to_string(), vec![Value::money(year.income), plan])
        })
        .collect();
    let short = years
        .iter()
        .filter(|year| year.state == YieldState::Short)
        .count();
    let about = About {
        id: "income-chart".into(),
        title: words.get("projects-chart"),
        description: words.count(
            "projects-chart-text",
            i64::try_from(short).unwrap_or(i64::MAX),
        ),
        unit: yuan(words),
    };
    let (income, plan) = (
        words.get("projects-col-income"),
        words.get("projects-col-plan"),
    );
    chart::bars(&about, &[&income, &plan], &groups)
}

fn years(words: Words, years: &[YearYield]) -> Table {
    let yuan = yuan(words);
    let columns = vec![
        Column::text(words.get("projects-col-year")),
        Column::number(words.get("projects-col-income"), yuan.clone()),
        Column::number(words.get("projects-col-plan"), yuan.clone()),
        Column::number(words.get("projects-col-rate"), ""),
        Column::number(words.get("projects-col-short"), yuan),
        Column::text(words.get("projects-col-state")),
    ];
    let rows = years.iter().rev().map(|year| {
        let (kind, key) = match year.state {
            YieldState::Unplanned => (TagKind::Plain, "shares-yield-unplanned"),
            YieldState::Running => (TagKind::Open, "projects-yield-running"),
            YieldState::Met => (TagKind::Done, "shares-yield-met"),
            YieldState::Short => (TagKind::Alert, "projects-yield-short"),
        };
        vec![
            year.year.to_string().into(),
            format::money(year.income).into(),
            year.plan.map(format::money).unwrap_or_default().into(),
            year.rate_bp.map(percent).unwrap_or_default().into(),
            year.short_by.map(format::money).unwrap_or_default().into(),
            Cell::from(Tag::new(kind, words.get(key))),
        ]
    });
    Table::new("years", words.get("projects-years"), columns)
        .rows(rows.collect())
        .empty(EmptyState::new(
            words,
            "projects-years-empty-title",
            "projects-years-empty-text",
        ))
}

fn incomes(words: Words, told: &ProjectDetail, may_enter: bool) -> Table {
    let id = told.project.id;
    let columns = vec![
        Column::text(words.get("projects-col-date")),
        Column::text(words.get("projects-col-year")),
        Column::number(words.get("projects-col-amount"), yuan(words)),
        Column::text(words.get("projects-col-document")),
        Column::text(words.get("projects-col-state")),
    ];
    let rows = told.incomes.iter().map(|income| {
        let state = match (income.reverses, income.reversed_by) {
            (Some(_), _) => Cell::from(Tag::new(
                TagKind::Plain,
                words.get("projects-income-reversal"),
            )),
            (_, Some(_)) => Cell::from(Tag::new(
                TagKind::Plain,
                words.get("projects-income-reversed"),
            )),
            _ if may_enter => Cell::link(
                format!("/projects/{id}/income/{}", income.id),
                words.get("projects-income-reverse"),
            ),
            _ => Cell::default(),
        };
        vec![
            income.date.to_string().into(),
            income.year.to_string().into(),
            format::money(income.amount).into(),
            income.document.clone().unwrap_or_default().into(),
            state,
        ]
    });
    Table::new("incomes", words.get("projects-incomes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "projects-incomes-empty-title",
            "projects-incomes-empty-text",
        ))
}

fn funding(words: Words, told: &ProjectDetail, codes: &Codes, may_enter: bool) -> Table {
    let id = told.project.id;
    let mut columns = vec![
        Column::text(words.get("projects-col-source")),
        Column::number(words.get("projects-col-amount"), yuan(words)),
        Column::text(words.get("projects-col-date")),
        Column::text(words.get("projects-col-document")),
    ];
    if may_enter {
        columns.push(Column::text(words.get("projects-col-correct")));
    }
    let rows = told.funding.iter().map(|line| {
        let mut row: Row = vec![
            word_of(words, &codes.sources, &line.source).into(),
            format::money(line.amount).into(),
            line.date.to_string().into(),
            line.document.clone().unwrap_or_default().into(),
        ];
        if may_enter {
            row.push(Cell::link(
                format!("/projects/{id}/funding/{}", line.id),
                words.get("projects-funding-void"),
            ));
        }
        row
    });
    let total = vec![
        words.get("web-total").into(),
        format::money(told.project.invested).into(),
        "".into(),
        "".into(),
        "".into(),
    ];
    Table::new("funding-lines", words.get("projects-funding"), columns)
        .rows(rows.collect())
        .total(total)
        .stacked()
        .empty(EmptyState::new(
            words,
            "projects-funding-empty-title",
            "projects-funding-empty-text",
        ))
}

fn assets(words: Words, told: &ProjectDetail, codes: &Codes) -> Table {
    let columns = vec![
        Column::text(words.get("projects-col-asset")),
        Column::text(words.get("projects-col-class")),
        Column::number(words.get("projects-col-valuation"), yuan(words)),
        Column::text(words.get("projects-col-in-service")),
    ];
    let rows = told.assets.iter().map(|asset| {
        vec![
            asset.name.clone().into(),
            word_of(words, &codes.asset_classes, &asset.class).into(),
            format::money(asset.valuation).into(),
            in_service(words, asset).into(),
        ]
    });
    Table::new("asset-lines", words.get("projects-assets"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "projects-assets-empty-title",
            "projects-assets-empty-text",
        ))
}

/// A day as exactly as it is known: 2018年底.
fn in_service(words: Words, asset: &AssetView) -> String {
    let day = asset.in_service;
    let (year, month, date) = (
        day.year().to_string(),
        day.month().to_string(),
        day.day().to_string(),
    );
    words.with(
        asset.precision.locale_key(),
        &[("year", &year), ("month", &month), ("day", &date)],
    )
}
