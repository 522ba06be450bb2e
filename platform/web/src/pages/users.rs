//! Accounts: who has one, what each may do and where; made, granted, revoked, reset and closed here.

pub(crate) mod confirm;
pub(crate) mod grant;
pub(crate) mod samples;

use crate::components::{
    Button, ButtonKind, Cell, Choice, Column, Confirm, Control, EmptyState, Field, Form,
};
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
use access::leave::{ComeBack, Leave, come_back, leave};
use access::make_user::{MakeUser, ResetPassword, make_user, reset_password};
use access::users::User;
use access::{Right, Role};
use kernel::{Date, Error, Id, OrgId, Result, Rng};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// A grant with the names of its organisation and unit.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub grant: Grant,
    pub org: String,
    pub unit: String,
}

#[derive(Debug, Clone)]
pub(super) struct Account {
    pub user: User,
    pub held: Vec<Held>,
}

/// The accounts that the person may look after: all for the installation, else those of his
/// organisation and those that hold nothing yet.
async fn accounts(req: &Req) -> Result<Vec<Account>> {
    let (org, today) = (req.org(), req.ctx().today());
    let read = move |tx: &mut ::store::Tx| accounts_of(tx, org, today);
    req.app.db.read_async(read).await
}

/// See [`accounts`].
pub(super) fn accounts_of(tx: &mut ::store::Tx, org: OrgId, today: Date) -> Result<Vec<Account>> {
    let orgs: BTreeMap<OrgId, String> = access::create_org::orgs(tx, today)?
        .into_iter()
        .map(|o| (o.id, o.name))
        .collect();
    let mut accounts = Vec::new();
    for user in access::users::users(tx)? {
        let live: Vec<Grant> = grants_of(tx, user.id)?
            .into_iter()
            .filter(|g| g.is_live(today))
            .collect();
        if org != 0 && !live.is_empty() && !live.iter().any(|g| g.for_org == org) {
            continue;
        }
        let mut held = Vec::new();
        for grant in live {
            let unit = access::units::unit(tx, grant.unit)?
                .map(|u| u.name)
                .unwrap_or_default();
            let org = orgs.get(&grant.for_org).cloned().unwrap_or_default();
            held.push(Held { grant, org, unit });
        }
        accounts.push(Account { user, held });
    }
    Ok(accounts)
}

async fn account(req: &Req) -> Result<Account> {
    let id = req.id("id")?;
    accounts(req)
        .await?
        .into_iter()
        .find(|a| a.user.id == id)
        .ok_or(Error::NotFound)
}

/// Who has a role in one of these organisations, by name; the closed accounts are left out.
pub(crate) async fn colleagues(req: &Req, orgs: &[OrgId]) -> Result<Vec<(Id, String)>> {
    let works_here = |a: &Account| a.held.iter().any(|h| orgs.contains(&h.grant.for_org));
    let all = accounts(req).await?;
    let mut out: Vec<(Id, String)> = all
        .into_iter()
        .filter(|a| a.user.left.is_none() && works_here(a))
        .map(|a| (a.user.id, format!("{}（{}）", a.user.name, a.user.login)))
        .collect();
    out.sort_by(|a, b| a.1.cmp(&b.1));
    Ok(out)
}

pub(crate) async fn list(req: Req) -> Result<Reply> {
    let accounts = accounts(&req).await?;
    list_view(req.page("page-users"), &accounts).reply()
}

fn held_words(words: Words, held: &Held) -> String {
    let role =
        Role::from_code(&held.grant.role).map_or(held.grant.role.clone(), |r| role_words(words, r));
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
                    let mut cell =
                        Cell::from(Tag::new(TagKind::Plain, words.get("page-user-left")));
                    cell.note = Some(day.to_string());
                    cell
                }
                None if roles.is_empty() => {
                    Tag::new(TagKind::Alert, words.get("page-user-no-role")).into()
                }
                None => roles.join(" · ").into(),
            };
            let name = if account.user.name.is_empty() {
                account.user.login.clone()
            } else {
                account.user.name.clone()
            };
            vec![
                Cell::link(format!("/users/{}", account.user.id), name),
                account.user.login.clone().into(),
                roles,
            ]
        })
        .collect();
    let table = Table::new("users", words.get("page-users"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "page-users-none",
            "page-users-none-text",
        ));
    let make = Button::link(
        ButtonKind::Primary,
        "/users/new",
        words.get("page-user-new"),
    );
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
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("page-user-make"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/users",
            words.get("web-cancel"),
        ));
    let form = again.fill(&mut page, form);
    View::new(
        page,
        vec![
            Part::Text(words.get("page-user-new-about")),
            Part::Form(form),
        ],
    )
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
    let password = access::password::initial_password(&ByKey {
        seed,
        keys,
        drawn: AtomicU64::new(0),
    });
    let (app, rng, copy) = (req.app.clone(), req.app.rng.clone(), password.clone());
    let hash = blocking(move || app.passwords.hash_new(rng.as_ref(), &login, &copy)).await?;
    Ok((password, hash))
}

