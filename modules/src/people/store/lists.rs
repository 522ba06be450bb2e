//! Lists and searches, a page at a time: always within one's scope, always by keyset, so that the
//! last page of a million costs what the first does.

mod clause;

use access::{Right, Scope};
use clause::Where;
use kernel::{Ctx, Id, Result, pinyin};
use store::{Row, Tx, values};

/// Up to so many villages are asked one by one and merged; a wider scope is read in the order of the
/// list, because then a row in every few is within it.
const FEW: usize = 20;
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

/// Pinyin without the spaces between syllables, as an index holds it and as it is typed.
const COMPACT: &str = "replace({a}.pinyin, ' ', '')";

/// What was typed into a list's search field.
enum Sought {
    Number(String),
    Initials(String),
    Compact(String),
    Name(String),
}

impl Sought {
    fn of(text: &str, list: &List) -> Sought {
        let text = kernel::text::half_width(text);
        if list.has_numbers && text.chars().any(|c| c.is_ascii_digit()) {
            return Sought::Number(text.to_ascii_uppercase());
        }
        if !text.is_ascii() || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Sought::Name(text);
        }
        let lower = text.to_ascii_lowercase();
        let letters: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
        if list.has_initials && letters.len() <= 4 && !lower.contains(' ') {
            Sought::Initials(letters)
        } else {
            Sought::Compact(letters)
        }
    }
}

/// One of the two lists: its table and what stands beside it.
struct List {
    alias: &'static str,
    id: &'static str,
    name: &'static str,
    /// For counting.
    table: &'static str,
    columns: &'static str,
    from: &'static str,
    /// The same with the table outermost that gives the order by number.
    from_numbered: &'static str,
    has_numbers: bool,
    has_initials: bool,
}

const HOUSEHOLDS: List = List {
    alias: "h",
    id: "h.household",
    name: "h.head_name",
    table: "people_household_search h",
    columns: "h.household, h.number, h.unit, u.name, h.head_name, h.members, h.statuses",
    from: "people_household_search h cross join access_unit_now u where u.id = h.unit",
    from_numbered: "people_household_search h cross join access_unit_now u where u.id = h.unit",
    has_numbers: true,
    has_initials: false,
};

/// `cross join` fixes the order of reading where an engine has no statistics.
const PEOPLE: List = List {
    alias: "s",
    id: "s.person",
    name: "s.name",
    table: "people_search s",
    columns: PERSON,
    from: "people_search s cross join access_unit_now u cross join people_household_search h \
           where u.id = s.unit and h.org = s.org and h.household = s.household",
    from_numbered: "people_household_search h cross join people_search s cross join access_unit_now u \
                    where h.org = $1 and u.id = s.unit and s.org = h.org and s.household = h.household",
    has_numbers: false,
    has_initials: true,
};

/// A list as somebody asked for it.
struct Asked<'a> {
    list: &'static List,
    filter: &'a Filter,
    sought: Option<Sought>,
    /// The values of `statuses` that hold the status asked for.
    statuses: Option<Vec<String>>,
    /// The villages of the scope where they are few: id and code.
    few: Option<Vec<(Id, String)>>,
}

