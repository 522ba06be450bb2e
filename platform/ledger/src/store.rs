//! All SQL of the ledger. Every query by account names the year, as the key of the entries does:
//! docs/decisions/0002-key-layout.md.

mod entries;
mod periods;
pub use entries::*;
pub use periods::*;

use crate::model::{self, Account, Book, Face, Side};
use crate::read::{EntryView, Position, StatementLine, VoucherView};
use kernel::{Date, Error, Id, OrgId, Result};
use std::collections::HashMap;
use store::{Columns, Row, Tx, Value, values};

const ACCOUNT: &str = "a.id, a.book, a.code, a.party, a.floor, a.side";
const VOUCHER: &str = "v.id, v.seq, v.book, v.number, v.date, v.kind, v.source, v.source_id, v.reverses, v.total, v.lines";

pub fn insert_book(tx: &mut Tx, org: OrgId, book: &Book) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "ledger_book (org, id, seq, unit, entity, measure)",
        values![org, book.id, seq, book.unit, &book.entity, &book.measure],
    )
}

pub fn book(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Book>> {
    let sql = "select id, unit, entity, measure from ledger_book where org = $1 and id = $2";
    let Some(row) = tx.query_opt(sql, &values![org, id])? else {
        return Ok(None);
    };
    Ok(Some(Book {
        id: row.get(0)?,
        unit: row.get(1)?,
        entity: row.get(2)?,
        measure: row.get(3)?,
    }))
}

pub fn insert_account(tx: &mut Tx, org: OrgId, account: &Account) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "ledger_account (org, id, seq, book, code, party, floor, side)",
        values![
            org,
            account.id,
            seq,
            account.book,
            &account.code,
            account.party,
            account.floor,
            account.side.sign()
        ],
    )
}

fn account_of(row: &impl Columns) -> Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        book: row.get(1)?,
        code: row.get(2)?,
        party: row.get(3)?,
        floor: row.get(4)?,
        side: Side::from_sign(row.get(5)?)?,
    })
}

