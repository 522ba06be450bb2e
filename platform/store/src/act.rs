//! Doing a deed: once per key, journalled, all or nothing.

mod mark;
mod sent;

pub use sent::Sent;

use self::mark::{close, mark};
use crate::db::{Db, guarded};
use crate::dialect::EngineKind;
use crate::engine::Session;
use crate::journal::{self, Entry};
use crate::keys::{self, Keys};
use crate::tx::{Tx, Writing};
use crate::values;
use kernel::{Ctx, Error, Refusal, Result, Via};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::sync::Arc;

/// What a deed is told. The journal keeps it as canonical JSON.
pub trait Input: Serialize + Send + 'static {
    /// `payout.declare`: module and verb.
    const DEED: &'static str;
    const VERSION: i64 = 1;
    /// Top-level fields that speak of a person: the journal holds them sealed under the key of
    /// [`Tx::set_input_subject`]. Secrets never enter an input at all.
    const PERSONAL: &'static [&'static str] = &[];
}

/// 128 bits made by whoever asks, kept for ever: the same key and input is the same deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommandKey(pub [u8; 16]);

impl CommandKey {
    pub fn fresh(ctx: &Ctx) -> CommandKey {
        let mut key = [0; 16];
        ctx.rng.fill(&mut key);
        CommandKey(key)
    }

    pub fn to_hex(self) -> String {
        keys::hex(&self.0)
    }

    pub fn from_hex(text: &str) -> Option<CommandKey> {
        keys::unhex(text).ok().map(CommandKey)
    }
}

impl Db {
    /// Does a deed, durably, and answers after it reached the disk.
    ///
    /// Same key and input again: the stored answer. Same key, other input: `Conflict`. A refusal
    /// is stored with its key and changes nothing else; every other error stores nothing.
    pub fn act<I, O>(
        &self,
        ctx: &Ctx,
        key: CommandKey,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        I: Input,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let (ctx, keys) = (ctx.clone(), self.keys());
        self.write(ctx.org, move |session| {
            perform(session, &keys, &ctx, key, input, deed)
        })
    }

    /// [`Db::act`] for an async caller: the deed runs on the store's own thread.
    pub async fn act_async<I, O>(
        &self,
        ctx: &Ctx,
        key: CommandKey,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        I: Input,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let (ctx, keys) = (ctx.clone(), self.keys());
        self.write_async(ctx.org, move |session| {
            perform(session, &keys, &ctx, key, input, deed)
        })
        .await
    }

    /// Writes to work and aside tables only (sessions, drafts, counters): no journal row.
    pub fn work<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (ctx, keys) = (ctx.clone(), self.keys());
        self.write(ctx.org, move |session| perform_work(session, keys, &ctx, f))
    }

    /// [`Db::work`] for an async caller.
    pub async fn work_async<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        f: impl FnOnce(&mut Tx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (ctx, keys) = (ctx.clone(), self.keys());
        self.write_async(ctx.org, move |session| perform_work(session, keys, &ctx, f))
            .await
    }
}

/// The id before one that is like no other, outside a chain.
pub(crate) fn loose_id(ctx: &Ctx) -> i64 {
    // Ids of work rows need no order along a chain, only to be unlike each other.
    let mut spread = [0; 3];
    ctx.rng.fill(&mut spread);
    let spread = i64::from(u32::from_be_bytes([
        0,
        spread[0] & 0x3f,
        spread[1],
        spread[2],
    ]));
    (((ctx.now_micros() / 1000).saturating_sub(kernel::id::ID_EPOCH_MS)).max(0) << 22) | spread
}

fn perform_work<T>(
    session: &mut Session,
    keys: Arc<Keys>,
    ctx: &Ctx,
    f: impl FnOnce(&mut Tx) -> Result<T>,
) -> Result<T> {
    let at = ctx.now_micros();
    let last_id = loose_id(ctx);
    let mark = mark(session)?;
    let result = guarded(|| {
        let mut tx = Tx::new(
            session,
            keys,
            Some(Writing::new(ctx, 0, last_id, at, false)),
        );
        let value = f(&mut tx)?;
        tx.flush_all()?;
        // Told here: what fails must not fail the next in the group.
        session.settle()?;
        Ok(value)
    });
    close(session, mark, result.is_ok())?;
    result
}

