//! Accounts: who has one, what each may do and where; made, granted, revoked, reset and closed here.

use crate::components::{Button, ButtonKind, Cell, Choice, Column, Confirm, Control, EmptyState, Field, Form};
use crate::components::{Notice, NoticeKind, Summary, Table, Tag, TagKind};
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::pages::role_words;
use crate::pages::sign_in::blocking;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use access::grant_role::{Grant, GrantRole, RevokeRole, grant_role, grants_of, revoke_role};
use access::make_user::{Leave, MakeUser, ResetPassword, leave, make_user, reset_password};
use access::users::User;
use access::{Right, Role};
use kernel::{Date, Error, Id, OrgId, Result, Rng};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A grant with the names of its organisation and unit.
#[derive(Debug, Clone)]
struct Held {
    grant: Grant,
    org: String,
    unit: String,
}

#[derive(Debug, Clone)]
struct Account {
    user: User,
    held: Vec<Held>,
}

/// The accounts that the person may look after: all for the installation, else those of his
/// organisation and those that hold nothing yet.
async fn accounts(req: &Req) -> Result<Vec<Account>> {
    let (org, today) = (req.org(), req.ctx().today());
    req.app
        .db
        .read_async(move |tx| {
            let orgs: BTreeMap<OrgId, String> =
                access::create_org::orgs(tx, today)?.into_iter().map(|o| (o.id, o.name)).collect();
            let mut accounts = Vec::new();
            for user in access::users::users(tx)? {
                let live: Vec<Grant> = grants_of(tx, user.id)?.into_iter().filter(|g| g.is_live(today)).collect();
                if org != 0 && !live.is_empty() && !live.iter().any(|g| g.for_org == org) {
                    continue;
                }
                let mut held = Vec::new();
                for grant in live {
                    let unit = access::units::unit(tx, grant.unit)?.map(|u| u.name).unwrap_or_default();
                    let org = orgs.get(&grant.for_org).cloned().unwrap_or_default();
                    held.push(Held { grant, org, unit });
                }
                accounts.push(Account { user, held });
            }
            Ok(accounts)
        })
        .await
}

async fn account(req: &Req) -> Result<Account> {
    let id = req.id("id")?;
    accounts(req).await?.into_iter().find(|a| a.user.id == id).ok_or(Error::NotFound)
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let accounts = accounts(&req).await?;
    list_view(req.page("page-users"), &accounts).reply()
}

fn held_words(words: Words, held: &Held) -> String {
    let role = Role::from_code(&held.grant.role).map_or(held.grant.role.clone(), |r| role_words(words, r));
    if held.unit.is_empty() {
        return role;
    }
    words.with("page-role-at", &[("role", &role), ("unit", &held.unit)])
}

fn list_view(page: Page, accounts: &[Account]) -> View {
    let words = page.words;
    let columns = vec![
        Column::text(words.get("page-user-name")),
        Column::text(words.get("page-login")),
        Column::text(words.get("page-roles")),
    ];
    let rows = accounts
        .iter()
        .map(|account| {
            let roles: Vec<String> = account.held.iter().map(|h| held_words(words, h)).collect();
            let roles: Cell = match account.user.left {
                Some(day) => {
                    let mut cell = Cell::from(Tag::new(TagKind::Plain, words.get("page-user-left")));
                    cell.note = Some(day.to_string());
                    cell
                }
                None if roles.is_empty() => Tag::new(TagKind::Alert, words.get("page-user-no-role")).into(),
                None => roles.join(" · ").into(),
            };
            let name = if account.user.name.is_empty() { account.user.login.clone() } else { account.user.name.clone() };
            vec![Cell::link(format!("/users/{}", account.user.id), name), account.user.login.clone().into(), roles]
        })
        .collect();
    let table = Table::new("users", words.get("page-users"), columns).rows(rows).stacked().empty(EmptyState {
        title: words.get("page-users-none"),
        text: words.get("page-users-none-text"),
        action: None,
    });
    let make = Button::link(ButtonKind::Primary, "/users/new", words.get("page-user-new"));
    View::new(page, vec![Part::Table(table), Part::Buttons(vec![make])])
}

