//! Signing in and out, and the first run of an installation.

use crate::components::{Button, ButtonKind, Control, Field, Form, Notice, NoticeKind};
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::Page;
use crate::pages::again::Again;
use crate::reply::Reply;
use crate::request::{Req, is_local};
use crate::server::SESSION;
use crate::view::{Part, Sample, View};
use ::store::CommandKey;
use access::make_user::{FirstAdministrator, first_administrator};
use kernel::{Error, Result};

/// A session ends by itself after twelve idle hours; the cookie goes with the browser.
const SESSION_COOKIE_AGE: Option<i64> = None;

pub(crate) async fn form(req: Req) -> Result<Reply> {
    if req.visitor.user.is_some() {
        return Ok(req.back("/"));
    }
    let mut page = req.page("web-sign-in");
    let back = req
        .query
        .get("back")
        .filter(|p| is_local(p))
        .unwrap_or_default()
        .to_owned();
    if !back.is_empty() && page.flash.is_none() {
        page.flash = Some(Notice::new(
            NoticeKind::Info,
            page.words,
            page.t("page-sign-in-first"),
        ));
    }
    form_view(page, &back, &Again::default()).reply()
}

fn form_view(mut page: Page, back: &str, again: &Again) -> View {
    let words = page.words;
    page.sign_in_href = None;
    let form = Form::new(&page, "/sign-in")
        .hidden("back", back)
        .field(
            Field::new(words, Control::Text, "login", words.get("page-login"))
                .autocomplete("username"),
        )
        .field(
            Field::new(
                words,
                Control::Password,
                "password",
                words.get("page-password"),
            )
            .autocomplete("current-password"),
        )
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("web-sign-in"),
        ));
    let form = again.fill(&mut page, form);
    View::new(
        page,
        vec![Part::Form(form), Part::Text(words.get("page-sign-in-help"))],
    )
}

pub(crate) async fn enter(req: Req) -> Result<Reply> {
    match begin(&req).await {
        Ok(token) => Ok(req
            .back("/")
            .cookie(SESSION, Some(token), SESSION_COOKIE_AGE)),
        Err(error) => {
            let mut page = req.page("web-sign-in");
            let again = Again::of(&req, &mut page, error)?;
            let back = req
                .form
                .get("back")
                .filter(|p| is_local(p))
                .unwrap_or_default()
                .to_owned();
            Ok(form_view(page, &back, &again)
                .reply()?
                .again(again.is_again()))
        }
    }
}

async fn begin(req: &Req) -> Result<String> {
    let mut reader = Reader::new(&req.form);
    let login = reader.text("login", 60);
    reader.text("password", 200);
    reader.done()?;
    // As it was typed: a password may begin or end with a space.
    let password = req.form.shown("password");
    let (app, ctx) = (req.app.clone(), req.app.system(0));
    let address = req.visitor.address.to_string();
    blocking(move || access::sign_in(&app.db, &ctx, &app.passwords, &login, &password, &address))
        .await
}

/// Hashing takes tens of milliseconds; the async threads must not wait for it.
pub(crate) async fn blocking<T: Send + 'static>(
    f: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(f)
        .await
        .map_err(|e| Error::internal("a task beside the server", e))?
}

pub(crate) async fn leave(req: Req) -> Result<Reply> {
    if let Some(token) = req.visitor.token.clone() {
        let ctx = req.app.system(0);
        req.app
            .db
            .work_async(&ctx, move |tx| access::session::sign_out(tx, &token))
            .await?;
    }
    Ok(Reply::see("/")
        .cookie(SESSION, None, None)
        .saved("page-signed-out", &[]))
}

pub(crate) async fn first_run(req: Req) -> Result<Reply> {
    if !is_new(&req).await? {
        return Ok(Reply::see("/sign-in"));
    }
    first_view(req.page("page-first-run"), &Again::default()).reply()
}

async fn is_new(req: &Req) -> Result<bool> {
    req.app.db.read_async(access::users::is_empty).await
}

