//! SQL of what everybody may see.

use ::store::{Row, Tx, Value, values};
use kernel::{Date, Id, OrgId, Result};

/// A case that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicRow {
    pub id: Id,
    pub code: String,
    pub unit: Id,
    pub choice: String,
    pub shown: Date,
    pub last: i64,
}

/// What a public list asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoughtPublic {
    pub code: String,
    pub unit: Option<Id>,
    pub choice: Option<String>,
    /// Where the page before ended.
    pub after: Option<(Date, Id)>,
}

const PUBLIC: &str = "p.id, p.code, p.unit, p.choice, p.shown, p.last, p.org";

fn public_of(row: &Row) -> Result<(OrgId, PublicRow)> {
    let shown = PublicRow {
        id: row.get(0)?,
        code: row.get(1)?,
        unit: row.get(2)?,
        choice: row.get(3)?,
        shown: row.get(4)?,
        last: row.get(5)?,
    };
    Ok((row.get(6)?, shown))
}

pub(crate) fn insert_public(tx: &mut Tx, org: OrgId, shown: &PublicRow) -> Result<()> {
    tx.insert(
        "cases_public_now (org, id, code, unit, choice, shown, last)",
        values![
            org,
            shown.id,
            &shown.code,
            shown.unit,
            &shown.choice,
            shown.shown,
            shown.last
        ],
    )
}

pub(crate) fn public(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<PublicRow>> {
    let sql = format!("select {PUBLIC} from cases_public_now p where p.org = $1 and p.id = $2");
    let row = tx.query_opt(&sql, &values![org, id])?;
    Ok(row.as_ref().map(public_of).transpose()?.map(|(_, row)| row))
}

/// The one FROM and WHERE of the list and of its count.
fn sought(asked: &SoughtPublic) -> (String, Vec<Value>) {
    let mut params = values![asked.code.as_str()].to_vec();
    let mut sql = "from cases_public_now p where p.code = $1".to_owned();
    let mut and = |text: &str, value: Value| {
        params.push(value);
        sql.push_str(&text.replace("{p}", &format!("${}", params.len())));
    };
    if let Some(unit) = asked.unit {
        and(" and p.unit = {p}", unit.into());
    }
    if let Some(choice) = &asked.choice {
        and(" and p.choice = {p}", choice.as_str().into());
    }
    (sql, params)
}

pub(crate) fn public_listed(
    tx: &mut Tx,
    asked: &SoughtPublic,
    limit: i64,
) -> Result<Vec<(OrgId, PublicRow)>> {
    let (mut from, mut params) = sought(asked);
    if let Some((shown, id)) = &asked.after {
        params.push((*shown).into());
        params.push((*id).into());
        let (d, i) = (params.len() - 1, params.len());
        from.push_str(&format!(
            " and (p.shown < ${d} or p.shown = ${d} and p.id < ${i})"
        ));
    }
    params.push(limit.into());
    let sql = format!(
        "select {PUBLIC} {from} order by p.shown desc, p.id desc limit ${}",
        params.len()
    );
    tx.query(&sql, &params)?.iter().map(public_of).collect()
}

pub(crate) fn public_count(tx: &mut Tx, asked: &SoughtPublic) -> Result<i64> {
    let (from, params) = sought(asked);
    let sql = format!("select cast(count(*) as bigint) {from}");
    tx.query_one(&sql, &params)?.get(0)
}

pub(crate) fn public_units(tx: &mut Tx, code: &str) -> Result<Vec<Id>> {
    let sql = "select distinct p.unit from cases_public_now p where p.code = $1 order by p.unit limit 500";
    let found = tx.query(sql, &values![code])?;
    found.iter().map(|row| row.get(0)).collect()
}
