//! The SQL of the pages of rounds: sums by village, the notices of all organisations.

pub(super) mod board;

use super::books::Listed;
use ::store::{Tx, values};
use access::Scope;
use kernel::{Fen, Id, OrgId, Result};

/// Books in fen within the reader's scope, one of them or all, by place and entity.
pub(super) fn books(tx: &mut Tx, scope: &Scope, one: Option<Id>) -> Result<Vec<Listed>> {
    let mut params = scope.params();
    params.push(one.unwrap_or(Id(0)).into());
    params.push(one.unwrap_or(Id(i64::MAX)).into());
    let sql = "select b.id, b.entity, b.unit, u.name from ledger_book b join access_unit_now u on u.id = b.unit \
               where b.org = $1 and b.measure = 'fen' and b.id >= $5 and b.id <= $6 \
               and b.unit in scope($1, $2, $3, $4) order by u.name, b.entity, b.id limit 2000";
    tx.query(sql, &params)?
        .iter()
        .map(|row| {
            Ok(Listed {
                id: row.get(0)?,
                entity: row.get(1)?,
                unit: row.get(2)?,
                place: row.get(3)?,
                through: None,
            })
        })
        .collect()
}

/// A village's sums within the reader's scope.
pub(super) struct VillageSums {
    pub unit: Id,
    pub households: i64,
    pub persons: i64,
    pub weight: i64,
    pub net: Fen,
    pub paid: Fen,
}

/// The villages of a round in scope, the largest sum first.
pub(super) fn villages(tx: &mut Tx, scope: &Scope, round: Id) -> Result<Vec<VillageSums>> {
    let mut params = scope.params();
    params.push(round.into());
    let sql = "select l.unit, cast(count(*) as bigint), cast(coalesce(sum(l.heads), 0) as bigint), \
               cast(coalesce(sum(l.weight), 0) as bigint), cast(coalesce(sum(l.gross - l.tax), 0) as bigint), \
               cast(coalesce(sum(p.amount), 0) as bigint) from payout_line l left join payout_payment p \
               on p.org = l.org and p.round = l.round and p.leaf_key = l.leaf_key and p.state = 'paid' \
               and not exists (select 1 from payout_return t where t.org = p.org and t.round = p.round \
               and t.leaf_key = p.leaf_key and t.attempt = p.attempt) \
               where l.org = $1 and l.round = $5 and l.unit in scope($1, $2, $3, $4) \
               group by l.unit order by 5 desc, l.unit limit 2000";
    tx.query(sql, &params)?
        .iter()
        .map(|row| {
            Ok(VillageSums {
                unit: row.get(0)?,
                households: row.get(1)?,
                persons: row.get(2)?,
                weight: row.get(3)?,
                net: Fen(row.get(4)?),
                paid: Fen(row.get(5)?),
            })
        })
        .collect()
}

/// Heads of all lines, lines paid, and what was paid.
pub(super) fn totals(tx: &mut Tx, org: OrgId, round: Id) -> Result<(i64, i64, Fen)> {
    let sql = "select cast(coalesce(sum(l.heads), 0) as bigint), cast(count(p.amount) as bigint), \
               cast(coalesce(sum(p.amount), 0) as bigint) from payout_line l left join payout_payment p \
               on p.org = l.org and p.round = l.round and p.leaf_key = l.leaf_key and p.state = 'paid' \
               and not exists (select 1 from payout_return t where t.org = p.org and t.round = p.round \
               and t.leaf_key = p.leaf_key and t.attempt = p.attempt) \
               where l.org = $1 and l.round = $2";
    let row = tx.query_one(sql, &values![org, round])?;
    Ok((row.get(0)?, row.get(1)?, Fen(row.get(2)?)))
}

/// Rounds with a notice in any organisation, the latest first.
pub(super) fn noticed(tx: &mut Tx, offset: i64, limit: i64) -> Result<Vec<(OrgId, Id)>> {
    let sql = "select n.org, n.round from payout_notice n where n.issue = (select max(m.issue) from payout_notice m \
               where m.org = n.org and m.round = n.round) order by n.from_date desc, n.org, n.round desc \
               limit $1 offset $2";
    tx.query(sql, &values![limit, offset])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Years in which there is a round within the reader's scope, the latest first.
pub(super) fn years(tx: &mut Tx, scope: &Scope) -> Result<Vec<i64>> {
    let sql = "select distinct r.year from payout_round r where r.org = $1 and (r.unit in scope($1, $2, $3, $4) \
               or exists (select 1 from payout_line sl where sl.org = r.org and sl.round = r.id \
               and sl.unit in scope($1, $2, $3, $4))) order by r.year desc limit 100";
    tx.query(sql, &scope.params())?
        .iter()
        .map(|row| row.get(0))
        .collect()
}
