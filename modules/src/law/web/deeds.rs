//! Who begins in a post and who leaves it: forms in, deeds done.

use super::BASE;
use super::pages::{crumbs, name_of};
use crate::law::posts::model::{Standing, standing};
use crate::law::posts::read::{self, Row};
use crate::law::{AppointPost, EndPost, appoint_post, end_post};
use ::store::Tx;
use ::web::components::*;
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View};
use access::{Code, Right};
use kernel::{Error, FieldError, Id, Result};

/// A community and the post of the address; who holds it now.
pub(super) struct Place {
    pub unit: Id,
    pub name: String,
    pub kind: Code,
    /// Period and name.
    pub now: Option<(Id, String)>,
}

/// `NotFound` where the asker may not record there, or there is no such post.
async fn place(req: &Req, kind: String) -> Result<Place> {
    let (ctx, unit, sees) = (req.ctx(), req.id("id")?, req.sees_names());
    let read = move |tx: &mut Tx| {
        if !access::holds_at(tx, &ctx, Right::RecordCases, unit)? {
            return Err(Error::NotFound);
        }
        let (row, kinds) = read::one(tx, &ctx, unit, sees)?;
        let kind = kinds.into_iter().find(|code| code.code == kind);
        let kind = kind.ok_or(Error::NotFound)?;
        Ok(Place {
            unit,
            now: now(&row, &kind, ctx.today()),
            name: row.community.name,
            kind,
        })
    };
    req.app.db.read_async(read).await
}

fn now(row: &Row, kind: &Code, today: kernel::Date) -> Option<(Id, String)> {
    let held = row.of(&kind.code);
    let posts: Vec<_> = held.iter().map(|held| held.post.clone()).collect();
    let Standing::Held(post) = standing(&posts, today) else {
        return None;
    };
    let holder = held.iter().find(|held| held.post.id == post.id)?;
    let name = holder.holder.as_ref().map(|holder| holder.name.clone());
    Some((post.id, name.unwrap_or_default()))
}

fn framed(page: &mut Page, place: &Place) -> String {
    let here = format!("{BASE}/posts/{}", place.unit);
    page.breadcrumbs = crumbs(page.words);
    let community = NavItem::new(here.clone(), place.name.clone(), false);
    page.breadcrumbs.push(community);
    here
}

pub(super) async fn appoint_form(req: Req) -> Result<Reply> {
    appoint_page(&req, None).await
}

async fn appoint_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let place = place(req, req.part("kind").to_owned()).await?;
    let is_again = fault.is_some();
    let words = req.words();
    let mut page = req.page_titled(appointing(words, &place));
    let faults = req.told(&mut page, fault)?;
    let value = |name: &str| match name {
        "from" if !is_again => req.ctx().today().to_string(),
        name => req.form.shown(name),
    };
    let reply = appoint_view(page, &place, &value, &faults).reply()?;
    Ok(reply.again(is_again))
}

pub(super) fn appointing(words: Words, place: &Place) -> String {
    let post = name_of(words, &place.kind);
    let key = match place.now {
        Some(_) => "law-replacing",
        None => "law-appointing",
    };
    words.with(key, &[("post", &post), ("community", &place.name)])
}

pub(super) fn appoint_view(
    mut page: Page,
    place: &Place,
    value: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let here = framed(&mut page, place);
    let field = |control, name: &str, label: &str| {
        Field::new(words, control, name, words.get(label))
            .value(value(name))
            .errors(words, faults)
    };
    let mut form = Form::new(&page, format!("{here}/appoint/{}", place.kind.code))
        .field(field(Control::Text, "name", "law-holder"))
        .field(
            field(Control::Text, "phone", "law-phone")
                .optional(words)
                .inputmode("tel"),
        )
        .field(field(Control::Text, "office", "law-office").optional(words))
        .field(field(Control::Date, "from", "law-from"));
    let mut parts = Vec::new();
    if let Some((id, name)) = &place.now {
        form = form.hidden("replaces", id.to_string());
        let text = words.with("law-replaces", &[("name", name)]);
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
    }
    form = form
        .button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            here,
            words.get("web-cancel"),
        ));
    parts.push(Part::Form(form));
    View::new(page, parts)
}

