//! SQL of who acts for whom.

use super::NOW;
use crate::deputies::Deputy;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};
use std::collections::HashMap;

const DEPUTY: &str = "d.id, d.valid_from, d.valid_to, d.principal, d.deputy, d.for_org";

/// The latest row of each record; voided ones among them.
const LATEST: &str = "access_deputy d where d.org = 0 and not exists (select 1 from access_deputy n \
                      where n.org = d.org and n.id = d.id and n.seq > d.seq)";

fn deputy_of(row: &Row) -> Result<Deputy> {
    Ok(Deputy {
        id: row.get(0)?,
        valid_from: row.get(1)?,
        valid_to: row.get(2)?,
        principal: row.get(3)?,
        deputy: row.get(4)?,
        for_org: row.get(5)?,
    })
}

pub(crate) fn insert(tx: &mut Tx, d: &Deputy) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_deputy (org, id, valid_from, seq, valid_to, principal, deputy, for_org)",
        values![
            0,
            d.id,
            d.valid_from,
            seq,
            d.valid_to,
            d.principal,
            d.deputy,
            d.for_org
        ],
    )
}

pub(crate) fn deputy(tx: &mut Tx, id: Id) -> Result<Option<Deputy>> {
    let sql = format!("select {DEPUTY} from {LATEST} and d.id = $1");
    tx.query_opt(&sql, &values![id])?
        .as_ref()
        .map(deputy_of)
        .transpose()
}

/// Of an organisation, the latest first.
pub(crate) fn of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<Deputy>> {
    let sql = format!(
        "select {DEPUTY} from {LATEST} and d.for_org = $1 order by d.valid_from desc, d.id desc limit 1000"
    );
    let rows = tx.query(&sql, &values![org])?;
    rows.iter().map(deputy_of).collect()
}

/// In which somebody is the one or the other, the latest first.
pub(crate) fn of_user(tx: &mut Tx, user: Id) -> Result<Vec<Deputy>> {
    let sql = format!(
        "select {DEPUTY} from {LATEST} and (d.principal = $1 or d.deputy = $1) \
         order by d.valid_from desc, d.id desc limit 1000"
    );
    let rows = tx.query(&sql, &values![user])?;
    rows.iter().map(deputy_of).collect()
}

/// Whether somebody acts for somebody in an organisation on a day.
pub(crate) fn acts(
    tx: &mut Tx,
    (deputy, principal): (Id, Id),
    org: OrgId,
    date: Date,
) -> Result<bool> {
    let sql = "select d.id from dated(access_deputy, $1, $2, $3) d where d.deputy = $4 and d.principal = $5 \
               and d.for_org = $6 order by d.id limit 1";
    let params = values![0, date, NOW, deputy, principal, org];
    Ok(tx.query_opt(sql, &params)?.is_some())
}

/// Whose deputy somebody is on a day, and who his are: they count as one person with him. `known`: the journal row of
/// the installation up to which one looks.
pub(crate) fn tied_to(tx: &mut Tx, user: Id, date: Date, known: i64) -> Result<Vec<Id>> {
    let sql = "select d.principal, d.deputy from dated(access_deputy, $1, $2, $3) d \
               where d.principal = $4 or d.deputy = $4 order by d.id limit 1000";
    let rows = tx.query(sql, &values![0, date, known, user])?;
    let mut tied = Vec::with_capacity(rows.len());
    for row in rows {
        let (principal, deputy): (Id, Id) = (row.get(0)?, row.get(1)?);
        tied.push(if principal == user { deputy } else { principal });
    }
    Ok(tied)
}

/// For whom a journal row was made, where it was not the actor himself.
pub(crate) fn principal(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Option<Id>> {
    let sql = "select principal from journal_principal where org = $1 and seq = $2";
    tx.query_opt(sql, &values![org, seq])?
        .map(|row| row.get(0))
        .transpose()
}

/// For whom the journal rows of an organisation were made, those that were not made for the actor himself.
pub(crate) fn principals(tx: &mut Tx, org: OrgId) -> Result<HashMap<i64, Id>> {
    let sql = "select seq, principal from journal_principal where org = $1 order by seq";
    let mut found = HashMap::new();
    tx.query_each(sql, &values![org], |row| {
        found.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// How the installation's chain stood when a journal row was written.
pub(crate) fn installation_at(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Option<i64>> {
    let sql = "select j.org0_seq from journal j where j.org = $1 and j.seq = $2";
    tx.query_opt(sql, &values![org, seq])?
        .map(|row| row.get(0))
        .transpose()
}
