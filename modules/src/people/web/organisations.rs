//! Organisations of the villages, with their codes and who is what in them.

use super::shown;
use crate::people::codes::Codes;
use crate::people::life::organisations::{
    BeginPost, EndPost, KIND, ROLE, SaveOrganisation, begin_post, end_post, save_organisation,
};
use crate::people::life::pages_data::person_name;
use crate::people::store::base;
use crate::people::store::life as life_rows;
use crate::people::store::organisations::{self as rows, Organisation, Post};
use crate::people::villages::Villages;
use ::web::components::{
    Button, ButtonKind, Cell, Choice, Control, EmptyState, Field, Form, Notice, NoticeKind,
    Summary, Table,
};
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::Right;
use kernel::code::CreditCode;
use kernel::{Date, Error, FieldError, Id, Refusal, Result, pinyin};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

const PAGE: i64 = 50;
const STEP: i64 = 500;
/// Sheets hold more; a county's list is not expected to.
const ROWS: usize = 100_000;
const PATH: &str = "/people/organisations";

pub(super) async fn list(req: Req) -> Result<Reply> {
    list_on(&req, req.page("life-organisations"), &[]).await
}

async fn list_on(req: &Req, page: Page, faults: &[FieldError]) -> Result<Reply> {
    let villages = super::villages(req, Right::RecordPeople).await?;
    let ctx = req.ctx();
    let after = req.query.get("after").and_then(|id| id.parse().ok());
    let (found, codes) = req
        .app
        .db
        .read_async(move |tx| {
            let today = ctx.today();
            let begin = match after {
                Some(after) => rows::organisation(tx, ctx.org, after, today)?,
                None => None,
            };
            let name = begin.map(|last| pinyin::sort_key(&last.name));
            let after = (name.as_deref().unwrap_or_default(), after.unwrap_or(Id(0)));
            let found = rows::organisations(tx, &ctx, today, after, PAGE)?;
            Ok((found, base::codes(tx)?))
        })
        .await?;
    list_view(page, &found, &codes, &villages, &req.form, faults).reply()
}

pub(super) fn list_view(
    mut page: Page,
    found: &[Organisation],
    codes: &Codes,
    villages: &Villages,
    typed: &::web::form::Form,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/people", words.get("people-nav"), false)];
    let columns = shown::columns(
        words,
        &[
            "life-organisation",
            "life-village",
            "life-organisation-kind",
            "life-credit-code",
        ],
    );
    let table_rows = found.iter().map(|o| {
        vec![
            Cell::link(format!("/people/organisations/{}", o.id), o.name.clone()),
            o.village.clone().into(),
            shown::code(words, codes, KIND, &o.kind).into(),
            o.code.clone().unwrap_or_default().into(),
        ]
    });
    let table = Table::new("organisations", words.get("life-organisations"), columns)
        .rows(table_rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "life-organisations-none",
            "life-organisations-none-text",
        ));
    let mut parts = Vec::new();
    if !found.is_empty() {
        let export = format!("{PATH}/export");
        let export = Button::link(ButtonKind::Secondary, export, words.get("life-export"));
        parts.push(Part::Buttons(vec![export]));
    }
    parts.push(Part::Table(table));
    let is_full = i64::try_from(found.len()).is_ok_and(|count| count == PAGE);
    if let Some(last) = found.last().filter(|_| is_full) {
        let next = format!("{PATH}?after={}", last.id);
        let next = Button::link(ButtonKind::Secondary, next, words.get("web-pager-next"));
        parts.push(Part::Buttons(vec![next]));
    }
    if !villages.all().is_empty() {
        let places = Control::Select(shown::village_choices(villages));
        let place = Field::new(words, places, "village", words.get("life-village"));
        let mut fields = fields(words, codes, &|name| typed.shown(name));
        fields.insert(1, place.value(typed.shown("village")));
        let mut form = Form::new(&page, PATH);
        for field in fields {
            form = form.field(field.errors(words, faults));
        }
        let button = Button::submit(ButtonKind::Primary, words.get("life-organisation-add"));
        parts.push(Part::heading("add", words.get("life-organisation-add")));
        parts.push(Part::Form(form.button(button)));
    }
    View::new(page, parts)
}

/// What is asked of an organisation, whether it is new or said anew.
fn fields(words: Words, codes: &Codes, value: &dyn Fn(&str) -> String) -> Vec<Field> {
    let kinds = codes.of(KIND);
    let kinds = kinds
        .map(|c| Choice::new(c.code.clone(), shown::code(words, codes, KIND, &c.code)))
        .collect();
    let field = |control, name: &str, label: &str| {
        Field::new(words, control, name, words.get(label)).value(value(name))
    };
    vec![
        field(Control::Text, "name", "life-organisation"),
        field(Control::Select(kinds), "kind", "life-organisation-kind"),
        field(Control::Text, "code", "life-credit-code")
            .hint(words.get("life-credit-code-hint"))
            .optional(words),
        field(Control::Date, "date", "life-organisation-from"),
    ]
}

