//! SQL of marks.

use crate::round::Round;
use ::store::{Tx, values};
use kernel::{Id, OrgId, Result};

/// A person who counts in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub place: i64,
    pub household: Id,
    pub mark: Option<Vec<u8>>,
    /// Named only without a mark.
    pub person: Option<Id>,
}

pub fn insert(tx: &mut Tx, round: &Round, m: &Mark) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_mark (org, round, place, seq, household, mark, person)",
        values![
            round.org,
            round.id,
            m.place,
            seq,
            m.household,
            m.mark.clone(),
            m.person
        ],
    )
}

/// How many count, how many of them without a number, how many marks stand more than once.
pub fn counts(tx: &mut Tx, org: OrgId, round: Id) -> Result<(i64, i64, i64)> {
    let sql = "select cast(count(*) as bigint), cast(count(*) - count(m.mark) as bigint), \
               cast(count(m.mark) - count(distinct m.mark) as bigint) from payout_mark m \
               where m.org = $1 and m.round = $2";
    let row = tx.query_one(sql, &values![org, round])?;
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// Households whose person counts in another one too, by household.
pub fn twice(tx: &mut Tx, org: OrgId, round: Id, limit: i64) -> Result<Vec<Id>> {
    let sql = "select distinct m.household from payout_mark m where m.org = $1 and m.round = $2 \
               and m.mark in (select d.mark from payout_mark d where d.org = $1 and d.round = $2 \
               and d.mark is not null group by d.mark having count(*) > 1) order by m.household limit $3";
    let rows = tx.query(sql, &values![org, round, limit])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Who has no number: household and person, by place.
pub fn without_number(tx: &mut Tx, org: OrgId, round: Id, limit: i64) -> Result<Vec<(Id, Id)>> {
    let sql = "select m.household, m.person from payout_mark m where m.org = $1 and m.round = $2 \
               and m.mark is null and m.person is not null order by m.place limit $3";
    let rows = tx.query(sql, &values![org, round, limit])?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
