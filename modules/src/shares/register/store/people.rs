//! What a register asks of households and persons: as known at a seq, which the face of people does not answer.

use ::store::{Row, Tx, Value, values};
use kernel::{Date, Id, OrgId, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Where a person stood on a day: the household that he was in, else the last one before.
/// Whoever died or left is counted with the household that he last belonged to, until his shares pass on.
pub fn household_of(
    tx: &mut Tx,
    org: OrgId,
    person: Id,
    date: Date,
    seq: i64,
) -> Result<Option<Id>> {
    // The membership that began last: an earlier row of the same record has no end of its own, and
    // one whose end is its beginning was taken back.
    let sql = "select m.household from people_membership m where m.org = $1 and m.person = $2 \
               and m.valid_from <= $3 and m.seq <= $4 \
               and (m.valid_to is null or m.valid_to > m.valid_from) \
               and not exists (select 1 from people_membership n where n.org = m.org and n.id = m.id \
               and n.valid_from = m.valid_from and n.seq > m.seq and n.seq <= $4) \
               order by m.valid_from desc, case when m.valid_to is null then 0 else 1 end, m.seq desc limit 1";
    tx.query_opt(sql, &values![org, person, date, seq])?
        .map(|row| row.get(0))
        .transpose()
}

/// The village of a household on a day, else the last it had before: one that has ended keeps its shares.
pub fn unit_of(tx: &mut Tx, org: OrgId, household: Id, date: Date, seq: i64) -> Result<Option<Id>> {
    let sql = "select h.unit from people_household h where h.org = $1 and h.id = $2 and h.valid_from <= $3 \
               and h.seq <= $4 order by h.valid_from desc, h.seq desc limit 1";
    tx.query_opt(sql, &values![org, household, date, seq])?
        .map(|row| row.get(0))
        .transpose()
}

/// Ids in one statement.
const TOGETHER: usize = if cfg!(test) { 4 } else { 512 };

/// A statement with `{among}` asked for some ids at a time, with the parameters before them. What is missing to a power
/// of two is filled with the last id, so that there are few texts of it.
fn each_among(
    tx: &mut Tx,
    sql: &str,
    params: &[Value],
    ids: &[Id],
    mut each: impl FnMut(&Row) -> Result<()>,
) -> Result<()> {
    for some in ids.chunks(TOGETHER) {
        let mut params = params.to_vec();
        let filling = some.last().into_iter().cycle();
        let ids = some.iter().chain(filling);
        let mut among = Vec::new();
        for id in ids.take(some.len().next_power_of_two()) {
            params.push((*id).into());
            among.push(format!("${}", params.len()));
        }
        let sql = sql.replace("{among}", &among.join(", "));
        tx.query_each(&sql, &params, |row| each(&row))?;
    }
    Ok(())
}

/// The households that these persons live in on a day, by person, those that are in one.
pub fn live_in(tx: &mut Tx, org: OrgId, persons: &[Id], date: Date) -> Result<BTreeMap<Id, Id>> {
    let sql = "select m.person, m.household from dated(people_membership, $1, $2, $3) m where m.person in ({among}) \
               order by m.person, m.id";
    let mut found = BTreeMap::new();
    each_among(tx, sql, &values![org, date, i64::MAX], persons, |row| {
        found.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// The persons of a household on a day, as known at `seq`.
pub fn members_of(tx: &mut Tx, org: OrgId, household: Id, date: Date, seq: i64) -> Result<Vec<Id>> {
    let sql = "select m.person from dated(people_membership, $1, $2, $3) m where m.household = $4 \
               order by m.id limit 1000";
    tx.query(sql, &values![org, date, seq, household])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Whether a household is there on a day, in `top` or below it.
pub fn lives_under(tx: &mut Tx, org: OrgId, household: Id, top: Id, date: Date) -> Result<bool> {
    Ok(!live_under(tx, org, &[household], top, date)?.is_empty())
}

/// Those of these households that are there on a day, in `top` or below it.
pub fn live_under(
    tx: &mut Tx,
    org: OrgId,
    households: &[Id],
    top: Id,
    date: Date,
) -> Result<BTreeSet<Id>> {
    let sql = "select h.id from dated(people_household, $1, $2, $3) h \
               join access_reach_now w on w.unit = h.unit and w.ancestor = $4 where h.id in ({among}) order by h.id";
    let mut found = BTreeSet::new();
    let params = values![org, date, i64::MAX, top];
    each_among(tx, sql, &params, households, |row| {
        found.insert(row.get(0)?);
        Ok(())
    })?;
    Ok(found)
}

/// Households and their persons below a unit on a day: (household, person).
pub fn people_under(tx: &mut Tx, org: OrgId, top: Id, date: Date) -> Result<Vec<(Id, Id)>> {
    let sql = "select h.id, m.person from dated(people_household, $1, $2, $3) h \
               join access_reach_now w on w.unit = h.unit and w.ancestor = $4 \
               join dated(people_membership, $1, $2, $3) m on m.household = h.id \
               order by h.number, h.id, m.id limit 1000000";
    tx.query(sql, &values![org, date, i64::MAX, top])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The persons whose death was recorded for a day up to `date`, as known at `seq`, and not taken back.
pub fn dead(tx: &mut Tx, org: OrgId, date: Date, seq: i64) -> Result<BTreeSet<Id>> {
    let sql = "select e.person from people_event e where e.org = $1 and e.kind = 'death' and e.date <= $2 \
               and e.seq <= $3 and e.person is not null and e.voids is null and not exists \
               (select 1 from people_event v where v.org = e.org and v.voids = e.id and v.seq <= $3) \
               order by e.person";
    let mut found = BTreeSet::new();
    tx.query_each(sql, &values![org, date, seq], |row| {
        found.insert(row.get(0)?);
        Ok(())
    })?;
    Ok(found)
}

/// Numbers and heads of households to show: household to (number, head, village, unit).
pub fn shown_households(tx: &mut Tx, org: OrgId) -> Result<BTreeMap<Id, (String, String, String)>> {
    let sql = "select s.household, s.number, s.head_name, coalesce(v.name, '') from people_household_search s \
               left join access_unit_now v on v.id = s.unit where s.org = $1 order by s.household";
    let mut found = BTreeMap::new();
    tx.query_each(sql, &values![org], |row| {
        found.insert(row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?));
        Ok(())
    })?;
    Ok(found)
}

/// The name, relation, sex of a person as the search rows have them; of somebody who died or left, the name
/// alone; empty where erased.
pub fn shown_person(tx: &mut Tx, org: OrgId, person: Id) -> Result<(String, String, String)> {
    let sql = "select s.name, s.relation, coalesce(s.sex, '') from people_search s where s.org = $1 and s.person = $2 \
               union all select g.name, '', '' from people_gone g where g.org = $1 and g.person = $2 \
               order by 2 desc limit 1";
    match tx.query_opt(sql, &values![org, person])? {
        Some(row) => Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        None => Ok(Default::default()),
    }
}

/// Who of this name lives in a household or was last of it, each with the tag of his identity number.
pub fn ever_named(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    name: &str,
) -> Result<Vec<(Id, Option<[u8; 32]>)>> {
    let sql = "select s.person, s.identity_tag from people_search s \
               where s.org = $1 and s.household = $2 and s.name = $3 \
               union select g.person, g.identity_tag from people_gone g \
               where g.org = $1 and g.household = $2 and g.name = $3 order by 1 limit 10";
    tx.query(sql, &values![org, household, name])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The number of a household, also of one that has ended.
pub fn last_number(tx: &mut Tx, org: OrgId, household: Id) -> Result<String> {
    let sql = "select h.number from people_household h where h.org = $1 and h.id = $2 \
               order by h.valid_from desc, h.seq desc limit 1";
    match tx.query_opt(sql, &values![org, household])? {
        Some(row) => row.get(0),
        None => Ok(String::new()),
    }
}

/// Persons of this name in a household, as known now.
pub fn persons_named(tx: &mut Tx, org: OrgId, household: Id, name: &str) -> Result<Vec<Id>> {
    let sql = "select s.person from people_search s where s.org = $1 and s.household = $2 and s.name = $3 \
               order by s.person limit 2";
    tx.query(sql, &values![org, household, name])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Everybody, person or household, to whom shares were ever given.
pub fn ever_held(tx: &mut Tx, org: OrgId) -> Result<BTreeSet<Id>> {
    let sql = "select distinct e.to_party from shares_event e where e.org = $1 and e.to_party is not null \
               order by e.to_party limit 10000000";
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}
