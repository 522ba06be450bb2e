//! The SQL of pages that belong to no module: the journal as a list.

use ::store::{Tx, values};
use kernel::{Id, OrgId, Result};

/// A journal row as the list shows it: never its input, which may speak of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JournalRow {
    pub seq: i64,
    /// Microseconds since 1970, UTC.
    pub at: i64,
    pub actor: Id,
    /// For whom he acted, where it was not himself.
    pub principal: Option<Id>,
    pub via: String,
    pub deed: String,
    /// `name:version:rows`, comma-separated.
    pub tables: String,
}

/// Rows before `before`, latest first; all deeds where `deed` is empty.
pub(crate) fn journal(
    tx: &mut Tx,
    org: OrgId,
    deed: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<JournalRow>> {
    let sql = "select j.seq, j.at, j.actor, j.via, j.deed, j.tables, p.principal from journal j \
               left join journal_principal p on p.org = j.org and p.seq = j.seq where j.org = $1 and j.seq < $2 \
               and (cast($3 as text) = '' or j.deed = $3) order by j.seq desc limit $4";
    tx.query(sql, &values![org, before, deed, limit])?
        .iter()
        .map(|row| {
            Ok(JournalRow {
                seq: row.get(0)?,
                at: row.get(1)?,
                actor: row.get(2)?,
                principal: row.get(6)?,
                via: row.get(3)?,
                deed: row.get(4)?,
                tables: row.get(5)?,
            })
        })
        .collect()
}

pub(crate) fn journal_count(tx: &mut Tx, org: OrgId, deed: &str) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from journal where org = $1 and (cast($2 as text) = '' or deed = $2)";
    tx.query_one(sql, &values![org, deed])?.get(0)
}

/// Every deed that was ever done in this organisation, by name.
pub(crate) fn deeds(tx: &mut Tx, org: OrgId) -> Result<Vec<String>> {
    let sql = "select distinct deed from journal where org = $1 order by deed limit 1000";
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Where the chain stands, `seq:hash`: what is printed and written down as its checkpoint.
pub(crate) fn checkpoint(tx: &mut Tx, org: OrgId) -> Result<Option<String>> {
    let sql = "select seq, hash from journal_head_now where org = $1";
    tx.query_opt(sql, &values![org])?
        .map(|row| {
            let (seq, hash): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            Ok(format!("{seq}:{}", ::store::keys::hex(&hash)))
        })
        .transpose()
}

/// Unit and title of a round.
pub(crate) fn round_place(
    tx: &mut Tx,
    org: OrgId,
    id: kernel::Id,
) -> Result<Option<(kernel::Id, String)>> {
    let sql = "select unit, title from payout_round where org = $1 and id = $2";
    let found = tx.query_opt(sql, &values![org, id])?;
    found.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