fn first_view(mut page: Page, again: &Again) -> View {
    let words = page.words;
    page.sign_in_href = None;
    let text = |name: &str, key: &str| Field::new(words, Control::Text, name, words.get(key));
    let form = Form::new(&page, "/first-run")
        .field(text("code", "page-first-code").hint(words.get("page-first-code-hint")))
        .field(
            text("name", "page-user-name")
                .hint(words.get("page-user-name-hint"))
                .autocomplete("name"),
        )
        .field(
            text("login", "page-login")
                .hint(words.get("page-login-hint"))
                .autocomplete("username"),
        )
        .field(
            Field::new(
                words,
                Control::Password,
                "password",
                words.get("page-password"),
            )
            .hint(words.get("page-password-hint"))
            .autocomplete("new-password"),
        )
        .field(
            Field::new(
                words,
                Control::Password,
                "again",
                words.get("page-password-again"),
            )
            .autocomplete("new-password"),
        )
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("page-first-make"),
        ));
    let form = again.fill(&mut page, form);
    View::new(
        page,
        vec![Part::Text(words.get("page-first-about")), Part::Form(form)],
    )
}

pub(crate) async fn first_make(req: Req) -> Result<Reply> {
    match make_first(&req).await {
        Ok(token) => Ok(Reply::see("/").saved("page-first-done", &[]).cookie(
            SESSION,
            Some(token),
            SESSION_COOKIE_AGE,
        )),
        Err(error) => {
            let mut page = req.page("page-first-run");
            let again = Again::of(&req, &mut page, error)?;
            Ok(first_view(page, &again).reply()?.again(again.is_again()))
        }
    }
}

async fn make_first(req: &Req) -> Result<String> {
    let key = req.form.key()?;
    let mut reader = Reader::new(&req.form);
    let code = reader.text("code", 60);
    let (name, login) = (reader.text("name", 60), reader.text("login", 60));
    reader.text("password", 200);
    if req.form.shown("password") != req.form.shown("again") {
        reader
            .faults
            .push(kernel::FieldError::new("again", "passwords_differ"));
    }
    reader.done()?;
    check_code(req, &code)?;
    let (app, ctx, password) = (
        req.app.clone(),
        req.app.system(0),
        req.form.shown("password"),
    );
    let (rng, known) = (ctx.rng.clone(), login.clone());
    let hash = blocking(move || app.passwords.hash_new(rng.as_ref(), &known, &password)).await?;
    let input = FirstAdministrator { login, name };
    let db = &req.app.db;
    let user = db
        .act_async(&ctx, key, input, move |tx, ctx, input| {
            first_administrator(tx, ctx, input, &hash)
        })
        .await?;
    if let Ok(mut code) = req.app.first_run_code.lock() {
        *code = None;
    }
    // Everything after this needs the vocabulary; loading it again after an upgrade does no harm.
    let load = CommandKey::fresh(&ctx);
    db.act_async(
        &ctx,
        load,
        access::codes::LoadCodes {},
        access::codes::load_codes,
    )
    .await?;
    let inner = ctx.clone();
    db.work_async(&ctx, move |tx| access::session::begin(tx, &inner, user, 0))
        .await
}

/// The code that the terminal printed; guessing it is hopeless, so nothing counts the attempts.
fn check_code(req: &Req, typed: &str) -> Result<()> {
    let code = req
        .app
        .first_run_code
        .lock()
        .ok()
        .and_then(|code| code.clone());
    let plain = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    let keys = req.app.db.keys();
    // Compared by their HMACs, so that the time taken tells nothing about the code.
    let tag = |text: &str| keys.hmac("first-run", &[plain(text).as_bytes()]);
    match code {
        Some(code) if tag(&code) == tag(typed) => Ok(()),
        Some(_) => Err(Error::invalid("code", "wrong_code")),
        None => Err(Error::refused("web.no_first_run")),
    }
}

pub(crate) fn samples(words: Words, _frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let page = |title: &str| {
        let mut page = Page::new(words, words.get(title));
        page.org = words.get("web-tagline");
        page
    };
    let mut refused = page("web-sign-in");
    refused.flash = Some(Notice::of_error(
        words,
        &Error::refused("access.wrong_login_or_password"),
    ));
    let mut locked = page("web-sign-in");
    let lock = kernel::Refusal::new("access.too_many_attempts").with("minutes", 4);
    locked.flash = Some(Notice::of_error(words, &lock.into()));
    let again = Again::sample(
        "login=meng",
        vec![
            kernel::FieldError::new("code", "wrong_code"),
            kernel::FieldError::new("again", "passwords_differ"),
            kernel::FieldError::new("password", "password_too_short"),
        ],
    );
    vec![
        (
            "sign-in",
            form_view(page("web-sign-in"), "/", &Again::default()),
        ),
        ("sign-in-refused", form_view(refused, "", &Again::default())),
        ("sign-in-locked", form_view(locked, "", &Again::default())),
        ("first-run", first_view(page("page-first-run"), &again)),
    ]
}
