//! SQL of photos.

use crate::photos::{Stored, StoredCopy};
use ::store::{Row, Tx, values};
use kernel::{Id, OrgId, Result};

/// A copy of a photo as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRow {
    /// Also the subject whose key seals it.
    pub id: Id,
    pub case: Id,
    pub field: String,
    pub photo: Id,
    pub copy: String,
    pub media: String,
    pub size: i64,
    pub width: i64,
    pub height: i64,
    pub address: [u8; 32],
}

const PHOTO: &str = "p.id, p.case_id, p.field, p.photo, p.copy, p.media, p.size, p.width, p.height, p.blob from cases_photo p";

fn photo_of(row: &Row) -> Result<PhotoRow> {
    Ok(PhotoRow {
        id: row.get(0)?,
        case: row.get(1)?,
        field: row.get(2)?,
        photo: row.get(3)?,
        copy: row.get(4)?,
        media: row.get(5)?,
        size: row.get(6)?,
        width: row.get(7)?,
        height: row.get(8)?,
        address: row.get(9)?,
    })
}

pub(crate) fn insert(
    tx: &mut Tx,
    org: OrgId,
    case: Id,
    field: &str,
    (photo, id): (&Stored, Id),
    copy: &StoredCopy,
    sealed: Option<Vec<u8>>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "cases_photo (org, id, seq, case_id, field, photo, copy, media, size, width, height, same, blob, sealed)",
        values![
            org,
            copy.subject,
            seq,
            case,
            field,
            id,
            copy.copy.word(),
            &copy.media,
            copy.size,
            copy.width,
            copy.height,
            photo.same,
            copy.address,
            sealed
        ],
    )
}

pub(crate) fn of_case(tx: &mut Tx, org: OrgId, case: Id) -> Result<Vec<PhotoRow>> {
    let sql = format!(
        "select {PHOTO} where p.org = $1 and p.case_id = $2 order by p.photo, p.copy limit 1000"
    );
    let found = tx.query(&sql, &values![org, case])?;
    found.iter().map(photo_of).collect()
}

pub(crate) fn copy(tx: &mut Tx, org: OrgId, photo: Id, copy: &str) -> Result<Option<PhotoRow>> {
    let sql = format!(
        "select {PHOTO} join cases_photo o on o.org = p.org and o.case_id = p.case_id and o.id = p.photo \
         where o.org = $1 and o.id = $2 and p.photo = $2 and p.copy = $3 order by p.id limit 1"
    );
    let found = tx.query_opt(&sql, &values![org, photo, copy])?;
    found.as_ref().map(photo_of).transpose()
}

pub(crate) fn used_in(tx: &mut Tx, org: OrgId, case: Id, photo: Id) -> Result<Vec<Id>> {
    let sql = "select distinct s.case_id from cases_photo p join cases_photo s on s.org = p.org and s.same = p.same \
               where p.org = $1 and p.id = $2 and s.case_id <> $3 order by s.case_id limit 100";
    let found = tx.query(sql, &values![org, photo, case])?;
    found.iter().map(|row| row.get(0)).collect()
}
