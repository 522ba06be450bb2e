//! Files that programs send as the body of a deed. A list: read and compared as on its page, then done at once, or only looked at. What was sent
//! under a key is the same deed also where what is there has changed in between.

use super::schema::{self, Field};
use super::{json, list};
use crate::app::App;
use crate::form::Form;
use crate::i18n::Words;
use crate::import::{Incoming, Kept, Planned};
use crate::route::Gate;
use crate::sheet;
use kernel::{Ctx, Error, FieldError, Refusal, Result};
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use store::{CommandKey, Input, Sent, Tx};

type Doing = Pin<Box<dyn Future<Output = Result<Value>> + Send>>;
type Take = Arc<dyn Fn(&App, Looking, Whole) -> Doing + Send + Sync>;

/// Faults that an answer tells; the marked file of the page has them all.
const FAULTS: usize = 1_000;
const LONGEST_NAME: usize = 200;
/// A file is compared again where somebody was faster between comparing and doing.
const TRIES: usize = 3;

/// What a table may be sent as. What it is tells its content alone.
const TABLES: Kinds = &[
    ("application/octet-stream", "list"),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "list.xlsx",
    ),
    ("application/vnd.ms-excel", "list.xls"),
    ("application/vnd.oasis.opendocument.spreadsheet", "list.ods"),
    ("text/csv", "list.csv"),
    ("text/plain", "list.txt"),
];

/// How a deed takes a file.
#[derive(Clone)]
pub(super) struct Intake {
    pub gate: Gate,
    /// What its query knows.
    pub fields: Vec<Field>,
    /// What it may be sent as, and what it is called where nobody says it.
    pub kinds: Kinds,
    /// A list, which may be only looked at; otherwise a paper.
    pub is_list: bool,
    take: Take,
}

type Kinds = &'static [(&'static str, &'static str)];

/// A file with all that its deed is told.
pub struct FileSent<A> {
    pub app: App,
    pub ctx: Ctx,
    pub key: CommandKey,
    pub asked: A,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Who sends it.
pub(super) struct Looking {
    pub ctx: Ctx,
    pub words: Words,
    pub sees_names: bool,
}

/// A file with what was said beside it. Without a key it is only looked at.
pub(super) struct Whole {
    pub name: String,
    pub bytes: Vec<u8>,
    pub asked: Value,
    pub key: Option<CommandKey>,
}

#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Beside {
    /// What the file is called.
    #[schemars(length(max = 200))]
    name: Option<String>,
    /// Only read and compare it: the same answer without the deed, and no Idempotency-Key is needed.
    look: Option<bool>,
}

impl Beside {
    pub fn is_look(&self) -> bool {
        self.look == Some(true)
    }

    /// Invalid: `name` `too_long`.
    pub fn name(self, otherwise: &str) -> Result<String> {
        let name = self.name.map(|name| name.trim().to_owned());
        let name = name.filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| otherwise.to_owned());
        if name.chars().count() > LONGEST_NAME {
            let fault = FieldError::new("name", "too_long");
            return Err(Error::Invalid(vec![fault.with("max", LONGEST_NAME)]));
        }
        Ok(name)
    }
}

/// One number of what is, or would be, done.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Effect {
    /// Stable.
    code: String,
    number: i64,
    /// In words, in the asked language.
    detail: String,
}

/// Something wrong in the file: its row stays outside.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct CellFault {
    /// As the table numbers it, from 1; of a CSV file the line.
    row: u32,
    /// The letters over the column; nothing where it is the whole row's.
    column: Option<String>,
    code: String,
    /// Its column's head, where it is only looked at.
    header: Option<String>,
    /// In words, in the asked language, where it is only looked at.
    detail: Option<String>,
}

/// What an answer tells beside the deed's own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct TakenIn {
    /// This very file was taken in before.
    is_known: bool,
    effects: Vec<Effect>,
    /// The first thousand.
    faults: Vec<CellFault>,
    faults_in_all: i64,
}

/// What is kept with a key: numbers, places and codes, nothing that a cell says.
#[derive(Serialize, Deserialize)]
struct Taken<D> {
    answer: D,
    effects: Vec<(i64, String)>,
    faults: Vec<(u32, Option<String>, String)>,
    faults_in_all: i64,
}

