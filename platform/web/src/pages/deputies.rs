//! Who acts for whom: all of an organisation for whoever looks after its accounts, for others what concerns themselves.
//! Here a deputy begins to work for somebody, and here it is ended.

use crate::components::*;
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::pages::users;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use ::store::Tx;
use access::Right;
use access::deputies::{Deputy, EndDeputy, NameDeputy, end_deputy, name_deputy};
use kernel::{Date, Error, Id, Result};

/// One of them with names, and what whoever looks may do with it.
#[derive(Debug, Clone)]
struct Shown {
    deputy: Deputy,
    principal: String,
    name: String,
    /// He is the deputy, and it holds today.
    may_act: bool,
    may_end: bool,
}

async fn all(req: &Req) -> Result<Vec<Shown>> {
    let (me, org, today) = (req.user()?.user, req.org(), req.ctx().today());
    let grants = req.may(Right::Grant);
    req.app
        .db
        .read_async(move |tx| {
            let found = match grants {
                true => access::deputies::deputies_for(tx, org)?,
                false => access::deputies::deputies_of(tx, me)?,
            };
            let mut out = Vec::new();
            for deputy in found.into_iter().filter(|d| !d.is_void()) {
                let is_one = [deputy.principal, deputy.deputy].contains(&me);
                out.push(Shown {
                    principal: name_of(tx, deputy.principal)?,
                    name: name_of(tx, deputy.deputy)?,
                    may_act: deputy.deputy == me && deputy.holds_on(today),
                    may_end: (grants || is_one) && deputy.is_live(today),
                    deputy,
                });
            }
            Ok(out)
        })
        .await
}

fn name_of(tx: &mut Tx, user: Id) -> Result<String> {
    let user = access::users::user(tx, user)?;
    Ok(user.map_or_else(String::new, |user| {
        if user.name.is_empty() {
            user.login
        } else {
            user.name
        }
    }))
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let shown = all(&req).await?;
    let page = req.page("deputy-title");
    list_view(page, &shown, req.may(Right::Grant), req.ctx().today()).reply()
}

fn list_view(page: Page, shown: &[Shown], may_name: bool, today: Date) -> View {
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("deputy-about"))];
    for one in shown.iter().filter(|one| one.may_act) {
        parts.push(Part::Form(act_form(&page, one.deputy.id, &one.principal)));
    }
    let columns = [
        "deputy-principal",
        "deputy-deputy",
        "deputy-days",
        "deputy-state",
        "deputy-do",
    ]
    .map(|key| Column::text(words.get(key)));
    let rows = shown.iter().map(|one| row(words, one, today));
    let table = Table::new("deputies", words.get("deputy-list"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("deputy-none"),
            text: words.get("deputy-none-text"),
            action: None,
        });
    parts.push(Part::Table(table));
    if may_name {
        let new = Button::link(
            ButtonKind::Primary,
            "/deputies/new",
            words.get("deputy-new"),
        );
        parts.push(Part::Buttons(vec![new]));
    }
    View::new(page, parts)
}

fn row(words: Words, one: &Shown, today: Date) -> Vec<Cell> {
    let state = match (one.deputy.holds_on(today), one.deputy.is_live(today)) {
        (true, _) => Tag::new(TagKind::Alert, words.get("deputy-now")),
        (false, true) => Tag::new(TagKind::Open, words.get("deputy-coming")),
        (false, false) => Tag::new(TagKind::Plain, words.get("deputy-over")),
    };
    let end = match one.may_end {
        true => Cell::link(
            format!("/deputies/{}/end", one.deputy.id),
            words.get("deputy-end"),
        ),
        false => Cell::from(""),
    };
    vec![
        one.principal.clone().into(),
        one.name.clone().into(),
        days(words, &one.deputy).into(),
        state.into(),
        end,
    ]
}

fn days(words: Words, deputy: &Deputy) -> String {
    let (from, to) = (deputy.valid_from.to_string(), deputy.last_day().to_string());
    words.with("deputy-from-to", &[("from", &from), ("to", &to)])
}

/// The button with which somebody begins to work for another.
pub(crate) fn act_form(page: &Page, deputy: Id, principal: &str) -> Form {
    let label = page.words.with("deputy-act", &[("name", principal)]);
    Form::new(page, "/deputies/act")
        .hidden("deputy", deputy.to_string())
        .button(Button::submit(ButtonKind::Primary, label))
}

/// Works for somebody from the next page on, or for himself again.
pub(crate) async fn act(req: Req) -> Result<Reply> {
    let mut reader = Reader::new(&req.form);
    let deputy = reader.text_opt("deputy", 20);
    reader.done()?;
    let deputy: Option<Id> = match deputy {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Error::NotFound)?),
    };
    if let Some(token) = req.visitor.token.clone() {
        let ctx = req.own_ctx_in(0);
        let inner = ctx.clone();
        let work = move |tx: &mut Tx| access::session::act_for(tx, &inner, &token, deputy);
        req.app.db.work_async(&ctx, work).await?;
    }
    Ok(Reply::see("/"))
}

/// Accounts with a role in the organisation, by name.
async fn colleagues(req: &Req) -> Result<Vec<Choice>> {
    let accounts = users::colleagues(req, &[req.org()]).await?;
    let choice = |(id, name): (Id, String)| Choice::new(id.to_string(), name);
    Ok(accounts.into_iter().map(choice).collect())
}

pub(crate) async fn new(req: Req) -> Result<Reply> {
    let people = colleagues(&req).await?;
    let today = req.ctx().today();
    new_view(req.page("deputy-new"), people, &Again::default(), today).reply()
}

