//! A deed as programs do it: its input as JSON, its answer as JSON, once for each key.

use super::intake::{FileSent, Intake};
use super::json;
use crate::app::App;
use crate::import::Incoming;
use crate::route::Gate;
use kernel::{Ctx, Error, Result};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use store::{CommandKey, Input, Tx};

type Doing = Pin<Box<dyn Future<Output = Result<Value>> + Send>>;
type Run = Arc<dyn Fn(&App, Ctx, CommandKey, Value) -> Doing + Send + Sync>;
type Describe = fn(&mut SchemaGenerator) -> Schema;

/// A deed that programs may do: `Deed::new(end_net)`. It asks for its right itself.
#[derive(Clone)]
pub struct Deed {
    /// `net.end`: also what it is called in the journal, and its words by `deed-net-end`.
    pub code: &'static str,
    /// Which of several things that one deed does: `appeal` of `cases.open`.
    pub of: Option<&'static str>,
    /// On the installation's chain, whatever organisation the token is for.
    pub(super) on_installation: bool,
    pub(super) answer: Describe,
    pub(super) takes: Takes,
}

/// What is sent.
#[derive(Clone)]
pub(super) enum Takes {
    Json { input: Describe, run: Run },
    File(Intake),
}

impl Deed {
    /// A deed whose input is what is sent.
    pub fn new<I, O, F>(deed: F) -> Deed
    where
        I: Input + DeserializeOwned + JsonSchema,
        O: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
        F: Fn(&mut Tx, &Ctx, I) -> Result<O> + Clone + Send + Sync + 'static,
    {
        Deed::from(Ok, deed)
    }

    /// A deed whose input is made of what is sent: where the door knows a part of it, or says it otherwise.
    pub fn from<J, I, O, F, M>(make: M, deed: F) -> Deed
    where
        J: Serialize + DeserializeOwned + JsonSchema,
        I: Input,
        O: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
        M: Fn(J) -> Result<I> + Send + Sync + 'static,
        F: Fn(&mut Tx, &Ctx, I) -> Result<O> + Clone + Send + Sync + 'static,
    {
        Deed::beside(
            move |sent| Ok((make(sent)?, ())),
            move |tx: &mut Tx, ctx: &Ctx, input, ()| deed(tx, ctx, input),
        )
    }

    /// A deed that is handed something beside its input, which the journal does not hold.
    pub fn beside<J, I, X, O, F, M>(make: M, deed: F) -> Deed
    where
        J: Serialize + DeserializeOwned + JsonSchema,
        I: Input,
        X: Send + 'static,
        O: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
        M: Fn(J) -> Result<(I, X)> + Send + Sync + 'static,
        F: Fn(&mut Tx, &Ctx, I, X) -> Result<O> + Clone + Send + Sync + 'static,
    {
        let run = move |app: &App, ctx: Ctx, key: CommandKey, sent: Value| -> Doing {
            let made = json::read::<J>(sent).and_then(&make);
            let (app, deed) = (app.clone(), deed.clone());
            Box::pin(async move {
                let (input, more) = made?;
                let deed = move |tx: &mut Tx, ctx: &Ctx, input| deed(tx, ctx, input, more);
                let answer = app.db.act_async(&ctx, key, input, deed).await?;
                serde_json::to_value(answer).map_err(|e| Error::internal("an answer", e))
            })
        };
        Deed {
            code: I::DEED,
            of: None,
            on_installation: false,
            answer: SchemaGenerator::subschema_for::<O>,
            takes: Takes::Json {
                input: SchemaGenerator::subschema_for::<J>,
                run: Arc::new(run),
            },
        }
    }

    /// A list that comes in as a file, as its page takes it, for whom the gate of that page lets through.
    pub fn file<I: Incoming>(import: I, gate: Gate) -> Deed {
        Deed::file_of(import, gate, None)
    }

    /// [`Deed::file`] of several that share a deed.
    pub fn file_of<I: Incoming>(import: I, gate: Gate, of: Option<&'static str>) -> Deed {
        Deed {
            code: <I::Input as Input>::DEED,
            of,
            on_installation: false,
            answer: SchemaGenerator::subschema_for::<I::Done>,
            takes: Takes::File(Intake::new(import, of, gate)),
        }
    }

    /// A file that is kept as it is, with what the query says of it.
    pub fn paper<I, A, O, F, Fut>(
        gate: Gate,
        kinds: &'static [(&'static str, &'static str)],
        deed: F,
    ) -> Deed
    where
        I: Input,
        A: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize + JsonSchema,
        F: Fn(FileSent<A>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send,
    {
        Deed {
            code: I::DEED,
            of: None,
            on_installation: false,
            answer: SchemaGenerator::subschema_for::<O>,
            takes: Takes::File(Intake::paper(I::DEED, gate, kinds, deed)),
        }
    }

    /// Done on the installation's chain: units, users, grants, code lists.
    #[must_use]
    pub fn on_installation(mut self) -> Deed {
        self.on_installation = true;
        self
    }

    /// One of several that share a deed.
    #[must_use]
    pub fn of(mut self, what: &'static str) -> Deed {
        self.of = Some(what);
        self
    }

    /// As it stands in its address: `net.end`, `cases.open.appeal`.
    pub fn name(&self) -> String {
        match self.of {
            Some(of) => format!("{}.{of}", self.code),
            None => self.code.to_owned(),
        }
    }

    /// The words of what it does.
    pub(super) fn words_key(&self) -> String {
        format!("deed-{}", self.code.replace(['.', '_'], "-"))
    }
}