pub(crate) async fn new(req: Req) -> Result<Reply> {
    new_view(req.page("page-user-new"), &Again::default()).reply()
}

fn new_view(mut page: Page, again: &Again) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/users", words.get("page-users"), false)];
    let text = |name: &str, key: &str| Field::new(words, Control::Text, name, words.get(key));
    let form = Form::new(&page, "/users/new")
        .field(text("name", "page-user-name").hint(words.get("page-user-name-hint")))
        .field(text("login", "page-login").hint(words.get("page-login-hint")))
        .button(Button::submit(ButtonKind::Primary, words.get("page-user-make")))
        .button(Button::link(ButtonKind::Secondary, "/users", words.get("web-cancel")));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Text(words.get("page-user-new-about")), Part::Form(form)])
}

/// Dice that fall by the command key: the same form posted twice shows the same password, since the
/// deed is done only once.
struct ByKey {
    seed: [u8; 32],
    keys: std::sync::Arc<::store::keys::Keys>,
    drawn: AtomicU64,
}

impl Rng for ByKey {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let number = self.drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            let block = self.keys.hmac("initial-password", &[&self.seed, &number]);
            for (byte, drawn) in chunk.iter_mut().zip(block) {
                *byte = drawn;
            }
        }
    }
}

/// A password to begin with, and its hash. It stands on the answering page and nowhere else.
async fn initial(req: &Req, login: String) -> Result<(String, String)> {
    let keys = req.app.db.keys();
    let seed = keys.hmac("initial-password", &[&req.form.key()?.0]);
    let password = access::password::initial_password(&ByKey { seed, keys, drawn: AtomicU64::new(0) });
    let (app, rng, copy) = (req.app.clone(), req.app.rng.clone(), password.clone());
    let hash = blocking(move || app.passwords.hash_new(rng.as_ref(), &login, &copy)).await?;
    Ok((password, hash))
}

pub(crate) async fn make(req: Req) -> Result<Reply> {
    match act_make(&req).await {
        Ok((id, login, password)) => {
            Ok(password_view(req.page("page-user-made"), id, &login, &password).reply()?.private())
        }
        Err(error) => {
            let mut page = req.page("page-user-new");
            let again = Again::of(&req, &mut page, error)?;
            Ok(new_view(page, &again).reply()?.with_status(again.status()))
        }
    }
}

async fn act_make(req: &Req) -> Result<(Id, String, String)> {
    let mut reader = Reader::new(&req.form);
    let (name, login) = (reader.text("name", 60), reader.text("login", 32));
    reader.done()?;
    let (password, hash) = initial(req, login.clone()).await?;
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let input = MakeUser { for_org: req.org(), login: login.clone(), name };
    let done = req.app.db.act_async(&ctx, key, input, move |tx, ctx, input| make_user(tx, ctx, input, &hash));
    Ok((done.await?, login, password))
}

fn password_view(mut page: Page, id: Id, login: &str, password: &str) -> View {
    let words = page.words;
    page.private = true;
    page.breadcrumbs = vec![NavItem::new("/users", words.get("page-users"), false)];
    let mut notice = Notice::new(NoticeKind::Saved, words, words.get("page-password-once"));
    notice.title = words.get("page-password-made");
    let to_grant = Button::link(ButtonKind::Primary, format!("/users/{id}/grant"), words.get("page-grant"));
    let to_user = Button::link(ButtonKind::Secondary, format!("/users/{id}"), words.get("page-user-open"));
    View::new(
        page,
        vec![
            Part::Notice(notice),
            Part::Code { label: words.get("page-login"), text: login.to_owned() },
            Part::Code { label: words.get("page-password"), text: password.to_owned() },
            Part::Buttons(vec![to_grant, to_user]),
        ],
    )
}

pub(crate) async fn user(req: Req) -> Result<Reply> {
    let account = account(&req).await?;
    user_view(req.page_titled(account.user.name.clone()), &account).reply()
}