fn new_view(mut page: Page, people: Vec<Choice>, again: &Again, today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/deputies", words.get("deputy-title"), false)];
    let choose = |name: &str, key: &str| {
        let control = Control::Select(people.clone());
        Field::new(words, control, name, words.get(key))
    };
    let day = |name: &str, key: &str| Field::new(words, Control::Date, name, words.get(key));
    let form = Form::new(&page, "/deputies/new")
        .field(choose("principal", "deputy-principal"))
        .field(choose("deputy", "deputy-deputy").hint(words.get("deputy-deputy-hint")))
        .field(day("valid_from", "deputy-first-day").value(today.to_string()))
        .field(day("valid_to", "deputy-last-day"))
        .button(Button::submit(ButtonKind::Primary, words.get("deputy-new")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/deputies",
            words.get("web-cancel"),
        ));
    let form = again.fill(&mut page, form);
    View::new(
        page,
        vec![Part::Text(words.get("deputy-new-about")), Part::Form(form)],
    )
}

pub(crate) async fn make(req: Req) -> Result<Reply> {
    match act_make(&req).await {
        Ok(_) => Ok(Reply::see("/deputies").saved("deputy-named", &[])),
        Err(error) => {
            let people = colleagues(&req).await?;
            let mut page = req.page("deputy-new");
            let again = Again::of(&req, &mut page, error)?;
            let view = new_view(page, people, &again, req.ctx().today());
            Ok(view.reply()?.again(again.is_again()))
        }
    }
}

async fn act_make(req: &Req) -> Result<Id> {
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let mut reader = Reader::new(&req.form);
    let (principal, deputy) = (reader.text("principal", 20), reader.text("deputy", 20));
    let (from, last) = (reader.date_opt("valid_from"), reader.date("valid_to"));
    reader.done()?;
    let id = |field: &'static str, text: &str| {
        text.parse::<Id>()
            .map_err(|_| Error::invalid(field, "not_chosen"))
    };
    let input = NameDeputy {
        for_org: req.org(),
        principal: id("principal", &principal)?,
        deputy: id("deputy", &deputy)?,
        valid_from: from.unwrap_or(ctx.today()),
        // People say the last day on which it holds.
        valid_to: last.plus_days(1),
    };
    req.app.db.act_async(&ctx, key, input, name_deputy).await
}

async fn one(req: &Req) -> Result<Shown> {
    let id = req.id("id")?;
    let found = all(req).await?.into_iter().find(|one| one.deputy.id == id);
    found.filter(|one| one.may_end).ok_or(Error::NotFound)
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let one = one(&req).await?;
    ask_view(req.page("deputy-end"), &one).reply()
}

fn ask_view(mut page: Page, one: &Shown) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/deputies", words.get("deputy-title"), false)];
    let who = words.done_for(&one.name, &one.principal);
    let confirm = Confirm {
        title: words.labelled(&words.get("deputy-end"), &who),
        effects: vec![("1".to_owned(), days(words, &one.deputy))],
        caution: Some(words.get("deputy-end-caution")),
    };
    let form = Form::new(&page, format!("/deputies/{}/end", one.deputy.id))
        .confirm(confirm)
        .button(Button::submit(ButtonKind::Warn, words.get("deputy-end")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/deputies",
            words.get("web-cancel"),
        ));
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn end(req: Req) -> Result<Reply> {
    let found = one(&req).await?;
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let input = EndDeputy {
        deputy: found.deputy.id,
    };
    match req.app.db.act_async(&ctx, key, input, end_deputy).await {
        Ok(_) => Ok(Reply::see("/deputies").saved("deputy-ended", &[])),
        Err(error) => {
            let mut page = req.page("deputy-end");
            req.tell(&mut page, error)?;
            Ok(ask_view(page, &found).reply()?.with_status(422))
        }
    }
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_659_000_000_000_000);
    let one = |id: i64, from: i64, to: i64| {
        let deputy = Deputy {
            id: Id(id),
            principal: Id(1),
            deputy: Id(2),
            for_org: 1,
            valid_from: today.plus_days(from),
            valid_to: today.plus_days(to),
        };
        Shown {
            principal: "逯望山".into(),
            name: words.get("page-sample-person"),
            may_act: deputy.holds_on(today),
            may_end: deputy.is_live(today),
            deputy,
        }
    };
    let all = [one(3, 20, 30), one(2, -2, 7), one(1, -90, -80)];
    let people = vec![
        Choice::new("1", "逯望山"),
        Choice::new("2", words.get("page-sample-person")),
    ];
    let again = Again::sample(
        "principal=1&deputy=1&valid_from=2022-08-01&valid_to=2022-08-09",
        vec![kernel::FieldError::new("deputy", "same_person")],
    );
    let title = words.get("deputy-title");
    let list = |all: &[Shown], may| list_view(frame(&title), all, may, today);
    let new = |again: &Again| {
        new_view(
            frame(&words.get("deputy-new")),
            people.clone(),
            again,
            today,
        )
    };
    let mut acting = list(&all, false);
    acting.page.acting = Some(words.with(
        "deputy-acting",
        &[("name", "逯望山"), ("date", "2022-08-04")],
    ));
    vec![
        ("deputies", list(&all, true)),
        ("deputies-acting", acting),
        ("deputies-none", list(&[], false)),
        ("deputy-new", new(&Again::default())),
        ("deputy-new-again", new(&again)),
        (
            "deputy-end",
            ask_view(frame(&words.get("deputy-end")), &one(2, -2, 7)),
        ),
    ]
}
