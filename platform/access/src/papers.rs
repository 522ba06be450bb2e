//! Papers that hang on a thing: minutes, a sealed scan, the photo of the posting on the wall. Decides
//! neither who may attach nor who may see: whoever owns the thing says it by its [`Place`].

mod media;

pub use media::Media;

use crate::store::papers as rows;
use crate::{Right, codes, require};
use ::store::blobs::{self, Address, Blob};
use ::store::{CommandKey, Db, Input, Tx};
use kernel::{Ctx, Date, Error, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most bytes of one paper.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Why a paper is withdrawn; codes, because free text would name people.
pub const REASONS: [&str; 4] = ["wrong_file", "unreadable", "replaced", "other"];
const LONGEST_NAME: usize = 120;
const LONGEST_NOTE: usize = 200;

/// What a paper belongs to, where that lies, and who may attach to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// `payout_round`.
    pub source: &'static str,
    pub source_id: Id,
    pub unit: Id,
    pub attach: Right,
}

/// What a person says about a paper.
#[derive(Debug, Clone)]
pub struct About {
    /// A code of the list `paper_kind`.
    pub kind: String,
    /// The paper's own date.
    pub date: Date,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub id: Id,
    pub seq: i64,
    pub unit: Id,
    pub kind: String,
    pub source: String,
    pub source_id: Id,
    pub date: Date,
    pub address: Address,
    /// Bytes as kept.
    pub size: i64,
    pub media: String,
    pub user: Id,
    /// Why it no longer counts.
    pub withdrawn: Option<String>,
    /// Empty where it was erased.
    pub name: String,
    pub note: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Words {
    name: String,
    note: String,
}

/// A file that may be kept: without what a camera wrote beside the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    pub media: Media,
    pub bytes: Vec<u8>,
}

/// Looks at a file. `Invalid` on the field `file`: `paper_too_large` (with `most` in MiB),
/// `paper_unknown_media`, `paper_misnamed` (a name that says picture on a PDF, or the reverse), `paper_broken`.
pub fn prepare(name: &str, bytes: &[u8]) -> Result<Prepared> {
    if bytes.len() > MOST_BYTES {
        let fault = kernel::FieldError::new("file", "paper_too_large");
        let most = MOST_BYTES / (1024 * 1024);
        return Err(Error::Invalid(vec![fault.with("most", most)]));
    }
    let media = Media::of(bytes).ok_or_else(|| Error::invalid("file", "paper_unknown_media"))?;
    let ending = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    let says_picture = match ending.as_deref() {
        Some("pdf") => Some(false),
        Some("jpg" | "jpeg" | "png" | "webp") => Some(true),
        _ => None,
    };
    if says_picture.is_some_and(|says| says != media.is_picture()) {
        return Err(Error::invalid("file", "paper_misnamed"));
    }
    let bytes = media
        .clean(bytes)
        .ok_or_else(|| Error::invalid("file", "paper_broken"))?;
    Ok(Prepared { media, bytes })
}

#[derive(Debug, Clone, Serialize)]
pub struct AttachPaper {
    pub source: String,
    pub source_id: Id,
    pub kind: String,
    pub date: Date,
    pub size: i64,
    pub media: String,
    /// Keyed hash of the file as it was sent: asked twice, it is the same deed.
    pub content: String,
    pub name: String,
    pub note: String,
}

impl Input for AttachPaper {
    const DEED: &'static str = "access.attach_paper";
    const PERSONAL: &'static [&'static str] = &["name", "note"];
}

/// Names content that was stored before. Takes the right of `place` at its unit. `Invalid`: `kind`
/// `not_chosen`, `date` `paper_future`, `note` `too_long`. Refuses `access.paper_gone` where the content waited
/// for more than a day.
pub fn attach_paper(
    tx: &mut Tx,
    ctx: &Ctx,
    input: AttachPaper,
    place: Place,
    blob: Blob,
) -> Result<Id> {
    require(tx, ctx, place.attach, place.unit)?;
    if codes::code(tx, "paper_kind", &input.kind, ctx.today())?.is_none() {
        return Err(Error::invalid("kind", "not_chosen"));
    }
    if input.date > ctx.today() {
        return Err(Error::invalid("date", "paper_future"));
    }
    if input.note.chars().count() > LONGEST_NOTE {
        let fault = kernel::FieldError::new("note", "too_long").with("max", LONGEST_NOTE);
        return Err(Error::Invalid(vec![fault]));
    }
    if !blobs::claim(tx, ctx, blob)? {
        return Err(Error::refused("access.paper_gone"));
    }
    tx.set_input_subject(blob.subject);
    let words = Words {
        name: input.name,
        note: input.note,
    };
    let sealed = tx.seal(blob.subject, "access_paper", blob.subject, &words)?;
    let paper = Paper {
        id: blob.subject,
        seq: tx.seq()?,
        unit: place.unit,
        kind: input.kind,
        source: place.source.to_owned(),
        source_id: place.source_id,
        date: input.date,
        address: blob.address,
        size: input.size,
        media: input.media,
        user: ctx.actor.user,
        withdrawn: None,
        name: String::new(),
        note: String::new(),
    };
    rows::insert(tx, ctx.org, &paper, sealed)?;
    Ok(paper.id)
}

