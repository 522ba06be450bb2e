//! Forms in, deeds done. The type says what a form asks; the deed judges.

use super::door::receipt;
use super::forms::{self, Filled, Offer};
use super::read::{self, Shown};
use super::words::label;
use super::{Kind, view};
use super::{people, photos};
use crate::components::{Button, ButtonKind, Control, Field, Form};
use crate::form::Reader;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use access::{Right, units};
use cases::declared::{Action, CaseType, OPEN};
use cases::event::Patch;
use cases::photos::{WithPhotos, act_with_photos, open_with_photos_by};
use cases::receipt::is_followed;
use cases::{ActOnCase, DecideAsked, OpenCase};
use kernel::{Ctx, Error, FieldError, Result};
use std::sync::Arc;
use store::Tx;

fn opening(of: &CaseType) -> Result<&Action> {
    action_of(of, OPEN)
}

fn action_of<'t>(of: &'t CaseType, code: &str) -> Result<&'t Action> {
    of.action(code).ok_or(Error::NotFound)
}

/// The version in force today, and what its forms offer.
async fn in_force(req: &Req, kind: Kind) -> Result<(Arc<CaseType>, Offer)> {
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        let found = cases::store::type_on(tx, ctx.org, kind.code, ctx.today())?;
        let found = found.ok_or_else(|| Error::refused("cases.no_such_type"))?;
        let of = cases::read::parsed(&found.body)?;
        let offer = Offer {
            names: read::names_of(tx, &ctx, &of, &Patch::new())?,
            units: units::offered(tx, &ctx, Right::RecordCases)?,
            ..Offer::default()
        };
        Ok((of, offer))
    };
    req.app.db.read_async(read).await
}

pub(super) async fn new(req: Req, kind: Kind) -> Result<Reply> {
    new_page(&req, kind, None).await
}

async fn new_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let (of, mut offer) = in_force(req, kind).await?;
    offer.people = people::offered(req, &of, opening(&of)?).await?;
    let mut page = req.page(kind.new);
    page.breadcrumbs = req.crumbs(&[(kind.base, req.words().get(kind.title))]);
    let is_again = fault.is_some();
    let faults = forms::told(req, &mut page, &of, fault)?;
    let words = page.words;
    let mut form = Form::new(&page, kind.paths.new);
    let typed = |name: &str| req.form.shown(name);
    let filled = Filled {
        words,
        offer: &offer,
        typed: &req.form,
        faults: &faults,
    };
    if offer.units.len() > 1 {
        let control = Control::Select(forms::units(&offer.units));
        let unit = Field::new(words, control, "unit", words.get("cases-field-unit"));
        form = form.field(unit.value(typed("unit")).errors(words, &faults));
    } else if let Some(unit) = offer.units.first() {
        form = form.hidden("unit", unit.id.to_string());
    }
    for asked in forms::asked(&of, opening(&of)?) {
        form = filled.with(form, asked);
    }
    let day = match is_again {
        true => typed("day"),
        false => req.ctx().today().to_string(),
    };
    let when = Field::new(words, Control::Date, "day", words.get("cases-field-came"));
    form = form
        .field(when.value(day).errors(words, &faults))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("cases-take-in"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            kind.base,
            words.get("web-cancel"),
        ));
    forms::summed_up(&mut page, &form, &faults);
    let reply = View::new(page, vec![Part::Form(form)]).reply()?;
    Ok(reply.again(is_again))
}

pub(super) async fn open(mut req: Req, kind: Kind) -> Result<Reply> {
    match opened(&mut req, kind).await {
        Ok(reply) => Ok(reply),
        Err(fault) => new_page(&req, kind, Some(fault)).await,
    }
}