fn perform<I, O>(
    session: &mut Session,
    keys: &Arc<Keys>,
    ctx: &Ctx,
    key: CommandKey,
    input: I,
    deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O>,
) -> Result<O>
where
    I: Input,
    O: Serialize + DeserializeOwned,
{
    let told = Told::new(keys, &input)?;
    perform_told(session, keys, ctx, key, told, input, deed)
}

fn perform_told<I, O>(
    session: &mut Session,
    keys: &Arc<Keys>,
    ctx: &Ctx,
    key: CommandKey,
    told: Told,
    input: I,
    deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O>,
) -> Result<O>
where
    I: Input,
    O: Serialize + DeserializeOwned,
{
    let mark = mark(session)?;
    // Guarded here and not only by the thread: a panic must not leave half a deed in the group's commit.
    let result = guarded(|| locked(session, keys, ctx, key, &told, input, deed));
    let result = match result {
        Ok((kept, held)) => {
            close(session, mark, held.is_some())?;
            session.held = held.or(session.held.take());
            Ok(kept)
        }
        Err(fault) => {
            close(session, mark, false)?;
            Err(fault)
        }
    };
    match result {
        Ok(kept) => kept.answer(),
        Err(Error::Refused(refusal)) => {
            let answer = Answer::<()>::Refused {
                code: refusal.code.to_string(),
                args: words(&refusal),
            };
            if !store_key(session, ctx, key, &told.tag, None, &answer)?
                && let Some(kept) = stored(session, ctx, key, &told.tag)?
            {
                // A twin had the lock after the refusal let it go and before the key was kept.
                return kept.answer();
            }
            Err(Error::Refused(refusal))
        }
        Err(other) => Err(other),
    }
}

enum Kept<O> {
    New(O),
    Stored(O),
    StoredRefusal(Refusal),
}

impl<O> Kept<O> {
    fn answer(self) -> Result<O> {
        match self {
            Kept::New(answer) | Kept::Stored(answer) => Ok(answer),
            Kept::StoredRefusal(refusal) => Err(Error::Refused(refusal)),
        }
    }
}

/// The part under the organisation's lock.
fn locked<I, O>(
    session: &mut Session,
    keys: &Arc<Keys>,
    ctx: &Ctx,
    key: CommandKey,
    told: &Told,
    input: I,
    deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O>,
) -> Result<(Kept<O>, Option<Held>)>
where
    I: Input,
    O: Serialize + DeserializeOwned,
{
    let before = session.held.clone().filter(|held| held.org == ctx.org);
    let (head, installation) = match before {
        Some(held) => (held.head.next(), held.installation),
        None => {
            let head = lock(session, ctx)?;
            let installation = installation(session, ctx, &head)?;
            (head, installation)
        }
    };
    // Under the lock, though it is given back: having taken it, even an answer from memory waits in its commit until
    // disk and standby have what it tells of. The first press may have been cut off while it waited.
    if let Some(kept) = stored(session, ctx, key, &told.tag)? {
        return Ok((kept, None));
    }
    let at = ctx.now_micros().max(head.at.saturating_add(1));
    let mut tx = Tx::new(
        session,
        keys.clone(),
        Some(Writing::new(ctx, head.seq, head.last_id, at, true)),
    );
    let answer = deed(&mut tx, ctx, input)?;
    if let Some(principal) = ctx.actor.principal() {
        // The row's actor is who pressed the key; for whom he did it is a fact of its own, under the row's digest.
        let sql = "journal_principal (org, seq, principal)";
        tx.insert(sql, values![ctx.org, head.seq, principal])?;
    }
    if let Some(token) = ctx.actor.token() {
        let sql = "journal_token (org, seq, token)";
        tx.insert(sql, values![ctx.org, head.seq, token])?;
    }
    tx.flush_all()?;
    let entry = entry::<I>(&mut tx, ctx, (&head, &installation), at, told)?;
    let last_id = tx.writing.as_ref().map_or(head.last_id, |w| w.last_id);
    append(session, &entry, last_id)?;
    // The same key at the same moment may have been refused before this one had the lock.
    if !store_key(
        session,
        ctx,
        key,
        &told.tag,
        Some(entry.seq),
        &Answer::Done(&answer),
    )? {
        return Err(Error::Conflict);
    }
    // A write to the installation is the state of the installation for the next.
    let installation = match ctx.org {
        0 => (entry.seq, entry.hash.to_vec()),
        _ => installation,
    };
    let head = Head {
        seq: entry.seq,
        hash: entry.hash,
        at: entry.at,
        last_id,
    };
    let held = Held {
        org: ctx.org,
        head,
        installation,
    };
    Ok((Kept::New(answer), Some(held)))
}