impl<'a> Asked<'a> {
    fn new(tx: &mut Tx, ctx: &Ctx, list: &'static List, filter: &'a Filter) -> Result<Asked<'a>> {
        let status = filter.status.as_deref().filter(|_| list.has_numbers);
        let near = villages_in_scope(tx, ctx, filter.unit, FEW + 1)?;
        Ok(Asked {
            list,
            filter,
            sought: filter.text.as_deref().map(|text| Sought::of(text, list)),
            statuses: status.map(|s| statuses_with(tx, ctx, s)).transpose()?,
            few: (near.len() <= FEW).then_some(near),
        })
    }

    fn is_filtered(&self) -> bool {
        self.sought.is_some() || self.statuses.is_some()
    }

    fn conditions(&self, found: &mut Where, is_counted: bool) {
        let a = self.list.alias;
        match &self.sought {
            None => {}
            Some(Sought::Number(start)) => found.begins("{a}.number", a, start),
            Some(Sought::Initials(start)) => found.begins("{a}.initials", a, start),
            Some(Sought::Compact(start)) => found.begins(COMPACT, a, start),
            Some(Sought::Name(start)) => {
                found.begins(self.list.name, a, start);
                if let Some(key) = pinyin::shared_key(start).filter(|_| !is_counted) {
                    found.begins("{a}.pinyin", a, &key);
                }
            }
        }
        if let Some(statuses) = &self.statuses {
            found.any_of("statuses", a, statuses);
        }
    }

    /// The rows of one village, or of the whole scope.
    fn rows(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        place: Option<Id>,
        key: &str,
        after: Option<&(String, Id)>,
        limit: i64,
    ) -> Result<Vec<Row>> {
        let list = self.list;
        let is_numbered = self.filter.order == Order::Number;
        let mut found = match place {
            Some(unit) => {
                let mut found = Where::of_org(ctx, list.alias);
                found.and(
                    "{a}.unit = {p}",
                    if is_numbered { "h" } else { list.alias },
                    unit.into(),
                );
                found
            }
            None => Where::in_scope(ctx, list.alias),
        };
        self.conditions(&mut found, false);
        found.after(key, list.id, after);
        found.params.push(limit.into());
        let from = if is_numbered {
            list.from_numbered
        } else {
            list.from
        };
        let sql = format!(
            "select {}, {key} from {from} and {} order by {key}, {} limit ${}",
            list.columns,
            found.sql,
            list.id,
            found.params.len()
        );
        tx.query(&sql, &found.params)
    }

    fn key(&self) -> String {
        let a = self.list.alias;
        match (self.filter.order, &self.sought) {
            (Order::Number, _) => "h.number".to_owned(),
            (Order::Name, Some(Sought::Compact(_))) => COMPACT.replace("{a}", a),
            (Order::Name | Order::Village, _) => format!("{a}.pinyin"),
        }
    }

    /// One page, in the order asked for. What is found a few times only is fetched and sorted, what is
    /// found often is met soon enough in the order of the list.
    fn page<T: Keyed>(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        limit: i64,
        of: fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let (key, after) = (self.key(), self.filter.after.as_ref());
        let is_rare = self.few.is_none() && self.is_filtered() && self.count(tx, ctx)? <= COUNTED;
        if self.filter.order == Order::Village && !is_rare {
            return self.by_village(tx, ctx, limit, of);
        }
        let Some(few) = &self.few else {
            let key = match (self.filter.order, is_rare) {
                (Order::Village, _) => format!("(u.code || ' ' || {key})"),
                (_, true) => format!("({key} || '')"),
                (_, false) => key,
            };
            let rows = self.rows(tx, ctx, None, &key, after, limit)?;
            return rows.iter().map(of).collect();
        };
        let mut all: Vec<T> = Vec::new();
        for (unit, _) in few {
            for row in self.rows(tx, ctx, Some(*unit), &key, after, limit)? {
                all.push(of(&row)?);
            }
        }
        all.sort_by(|a, b| a.place().cmp(&b.place()));
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    /// Village after village, by name within each. The key is the village's code and the name's.
    fn by_village<T: Keyed>(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        limit: i64,
        of: fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let villages = match &self.few {
            Some(few) => few.clone(),
            None => villages_in_scope(tx, ctx, None, 200_000)?,
        };
        let (from, name) = match &self.filter.after {
            Some((key, id)) => {
                let (code, name) = key.split_once(' ').unwrap_or((key, ""));
                (code, Some((name.to_owned(), *id)))
            }
            None => ("", None),
        };
        let (key, mut all) = (format!("{}.pinyin", self.list.alias), Vec::new());
        for (unit, code) in villages.iter().filter(|(_, code)| code.as_str() >= from) {
            let left = limit - i64::try_from(all.len()).unwrap_or(limit);
            if left <= 0 {
                break;
            }
            let after = name.as_ref().filter(|_| code == from);
            for row in self.rows(tx, ctx, Some(*unit), &key, after, left)? {
                let mut row = of(&row)?;
                row.lead(code);
                all.push(row);
            }
        }
        Ok(all)
    }

    /// How many rows there are, up to one more than [`COUNTED`].
    fn count(&self, tx: &mut Tx, ctx: &Ctx) -> Result<i64> {
        let list = self.list;
        let count = |tx: &mut Tx, mut found: Where, limit: i64| -> Result<i64> {
            self.conditions(&mut found, true);
            found.params.push(limit.into());
            let sql = format!(
                "select count(*) from (select {} from {} where {} limit ${}) x",
                list.id,
                list.table,
                found.sql,
                found.params.len()
            );
            tx.query_one(&sql, &found.params)?.get(0)
        };
        let Some(few) = &self.few else {
            return count(tx, Where::in_scope(ctx, list.alias), COUNTED + 1);
        };
        let mut all = 0;
        for (unit, _) in few {
            if all > COUNTED {
                break;
            }
            let mut found = Where::of_org(ctx, list.alias);
            found.and("{a}.unit = {p}", list.alias, (*unit).into());
            all += count(tx, found, COUNTED + 1 - all)?;
        }
        Ok(all)
    }
}

