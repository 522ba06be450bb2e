//! Organisations of the villages, with their codes and who is what in them.

use super::shown;
use crate::people::codes::Codes;
use crate::people::life::organisations::{
    BeginPost, KIND, ROLE, SaveOrganisation, begin_post, save_organisation,
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
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::Right;
use kernel::code::CreditCode;
use kernel::{Error, FieldError, Id, Result};

const MOST: i64 = 500;

pub(super) async fn list(req: Req) -> Result<Reply> {
    list_on(&req, req.page("life-organisations"), &[]).await
}

async fn list_on(req: &Req, page: Page, faults: &[FieldError]) -> Result<Reply> {
    let villages = super::villages(req, Right::RecordPeople).await?;
    let ctx = req.ctx();
    let (found, codes) = req
        .app
        .db
        .read_async(move |tx| {
            let found = rows::organisations(tx, &ctx, ctx.today(), ("", Id(0)), MOST)?;
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
        .empty(EmptyState {
            title: words.get("life-organisations-none"),
            text: words.get("life-organisations-none-text"),
            action: None,
        });
    let mut parts = vec![Part::Table(table)];
    if !villages.all().is_empty() {
        let kinds = codes.of(KIND);
        let kinds = kinds
            .map(|c| Choice::new(c.code.clone(), shown::code(words, codes, KIND, &c.code)))
            .collect();
        let field = |control, name: &str, label: &str| {
            Field::new(words, control, name, words.get(label)).value(typed.shown(name))
        };
        let places = Control::Select(shown::village_choices(villages));
        let fields = [
            field(Control::Text, "name", "life-organisation"),
            field(places, "village", "life-village"),
            field(Control::Select(kinds), "kind", "life-organisation-kind"),
            field(Control::Text, "code", "life-credit-code")
                .hint(words.get("life-credit-code-hint"))
                .optional(words),
            field(Control::Date, "date", "life-organisation-from"),
        ];
        let mut form = Form::new(&page, "/people/organisations");
        for field in fields {
            form = form.field(field.errors(words, faults));
        }
        let button = Button::submit(ButtonKind::Primary, words.get("life-organisation-add"));
        parts.push(Part::heading("add", words.get("life-organisation-add")));
        parts.push(Part::Form(form.button(button)));
    }
    View::new(page, parts)
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
            Ok(list_on(&req, page, &faults).await?.with_status(422))
        }
    }
}

async fn saved(req: &Req) -> Result<Id> {
    let mut reader = Reader::new(&req.form);
    let (name, unit) = (reader.text("name", 100), reader.id("village"));
    let (kind, code) = (reader.text("kind", 40), reader.text_opt("code", 40));
    let date = reader.date("date");
    reader.done()?;
    let date = date.ok_or_else(|| Error::invalid("date", "empty"))?;
    let input = SaveOrganisation {
        organisation: None,
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
        .empty(EmptyState {
            title: words.get("life-posts-none"),
            text: words.get("life-posts-none-text"),
            action: None,
        });
    parts.push(Part::Table(table));
    if seen.may_record {
        let roles = codes.of(ROLE);
        let roles = roles
            .map(|c| Choice::new(c.code.clone(), shown::code(words, codes, ROLE, &c.code)))
            .collect();
        let field = |control, name: &str, label: &str| {
            Field::new(words, control, name, words.get(label))
                .value(typed.shown(name))
                .errors(words, faults)
        };
        let form = Form::new(&page, format!("/people/organisations/{}/posts", o.id))
            .field(field(Control::Text, "number", "life-number"))
            .field(field(Control::Text, "name", "life-name"))
            .field(field(Control::Select(roles), "role", "life-role"))
            .field(field(Control::Date, "date", "people-from"))
            .button(Button::submit(
                ButtonKind::Primary,
                words.get("life-post-add"),
            ));
        parts.push(Part::heading("add", words.get("life-post-add")));
        parts.push(Part::Form(form));
    }
    View::new(page, parts)
}

pub(super) async fn post(req: Req) -> Result<Reply> {
    let id = req.id("id")?;
    match begun(&req, id).await {
        Ok(()) => {
            Ok(Reply::see(format!("/people/organisations/{id}"))
                .saved("life-organisation-saved", &[]))
        }
        Err(error) => {
            let mut page = req.page_titled("");
            let faults = faults(&error);
            req.tell(&mut page, error)?;
            Ok(one_on(&req, page, &faults).await?.with_status(422))
        }
    }
}

/// The person is named by his household's number and his name.
async fn begun(req: &Req, organisation: Id) -> Result<()> {
    let mut reader = Reader::new(&req.form);
    let (number, name) = (reader.text("number", 40), reader.text("name", 60));
    let (role, date) = (reader.text("role", 40), reader.date("date"));
    reader.done()?;
    let date = date.ok_or_else(|| Error::invalid("date", "empty"))?;
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
