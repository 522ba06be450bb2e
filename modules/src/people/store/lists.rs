//! Lists and searches, a page at a time: always within one's scope, always by keyset, so that the
//! last page of a million costs what the first does.

use access::{Right, Scope};
use kernel::{Ctx, Id, Result};
use store::{Row, Tx, Value};

/// Scopes of more villages than this are read in the order of the list, smaller ones village by village.
const WIDE: i64 = 40;
/// Counting stops here: a list of a million need not be counted to be turned over.
pub const COUNTED: i64 = 10_000;

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

/// A `where` with its parameters, grown piece by piece.
struct Where {
    sql: String,
    params: Vec<Value>,
}

impl Where {
    /// The scope. In a narrow one the plan begins with the villages, in a wide one with the order of
    /// the list: an expression instead of a bare column keeps an engine from choosing the other way.
    fn of(tx: &mut Tx, ctx: &Ctx, filter: &Filter, alias: &str) -> Result<(Where, bool)> {
        let params = Scope::of(ctx, Right::ViewPeople).params();
        if let Some(unit) = filter.unit {
            let mut found = Where {
                sql: format!("{alias}.org = $1 and {alias}.unit in scope($1, $2, $3, $4)"),
                params,
            };
            found.and("{a}.unit = {p}", alias, unit.into());
            return Ok((found, false));
        }
        let narrow = villages_in_scope(tx, ctx)? <= WIDE;
        let column = if narrow {
            format!("{alias}.unit")
        } else {
            format!("({alias}.unit + 0)")
        };
        Ok((
            Where {
                sql: format!("{alias}.org = $1 and {column} in scope($1, $2, $3, $4)"),
                params,
            },
            narrow,
        ))
    }

    fn and(&mut self, sql: &str, alias: &str, value: Value) {
        self.params.push(value);
        let mark = format!("${}", self.params.len());
        self.sql.push_str(" and ");
        self.sql
            .push_str(&sql.replace("{a}", alias).replace("{p}", &mark));
    }

    /// What begins with `start`: a range, which an index answers.
    fn begins(&mut self, column: &str, alias: &str, start: &str) {
        self.and(&format!("{{a}}.{column} >= {{p}}"), alias, start.into());
        self.and(
            &format!("{{a}}.{column} < {{p}}"),
            alias,
            format!("{start}\u{10ffff}").into(),
        );
    }

    fn text(&mut self, alias: &str, text: &str, name_column: &str, initials: bool) {
        let text = kernel::text::half_width(text);
        let lower = text.to_lowercase();
        match text.chars().next() {
            Some(c) if c.is_ascii_alphabetic() && text.is_ascii() => {
                let letters: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
                if initials && letters.len() <= 4 && !lower.contains(' ') {
                    self.begins("initials", alias, &letters);
                } else {
                    // The first letter goes by the index; the rest without the spaces between syllables.
                    self.begins("pinyin", alias, letters.get(..1).unwrap_or_default());
                    self.and(
                        "replace({a}.pinyin, ' ', '') like {p}",
                        alias,
                        format!("{letters}%").into(),
                    );
                }
            }
            _ => self.begins(name_column, alias, &text),
        }
    }

    fn after(&mut self, alias: &str, key: &str, id: &str, after: &Option<(String, Id)>) {
        let Some((value, last)) = after else { return };
        self.params.push(value.as_str().into());
        self.params.push((*last).into());
        let (v, i) = (self.params.len() - 1, self.params.len());
        self.sql.push_str(&format!(
            " and {key} >= ${v} and ({key} > ${v} or {alias}.{id} > ${i})"
        ));
    }
}

fn villages_in_scope(tx: &mut Tx, ctx: &Ctx) -> Result<i64> {
    let sql = "select count(*) from (select u.id from access_unit_now u where u.id in scope($1, $2, $3, $4) limit 100) x";
    tx.query_one(sql, &Scope::of(ctx, Right::ViewPeople).params())?
        .get(0)
}