fn user_view(mut page: Page, account: &Account) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/users", words.get("page-users"), false)];
    let user = &account.user;
    let mut summary = Summary::default()
        .row(words.get("page-login"), user.login.clone())
        .row(words.get("page-user-made-on"), user.made.to_string());
    if let Some(left) = user.left {
        summary = summary.row(words.get("page-user-left"), left.to_string());
    }
    let columns = vec![
        Column::text(words.get("page-role")),
        Column::text(words.get("page-org-name")),
        Column::text(words.get("page-valid-from")),
        Column::text(words.get("page-revoke")),
    ];
    let rows = account
        .held
        .iter()
        .map(|held| {
            let org = if held.grant.for_org == 0 { words.get("page-installation") } else { held.org.clone() };
            let mut since = Cell::from(held.grant.valid_from.to_string());
            since.note = held.grant.valid_to.map(|to| words.with("page-until", &[("date", &to.to_string())]));
            let revoke = format!("/users/{}/revoke/{}", user.id, held.grant.id);
            vec![held_words(words, held).into(), org.into(), since, Cell::link(revoke, words.get("page-revoke"))]
        })
        .collect();
    let table = Table::new("grants", words.get("page-roles"), columns).rows(rows).stacked().empty(EmptyState {
        title: words.get("page-user-no-role"),
        text: words.get("page-user-no-role-text"),
        action: None,
    });
    let mut parts = vec![Part::Summary(summary), Part::Table(table)];
    if user.left.is_none() {
        let link = |kind, deed: &str, key: &str| Button::link(kind, format!("/users/{}/{deed}", user.id), words.get(key));
        parts.push(Part::Buttons(vec![
            link(ButtonKind::Primary, "grant", "page-grant"),
            link(ButtonKind::Secondary, "reset", "page-reset"),
            link(ButtonKind::Secondary, "leave", "page-leave"),
        ]));
    }
    View::new(page, parts)
}

/// Organisations that one may be granted a role in: the person's own, or all and the installation.
async fn grantable(req: &Req) -> Result<Vec<(OrgId, String)>> {
    let (org, today, words) = (req.org(), req.ctx().today(), req.words());
    let all = req.app.db.read_async(move |tx| access::create_org::orgs(tx, today)).await?;
    let mut orgs: Vec<(OrgId, String)> = all.into_iter().map(|o| (o.id, o.name)).collect();
    if org == 0 {
        orgs.push((0, words.get("page-installation")));
    } else {
        orgs.retain(|(id, _)| *id == org);
    }
    Ok(orgs)
}

pub(crate) async fn grant_form(req: Req) -> Result<Reply> {
    let (account, orgs) = (account(&req).await?, grantable(&req).await?);
    grant_view(req.page("page-grant"), &account.user, &orgs, &Again::default(), req.ctx().today()).reply()
}

fn grant_view(mut page: Page, user: &User, orgs: &[(OrgId, String)], again: &Again, today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = way(words, user);
    let roles = Role::ALL
        .iter()
        .filter(|r| **r != Role::Administrator || orgs.iter().any(|(id, _)| *id == 0))
        .map(|r| Choice {
            value: r.code().to_owned(),
            label: role_words(words, *r),
            hint: Some(words.get(&format!("page-role-{}", r.code().replace('_', "-")))),
        })
        .collect();
    let places = orgs.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect();
    let only = match orgs {
        [(id, _)] => id.to_string(),
        _ => String::new(),
    };
    let form = Form::new(&page, format!("/users/{}/grant", user.id))
        .field(Field::new(words, Control::Radios(roles), "role", words.get("page-role")))
        .field(Field::new(words, Control::Select(places), "for_org", words.get("page-org-name")).value(only))
        .field(
            Field::new(words, Control::Text, "unit", words.get("page-grant-unit"))
                .hint(words.get("page-grant-unit-hint"))
                .optional(words),
        )
        .field(Field::new(words, Control::Date, "valid_from", words.get("page-valid-from")).value(today.to_string()))
        .field(Field::new(words, Control::Date, "valid_to", words.get("page-valid-to")).optional(words))
        .button(Button::submit(ButtonKind::Primary, words.get("page-grant")))
        .button(Button::link(ButtonKind::Secondary, format!("/users/{}", user.id), words.get("web-cancel")));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Form(form)])
}

