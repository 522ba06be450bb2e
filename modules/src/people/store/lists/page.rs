//! One page of a list: its keys are found first, from indexes alone, then the rows they belong to.

use super::clause::Where;
use super::sought::{COMPACT, COMPACT_HERE, Sought};
use super::{COUNTED, Filter, Keyed, Order, PERSON};
use access::{Right, Scope};
use kernel::{Ctx, Id, Result};
use std::cell::Cell;
use std::collections::BTreeMap;
use store::{Row, Tx, values};

/// Up to so many villages are read each in order and merged; a wider scope is read in the order of
/// the list, because then a row in every few is within it.
const FEW: usize = 64;
/// What is found up to so often is sorted where an index holds the sort key beside it.
const SORTED: i64 = 4_000;
/// Village after village, so many are asked at once at most; the first statement asks one.
const AT_ONCE: usize = 32;

/// One of the two lists: its table and what stands beside it.
pub(super) struct List {
    alias: &'static str,
    id: &'static str,
    name: &'static str,
    /// Holds all that a list filters by.
    table: &'static str,
    /// The same by its bare name.
    searched: &'static str,
    /// The same with what gives a household's number, and the table that a village is sought in.
    numbered: &'static str,
    numbered_by: &'static str,
    joined: &'static str,
    columns: &'static str,
    /// The rows of the keys that were found.
    shown: &'static str,
    has_numbers: bool,
    has_initials: bool,
}

pub(super) const HOUSEHOLDS: List = List {
    alias: "h",
    id: "h.household",
    name: "h.head_name",
    table: "people_household_search h",
    searched: "people_household_search",
    numbered: "people_household_search h",
    numbered_by: "h",
    joined: "",
    columns: "h.household, h.number, h.unit, u.name, h.head_name, h.members, h.statuses",
    shown: "people_household_search h cross join access_unit_now u \
            where h.org = $1 and h.household = k.id and u.id = h.unit",
    has_numbers: true,
    has_initials: false,
};

/// `cross join` fixes the order of reading for SQLite.
pub(super) const PEOPLE: List = List {
    alias: "s",
    id: "s.person",
    name: "s.name",
    table: "people_search s",
    searched: "people_search",
    numbered: "people_household_search h cross join people_search s",
    numbered_by: "h",
    joined: " and h.org = $1 and s.household = h.household",
    columns: PERSON,
    shown: "people_search s cross join access_unit_now u cross join people_household_search h \
            where s.org = $1 and s.person = k.id and u.id = s.unit and h.org = $1 and h.household = s.household",
    has_numbers: false,
    has_initials: true,
};

/// Where one part of a page is read.
#[derive(Clone, Copy)]
enum Place {
    Scope,
    Village(Id),
}

/// How a part comes by its order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// From the index that has it.
    Indexed,
    /// What is found is sorted.
    Sorted,
}

/// A part of a page: rows of one place, and of one value of `statuses` where that is given.
struct Part<'p> {
    place: Place,
    how: How,
    status: Option<&'p str>,
    after: Option<(&'p str, Id)>,
}

impl Part<'_> {
    fn whole(how: How) -> Part<'static> {
        Part {
            place: Place::Scope,
            how,
            status: None,
            after: None,
        }
    }
    fn village(unit: Id) -> Part<'static> {
        Part {
            place: Place::Village(unit),
            ..Part::whole(How::Indexed)
        }
    }
}

