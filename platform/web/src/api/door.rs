//! From a request below `/api/v1` to an answer: the document, who asks, what is asked for, and every error as a problem.

use super::bearer::{Caller, caller};
use super::deed::Takes;
use super::files::{self, FILE_ROWS, Format};
use super::intake::{Intake, Looking, Whole};
use super::json;
use super::list::{self, Asked, List, Rows, Seen};
use super::{Deed, figures, openapi, problem};
use crate::app::{App, Finder};
use crate::form::Form;
use crate::i18n::{Lang, Words};
use crate::reply::Reply;
use crate::request::Req;
use crate::route::UPLOAD_BYTES;
use crate::server::{address_of, log_error, respond};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::any;
use kernel::{Error, FieldError, Refusal, Result};
use serde::Serialize;
use serde_json::json;
use store::CommandKey;

/// Most bytes of a deed's input.
pub(super) const BODY_BYTES: usize = 1024 * 1024;
pub(super) const KEY: &str = "idempotency-key";

pub(crate) fn router(app: &App) -> Router {
    let app = app.clone();
    let handler = move |request: Request| serve(app.clone(), request);
    Router::new()
        .route("/api/v1", any(handler.clone()))
        .route("/api/v1/", any(handler.clone()))
        .route("/api/v1/{*rest}", any(handler))
}