fn way(words: Words, user: &User) -> Vec<NavItem> {
    vec![
        NavItem::new("/users", words.get("page-users"), false),
        NavItem::new(format!("/users/{}", user.id), user.name.clone(), false),
    ]
}

pub(crate) async fn grant(req: Req) -> Result<Reply> {
    let (account, orgs) = (account(&req).await?, grantable(&req).await?);
    match act_grant(&req, account.user.id).await {
        Ok(_) => Ok(Reply::see(format!("/users/{}", account.user.id)).saved("page-granted", &[])),
        Err(error) => {
            let mut page = req.page("page-grant");
            let again = Again::of(&req, &mut page, error)?;
            let view = grant_view(page, &account.user, &orgs, &again, req.ctx().today());
            Ok(view.reply()?.with_status(again.status()))
        }
    }
}

async fn act_grant(req: &Req, user: Id) -> Result<Id> {
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let mut reader = Reader::new(&req.form);
    let codes: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
    let role = reader.choice("role", &codes);
    let for_org = reader.number("for_org", 0, i64::MAX);
    let typed = reader.text_opt("unit", 60);
    let valid_from = reader.date("valid_from").unwrap_or(ctx.today());
    let valid_to = reader.date_opt("valid_to");
    reader.done()?;
    let role = Role::from_code(&role).ok_or_else(|| Error::invalid("role", "not_chosen"))?;
    let unit = match (for_org, typed) {
        (0, _) => access::scope::EVERYWHERE,
        (_, Some(typed)) => crate::pages::divisions::named(req, typed).await?.id,
        (org, None) => {
            let today = ctx.today();
            let org = req.app.db.read_async(move |tx| access::create_org::org(tx, org, today)).await?;
            org.ok_or_else(|| Error::invalid("for_org", "not_chosen"))?.unit
        }
    };
    let input = GrantRole { user, for_org, unit, role, valid_from, valid_to };
    req.app.db.act_async(&ctx, key, input, grant_role).await
}

/// What is confirmed before it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ask {
    Revoke(Id),
    Reset,
    Leave,
}

impl Ask {
    fn of(req: &Req) -> Result<Ask> {
        match req.part("deed") {
            "reset" => Ok(Ask::Reset),
            "leave" => Ok(Ask::Leave),
            "" => Ok(Ask::Revoke(req.id("grant")?)),
            _ => Err(Error::NotFound),
        }
    }

    fn key(self) -> &'static str {
        match self {
            Ask::Revoke(_) => "page-revoke",
            Ask::Reset => "page-reset",
            Ask::Leave => "page-leave",
        }
    }

    fn address(self, user: Id) -> String {
        match self {
            Ask::Revoke(grant) => format!("/users/{user}/revoke/{grant}"),
            Ask::Reset => format!("/users/{user}/reset"),
            Ask::Leave => format!("/users/{user}/leave"),
        }
    }
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let (ask, account) = (Ask::of(&req)?, account(&req).await?);
    ask_view(req.page(ask.key()), ask, &account).reply()
}

