//! How a thing can go otherwise than asked. Seven kinds, mapped once to HTTP and once to exit codes.

use std::borrow::Cow;
use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What came back instead of what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A rule says no. Coded, worded in `locales/`, says what to do next.
    Refused(Refusal),
    /// The input itself is faulty, field by field.
    Invalid(Vec<FieldError>),
    /// No such thing, or none within the asker's scope: the two are not told apart.
    NotFound,
    /// The asker may not do this.
    Forbidden,
    /// Somebody else was here first, or the same key came with another input.
    Conflict,
    /// Something broke. Logged once at the edge; the person sees a number, not the text.
    Internal(String),
    /// What the program works on is away for now. The text is logged like that of [`Error::Internal`].
    Unavailable(Lack, String),
}

/// What is away, and with it what to do: see `web-error-disk-full` and `web-error-no-answer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Nothing was saved.
    DiskFull,
    /// The database went away or waits for somebody. Whether a write was saved is not known; who sends it
    /// again under its key is told.
    NoAnswer,
}

/// A rule's no: `code` is stable and looks like `payout.before_vote`; `args` fill its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: Cow<'static, str>,
    pub args: Vec<(Cow<'static, str>, String)>,
}

/// One fault of one field: `code` is worded as `invalid-<code>` in `locales/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    pub field: Cow<'static, str>,
    pub code: Cow<'static, str>,
    pub args: Vec<(Cow<'static, str>, String)>,
}

impl Refusal {
    pub fn new(code: &'static str) -> Self {
        Refusal {
            code: Cow::Borrowed(code),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// The locale key that words this refusal: `payout.before_vote` is `refused-payout-before-vote`.
    pub fn locale_key(&self) -> String {
        format!("refused-{}", self.code.replace(['.', '_'], "-"))
    }
}

impl FieldError {
    pub fn new(field: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        FieldError {
            field: field.into(),
            code: Cow::Borrowed(code),
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// The locale key that words this fault: `not_a_date` is `invalid-not-a-date`.
    pub fn locale_key(&self) -> String {
        format!("invalid-{}", self.code.replace(['.', '_'], "-"))
    }
}

impl Error {
    /// A refusal without arguments.
    pub fn refused(code: &'static str) -> Self {
        Error::Refused(Refusal::new(code))
    }

    /// One faulty field.
    pub fn invalid(field: &'static str, code: &'static str) -> Self {
        Error::Invalid(vec![FieldError::new(field, code)])
    }

    /// Broken, with what was being done: `Error::internal("reading share register", e)`.
    pub fn internal(doing: &str, cause: impl fmt::Display) -> Self {
        Error::Internal(format!("{doing}: {cause}"))
    }

    /// Exit code of the command line: 1 refused or check failed, 2 bad input, 3 internal.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Refused(_) | Error::Forbidden | Error::Conflict => 1,
            Error::Invalid(_) | Error::NotFound => 2,
            Error::Internal(_) | Error::Unavailable(..) => 3,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(r) => {
                write!(f, "refused {}", r.code)?;
                for (name, value) in &r.args {
                    write!(f, " {name}={value}")?;
                }
                Ok(())
            }
            Error::Invalid(fields) => {
                write!(f, "invalid")?;
                for e in fields {
                    write!(f, " {}:{}", e.field, e.code)?;
                }
                Ok(())
            }
            Error::NotFound => write!(f, "not found"),
            Error::Forbidden => write!(f, "forbidden"),
            Error::Conflict => write!(f, "conflict"),
            Error::Internal(text) => write!(f, "internal: {text}"),
            Error::Unavailable(Lack::DiskFull, text) => write!(f, "the disk is full: {text}"),
            Error::Unavailable(Lack::NoAnswer, text) => write!(f, "no answer: {text}"),
        }
    }
}

impl std::error::Error for Error {}
