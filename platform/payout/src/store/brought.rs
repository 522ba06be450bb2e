//! Rounds and balances from before zhen; which time it is for a household.

use super::*;
use crate::bring_forward::{BringForwardBalance, BringForwardRound, BroughtLine};
use crate::read::{BroughtView, OpeningView};
use std::collections::HashMap;

/// A row that voids another counts no more than the one it voids.
const LIVE: &str = "b.voids is null and not exists (select 1 from payout_brought v where v.org = b.org \
                    and v.source = b.source and v.source_id = b.source_id and v.voids = b.id)";

pub fn insert_brought(tx: &mut Tx, org: OrgId, id: Id, b: &BringForwardRound) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_brought (org, id, seq, source, source_id, unit, book, year, date, title, total, payees, document)",
        values![
            org,
            id,
            seq,
            &b.source,
            b.source_id,
            b.unit,
            b.book,
            b.year,
            b.date,
            b.title.trim(),
            b.total_fen,
            b.payees,
            b.document.trim()
        ],
    )
}

pub fn insert_brought_line(tx: &mut Tx, org: OrgId, brought: Id, l: &BroughtLine) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_brought_line (org, brought, household, seq, unit, amount)",
        values![org, brought, l.household, seq, l.unit, l.amount_fen],
    )
}