/// A list as somebody asked for it.
pub(super) struct Asked<'a> {
    list: &'static List,
    filter: &'a Filter,
    sought: Option<Sought>,
    /// The values of `statuses` that hold the status asked for.
    statuses: Option<Vec<String>>,
    /// The villages of the scope where they are few: id and code.
    few: Option<Vec<(Id, String)>>,
    /// The scope holds the organisation's own unit, and so all of its rows.
    is_all: bool,
    /// What [`Asked::count`] answers, once it has been asked on the way.
    counted: Cell<Option<i64>>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        tx: &mut Tx,
        ctx: &Ctx,
        list: &'static List,
        filter: &'a Filter,
    ) -> Result<Asked<'a>> {
        let status = filter.status.as_deref().filter(|_| list.has_numbers);
        let (near, is_all) = villages_in_scope(tx, ctx, filter.unit, FEW + 1)?;
        let sought = |text| Sought::of(text, list.has_numbers, list.has_initials);
        let mut asked = Asked {
            list,
            filter,
            sought: filter.text.as_deref().map(sought),
            statuses: status.map(|s| statuses_with(tx, ctx, s)).transpose()?,
            few: (near.len() <= FEW).then_some(near),
            is_all: is_all && filter.unit.is_none(),
            counted: Cell::new(None),
        };
        // A list by village reads one after the other, whatever the scope.
        let by_village = asked.near().is_some() || filter.order == Order::Village;
        if by_village && let Some(sought) = &mut asked.sought {
            sought.look(tx, ctx.org, list.searched)?;
        }
        Ok(asked)
    }

    /// The villages to read one by one. What only an index over all villages finds is read there, and
    /// the scope holds: more than one village means that none was asked for. So is what is listed or sought in all that
    /// there is: forty parts merged take PostgreSQL longer to plan (3 to 5 ms) than to read.
    fn near(&self) -> Option<&[(Id, String)]> {
        let few = self.few.as_deref()?;
        if self.is_all && self.statuses.is_none() {
            return None;
        }
        let anywhere = self.sought.as_ref().is_some_and(Sought::is_found_anywhere);
        (few.len() <= 1 || !anywhere).then_some(few)
    }

    /// One page, in the order asked for.
    pub(super) fn page<T: Keyed>(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        limit: i64,
        of: fn(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let how = self.how(tx, ctx)?;
        if self.filter.order == Order::Village && how == How::Indexed {
            return self.by_village(tx, ctx, limit, of);
        }
        let mut parts: Vec<Part> = match (self.near(), &self.statuses, &self.sought) {
            (Some(villages), _, _) => villages
                .iter()
                .map(|(unit, _)| Part::village(*unit))
                .collect(),
            (None, Some(statuses), None) if how == How::Indexed => {
                let of = |status| Part {
                    status: Some(status),
                    ..Part::whole(how)
                };
                statuses.iter().map(|s| of(s.as_str())).collect()
            }
            _ => vec![Part::whole(how)],
        };
        let after = self.filter.after.as_ref();
        for part in &mut parts {
            part.after = after.map(|(key, id)| (key.as_str(), *id));
        }
        let rows = self.rows(tx, ctx, &parts, false, limit)?;
        if after.is_none() && limit <= COUNTED && (rows.len() as i64) < limit {
            self.counted.set(Some(rows.len() as i64));
        }
        rows.iter().map(of).collect()
    }

    /// What is found a few times only is sorted; what is found often is met soon enough in the order
    /// of the list.
    fn how(&self, tx: &mut Tx, ctx: &Ctx) -> Result<How> {
        if self.near().is_some() || (self.sought.is_none() && self.statuses.is_none()) {
            return Ok(How::Indexed);
        }
        let up_to = match (&self.sought, &self.statuses, self.filter.order) {
            (Some(Sought::Initials(_)), _, Order::Name) => return Ok(How::Sorted),
            (None, Some(_), Order::Name | Order::Number) => return Ok(How::Indexed),
            (Some(Sought::Initials(_)), None, _) | (None, _, _) => SORTED,
            _ => COUNTED,
        };
        let count = self.count_to(tx, ctx, up_to + 1)?;
        self.counted.set(Some(count.min(COUNTED + 1)));
        Ok(if count <= up_to {
            How::Sorted
        } else {
            How::Indexed
        })
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
            None => villages_in_scope(tx, ctx, None, 200_000)?.0,
        };
        let codes: BTreeMap<Id, &str> = villages.iter().map(|(u, c)| (*u, c.as_str())).collect();
        let (from, after) = match &self.filter.after {
            Some((key, id)) => {
                let (code, name) = key.split_once(' ').unwrap_or((key, ""));
                (code, Some((name, *id)))
            }
            None => ("", None),
        };
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut left = villages.iter().filter(|(_, code)| code.as_str() >= from);
        let (mut at_once, mut all) = (1, Vec::new());
        while all.len() < wanted {
            let parts: Vec<Part> = left
                .by_ref()
                .take(at_once)
                .map(|(unit, code)| Part {
                    after: after.filter(|_| code == from),
                    ..Part::village(*unit)
                })
                .collect();
            if parts.is_empty() {
                break;
            }
            for row in self.rows(tx, ctx, &parts, true, limit)? {
                let mut row = of(&row)?;
                let code = codes.get(&row.unit()).copied().unwrap_or_default();
                row.lead(code);
                all.push(row);
            }
            at_once = (at_once * 2).min(AT_ONCE);
        }
        all.truncate(wanted);
        Ok(all)
    }

    /// The rows of all parts in one statement: part after part, or merged. The limit stands in the
    /// text, so that PostgreSQL plans for a page and not for a tenth of the table.
    fn rows(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        parts: &[Part],
        one_after_another: bool,
        limit: i64,
    ) -> Result<Vec<Row>> {
        let mut found = start(ctx, parts);
        let mut texts = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let place = if one_after_another { at } else { 0 };
            let keys = self.keys(&mut found, part, place, limit);
            texts.push(keys);
        }
        let keys = match texts.as_slice() {
            [] => return Ok(Vec::new()),
            [one] => one.clone(),
            many => {
                let each: Vec<String> = many
                    .iter()
                    .enumerate()
                    .map(|(at, keys)| {
                        format!("select p{at}.place, p{at}.id, p{at}.sort_key from ({keys}) p{at}")
                    })
                    .collect();
                format!(
                    "select x.place, x.id, x.sort_key from ({}) x order by x.place, x.sort_key, x.id limit {limit}",
                    each.join(" union all ")
                )
            }
        };
        let sql = format!(
            "select {}, k.sort_key from ({keys}) k cross join {} order by k.place, k.sort_key, k.id limit {limit}",
            self.list.columns, self.list.shown
        );
        tx.query(&sql, &found.params)
    }

    fn keys(&self, found: &mut Where, part: &Part, place: usize, limit: i64) -> String {
        let (list, is_sorted) = (self.list, part.how == How::Sorted);
        let a = list.alias;
        let in_village = matches!(part.place, Place::Village(_));
        let (mut from, mut by, mut joined) = (list.table.to_owned(), a, String::new());
        let mut key = match (self.filter.order, &self.sought) {
            (Order::Number, _) => "h.number".to_owned(),
            (Order::Name, Some(Sought::Compact { .. })) if in_village => {
                COMPACT_HERE.replace("{a}", a)
            }
            (Order::Name, Some(Sought::Compact { .. })) => COMPACT.replace("{a}", a),
            (Order::Name | Order::Village, _) => format!("{a}.pinyin"),
        };
        match self.filter.order {
            Order::Number if is_sorted && a == "s" => {
                from = "people_search s cross join people_household_search h".to_owned();
                joined = list.joined.to_owned();
            }
            Order::Number => {
                (from, by) = (list.numbered.to_owned(), list.numbered_by);
                joined = list.joined.to_owned();
            }
            Order::Village if is_sorted => {
                from.push_str(" cross join access_unit_now u");
                joined = format!(" and u.id = {a}.unit");
                key = format!("(u.code || ' ' || {key})");
            }
            Order::Name | Order::Village => {}
        }
        if is_sorted && self.filter.order != Order::Village {
            key = format!("({key} || '')");
        }
        self.narrow(found, part, by, false);
        found.sql.push_str(&joined);
        found.after(&key, list.id, part.after);
        format!(
            "select {place} as place, {id} as id, {key} as sort_key from {from} where {} \
             order by {key}, {id} limit {limit}",
            found.sql,
            id = list.id,
        )
    }

    /// Begins a part's `where`: its place, and what the list is filtered by.
    fn narrow(&self, found: &mut Where, part: &Part, by: &str, is_counted: bool) {
        let a = self.list.alias;
        let in_village = match part.place {
            Place::Scope => {
                found.in_scope(a);
                false
            }
            Place::Village(unit) => {
                found.sql = format!("{a}.org = $1");
                found.and("{a}.unit = {p}", by, unit.into());
                true
            }
        };
        if let Some(sought) = &self.sought {
            sought.narrow(found, a, self.list.name, in_village, is_counted);
        }
        match (&part.status, &self.statuses) {
            (Some(status), _) => found.and("{a}.statuses = {p}", a, (*status).into()),
            (None, Some(statuses)) => found.any_of("statuses", a, statuses),
            (None, None) => {}
        }
    }

    /// How many rows there are, up to one more than [`COUNTED`].
    pub(super) fn count(&self, tx: &mut Tx, ctx: &Ctx) -> Result<i64> {
        match self.counted.get() {
            Some(count) => Ok(count),
            None => self.count_to(tx, ctx, COUNTED + 1),
        }
    }

    fn count_to(&self, tx: &mut Tx, ctx: &Ctx, limit: i64) -> Result<i64> {
        let list = self.list;
        let parts = match self.near() {
            Some(villages) => villages.iter().map(|(u, _)| Part::village(*u)).collect(),
            None => vec![Part::whole(How::Indexed)],
        };
        let mut found = start(ctx, &parts);
        let mut each = Vec::new();
        for part in &parts {
            self.narrow(&mut found, part, list.alias, true);
            each.push(format!(
                "select {} from {} where {}",
                list.id, list.table, found.sql
            ));
        }
        if each.is_empty() {
            return Ok(0);
        }
        let each = each.join(" union all ");
        let sql = format!("select count(*) from ({each} limit {limit}) x");
        tx.query_one(&sql, &found.params)?.get(0)
    }
}

