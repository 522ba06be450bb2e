//! Numbers for everybody: a clerk asks for a past period, somebody else agrees, and the table stands in public, with its small
//! cells hidden. What these pages show is what was kept; nothing of it is counted again.

use super::Report;
use crate::components::*;
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, with};
use crate::view::{Part, View};
use access::{Right, units};
use figures::issue::{
    AskIssue, DecideIssue, Issue, IssuedTable, Name, Step, WithdrawIssue, all_issued, ask_issue,
    asked_for, decide_issue, issued, one, withdraw_issue,
};
use figures::period::Every;
use figures::suppress::{LEAST, Shown};
use kernel::{Error, FieldError, Id, OrgId, Result};
use std::collections::BTreeMap;
use store::Tx;

/// Where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicPaths {
    /// For staff: all that was asked for, and one of them with `{issue}`.
    pub list: &'static str,
    pub one: &'static str,
    /// For everybody: all, and one of them with `{link}`.
    pub open: &'static str,
    pub open_one: &'static str,
    /// What they are called, as a locale key.
    pub title: &'static str,
}

/// Periods in a list; the older ones of many years are reached by nobody.
pub(super) const PERIODS: i64 = 200;

const SEE: Gate = Gate::Any(&[Right::ViewFigures]);
const ASK: Gate = Gate::Any(&[Right::RecordCases]);
const AGREE: Gate = Gate::Any(&[Right::ManageCases]);

type Of = (Report, PublicPaths);

pub(super) fn routes(report: Report, paths: PublicPaths) -> Vec<Route> {
    let of: Of = (report, paths);
    vec![
        Route::get(paths.list, SEE, with(&of, list)),
        Route::post(paths.list, ASK, with(&of, ask)),
        Route::get(paths.one, SEE, with(&of, show)),
        Route::post(paths.one, AGREE, with(&of, decide)),
        Route::get(paths.open, Gate::Public, with(&of, open_list)),
        Route::get(paths.open_one, Gate::Public, with(&of, open_one)),
    ]
}

/// An issue with the name of whose it is.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub issue: Issue,
    pub unit: String,
}

fn named(tx: &mut Tx, issue: Issue) -> Result<Named> {
    let unit = units::unit(tx, issue.unit)?;
    Ok(Named {
        unit: unit.map(|unit| unit.name).unwrap_or_default(),
        issue,
    })
}

/// Many of them, of few units: each is asked for once.
pub(super) fn all_named(tx: &mut Tx, issues: Vec<Issue>) -> Result<Vec<Named>> {
    let mut names: BTreeMap<Id, String> = BTreeMap::new();
    let mut all = Vec::with_capacity(issues.len());
    for issue in issues {
        let one = match names.get(&issue.unit) {
            Some(name) => Named {
                unit: name.clone(),
                issue,
            },
            None => named(tx, issue)?,
        };
        names.insert(one.issue.unit, one.unit.clone());
        all.push(one);
    }
    Ok(all)
}

async fn list(req: Req, of: Of) -> Result<Reply> {
    list_page(&req, of, None).await
}

async fn list_page(req: &Req, (report, paths): Of, fault: Option<Error>) -> Result<Reply> {
    let org = req.org();
    let read = move |tx: &mut Tx| {
        let all = asked_for(tx, org, report.code, PERIODS)?;
        all_named(tx, all)
    };
    let found = req.app.db.read_async(read).await?;
    let mut page = req.page(paths.title);
    page.breadcrumbs = way(req.words(), report, None);
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let typed = Typed {
        every: req.form.shown("every"),
        day: req.form.shown("day"),
        may: req.may(Right::RecordCases),
    };
    let view = list_view(page, paths, &found, &typed, &faults);
    Ok(view.reply()?.again(is_again))
}

fn way(words: Words, report: Report, paths: Option<PublicPaths>) -> Vec<NavItem> {
    let mut way = vec![
        NavItem::new(report.base, words.get(report.cases), false),
        NavItem::new(report.paths.page, words.get(report.title), false),
    ];
    way.extend(paths.map(|paths| NavItem::new(paths.list, words.get(paths.title), false)));
    way
}

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub every: String,
    pub day: String,
    pub may: bool,
}

