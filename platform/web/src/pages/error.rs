//! What a person sees instead of what he asked for: what happened, and what to do next.

use crate::components::{Button, ButtonKind, Notice, NoticeKind};
use crate::i18n::Words;
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use kernel::Error;

/// The page of an error. `back` is where the person came from; `number` finds the log's line of an
/// internal error.
pub(crate) fn page(req: &Req, error: &Error, back: Option<&str>, number: Option<&str>) -> Reply {
    let page = req.page(title_key(error));
    let signed_in = req.visitor.user.is_some();
    let text = req.words().error(error);
    match view(page, error, back, number, signed_in).reply() {
        Ok(reply) => reply.with_status(status(error)),
        // The error page itself cannot be rendered: the words alone still say what to do.
        Err(_) => Reply::html(text).with_status(500),
    }
}

/// The HTTP status of each kind of error, decided here and nowhere else.
pub fn status(error: &Error) -> u16 {
    match error {
        Error::Refused(r) if r.code == "web.too_large" => 413,
        Error::Refused(r) if r.code == "web.stale_form" => 403,
        Error::Refused(r) if r.code == "web.signed_out" => 401,
        Error::Refused(_) | Error::Invalid(_) => 422,
        Error::NotFound => 404,
        Error::Forbidden => 403,
        Error::Conflict => 409,
        Error::Internal(_) => 500,
        Error::Unavailable(..) => 503,
    }
}

fn title_key(error: &Error) -> &'static str {
    match error {
        Error::Refused(_) => "page-error-refused",
        Error::Invalid(_) => "page-error-invalid",
        Error::NotFound => "page-error-not-found",
        Error::Forbidden => "page-error-forbidden",
        Error::Conflict => "page-error-conflict",
        Error::Internal(_) => "page-error-internal",
        Error::Unavailable(..) => "page-error-unavailable",
    }
}

fn view(
    page: Page,
    error: &Error,
    back: Option<&str>,
    number: Option<&str>,
    signed_in: bool,
) -> View {
    let words = page.words;
    let mut parts = Vec::new();
    let mut notice = Notice::new(NoticeKind::Refused, words, words.error(error));
    notice.title = page.title.clone();
    parts.push(Part::Notice(notice));
    if let Error::Invalid(faults) = error {
        parts.push(Part::List(
            faults
                .iter()
                .map(|f| (String::new(), words.field_error(f)))
                .collect(),
        ));
    }
    if let Some(number) = number {
        parts.push(Part::Code {
            label: words.get("page-error-number"),
            text: number.to_owned(),
        });
    }
    let mut ways = Vec::new();
    if matches!(error, Error::Refused(r) if r.code == "web.signed_out")
        || (*error == Error::Forbidden && !signed_in)
    {
        ways.push(Button::link(
            ButtonKind::Primary,
            "/sign-in",
            words.get("web-sign-in"),
        ));
    }
    match back {
        Some(back) => ways.push(Button::link(
            ButtonKind::Secondary,
            back,
            words.get("page-error-back"),
        )),
        None => ways.push(Button::link(
            ButtonKind::Secondary,
            "/",
            words.get("page-error-home"),
        )),
    }
    parts.push(Part::Buttons(ways));
    View::new(page, parts)
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let stale = Error::refused("web.stale_form");
    let invalid = Error::Invalid(vec![
        kernel::FieldError::new("name", "too_long").with("max", 20),
    ]);
    let internal = Error::Internal("reading units: disk".into());
    let full = Error::Unavailable(kernel::Lack::DiskFull, "writing".into());
    let away = Error::Unavailable(kernel::Lack::NoAnswer, "closed".into());
    let make = |error: &Error, back, number| {
        view(
            frame(&words.get(title_key(error))),
            error,
            back,
            number,
            true,
        )
    };
    vec![
        ("error-refused", make(&stale, Some("/units"), None)),
        ("error-invalid", make(&invalid, None, None)),
        ("error-not-found", make(&Error::NotFound, None, None)),
        ("error-forbidden", make(&Error::Forbidden, None, None)),
        ("error-conflict", make(&Error::Conflict, None, None)),
        ("error-internal", make(&internal, None, Some("7f3a-91c2"))),
        ("error-disk-full", make(&full, None, Some("7f3a-91c2"))),
        (
            "error-no-answer",
            make(&away, Some("/units"), Some("7f3a-91c2")),
        ),
    ]
}
