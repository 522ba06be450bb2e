//! Closed months of books, and a book's vouchers by their day.

use super::{VOUCHER, voucher_of};
use crate::period::Closing;
use crate::read::VoucherView;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

pub fn insert_closing(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    date: Date,
    through: Option<Date>,
    reason: Option<&str>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "ledger_closing (org, book, seq, date, through, reason)",
        values![org, book, seq, date, through, reason.map(str::to_owned)],
    )
}

pub fn closed_through(tx: &mut Tx, org: OrgId, book: Id) -> Result<Option<Date>> {
    let sql = "select c.through from ledger_closing c where c.org = $1 and c.book = $2 order by c.seq desc limit 1";
    match tx.query_opt(sql, &values![org, book])? {
        Some(row) => row.get(0),
        None => Ok(None),
    }
}

fn closing_of(row: &Row) -> Result<Closing> {
    Ok(Closing {
        book: row.get(0)?,
        seq: row.get(1)?,
        date: row.get(2)?,
        through: row.get(3)?,
        reason: row.get(4)?,
    })
}

pub fn closings(tx: &mut Tx, org: OrgId, book: Id) -> Result<Vec<Closing>> {
    let sql = "select c.book, c.seq, c.date, c.through, c.reason from ledger_closing c \
               where c.org = $1 and c.book = $2 order by c.seq desc limit 1000";
    tx.query(sql, &values![org, book])?
        .iter()
        .map(closing_of)
        .collect()
}

/// All decisions of an org in the order made, for the audit.
pub fn each_closing(tx: &mut Tx, org: OrgId, mut each: impl FnMut(Closing)) -> Result<()> {
    let sql = "select c.book, c.seq, c.date, c.through, c.reason from ledger_closing c where c.org = $1 \
               order by c.book, c.seq";
    tx.query_each(sql, &values![org], |row| {
        each(closing_of(&row)?);
        Ok(())
    })
}

/// The day of a book's first voucher.
pub fn first_day(tx: &mut Tx, org: OrgId, book: Id) -> Result<Option<Date>> {
    let sql = "select v.date from ledger_voucher v where v.org = $1 and v.book = $2 order by v.date limit 1";
    tx.query_opt(sql, &values![org, book])?
        .map(|row| row.get(0))
        .transpose()
}

/// A book's vouchers between two days, both included, in the order of days.
pub fn vouchers_between(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    ((from, after), to): ((Date, Id), Date),
    limit: u32,
) -> Result<Vec<VoucherView>> {
    let sql = format!(
        "select {VOUCHER} from ledger_voucher v where v.org = $1 and v.book = $2 and v.date >= $3 and v.date <= $4 \
         and (v.date > $3 or v.id > $5) order by v.date, v.id limit $6"
    );
    tx.query(&sql, &values![org, book, from, to, after, limit])?
        .iter()
        .map(voucher_of)
        .collect()
}
