//! One's tokens for programs: what there are, a new one, which is shown once, and the end of one.

use crate::components::*;
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use ::store::Tx;
use access::tokens::{self, EndToken, MakeToken, Token, end_token, make_token};
use kernel::{Date, Error, Id, OrgId, Result};

/// So long a new one holds where nobody says otherwise.
const DAYS: i64 = 90;

/// A token with the name of its organisation.
type Named = (Token, String);

async fn own(req: &Req) -> Result<Vec<Named>> {
    let (me, today, words) = (req.user()?.user, req.ctx().today(), req.words());
    let read = move |tx: &mut Tx| {
        let mut all = Vec::new();
        for token in tokens::tokens_of(tx, me)? {
            let org = org_name(tx, words, token.for_org, today)?;
            all.push((token, org));
        }
        Ok(all)
    };
    req.app.db.read_async(read).await
}

fn org_name(tx: &mut Tx, words: Words, org: OrgId, today: Date) -> Result<String> {
    if org == 0 {
        return Ok(words.get("page-installation"));
    }
    let org = access::create_org::org(tx, org, today)?;
    Ok(org.map(|org| org.name).unwrap_or_default())
}

fn crumbs(page: &mut Page, to_list: bool) {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/account", words.get("web-account"), false)];
    if to_list {
        let list = NavItem::new("/account/tokens", words.get("token-title"), false);
        page.breadcrumbs.push(list);
    }
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let found = own(&req).await?;
    let may_make = req.user()?.acting.is_none();
    list_view(req.page("token-title"), &found, req.ctx().today(), may_make).reply()
}

fn list_view(mut page: Page, found: &[Named], today: Date, may_make: bool) -> View {
    crumbs(&mut page, false);
    let words = page.words;
    let columns = [
        "token-name",
        "token-org",
        "token-may",
        "token-last-day",
        "token-used",
        "token-do",
    ]
    .map(|key| Column::text(words.get(key)));
    let add = || ("/account/tokens/new".to_owned(), words.get("token-new"));
    let table = Table::new("tokens", words.get("token-title"), columns.to_vec())
        .rows(found.iter().map(|one| row(words, one, today)).collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("token-none"),
            text: words.get("token-none-text"),
            action: may_make.then(add),
        });
    let mut parts = vec![Part::Text(words.get("token-about")), Part::Table(table)];
    let mut buttons = Vec::new();
    if may_make && !found.is_empty() {
        let (href, label) = add();
        buttons.push(Button::link(ButtonKind::Primary, href, label));
    }
    buttons.push(Button::link(
        ButtonKind::Secondary,
        "/api",
        words.get("api-title"),
    ));
    parts.push(Part::Buttons(buttons));
    if !may_make {
        parts.insert(1, Part::Text(words.get("token-not-as-deputy")));
    }
    View::new(page, parts)
}

fn row(words: Words, (token, org): &Named, today: Date) -> Vec<Cell> {
    let end = match token.is_live(today) {
        true => Cell::link(
            format!("/account/tokens/{}/end", token.id),
            words.get("token-end"),
        ),
        false => Tag::new(TagKind::Plain, words.get("token-over")).into(),
    };
    let used = token.used_at.map(format::instant);
    vec![
        token.name.clone().into(),
        org.clone().into(),
        words.get(may_key(token.reads_only)).into(),
        token.last_day().to_string().into(),
        used.unwrap_or_else(|| words.get("token-never-used")).into(),
        end,
    ]
}

fn may_key(reads_only: bool) -> &'static str {
    match reads_only {
        true => "token-reads",
        false => "token-writes",
    }
}

/// Organisations in which one may do something.
async fn orgs(req: &Req) -> Result<Vec<Choice>> {
    let (me, today, words) = (req.user()?.user, req.ctx().today(), req.words());
    let read = move |tx: &mut Tx| {
        let mut all = Vec::new();
        for org in access::users::orgs_of(tx, me, today)? {
            all.push(Choice::new(
                org.to_string(),
                org_name(tx, words, org, today)?,
            ));
        }
        Ok(all)
    };
    req.app.db.read_async(read).await
}