/// The parameters that all parts share. PostgreSQL refuses one that no part names.
fn start(ctx: &Ctx, parts: &[Part]) -> Where {
    let has_scope = parts.iter().any(|p| matches!(p.place, Place::Scope));
    Where {
        sql: String::new(),
        params: if has_scope {
            Scope::of(ctx, Right::ViewPeople).params()
        } else {
            values![ctx.org]
        },
    }
}

/// The villages (or other units) of the scope in the order of their codes, all or the one asked for; and whether the
/// scope holds the organisation's own unit.
fn villages_in_scope(
    tx: &mut Tx,
    ctx: &Ctx,
    unit: Option<Id>,
    limit: usize,
) -> Result<(Vec<(Id, String)>, bool)> {
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
        "select u.id, u.code, (select cast(count(*) as bigint) from access_org o where o.org = 0 and o.id = $1 \
         and o.unit in scope($1, $2, $3, $4)) from access_unit_now u where u.id in scope($1, $2, $3, $4) {one} \
         order by u.code, u.id limit ${}",
        params.len()
    );
    let rows = tx.query(&sql, &params)?;
    let is_all = rows.first().map(|row| row.get::<i64>(2)).transpose()?;
    let villages: Result<_> = rows
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect();
    Ok((villages?, is_all.is_some_and(|found| found > 0)))
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
