//! Lists and searches, a page at a time: always within one's scope, always by keyset, so that the
//! last page of a million costs what the first does.

mod clause;
mod page;
mod sought;

use access::{Right, Scope};
use clause::Where;
use kernel::{Ctx, Id, Result};
use page::{Asked, HOUSEHOLDS, PEOPLE};
use store::{Row, Tx};

/// Counting stops here: a list of a million need not be counted to be turned over.
pub const COUNTED: i64 = 1_000;

/// By what a list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Name,
    /// Household's number; persons have none of their own.
    Number,
    Village,
}

/// What a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub unit: Option<Id>,
    /// A code of `household_status`; for households.
    pub status: Option<String>,
    /// A name's beginning, pinyin or initials, a household's number.
    pub text: Option<String>,
    pub order: Order,
    /// Where the page before ended: the sort key and the id of its last row.
    pub after: Option<(String, Id)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdRow {
    pub id: Id,
    pub number: String,
    pub unit: Id,
    pub village: String,
    pub head_name: String,
    pub members: i64,
    pub statuses: String,
    /// What the next page begins after.
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub id: Id,
    pub household: Id,
    pub number: String,
    pub unit: Id,
    pub village: String,
    pub name: String,
    pub relation: String,
    pub birth_year: Option<i64>,
    pub sex: Option<String>,
    pub key: String,
}

/// A row that knows its village and can say where in its list it stands.
trait Keyed {
    fn unit(&self) -> Id;
    /// Puts the village's code before the key.
    fn lead(&mut self, code: &str);
}

impl Keyed for HouseholdRow {
    fn unit(&self) -> Id {
        self.unit
    }
    fn lead(&mut self, code: &str) {
        self.key = format!("{code} {}", self.key);
    }
}

impl Keyed for PersonRow {
    fn unit(&self) -> Id {
        self.unit
    }
    fn lead(&mut self, code: &str) {
        self.key = format!("{code} {}", self.key);
    }
}

fn household_of(row: &Row) -> Result<HouseholdRow> {
    Ok(HouseholdRow {
        id: row.get(0)?,
        number: row.get(1)?,
        unit: row.get(2)?,
        village: row.get(3)?,
        head_name: row.get(4)?,
        members: row.get(5)?,
        statuses: row.get(6)?,
        key: row.get(7)?,
    })
}

/// One page of households.
pub fn households(
    tx: &mut Tx,
    ctx: &Ctx,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<HouseholdRow>> {
    Asked::new(tx, ctx, &HOUSEHOLDS, filter)?.page(tx, ctx, limit, household_of)
}

/// The same with how many there are in all, counted up to one more than [`COUNTED`].
pub fn households_counted(
    tx: &mut Tx,
    ctx: &Ctx,
    filter: &Filter,
    limit: i64,
) -> Result<(Vec<HouseholdRow>, i64)> {
    let asked = Asked::new(tx, ctx, &HOUSEHOLDS, filter)?;
    Ok((
        asked.page(tx, ctx, limit, household_of)?,
        asked.count(tx, ctx)?,
    ))
}

const PERSON: &str =
    "s.person, s.household, h.number, s.unit, u.name, s.name, s.relation, s.birth_year, s.sex";
const PERSON_FROM: &str = "people_search s join access_unit_now u on u.id = s.unit \
                           join people_household_search h on h.org = s.org and h.household = s.household";

fn person_of(row: &Row) -> Result<PersonRow> {
    Ok(PersonRow {
        id: row.get(0)?,
        household: row.get(1)?,
        number: row.get(2)?,
        unit: row.get(3)?,
        village: row.get(4)?,
        name: row.get(5)?,
        relation: row.get(6)?,
        birth_year: row.get(7)?,
        sex: row.get(8)?,
        key: row.get(9)?,
    })
}

/// One page of people, with how many there are in all, counted up to one more than [`COUNTED`].
pub fn people_counted(
    tx: &mut Tx,
    ctx: &Ctx,
    filter: &Filter,
    limit: i64,
) -> Result<(Vec<PersonRow>, i64)> {
    let asked = Asked::new(tx, ctx, &PEOPLE, filter)?;
    Ok((
        asked.page(tx, ctx, limit, person_of)?,
        asked.count(tx, ctx)?,
    ))
}

/// One household of the actor's scope.
pub fn household(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Option<HouseholdRow>> {
    let mut params = Scope::of(ctx, Right::ViewPeople).params();
    params.push(id.into());
    let sql = "select h.household, h.number, h.unit, u.name, h.head_name, h.members, h.statuses \
               from people_household_search h join access_unit_now u on u.id = h.unit \
               where h.org = $1 and h.household = $5 and h.unit in scope($1, $2, $3, $4)";
    let row = tx.query_opt(sql, &params)?;
    row.map(|row| {
        Ok(HouseholdRow {
            id: row.get(0)?,
            number: row.get(1)?,
            unit: row.get(2)?,
            village: row.get(3)?,
            head_name: row.get(4)?,
            members: row.get(5)?,
            statuses: row.get(6)?,
            key: String::new(),
        })
    })
    .transpose()
}

/// One person of the actor's scope.
pub fn person(tx: &mut Tx, ctx: &Ctx, id: Id, right: Right) -> Result<Option<PersonRow>> {
    let mut params = Scope::of(ctx, right).params();
    params.push(id.into());
    let sql = format!(
        "select {PERSON}, s.pinyin from {PERSON_FROM} \
         where s.org = $1 and s.person = $5 and s.unit in scope($1, $2, $3, $4)"
    );
    tx.query_opt(&sql, &params)?
        .map(|row| person_of(&row))
        .transpose()
}

/// People of the actor's scope by keyed hash of their number, or of its last four together with a
/// name or one village.
pub fn by_number(
    tx: &mut Tx,
    ctx: &Ctx,
    full: Option<[u8; 32]>,
    last_four: Option<[u8; 32]>,
    name: Option<&str>,
    unit: Option<Id>,
) -> Result<Vec<PersonRow>> {
    let params = Scope::of(ctx, Right::ViewPeople).params();
    let mut found = Where {
        sql: "s.org = $1 and (s.unit + 0) in scope($1, $2, $3, $4)".into(),
        params,
    };
    if let Some(tag) = full {
        found.and("{a}.identity_tag = {p}", "s", tag.into());
    }
    if let Some(tag) = last_four {
        found.and("{a}.last_four_tag = {p}", "s", tag.into());
    }
    if let Some(name) = name {
        found.begins("{a}.name", "s", name);
    }
    if let Some(unit) = unit {
        found.and("{a}.unit = {p}", "s", unit.into());
    }
    let sql = format!(
        "select {PERSON}, s.pinyin from {PERSON_FROM} where {} order by s.pinyin, s.person limit 50",
        found.sql
    );
    tx.query(&sql, &found.params)?
        .iter()
        .map(person_of)
        .collect()
}

/// Any unit in which the actor sees people.
pub fn any_village(tx: &mut Tx, ctx: &Ctx) -> Result<Option<Id>> {
    let sql = "select u.id from access_unit_now u where u.id in scope($1, $2, $3, $4) order by u.id limit 1";
    let row = tx.query_opt(sql, &Scope::of(ctx, Right::ViewPeople).params())?;
    row.map(|row| row.get(0)).transpose()
}
