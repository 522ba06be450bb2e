//! Entries by account, voucher and year.

use super::*;

/// The first and last day on which the book moved.
pub fn days_of_book(tx: &mut Tx, org: OrgId, book: Id) -> Result<Option<(Date, Date)>> {
    // Asked apart, each is one seek on both engines; together SQLite walks the whole book.
    let sql = "select (select min(f.date) from ledger_voucher f where f.org = $1 and f.book = $2), \
               (select max(l.date) from ledger_voucher l where l.org = $1 and l.book = $2)";
    let row = tx.query_one(sql, &values![org, book])?;
    let (first, last): (Option<Date>, Option<Date>) = (row.get(0)?, row.get(1)?);
    Ok(first.zip(last))
}

/// The entries of one account in one year up to a day, summed.
pub fn sum_of_year(
    tx: &mut Tx,
    org: OrgId,
    year: i16,
    account: Id,
    upto: Date,
    known: i64,
) -> Result<i64> {
    let sql = "select cast(coalesce(sum(amount), 0) as bigint) from ledger_entry \
               where org = $1 and year = $2 and account = $3 and date <= $4 and seq <= $5";
    tx.query_one(sql, &values![org, i64::from(year), account, upto, known])?
        .get(0)
}

/// What one account moved on each day from `from` on, within one year.
pub fn days_of_year(
    tx: &mut Tx,
    org: OrgId,
    year: i16,
    account: Id,
    from: Date,
) -> Result<Vec<i64>> {
    let sql = "select cast(sum(amount) as bigint) from ledger_entry \
               where org = $1 and year = $2 and account = $3 and date >= $4 group by date order by date limit 400";
    tx.query(sql, &values![org, i64::from(year), account, from])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// One account's entries of one year after a position, as known at a seq; balances are still zero.
pub fn entries_of_year(
    tx: &mut Tx,
    org: OrgId,
    year: i16,
    account: Id,
    after: &Position,
    (to, known): (Date, i64),
    limit: u32,
) -> Result<Vec<StatementLine>> {
    let sql = "select e.date, e.seq, e.line, e.voucher, e.amount, v.number, v.kind, v.source, v.source_id \
               from ledger_entry e join ledger_voucher v on v.org = e.org and v.id = e.voucher \
               where e.org = $1 and e.year = $2 and e.account = $3 and e.date <= $4 and e.seq <= $5 \
               and (e.date, e.seq, e.line) > ($6, $7, $8) order by e.date, e.seq, e.line limit $9";
    let params = values![
        org,
        i64::from(year),
        account,
        to,
        known,
        after.date,
        after.seq,
        after.line,
        limit
    ];
    let line = |row: &Row| {
        Ok(StatementLine {
            at: Position {
                date: row.get(0)?,
                seq: row.get(1)?,
                line: row.get(2)?,
            },
            voucher: row.get(3)?,
            amount: row.get(4)?,
            balance: 0,
            number: row.get(5)?,
            kind: row.get(6)?,
            source: row.get(7)?,
            source_id: row.get(8)?,
        })
    };
    tx.query(sql, &params)?.iter().map(line).collect()
}

/// The part of an account's year up to and with a position.
pub fn sum_upto(tx: &mut Tx, org: OrgId, account: Id, at: &Position, known: i64) -> Result<i64> {
    let sql = "select cast(coalesce(sum(amount), 0) as bigint) from ledger_entry \
               where org = $1 and year = $2 and account = $3 and seq <= $4 and (date, seq, line) <= ($5, $6, $7)";
    let params = values![
        org,
        i64::from(at.date.year()),
        account,
        known,
        at.date,
        at.seq,
        at.line
    ];
    tx.query_one(sql, &params)?.get(0)
}

/// A voucher's entries after a line: one seek for each account of its book.
pub fn entries_of_voucher(
    tx: &mut Tx,
    org: OrgId,
    voucher: &VoucherView,
    after: i64,
    limit: u32,
) -> Result<Vec<EntryView>> {
    let sql = "select e.line, a.id, a.code, a.party, a.side, e.amount from ledger_account a \
               join ledger_entry e on e.org = a.org and e.year = $3 and e.account = a.id and e.date = $4 and e.seq = $5 \
               where a.org = $1 and a.book = $2 and e.voucher = $6 and e.line > $7 order by e.line limit $8";
    let year = i64::from(voucher.date.year());
    let params: Vec<Value> = values![
        org,
        voucher.book,
        year,
        voucher.date,
        voucher.seq,
        voucher.id,
        after,
        limit
    ];
    let entry = |row: &Row| {
        Ok(EntryView {
            line: row.get(0)?,
            account: row.get(1)?,
            code: row.get(2)?,
            party: row.get(3)?,
            side: Side::from_sign(row.get(4)?)?,
            amount: row.get(5)?,
        })
    };
    tx.query(sql, &params)?.iter().map(entry).collect()
}

/// Code, side, accounts moved, debits and credits of a book within one year.
pub fn trial_of_year(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    year: i16,
    upto: Date,
    known: i64,
) -> Result<Vec<(String, i64, i64, i64)>> {
    let sql = "select a.code, a.side, \
               cast(sum(case when e.amount > 0 then e.amount else 0 end) as bigint), \
               cast(sum(case when e.amount < 0 then e.amount else 0 end) as bigint) \
               from ledger_account a join ledger_entry e on e.org = a.org and e.year = $3 and e.account = a.id \
               where a.org = $1 and a.book = $2 and e.date <= $4 and e.seq <= $5 \
               group by a.code, a.side order by a.code, a.side limit 10000";
    let params = values![org, book, i64::from(year), upto, known];
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    tx.query(sql, &params)?
        .iter()
        .map(read)
        .collect::<Result<_, Error>>()
}

/// Party and sum, on the account's own side, of a year's entries of one code in a book, by party.
pub fn each_party_sum(
    tx: &mut Tx,
    org: OrgId,
    (book, code): (Id, &str),
    year: i16,
    upto: Date,
    known: i64,
    mut each: impl FnMut(Id, i64),
) -> Result<()> {
    let sql = "select a.party, cast(sum(e.amount * a.side) as bigint) \
               from ledger_account a join ledger_entry e on e.org = a.org and e.year = $4 and e.account = a.id \
               where a.org = $1 and a.book = $2 and a.code = $3 and a.party is not null \
               and e.date <= $5 and e.seq <= $6 group by a.party order by a.party";
    let params = values![org, book, code, i64::from(year), upto, known];
    tx.query_each(sql, &params, |row| {
        each(row.get(0)?, row.get(1)?);
        Ok(())
    })
}

/// Voucher, code, party and amount of every entry of one year, in key order.
pub fn each_account_entry(
    tx: &mut Tx,
    org: OrgId,
    year: i16,
    mut each: impl FnMut(Id, &str, Option<Id>, i64),
) -> Result<()> {
    let sql = "select e.voucher, a.code, a.party, e.amount from ledger_entry e \
               join ledger_account a on a.org = e.org and a.id = e.account \
               where e.org = $1 and e.year = $2 order by e.account, e.date, e.seq, e.line";
    tx.scan(sql, &values![org, i64::from(year)], |row| {
        each(row.get(0)?, row.text(1)?, row.get(2)?, row.get(3)?);
        Ok(())
    })
}

/// Voucher, party and amount of every entry of one year on an account that is somebody's, in key order.
pub fn each_party_entry(
    tx: &mut Tx,
    org: OrgId,
    year: i16,
    mut each: impl FnMut(Id, Id, i64),
) -> Result<()> {
    let sql = "select e.voucher, a.party, e.amount from ledger_entry e \
               join ledger_account a on a.org = e.org and a.id = e.account \
               where e.org = $1 and e.year = $2 and a.party is not null \
               order by e.account, e.date, e.seq, e.line";
    tx.scan(sql, &values![org, i64::from(year)], |row| {
        each(row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(())
    })
}
