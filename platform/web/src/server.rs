//! From a connection to a handler and back: cookies, session, token, gate, limits, headers.

use crate::app::App;
use crate::form::{Form, Upload};
use crate::i18n::Lang;
use crate::reply::{Flash, Reply};
use crate::request::{Req, Visitor, is_local};
use crate::route::{Gate, Route, Verb};
use crate::{assets, pages};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, RawPathParams, Request};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{MethodRouter, get, on};
use access::Role;
use kernel::{Error, Result};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tower_http::compression::CompressionLayer;

/// The session's cookie. A visitor without a session has a `zhen_visit` so that the forms before
/// signing in carry a token too.
pub(crate) const SESSION: &str = "zhen_session";
const VISIT: &str = "zhen_visit";
const LOOK: &str = "zhen_look";
const FLASH: &str = "zhen_flash";
const YEAR_S: i64 = 365 * 86_400;

/// The whole site as a service.
pub fn router(app: &App, routes: &[Route]) -> Router {
    let mut by_path: Vec<(&'static str, MethodRouter)> = Vec::new();
    for route in routes {
        let method = match route.verb {
            Verb::Get => axum::routing::MethodFilter::GET,
            Verb::Post => axum::routing::MethodFilter::POST,
        };
        let (app, route) = (app.clone(), route.clone());
        let path = route.path;
        let handler = move |parts: RawPathParams, request: Request| {
            let parts = parts.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            serve(app.clone(), route.clone(), parts, request)
        };
        match by_path.iter_mut().find(|(p, _)| *p == path) {
            Some((_, methods)) => *methods = std::mem::take(methods).on(method, handler),
            None => by_path.push((path, on(method, handler))),
        }
    }
    let mut router = Router::new();
    for (path, methods) in by_path {
        router = router.route(path, methods);
    }
    for asset in assets::all() {
        let (path, kind, bytes) = (asset.path.clone(), asset.content_type, asset.bytes);
        router = router.route(
            &path,
            get(move || async move {
                let mut response = respond(Reply::asset(bytes, kind), false);
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(assets::CACHE_CONTROL));
                response
            }),
        );
    }
    let lost = {
        let app = app.clone();
        move |request: Request| {
            let route = Route::get("", Gate::Public, |_| async { Err(Error::NotFound) });
            serve(app, route, Vec::new(), request)
        }
    };
    router.fallback(lost).layer(CompressionLayer::new())
}

async fn serve(app: App, route: Route, parts: Vec<(String, String)>, request: Request) -> Response {
    let secure = app.config.secure_cookies;
    let (head, body) = request.into_parts();
    let address = address_of(&app, &head.extensions, &head.headers);
    let uri = head.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let (visitor, visit) = match visitor(&app, &head.headers, address).await {
        Ok(found) => found,
        Err(error) => return broken(&app, &error),
    };
    let anonymous = visitor.user.is_none();
    let mut req = Req {
        app: app.clone(),
        visitor,
        parts,
        query: Form::from_urlencoded(head.uri.query().unwrap_or_default().as_bytes()),
        form: Form::default(),
        uri,
        path: head.uri.path().to_owned(),
    };
    let had_flash = req.visitor.flash.is_some();
    let mut reply = answer(&mut req, &route, &head.headers, body).await;
    if had_flash && reply.see.is_none() {
        reply = reply.cookie(FLASH, None, None);
    }
    if let (Some(visit), true) = (visit, anonymous) {
        reply = reply.cookie(VISIT, Some(visit), None);
    }
    if let Some(flash) = reply.flash.take() {
        reply = match sealed_flash(&app, &flash) {
            Ok(value) => reply.cookie(FLASH, Some(value), Some(60)),
            Err(_) => reply,
        };
    }
    respond_on(reply, secure, !anonymous)
}

/// The handler's answer, or the page that says what went wrong.
async fn answer(req: &mut Req, route: &Route, headers: &HeaderMap, body: Body) -> Reply {
    let shown = bare(req);
    let req_app = req.app.clone();
    let result = match prepare(req, route, headers, body).await {
        Ok(None) => {
            let req = std::mem::replace(req, bare(&shown));
            (route.handler)(req).await
        }
        Ok(Some(reply)) => Ok(reply),
        Err(error) => Err(error),
    };
    result.unwrap_or_else(|error| {
        let number = log(&req_app, &error, route);
        pages::error::page(&shown, &error, referer(headers).as_deref(), number.as_deref())
    })
}

/// The request without what was sent: for the page that says what went wrong.
fn bare(req: &Req) -> Req {
    Req {
        app: req.app.clone(),
        visitor: req.visitor.clone(),
        parts: Vec::new(),
        query: Form::default(),
        form: Form::default(),
        uri: req.uri.clone(),
        path: req.path.clone(),
    }
}

