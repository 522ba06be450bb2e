//! Changes by village, as a list and as a file; one change, confirmed or taken back.

use super::super::shown;
use super::history::{state, what, who};
use super::papers;
use crate::people::codes::Codes;
use crate::people::life::model::Kind;
use crate::people::life::pages_data::{self, Line};
use crate::people::life::{ConfirmEvent, Correct, confirm_event, correct};
use crate::people::reverse_import::Rests;
use crate::people::store::base;
use crate::people::store::life::Asked;
use crate::people::villages::Villages;
use ::web::components::{
    Button, ButtonKind, Cell, Choice, Control, EmptyState, Field, FilterForm, Form, Summary, Table,
};
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page, encode};
use ::web::{Part, Reply, Req, View, format};
use access::Right;
use access::deputies::one_person;
use access::papers::Paper;
use kernel::{Date, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

const PAGE: i64 = 50;
const ROWS: i64 = 100_000;
const FIELDS: [&str; 4] = ["village", "month", "kind", "state"];

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(pub(super) Vec<(&'static str, String)>);

impl Typed {
    fn of(req: &Req) -> Typed {
        let typed = FIELDS.iter().filter_map(|name| {
            let text = req.query.get(name).filter(|text| !text.is_empty())?;
            Some((*name, text.to_owned()))
        });
        Typed(typed.collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| *n == name)?;
        Some(&found.1)
    }

    fn query(&self) -> String {
        let pairs = self.0.iter().map(|(n, v)| format!("{n}={}", encode(v)));
        pairs.collect::<Vec<_>>().join("&")
    }

    fn asked(&self) -> Asked {
        Asked {
            unit: self.get("village").and_then(|id| id.parse().ok()),
            within: self.get("month").and_then(month),
            kind: self.get("kind").and_then(Kind::from_code),
            is_confirmed: match self.get("state") {
                Some("confirmed") => Some(true),
                Some("open") => Some(false),
                _ => None,
            },
            before: None,
        }
    }
}

/// `2022-06`: its first day, and that of the next month.
fn month(text: &str) -> Option<(Date, Date)> {
    let first: Date = format!("{}-01", text.trim()).parse().ok()?;
    Some((first, first.last_of_month().plus_days(1)))
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let villages = super::super::villages(&req, Right::ViewPeople).await?;
    let typed = Typed::of(&req);
    let mut asked = typed.asked();
    asked.before = req.query.get("before").and_then(|id| id.parse().ok());
    let ctx = req.ctx();
    let (lines, codes) = req
        .app
        .db
        .read_async(move |tx| {
            let lines = pages_data::changes(tx, &ctx, &asked, PAGE)?;
            Ok((lines, base::codes(tx)?))
        })
        .await?;
    view(req.page("life-changes"), &lines, &codes, &villages, &typed).reply()
}

pub(super) fn view(
    mut page: Page,
    lines: &[Line],
    codes: &Codes,
    villages: &Villages,
    typed: &Typed,
) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/people", words.get("people-nav"), false)];
    let filter = FilterForm::new(
        words,
        "/people/changes",
        fields(words, villages, typed),
        !typed.0.is_empty(),
    );
    let columns = shown::columns(
        words,
        &[
            "life-when",
            "life-village",
            "life-household",
            "life-what",
            "life-who",
            "life-confirmed",
        ],
    );
    let rows = lines.iter().map(|line| {
        let href = format!("/people/households/{}/history", line.life.event.household);
        vec![
            line.life.event.date.to_string().into(),
            line.village.clone().into(),
            Cell::link(href, line.number.clone()),
            what(words, codes, line),
            who(words, line).into(),
            state(words, line),
        ]
    });
    let table = Table::new("changes", words.get("life-changes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("life-changes-none"),
            text: words.get("life-changes-none-text"),
            action: Some(("/people/households".into(), words.get("people-households"))),
        });
    let mut buttons = Vec::new();
    let is_full = i64::try_from(lines.len()).is_ok_and(|count| count == PAGE);
    if let Some(last) = lines.last().filter(|_| is_full) {
        let href = format!("/people/changes?{}&before={}", typed.query(), last.life.id);
        buttons.push(Button::link(
            ButtonKind::Secondary,
            href,
            words.get("life-next"),
        ));
    }
    if !lines.is_empty() {
        let href = format!("/people/changes/export?{}", typed.query());
        buttons.push(Button::link(
            ButtonKind::Secondary,
            href,
            words.get("life-export"),
        ));
    }
    let mut parts = vec![Part::Filter(filter), Part::Table(table)];
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    View::new(page, parts)
}

fn fields(words: Words, villages: &Villages, typed: &Typed) -> Vec<Field> {
    let any = || Choice::new("", words.get("life-any"));
    let mut places = vec![any()];
    places.extend(shown::village_choices(villages));
    let mut kinds = vec![any()];
    kinds.extend(Kind::ALL.map(|kind| {
        Choice::new(
            kind.code(),
            words.get(&format!("life-kind-{}", kind.code())),
        )
    }));
    let states = vec![
        any(),
        Choice::new("open", words.get("life-not-confirmed")),
        Choice::new("confirmed", words.get("life-is-confirmed")),
    ];
    let value = |name: &str| typed.get(name).unwrap_or_default().to_owned();
    let field = |control, name: &'static str, label: &str| {
        Field::new(words, control, name, words.get(label))
            .value(value(name))
            .optional(words)
    };
    vec![
        field(Control::Select(places), "village", "life-village"),
        field(Control::Text, "month", "life-month").hint(words.get("life-month-hint")),
        field(Control::Select(kinds), "kind", "life-kind"),
        field(Control::Select(states), "state", "life-state"),
    ]
}

pub(super) async fn export(req: Req) -> Result<Reply> {
    let (ctx, words, asked) = (req.ctx(), req.words(), Typed::of(&req).asked());
    let bytes = req
        .app
        .db
        .export_async(move |tx| {
            let lines = pages_data::changes(tx, &ctx, &asked, ROWS)?;
            let codes = base::codes(tx)?;
            sheets::write_xlsx(&[table(words, &codes, &lines, ctx.today())])
        })
        .await?;
    let name = words.get("life-changes");
    Ok(Reply::xlsx(bytes, format!("{name}.xlsx")).private())
}

fn table(words: Words, codes: &Codes, lines: &[Line], today: Date) -> OutTable {
    let keys = [
        "life-when",
        "life-village",
        "life-household",
        "life-what",
        "life-who",
        "life-by",
        "life-known",
        "life-confirmed",
    ];
    let headers: Vec<String> = keys.iter().map(|key| words.get(key)).collect();
    let text = |text: String| OutCell::Text(text);
    let rows = lines.iter().map(|line| {
        let what = what(words, codes, line);
        let state = state(words, line);
        let kind = match &what.note {
            Some(note) => format!("{} {note}", what.text),
            None => what.text,
        };
        vec![
            text(line.life.event.date.to_string()),
            text(line.village.clone()),
            text(line.number.clone()),
            text(kind),
            text(who(words, line)),
            text(words.signature(&line.by)),
            text(format::instant(line.life.at)),
            text(state.tag.map_or(state.text, |tag| tag.label)),
        ]
    });
    OutTable {
        sheet: words.get("life-changes"),
        title: Some(words.get("life-changes")),
        notes: vec![today.to_string()],
        columns: headers
            .iter()
            .map(|header| OutColumn::new(header, OutKind::Text))
            .collect(),
        rows: rows.collect(),
        landscape: true,
        ..OutTable::default()
    }
}

pub(super) async fn one(req: Req) -> Result<Reply> {
    one_on(&req, req.page_titled("")).await
}

async fn one_on(req: &Req, page: Page) -> Result<Reply> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let seen = req
        .app
        .db
        .read_async(move |tx| {
            let line = pages_data::change(tx, &ctx, id)?;
            Ok(Seen {
                is_own: line.life.is_by(&one_person(tx, &ctx)?),
                line,
                papers: pages_data::papers_of(tx, ctx.org, id)?,
                codes: base::codes(tx)?,
            })
        })
        .await?;
    one_view(page, &seen, req.may(Right::RecordPeople))
        .reply()
        .map(Reply::private)
}