/// The organisations that the asker sees, as a file.
pub(super) async fn export(req: Req) -> Result<Reply> {
    let (ctx, words) = (req.ctx(), req.words());
    let bytes = req
        .app
        .db
        .export_async(move |tx| {
            let (codes, today) = (base::codes(tx)?, ctx.today());
            let mut all: Vec<Organisation> = Vec::new();
            loop {
                let last = all.last().map(|o| (pinyin::sort_key(&o.name), o.id));
                let (name, id) = last.unwrap_or((String::new(), Id(0)));
                let step = rows::organisations(tx, &ctx, today, (&name, id), STEP)?;
                let is_last = step.is_empty();
                all.extend(step);
                if all.len() > ROWS {
                    return Err(Refusal::new("people.export_too_large")
                        .with("limit", ROWS)
                        .into());
                }
                if is_last {
                    break;
                }
            }
            sheets::write_xlsx(&[table(words, &codes, &all, today)])
        })
        .await?;
    let name = words.get("life-organisations");
    Ok(Reply::xlsx(bytes, format!("{name}.xlsx")).private())
}

fn table(words: Words, codes: &Codes, all: &[Organisation], today: Date) -> OutTable {
    let headers = [
        "life-organisation",
        "life-village",
        "life-organisation-kind",
        "life-credit-code",
        "life-organisation-from",
    ];
    let rows = all.iter().map(|o| {
        let kind = shown::code(words, codes, KIND, &o.kind);
        let code = o.code.clone().unwrap_or_default();
        let from = o.from.to_string();
        [o.name.clone(), o.village.clone(), kind, code, from]
            .map(OutCell::Text)
            .to_vec()
    });
    OutTable {
        sheet: words.get("life-organisations"),
        title: Some(words.get("life-organisations")),
        notes: vec![today.to_string()],
        columns: headers
            .map(|header| OutColumn::new(words.get(header), OutKind::Text))
            .to_vec(),
        rows: rows.collect(),
        landscape: true,
        ..OutTable::default()
    }
}

pub(super) async fn save(req: Req) -> Result<Reply> {
    match saved(&req).await {
        Ok(id) => {
            Ok(Reply::see(format!("/people/organisations/{id}"))
                .saved("life-organisation-saved", &[]))
        }
        Err(error) => {
            let mut page = req.page("life-organisations");
            let faults = faults(&error);
            req.tell(&mut page, error)?;
            Ok(list_on(&req, page, &faults).await?.again(true))
        }
    }
}

async fn saved(req: &Req) -> Result<Id> {
    saved_as(req, None).await
}

