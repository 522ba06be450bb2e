//! From a connection to a handler and back: cookies, session, token, gate, limits, headers.

mod respond;
mod visitor;

pub(crate) use self::respond::respond;
use self::respond::{broken, respond_on};
pub(crate) use self::visitor::address_of;
pub(crate) use self::visitor::{change_look, place_of};
use self::visitor::{referer, sealed_flash, visitor};
use crate::app::App;
use crate::form::{Form, Upload};
use crate::reply::Reply;
use crate::request::Req;
use crate::route::{Gate, Route, Verb};
use crate::{assets, pages};
use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::{MethodRouter, get, on};
use kernel::{Error, Result};
use tower_http::compression::CompressionLayer;

/// The session's cookie. A visitor without a session has a `zhen_visit` so that the forms before
/// signing in carry a token too.
pub(crate) const SESSION: &str = "zhen_session";
const VISIT: &str = "zhen_visit";
const LOOK: &str = "zhen_look";
const FLASH: &str = "zhen_flash";

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
            let parts = parts
                .iter()
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .collect();
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
                response.headers_mut().insert(
                    header::CACHE_CONTROL,
                    HeaderValue::from_static(assets::CACHE_CONTROL),
                );
                response
            }),
        );
    }
    router = router.merge(crate::api::router(app));
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
    let uri = head
        .uri
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
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
        pages::error::page(
            &shown,
            &error,
            referer(headers).as_deref(),
            number.as_deref(),
        )
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
async fn prepare(
    req: &mut Req,
    route: &Route,
    headers: &HeaderMap,
    body: Body,
) -> Result<Option<Reply>> {
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
        a.len() == b.len()
            && a.bytes()
                .zip(b.bytes())
                .fold(0, |acc, (x, y)| acc | (x ^ y))
                == 0
    };
    let token = req.form.get("_csrf").unwrap_or_default();
    let host = headers
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
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
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
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
            Some(file) => form.files.push(Upload {
                field: name,
                name: file,
                bytes: bytes.to_vec(),
            }),
            None => form.push(name, String::from_utf8_lossy(&bytes).replace('\0', "")),
        }
    }
    Ok(form)
}

fn tokio_stream_of(bytes: axum::body::Bytes) -> axum::body::BodyDataStream {
    Body::from(bytes).into_data_stream()
}

/// Logs an internal error, once, under a number that the person is shown; nobody else sees its text.
fn log(app: &App, error: &Error, route: &Route) -> Option<String> {
    log_error(app, error, route.path)
}

/// The same for an address of the API.
pub(crate) fn log_error(app: &App, error: &Error, route: &str) -> Option<String> {
    let (Error::Internal(text) | Error::Unavailable(_, text)) = error else {
        return None;
    };
    let mut bytes = [0; 4];
    app.rng.fill(&mut bytes);
    let number = store::keys::hex(&bytes);
    tracing::error!(number, route, "{text}");
    Some(number)
}