pub(super) async fn appoint(req: Req) -> Result<Reply> {
    match appointed(&req).await {
        Ok(unit) => Ok(Reply::see(format!("{BASE}/posts/{unit}")).saved("law-post-saved", &[])),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => appoint_page(&req, Some(fault)).await,
    }
}

async fn appointed(req: &Req) -> Result<Id> {
    let mut reader = Reader::new(&req.form);
    let name = reader.text("name", 60);
    let (phone, office) = (reader.text_opt("phone", 40), reader.text_opt("office", 100));
    let from = reader.date("from");
    reader.done()?;
    let unit = req.id("id")?;
    let input = AppointPost {
        unit,
        kind: req.part("kind").to_owned(),
        name,
        phone,
        office,
        from,
        replaces: req.form.get("replaces").and_then(|id| id.parse().ok()),
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app.db.act_async(&ctx, key, input, appoint_post).await?;
    Ok(unit)
}

pub(super) async fn end_form(req: Req) -> Result<Reply> {
    end_page(&req, None).await
}

async fn end_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let (ctx, unit, post) = (req.ctx(), req.id("id")?, req.id("post")?);
    let read = move |tx: &mut Tx| {
        let (row, _) = read::one(tx, &ctx, unit, true)?;
        let held = row.held.into_iter().find(|held| held.post.id == post);
        held.map(|held| held.post.kind).ok_or(Error::NotFound)
    };
    let kind = req.app.db.read_async(read).await?;
    let place = place(req, kind).await?;
    let words = req.words();
    let is_again = fault.is_some();
    let mut page = req.page_titled(ending(words, &place));
    let faults = req.told(&mut page, fault)?;
    let to = match is_again {
        true => req.form.shown("to"),
        false => req.ctx().today().to_string(),
    };
    let reply = end_view(page, &place, post, to, &faults).reply()?;
    Ok(reply.again(is_again))
}

pub(super) fn ending(words: Words, place: &Place) -> String {
    let post = name_of(words, &place.kind);
    words.with("law-ending", &[("post", &post), ("community", &place.name)])
}

pub(super) fn end_view(
    mut page: Page,
    place: &Place,
    post: Id,
    to: String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let here = framed(&mut page, place);
    let name = place.now.as_ref().map(|(_, name)| name.clone());
    let until = Field::new(words, Control::Date, "to", words.get("law-to"))
        .hint(words.get("law-to-hint"))
        .value(to)
        .errors(words, faults);
    let form = Form::new(&page, format!("{here}/end/{post}"))
        .field(until)
        .button(Button::submit(ButtonKind::Primary, words.get("law-end")))
        .button(Button::link(
            ButtonKind::Secondary,
            here,
            words.get("web-cancel"),
        ));
    let args = [("name", name.unwrap_or_default())];
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let parts = vec![
        Part::Text(words.with("law-end-lead", &args)),
        Part::Form(form),
    ];
    View::new(page, parts)
}

pub(super) async fn end(req: Req) -> Result<Reply> {
    match ended(&req).await {
        Ok(unit) => Ok(Reply::see(format!("{BASE}/posts/{unit}")).saved("law-post-saved", &[])),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => end_page(&req, Some(fault)).await,
    }
}

async fn ended(req: &Req) -> Result<Id> {
    let mut reader = Reader::new(&req.form);
    let to = reader.date("to");
    reader.done()?;
    let input = EndPost {
        post: req.id("post")?,
        to,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let done = req.app.db.act_async(&ctx, key, input, end_post).await?;
    Ok(done.unit)
}