pub(super) fn list_view(
    page: Page,
    paths: PublicPaths,
    found: &[Named],
    typed: &Typed,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("issue-lead"))];
    let columns = vec![
        Column::text(words.get("cases-report-period")),
        Column::text(words.get("issue-step")),
        Column::number(words.get("issue-total"), ""),
    ];
    let rows = found.iter().map(|it| {
        let to = paths.one.replace("{issue}", &it.issue.id.to_string());
        vec![
            Cell::link(to, period(&it.issue)),
            step(words, it.issue.step).into(),
            shown(it.issue.table.total).into(),
        ]
    });
    let table = Table::new("issues", words.get(paths.title), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(words, "issue-none", "issue-none-text"));
    parts.push(Part::Table(table));
    if typed.may {
        parts.push(Part::heading("ask", words.get("issue-ask")));
        parts.push(Part::Form(ask_form(&page, paths, typed, faults)));
    }
    View::new(page, parts)
}

fn ask_form(page: &Page, paths: PublicPaths, typed: &Typed, faults: &[FieldError]) -> Form {
    let words = page.words;
    let every = [Every::Month, Every::Quarter, Every::Year].map(|every| {
        let label = words.get(&format!("cases-report-by-{}", every.code()));
        Choice::new(every.code(), label)
    });
    let every = Field::new(
        words,
        Control::Select(every.to_vec()),
        "every",
        words.get("issue-every"),
    )
    .value(typed.every.clone())
    .errors(words, faults);
    let day = Field::new(words, Control::Date, "day", words.get("issue-day"))
        .hint(words.get("issue-day-hint"))
        .value(typed.day.clone())
        .errors(words, faults);
    Form::new(page, paths.list)
        .field(every)
        .field(day)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("issue-ask-button"),
        ))
}

async fn ask(req: Req, of: Of) -> Result<Reply> {
    let mut reader = Reader::new(&req.form);
    let every = reader.choice("every", &["month", "quarter", "year"]);
    let day = reader.date("day");
    if let Err(fault) = reader.done() {
        return list_page(&req, of, Some(fault)).await;
    }
    let input = AskIssue {
        kind: of.0.code.to_owned(),
        every,
        day,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    match req.app.db.act_async(&ctx, key, input, ask_issue).await {
        Ok(issue) => {
            let to = of.1.one.replace("{issue}", &issue.to_string());
            Ok(Reply::see(to).saved("issue-saved-asked", &[]))
        }
        Err(Error::Forbidden) => Err(Error::Forbidden),
        Err(fault) => list_page(&req, of, Some(fault)).await,
    }
}

async fn show(req: Req, of: Of) -> Result<Reply> {
    one_page(&req, of, None).await
}

async fn one_page(req: &Req, (report, paths): Of, fault: Option<Error>) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("issue")?);
    let read = move |tx: &mut Tx| {
        let found = one(tx, &ctx, id)?;
        named(tx, found)
    };
    let found = req.app.db.read_async(read).await?;
    if found.issue.kind != report.code {
        return Err(Error::NotFound);
    }
    let title = titled(req.words(), paths, &found);
    let mut page = req.page_titled(title);
    page.breadcrumbs = way(req.words(), report, Some(paths));
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let typed = req.form.shown("reason");
    let may = req.may(Right::ManageCases);
    let view = one_view(page, paths, &found, (may, typed), &faults);
    Ok(view.reply()?.again(is_again))
}

fn titled(words: Words, paths: PublicPaths, found: &Named) -> String {
    let title = words.get(paths.title);
    format!("{} · {title} · {}", found.unit, period(&found.issue))
}