/// Gate, body, token. An answer here ends the request before its handler.
async fn prepare(req: &mut Req, route: &Route, headers: &HeaderMap, body: Body) -> Result<Option<Reply>> {
    let rights = req.visitor.user.as_ref().map(|u| u.rights);
    if !route.gate.lets(rights) {
        if rights.is_some() {
            return Err(Error::Forbidden);
        }
        let back = crate::layout::encode(&req.uri);
        return Ok(Some(match route.verb {
            Verb::Get => Reply::see(format!("/sign-in?back={back}")),
            // What was typed would be lost on the way through the sign-in page; say so instead.
            Verb::Post => return Err(Error::refused("web.signed_out")),
        }));
    }
    let must_change = req.visitor.user.as_ref().is_some_and(|u| u.must_change);
    if must_change && !["/account/password", "/sign-out", "/look"].contains(&req.path.as_str()) {
        return Ok(Some(Reply::see("/account/password")));
    }
    if route.verb == Verb::Post {
        req.form = read_body(headers, body, route.limit).await?;
        if !route.reads_only {
            check_token(req, headers)?;
        }
    }
    Ok(None)
}

/// The token of the form, and the Origin where the browser names one.
fn check_token(req: &Req, headers: &HeaderMap) -> Result<()> {
    let same = |a: &str, b: &str| {
        a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (x, y)| acc | (x ^ y)) == 0
    };
    let token = req.form.get("_csrf").unwrap_or_default();
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let origin = headers.get(header::ORIGIN).and_then(|h| h.to_str().ok());
    let foreign = origin.is_some_and(|o| o.split_once("://").is_none_or(|(_, from)| from != host));
    if foreign || req.visitor.csrf.is_empty() || !same(token, &req.visitor.csrf) {
        return Err(Error::refused("web.stale_form"));
    }
    Ok(())
}

async fn read_body(headers: &HeaderMap, body: Body, limit: usize) -> Result<Form> {
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| {
        Error::from(kernel::Refusal::new("web.too_large").with("most", limit / (1024 * 1024)))
    })?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let Ok(boundary) = multer::parse_boundary(kind) else {
        return Ok(Form::from_urlencoded(&bytes));
    };
    let fault = |_| Error::refused("web.broken_upload");
    let stream = tokio_stream_of(bytes);
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut form = Form::default();
    while let Some(field) = parts.next_field().await.map_err(fault)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(|n| n.replace(['\0', '/', '\\'], "_"));
        let bytes = field.bytes().await.map_err(fault)?;
        match file_name {
            Some(file) => form.files.push(Upload { field: name, name: file, bytes: bytes.to_vec() }),
            None => form.push(name, String::from_utf8_lossy(&bytes).replace('\0', "")),
        }
    }
    Ok(form)
}

fn tokio_stream_of(bytes: axum::body::Bytes) -> axum::body::BodyDataStream {
    Body::from(bytes).into_data_stream()
}

/// Who asks: session, language, size of text, and the token that his forms must carry.
async fn visitor(app: &App, headers: &HeaderMap, address: IpAddr) -> Result<(Visitor, Option<String>)> {
    let token = cookie(headers, SESSION);
    let who = match &token {
        Some(token) => who(app, token.clone()).await?,
        None => None,
    };
    let (lang, elder) = look(headers);
    let flash = cookie(headers, FLASH).and_then(|value| opened_flash(app, &value));
    let nobody = Visitor {
        user: None,
        org_name: String::new(),
        roles: Vec::new(),
        lang,
        elder,
        csrf: String::new(),
        address,
        flash,
        token: None,
    };
    if let Some((user, org_name, roles)) = who {
        let csrf = user.csrf.clone();
        return Ok((Visitor { user: Some(user), org_name, roles, csrf, token, ..nobody }, None));
    }
    let (visit, new) = match cookie(headers, VISIT) {
        Some(visit) => (visit, None),
        None => {
            let mut bytes = [0; 16];
            app.rng.fill(&mut bytes);
            let visit = store::keys::hex(&bytes);
            (visit.clone(), Some(visit))
        }
    };
    let csrf = store::keys::hex(&app.db.keys().hmac("csrf", &[visit.as_bytes()]));
    Ok((Visitor { csrf, ..nobody }, new))
}

/// The person behind a session's token, where he works and as what.
async fn who(app: &App, token: String) -> Result<Option<(access::SignedIn, String, Vec<Role>)>> {
    let ctx = app.system(0);
    let (asked, copy) = (ctx.clone(), token.clone());
    let found = app
        .db
        .read_async(move |tx| {
            let Some(user) = access::session::session(tx, &asked, &copy)? else { return Ok(None) };
            let today = asked.today();
            let org = access::create_org::org(tx, user.org, today)?;
            let grants = access::grant_role::grants_of(tx, user.user)?;
            let here = grants.iter().filter(|g| g.for_org == user.org && g.holds_on(today));
            let mut roles: Vec<Role> = here.filter_map(|g| Role::from_code(&g.role)).collect();
            roles.dedup();
            Ok(Some((user, org.map(|o| o.name).unwrap_or_default(), roles)))
        })
        .await?;
    if found.as_ref().is_some_and(|(user, _, _)| user.needs_touch) {
        app.db.work_async(&ctx.clone(), move |tx| access::session::touch(tx, &ctx, &token)).await?;
    }
    Ok(found)
}