/// One that is known stays in its village.
async fn saved_as(req: &Req, known: Option<Organisation>) -> Result<Id> {
    let mut reader = Reader::new(&req.form);
    let unit = match &known {
        Some(known) => known.unit,
        None => reader.id("village"),
    };
    let name = reader.text("name", 100);
    let (kind, code) = (reader.text("kind", 40), reader.text_opt("code", 40));
    let date = reader.date("date");
    reader.done()?;
    let input = SaveOrganisation {
        organisation: known.map(|known| known.id),
        unit,
        date,
        name,
        kind,
        code,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let done = req
        .app
        .db
        .act_async(&ctx, key, input, save_organisation)
        .await?;
    Ok(done.organisation)
}

fn faults(error: &Error) -> Vec<FieldError> {
    match error {
        Error::Invalid(faults) => faults.clone(),
        _ => Vec::new(),
    }
}

/// An organisation with the names of those who are or were something in it.
pub(super) struct Seen {
    pub(super) organisation: Organisation,
    pub(super) posts: Vec<(Post, String)>,
    pub(super) codes: Codes,
    pub(super) may_record: bool,
}

/// An organisation that the asker may see.
async fn seen_one(req: &Req) -> Result<(Organisation, Codes)> {
    let (ctx, id) = (req.ctx(), req.id("id")?);
    req.app
        .db
        .read_async(move |tx| {
            let far = crate::people::plan_import::far()?;
            let found = rows::organisation(tx, ctx.org, id, far)?.ok_or(Error::NotFound)?;
            match life_rows::sees(tx, &ctx, Right::RecordPeople, found.unit)? {
                true => Ok((found, base::codes(tx)?)),
                false => Err(Error::NotFound),
            }
        })
        .await
}

pub(super) async fn edit(req: Req) -> Result<Reply> {
    let (found, codes) = seen_one(&req).await?;
    let page = req.page("life-organisation-edit");
    edit_view(page, &found, &codes, None, &[]).reply()
}

/// With what was typed, else with what is known; a change holds from a day of its own.
pub(super) fn edit_view(
    mut page: Page,
    o: &Organisation,
    codes: &Codes,
    typed: Option<&::web::form::Form>,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let back = format!("{PATH}/{}", o.id);
    page.breadcrumbs = vec![
        NavItem::new(PATH, words.get("life-organisations"), false),
        NavItem::new(back.clone(), o.name.clone(), false),
    ];
    let value = |name: &str| match (typed, name) {
        (Some(typed), _) => typed.shown(name),
        (None, "name") => o.name.clone(),
        (None, "kind") => o.kind.clone(),
        (None, "code") => o.code.clone().unwrap_or_default(),
        (None, _) => String::new(),
    };
    let mut form = Form::new(&page, format!("{back}/edit"));
    for mut field in fields(words, codes, &value) {
        if field.name == "date" {
            field.label = words.get("life-organisation-edit-from");
        }
        form = form.field(field.errors(words, faults));
    }
    let button = Button::submit(ButtonKind::Primary, words.get("life-save"));
    let about = words.get("life-organisation-edit-about");
    View::new(
        page,
        vec![Part::Text(about), Part::Form(form.button(button))],
    )
}

pub(super) async fn change(req: Req) -> Result<Reply> {
    let (found, codes) = seen_one(&req).await?;
    match saved_as(&req, Some(found.clone())).await {
        Ok(id) => Ok(Reply::see(format!("{PATH}/{id}")).saved("life-organisation-saved", &[])),
        Err(error) => {
            let mut page = req.page("life-organisation-edit");
            let faults = faults(&error);
            req.tell(&mut page, error)?;
            let view = edit_view(page, &found, &codes, Some(&req.form), &faults);
            Ok(view.reply()?.again(true))
        }
    }
}

pub(super) async fn one(req: Req) -> Result<Reply> {
    one_on(&req, req.page_titled(""), &[]).await
}

async fn one_on(req: &Req, page: Page, faults: &[FieldError]) -> Result<Reply> {
    let (ctx, id, may_record) = (req.ctx(), req.id("id")?, req.may(Right::RecordPeople));
    let seen = req
        .app
        .db
        .read_async(move |tx| {
            let far = crate::people::plan_import::far()?;
            let organisation = rows::organisation(tx, ctx.org, id, far)?.ok_or(Error::NotFound)?;
            if !life_rows::sees(tx, &ctx, Right::ViewPeople, organisation.unit)? {
                return Err(Error::NotFound);
            }
            let mut posts = Vec::new();
            for post in rows::posts(tx, ctx.org, id)? {
                let name = person_name(tx, ctx.org, post.person)?;
                posts.push((post, name));
            }
            let codes = base::codes(tx)?;
            Ok(Seen {
                organisation,
                posts,
                codes,
                may_record,
            })
        })
        .await?;
    one_view(page, &seen, &req.form, faults)
        .reply()
        .map(Reply::private)
}

pub(super) fn one_view(
    mut page: Page,
    seen: &Seen,
    typed: &::web::form::Form,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let (o, codes) = (&seen.organisation, &seen.codes);
    page.title = o.name.clone();
    let up = words.get("life-organisations");
    page.breadcrumbs = vec![NavItem::new("/people/organisations", up, false)];
    let summary = Summary::default()
        .row(
            words.get("life-organisation-kind"),
            shown::code(words, codes, KIND, &o.kind),
        )
        .row(words.get("life-village"), o.village.clone())
        .row(
            words.get("life-credit-code"),
            o.code.clone().unwrap_or_default(),
        )
        .row(words.get("life-organisation-from"), o.from.to_string());
    let mut parts = Vec::new();
    let wrong = o
        .code
        .as_deref()
        .and_then(|code| CreditCode::parse(code).ok());
    if let Some(code) = wrong.filter(|code| !code.check_is_right()) {
        let right = code.expected_check().to_string();
        let text = words.with("life-credit-code-wrong", &[("right", &right)]);
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    parts.push(Part::Summary(summary));
    if seen.may_record {
        let edit = words.get("life-organisation-edit");
        let edit = Button::link(ButtonKind::Secondary, format!("{PATH}/{}/edit", o.id), edit);
        parts.push(Part::Buttons(vec![edit]));
    }
    let columns = shown::columns(
        words,
        &["life-name", "life-role", "people-from", "people-to"],
    );
    let posts = seen.posts.iter().map(|(post, name)| {
        let to = post.to.map(|to| to.plus_days(-1).to_string());
        vec![
            shown::name(words, name).into(),
            shown::code(words, codes, ROLE, &post.role).into(),
            post.from.to_string().into(),
            to.unwrap_or_else(|| words.get("people-until-now")).into(),
        ]
    });
    let table = Table::new("posts", words.get("life-posts"), columns)
        .rows(posts.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "life-posts-none",
            "life-posts-none-text",
        ));
    parts.push(Part::Table(table));
    if seen.may_record {
        parts.extend(post_forms(&page, seen, typed, faults));
    }
    View::new(page, parts)
}

/// To begin a post, and to end one that is held.
fn post_forms(
    page: &Page,
    seen: &Seen,
    typed: &::web::form::Form,
    faults: &[FieldError],
) -> Vec<Part> {
    let (words, codes, id) = (page.words, &seen.codes, seen.organisation.id);
    let roles = codes.of(ROLE);
    let roles = roles
        .map(|c| Choice::new(c.code.clone(), shown::code(words, codes, ROLE, &c.code)))
        .collect();
    let field = |control, name: &str, label: &str| {
        Field::new(words, control, name, words.get(label))
            .value(typed.shown(name))
            .errors(words, faults)
    };
    let button = |key: &str| Button::submit(ButtonKind::Primary, words.get(key));
    let begin = Form::new(page, format!("{PATH}/{id}/posts"))
        .field(field(Control::Text, "number", "life-number"))
        .field(field(Control::Text, "name", "life-name"))
        .field(field(Control::Select(roles), "role", "life-role"))
        .field(field(Control::Date, "date", "people-from"))
        .button(button("life-post-add"));
    let mut parts = vec![
        Part::heading("add", words.get("life-post-add")),
        Part::Form(begin),
    ];
    let held = seen.posts.iter().filter(|(post, _)| post.to.is_none());
    let held: Vec<Choice> = held
        .map(|(post, name)| {
            let role = shown::code(words, codes, ROLE, &post.role);
            let label = format!("{} · {role}", shown::name(words, name));
            Choice::new(post.id.to_string(), label)
        })
        .collect();
    if !held.is_empty() {
        let end = Form::new(page, format!("{PATH}/{id}/posts/end"))
            .field(field(Control::Select(held), "post", "life-post-which"))
            .field(field(Control::Date, "until", "life-post-until"))
            .button(button("life-post-end"));
        parts.push(Part::heading("end", words.get("life-post-end")));
        parts.push(Part::Form(end));
    }
    parts
}

pub(super) async fn post(req: Req) -> Result<Reply> {
    let done = begun(&req, req.id("id")?).await;
    answered(&req, done).await
}

pub(super) async fn end(req: Req) -> Result<Reply> {
    let done = ended(&req, req.id("id")?).await;
    answered(&req, done).await
}

async fn answered(req: &Req, done: Result<()>) -> Result<Reply> {
    match done {
        Ok(()) => {
            let to = format!("{PATH}/{}", req.id("id")?);
            Ok(Reply::see(to).saved("life-organisation-saved", &[]))
        }
        Err(error) => {
            let mut page = req.page_titled("");
            let faults = faults(&error);
            req.tell(&mut page, error)?;
            Ok(one_on(req, page, &faults).await?.again(true))
        }
    }
}

async fn ended(req: &Req, organisation: Id) -> Result<()> {
    let mut reader = Reader::new(&req.form);
    let (post, until) = (reader.id("post"), reader.date("until"));
    reader.done()?;
    let input = EndPost {
        organisation,
        post,
        date: until,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let done = req.app.db.act_async(&ctx, key, input, end_post).await;
    done.map(drop)
}

/// The person is named by his household's number and his name.
async fn begun(req: &Req, organisation: Id) -> Result<()> {
    let mut reader = Reader::new(&req.form);
    let (number, name) = (reader.text("number", 40), reader.text("name", 60));
    let (role, date) = (reader.text("role", 40), reader.date("date"));
    reader.done()?;
    let ctx = req.ctx();
    let person = req
        .app
        .db
        .read_async(move |tx| {
            let household = crate::people::find_household(tx, ctx.org, &number)?
                .ok_or_else(|| Error::invalid("number", "not_chosen"))?;
            let view = crate::people::pages_data::household(tx, &ctx, household, date)?;
            let found = view.members.into_iter().find(|m| m.name == name);
            found
                .map(|m| m.person)
                .ok_or_else(|| Error::invalid("name", "not_chosen"))
        })
        .await?;
    let input = BeginPost {
        organisation,
        person,
        role,
        date,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app
        .db
        .act_async(&ctx, key, input, begin_post)
        .await
        .map(drop)
}