/// One change with its papers, and who looks at it.
pub(super) struct Seen {
    pub(super) line: Line,
    pub(super) papers: Vec<Paper>,
    pub(super) codes: Codes,
    /// His own work, or that of somebody with whom he counts as one.
    pub(super) is_own: bool,
}

pub(super) fn one_view(mut page: Page, seen: &Seen, may_record: bool) -> View {
    let words = page.words;
    let (line, codes) = (&seen.line, &seen.codes);
    let (life, event) = (&line.life, &line.life.event);
    let mut kind = what(words, codes, line);
    kind.href = None;
    page.title = format!("{} {}", shown::titled(&kind.text), event.date);
    page.breadcrumbs = vec![NavItem::new(
        format!("/people/households/{}/history", event.household),
        words.with("life-history-of", &[("number", &line.number)]),
        false,
    )];
    let summary = Summary::default()
        .row(words.get("life-what"), kind)
        .row(words.get("life-when"), event.date.to_string())
        .row(words.get("life-who"), who(words, line))
        .row(words.get("life-village"), line.village.clone())
        .row(words.get("life-by"), words.signature(&line.by))
        .row(words.get("life-known"), format::instant(life.at))
        .row(words.get("life-confirmed"), state(words, line));
    let mut parts = vec![Part::Summary(summary)];
    parts.extend(papers::parts(words, codes, line, &seen.papers, may_record));
    let is_open = life.voided_by.is_none() && event.kind != Kind::Void;
    if may_record && is_open {
        if life.confirmed_by.is_none() && !seen.is_own {
            let form = Form::new(&page, format!("/people/changes/{}/confirm", life.id));
            let button = Button::submit(ButtonKind::Primary, words.get("life-confirm"));
            parts.push(Part::Form(form.button(button)));
        }
        parts.push(Part::heading(
            "take-back",
            words.get("life-take-back-title"),
        ));
        let form = Form::new(&page, format!("/people/changes/{}/take-back", life.id));
        let button = Button::submit(ButtonKind::Secondary, words.get("life-take-back"));
        parts.push(Part::Text(words.get("life-preview-caution")));
        parts.push(Part::Form(form.button(button)));
    }
    View::new(page, parts)
}