pub fn account_by_id(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Account>> {
    let sql = format!("select {ACCOUNT} from ledger_account a where a.org = $1 and a.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| account_of(&row))
        .transpose()
}

pub fn account_by_code(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    code: &str,
    party: Option<Id>,
) -> Result<Option<Account>> {
    let (clause, mut params) = (
        "a.org = $1 and a.book = $2 and a.code = $3",
        values![org, book, code],
    );
    let party_clause = match party {
        Some(party) => {
            params.push(party.into());
            "a.party = $4"
        }
        None => "a.party is null",
    };
    let sql = format!(
        "select {ACCOUNT} from ledger_account a where {clause} and {party_clause} order by a.id limit 1"
    );
    tx.query_opt(&sql, &params)?
        .map(|row| account_of(&row))
        .transpose()
}

/// Party and account of one code in a book, by party.
pub fn parties_of(tx: &mut Tx, org: OrgId, book: Id, code: &str) -> Result<Vec<(Id, Id)>> {
    let sql = "select a.party, a.id from ledger_account a where a.org = $1 and a.book = $2 and a.code = $3 \
               and a.party is not null order by a.party";
    let mut found = Vec::new();
    tx.scan(sql, &values![org, book, code], |row| {
        found.push((row.get(0)?, row.get(1)?));
        Ok(())
    })?;
    Ok(found)
}

/// How all accounts of a book behave, by id.
pub fn each_face(tx: &mut Tx, org: OrgId, book: Id, mut each: impl FnMut(Id, Face)) -> Result<()> {
    // The sign keeps both engines from the index by book, from which each account would be sought apart.
    let sql = "select a.id, a.side, a.floor from ledger_account a where a.org = $1 and + a.book = $2 order by a.id";
    tx.scan(sql, &values![org, book], |row| {
        let face = Face {
            side: Side::from_sign(row.get(1)?)?,
            floor: row.get(2)?,
        };
        each(row.get(0)?, face);
        Ok(())
    })
}

pub fn balance_now(tx: &mut Tx, org: OrgId, account: Id) -> Result<i64> {
    let sql = "select balance from ledger_balance_now where org = $1 and account = $2";
    tx.query_opt(sql, &values![org, account])?
        .map_or(Ok(0), |row| row.get(0))
}

pub fn balances_of(tx: &mut Tx, org: OrgId, book: Id) -> Result<HashMap<Id, i64>> {
    let sql = "select b.account, b.balance from ledger_account a \
               join ledger_balance_now b on b.org = a.org and b.account = a.id \
               where a.org = $1 and a.book = $2 order by b.account";
    let mut found = HashMap::new();
    tx.scan(sql, &values![org, book], |row| {
        found.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// Adds to one account's cached balance.
pub fn add_to_balance(tx: &mut Tx, org: OrgId, account: Id, amount: i64) -> Result<()> {
    let sql = "insert into ledger_balance_now (org, account, balance) values ($1, $2, $3) \
               on conflict (org, account) do update set balance = ledger_balance_now.balance + excluded.balance";
    tx.keep(sql, values![org, account, amount])
}

/// Adds a voucher's entries to the cached balances in one statement. It walks the org's year, so it
/// is for vouchers of many lines.
pub fn add_voucher_to_balances(tx: &mut Tx, org: OrgId, voucher: Id, date: Date) -> Result<()> {
    let seq = tx.seq()?;
    let sql = "insert into ledger_balance_now (org, account, balance) \
               select e.org, e.account, cast(sum(e.amount) as bigint) from ledger_entry e \
               where e.org = $1 and e.year = $2 and e.seq = $3 and e.voucher = $4 group by e.org, e.account \
               on conflict (org, account) do update set balance = ledger_balance_now.balance + excluded.balance";
    tx.execute(sql, &values![org, i64::from(date.year()), seq, voucher])
        .map(drop)
}

pub fn insert_voucher(tx: &mut Tx, org: OrgId, voucher: &VoucherView) -> Result<()> {
    tx.insert(
        "ledger_voucher (org, id, seq, book, number, date, kind, source, source_id, reverses, total, lines)",
        values![
            org,
            voucher.id,
            voucher.seq,
            voucher.book,
            &voucher.number,
            voucher.date,
            &voucher.kind,
            voucher.source.as_deref(),
            voucher.source_id,
            voucher.reverses,
            voucher.total,
            voucher.lines
        ],
    )
}

pub fn insert_entry(
    tx: &mut Tx,
    org: OrgId,
    voucher: &VoucherView,
    line: i64,
    account: Id,
    amount: i64,
) -> Result<()> {
    tx.insert(
        "ledger_entry (org, year, account, date, seq, line, voucher, amount)",
        values![
            org,
            i64::from(voucher.date.year()),
            account,
            voucher.date,
            voucher.seq,
            line,
            voucher.id,
            amount
        ],
    )
}

/// The last ordinal given in this book and year: the next number is one more.
pub fn last_ordinal(tx: &mut Tx, org: OrgId, book: Id, year: i16) -> Result<i64> {
    let sql = "select number from ledger_voucher where org = $1 and book = $2 and number >= $3 and number < $4 \
               order by number desc limit 1";
    // A dot sorts after the dash and before every digit.
    let params = values![org, book, format!("{year:04}-"), format!("{year:04}.")];
    let Some(row) = tx.query_opt(sql, &params)? else {
        return Ok(0);
    };
    let number: String = row.get(0)?;
    let ordinal = number.split('-').nth(1).and_then(|n| n.parse::<i64>().ok());
    let ordinal = ordinal.ok_or_else(|| Error::Internal(format!("a voucher numbered {number}")))?;
    if ordinal < model::LAST_IN_ORDER {
        return Ok(ordinal);
    }
    // Longer numbers sort otherwise.
    let sql = "select cast(count(*) as bigint) from ledger_voucher \
               where org = $1 and book = $2 and number >= $3 and number < $4";
    tx.query_one(sql, &params)?.get(0)
}

/// The lines that the vouchers of this write have used already: two vouchers of one deed share a seq.
pub fn next_line(tx: &mut Tx, org: OrgId, book: Id) -> Result<i64> {
    let seq = tx.seq()?;
    // Ids rise along the chain, so this write's vouchers are the last; there is no index by seq.
    let sql = "select cast(coalesce(sum(case when v.book = $2 then v.lines else 0 end), 0) as bigint) \
               from ledger_voucher v where v.org = $1 and v.seq = $3 and v.id > \
               (select coalesce(max(b.id), 0) from ledger_voucher b where b.org = $1 and b.seq < $3)";
    tx.query_one(sql, &values![org, book, seq])?
        .get::<i64>(0)
        .map(|used| used + 1)
}

fn voucher_of(row: &Row) -> Result<VoucherView> {
    Ok(VoucherView {
        id: row.get(0)?,
        seq: row.get(1)?,
        book: row.get(2)?,
        number: row.get(3)?,
        date: row.get(4)?,
        kind: row.get(5)?,
        source: row.get(6)?,
        source_id: row.get(7)?,
        reverses: row.get(8)?,
        total: row.get(9)?,
        lines: row.get(10)?,
    })
}

pub fn voucher(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<VoucherView>> {
    let sql = format!("select {VOUCHER} from ledger_voucher v where v.org = $1 and v.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| voucher_of(&row))
        .transpose()
}

pub fn reversal_of(tx: &mut Tx, org: OrgId, voucher: Id) -> Result<Option<String>> {
    let sql =
        "select number from ledger_voucher where org = $1 and reverses = $2 order by id limit 1";
    tx.query_opt(sql, &values![org, voucher])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn vouchers_from(
    tx: &mut Tx,
    org: OrgId,
    source: &str,
    source_id: Id,
    after: Id,
    limit: u32,
) -> Result<Vec<VoucherView>> {
    let sql = format!(
        "select {VOUCHER} from ledger_voucher v where v.org = $1 and v.source = $2 and v.source_id = $3 \
         and v.id > $4 order by v.id limit $5"
    );
    tx.query(&sql, &values![org, source, source_id, after, limit])?
        .iter()
        .map(voucher_of)
        .collect()
}

/// All vouchers of an org, by id, for the audit.
pub fn each_voucher(tx: &mut Tx, org: OrgId, mut each: impl FnMut(VoucherView)) -> Result<()> {
    let sql = format!("select {VOUCHER} from ledger_voucher v where v.org = $1 order by v.id");
    tx.query_each(&sql, &values![org], |row| {
        each(voucher_of(&row)?);
        Ok(())
    })
}

/// An entry as the audit reads it.
pub struct Entry<'a> {
    pub year: i64,
    pub account: Id,
    pub date: &'a str,
    pub seq: i64,
    pub voucher: Id,
    pub amount: i64,
}

/// All entries, in key order, for the audit.
pub fn each_entry(tx: &mut Tx, org: OrgId, mut each: impl FnMut(Entry<'_>)) -> Result<()> {
    let sql = "select year, account, date, seq, voucher, amount from ledger_entry where org = $1 \
               order by year, account, date, seq, line";
    tx.scan(sql, &values![org], |row| {
        each(Entry {
            year: row.get(0)?,
            account: row.get(1)?,
            date: row.text(2)?,
            seq: row.get(3)?,
            voucher: row.get(4)?,
            amount: row.get(5)?,
        });
        Ok(())
    })
}

pub fn each_account(tx: &mut Tx, org: OrgId, mut each: impl FnMut(Account)) -> Result<()> {
    let sql = format!("select {ACCOUNT} from ledger_account a where a.org = $1 order by a.id");
    tx.scan(&sql, &values![org], |row| {
        each(account_of(&row)?);
        Ok(())
    })
}

pub fn each_balance(tx: &mut Tx, org: OrgId, mut each: impl FnMut(Id, i64)) -> Result<()> {
    let sql = "select account, balance from ledger_balance_now where org = $1 order by account";
    tx.scan(sql, &values![org], |row| {
        each(row.get(0)?, row.get(1)?);
        Ok(())
    })
}

pub fn rebuild(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.execute(
        "delete from ledger_balance_now where org = $1",
        &values![org],
    )?;
    let sql = "insert into ledger_balance_now (org, account, balance) \
               select e.org, e.account, cast(sum(e.amount) as bigint) from ledger_entry e \
               where e.org = $1 group by e.org, e.account";
    tx.execute(sql, &values![org]).map(drop)
}