/// From a file to a paper: looks at it, stores it, does the deed.
pub async fn attach(
    db: &Db,
    ctx: &Ctx,
    key: CommandKey,
    place: Place,
    about: About,
    (name, bytes): (&str, &[u8]),
) -> Result<Id> {
    let (input, kept) = told(db, place, about, name, bytes)?;
    let blob = db.put_blob_async(ctx, kept).await?;
    db.act_async(ctx, key, input, move |tx, ctx, input| {
        attach_paper(tx, ctx, input, place, blob)
    })
    .await
}

/// [`attach`] for the command line, the demonstration and tests.
pub fn attach_now(
    db: &Db,
    ctx: &Ctx,
    key: CommandKey,
    place: Place,
    about: About,
    (name, bytes): (&str, &[u8]),
) -> Result<Id> {
    let (input, kept) = told(db, place, about, name, bytes)?;
    let blob = db.put_blob(ctx, kept)?;
    db.act(ctx, key, input, move |tx, ctx, input| {
        attach_paper(tx, ctx, input, place, blob)
    })
}

fn told(
    db: &Db,
    place: Place,
    about: About,
    name: &str,
    bytes: &[u8],
) -> Result<(AttachPaper, Vec<u8>)> {
    let prepared = prepare(name, bytes)?;
    let input = AttachPaper {
        source: place.source.to_owned(),
        source_id: place.source_id,
        kind: about.kind,
        date: about.date,
        size: i64::try_from(prepared.bytes.len()).unwrap_or(i64::MAX),
        media: prepared.media.as_str().to_owned(),
        content: ::store::keys::hex(&db.keys().hmac("paper", &[bytes])),
        name: name.chars().take(LONGEST_NAME).collect(),
        note: about.note,
    };
    Ok((input, prepared.bytes))
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WithdrawPaper {
    pub paper: Id,
    /// One of [`REASONS`].
    pub reason: String,
}

impl Input for WithdrawPaper {
    const DEED: &'static str = "access.withdraw_paper";
}

/// It no longer counts and stays on record. Takes `attach` at the paper's unit. Refuses
/// `access.paper_withdrawn` where it was before.
pub fn withdraw_paper(tx: &mut Tx, ctx: &Ctx, input: WithdrawPaper, attach: Right) -> Result<()> {
    let paper = paper(tx, ctx.org, input.paper)?.ok_or(Error::NotFound)?;
    require(tx, ctx, attach, paper.unit)?;
    if !REASONS.contains(&input.reason.as_str()) {
        return Err(Error::invalid("reason", "not_chosen"));
    }
    if paper.withdrawn.is_some() {
        return Err(Refusal::new("access.paper_withdrawn").into());
    }
    rows::withdraw(tx, ctx, paper.id, &input.reason)
}

/// The papers of a thing, those withdrawn among them, in the order in which they came.
pub fn of(tx: &mut Tx, org: OrgId, source: &str, source_id: Id) -> Result<Vec<Paper>> {
    let found = rows::of(tx, org, source, source_id)?;
    found.into_iter().map(|row| opened(tx, org, row)).collect()
}

pub fn paper(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Paper>> {
    let found = rows::paper(tx, org, id)?;
    found.map(|row| opened(tx, org, row)).transpose()
}

/// The kinds of paper that hang on a thing and count.
pub fn kinds(tx: &mut Tx, org: OrgId, source: &str, source_id: Id) -> Result<BTreeSet<String>> {
    rows::kinds(tx, org, source, source_id)
}

pub fn has(tx: &mut Tx, org: OrgId, source: &str, source_id: Id, kind: &str) -> Result<bool> {
    Ok(kinds(tx, org, source, source_id)?.contains(kind))
}

/// What is in it; `None` where it was erased.
pub fn content(tx: &mut Tx, org: OrgId, paper: &Paper) -> Result<Option<Vec<u8>>> {
    let blob = Blob {
        subject: paper.id,
        address: paper.address,
    };
    tx.blob(org, blob)
}

fn opened(tx: &mut Tx, org: OrgId, (paper, sealed): (Paper, Vec<u8>)) -> Result<Paper> {
    let words: Option<Words> = tx.open(org, paper.id, "access_paper", paper.id, &sealed)?;
    let Words { name, note } = words.unwrap_or_default();
    Ok(Paper {
        name,
        note,
        ..paper
    })
}