async fn opened(req: &mut Req, kind: Kind) -> Result<Reply> {
    let (of, _) = in_force(req, kind).await?;
    let ctx = req.ctx();
    let photos = photos::sent(req, &ctx, &of, opening(&of)?).await;
    let mut reader = Reader::new(&req.form);
    let (unit, day) = (reader.id("unit"), reader.date("day"));
    let own = reader.done();
    let fields = forms::typed(&of, opening(&of)?, &req.form);
    let ((), ((mut patch, mut personal), sent)) =
        forms::both_of(own, forms::both_of(fields, photos))?;
    let both = [&mut patch, &mut personal];
    people::chosen(req, (&of, opening(&of)?), both).await?;
    let input = OpenCase {
        code: kind.code.to_owned(),
        prefix: kind.prefix.to_owned(),
        unit,
        day,
        patch,
        personal,
    };
    let input = WithPhotos::new(input, &sent);
    if is_followed(&of) {
        return receipt::open(req, &ctx, input, sent, Some(kind)).await;
    }
    let key = req.form.key()?;
    let deed =
        move |tx: &mut Tx, ctx: &Ctx, input| open_with_photos_by(tx, ctx, input, sent, kind.open);
    let done = req.app.db.act_async(&ctx, key, input, deed).await?;
    let to = format!("{}/{}", kind.base, done.case);
    Ok(Reply::see(to).saved("cases-taken-in", &[("number", &done.number)]))
}

/// A case with the action of the address, where whoever asks may do it now or could before something changed.
async fn shown(req: &Req, kind: Kind) -> Result<(Shown, Offer)> {
    let (ctx, id, sees) = (req.ctx(), req.id("id")?, req.sees_names());
    let read = move |tx: &mut Tx| {
        let shown = read::one(tx, &ctx, kind, id, sees)?;
        let desk = cases::roles::desk(tx, &ctx)?.ok_or(Error::NotFound)?;
        let mut units: Vec<access::Unit> = units::unit(tx, desk)?.into_iter().collect();
        units.extend(units::children(tx, desk)?);
        let names = shown.names.clone();
        let offer = Offer {
            names,
            units,
            ..Offer::default()
        };
        Ok((shown, offer))
    };
    req.app.db.read_async(read).await
}

pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    form_page(&req, kind, None).await
}

async fn form_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let (shown, mut offer) = shown(req, kind).await?;
    let action = action_of(&shown.of, req.part("action"))?.clone();
    offer.people = people::offered(req, &shown.of, &action).await?;
    // Who is shown its form may do it, here or where the case comes to later.
    if !shown.own.contains(&action.code.value) {
        return Err(Error::Forbidden);
    }
    let words = req.words();
    let mut page = req.page_titled(label(words, &action.label));
    page.breadcrumbs = view::crumbs(words, kind, &shown);
    let is_again = fault.is_some();
    let faults = forms::told(req, &mut page, &shown.of, fault)?;
    let here = format!("{}/{}", kind.base, shown.id);
    let mut form = Form::new(&page, format!("{here}/do/{}", action.code.value));
    form = form.hidden("seen", shown.last.to_string());
    let mut typed = req.form.clone();
    if !is_again {
        // What a link says beforehand, such as of which case this one is the same.
        for asked in forms::asked(&shown.of, &action) {
            let name = forms::input_name(&asked.0.code);
            if let Some(value) = req.query.get(&name) {
                typed.push(name, value.to_owned());
            }
        }
        for (field, value) in &shown.fields {
            forms::standing(&mut typed, field, value);
        }
    }
    let filled = Filled {
        words,
        offer: &offer,
        typed: &typed,
        faults: &faults,
    };
    for asked in forms::asked(&shown.of, &action) {
        form = filled.with(form, asked);
    }
    if action.needs_reason {
        form = form.field(reason(req, &faults));
    }
    let kind_of_button = match shown
        .of
        .state(action.to.as_ref().map_or("", |to| to.as_str()))
    {
        Some(state) if state.kind == cases::declared::StateKind::Void => ButtonKind::Warn,
        _ => ButtonKind::Primary,
    };
    let mut parts = Vec::new();
    if !action.approve.is_empty() {
        parts.push(Part::Text(words.get("cases-waits-for-approval")));
    }
    form = form
        .button(Button::submit(kind_of_button, label(words, &action.label)))
        .button(Button::link(
            ButtonKind::Secondary,
            here,
            words.get("web-cancel"),
        ));
    forms::summed_up(&mut page, &form, &faults);
    parts.push(Part::Form(form));
    Ok(View::new(page, parts).reply()?.again(is_again))
}

fn reason(req: &Req, faults: &[FieldError]) -> Field {
    let words = req.words();
    let field = Field::new(
        words,
        Control::Textarea,
        "reason",
        words.get("cases-field-reason"),
    );
    field.value(req.form.shown("reason")).errors(words, faults)
}

