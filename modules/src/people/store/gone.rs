//! Who died or left: rows outside the chain, by which lists and newcomers are compared.

use super::{BATCH, filled, marks};
use crate::people::compare::Tag;
use kernel::{Date, Id, OrgId, Result};
use store::{Row, Tx, Value, values};

pub const GONE: &str = "people_gone (org, person, household, unit, name, identity_tag, kind, date)";

/// Somebody who died or left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub person: Id,
    pub household: Id,
    pub name: String,
    pub tag: Option<Tag>,
    pub kind: String,
    pub date: Date,
}

fn gone_of(row: &Row) -> Result<Gone> {
    Ok(Gone {
        person: row.get(0)?,
        household: row.get(1)?,
        name: row.get(2)?,
        tag: row.get(3)?,
        kind: row.get(4)?,
        date: row.get(5)?,
    })
}

const GONE_COLUMNS: &str = "g.person, g.household, g.name, g.identity_tag, g.kind, g.date";

pub fn anybody_gone(tx: &mut Tx, org: OrgId) -> Result<bool> {
    let sql = "select g.person from people_gone g where g.org = $1 order by g.person limit 1";
    Ok(tx.query_opt(sql, &values![org])?.is_some())
}

pub fn gone_by_tags(tx: &mut Tx, org: OrgId, tags: &[Tag]) -> Result<Vec<Gone>> {
    let sql = format!(
        "select {GONE_COLUMNS} from people_gone g where g.org = $1 and g.identity_tag in ({}) \
         order by g.identity_tag limit 1000",
        marks(2, BATCH)
    );
    gone(
        tx,
        &sql,
        org,
        tags.iter().copied().map(Value::from).collect(),
    )
}

pub fn gone_from(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Gone>> {
    let sql = format!(
        "select {GONE_COLUMNS} from people_gone g where g.org = $1 and g.household in ({}) \
         order by g.household, g.person limit 10000",
        marks(2, BATCH)
    );
    gone(
        tx,
        &sql,
        org,
        households.iter().copied().map(Value::from).collect(),
    )
}

fn gone(tx: &mut Tx, sql: &str, org: OrgId, asked: Vec<Value>) -> Result<Vec<Gone>> {
    let mut found = Vec::new();
    for chunk in asked.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk));
        tx.query_each(sql, &params, |row| {
            found.push(gone_of(&row)?);
            Ok(())
        })?;
    }
    Ok(found)
}

/// The household in which a person whose number this is lives now.
pub fn holder(tx: &mut Tx, org: OrgId, tag: Tag) -> Result<Option<(Id, Id)>> {
    let sql = "select s.person, s.household from people_search s where s.org = $1 and s.identity_tag = $2 \
               order by s.person limit 1";
    tx.query_opt(sql, &values![org, tag])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

pub fn forget_gone(tx: &mut Tx, org: OrgId, person: Id) -> Result<()> {
    let sql = "delete from people_gone where org = $1 and person = $2";
    tx.execute(sql, &values![org, person]).map(drop)
}

pub fn forget_all_gone(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.execute("delete from people_gone where org = $1", &values![org])
        .map(drop)
}

/// People of whom no search row speaks, after the one given: those who left, and the erased.
pub fn unsearched(tx: &mut Tx, org: OrgId, after: Id, limit: i64) -> Result<Vec<Id>> {
    let sql = "select distinct m.person from people_membership m where m.org = $1 and m.person > $2 \
               and not exists (select 1 from people_search s where s.org = m.org and s.person = m.person) \
               order by m.person limit $3";
    tx.query(sql, &values![org, after, limit])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}
