//! A reply as HTTP: headers that every page carries, cookies, files.

use crate::app::App;
use crate::assets;
use crate::reply::Reply;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::response::Response;
use kernel::Error;

pub(super) fn broken(app: &App, error: &Error) -> Response {
    if let Error::Internal(text) | Error::Unavailable(_, text) = error {
        tracing::error!("{text}");
    }
    let mut reply = Reply::see("/");
    reply.see = None;
    reply.status = StatusCode::SERVICE_UNAVAILABLE;
    reply.body = "数据库暂时没有应答，请稍后再试。\nThe database does not answer. Please try again shortly.\n".into();
    respond(reply, app.config.secure_cookies)
}

pub(crate) fn respond(reply: Reply, secure: bool) -> Response {
    respond_on(reply, secure, false)
}

pub(super) fn respond_on(reply: Reply, secure: bool, signed_in: bool) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    set(header::CONTENT_TYPE, reply.content_type);
    set(
        header::CONTENT_SECURITY_POLICY,
        if reply.sandbox {
            "default-src 'none'; sandbox"
        } else {
            assets::CONTENT_SECURITY_POLICY
        },
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(self), microphone=()",
    );
    // No other site learns an address. Not "no-referrer": a browser then sends `Origin: null` with every form of
    // the page, which check_token has to refuse.
    set(header::REFERRER_POLICY, "same-origin");
    if reply.private {
        set(HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
    }
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    set(
        header::CACHE_CONTROL,
        if reply.private || signed_in {
            "no-store"
        } else {
            "no-cache"
        },
    );
    if let Some(to) = &reply.see {
        set(header::LOCATION, to);
    }
    if let Some(name) = &reply.download {
        let how = if reply.inline { "inline" } else { "attachment" };
        let name = crate::layout::encode(name);
        set(
            header::CONTENT_DISPOSITION,
            &format!("{how}; filename*=UTF-8''{name}"),
        );
    }
    for cookie in &reply.cookies {
        let mut text = format!(
            "{}={}; Path=/; HttpOnly; SameSite=Lax",
            cookie.name,
            cookie.value.as_deref().unwrap_or("")
        );
        let age = if cookie.value.is_none() {
            Some(0)
        } else {
            cookie.max_age_s
        };
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