pub(crate) async fn new(req: Req) -> Result<Reply> {
    let orgs = orgs(&req).await?;
    let (page, org, today) = (req.page("token-new"), req.org(), req.ctx().today());
    new_view(page, orgs, (org, today), &Again::default()).reply()
}

fn new_view(mut page: Page, orgs: Vec<Choice>, (org, today): (OrgId, Date), again: &Again) -> View {
    crumbs(&mut page, true);
    let words = page.words;
    let may = ["reads", "writes"].map(|may| Choice::new(may, words.get(&format!("token-{may}"))));
    let form = Form::new(&page, "/account/tokens/new")
        .field(
            Field::new(words, Control::Text, "name", words.get("token-name"))
                .hint(words.get("token-name-hint")),
        )
        .field(
            Field::new(
                words,
                Control::Select(orgs),
                "for_org",
                words.get("token-org"),
            )
            .value(org.to_string()),
        )
        .field(
            Field::new(
                words,
                Control::Radios(may.to_vec()),
                "may",
                words.get("token-may"),
            )
            .value("reads"),
        )
        .field(
            Field::new(
                words,
                Control::Date,
                "valid_to",
                words.get("token-last-day"),
            )
            .value(today.plus_days(DAYS).to_string())
            .hint(words.get("token-last-day-hint")),
        )
        .button(Button::submit(ButtonKind::Primary, words.get("token-make")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/account/tokens",
            words.get("web-cancel"),
        ));
    let form = again.fill(&mut page, form);
    View::new(
        page,
        vec![Part::Text(words.get("token-new-about")), Part::Form(form)],
    )
}

pub(crate) async fn make(req: Req) -> Result<Reply> {
    match act_make(&req).await {
        Ok(token) => Ok(shown_view(
            req.page("token-made"),
            req.app.config.public_url.as_deref(),
            &token,
        )
        .reply()?
        .private()),
        Err(error) => {
            let orgs = orgs(&req).await?;
            let mut page = req.page("token-new");
            let again = Again::of(&req, &mut page, error)?;
            let view = new_view(page, orgs, (req.org(), req.ctx().today()), &again);
            Ok(view.reply()?.again(again.is_again()))
        }
    }
}

/// The token itself. It stands in no database, so a second press of the same form cannot show it again.
async fn act_make(req: &Req) -> Result<String> {
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let mut reader = Reader::new(&req.form);
    let name = reader.text("name", 40);
    let for_org = reader.number("for_org", 0, i64::MAX);
    let may = reader.choice("may", &["reads", "writes"]);
    let last = reader.date("valid_to");
    reader.done()?;
    let input = MakeToken {
        for_org,
        name,
        reads_only: may == "reads",
        // People say the last day on which it holds.
        valid_to: last.plus_days(1),
    };
    let (token, digest) = tokens::fresh(&ctx);
    let deed = move |tx: &mut Tx, ctx: &kernel::Ctx, input| make_token(tx, ctx, input, &digest);
    let made: Id = req.app.db.act_async(&ctx, key, input, deed).await?;
    // The stored answer of an earlier press names another token than this one.
    let copy = token.clone();
    let is_new = move |tx: &mut Tx| tokens::is_of(tx, &copy, made);
    match req.app.db.read_async(is_new).await? {
        true => Ok(token),
        false => Err(Error::refused("access.token_shown_once")),
    }
}

