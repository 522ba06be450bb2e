//! An error as programs are told it (RFC 9457): its kind, its code, the words in the asked language, and each faulty field by
//! its path. The same codes and words as on pages.

use crate::i18n::Words;
use crate::pages::error;
use kernel::{Error, FieldError};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

pub(super) const CONTENT_TYPE: &str = "application/problem+json";

/// The kinds, as the page `/api` explains them.
pub(super) const KINDS: [&str; 7] = [
    "refused",
    "invalid",
    "not-found",
    "forbidden",
    "conflict",
    "internal",
    "unavailable",
];

/// Refusals of this door that are more than "a rule says no".
pub(super) fn status(error: &Error) -> u16 {
    match error {
        Error::Refused(refusal) => match refusal.code.as_ref() {
            "api.not_json" => 400,
            "api.no_token" | "api.unknown_token" => 401,
            "api.reads_only" => 403,
            "api.method" => 405,
            "api.not_acceptable" => 406,
            "api.media_type" | "api.not_a_file" => 415,
            "api.too_often" | "access.too_many_attempts" => 429,
            _ => error::status(error),
        },
        _ => error::status(error),
    }
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Refused(_) => "refused",
        Error::Invalid(_) => "invalid",
        Error::NotFound => "not-found",
        Error::Forbidden => "forbidden",
        Error::Conflict => "conflict",
        Error::Internal(_) => "internal",
        Error::Unavailable(..) => "unavailable",
    }
}

fn args(args: &[(Cow<'static, str>, String)]) -> Value {
    let pairs = args
        .iter()
        .map(|(name, value)| (name.to_string(), Value::from(value.as_str())));
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn field(words: Words, fault: &FieldError) -> Value {
    json!({
        "field": fault.field,
        "code": fault.code,
        "detail": words.field_error(fault),
        "args": args(&fault.args),
    })
}

/// The body. `number` finds the line of an internal error in the log.
pub(super) fn body(words: Words, error: &Error, number: Option<&str>) -> Value {
    let kind = kind(error);
    let (code, filled) = match error {
        Error::Refused(refusal) => (refusal.code.to_string(), args(&refusal.args)),
        _ => (kind.replace('-', "_"), json!({})),
    };
    let faults = match error {
        Error::Invalid(faults) => faults.iter().map(|fault| field(words, fault)).collect(),
        _ => Vec::new(),
    };
    json!({
        "type": format!("/api#{kind}"),
        "title": words.get(&format!("page-error-{kind}")),
        "status": status(error),
        "detail": words.error(error),
        "code": code,
        "args": filled,
        "errors": faults,
        "number": number,
    })
}