/// A row that knows where in its list it stands.
trait Keyed {
    fn place(&self) -> (&str, Id);
    /// Puts the village's code before the key.
    fn lead(&mut self, code: &str);
}

impl Keyed for HouseholdRow {
    fn place(&self) -> (&str, Id) {
        (&self.key, self.id)
    }
    fn lead(&mut self, code: &str) {
        self.key = format!("{code} {}", self.key);
    }
}

impl Keyed for PersonRow {
    fn place(&self) -> (&str, Id) {
        (&self.key, self.id)
    }
    fn lead(&mut self, code: &str) {
        self.key = format!("{code} {}", self.key);
    }
}

/// The villages (or other units) of the scope in the order of their codes: all, or the one asked for.
fn villages_in_scope(
    tx: &mut Tx,
    ctx: &Ctx,
    unit: Option<Id>,
    limit: usize,
) -> Result<Vec<(Id, String)>> {
    let mut params = Scope::of(ctx, Right::ViewPeople).params();
    let one = match unit {
        Some(unit) => {
            params.push(unit.into());
            "and u.id = $5"
        }
        None => "and u.level = 'village'",
    };
    params.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let sql = format!(
        "select u.id, u.code from access_unit_now u where u.id in scope($1, $2, $3, $4) {one} \
         order by u.code, u.id limit ${}",
        params.len()
    );
    let rows = tx.query(&sql, &params)?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The values of `statuses` that hold this code: a household has few of them at a time, so there are
/// few values, and each is sought by the index.
fn statuses_with(tx: &mut Tx, ctx: &Ctx, status: &str) -> Result<Vec<String>> {
    let sql = "select h.statuses from people_household_search h where h.org = $1 and h.statuses > $2 \
               order by h.statuses limit 1";
    let (mut last, mut found) = (String::new(), Vec::new());
    while let Some(row) = tx.query_opt(sql, &values![ctx.org, &last])? {
        last = row.get(0)?;
        if last.split(',').any(|code| code == status) {
            found.push(last.clone());
        }
    }
    Ok(found)
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

/// How many households a list has, counted up to one more than [`COUNTED`].
pub fn count_households(tx: &mut Tx, ctx: &Ctx, filter: &Filter) -> Result<i64> {
    Asked::new(tx, ctx, &HOUSEHOLDS, filter)?.count(tx, ctx)
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
    Asked::new(tx, ctx, &PEOPLE, filter)?.page(tx, ctx, limit, person_of)
}

pub fn count_people(tx: &mut Tx, ctx: &Ctx, filter: &Filter) -> Result<i64> {
    Asked::new(tx, ctx, &PEOPLE, filter)?.count(tx, ctx)
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