impl Intake {
    pub fn new<I: Incoming>(import: I, of: Option<&'static str>, gate: Gate) -> Intake {
        let mut fields = schema::fields(SchemaGenerator::subschema_for::<I::Asked>);
        fields.extend(schema::fields(SchemaGenerator::subschema_for::<Beside>));
        let take = move |app: &App, who: Looking, whole: Whole| -> Doing {
            let (app, import) = (app.clone(), import.clone());
            Box::pin(async move { take_in(&app, import, of, who, whole).await })
        };
        Intake {
            gate,
            fields,
            kinds: TABLES,
            is_list: true,
            take: Arc::new(take),
        }
    }

    /// Any other file, kept as it is.
    pub fn paper<A, O, F, Fut>(code: &'static str, gate: Gate, kinds: Kinds, deed: F) -> Intake
    where
        A: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
        O: Serialize,
        F: Fn(FileSent<A>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<O>> + Send,
    {
        let mut fields = schema::fields(SchemaGenerator::subschema_for::<A>);
        let beside = schema::fields(SchemaGenerator::subschema_for::<Beside>);
        fields.extend(beside.into_iter().filter(|field| field.name == "name"));
        let take = move |app: &App, who: Looking, whole: Whole| -> Doing {
            let (app, deed) = (app.clone(), deed.clone());
            Box::pin(async move {
                let fault = || Error::invalid(super::door::KEY, "required");
                let sent = FileSent {
                    app,
                    ctx: who.ctx,
                    key: whole.key.ok_or_else(fault)?,
                    asked: json::read(whole.asked)?,
                    name: whole.name,
                    bytes: whole.bytes,
                };
                let answer = deed(sent).await?;
                Ok(json!({ "deed": code, "answer": answer }))
            })
        };
        Intake {
            gate,
            fields,
            kinds,
            is_list: false,
            take: Arc::new(take),
        }
    }

    /// What the query says of the file, and what it says beside that for the list.
    pub fn asked(&self, query: &Form) -> Result<(Beside, Value)> {
        let mut asked = list::filter_of(&self.fields, &[], query)?;
        let mut beside = serde_json::Map::new();
        if let Some(asked) = asked.as_object_mut() {
            for name in ["name", "look"] {
                beside.extend(asked.remove(name).map(|value| (name.to_owned(), value)));
            }
        }
        Ok((json::read(Value::Object(beside))?, asked))
    }

    pub async fn take(&self, app: &App, who: Looking, whole: Whole) -> Result<Value> {
        (self.take)(app, who, whole).await
    }
}

async fn take_in<I: Incoming>(
    app: &App,
    import: I,
    of: Option<&'static str>,
    who: Looking,
    whole: Whole,
) -> Result<Value> {
    let kept = Arc::new(Kept {
        name: whole.name,
        bytes: whole.bytes,
        mapping: Vec::new(),
        asked: json::read::<I::Asked>(whole.asked)?,
        sees_names: who.sees_names,
    });
    let sent = match whole.key {
        None => None,
        Some(key) => Some((key, sent_of::<I>(app, of, &kept).await?)),
    };
    if let Some(sent) = &sent {
        let before = app.db.answered_async(&who.ctx, sent.clone());
        if let Some(taken) = before.await? {
            return done::<I>(who.words, taken);
        }
    }
    let mut tries = 1;
    loop {
        let (inner, ctx, words, import_of) =
            (kept.clone(), who.ctx.clone(), who.words, import.clone());
        let read = move |tx: &mut Tx| import_of.read(tx, &ctx, words, &inner);
        let planned = app.db.export_async(read).await?;
        let Some(sent) = sent.clone() else {
            return looked::<I>(who.words, &planned);
        };
        if let Some(fault) = refused(&planned) {
            return Err(fault);
        }
        let input = import.input(&kept.asked, &planned);
        let deed = deed_of::<I>(planned);
        match app.db.act_on_async(&who.ctx, sent, input, deed).await {
            Ok(taken) => {
                import.after(app);
                return done::<I>(who.words, taken);
            }
            Err(Error::Conflict) if tries < TRIES => tries += 1,
            Err(fault) => return Err(fault),
        }
    }
}

/// What makes the same key the same deed: the file and what was said beside it. A large file is read on the lane of long reads.
async fn sent_of<I: Incoming>(
    app: &App,
    of: Option<&'static str>,
    kept: &Arc<Kept<I::Asked>>,
) -> Result<Sent> {
    let (db, kept) = (app.db.clone(), kept.clone());
    let read = move |_: &mut Tx| {
        let said = serde_json::to_vec(&kept.asked);
        let said = said.map_err(|e| Error::internal("what was asked", e))?;
        let of = of.unwrap_or_default().as_bytes();
        let parts = [
            of,
            kept.name.as_bytes(),
            said.as_slice(),
            kept.bytes.as_slice(),
        ];
        Ok(db.sent::<I::Input>(&parts))
    };
    app.db.export_async(read).await
}

/// The deed with what is told beside it, so that the same key is answered the same.
fn deed_of<I: Incoming>(
    planned: Planned<I::Plan>,
) -> impl FnOnce(&mut Tx, &Ctx, I::Input) -> Result<Taken<I::Done>> + Send + 'static {
    let effects = planned.effects.iter();
    let effects = effects.map(|(number, key)| (whole(*number), (*key).to_owned()));
    let effects = effects.collect();
    let faults = planned.problems.iter().take(FAULTS).map(|fault| {
        let column = fault.column.map(|_| fault.column_letter());
        (fault.row, column, fault.code.to_owned())
    });
    let faults = faults.collect();
    let faults_in_all = whole(planned.problems.len());
    let plan = planned.plan;
    move |tx, ctx, input| {
        Ok(Taken {
            answer: I::deed(tx, ctx, input, &plan)?,
            effects,
            faults,
            faults_in_all,
        })
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Why nothing can be done with it. Refuses `api.file_known`, `api.nothing_new`; invalid, by cell, where no row can be taken.
fn refused<P>(planned: &Planned<P>) -> Option<Error> {
    if planned.is_known {
        return Some(Error::refused("api.file_known"));
    }
    if planned.has_work {
        return None;
    }
    let faults = planned.problems.iter().take(FAULTS);
    let faults: Vec<FieldError> = faults
        .map(|fault| sheet::fault_on(fault.cell(), fault.code, &fault.args))
        .collect();
    Some(match faults.is_empty() {
        true => Refusal::new("api.nothing_new").into(),
        false => Error::Invalid(faults),
    })
}

fn looked<I: Incoming>(words: Words, planned: &Planned<I::Plan>) -> Result<Value> {
    let faults = planned.problems.iter().take(FAULTS).map(|fault| CellFault {
        row: fault.row,
        column: fault.column.map(|_| fault.column_letter()),
        code: fault.code.to_owned(),
        header: Some(fault.header.clone()),
        detail: Some(sheet::problem(words, fault)),
    });
    let told = TakenIn {
        is_known: planned.is_known,
        effects: effects(
            words,
            planned.effects.iter().map(|(n, key)| (whole(*n), *key)),
        ),
        faults: faults.collect(),
        faults_in_all: whole(planned.problems.len()),
    };
    answer::<I>(&Value::Null, &told)
}

fn done<I: Incoming>(words: Words, taken: Taken<I::Done>) -> Result<Value> {
    let faults = taken
        .faults
        .into_iter()
        .map(|(row, column, code)| CellFault {
            row,
            column,
            code,
            header: None,
            detail: None,
        });
    let numbers = taken.effects.iter();
    let told = TakenIn {
        is_known: false,
        effects: effects(words, numbers.map(|(number, key)| (*number, key.as_str()))),
        faults: faults.collect(),
        faults_in_all: taken.faults_in_all,
    };
    let own = serde_json::to_value(taken.answer).map_err(|e| Error::internal("an answer", e))?;
    answer::<I>(&own, &told)
}

fn effects<'a>(words: Words, numbers: impl Iterator<Item = (i64, &'a str)>) -> Vec<Effect> {
    let effect = |(number, key): (i64, &str)| Effect {
        code: key.to_owned(),
        number,
        detail: words.get(key),
    };
    numbers.map(effect).collect()
}

fn answer<I: Incoming>(own: &Value, told: &TakenIn) -> Result<Value> {
    let told = serde_json::to_value(told).map_err(|e| Error::internal("an answer", e))?;
    Ok(json!({ "deed": I::Input::DEED, "answer": own, "taken_in": told }))
}