pub(crate) async fn make(req: Req) -> Result<Reply> {
    match act_make(&req).await {
        Ok((id, login, password)) => {
            Ok(
                password_view(req.page("page-user-made"), id, &login, &password)
                    .reply()?
                    .private(),
            )
        }
        Err(error) => {
            let mut page = req.page("page-user-new");
            let again = Again::of(&req, &mut page, error)?;
            Ok(new_view(page, &again).reply()?.again(again.is_again()))
        }
    }
}

async fn act_make(req: &Req) -> Result<(Id, String, String)> {
    let mut reader = Reader::new(&req.form);
    let (name, login) = (reader.text("name", 60), reader.text("login", 32));
    reader.done()?;
    let (password, hash) = initial(req, login.clone()).await?;
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let input = MakeUser {
        for_org: req.org(),
        login: login.clone(),
        name,
    };
    let done = req
        .app
        .db
        .act_async(&ctx, key, input, move |tx, ctx, input| {
            make_user(tx, ctx, input, &hash)
        });
    Ok((done.await?, login, password))
}

fn password_view(mut page: Page, id: Id, login: &str, password: &str) -> View {
    let words = page.words;
    page.private = true;
    page.breadcrumbs = vec![NavItem::new("/users", words.get("page-users"), false)];
    let mut notice = Notice::new(NoticeKind::Saved, words, words.get("page-password-once"));
    notice.title = words.get("page-password-made");
    let to_grant = Button::link(
        ButtonKind::Primary,
        format!("/users/{id}/grant"),
        words.get("page-grant"),
    );
    let to_user = Button::link(
        ButtonKind::Secondary,
        format!("/users/{id}"),
        words.get("page-user-open"),
    );
    View::new(
        page,
        vec![
            Part::Notice(notice),
            Part::Code {
                label: words.get("page-login"),
                text: login.to_owned(),
            },
            Part::Code {
                label: words.get("page-password"),
                text: password.to_owned(),
            },
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
            let org = if held.grant.for_org == 0 {
                words.get("page-installation")
            } else {
                held.org.clone()
            };
            let mut since = Cell::from(held.grant.valid_from.to_string());
            since.note = held
                .grant
                .valid_to
                .map(|to| words.with("page-until", &[("date", &to.to_string())]));
            let revoke = format!("/users/{}/revoke/{}", user.id, held.grant.id);
            vec![
                held_words(words, held).into(),
                org.into(),
                since,
                Cell::link(revoke, words.get("page-revoke")),
            ]
        })
        .collect();
    let table = Table::new("grants", words.get("page-roles"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "page-user-no-role",
            "page-user-no-role-text",
        ));
    let mut parts = vec![Part::Summary(summary), Part::Table(table)];
    if user.left.is_none() {
        let link = |kind, deed: &str, key: &str| {
            Button::link(kind, format!("/users/{}/{deed}", user.id), words.get(key))
        };
        parts.push(Part::Buttons(vec![
            link(ButtonKind::Primary, "grant", "page-grant"),
            link(ButtonKind::Secondary, "reset", "page-reset"),
            link(ButtonKind::Secondary, "leave", "page-leave"),
        ]));
    } else {
        let back = Button::link(
            ButtonKind::Secondary,
            format!("/users/{}/return", user.id),
            words.get("page-return"),
        );
        parts.push(Part::Buttons(vec![back]));
    }
    View::new(page, parts)
}

fn way(words: Words, user: &User) -> Vec<NavItem> {
    vec![
        NavItem::new("/users", words.get("page-users"), false),
        NavItem::new(format!("/users/{}", user.id), user.name.clone(), false),
    ]
}

/// Whoever may make and grant.
pub(crate) const GATE: crate::route::Gate = crate::route::Gate::Any(&[Right::Grant]);
