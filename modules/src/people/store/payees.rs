//! Households as a bank's list names them: by number, by somebody's identity number, by the head's name.

use super::{BATCH, filled, marks};
use crate::people::payees::Named;
use access::Scope;
use kernel::{Date, Id, OrgId, Result};
use std::collections::BTreeSet;
use store::{Row, Tx, Value, values};

/// Asks in pieces, each with the scope's four parameters and then the values.
fn each<T: Clone + Into<Value>>(
    tx: &mut Tx,
    scope: &Scope,
    sql: &str,
    asked: &[T],
    mut found: impl FnMut(&Row) -> Result<()>,
) -> Result<()> {
    let sql = sql.replace("{among}", &marks(5, BATCH));
    for some in asked.chunks(BATCH) {
        let mut params = scope.params();
        params.extend(filled(some).into_iter().map(Into::into));
        tx.query_each(&sql, &params, |row| found(&row))?;
    }
    Ok(())
}

/// Number and id of the households within scope that have one of these numbers.
pub fn by_numbers(tx: &mut Tx, scope: &Scope, numbers: &[String]) -> Result<Vec<(String, Id)>> {
    let mut out = Vec::new();
    let sql = "select h.number, h.household from people_household_search h where h.org = $1 \
               and h.unit in scope($1, $2, $3, $4) and h.number in ({among}) order by h.number, h.household";
    each(tx, scope, sql, numbers, |row| {
        out.push((row.get(0)?, row.get(1)?));
        Ok(())
    })?;
    Ok(out)
}

/// Tag and household of the people within scope whose identity number has one of these tags.
pub fn by_tags(tx: &mut Tx, scope: &Scope, tags: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, Id)>> {
    let mut out = Vec::new();
    let sql = "select p.identity_tag, p.household from people_search p where p.org = $1 \
               and p.unit in scope($1, $2, $3, $4) and p.identity_tag in ({among}) order by p.identity_tag, p.household";
    each(tx, scope, sql, tags, |row| {
        out.push((row.get(0)?, row.get(1)?));
        Ok(())
    })?;
    Ok(out)
}

/// Name, village and id of the households within scope whose head has one of these names.
pub fn by_heads(tx: &mut Tx, scope: &Scope, names: &[String]) -> Result<Vec<(String, Id, Id)>> {
    let mut out = Vec::new();
    let sql = "select h.head_name, h.unit, h.household from people_household_search h where h.org = $1 \
               and h.unit in scope($1, $2, $3, $4) and h.head_name in ({among}) order by h.head_name, h.household";
    each(tx, scope, sql, names, |row| {
        out.push((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(())
    })?;
    Ok(out)
}

/// These households, those of them that stand.
pub fn named(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Named>> {
    let mut out = Vec::new();
    let sql = format!(
        "select h.household, h.number, h.head_name, h.unit from people_household_search h where h.org = $1 \
         and h.household in ({}) order by h.household",
        marks(2, BATCH)
    );
    for some in households.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(some).into_iter().map(Value::from));
        tx.query_each(&sql, &params, |row| {
            out.push(Named {
                id: row.get(0)?,
                number: row.get(1)?,
                head: row.get(2)?,
                unit: row.get(3)?,
            });
            Ok(())
        })?;
    }
    Ok(out)
}

/// The households to which something that stands happened between two days, both included.
pub fn changed(tx: &mut Tx, org: OrgId, (from, to): (Date, Date)) -> Result<BTreeSet<Id>> {
    let sql = "select e.household, e.other from people_event e where e.org = $1 and e.date >= $2 and e.date <= $3 \
               and e.kind <> 'void' and not exists (select 1 from people_event v where v.org = e.org and v.voids = e.id) \
               order by e.id";
    let mut found = BTreeSet::new();
    tx.query_each(sql, &values![org, from, to], |row| {
        found.insert(row.get(0)?);
        found.extend(row.get::<Option<Id>>(1)?);
        Ok(())
    })?;
    Ok(found)
}
