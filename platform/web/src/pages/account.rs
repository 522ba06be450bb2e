//! One's own account: who one is here, another organisation to work in, another password.

use crate::components::{
    Button, ButtonKind, Cell, Column, Control, Field, Form, Notice, NoticeKind, Summary, Table,
};
use crate::form::Reader;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::pages::sign_in::blocking;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::session::OwnSession;
use kernel::{Error, OrgId, Result};

/// Sessions that have a button of their own.
const MOST_BUTTONS: usize = 10;

/// Who one is, as the page shows it.
struct Shown {
    name: String,
    login: String,
    roles: String,
    /// Other organisations to work in.
    others: Vec<(OrgId, String)>,
    sessions: Vec<OwnSession>,
    /// He sees cases, so that there is a calendar to subscribe to.
    has_calendar: bool,
}

pub(crate) async fn show(req: Req) -> Result<Reply> {
    let words = req.words();
    let user = req.user()?;
    let (id, org, today) = (user.user, user.org, req.ctx().today());
    let token = req.visitor.token.clone().ok_or(Error::NotFound)?;
    let ctx = req.ctx_in(0);
    let (others, sessions) = req
        .app
        .db
        .read_async(move |tx| {
            let all = access::users::orgs_of(tx, id, today)?;
            let mut others = Vec::new();
            for other in all.into_iter().filter(|o| *o != org) {
                let name = access::create_org::org(tx, other, today)?.map(|o| o.name);
                others.push((other, name.unwrap_or_default()));
            }
            Ok((others, access::session::own_sessions(tx, &ctx, &token)?))
        })
        .await?;
    let roles: Vec<String> = req
        .visitor
        .roles
        .iter()
        .map(|r| crate::pages::role_words(words, *r))
        .collect();
    let shown = Shown {
        name: user.name.clone(),
        login: user.login.clone(),
        roles: roles.join(" · "),
        others,
        sessions,
        has_calendar: req.may(access::Right::ViewCases),
    };
    view(req.page("web-account"), &shown).reply()
}

fn view(page: Page, shown: &Shown) -> View {
    let words = page.words;
    let summary = Summary::default()
        .row(words.get("page-user-name"), shown.name.clone())
        .row(words.get("page-login"), shown.login.clone())
        .row(words.get("page-works-in"), page.org.clone())
        .row(words.get("page-roles"), shown.roles.clone())
        .row_with_action(
            words.get("page-password"),
            words.get("page-password-hidden"),
            "/account/password",
            words.get("page-change"),
        );
    let mut parts = vec![Part::Summary(summary)];
    let button = |href: &str, key: &str| Button::link(ButtonKind::Secondary, href, words.get(key));
    let mut buttons = vec![button("/deputies", "deputy-title")];
    if shown.has_calendar {
        buttons.push(button("/calendar/feed", "due-feed"));
    }
    buttons.push(button("/account/tokens", "token-title"));
    parts.push(Part::Buttons(buttons));
    for (org, name) in &shown.others {
        let name = if name.is_empty() {
            words.get("page-installation")
        } else {
            name.clone()
        };
        let label = words.with("page-work-in", &[("org", &name)]);
        parts.push(Part::Form(
            Form::new(&page, "/account/org")
                .hidden("org", org.to_string())
                .button(Button::submit(ButtonKind::Secondary, label)),
        ));
    }
    parts.extend(sessions(&page, &shown.sessions));
    View::new(page, parts)
}

/// Where one is signed in, each to be ended, and all others at once.
fn sessions(page: &Page, sessions: &[OwnSession]) -> Vec<Part> {
    let words = page.words;
    let column = |key: &str| Column::text(words.get(key));
    let columns = vec![
        column("page-session-since"),
        column("page-session-seen"),
        column("page-session-place"),
    ];
    let rows = sessions.iter().map(|one| {
        let place = match one.is_this {
            true => "page-session-this",
            false => "page-session-other",
        };
        vec![
            Cell::from(format::instant(one.begun_at)),
            format::instant(one.seen_at).into(),
            words.get(place).into(),
        ]
    });
    let table = Table::new("sessions", words.get("page-sessions"), columns)
        .rows(rows.collect())
        .stacked();
    let mut parts = vec![
        Part::Table(table),
        Part::Text(words.get("page-sessions-about")),
    ];
    let others: Vec<&OwnSession> = sessions.iter().filter(|one| !one.is_this).collect();
    let form = || Form::new(page, "/account/sessions");
    // Each by its own button, as long as that is a list that somebody reads.
    for one in others.iter().take(MOST_BUTTONS) {
        let since = format::instant(one.begun_at);
        let label = words.with("page-session-end", &[("since", &since)]);
        let button = Button::submit(ButtonKind::Secondary, label);
        parts.push(Part::Form(
            form().hidden("session", one.tag.clone()).button(button),
        ));
    }
    if !others.is_empty() {
        let label = words.get("page-sessions-end-others");
        let button = Button::submit(ButtonKind::Secondary, label);
        parts.push(Part::Form(form().button(button)));
    }
    parts
}