/// What an address stands for.
enum Target<'a> {
    Document,
    Me,
    Figures,
    Figure(&'a str),
    FigureRows(&'a str),
    List(&'a List),
    Deed(&'a Deed),
}

impl Target<'_> {
    fn is_deed(&self) -> bool {
        matches!(self, Target::Deed(_))
    }
}

/// An answer before it is HTTP.
pub(super) struct Answer {
    pub content_type: &'static str,
    pub body: Vec<u8>,
    pub download: Option<String>,
    /// Where the next page is.
    pub next: Option<String>,
}

impl Answer {
    fn json(value: &impl Serialize) -> Result<Answer> {
        Answer::typed(value, "application/json")
    }

    fn typed(value: &impl Serialize, content_type: &'static str) -> Result<Answer> {
        let body = serde_json::to_vec(value).map_err(|e| Error::internal("an answer", e))?;
        Ok(Answer {
            content_type,
            body,
            download: None,
            next: None,
        })
    }
}

async fn serve(app: App, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let accepted = head.headers.get(header::ACCEPT_LANGUAGE);
    let lang =
        Lang::from_accept_language(accepted.and_then(|h| h.to_str().ok()).unwrap_or_default());
    let words = Words::new(lang);
    let path = head.uri.path().to_owned();
    let query = head.uri.query().unwrap_or_default().to_owned();
    let address = address_of(&app, &head.extensions, &head.headers);
    let asked = Call {
        app: &app,
        method: head.method.clone(),
        path: path
            .strip_prefix("/api/v1")
            .unwrap_or_default()
            .trim_start_matches('/'),
        query: &query,
        headers: &head.headers,
        address,
        lang,
    };
    let (mut response, allow) = match asked.target() {
        None => (told(&app, words, &Error::NotFound, &path), None),
        Some(target) => {
            let allow = if target.is_deed() {
                "POST"
            } else {
                "GET, HEAD"
            };
            match asked.answer(&target, body).await {
                Ok(answer) => (sent(answer, &path, &query), None),
                Err(error) => (told(&app, words, &error, &path), Some(allow)),
            }
        }
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Some(allow) = allow
    {
        set(&mut response, header::ALLOW, allow);
    }
    set(
        &mut response,
        header::VARY,
        "accept, accept-language, authorization",
    );
    if head.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn sent(answer: Answer, path: &str, query: &str) -> Response {
    let mut reply = Reply::asset(&[], answer.content_type).private();
    reply.body = answer.body;
    reply.download = answer.download;
    reply.sandbox = true;
    let mut response = respond(reply, false);
    if let Some(next) = answer.next {
        let kept = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
        pairs.push(format!("cursor={next}"));
        let link = format!("<{path}?{}>; rel=\"next\"", pairs.join("&"));
        set(&mut response, header::LINK, &link);
    }
    response
}

fn told(app: &App, words: Words, error: &Error, path: &str) -> Response {
    let number = log_error(app, error, path);
    let body = problem::body(words, error, number.as_deref());
    let mut reply = Reply::asset(&[], problem::CONTENT_TYPE).private();
    reply.body = body.to_string().into_bytes();
    reply.sandbox = true;
    let mut response = respond(reply.with_status(problem::status(error)), false);
    match response.status() {
        StatusCode::UNAUTHORIZED => {
            set(
                &mut response,
                header::WWW_AUTHENTICATE,
                "Bearer realm=\"zhen\"",
            );
        }
        StatusCode::TOO_MANY_REQUESTS => {
            let wait = wait_s(error);
            set(&mut response, header::RETRY_AFTER, &wait.to_string());
        }
        _ => {}
    }
    response
}

/// After how many seconds to ask again.
fn wait_s(error: &Error) -> i64 {
    let Error::Refused(refusal) = error else {
        return 60;
    };
    let named = |name: &str| {
        let found = refusal.args.iter().find(|(arg, _)| arg == name);
        found.and_then(|(_, value)| value.parse::<i64>().ok())
    };
    named("seconds")
        .or(named("minutes").map(|minutes| minutes * 60))
        .unwrap_or(60)
}

struct Call<'r> {
    app: &'r App,
    method: Method,
    /// Below `/api/v1/`.
    path: &'r str,
    query: &'r str,
    headers: &'r HeaderMap,
    address: std::net::IpAddr,
    lang: Lang,
}

impl<'r> Call<'r> {
    fn target(&self) -> Option<Target<'r>> {
        let parts: Vec<&str> = self.path.split('/').collect();
        match parts.as_slice() {
            ["openapi.json"] => Some(Target::Document),
            ["me"] => Some(Target::Me),
            ["figures"] => Some(Target::Figures),
            ["figures", id] => Some(Target::Figure(id)),
            ["figures", id, "rows"] => Some(Target::FigureRows(id)),
            ["deeds", name] => self.app.api.deed(name).map(Target::Deed),
            _ => self.app.api.list(self.path).map(Target::List),
        }
    }

    async fn answer(&self, target: &Target<'_>, body: Body) -> Result<Answer> {
        let fits = match target {
            Target::Deed(_) => self.method == Method::POST,
            _ => self.method == Method::GET || self.method == Method::HEAD,
        };
        if !fits {
            return Err(Refusal::new("api.method")
                .with("method", &self.method)
                .into());
        }
        if matches!(target, Target::Document) {
            return self.document();
        }
        let caller = caller(self.app, self.headers, self.address, self.lang).await?;
        whole_text(self.query)?;
        match target {
            Target::Document => self.document(),
            Target::Me => Answer::json(&me(&caller)),
            Target::Figures => Answer::json(&figures::all(&self.req(&caller)).await?),
            Target::Figure(id) => Answer::json(&figures::one(&self.req(&caller), id).await?),
            Target::FigureRows(id) => self.figure_rows(&caller, id).await,
            Target::List(list) => self.list(&caller, list).await,
            Target::Deed(deed) => self.deed(&caller, deed, body).await,
        }
    }

    fn document(&self) -> Result<Answer> {
        let made = || {
            openapi::document(self.app, Words::new(self.lang))
                .to_string()
                .into_bytes()
        };
        let kept = self.app.api.document(self.lang);
        let body = kept.map_or_else(made, |kept| kept.get_or_init(made).clone());
        Ok(Answer {
            content_type: "application/json",
            body,
            download: None,
            next: None,
        })
    }

    /// The request as the functions of pages know it.
    fn req(&self, caller: &Caller) -> Req {
        Req {
            app: self.app.clone(),
            visitor: caller.visitor.clone(),
            parts: Vec::new(),
            query: Form::from_urlencoded(self.query.as_bytes()),
            form: Form::default(),
            uri: String::new(),
            path: String::new(),
        }
    }

    fn format(&self, query: &Form, is_placed: bool) -> Result<Format> {
        let accept = self.headers.get(header::ACCEPT);
        let accept = accept.and_then(|h| h.to_str().ok()).unwrap_or_default();
        Format::asked(query.get("format"), accept, is_placed)
    }

    async fn figure_rows(&self, caller: &Caller, id: &str) -> Result<Answer> {
        let req = self.req(caller);
        let format = self.format(&req.query, false)?;
        let found = figures::rows(&req, id).await?;
        if format == Format::Json {
            let mut answer = Answer::json(&found)?;
            answer.next = found.next;
            return Ok(answer);
        }
        let (columns, rows) = figures::flat(&found);
        let mut answer = filed(format, id, None, &columns, &rows)?;
        answer.next = found.next;
        Ok(answer)
    }

    async fn list(&self, caller: &Caller, list: &List) -> Result<Answer> {
        let req = self.req(caller);
        let rights = caller.bearer.who.rights;
        if !list.gate.lets(Some(rights)) {
            return Err(Error::Forbidden);
        }
        let format = self.format(&req.query, list.place.is_some())?;
        let seen = Seen {
            ctx: req.ctx(),
            sees_names: req.sees_names(),
            rights,
            words: req.words(),
            finders: self.finders(rights),
        };
        let asked = Asked {
            filter: list::filter_of(&list.fields, &list::COMMON, &req.query)?,
            cursor: req.query.get("cursor").map(str::to_owned),
            limit: list::limit(&req.query)?,
        };
        let read = list.read.clone();
        let db = &self.app.db;
        if format == Format::Json {
            let rows = db.read_async(move |tx| read(tx, &seen, asked)).await?;
            let mut answer = Answer::json(&json!({ "rows": rows.rows, "next": rows.next }))?;
            answer.next = rows.next;
            return Ok(answer);
        }
        // A file is whole up to its limit: who wants pages asks for JSON.
        let is_page = req.query.has("limit");
        let all = move |tx: &mut store::Tx| whole(tx, &seen, asked, is_page, &*read);
        let rows = db.export_async(all).await?;
        let mut answer = filed(format, list.path, list.place, &list.columns, &rows.rows)?;
        answer.next = rows.next;
        Ok(answer)
    }

    fn finders(&self, rights: i64) -> Vec<Finder> {
        let may = |finder: &&Finder| rights & finder.right.bit() != 0;
        self.app.finders.iter().filter(may).cloned().collect()
    }

    async fn deed(&self, caller: &Caller, deed: &Deed, body: Body) -> Result<Answer> {
        let req = self.req(caller);
        let ctx = match deed.on_installation {
            true => req.ctx_in(0),
            false => req.ctx(),
        };
        match &deed.takes {
            Takes::Json { run, .. } => {
                may_write(caller)?;
                let key = self.key()?;
                if !self.media().eq_ignore_ascii_case("application/json") {
                    return Err(Error::refused("api.media_type"));
                }
                let sent = json::parse(&bytes_of(body, BODY_BYTES).await?)?;
                let answer = run(self.app, ctx, key, sent).await?;
                Answer::json(&json!({ "deed": deed.code, "answer": answer }))
            }
            Takes::File(intake) => {
                let who = Looking {
                    ctx,
                    words: req.words(),
                    sees_names: req.sees_names(),
                };
                let whole = self.file(caller, intake, &req.query, body).await?;
                Answer::json(&intake.take(self.app, who, whole).await?)
            }
        }
    }

    /// A file, from whoever its page's gate lets through; looking at one changes nothing.
    async fn file(
        &self,
        caller: &Caller,
        intake: &Intake,
        query: &Form,
        body: Body,
    ) -> Result<Whole> {
        if !intake.gate.lets(Some(caller.bearer.who.rights)) {
            return Err(Error::Forbidden);
        }
        let (beside, asked) = intake.asked(query)?;
        let key = match beside.is_look() {
            true => None,
            false => {
                may_write(caller)?;
                Some(self.key()?)
            }
        };
        let media = self.media();
        let mut kinds = intake.kinds.iter();
        let kind = kinds.find(|(kind, _)| media.eq_ignore_ascii_case(kind));
        let (_, otherwise) = kind.ok_or_else(|| Error::refused("api.not_a_file"))?;
        Ok(Whole {
            name: beside.name(otherwise)?,
            bytes: bytes_of(body, UPLOAD_BYTES).await?.into(),
            asked,
            key,
        })
    }

    /// What the body says that it is.
    fn media(&self) -> &str {
        let kind = self.headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|h| h.to_str().ok()).unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim()
    }

    /// 128 bits, as 32 hexadecimal digits or as a UUID, with or without quotes. Invalid: `required`, `not_a_key`.
    fn key(&self) -> Result<CommandKey> {
        let fault = |code| Error::Invalid(vec![FieldError::new(KEY, code)]);
        let value = self.headers.get(KEY).ok_or_else(|| fault("required"))?;
        let text = value.to_str().unwrap_or_default().trim().trim_matches('"');
        let digits = match text.len() {
            36 => text.replace('-', ""),
            _ => text.to_owned(),
        };
        CommandKey::from_hex(&digits.to_ascii_lowercase()).ok_or_else(|| fault("not_a_key"))
    }
}

fn may_write(caller: &Caller) -> Result<()> {
    match caller.bearer.reads_only {
        true => Err(Error::refused("api.reads_only")),
        false => Ok(()),
    }
}

/// Refuses `web.too_large` with `most` in MiB.
async fn bytes_of(body: Body, most: usize) -> Result<axum::body::Bytes> {
    let too_large = |_| Refusal::new("web.too_large").with("most", most / (1024 * 1024));
    axum::body::to_bytes(body, most)
        .await
        .map_err(|e| too_large(e).into())
}

/// A form lets go of null characters, which no text has; here nothing is read otherwise than it was sent. Invalid, by name:
/// `not_text`.
fn whole_text(query: &str) -> Result<()> {
    let named = query.split('&').find(|pair| pair.contains("%00"));
    let Some(pair) = named else {
        return Ok(());
    };
    let name = pair.split('=').next().unwrap_or_default().to_owned();
    Err(Error::Invalid(vec![FieldError::new(name, "not_text")]))
}

/// Every page of a list up to what a file holds.
fn whole(
    tx: &mut store::Tx,
    seen: &Seen,
    asked: Asked,
    is_page: bool,
    read: &(impl Fn(&mut store::Tx, &Seen, Asked) -> Result<Rows> + ?Sized),
) -> Result<Rows> {
    if is_page {
        return read(tx, seen, asked);
    }
    let Asked {
        filter, mut cursor, ..
    } = asked;
    let mut all = Vec::new();
    loop {
        let page = Asked {
            filter: filter.clone(),
            cursor: cursor.take(),
            // A list that hands out less at once is asked again for the rest.
            limit: FILE_ROWS - all.len(),
        };
        let found = read(tx, seen, page)?;
        all.extend(found.rows);
        if found.next.is_none() || all.len() >= FILE_ROWS {
            return Ok(Rows {
                rows: all,
                next: found.next,
            });
        }
        cursor = found.next;
    }
}

fn filed(
    format: Format,
    path: &str,
    place: Option<&str>,
    columns: &[String],
    rows: &[json::Ordered],
) -> Result<Answer> {
    let title = path.replace('/', "-");
    let body = match (format, place) {
        (Format::Csv, _) => files::csv(&title, columns, rows)?,
        (Format::Xlsx, _) => files::xlsx(&title, columns, rows)?,
        (Format::GeoJson, Some(place)) => files::geojson(place, rows).to_string().into_bytes(),
        _ => return Err(Error::invalid("format", "unknown_word")),
    };
    Ok(Answer {
        content_type: format.content_type(),
        body,
        download: Some(format!("{title}.{}", format.code())),
        next: None,
    })
}

/// Whose token it is, and what it can do today.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(super) struct Me {
    pub user: kernel::Id,
    pub login: String,
    pub name: String,
    /// The organisation for which the token is; 0 is the installation.
    pub org: i64,
    pub org_name: String,
    pub roles: Vec<access::Role>,
    pub token: kernel::Id,
    /// Whether it can do no deeds.
    pub reads_only: bool,
}

fn me(caller: &Caller) -> Me {
    let who = &caller.bearer.who;
    Me {
        user: who.user,
        login: who.login.clone(),
        name: who.name.clone(),
        org: who.org,
        org_name: caller.visitor.org_name.clone(),
        roles: caller.visitor.roles.clone(),
        token: caller.bearer.token,
        reads_only: caller.bearer.reads_only,
    }
}