pub(super) async fn act(mut req: Req, kind: Kind) -> Result<Reply> {
    match acted(&mut req, kind).await {
        Ok((to, told)) => Ok(Reply::see(to).saved("cases-done", &[("what", &told)])),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => form_page(&req, kind, Some(fault)).await,
    }
}

async fn acted(req: &mut Req, kind: Kind) -> Result<(String, String)> {
    let (shown, _) = shown(req, kind).await?;
    let action = action_of(&shown.of, req.part("action"))?;
    let ctx = req.ctx();
    let photos = photos::sent(req, &ctx, &shown.of, action).await;
    let mut reader = Reader::new(&req.form);
    let reason = match action.needs_reason {
        true => Some(reader.text("reason", 1_000)),
        false => None,
    };
    let own = reader.done();
    let fields = forms::typed(&shown.of, action, &req.form);
    let ((), ((mut patch, mut personal), sent)) =
        forms::both_of(own, forms::both_of(fields, photos))?;
    let both = [&mut patch, &mut personal];
    people::chosen(req, (&shown.of, action), both).await?;
    let input = ActOnCase {
        case: shown.id,
        action: action.code.to_string(),
        day: ctx.today(),
        patch,
        personal,
        reason,
        seen: req.form.get("seen").and_then(|seen| seen.parse().ok()),
    };
    let key = req.form.key()?;
    let input = WithPhotos::new(input, &sent);
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| act_with_photos(tx, ctx, input, sent);
    req.app.db.act_async(&ctx, key, input, deed).await?;
    let told = label(req.words(), &action.label);
    Ok((format!("{}/{}", kind.base, shown.id), told))
}

pub(super) async fn asked(req: Req, kind: Kind) -> Result<Reply> {
    asked_page(&req, kind, None).await
}

async fn asked_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let (shown, _) = shown(req, kind).await?;
    let event: u32 = req.part("event").parse().map_err(|_| Error::NotFound)?;
    let words = req.words();
    let mut page = req.page("cases-decide");
    page.breadcrumbs = view::crumbs(words, kind, &shown);
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let here = format!("{}/{}", kind.base, shown.id);
    let asked = shown.asked.iter().find(|asked| asked.event == event);
    let mut parts = Vec::new();
    match asked {
        Some(asked) => {
            parts.push(Part::Summary(view::asked_summary(words, &shown.of, asked)));
            let form = Form::new(&page, format!("{here}/decide/{event}"))
                .field(reason(req, &faults).optional(words))
                .button(answer(ButtonKind::Primary, words.get("cases-approve"), "1"))
                .button(answer(
                    ButtonKind::Secondary,
                    words.get("cases-decline"),
                    "0",
                ));
            parts.push(Part::Form(form));
        }
        None => parts.push(Part::Text(words.get("cases-nothing-asked"))),
    }
    Ok(View::new(page, parts).reply()?.again(is_again))
}

fn answer(kind: ButtonKind, label: String, value: &str) -> Button {
    let posts = Some(("is_approved".to_owned(), value.to_owned()));
    Button {
        posts,
        ..Button::submit(kind, label)
    }
}

pub(super) async fn decide(req: Req, kind: Kind) -> Result<Reply> {
    match decided(&req, kind).await {
        Ok((to, key)) => Ok(Reply::see(to).saved(key, &[])),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => asked_page(&req, kind, Some(fault)).await,
    }
}

async fn decided(req: &Req, kind: Kind) -> Result<(String, &'static str)> {
    let (shown, _) = shown(req, kind).await?;
    let event: u32 = req.part("event").parse().map_err(|_| Error::NotFound)?;
    let mut reader = Reader::new(&req.form);
    let reason = reader.text_opt("reason", 1_000);
    let is_approved = reader.choice("is_approved", &["0", "1"]) == "1";
    reader.done()?;
    let input = DecideAsked {
        case: shown.id,
        event,
        is_approved,
        reason,
    };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app
        .db
        .act_async(&ctx, key, input, cases::decide_asked)
        .await?;
    let told = match is_approved {
        true => "cases-approved",
        false => "cases-declined",
    };
    Ok((format!("{}/{}", kind.base, shown.id), told))
}