/// Ends one of one's own sessions, or all but this one.
pub(crate) async fn end_sessions(req: Req) -> Result<Reply> {
    let token = req.visitor.token.clone().ok_or(Error::NotFound)?;
    let tag = req.form.get("session").map(str::to_owned);
    let ctx = req.ctx_in(0);
    let inner = ctx.clone();
    req.app
        .db
        .work_async(&ctx, move |tx| {
            access::session::end_own(tx, &inner, &token, tag.as_deref())
        })
        .await?;
    Ok(Reply::see("/account").saved("page-sessions-ended", &[]))
}

/// Works in another organisation from the next page on.
pub(crate) async fn switch(req: Req) -> Result<Reply> {
    let mut reader = Reader::new(&req.form);
    let org = reader.number("org", 0, i64::MAX);
    reader.done()?;
    if let Some(token) = req.visitor.token.clone() {
        let ctx = req.ctx_in(0);
        let inner = ctx.clone();
        req.app
            .db
            .work_async(&ctx, move |tx| {
                access::session::switch_org(tx, &inner, &token, org)
            })
            .await?;
    }
    Ok(Reply::see("/"))
}

pub(crate) async fn password(req: Req) -> Result<Reply> {
    let must = req.user()?.must_change;
    password_view(req.page("page-password-change"), must, &Again::default()).reply()
}

fn password_view(mut page: Page, must: bool, again: &Again) -> View {
    let words = page.words;
    if must {
        // Nothing else opens before it is changed.
        page.nav.clear();
        let text = words.get("page-password-must");
        page.flash
            .get_or_insert(Notice::new(NoticeKind::Info, words, text));
    } else {
        page.breadcrumbs = vec![NavItem::new("/account", words.get("web-account"), false)];
    }
    let secret = |name: &str, key: &str, token| {
        Field::new(words, Control::Password, name, words.get(key)).autocomplete(token)
    };
    let form = Form::new(&page, "/account/password")
        .field(secret(
            "present",
            "page-password-present",
            "current-password",
        ))
        .field(
            secret("password", "page-password-new", "new-password")
                .hint(words.get("page-password-hint")),
        )
        .field(secret("again", "page-password-again", "new-password"))
        .button(Button::submit(ButtonKind::Primary, words.get("web-save")));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn change(req: Req) -> Result<Reply> {
    match act(&req).await {
        Ok(()) => Ok(Reply::see("/").saved("page-password-changed", &[])),
        Err(error) => {
            let must = req.user()?.must_change;
            let mut page = req.page("page-password-change");
            let again = Again::of(&req, &mut page, error)?;
            Ok(password_view(page, must, &again)
                .reply()?
                .again(again.is_again()))
        }
    }
}

async fn act(req: &Req) -> Result<()> {
    let mut reader = Reader::new(&req.form);
    reader.text("present", 200);
    reader.text("password", 200);
    let (present, new) = (req.form.shown("present"), req.form.shown("password"));
    if new != req.form.shown("again") {
        reader
            .faults
            .push(kernel::FieldError::new("again", "passwords_differ"));
    }
    reader.done()?;
    let (app, ctx, token) = (
        req.app.clone(),
        req.own_ctx_in(0),
        req.visitor.token.clone(),
    );
    blocking(move || {
        access::session::change_password(
            &app.db,
            &ctx,
            &app.passwords,
            &present,
            &new,
            token.as_deref(),
        )
    })
    .await
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let shown = Shown {
        name: words.get("page-sample-person"),
        login: "meng".into(),
        roles: words.get("role-accountant"),
        others: vec![(2, "斗虎屯镇人民政府".into()), (0, String::new())],
        sessions: [(true, 0), (false, 86_400_000_000)]
            .map(|(is_this, before)| OwnSession {
                tag: "0011223344556677".into(),
                begun_at: 1_658_970_000_000_000 - before,
                seen_at: 1_658_977_200_000_000 - before,
                is_this,
            })
            .to_vec(),
        has_calendar: true,
    };
    let again = Again::sample(
        "",
        vec![kernel::FieldError::new("password", "password_common")],
    );
    let title = words.get("page-password-change");
    vec![
        ("account", view(frame(&words.get("web-account")), &shown)),
        ("password", password_view(frame(&title), false, &again)),
        (
            "password-must",
            password_view(frame(&title), true, &Again::default()),
        ),
    ]
}