/// How it stands, the table as everybody sees it, and what may be done.
pub(super) fn one_view(
    page: Page,
    paths: PublicPaths,
    found: &Named,
    (may, typed): (bool, String),
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let issue = &found.issue;
    let mut summary = Summary::default()
        .row(words.get("issue-step"), step(words, issue.step))
        .row(words.get("cases-report-period"), period(issue))
        .row(words.get("page-as-of"), issue.as_of.to_string())
        .row(
            words.get("cases-report-as-known"),
            words.with(
                "cases-report-known-at",
                &[("seq", &*format::count(issue.known))],
            ),
        );
    if let Some(reason) = &issue.reason {
        summary = summary.row(words.get("issue-reason"), reason.clone());
    }
    let mut parts = vec![Part::Summary(summary)];
    if issue.step == Step::Issued {
        let href = link(paths, issue);
        let public = Button::link(ButtonKind::Secondary, href, words.get("issue-open"));
        parts.push(Part::Buttons(vec![public]));
    }
    parts.push(Part::heading("table", words.get("issue-table")));
    parts.extend(content(words, &issue.table));
    if may && let Some(form) = decision(&page, paths, issue, typed, faults) {
        parts.push(Part::heading("decide", words.get("issue-decide")));
        parts.push(Part::Form(form));
    }
    View::new(page, parts)
}

fn decision(
    page: &Page,
    paths: PublicPaths,
    issue: &Issue,
    typed: String,
    faults: &[FieldError],
) -> Option<Form> {
    let words = page.words;
    let reason = Field::new(
        words,
        Control::Textarea,
        "reason",
        words.get("issue-reason"),
    )
    .value(typed)
    .errors(words, faults);
    let to = paths.one.replace("{issue}", &issue.id.to_string());
    let form = Form::new(page, to);
    let button = |kind, key: &str, value: &str| {
        let mut button = Button::submit(kind, words.get(key));
        button.posts = Some(("do".to_owned(), value.to_owned()));
        button
    };
    match issue.step {
        Step::Asked => Some(
            form.field(reason.hint(words.get("issue-reason-hint")))
                .button(button(ButtonKind::Primary, "issue-agree", "agree"))
                .button(button(ButtonKind::Secondary, "issue-decline", "decline")),
        ),
        Step::Issued => Some(
            form.field(reason.hint(words.get("issue-withdraw-hint")))
                .button(button(ButtonKind::Warn, "issue-withdraw", "withdraw")),
        ),
        Step::Declined | Step::Withdrawn => None,
    }
}

async fn decide(req: Req, of: Of) -> Result<Reply> {
    let issue = req.id("issue")?;
    let mut reader = Reader::new(&req.form);
    let deed = reader.choice("do", &["agree", "decline", "withdraw"]);
    let reason = reader.text_opt("reason", 500);
    if let Err(fault) = reader.done() {
        return one_page(&req, of, Some(fault)).await;
    }
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let db = &req.app.db;
    let done = match deed.as_str() {
        "withdraw" => {
            let input = WithdrawIssue { issue, reason };
            db.act_async(&ctx, key, input, withdraw_issue).await
        }
        deed => {
            let input = DecideIssue {
                issue,
                is_agreed: deed == "agree",
                reason,
            };
            db.act_async(&ctx, key, input, decide_issue).await
        }
    };
    match done {
        Ok(_) => {
            let to = of.1.one.replace("{issue}", &issue.to_string());
            Ok(Reply::see(to).saved("issue-saved", &[]))
        }
        Err(error @ (Error::NotFound | Error::Forbidden)) => Err(error),
        Err(fault) => one_page(&req, of, Some(fault)).await,
    }
}

async fn open_list(req: Req, (report, paths): Of) -> Result<Reply> {
    let read = move |tx: &mut Tx| {
        let all = all_issued(tx, report.code, PERIODS)?;
        all_named(tx, all)
    };
    let found = req.app.db.read_async(read).await?;
    open_list_view(req.page(paths.title), paths, &found).reply()
}

pub(super) fn open_list_view(page: Page, paths: PublicPaths, found: &[Named]) -> View {
    let words = page.words;
    let columns = vec![
        Column::text(words.get("page-division")),
        Column::text(words.get("cases-report-period")),
        Column::number(words.get("issue-total"), ""),
    ];
    let rows = found.iter().map(|it| {
        vec![
            it.unit.clone().into(),
            Cell::link(link(paths, &it.issue), period(&it.issue)),
            shown(it.issue.table.total).into(),
        ]
    });
    let table = Table::new("issued", words.get(paths.title), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "issue-open-none",
            "issue-open-none-text",
        ));
    let lead = Part::Text(words.get("issue-open-lead"));
    View::new(page, vec![lead, Part::Table(table)])
}