fn household_filter(tx: &mut Tx, ctx: &Ctx, filter: &Filter) -> Result<(Where, bool)> {
    let (mut found, narrow) = Where::of(tx, ctx, filter, "h")?;
    if let Some(status) = &filter.status {
        found.and(
            "',' || {a}.statuses || ',' like {p}",
            "h",
            format!("%,{status},%").into(),
        );
    }
    match filter.text.as_deref() {
        Some(text) if text.chars().any(|c| c.is_ascii_digit()) => {
            let text = kernel::text::half_width(text).to_ascii_uppercase();
            found.begins("number", "h", &text);
        }
        Some(text) => found.text("h", text, "head_name", false),
        None => {}
    }
    Ok((found, narrow))
}

/// One page of households.
pub fn households(
    tx: &mut Tx,
    ctx: &Ctx,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<HouseholdRow>> {
    let (mut found, narrow) = household_filter(tx, ctx, filter)?;
    let key = match (filter.order, narrow) {
        (Order::Name, true) => "(h.pinyin || '')",
        (Order::Name, false) => "h.pinyin",
        (Order::Number, true) => "(h.number || '')",
        (Order::Number, false) => "h.number",
        (Order::Village, _) => "u.code",
    };
    found.after("h", key, "household", &filter.after);
    found.params.push(limit.into());
    let sql = format!(
        "select h.household, h.number, h.unit, u.name, h.head_name, h.members, h.statuses, {key} \
         from people_household_search h join access_unit_now u on u.id = h.unit where {} \
         order by {key}, h.household limit ${}",
        found.sql,
        found.params.len()
    );
    let row = |row: &Row| {
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
    };
    tx.query(&sql, &found.params)?.iter().map(row).collect()
}

/// How many households a list has, counted up to one more than [`COUNTED`].
pub fn count_households(tx: &mut Tx, ctx: &Ctx, filter: &Filter) -> Result<i64> {
    let (found, _) = household_filter(tx, ctx, filter)?;
    let sql = format!(
        "select count(*) from (select h.household from people_household_search h where {} limit {}) x",
        found.sql,
        COUNTED + 1
    );
    tx.query_one(&sql, &found.params)?.get(0)
}

fn person_filter(tx: &mut Tx, ctx: &Ctx, filter: &Filter) -> Result<(Where, bool)> {
    let (mut found, narrow) = Where::of(tx, ctx, filter, "s")?;
    if let Some(text) = filter.text.as_deref() {
        found.text("s", text, "name", true);
    }
    Ok((found, narrow))
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

/// One page of people.
pub fn people(tx: &mut Tx, ctx: &Ctx, filter: &Filter, limit: i64) -> Result<Vec<PersonRow>> {
    let (mut found, narrow) = person_filter(tx, ctx, filter)?;
    let key = match (filter.order, narrow) {
        (Order::Name, true) => "(s.pinyin || '')",
        (Order::Name, false) => "s.pinyin",
        (Order::Number, _) => "h.number",
        (Order::Village, _) => "u.code",
    };
    found.after("s", key, "person", &filter.after);
    found.params.push(limit.into());
    let sql = format!(
        "select {PERSON}, {key} from {PERSON_FROM} where {} order by {key}, s.person limit ${}",
        found.sql,
        found.params.len()
    );
    tx.query(&sql, &found.params)?
        .iter()
        .map(person_of)
        .collect()
}

pub fn count_people(tx: &mut Tx, ctx: &Ctx, filter: &Filter) -> Result<i64> {
    let (found, _) = person_filter(tx, ctx, filter)?;
    let sql = format!(
        "select count(*) from (select s.person from people_search s where {} limit {}) x",
        found.sql,
        COUNTED + 1
    );
    tx.query_one(&sql, &found.params)?.get(0)
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
        found.begins("name", "s", name);
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