/// The end of a chain.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    seq: i64,
    hash: [u8; 32],
    at: i64,
    last_id: i64,
}

impl Head {
    /// As the lock answers it: with the seq of the row to come.
    fn next(self) -> Head {
        Head {
            seq: self.seq + 1,
            ..self
        }
    }
}

/// What a deed left locked for the next one of its organisation in the same commit: nobody else can have moved it.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    org: i64,
    head: Head,
    installation: (i64, Vec<u8>),
}

/// The first statement of every write: on both engines the lock of its organisation.
fn lock(session: &mut Session, ctx: &Ctx) -> Result<Head> {
    let sql =
        "update journal_head_now set seq = seq + 1 where org = $1 returning seq, hash, at, last_id";
    let row = first(session, sql, &values![ctx.org])?
        .ok_or_else(|| Error::Internal(format!("there is no organisation {}", ctx.org)))?;
    Ok(Head {
        seq: row.get(0)?,
        hash: row.get(1)?,
        at: row.get(2)?,
        last_id: row.get(3)?,
    })
}

/// Seq and hash of the installation's chain, which stands still until this write is done: users, rights
/// and units are read from it. Shared, so that organisations do not wait for each other; taken before
/// any other row, so that nobody who holds the installation's lock waits for one who waits for it.
fn installation(session: &mut Session, ctx: &Ctx, head: &Head) -> Result<(i64, Vec<u8>)> {
    if ctx.org == 0 {
        return Ok((head.seq - 1, head.hash.to_vec()));
    }
    let mut sql = "select seq, hash from journal_head_now where org = 0".to_owned();
    if session.kind() == EngineKind::Postgres {
        // SQLite has one writer and does not know the words.
        sql.push_str(" for share");
    }
    let row = first(session, &sql, &[])?
        .ok_or_else(|| Error::Internal("the installation has no chain".into()))?;
    Ok((row.get(0)?, row.get(1)?))
}

fn first(session: &mut Session, sql: &str, params: &[crate::Value]) -> Result<Option<crate::Row>> {
    let text = session.text(sql)?;
    let mut found = None;
    session.query_each(&text.sql, params, &mut |row| {
        found.get_or_insert(row);
        Ok(())
    })?;
    Ok(found)
}

fn stored<O: DeserializeOwned>(
    session: &mut Session,
    ctx: &Ctx,
    key: CommandKey,
    tag: &[u8],
) -> Result<Option<Kept<O>>> {
    let sql = "select tag, answer from journal_key where org = $1 and actor = $2 and key = $3";
    let Some(row) = first(session, sql, &values![ctx.org, ctx.actor.user, key.0])? else {
        return Ok(None);
    };
    if row.get::<Vec<u8>>(0)? != tag {
        return Err(Error::Conflict);
    }
    let answer: Answer<O> = serde_json::from_str(&row.get::<String>(1)?)
        .map_err(|e| Error::internal("a stored answer", e))?;
    Ok(Some(match answer {
        Answer::Done(answer) => Kept::Stored(answer),
        Answer::Refused { code, args } => Kept::StoredRefusal(Refusal {
            code: Cow::Owned(code),
            args: args
                .into_iter()
                .map(|(name, value)| (Cow::Owned(name), value))
                .collect(),
        }),
    }))
}

#[derive(Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer<O> {
    Done(O),
    Refused {
        code: String,
        args: Vec<(String, String)>,
    },
}

fn words(refusal: &Refusal) -> Vec<(String, String)> {
    refusal
        .args
        .iter()
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect()
}

/// Whether the row is ours.
fn store_key<O: Serialize>(
    session: &mut Session,
    ctx: &Ctx,
    key: CommandKey,
    tag: &[u8],
    seq: Option<i64>,
    answer: &Answer<O>,
) -> Result<bool> {
    let answer =
        serde_json::to_string(answer).map_err(|e| Error::internal("storing an answer", e))?;
    // Two refusals of one key at the same moment say the same.
    let sql = "insert into journal_key (org, actor, key, tag, seq, answer) values ($1, $2, $3, $4, $5, $6) \
               on conflict (org, actor, key) do nothing";
    let text = session.text(sql)?;
    let stored = session.execute(
        &text.sql,
        &values![ctx.org, ctx.actor.user, key.0, tag, seq, answer],
    )?;
    Ok(stored == 1)
}

