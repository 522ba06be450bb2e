//! The original of a photo, with all that it says of itself, the place where it was taken among it: read by whoever handles the case and may
//! read what is masked. The reading itself is what is kept; the file is fetched beside it.

use super::{Copied, PhotoRow, copy};
use crate::read;
use crate::standing::owner_of;
use ::store::{Input, Tx};
use access::{Right, rights_at};
use kernel::{Ctx, Error, Id, Result};
use serde::{Deserialize, Serialize};

/// For what somebody may need it.
pub const REASONS: [&str; 3] = ["handling", "dispute", "audit"];

#[derive(Debug, Clone, Serialize)]
pub struct ReadOriginal {
    pub photo: Id,
    /// One of [`REASONS`].
    pub reason: String,
}

impl Input for ReadOriginal {
    const DEED: &'static str = "cases.read_original";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalRead {
    pub case: Id,
}

/// `NotFound` where the actor sees no case with such a photo; takes `Unmask` where the case is about or where it is handled. The journal row
/// says who read what, and why. Invalid: `reason` (`not_chosen`).
pub fn read_original(tx: &mut Tx, ctx: &Ctx, input: ReadOriginal) -> Result<OriginalRead> {
    let row = original(tx, ctx, input.photo)?;
    match REASONS.contains(&input.reason.as_str()) {
        true => Ok(OriginalRead { case: row.case }),
        false => Err(Error::invalid("reason", "not_chosen")),
    }
}

/// The row of an original that the actor may read; as [`read_original`].
pub fn original(tx: &mut Tx, ctx: &Ctx, photo: Id) -> Result<PhotoRow> {
    let row = copy(tx, ctx.org, photo, Copied::Original)?.ok_or(Error::NotFound)?;
    let whole = read::seen(tx, ctx, row.case)?;
    match may_read(tx, ctx, &whole)? {
        true => Ok(row),
        false => Err(Error::Forbidden),
    }
}

/// Whether the actor may read the originals of a case.
pub fn may_read(tx: &mut Tx, ctx: &Ctx, whole: &read::Whole) -> Result<bool> {
    let (unit, owner) = (whole.row.unit, owner_of(&whole.case, whole.row.unit));
    let held = rights_at(tx, ctx, &[unit, owner])?;
    Ok(held.iter().any(|rights| rights & Right::Unmask.bit() != 0))
}
