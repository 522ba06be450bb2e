//! SQL of papers.

use crate::papers::Paper;
use ::store::{Row, Tx, values};
use kernel::{Ctx, Id, OrgId, Result};
use std::collections::BTreeSet;

const PAPER: &str = "p.id, p.seq, p.unit, p.kind, p.source, p.source_id, p.date, p.blob, p.size, p.media, p.user_id, \
                     w.reason, p.sealed from access_paper p left join access_paper_withdrawn w \
                     on w.org = p.org and w.id = p.id";

fn paper_of(row: &Row) -> Result<(Paper, Vec<u8>)> {
    let paper = Paper {
        id: row.get(0)?,
        seq: row.get(1)?,
        unit: row.get(2)?,
        kind: row.get(3)?,
        source: row.get(4)?,
        source_id: row.get(5)?,
        date: row.get(6)?,
        address: row.get(7)?,
        size: row.get(8)?,
        media: row.get(9)?,
        user: row.get(10)?,
        withdrawn: row.get(11)?,
        name: String::new(),
        note: String::new(),
    };
    Ok((paper, row.get(12)?))
}

pub(crate) fn insert(tx: &mut Tx, org: OrgId, p: &Paper, sealed: Vec<u8>) -> Result<()> {
    tx.insert(
        "access_paper (org, id, seq, unit, kind, source, source_id, date, blob, size, media, sealed, user_id)",
        values![
            org,
            p.id,
            p.seq,
            p.unit,
            &p.kind,
            &p.source,
            p.source_id,
            p.date,
            p.address,
            p.size,
            &p.media,
            sealed,
            p.user
        ],
    )
}

pub(crate) fn withdraw(tx: &mut Tx, ctx: &Ctx, id: Id, reason: &str) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "access_paper_withdrawn (org, id, seq, reason, user_id)",
        values![ctx.org, id, seq, reason, ctx.actor.user],
    )
}

pub(crate) fn of(
    tx: &mut Tx,
    org: OrgId,
    source: &str,
    source_id: Id,
) -> Result<Vec<(Paper, Vec<u8>)>> {
    let sql = format!(
        "select {PAPER} where p.org = $1 and p.source = $2 and p.source_id = $3 order by p.seq, p.id limit 1000"
    );
    let found = tx.query(&sql, &values![org, source, source_id])?;
    found.iter().map(paper_of).collect()
}

pub(crate) fn paper(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<(Paper, Vec<u8>)>> {
    let sql = format!("select {PAPER} where p.org = $1 and p.id = $2");
    let found = tx.query_opt(&sql, &values![org, id])?;
    found.as_ref().map(paper_of).transpose()
}

pub(crate) fn kinds(
    tx: &mut Tx,
    org: OrgId,
    source: &str,
    source_id: Id,
) -> Result<BTreeSet<String>> {
    let sql = "select distinct p.kind from access_paper p where p.org = $1 and p.source = $2 and p.source_id = $3 \
               and not exists (select 1 from access_paper_withdrawn w where w.org = p.org and w.id = p.id) \
               order by p.kind limit 1000";
    let found = tx.query(sql, &values![org, source, source_id])?;
    found.iter().map(|row| row.get(0)).collect()
}