async fn open_one(req: Req, (report, paths): Of) -> Result<Reply> {
    let (org, id) = parts(req.part("link"))?;
    let read = move |tx: &mut Tx| {
        let found = issued(tx, org, id)?;
        named(tx, found)
    };
    let found = req.app.db.read_async(read).await?;
    if found.issue.kind != report.code {
        return Err(Error::NotFound);
    }
    let mut page = req.page_titled(titled(req.words(), paths, &found));
    page.breadcrumbs = req.crumbs(&[(paths.open, req.words().get(paths.title))]);
    open_one_view(page, &found).reply()
}

pub(super) fn open_one_view(page: Page, found: &Named) -> View {
    let words = page.words;
    let as_of = found.issue.as_of.to_string();
    let mut parts = vec![Part::Text(
        words.with("issue-open-about", &[("date", &as_of)]),
    )];
    parts.extend(content(words, &found.issue.table));
    let sources = found.issue.table.sources.iter().cloned();
    parts.push(Part::Details {
        label: words.get("cases-report-sources"),
        parts: sources.map(Part::Text).collect(),
    });
    View::new(page, parts)
}

/// The table, and what its signs mean.
fn content(words: Words, table: &IssuedTable) -> Vec<Part> {
    let name = |name: &Name| words.either(&name.zh, &name.en);
    let mut columns = vec![
        Column::text(words.get("page-division")),
        Column::number(name(&table.whole), ""),
    ];
    let heads = table.columns.iter();
    columns.extend(heads.map(|it| Column::number(name(it), "")));
    let rows = table.rows.iter().map(|row| {
        let unit = match row.is_own {
            true => words.with("cases-report-own", &[("unit", &*row.unit)]),
            false => row.unit.clone(),
        };
        let mut cells = vec![Cell::from(unit), shown(row.total).into()];
        cells.extend(row.cells.iter().map(|it| Cell::from(shown(*it))));
        cells
    });
    let mut total = vec![
        Cell::from(words.get("cases-report-total")),
        shown(table.total).into(),
    ];
    total.extend(table.totals.iter().map(|it| Cell::from(shown(*it))));
    let is_hidden = table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| !matches!(cell, Shown::Number(_)));
    let made = Table::new("public", words.get("issue-caption"), columns)
        .rows(rows.collect())
        .total(total)
        .stacked();
    let mut parts = vec![Part::Table(made)];
    if is_hidden {
        let least = LEAST.to_string();
        parts.push(Part::Small(words.with("issue-signs", &[("least", &least)])));
    }
    parts
}

/// `<5` of a small one, `×` of what would give one away.
fn shown(cell: Shown) -> String {
    match cell {
        Shown::Number(number) => format::count(number),
        Shown::Small => format!("<{LEAST}"),
        Shown::Complement => "×".to_owned(),
    }
}

fn period(issue: &Issue) -> String {
    let fits = |every: &Every| {
        every.first(issue.first) == issue.first && every.last(issue.first) == issue.last
    };
    let every = [Every::Month, Every::Quarter, Every::Year];
    match every.iter().find(|every| fits(every)) {
        Some(every) => every.name(issue.first),
        None => format!("{} – {}", issue.first, issue.last),
    }
}

fn step(words: Words, step: Step) -> Tag {
    let kind = match step {
        Step::Asked => TagKind::Open,
        Step::Issued => TagKind::Done,
        Step::Declined | Step::Withdrawn => TagKind::Plain,
    };
    Tag::new(kind, words.get(&format!("issue-step-{step}")))
}

fn link(paths: PublicPaths, issue: &Issue) -> String {
    let link = format!("{}-{}", issue.org, issue.id);
    paths.open_one.replace("{link}", &link)
}

/// `1-815…`: organisation and issue.
pub(super) fn parts(link: &str) -> Result<(OrgId, Id)> {
    let (org, id) = link.split_once('-').ok_or(Error::NotFound)?;
    let both = org.parse().ok().zip(id.parse().ok());
    both.ok_or(Error::NotFound)
}
