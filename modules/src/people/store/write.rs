//! Rows that deeds write: facts, then the search rows that follow from them.

use super::{BATCH, filled, marks, search_rows};
use access::texts;
use kernel::{Id, OrgId, Result};
use store::{Tx, Value, values};

/// One row of a fact table, to be sorted by its key before it is written: a bulk deed must write each
/// table in the order of its key.
pub type FactRow = (Id, String, Vec<Value>);

pub const HOUSEHOLD: &str =
    "people_household (org, id, valid_from, seq, valid_to, number, unit, head, import)";
pub const PERSON: &str = "people_person (org, id, valid_from, seq, valid_to, sealed, no_identity_reason, birth_year, sex, import)";
pub const MEMBERSHIP: &str =
    "people_membership (org, id, valid_from, seq, valid_to, household, person, relation, import)";
pub const STATUS: &str =
    "people_status (org, id, valid_from, seq, valid_to, household, code, import)";
pub const READING: &str = "people_reading (org, id, seq, person, what, reason)";
pub const SEARCH: &str = "people_search (org, person, household, membership, unit, name, pinyin, initials, \
                          identity_tag, last_four_tag, relation, birth_year, sex, content_tag)";
pub const HOUSEHOLD_SEARCH: &str = "people_household_search (org, household, unit, number, head_name, pinyin, members, statuses, changed_on)";

/// Writes the rows of one table in the order of its key.
pub fn facts(tx: &mut Tx, table: &'static str, mut rows: Vec<FactRow>) -> Result<()> {
    rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for (_, _, row) in rows {
        tx.insert(table, row)?;
    }
    Ok(())
}

/// Their search rows, and their names where a search finds them.
pub fn forget_people(tx: &mut Tx, org: OrgId, people: &[Id]) -> Result<()> {
    for person in people {
        texts::delete(tx, org, *person)?;
    }
    delete(
        tx,
        "delete from people_search where org = $1 and person in",
        org,
        people,
    )
}

pub fn forget_households(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<()> {
    delete(
        tx,
        "delete from people_household_search where org = $1 and household in",
        org,
        households,
    )
}

/// The search rows of everybody who is in one of these households, and their names where a search finds them.
pub fn forget_members(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<()> {
    for (person, ..) in search_rows::named(tx, org, households)? {
        texts::delete(tx, org, person)?;
    }
    delete(
        tx,
        "delete from people_search where org = $1 and household in",
        org,
        households,
    )
}

fn delete(tx: &mut Tx, start: &str, org: OrgId, ids: &[Id]) -> Result<()> {
    let sql = format!("{start} ({})", marks(2, BATCH));
    for chunk in ids.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        tx.execute(&sql, &params)?;
    }
    Ok(())
}

/// Before all search rows of an organisation are made again.
pub fn forget_all(tx: &mut Tx, org: OrgId) -> Result<()> {
    tx.execute("delete from people_search where org = $1", &values![org])?;
    tx.execute(
        "delete from people_household_search where org = $1",
        &values![org],
    )?;
    Ok(())
}
