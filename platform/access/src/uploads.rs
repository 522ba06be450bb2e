//! Files that people sent in, from upload to preview to commit: sealed under a key of their own, which
//! is destroyed with them. The same cycle for every kind of import.

use crate::store;
use crate::store::work::UploadRow;
use ::store::Tx;
use kernel::{Ctx, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};

/// So long a file is kept that nobody drops.
const KEEP_DAYS: i64 = 30;
const DAY: i64 = 86_400 * 1_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: Id,
    pub kind: String,
    pub file_name: String,
    /// JSON of what the person has chosen so far; codes and column names only.
    pub state: String,
    /// Microseconds since 1970, UTC.
    pub expires_at: i64,
}

#[derive(Serialize, Deserialize)]
struct Content(#[serde(with = "hexadecimal")] Vec<u8>);

/// Keeps a file for its sender, in `Db::work`. `kind` is that of the import: `units`, `households`.
pub fn store_upload(
    tx: &mut Tx,
    ctx: &Ctx,
    kind: &str,
    file_name: &str,
    bytes: &[u8],
) -> Result<Id> {
    let id = tx.new_subject()?;
    let name = tx.seal(id, "upload_name", id, &file_name)?;
    let content = tx.seal(id, "upload_content", id, &Content(bytes.to_vec()))?;
    let row = UploadRow {
        id,
        actor: ctx.actor.user,
        kind: kind.to_owned(),
        file_name: name,
        state: "{}".to_owned(),
        expires_at: ctx.now_micros().saturating_add(KEEP_DAYS * DAY),
    };
    store::work::insert_upload(tx, ctx.org, &row, content)?;
    Ok(id)
}

/// One's own upload with its content; `NotFound` for another's, and for one that has expired.
pub fn load_upload(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<(Upload, Vec<u8>)> {
    let row = own(tx, ctx, id)?;
    let sealed = store::work::upload_content(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let content: Content = tx
        .open(ctx.org, id, "upload_content", id, &sealed)?
        .ok_or(Error::NotFound)?;
    Ok((opened(tx, ctx.org, row)?, content.0))
}

/// What the person has chosen so far, as JSON. In `Db::work`.
pub fn update_state(tx: &mut Tx, ctx: &Ctx, id: Id, state: &str) -> Result<()> {
    own(tx, ctx, id)?;
    store::work::set_upload_state(tx, ctx.org, id, state).map(drop)
}

/// How many files somebody sent in that wait to be taken in.
pub fn waiting(tx: &mut Tx, ctx: &Ctx, user: Id) -> Result<i64> {
    store::work::uploads_of(tx, user, ctx.now_micros())
}

/// One's own uploads of a kind that have not expired, latest first.
pub fn list_uploads(tx: &mut Tx, ctx: &Ctx, kind: &str) -> Result<Vec<Upload>> {
    let rows = store::work::uploads(tx, ctx.org, ctx.actor.user, kind, ctx.now_micros())?;
    rows.into_iter()
        .map(|row| opened(tx, ctx.org, row))
        .collect()
}

/// Destroys a file and its key: after the commit, or when the person gives up. In `Db::work`.
pub fn drop_upload(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<()> {
    own(tx, ctx, id)?;
    store::work::delete_upload(tx, ctx.org, id).map(drop)
}

fn own(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<UploadRow> {
    let is_own = |row: &UploadRow| row.actor == ctx.actor.user && row.expires_at > ctx.now_micros();
    store::work::upload(tx, ctx.org, id)?
        .filter(is_own)
        .ok_or(Error::NotFound)
}

fn opened(tx: &mut Tx, org: OrgId, row: UploadRow) -> Result<Upload> {
    let file_name = tx
        .open(org, row.id, "upload_name", row.id, &row.file_name)?
        .unwrap_or_default();
    Ok(Upload {
        id: row.id,
        kind: row.kind,
        file_name,
        state: row.state,
        expires_at: row.expires_at,
    })
}

/// Bytes in JSON: two signs each instead of the four that an array of numbers takes.
mod hexadecimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        const SIGNS: &[u8; 16] = b"0123456789abcdef";
        let sign = |n: u8| SIGNS.get(usize::from(n)).copied().map_or('0', char::from);
        let text: String = bytes
            .iter()
            .flat_map(|b| [sign(b >> 4), sign(b & 15)])
            .collect();
        serializer.serialize_str(&text)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digit = |c: u8| {
            char::from(c)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        let pair = |pair: &[u8]| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        };
        text.as_bytes()
            .chunks(2)
            .map(pair)
            .collect::<Option<_>>()
            .ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}
