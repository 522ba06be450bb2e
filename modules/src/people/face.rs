//! What other modules may ask about households and people.

use super::store::facts;
pub use super::store::facts::Household;
use super::tags;
use kernel::{Date, Id, OrgId, Result};
use store::Tx;

/// A member of a household on a day. An erased person has an empty name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub person: Id,
    pub name: String,
    pub relation: String,
    pub birth_year: Option<i64>,
    pub from: Date,
}

/// A household as it stood on `date`, as known now.
pub fn household(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<Household>> {
    facts::household(tx, org, id, date, i64::MAX)
}

/// As [`household`], as the journal stood at `seq`.
pub fn household_as_known(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    date: Date,
    seq: i64,
) -> Result<Option<Household>> {
    facts::household(tx, org, id, date, seq)
}

/// The households of one village on `date`, by number; those after `after` (empty for the first page).
pub fn households_in(
    tx: &mut Tx,
    org: OrgId,
    unit: Id,
    date: Date,
    after: &str,
    limit: i64,
) -> Result<Vec<Household>> {
    facts::households_in(tx, org, unit, date, i64::MAX, after, limit)
}

/// How many people a household had on `date`.
pub fn members_count(tx: &mut Tx, org: OrgId, household: Id, date: Date) -> Result<i64> {
    facts::members_count(tx, org, household, date, i64::MAX)
}

/// As [`members_count`], as the journal stood at `seq`.
pub fn members_count_as_known(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    date: Date,
    seq: i64,
) -> Result<i64> {
    facts::members_count(tx, org, household, date, seq)
}

/// A living member of a household on a day, by the keyed tag of the identity number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub household: Id,
    pub person: Id,
    /// Nothing without a number, and of an erased person.
    pub tag: Option<Vec<u8>>,
}

/// The members of these households on `date`, as known now, by household and person.
pub fn persons_on(tx: &mut Tx, org: OrgId, households: &[Id], date: Date) -> Result<Vec<Listed>> {
    facts::persons_on(tx, org, households, date)
}

/// Those of these households that stood on `date` as known now, with their village.
pub fn villages_on(
    tx: &mut Tx,
    org: OrgId,
    households: &[Id],
    date: Date,
) -> Result<Vec<(Id, Id)>> {
    facts::villages_on(tx, org, households, date)
}

/// The members of a household on `date` with their names of that day, the head first.
pub fn members(tx: &mut Tx, org: OrgId, household: Id, date: Date) -> Result<Vec<Member>> {
    let mut members = Vec::new();
    for membership in facts::members(tx, org, household, date, i64::MAX)? {
        let person = facts::person(tx, org, membership.person, date, i64::MAX)?;
        let record = match &person {
            Some(person) => tags::open(tx, org, membership.person, &person.sealed)?,
            None => None,
        };
        members.push(Member {
            person: membership.person,
            name: record.map(|record| record.name).unwrap_or_default(),
            relation: membership.relation,
            birth_year: person.and_then(|person| person.birth_year),
            from: membership.from,
        });
    }
    members.sort_by_key(|member| (member.relation != super::codes::HEAD, member.person));
    Ok(members)
}

/// The codes of the statuses that a household had on `date`.
pub fn statuses_on(tx: &mut Tx, org: OrgId, household: Id, date: Date) -> Result<Vec<String>> {
    let mut codes: Vec<String> = facts::statuses(tx, org, household)?
        .into_iter()
        .filter(|(_, _, from, to)| *from <= date && to.is_none_or(|to| date < to))
        .map(|(_, code, ..)| code)
        .collect();
    codes.sort();
    codes.dedup();
    Ok(codes)
}

/// The head's name as known now; `None` where the household has no search row (ended, or erased).
pub fn head_name(tx: &mut Tx, org: OrgId, household: Id) -> Result<Option<String>> {
    facts::head_name(tx, org, household)
}

/// The household of this number, as known now.
pub fn find_household(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Id>> {
    facts::find_household(tx, org, number)
}
