//! Dated facts as they stood, and the few updates of search rows that need no opening.

use crate::people::texts;
use kernel::{Date, Id, OrgId, Result};
use store::{Row, Tx, Value, values};

/// A membership as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: Id,
    pub from: Date,
    pub household: Id,
    pub person: Id,
    pub relation: String,
}

pub fn membership(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<Membership>> {
    let sql = "select m.id, m.valid_from, m.household, m.person, m.relation \
               from dated(people_membership, $1, $2, $3) m where m.id = $4";
    tx.query_opt(sql, &values![org, date, i64::MAX, id])?
        .map(|row| membership_of(&row))
        .transpose()
}

fn membership_of(row: &Row) -> Result<Membership> {
    Ok(Membership {
        id: row.get(0)?,
        from: row.get(1)?,
        household: row.get(2)?,
        person: row.get(3)?,
        relation: row.get(4)?,
    })
}

/// A household as it stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    pub id: Id,
    pub number: String,
    pub unit: Id,
    pub head: Option<Id>,
    pub from: Date,
}

pub fn household(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    date: Date,
    seq: i64,
) -> Result<Option<Household>> {
    let sql = "select h.id, h.number, h.unit, h.head, h.valid_from \
               from dated(people_household, $1, $2, $3) h where h.id = $4";
    tx.query_opt(sql, &values![org, date, seq, id])?
        .map(|row| household_of(&row))
        .transpose()
}

fn household_of(row: &Row) -> Result<Household> {
    Ok(Household {
        id: row.get(0)?,
        number: row.get(1)?,
        unit: row.get(2)?,
        head: row.get(3)?,
        from: row.get(4)?,
    })
}

/// The households of one village on a day, by number; after the one given, for the next page.
pub fn households_in(
    tx: &mut Tx,
    org: OrgId,
    unit: Id,
    date: Date,
    seq: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<Household>> {
    let sql = "select h.id, h.number, h.unit, h.head, h.valid_from from dated(people_household, $1, $2, $3) h \
               where h.unit = $4 and h.number > $5 order by h.number, h.id limit $6";
    let rows = tx.query(sql, &values![org, date, seq, unit, after, limit])?;
    rows.iter().map(household_of).collect()
}

/// The memberships of a household on a day.
pub fn members(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    date: Date,
    seq: i64,
) -> Result<Vec<Membership>> {
    let sql = "select m.id, m.valid_from, m.household, m.person, m.relation \
               from dated(people_membership, $1, $2, $3) m where m.household = $4 \
               and m.id in (select x.id from people_membership x where x.org = $1 and x.household = $4) \
               order by m.id limit 1000";
    let rows = tx.query(sql, &values![org, date, seq, household])?;
    rows.iter().map(membership_of).collect()
}

pub fn members_count(tx: &mut Tx, org: OrgId, household: Id, date: Date, seq: i64) -> Result<i64> {
    let sql = "select count(*) from dated(people_membership, $1, $2, $3) m where m.household = $4 \
               and m.id in (select x.id from people_membership x where x.org = $1 and x.household = $4)";
    tx.query_one(sql, &values![org, date, seq, household])?
        .get(0)
}

/// Id, code, first day, first day after it.
pub type StatusPeriod = (Id, String, Date, Option<Date>);

/// A period of a household's status: code, first day, first day after it.
pub fn statuses(tx: &mut Tx, org: OrgId, household: Id) -> Result<Vec<StatusPeriod>> {
    let sql = "select s.id, s.code, s.valid_from, s.valid_to from people_status s \
               where s.org = $1 and s.household = $2 \
               and s.id in (select x.id from people_status x where x.org = $1 and x.household = $2) and (s.valid_to is null or s.valid_to > s.valid_from) \
               and not exists (select 1 from people_status n where n.org = s.org and n.id = s.id \
               and n.valid_from = s.valid_from and n.seq > s.seq) order by s.valid_from, s.id limit 1000";
    let rows = tx.query(sql, &values![org, household])?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .collect()
}

/// The record of a person on a day, sealed, with what is plain beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPerson {
    pub sealed: Vec<u8>,
    pub no_identity_reason: Option<String>,
    pub birth_year: Option<i64>,
    pub sex: Option<String>,
}

pub fn person(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    date: Date,
    seq: i64,
) -> Result<Option<SealedPerson>> {
    let sql = "select p.sealed, p.no_identity_reason, p.birth_year, p.sex \
               from dated(people_person, $1, $2, $3) p where p.id = $4";
    let row = tx.query_opt(sql, &values![org, date, seq, id])?;
    row.map(|row| {
        Ok(SealedPerson {
            sealed: row.get(0)?,
            no_identity_reason: row.get(1)?,
            birth_year: row.get(2)?,
            sex: row.get(3)?,
        })
    })
    .transpose()
}

