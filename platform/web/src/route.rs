//! One address, who may come through it, and what answers. The list of routes is data, so that a
//! test can try every one of them as everybody.

use crate::reply::Reply;
use crate::request::Req;
use access::Right;
use kernel::Result;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Who may come through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    Public,
    SignedIn,
    /// Somebody who holds one of these rights somewhere in the organisation; which rows he sees
    /// the scope predicate says.
    Any(&'static [Right]),
}

impl Gate {
    /// `rights` is `None` for a visitor who is not signed in.
    pub fn lets(self, rights: Option<i64>) -> bool {
        match self {
            Gate::Public => true,
            Gate::SignedIn => rights.is_some(),
            Gate::Any(wanted) => rights.is_some_and(|r| crate::app::holds(r, wanted)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
}

pub type Handler =
    Arc<dyn Fn(Req) -> Pin<Box<dyn Future<Output = Result<Reply>> + Send>> + Send + Sync>;

#[derive(Clone)]
pub struct Route {
    pub verb: Verb,
    /// With `{name}` for a part that varies.
    pub path: &'static str,
    pub gate: Gate,
    /// Most bytes of a posted body.
    pub limit: usize,
    /// A POST that changes nothing and therefore needs no token (the button before a public roster).
    pub reads_only: bool,
    pub(crate) handler: Handler,
}

/// A door that is also handed what its module was made of, such as the sources of rounds.
pub(crate) fn with<S, F, Fut>(shared: &S, door: F) -> impl Fn(Req) -> Fut + use<S, F, Fut>
where
    S: Clone,
    F: Fn(Req, S) -> Fut,
{
    let shared = shared.clone();
    move |req| door(req, shared.clone())
}

const FORM_BYTES: usize = 256 * 1024;
/// Most bytes of an uploaded file.
pub const UPLOAD_BYTES: usize = 64 * 1024 * 1024;

impl Route {
    pub fn get<F, Fut>(path: &'static str, gate: Gate, handler: F) -> Route
    where
        F: Fn(Req) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        Route::new(Verb::Get, path, gate, handler)
    }

    pub fn post<F, Fut>(path: &'static str, gate: Gate, handler: F) -> Route
    where
        F: Fn(Req) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        Route::new(Verb::Post, path, gate, handler)
    }

    fn new<F, Fut>(verb: Verb, path: &'static str, gate: Gate, handler: F) -> Route
    where
        F: Fn(Req) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Reply>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |req| Box::pin(handler(req)));
        Route {
            verb,
            path,
            gate,
            limit: FORM_BYTES,
            reads_only: false,
            handler,
        }
    }

    /// Takes a file.
    #[must_use]
    pub fn upload(mut self) -> Route {
        self.limit = UPLOAD_BYTES;
        self
    }

    /// A POST that only shows something.
    #[must_use]
    pub fn reads_only(mut self) -> Route {
        self.reads_only = true;
        self
    }
}
