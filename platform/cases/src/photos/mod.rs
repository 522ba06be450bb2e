//! Photos of a case. One that came in is looked at, sealed and on the disk before the deed that names it; the one that was sent
//! stays as it is and is read with a reason alone (`original`), what is shown is painted anew from it. Who may see them: whoever sees the case
//! and what people told in it.

pub mod original;
mod picture;
#[cfg(test)]
mod tests;

pub use picture::{MOST_BYTES, MOST_DOTS, Painted, Picture, picture};

use crate::event::Value;
use crate::store::photos as rows;
use crate::{ActOnCase, Done, OpenCase, Opened, act_on_case, open_case};
use ::store::blobs::{self, Blob};
use ::store::keys::Keys;
use ::store::{CommandKey, Db, Input, Tx};
use kernel::text::hex;
use kernel::{Ctx, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use rows::PhotoRow;

const PLACE: &str = "cases_photo";
const LONGEST_NAME: usize = 120;

/// Which copy of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copied {
    Original,
    Shown,
    Small,
}

impl Copied {
    pub fn word(self) -> &'static str {
        match self {
            Copied::Original => "original",
            Copied::Shown => "shown",
            Copied::Small => "small",
        }
    }
}

/// One copy that is stored and waits for its deed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCopy {
    pub copy: Copied,
    pub subject: Id,
    pub address: [u8; 32],
    pub media: String,
    pub size: i64,
    pub width: i64,
    pub height: i64,
}

/// A photo that was looked at and stored, and waits for the deed that names it: for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// File name as it was sent.
    pub name: String,
    pub sha256: String,
    /// Keyed hash of what was sent: the same photo again is the same deed.
    pub same: [u8; 32],
    /// The original first.
    pub copies: Vec<StoredCopy>,
}

impl Stored {
    /// What the case names it by.
    pub fn id(&self) -> Option<Id> {
        self.copies.first().map(|copy| copy.subject)
    }
}

/// Photos for one field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub field: String,
    /// Whether its type calls the field personal.
    pub is_personal: bool,
    pub photos: Vec<Stored>,
}

/// A deed that brings photos. Its input tells their keyed hashes, not the ids that their copies got: sent twice, it is the same.
#[derive(Debug, Clone, Serialize)]
pub struct WithPhotos<I> {
    #[serde(flatten)]
    pub input: I,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    photos: Vec<(String, String)>,
}

impl<I> WithPhotos<I> {
    pub fn new(input: I, sent: &[Sent]) -> WithPhotos<I> {
        let photos = sent.iter().flat_map(|sent| {
            let told = |photo: &Stored| (sent.field.clone(), hex(&photo.same));
            sent.photos.iter().map(told)
        });
        WithPhotos {
            input,
            photos: photos.collect(),
        }
    }
}

impl<I: Input> Input for WithPhotos<I> {
    const DEED: &'static str = I::DEED;
    const VERSION: i64 = I::VERSION;
    const PERSONAL: &'static [&'static str] = I::PERSONAL;
}

struct Made {
    bytes: Vec<u8>,
    copy: StoredCopy,
}

/// What is to be stored, in the order of [`Stored::copies`].
fn made(keys: &Keys, name: &str, picture: Picture) -> (Stored, Vec<Made>) {
    let stored = Stored {
        name: name.chars().take(LONGEST_NAME).collect(),
        sha256: hex(&Sha256::digest(&picture.original)),
        same: keys.hmac("cases/photo", &[&picture.original]),
        copies: Vec::new(),
    };
    let of = |copy, media: &str, (width, height): (u32, u32), bytes: Vec<u8>| Made {
        copy: StoredCopy {
            copy,
            subject: Id(0),
            address: [0; 32],
            media: media.to_owned(),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width: width.into(),
            height: height.into(),
        },
        bytes,
    };
    let painted = |copy, painted: Painted| {
        let size = (painted.width, painted.height);
        of(
            copy,
            access::papers::Media::Jpeg.as_str(),
            size,
            painted.bytes,
        )
    };
    let size = (picture.width, picture.height);
    let copies = vec![
        of(
            Copied::Original,
            picture.media.as_str(),
            size,
            picture.original,
        ),
        painted(Copied::Shown, picture.shown),
        painted(Copied::Small, picture.small),
    ];
    (stored, copies)
}

fn kept(made: StoredCopy, blob: Blob) -> StoredCopy {
    StoredCopy {
        subject: blob.subject,
        address: blob.address,
        ..made
    }
}

/// Stores a photo and its copies durably. The deed has a day to name them.
pub async fn store_photo(db: &Db, ctx: &Ctx, name: &str, picture: Picture) -> Result<Stored> {
    let (mut stored, copies) = made(&db.keys(), name, picture);
    for Made { bytes, copy } in copies {
        let blob = db.put_blob_async(ctx, bytes).await?;
        stored.copies.push(kept(copy, blob));
    }
    Ok(stored)
}