pub fn find_household(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Id>> {
    let sql = "select h.household from people_household_search h where h.org = $1 and h.number = $2 \
               order by h.household limit 1";
    tx.query_opt(sql, &values![org, number])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn head_name(tx: &mut Tx, org: OrgId, household: Id) -> Result<Option<String>> {
    let sql =
        "select h.head_name from people_household_search h where h.org = $1 and h.household = $2";
    tx.query_opt(sql, &values![org, household])?
        .map(|row| row.get(0))
        .transpose()
}

/// A household moved to another village, with all its members.
pub fn move_search(tx: &mut Tx, org: OrgId, household: Id, unit: Id) -> Result<()> {
    let sql = "update people_search set unit = $3 where org = $1 and household = $2";
    tx.execute(sql, &values![org, household, unit])?;
    texts::put(tx, org, &[household])
}

/// A person's place in the search rows, where nothing else about him changed.
pub fn move_person(
    tx: &mut Tx,
    org: OrgId,
    person: Id,
    household: Id,
    membership: Id,
    unit: Id,
    relation: &str,
) -> Result<()> {
    let sql = "update people_search set household = $3, membership = $4, unit = $5, relation = $6 \
               where org = $1 and person = $2";
    tx.execute(
        sql,
        &values![org, person, household, membership, unit, relation],
    )?;
    texts::put(tx, org, &[household])
}

/// How often the actor searched by number since an instant (microseconds), by the journal's own time.
pub fn searches_since(tx: &mut Tx, org: OrgId, user: Id, since: i64) -> Result<i64> {
    let sql = "select count(*) from journal j where j.org = $1 and j.actor = $2 and j.deed = 'people.search_number' \
               and j.at > $3";
    tx.query_one(sql, &values![org, user, since])?.get(0)
}

/// Households in one statement; with more, all of the organisation are read and sifted.
const CHUNK: usize = 400;

/// Runs a statement for these households in chunks, with their places in `{among}`; for very many once, for all.
fn of_households(
    tx: &mut Tx,
    (sql, column): (&str, &str),
    params: &[Value],
    households: &[Id],
    mut each: impl FnMut(Row) -> Result<()>,
) -> Result<()> {
    if households.len() > 20 * CHUNK {
        return tx.query_each(&sql.replace("{among}", "1 = 1"), params, each);
    }
    for chunk in households.chunks(CHUNK) {
        let mut params = params.to_vec();
        let places: Vec<String> = chunk
            .iter()
            .map(|id| {
                params.push((*id).into());
                format!("${}", params.len())
            })
            .collect();
        let among = format!("{column} in ({})", places.join(", "));
        tx.query_each(&sql.replace("{among}", &among), &params, &mut each)?;
    }
    Ok(())
}

/// The members of these households on a day with their identity tags, by household and person.
pub fn persons_on(
    tx: &mut Tx,
    org: OrgId,
    households: &[Id],
    date: Date,
) -> Result<Vec<crate::people::Listed>> {
    let asked: std::collections::HashSet<&Id> = households.iter().collect();
    let sql = "select m.household, m.person, coalesce(s.identity_tag, g.identity_tag) \
               from dated(people_membership, $1, $2, $3) m \
               left join people_search s on s.org = m.org and s.person = m.person \
               left join people_gone g on g.org = m.org and g.person = m.person \
               where {among} order by m.household, m.person";
    let mut out: Vec<crate::people::Listed> = Vec::new();
    let params = values![org, date, i64::MAX];
    of_households(tx, (sql, "m.household"), &params, households, |row| {
        let (household, person): (Id, Id) = (row.get(0)?, row.get(1)?);
        let is_again = out
            .last()
            .is_some_and(|last| (last.household, last.person) == (household, person));
        if asked.contains(&household) && !is_again {
            let tag = row.get(2)?;
            out.push(crate::people::Listed {
                household,
                person,
                tag,
            });
        }
        Ok(())
    })?;
    Ok(out)
}

/// Those of these households that stood on a day: household and village.
pub fn villages_on(
    tx: &mut Tx,
    org: OrgId,
    households: &[Id],
    date: Date,
) -> Result<Vec<(Id, Id)>> {
    let asked: std::collections::HashSet<&Id> = households.iter().collect();
    let sql = "select h.id, h.unit from dated(people_household, $1, $2, $3) h where {among} order by h.id";
    let mut out = Vec::new();
    let params = values![org, date, i64::MAX];
    of_households(tx, (sql, "h.id"), &params, households, |row| {
        let household: Id = row.get(0)?;
        if asked.contains(&household) {
            out.push((household, row.get(1)?));
        }
        Ok(())
    })?;
    Ok(out)
}