fn ask_view(mut page: Page, ask: Ask, account: &Account) -> View {
    let words = page.words;
    let user = &account.user;
    page.breadcrumbs = way(words, user);
    let held = account.held.len().to_string();
    let effects = match ask {
        Ask::Revoke(grant) => {
            let one = account.held.iter().find(|h| h.grant.id == grant);
            vec![("1".to_owned(), one.map(|h| held_words(words, h)).unwrap_or_default())]
        }
        Ask::Reset => vec![("1".to_owned(), words.get("page-reset-effect"))],
        Ask::Leave => {
            vec![("1".to_owned(), words.get("page-leave-effect")), (held, words.get("page-leave-roles"))]
        }
    };
    let confirm = Confirm {
        title: words.labelled(&words.get(ask.key()), &user.name),
        effects,
        caution: Some(words.get(&format!("{}-caution", ask.key()))),
    };
    let form = Form::new(&page, ask.address(user.id))
        .confirm(confirm)
        .button(Button::submit(ButtonKind::Warn, words.get(ask.key())))
        .button(Button::link(ButtonKind::Secondary, format!("/users/{}", user.id), words.get("web-cancel")));
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn confirm(req: Req) -> Result<Reply> {
    let (ask, account) = (Ask::of(&req)?, account(&req).await?);
    match act_confirm(&req, ask, &account).await {
        Ok(Some(password)) => {
            let view = password_view(req.page("page-reset-done"), account.user.id, &account.user.login, &password);
            Ok(view.reply()?.private())
        }
        Ok(None) => {
            let saved = if matches!(ask, Ask::Leave) { "page-left" } else { "page-revoked" };
            Ok(Reply::see(format!("/users/{}", account.user.id)).saved(saved, &[]))
        }
        Err(error) => {
            let mut page = req.page(ask.key());
            let again = Again::of(&req, &mut page, error)?;
            Ok(ask_view(page, ask, &account).reply()?.with_status(again.status()))
        }
    }
}

/// The new password where one was made.
async fn act_confirm(req: &Req, ask: Ask, account: &Account) -> Result<Option<String>> {
    let (ctx, key, user) = (req.ctx_in(0), req.form.key()?, account.user.id);
    let db = &req.app.db;
    match ask {
        Ask::Revoke(grant) if account.held.iter().any(|h| h.grant.id == grant) => {
            db.act_async(&ctx, key, RevokeRole { grant }, revoke_role).await?;
        }
        Ask::Revoke(_) => return Err(Error::NotFound),
        Ask::Leave => {
            db.act_async(&ctx, key, Leave { user }, leave).await?;
        }
        Ask::Reset => {
            let (password, hash) = initial(req, account.user.login.clone()).await?;
            let input = ResetPassword { user };
            db.act_async(&ctx, key, input, move |tx, ctx, input| reset_password(tx, ctx, input, &hash)).await?;
            return Ok(Some(password));
        }
    }
    Ok(None)
}

/// Whoever may make and grant.
pub(crate) const GATE: crate::route::Gate = crate::route::Gate::Any(&[Right::Grant]);

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_659_000_000_000_000);
    let user = |id: i64, login: &str, name: &str, left| User {
        id: Id(id),
        login: login.into(),
        name: name.into(),
        made: today,
        left,
    };
    let held = |role: Role, org: i64| Held {
        grant: Grant {
            id: Id(9),
            user: Id(1),
            for_org: org,
            unit: Id(0),
            role: role.code().into(),
            valid_from: today,
            valid_to: Some(today.plus_days(365)),
        },
        org: "斗虎屯镇人民政府".into(),
        unit: if org == 0 { String::new() } else { "张李新村".into() },
    };
    let one = Account {
        user: user(1, "meng", &words.get("page-sample-person"), None),
        held: Role::ALL.iter().map(|r| held(*r, i64::from(*r != Role::Administrator))).collect(),
    };
    let fresh = Account { user: user(2, "lu", "路明华", None), held: vec![] };
    let gone = Account { user: user(3, "zhou", "周云", Some(today)), held: vec![] };
    let orgs = [(1, "斗虎屯镇人民政府".to_owned()), (0, words.get("page-installation"))];
    let again = Again::sample("name=&login=a", vec![kernel::FieldError::new("name", "empty")]);
    let ask = |ask: Ask| ask_view(frame(&words.get(ask.key())), ask, &one);
    vec![
        ("users", list_view(frame(&words.get("page-users")), &[one.clone(), fresh.clone(), gone.clone()])),
        ("user-new", new_view(frame(&words.get("page-user-new")), &again)),
        ("user-made", password_view(frame(&words.get("page-user-made")), Id(1), "meng", "abcd-efgh-jkmn-pqrs")),
        ("user", user_view(frame(&one.user.name), &one)),
        ("user-fresh", user_view(frame(&fresh.user.name), &fresh)),
        ("user-gone", user_view(frame(&gone.user.name), &gone)),
        ("user-grant", grant_view(frame(&words.get("page-grant")), &one.user, &orgs, &Again::default(), today)),
        ("user-revoke", ask(Ask::Revoke(Id(9)))),
        ("user-reset", ask(Ask::Reset)),
        ("user-leave", ask(Ask::Leave)),
    ]
}