/// [`store_photo`] for the command line, the demonstration and tests.
pub fn store_photo_now(db: &Db, ctx: &Ctx, name: &str, picture: Picture) -> Result<Stored> {
    let (mut stored, copies) = made(&db.keys(), name, picture);
    for Made { bytes, copy } in copies {
        let blob = db.put_blob(ctx, bytes)?;
        stored.copies.push(kept(copy, blob));
    }
    Ok(stored)
}

/// [`open_case()`] with photos. Refuses `access.paper_gone` where they waited for more than a day, before all else.
pub fn open_with_photos(
    tx: &mut Tx,
    ctx: &Ctx,
    input: WithPhotos<OpenCase>,
    sent: Vec<Sent>,
) -> Result<Opened> {
    open_with_photos_by(tx, ctx, input, sent, open_case)
}

/// [`open_with_photos`] by another deed around [`open_case()`].
pub fn open_with_photos_by(
    tx: &mut Tx,
    ctx: &Ctx,
    input: WithPhotos<OpenCase>,
    sent: Vec<Sent>,
    open: impl FnOnce(&mut Tx, &Ctx, OpenCase) -> Result<Opened>,
) -> Result<Opened> {
    let mut input = input.input;
    put(&sent, &mut input.patch, &mut input.personal);
    let opened = open(tx, ctx, input)?;
    name(tx, ctx, opened.case, &sent)?;
    Ok(opened)
}

/// [`act_on_case()`] with photos; as [`open_with_photos`].
pub fn act_with_photos(
    tx: &mut Tx,
    ctx: &Ctx,
    input: WithPhotos<ActOnCase>,
    sent: Vec<Sent>,
) -> Result<Done> {
    let mut input = input.input;
    put(&sent, &mut input.patch, &mut input.personal);
    let done = act_on_case(tx, ctx, input)?;
    name(tx, ctx, done.case, &sent)?;
    Ok(done)
}

/// Their field says which they are.
pub(crate) fn put(
    sent: &[Sent],
    open: &mut crate::event::Patch,
    personal: &mut crate::event::Patch,
) {
    for sent in sent {
        let ids: Vec<Id> = sent.photos.iter().filter_map(Stored::id).collect();
        let patch = match sent.is_personal {
            true => &mut *personal,
            false => &mut *open,
        };
        if !ids.is_empty() {
            patch.insert(sent.field.clone(), Value::Photos(ids));
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Words {
    name: String,
    sha256: String,
}

pub(crate) fn name(tx: &mut Tx, ctx: &Ctx, case: Id, sent: &[Sent]) -> Result<()> {
    for (field, photo) in sent
        .iter()
        .flat_map(|sent| sent.photos.iter().map(|photo| (&sent.field, photo)))
    {
        let Some(id) = photo.id() else { continue };
        for copy in &photo.copies {
            let blob = Blob {
                subject: copy.subject,
                address: copy.address,
            };
            if !blobs::claim(tx, ctx, blob)? {
                return Err(Error::refused("access.paper_gone"));
            }
            let sealed = match copy.copy {
                Copied::Original => {
                    let words = Words {
                        name: photo.name.clone(),
                        sha256: photo.sha256.clone(),
                    };
                    Some(tx.seal(id, PLACE, id, &words)?)
                }
                Copied::Shown | Copied::Small => None,
            };
            rows::insert(tx, ctx.org, case, field, (photo, id), copy, sealed)?;
        }
    }
    Ok(())
}

/// The copies of a case's photos, in the order in which they came.
pub fn of_case(tx: &mut Tx, org: OrgId, case: Id) -> Result<Vec<PhotoRow>> {
    rows::of_case(tx, org, case)
}

/// A copy of a photo; `None` where there is none.
pub fn copy(tx: &mut Tx, org: OrgId, photo: Id, copy: Copied) -> Result<Option<PhotoRow>> {
    rows::copy(tx, org, photo, copy.word())
}

/// What is in it; `None` where it was erased.
pub fn content(tx: &mut Tx, org: OrgId, row: &PhotoRow) -> Result<Option<Vec<u8>>> {
    let blob = Blob {
        subject: row.id,
        address: row.address,
    };
    tx.blob(org, blob)
}

/// Cases in which the very same photo was used, others than `case`; the oldest first.
pub fn used_in(tx: &mut Tx, org: OrgId, case: Id, photo: Id) -> Result<Vec<Id>> {
    rows::used_in(tx, org, case, photo)
}

/// [`open_with_photos`] from the command line, the demonstration and tests.
pub fn open_now(
    db: &Db,
    ctx: &Ctx,
    key: CommandKey,
    input: OpenCase,
    sent: Vec<Sent>,
) -> Result<Opened> {
    let input = WithPhotos::new(input, &sent);
    db.act(ctx, key, input, |tx, ctx, input| {
        open_with_photos(tx, ctx, input, sent)
    })
}

/// [`act_with_photos`] from the command line, the demonstration and tests.
pub fn act_now(
    db: &Db,
    ctx: &Ctx,
    key: CommandKey,
    input: ActOnCase,
    sent: Vec<Sent>,
) -> Result<Done> {
    let input = WithPhotos::new(input, &sent);
    db.act(ctx, key, input, |tx, ctx, input| {
        act_with_photos(tx, ctx, input, sent)
    })
}