fn look(headers: &HeaderMap) -> (Lang, bool) {
    let chosen = cookie(headers, LOOK).unwrap_or_default();
    let (lang, elder) = chosen.split_once('.').unwrap_or((&chosen, ""));
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|h| h.to_str().ok()).unwrap_or_default();
    (Lang::from_code(lang).unwrap_or_else(|| Lang::from_accept_language(accepted)), elder == "elder")
}

/// `/look?lang=en&elder=1&back=/…`: how this browser is shown the pages.
pub(crate) async fn change_look(req: Req) -> Result<Reply> {
    let lang = req.query.get("lang").and_then(Lang::from_code).unwrap_or(req.visitor.lang);
    let elder = req.query.get("elder").map_or(req.visitor.elder, |e| e == "1");
    let value = format!("{}{}", lang.code(), if elder { ".elder" } else { "" });
    Ok(req.back("/").cookie(LOOK, Some(value), Some(YEAR_S)))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|h| h.to_str().ok())
        .flat_map(|h| h.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v.to_owned())
        .filter(|v| !v.is_empty() && v.len() <= 2048)
}

fn sealed_flash(app: &App, flash: &Flash) -> Result<String> {
    let text = serde_json::to_vec(flash).map_err(|e| Error::internal("a flash", e))?;
    let mac = app.db.keys().hmac("flash", &[&text]);
    Ok(format!("{}.{}", store::keys::hex(&mac), store::keys::hex(&text)))
}

fn opened_flash(app: &App, value: &str) -> Option<Flash> {
    let (mac, text) = value.split_once('.')?;
    let bytes: Option<Vec<u8>> = (0..text.len() / 2)
        .map(|i| text.get(2 * i..2 * i + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let bytes = bytes?;
    let expected = store::keys::hex(&app.db.keys().hmac("flash", &[&bytes]));
    (expected == mac).then(|| serde_json::from_slice(&bytes).ok()).flatten()
}

/// The address of the browser: of the connection, or what a trusted proxy says of it.
fn address_of(app: &App, extensions: &axum::http::Extensions, headers: &HeaderMap) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.ip());
    let trusted = |address: IpAddr| app.config.trusted_proxies.iter().any(|n| n.contains(address));
    if !trusted(peer) {
        return peer;
    }
    let forwarded = headers.get("x-forwarded-for").and_then(|h| h.to_str().ok()).unwrap_or_default();
    // From the right: each proxy appends whom it spoke with, so the first untrusted one is the browser.
    forwarded.rsplit(',').filter_map(|a| a.trim().parse().ok()).find(|a| !trusted(*a)).unwrap_or(peer)
}

fn referer(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (_, rest) = referer.split_once("://")?;
    let path = rest.strip_prefix(host)?;
    is_local(path).then(|| path.to_owned())
}

/// Logs an internal error, once, under a number that the person is shown; nobody else sees its text.
fn log(app: &App, error: &Error, route: &Route) -> Option<String> {
    let Error::Internal(text) = error else { return None };
    let mut bytes = [0; 4];
    app.rng.fill(&mut bytes);
    let number = store::keys::hex(&bytes);
    tracing::error!(number, route = route.path, "{text}");
    Some(number)
}

fn broken(app: &App, error: &Error) -> Response {
    if let Error::Internal(text) = error {
        tracing::error!("{text}");
    }
    let mut reply = Reply::see("/");
    reply.see = None;
    reply.status = StatusCode::SERVICE_UNAVAILABLE;
    reply.body = "数据库暂时没有应答，请稍后再试。\nThe database does not answer. Please try again shortly.\n".into();
    respond(reply, app.config.secure_cookies)
}

fn respond(reply: Reply, secure: bool) -> Response {
    respond_on(reply, secure, false)
}

fn respond_on(reply: Reply, secure: bool, signed_in: bool) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    set(header::CONTENT_TYPE, reply.content_type);
    set(header::CONTENT_SECURITY_POLICY, assets::CONTENT_SECURITY_POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    set(header::REFERRER_POLICY, if reply.private { "no-referrer" } else { "same-origin" });
    if reply.private {
        set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    }
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    set(header::CACHE_CONTROL, if reply.private || signed_in { "no-store" } else { "no-cache" });
    if let Some(to) = &reply.see {
        set(header::LOCATION, to);
    }
    if let Some(name) = &reply.download {
        let name = crate::layout::encode(name);
        set(header::CONTENT_DISPOSITION, &format!("attachment; filename*=UTF-8''{name}"));
    }
    for cookie in &reply.cookies {
        let mut text = format!("{}={}; Path=/; HttpOnly; SameSite=Lax", cookie.name, cookie.value.as_deref().unwrap_or(""));
        let age = if cookie.value.is_none() { Some(0) } else { cookie.max_age_s };
        if let Some(age) = age {
            text.push_str(&format!("; Max-Age={age}"));
        }
        if secure {
            text.push_str("; Secure");
        }
        set(header::SET_COOKIE, &text);
    }
    response
}