fn shown_view(mut page: Page, public_url: Option<&str>, token: &str) -> View {
    crumbs(&mut page, true);
    let words = page.words;
    let notice = Notice::new(NoticeKind::Info, words, words.get("token-made-about"));
    let base = crate::api::page::address(public_url);
    let curl = format!("curl -H \"Authorization: Bearer {token}\" \"{base}/me\"");
    View::new(
        page,
        vec![
            Part::Notice(notice),
            Part::Code {
                label: words.get("token-itself"),
                text: token.to_owned(),
            },
            Part::Code {
                label: words.get("token-try"),
                text: curl,
            },
            Part::Buttons(vec![Button::link(
                ButtonKind::Primary,
                "/account/tokens",
                words.get("token-kept"),
            )]),
        ],
    )
}

async fn one(req: &Req) -> Result<Named> {
    let (id, today) = (req.id("id")?, req.ctx().today());
    let found = own(req).await?.into_iter().find(|(one, _)| one.id == id);
    found
        .filter(|(one, _)| one.is_live(today))
        .ok_or(Error::NotFound)
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let one = one(&req).await?;
    ask_view(req.page("token-end"), &one).reply()
}

fn ask_view(mut page: Page, (token, org): &Named) -> View {
    crumbs(&mut page, true);
    let words = page.words;
    let confirm = Confirm {
        title: words.labelled(&words.get("token-end"), &token.name),
        effects: vec![(
            "1".to_owned(),
            words.with("token-end-effect", &[("org", org)]),
        )],
        caution: Some(words.get("token-end-caution")),
    };
    let form = Form::new(&page, format!("/account/tokens/{}/end", token.id))
        .confirm(confirm)
        .button(Button::submit(ButtonKind::Warn, words.get("token-end")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/account/tokens",
            words.get("web-cancel"),
        ));
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn end(req: Req) -> Result<Reply> {
    let found = one(&req).await?;
    let (ctx, key) = (req.own_ctx_in(0), req.form.key()?);
    let input = EndToken { token: found.0.id };
    match req.app.db.act_async(&ctx, key, input, end_token).await {
        Ok(_) => Ok(Reply::see("/account/tokens").saved("token-ended", &[])),
        Err(error) => {
            let mut page = req.page("token-end");
            req.tell(&mut page, error)?;
            Ok(ask_view(page, &found).reply()?.with_status(422))
        }
    }
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_659_000_000_000_000);
    let town = words.get("page-sample-town");
    let one = |id: i64, name: &str, reads_only: bool, days: i64, used: Option<i64>| {
        let token = Token {
            id: Id(id),
            user: Id(1),
            for_org: 1,
            name: name.to_owned(),
            reads_only,
            valid_from: today.plus_days(-30),
            valid_to: today.plus_days(days),
            used_at: used,
        };
        (token, town.clone())
    };
    let all = [
        one(3, "县级数据平台", true, 60, Some(1_658_977_200_000_000)),
        one(2, "Excel", false, 10, None),
        one(1, "2022 Q1", true, -5, None),
    ];
    let orgs = vec![Choice::new("1", town.clone())];
    let again = Again::sample(
        "name=Excel&for_org=1&may=reads&valid_to=2032-01-01",
        vec![kernel::FieldError::new("valid_to", "too_far").with("days", tokens::LONGEST_DAYS)],
    );
    let title = words.get("token-title");
    let new = |again: &Again| {
        new_view(
            frame(&words.get("token-new")),
            orgs.clone(),
            (1, today),
            again,
        )
    };
    let token = format!("{}{}", tokens::PREFIX, "0123456789abcdef".repeat(4));
    vec![
        ("tokens", list_view(frame(&title), &all, today, true)),
        ("tokens-none", list_view(frame(&title), &[], today, true)),
        (
            "tokens-deputy",
            list_view(frame(&title), &all, today, false),
        ),
        ("token-new", new(&Again::default())),
        ("token-new-again", new(&again)),
        (
            "token-made",
            shown_view(frame(&words.get("token-made")), None, &token),
        ),
        (
            "token-end",
            ask_view(
                frame(&words.get("token-end")),
                &one(3, "Excel", true, 60, None),
            ),
        ),
    ]
}