pub(super) async fn confirm(req: Req) -> Result<Reply> {
    let (ctx, event) = (req.ctx(), req.id("id")?);
    let (key, input) = (req.form.key()?, ConfirmEvent { event });
    let done = req.app.db.act_async(&ctx, key, input, confirm_event).await;
    match done {
        Ok(_) => {
            Ok(Reply::see(format!("/people/changes/{event}")).saved("life-confirmed-done", &[]))
        }
        Err(error) => told(&req, error).await,
    }
}

pub(super) async fn take_back(req: Req, rests: &'static [Rests]) -> Result<Reply> {
    let (ctx, event) = (req.ctx(), req.id("id")?);
    let (key, input) = (req.form.key()?, Correct { event });
    let deed = move |tx: &mut store::Tx, ctx: &kernel::Ctx, input| correct(tx, ctx, input, rests);
    match req.app.db.act_async(&ctx, key, input, deed).await {
        Ok(_) => Ok(Reply::see(format!("/people/changes/{event}")).saved("life-taken-back", &[])),
        Err(error) => told(&req, error).await,
    }
}

async fn told(req: &Req, error: kernel::Error) -> Result<Reply> {
    let mut page = req.page_titled("");
    req.tell(&mut page, error)?;
    Ok(one_on(req, page).await?.again(true))
}
