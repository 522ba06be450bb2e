//! Books of figures, each version as it was adopted.

use crate::declared::Book;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

/// A version of a book as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookRow {
    pub id: Id,
    /// Of the case type: `appeal`.
    pub kind: String,
    pub body: String,
}

fn book_of(row: &Row) -> Result<BookRow> {
    Ok(BookRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        body: row.get(2)?,
    })
}

/// The newest version of a book of this code.
pub fn newest_book(tx: &mut Tx, org: OrgId, code: &str) -> Result<Option<BookRow>> {
    let sql = "select b.id, b.kind, b.body from cases_book b where b.org = $1 and b.code = $2 \
               order by b.seq desc limit 1";
    let row = tx.query_opt(sql, &values![org, code])?;
    row.as_ref().map(book_of).transpose()
}

/// The newest version of each book, as they came.
pub fn all_books(tx: &mut Tx, org: OrgId) -> Result<Vec<BookRow>> {
    let sql = "select b.id, b.kind, b.body from cases_book b where b.org = $1 and not exists \
               (select 1 from cases_book n where n.org = b.org and n.id = b.id and n.seq > b.seq) \
               order by b.id limit 1000";
    tx.query(sql, &values![org])?.iter().map(book_of).collect()
}

pub fn insert_book(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    from: Date,
    book: &Book,
    body: &str,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "cases_book (org, id, valid_from, seq, code, version, kind, body, source)",
        values![
            org,
            id,
            from,
            seq,
            book.code.as_str(),
            book.version.value,
            book.of.as_str(),
            body,
            &book.source
        ],
    )
}