/// The input as the journal and the key table need it.
struct Told {
    plain: Vec<u8>,
    personal: Option<Vec<u8>>,
    tag: Vec<u8>,
}

impl Told {
    fn new<I: Input>(keys: &Keys, input: &I) -> Result<Told> {
        let fault = |e: serde_json::Error| Error::internal(I::DEED, e);
        let mut value = serde_json::to_value(input).map_err(fault)?;
        let canonical = serde_json::to_vec(&value).map_err(fault)?;
        let tag = keys.hmac("tag", &[I::DEED.as_bytes(), &canonical]).to_vec();
        let mut personal = serde_json::Map::new();
        if let Some(fields) = value.as_object_mut() {
            for name in I::PERSONAL {
                if let Some(field) = fields.remove(*name) {
                    personal.insert((*name).to_owned(), field);
                }
            }
        }
        let personal = if personal.is_empty() {
            None
        } else {
            Some(serde_json::to_vec(&personal).map_err(fault)?)
        };
        Ok(Told {
            plain: serde_json::to_vec(&value).map_err(fault)?,
            personal,
            tag,
        })
    }
}

fn entry<I: Input>(
    tx: &mut Tx,
    ctx: &Ctx,
    (head, installation): (&Head, &(i64, Vec<u8>)),
    at: i64,
    told: &Told,
) -> Result<Entry> {
    let tables = tx.finish_digests()?;
    let (input_subject, input_sealed) = sealed_input::<I>(tx, head.seq, told)?;
    // Sealing may have made nothing; a subject made by the deed itself was flushed before.
    tx.flush_all()?;
    let mut entry = Entry {
        org: ctx.org,
        seq: head.seq,
        at,
        actor: ctx.actor.user.0,
        via: match ctx.actor.via {
            Via::Web => "web",
            Via::Deputy(_) => "deputy",
            Via::Api(_) => "api",
            Via::Cli => "cli",
            Via::System => "system",
        }
        .to_owned(),
        deed: I::DEED.to_owned(),
        deed_version: I::VERSION,
        input: told.plain.clone(),
        input_subject,
        input_sealed,
        org0_seq: installation.0,
        org0_hash: installation.1.clone(),
        digest: journal::digest_of(&tables),
        tables: tables
            .iter()
            .map(|(n, v, r, _)| format!("{n}:{v}:{r}"))
            .collect::<Vec<_>>()
            .join(","),
        prev_hash: head.hash,
        hash: [0; 32],
    };
    entry.hash = entry.expected_hash();
    Ok(entry)
}

fn sealed_input<I: Input>(
    tx: &mut Tx,
    seq: i64,
    told: &Told,
) -> Result<(Option<i64>, Option<Vec<u8>>)> {
    let Some(personal) = &told.personal else {
        return Ok((None, None));
    };
    let subject = tx
        .writing
        .as_ref()
        .and_then(|w| w.input_subject)
        .ok_or_else(|| {
            Error::Internal(format!(
                "{}: whose key seals the input was not said",
                I::DEED
            ))
        })?;
    let value: serde_json::Value =
        serde_json::from_slice(personal).map_err(|e| Error::internal("sealing an input", e))?;
    let sealed = tx.seal(subject, "journal", kernel::Id(seq), &value)?;
    Ok((Some(subject.0), Some(sealed)))
}

fn append(session: &mut Session, entry: &Entry, last_id: i64) -> Result<()> {
    let marks: Vec<String> = (1..=16).map(|i| format!("${i}")).collect();
    let sql = format!(
        "insert into journal ({}) values ({})",
        journal::COLUMNS,
        marks.join(", ")
    );
    let text = session.text(&sql)?;
    session.execute_later(&text.sql, entry.values())?;
    let sql =
        "update journal_head_now set seq = $2, hash = $3, at = $4, last_id = $5 where org = $1";
    let text = session.text(sql)?;
    session.execute_later(
        &text.sql,
        values![entry.org, entry.seq, entry.hash, entry.at, last_id],
    )
}
