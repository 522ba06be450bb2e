//! Search rows made again from facts: after a reversal for some households, on `zhen rebuild` for all.

use super::{BATCH, filled, marks, write};
use crate::people::tags;
use kernel::{Date, Id, OrgId, Result, pinyin};
use std::collections::BTreeSet;
use store::{Row, Tx, Value, values};

/// All households of an organisation that ever were, in order, after the one given.
pub fn households_after(tx: &mut Tx, org: OrgId, after: Id, limit: i64) -> Result<Vec<Id>> {
    let sql = "select distinct h.id from people_household h where h.org = $1 and h.id > $2 order by h.id limit $3";
    tx.query(sql, &values![org, after, limit])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Makes the search rows of one household from its facts as known now. The rows that it and its
/// members had must have been forgotten before. A household that has ended gets none.
pub fn make(tx: &mut Tx, org: OrgId, id: Id, today: Date, far: Date) -> Result<()> {
    let Some(household) = super::facts::household(tx, org, id, far, i64::MAX)? else {
        return Ok(());
    };
    let mut changed_on = household.from;
    if let Some(event) = super::life::last_of_household(tx, org, id)? {
        changed_on = changed_on.max(event);
    }
    let mut head_name = String::new();
    let mut count = 0_i64;
    for member in super::facts::members(tx, org, id, far, i64::MAX)? {
        let Some((person, from)) = person(tx, org, member.person, far)? else {
            continue;
        };
        count += 1;
        changed_on = changed_on.max(member.from).max(from);
        // An erased person is counted, and found by nothing.
        let Some(record) = tags::open(tx, org, member.person, &person.sealed)? else {
            continue;
        };
        if household.head == Some(member.person) {
            head_name.clone_from(&record.name);
        }
        let number = record.identity.as_deref();
        tx.insert(
            write::SEARCH,
            values![
                org,
                member.person,
                id,
                member.id,
                household.unit,
                record.name.clone(),
                pinyin::sort_key(&record.name),
                pinyin::initials(&record.name),
                number.map(|number| tags::identity(tx, org, number)),
                number.map(|number| tags::last_four(tx, org, number)),
                member.relation,
                person.birth_year,
                person.sex,
                None::<Vec<u8>>
            ],
        )?;
    }
    let statuses = super::facts::statuses(tx, org, id)?;
    let holds = |from: Date, to: Option<Date>| from <= today && to.is_none_or(|to| today < to);
    let mut codes: Vec<&str> = statuses
        .iter()
        .filter(|(_, _, from, to)| holds(*from, *to))
        .map(|(_, code, ..)| code.as_str())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    tx.insert(
        write::HOUSEHOLD_SEARCH,
        values![
            org,
            id,
            household.unit,
            household.number,
            head_name.clone(),
            pinyin::sort_key(&head_name),
            count,
            codes.join(","),
            changed_on
        ],
    )
}

/// A person with his unit and his name.
pub type Named = (Id, Id, String);

fn named_of(rows: &[Row]) -> Result<Vec<Named>> {
    let of = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    rows.iter().map(of).collect()
}

pub fn first(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    let sql = "select s.person from people_search s where s.org = $1 order by s.person limit 1";
    let row = tx.query_opt(sql, &values![org])?;
    row.map(|row| row.get(0)).transpose()
}

pub fn named_after(tx: &mut Tx, org: OrgId, after: Id, limit: i64) -> Result<Vec<Named>> {
    let sql = "select s.person, s.unit, s.name from people_search s where s.org = $1 and s.person > $2 \
               order by s.person limit $3";
    named_of(&tx.query(sql, &values![org, after, limit])?)
}

/// Everybody in these households.
pub fn named(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Named>> {
    let sql = format!(
        "select s.person, s.unit, s.name from people_search s where s.org = $1 and s.household in ({}) \
         order by s.person limit 1000000",
        marks(2, BATCH)
    );
    let mut found = Vec::new();
    for chunk in households.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        found.extend(named_of(&tx.query(&sql, &params)?)?);
    }
    Ok(found)
}

fn person(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    far: Date,
) -> Result<Option<(super::facts::SealedPerson, Date)>> {
    let Some(person) = super::facts::person(tx, org, id, far, i64::MAX)? else {
        return Ok(None);
    };
    let sql = "select p.valid_from from dated(people_person, $1, $2, $3) p where p.id = $4";
    let from = tx
        .query_one(sql, &values![org, far, i64::MAX, id])?
        .get(0)?;
    Ok(Some((person, from)))
}

/// Rows that say otherwise than the facts: search rows without a household, a household told otherwise, a member
/// whom nothing finds although his record can be opened.
pub fn disagreeing(tx: &mut Tx, org: OrgId, far: Date) -> Result<i64> {
    let sql = "select (select count(*) from people_search s where s.org = $1 and not exists \
               (select 1 from people_household_search h where h.org = s.org and h.household = s.household)) \
               + (select count(*) from people_household_search h where h.org = $1 and not exists \
               (select 1 from people_household f where f.org = h.org and f.id = h.household \
               and f.number = h.number and f.unit = h.unit))";
    let told: i64 = tx.query_one(sql, &values![org])?.get(0)?;
    let unfound = "select cast(count(*) as bigint) from dated(people_membership, $1, $2, $3) m \
                   join dated(people_household, $1, $2, $3) h on h.id = m.household \
                   join dated(people_person, $1, $2, $3) p on p.id = m.person \
                   join subject_key k on k.org = $1 and k.subject = m.person \
                   where not exists (select 1 from people_search s where s.org = $1 and s.person = m.person)";
    let unfound: i64 = tx
        .query_one(unfound, &values![org, far, i64::MAX])?
        .get(0)?;
    Ok(told + unfound)
}

/// The villages of these households, whenever they were there.
pub fn units(tx: &mut Tx, org: OrgId, households: &BTreeSet<Id>) -> Result<BTreeSet<Id>> {
    let sql = format!(
        "select distinct h.unit from people_household h where h.org = $1 and h.id in ({}) order by h.unit limit 100000",
        marks(2, BATCH)
    );
    let ids: Vec<Id> = households.iter().copied().collect();
    let mut units = BTreeSet::new();
    for chunk in ids.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        for row in tx.query(&sql, &params)? {
            units.insert(row.get(0)?);
        }
    }
    Ok(units)
}

/// The households to which these people ever belonged.
pub fn households_of(tx: &mut Tx, org: OrgId, people: &BTreeSet<Id>) -> Result<BTreeSet<Id>> {
    let sql = format!(
        "select distinct m.household from people_membership m where m.org = $1 and m.person in ({}) \
         order by m.household limit 100000",
        marks(2, BATCH)
    );
    let ids: Vec<Id> = people.iter().copied().collect();
    let mut households = BTreeSet::new();
    for chunk in ids.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        for row in tx.query(&sql, &params)? {
            households.insert(row.get(0)?);
        }
    }
    Ok(households)
}
