//! The township's register of requests, with the way to a person and the retention rule.

use super::super::shown;
use super::person::{requests as table, told};
use super::{crumbs, href, kind_of};
use crate::people::rights::model::{Kind, Retention};
use crate::people::rights::pages_data::{RequestLine, requests};
use crate::people::rights::retention::{ACCOUNTING, retention};
use crate::people::rights::{SetRetention, set_retention};
use crate::people::store::rights::{Found, found};
use ::web::components::{
    Button, ButtonKind, Cell, Choice, Control, EmptyState, Field, FilterForm, Form, Summary, Table,
};
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, Reply, Req, View};
use kernel::{Date, Error, FieldError, Id, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

const PAGE: i64 = 50;
const ROWS: i64 = 100_000;

/// What the page of the register shows.
pub(super) struct Register {
    pub lines: Vec<RequestLine>,
    pub has_more: bool,
    pub kind: Option<Kind>,
    /// Whose name was sought, and who was found.
    pub sought: Option<(String, Vec<Found>)>,
    pub accounting: Retention,
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    list_on(&req, req.page("rights-register"), &[]).await
}

async fn list_on(req: &Req, page: Page, faults: &[FieldError]) -> Result<Reply> {
    let ctx = req.ctx();
    let kind = req.query.get("kind").and_then(kind_of);
    let before: Option<Id> = req.query.get("before").and_then(|id| id.parse().ok());
    let name = req.query.get("name").map(str::to_owned);
    let register = req
        .app
        .db
        .read_async(move |tx| {
            let code = kind.map(Kind::code);
            let mut lines = requests(tx, &ctx, code, before, PAGE + 1)?;
            let has_more = i64::try_from(lines.len()).is_ok_and(|count| count > PAGE);
            if has_more {
                lines.pop();
            }
            let sought = match name {
                Some(name) => Some((name.clone(), found(tx, &ctx, &name)?)),
                None => None,
            };
            Ok(Register {
                lines,
                has_more,
                kind,
                sought,
                accounting: retention(tx, ctx.org, ACCOUNTING, ctx.today())?,
            })
        })
        .await?;
    view(page, &register, &req.form, faults)
        .reply()
        .map(Reply::private)
}

pub(super) fn view(
    mut page: Page,
    register: &Register,
    typed: &::web::form::Form,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let mut way = crumbs(words, None);
    way.truncate(1);
    page.breadcrumbs = way;
    let mut parts = vec![Part::Text(words.get("rights-register-about"))];
    parts.extend(seeking(words, register));
    let mut kinds = vec![Choice::new("", words.get("rights-all-kinds"))];
    kinds.extend(Kind::ALL.map(|kind| {
        Choice::new(
            kind.code(),
            words.get(&format!("rights-kind-{}", kind.code())),
        )
    }));
    let kind = Field::new(
        words,
        Control::Select(kinds),
        "kind",
        words.get("rights-kind"),
    )
    .value(register.kind.map(Kind::code).unwrap_or_default())
    .optional(words);
    parts.push(Part::Filter(FilterForm::new(
        words,
        "/people/rights",
        vec![kind],
        register.kind.is_some(),
    )));
    parts.push(Part::Table(table(words, &register.lines, true)));
    let mut buttons = Vec::new();
    let query = register
        .kind
        .map(|kind| format!("kind={}&", kind.code()))
        .unwrap_or_default();
    if let Some(last) = register.lines.last().filter(|_| register.has_more) {
        let next = format!("/people/rights?{query}before={}", last.row.id);
        let label = words.get("rights-next");
        buttons.push(Button::link(ButtonKind::Secondary, next, label));
    }
    if !register.lines.is_empty() {
        let export = format!("/people/rights/export?{}", query.trim_end_matches('&'));
        let label = words.get("rights-export");
        buttons.push(Button::link(ButtonKind::Secondary, export, label));
    }
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    parts.extend(kept_for(&page, register, typed, faults));
    View::new(page, parts)
}

/// People found by name, also those who died or left: their own pages are closed.
fn seeking(words: Words, register: &Register) -> Vec<Part> {
    let sought = register.sought.as_ref();
    let typed = sought.map(|(name, _)| name.clone()).unwrap_or_default();
    let field = Field::new(words, Control::Text, "name", words.get("people-name"))
        .hint(words.get("people-search-name-hint"))
        .value(typed);
    let mut filter = FilterForm::new(words, "/people/rights", vec![field], sought.is_some());
    filter.label = words.get("rights-register-people");
    let mut parts = vec![Part::Filter(filter)];
    let Some((_, people)) = sought else {
        return parts;
    };
    let columns = shown::columns(
        words,
        &[
            "people-name",
            "people-village",
            "people-number",
            "rights-detail",
        ],
    );
    let rows = people.iter().map(|found| {
        let gone = match found.gone.as_str() {
            "" => String::new(),
            kind => words.get(&format!("life-kind-{kind}")),
        };
        vec![
            Cell::link(href(found.person, None), found.name.clone()),
            found.village.clone().into(),
            found.number.clone().into(),
            shown::or_dash(gone).into(),
        ]
    });
    let empty = EmptyState::new(words, "people-none-found", "people-none-found-text");
    let table = Table::new("found", words.get("people-found"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(empty);
    parts.push(Part::Table(table));
    parts
}

fn kept_for(
    page: &Page,
    register: &Register,
    typed: &::web::form::Form,
    faults: &[FieldError],
) -> Vec<Part> {
    let words = page.words;
    let rule = &register.accounting;
    let years = rule.years.to_string();
    let text = words.with("rights-retention-accounting", &[("years", &years)]);
    let summary = Summary::default()
        .row(words.get("rights-retention"), text)
        .row(words.get("rights-retention-source"), rule.source.clone());
    let field = |control, name: &'static str, label: &str| {
        Field::new(words, control, name, words.get(label))
            .value(typed.shown(name))
            .errors(words, faults)
    };
    let form = Form::new(page, "/people/rights/retention")
        .field(
            field(Control::Number, "years", "rights-retention-years")
                .unit(words.get("rights-retention-years-unit")),
        )
        .field(field(Control::Date, "from", "rights-retention-from"))
        .field(field(Control::Text, "source", "rights-retention-source"))
        .button(Button::submit(
            ButtonKind::Secondary,
            words.get("rights-retention-do"),
        ));
    vec![
        Part::heading("retention", words.get("rights-retention")),
        Part::Summary(summary),
        Part::Details {
            label: words.get("rights-retention-set"),
            parts: vec![Part::Form(form)],
        },
    ]
}

pub(super) async fn set(req: Req) -> Result<Reply> {
    match set_now(&req).await {
        Ok(()) => Ok(Reply::see("/people/rights").saved("rights-saved-retention", &[])),
        Err(error) => {
            let faults = match &error {
                Error::Invalid(faults) => faults.clone(),
                _ => Vec::new(),
            };
            let mut page = req.page("rights-register");
            req.tell(&mut page, error)?;
            let reply = list_on(&req, page, &faults).await?;
            Ok(reply.again(true))
        }
    }
}

async fn set_now(req: &Req) -> Result<()> {
    let mut reader = Reader::new(&req.form);
    let years = reader.number("years", 1, 200);
    let from = reader.date("from");
    let source = reader.text("source", 100);
    reader.done()?;
    let input = SetRetention {
        kind: ACCOUNTING.to_owned(),
        from,
        years,
        source,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app
        .db
        .act_async(&ctx, key, input, set_retention)
        .await
        .map(drop)
}

pub(super) async fn export(req: Req) -> Result<Reply> {
    let (ctx, words) = (req.ctx(), req.words());
    let kind = req.query.get("kind").and_then(kind_of);
    let bytes = req
        .app
        .db
        .export_async(move |tx| {
            let lines = requests(tx, &ctx, kind.map(Kind::code), None, ROWS)?;
            sheets::write_xlsx(&[sheet(words, &lines, ctx.today())])
        })
        .await?;
    let name = words.get("rights-export-name");
    Ok(Reply::xlsx(bytes, format!("{name}.xlsx")).private())
}

fn sheet(words: Words, lines: &[RequestLine], today: Date) -> OutTable {
    let headers = [
        "rights-when",
        "rights-what",
        "rights-person",
        "rights-village",
        "rights-asked-by",
        "rights-reason",
        "rights-detail",
        "rights-who",
    ];
    let rows = lines.iter().map(|line| {
        let mut row = vec![
            OutCell::Date(line.row.date),
            OutCell::Text(words.get(&format!("rights-kind-{}", line.row.kind))),
            OutCell::Text(shown::name(words, &line.name)),
            OutCell::Text(line.row.village.clone()),
        ];
        row.extend(told(words, line).map(OutCell::Text));
        row
    });
    let column = |(at, key): (usize, &&str)| {
        let kind = if at == 0 {
            OutKind::Date
        } else {
            OutKind::Text
        };
        OutColumn::new(words.get(key), kind)
    };
    OutTable {
        sheet: words.get("rights-export-name"),
        title: Some(words.get("rights-export-name")),
        notes: vec![today.to_string()],
        columns: headers.iter().enumerate().map(column).collect(),
        rows: rows.collect(),
        landscape: true,
        ..OutTable::default()
    }
}