/// The unit of a live round brought forward.
pub fn brought_unit(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Id>> {
    let sql =
        format!("select b.unit from payout_brought b where b.org = $1 and b.id = $2 and {LIVE}");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn insert_void(tx: &mut Tx, org: OrgId, id: Id, voids: Id) -> Result<()> {
    let seq = tx.seq()?;
    let sql = "select source, source_id, unit, year, date, title, document from payout_brought \
               where org = $1 and id = $2";
    let old = tx.query_one(sql, &values![org, voids])?;
    tx.insert(
        "payout_brought (org, id, seq, source, source_id, unit, year, date, title, total, payees, document, voids)",
        values![
            org,
            id,
            seq,
            old.get::<String>(0)?,
            old.get::<Id>(1)?,
            old.get::<Id>(2)?,
            old.get::<i64>(3)?,
            old.get::<Date>(4)?,
            old.get::<String>(5)?,
            0_i64,
            0_i64,
            old.get::<String>(6)?,
            voids
        ],
    )
}

pub fn is_brought(
    tx: &mut Tx,
    org: OrgId,
    (source, id, year): (&str, Id, i64),
    date: Date,
) -> Result<bool> {
    let sql = format!(
        "select 1 from payout_brought b where b.org = $1 and b.source = $2 and b.source_id = $3 and b.year = $4 \
         and b.date = $5 and {LIVE} order by b.id limit 1"
    );
    let params = values![org, source, id, year, date];
    Ok(tx.query_opt(&sql, &params)?.is_some())
}

pub fn insert_opening(
    tx: &mut Tx,
    org: OrgId,
    (id, unit, voucher): (Id, Id, Id),
    b: &BringForwardBalance,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_opening (org, id, seq, book, unit, date, bank, undistributed, unclaimed, document, voucher)",
        values![
            org,
            id,
            seq,
            b.book,
            unit,
            b.date,
            b.bank_fen,
            b.undistributed_fen,
            b.unclaimed_fen,
            b.document.trim(),
            voucher
        ],
    )
}

/// Live rounds brought forward within scope, the latest first.
pub fn brought(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<BroughtView>> {
    let mut params = scope.params();
    params.extend(values![limit]);
    let sql = format!(
        "select b.id, b.source, b.source_id, b.unit, b.year, b.date, b.title, b.total, b.payees, b.document \
         from payout_brought b where b.org = $1 and b.unit in scope($1, $2, $3, $4) and {LIVE} \
         order by b.date desc, b.id desc limit $5"
    );
    let view = |row: &Row| {
        Ok(BroughtView {
            id: row.get(0)?,
            source: row.get(1)?,
            source_id: row.get(2)?,
            unit: row.get(3)?,
            year: row.get(4)?,
            date: row.get(5)?,
            title: row.get(6)?,
            total: row.get(7)?,
            payees: row.get(8)?,
            document: row.get(9)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(view).collect()
}

/// Lines of a live round brought forward within scope.
pub fn brought_lines(
    tx: &mut Tx,
    scope: &Scope,
    brought: Id,
    limit: u32,
) -> Result<Vec<BroughtLine>> {
    let mut params = scope.params();
    params.extend(values![brought, limit]);
    let sql = format!(
        "select l.household, l.unit, l.amount from payout_brought_line l \
         join payout_brought b on b.org = l.org and b.id = l.brought where l.org = $1 and l.brought = $5 \
         and l.unit in scope($1, $2, $3, $4) and {LIVE} order by l.unit, l.household limit $6"
    );
    let line = |row: &Row| {
        Ok(BroughtLine {
            household: row.get(0)?,
            unit: row.get(1)?,
            amount_fen: row.get(2)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(line).collect()
}

/// Balances brought forward within scope, the latest first.
pub fn openings(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<OpeningView>> {
    let mut params = scope.params();
    params.extend(values![limit]);
    let sql = "select o.id, o.book, o.unit, o.date, o.bank, o.undistributed, o.unclaimed, o.document, o.voucher \
               from payout_opening o where o.org = $1 and o.unit in scope($1, $2, $3, $4) \
               order by o.date desc, o.id desc limit $5";
    let view = |row: &Row| {
        Ok(OpeningView {
            id: row.get(0)?,
            book: row.get(1)?,
            unit: row.get(2)?,
            date: row.get(3)?,
            bank: row.get(4)?,
            undistributed: row.get(5)?,
            unclaimed: row.get(6)?,
            document: row.get(7)?,
            voucher: row.get(8)?,
        })
    };
    tx.query(sql, &params)?.iter().map(view).collect()
}

/// Rounds of the same source before this one from which something was paid, and those brought forward.
pub fn rounds_before(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    let paid = "select cast(count(distinct r.id) as bigint) from payout_round t \
                join payout_round r on r.org = t.org and r.source = t.source and r.source_id = t.source_id \
                and r.id < t.id join payout_payment p on p.org = r.org and p.round = r.id and p.state = 'paid' \
                where t.org = $1 and t.id = $2 and not exists (select 1 from payout_state s \
                where s.org = r.org and s.id = r.id and s.state = 'reversed') \
                and not exists (select 1 from payout_return x where x.org = p.org and x.round = p.round \
                and x.leaf_key = p.leaf_key and x.attempt = p.attempt)";
    let brought = format!(
        "select cast(count(*) as bigint) from payout_round t \
         join payout_brought b on b.org = t.org and b.source = t.source and b.source_id = t.source_id \
         where t.org = $1 and t.id = $2 and {LIVE} and b.date <= (select min(s.valid_from) from payout_state s \
         where s.org = t.org and s.id = t.id)"
    );
    let mut times = 0;
    for sql in [paid, brought.as_str()] {
        times += tx.query_one(sql, &values![org, round])?.get::<i64>(0)?;
    }
    Ok(times)
}

/// For each payee of a round how often he was paid by its source before: earlier rounds with a line paid, and rounds
/// brought forward up to the day on which this one was drafted.
pub fn times_before(tx: &mut Tx, org: OrgId, round: Id) -> Result<HashMap<Id, i64>> {
    let mut times: HashMap<Id, i64> = HashMap::new();
    let paid = "select l.household, cast(count(distinct r.id) as bigint) from payout_round t \
                join payout_round r on r.org = t.org and r.source = t.source and r.source_id = t.source_id \
                and r.id < t.id join payout_line l on l.org = r.org and l.round = r.id \
                join payout_payment p on p.org = l.org and p.round = l.round and p.leaf_key = l.leaf_key \
                and p.state = 'paid' where t.org = $1 and t.id = $2 and not exists (select 1 from payout_state s \
                where s.org = r.org and s.id = r.id and s.state = 'reversed') \
                and not exists (select 1 from payout_return x where x.org = p.org and x.round = p.round \
                and x.leaf_key = p.leaf_key and x.attempt = p.attempt) \
                group by l.household order by l.household limit 10000000";
    let brought = format!(
        "select l.household, cast(count(*) as bigint) from payout_round t \
         join payout_brought b on b.org = t.org and b.source = t.source and b.source_id = t.source_id \
         join payout_brought_line l on l.org = b.org and l.brought = b.id \
         where t.org = $1 and t.id = $2 and {LIVE} and b.date <= (select min(s.valid_from) from payout_state s \
         where s.org = t.org and s.id = t.id) group by l.household order by l.household limit 10000000"
    );
    for sql in [paid, brought.as_str()] {
        tx.query_each(sql, &values![org, round], |row| {
            *times.entry(row.get(0)?).or_default() += row.get::<i64>(1)?;
            Ok(())
        })?;
    }
    Ok(times)
}
