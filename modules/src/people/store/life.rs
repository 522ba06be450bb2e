//! Events of life, the rows that they wrote, and who is gone.

pub use super::gone::*;
use super::{BATCH, filled, marks};
use crate::people::life::model::{Event, Kind, Life};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use std::collections::BTreeMap;
use store::{Row, Tx, Value, values};

pub const EVENT: &str = "people_event (org, id, seq, date, kind, household, other, person, unit, reason, voids, user_id)";
pub const CONFIRMED: &str = "people_event_confirmed (org, id, seq, date, user_id)";

const COLUMNS: &str = "e.id, e.seq, e.date, e.kind, e.household, e.other, e.person, e.unit, e.reason, e.voids, \
                       e.user_id, coalesce(j.at, 0), (select min(v.id) from people_event v where v.org = e.org and v.voids = e.id), \
                       c.user_id, c.date, c.seq, p.principal";
// The journal's row of the deed at work is not written yet.
const FROM: &str = "people_event e left join journal j on j.org = e.org and j.seq = e.seq \
                    left join people_event_confirmed c on c.org = e.org and c.id = e.id \
                    left join journal_principal p on p.org = e.org and p.seq = e.seq";
const STANDS: &str = "e.kind <> 'void' and not exists (select 1 from people_event v where v.org = e.org and v.voids = e.id)";

fn life_of(row: &Row) -> Result<Life> {
    let kind: String = row.get(3)?;
    let kind = Kind::from_code(&kind)
        .ok_or_else(|| Error::Internal(format!("an event of kind {kind}")))?;
    Ok(Life {
        id: row.get(0)?,
        seq: row.get(1)?,
        event: Event {
            date: row.get(2)?,
            kind,
            household: row.get(4)?,
            other: row.get(5)?,
            person: row.get(6)?,
            unit: row.get(7)?,
            reason: row.get(8)?,
            voids: row.get(9)?,
        },
        user: row.get(10)?,
        at: row.get(11)?,
        voided_by: row.get(12)?,
        confirmed_by: row.get(13)?,
        confirmed_on: row.get(14)?,
        confirmed_seq: row.get(15)?,
        principal: row.get(16)?,
    })
}

fn lives(rows: &[Row]) -> Result<Vec<Life>> {
    rows.iter().map(life_of).collect()
}

pub fn event(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Life>> {
    let sql = format!("select {COLUMNS} from {FROM} where e.org = $1 and e.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| life_of(&row))
        .transpose()
}

/// Everything that was ever recorded of a household, oldest first; what was taken back too.
pub fn of_household(tx: &mut Tx, org: OrgId, household: Id) -> Result<Vec<Life>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where e.org = $1 and (e.household = $2 or e.other = $2) \
         order by e.date, e.id limit 2000"
    );
    lives(&tx.query(&sql, &values![org, household])?)
}

/// What stands of a household's events between two days, both included.
pub fn between(tx: &mut Tx, org: OrgId, household: Id, from: Date, to: Date) -> Result<Vec<Life>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where e.org = $1 and (e.household = $2 or e.other = $2) \
         and e.date >= $3 and e.date <= $4 and {STANDS} order by e.date, e.id limit 2000"
    );
    lives(&tx.query(&sql, &values![org, household, from, to])?)
}

/// The last day on which something that stands happened to a household.
pub fn last_of_household(tx: &mut Tx, org: OrgId, household: Id) -> Result<Option<Date>> {
    let sql = format!(
        "select max(e.date) from people_event e where e.org = $1 and (e.household = $2 or e.other = $2) and {STANDS}"
    );
    tx.query_one(&sql, &values![org, household])?.get(0)
}

/// What stands of a person's own events, oldest first.
pub fn of_person(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<Life>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where e.org = $1 and e.person = $2 and {STANDS} order by e.date, e.id limit 1000"
    );
    lives(&tx.query(&sql, &values![org, person])?)
}

/// What a list of changes shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub unit: Option<Id>,
    /// First day and first day after.
    pub within: Option<(Date, Date)>,
    pub kind: Option<Kind>,
    /// Some(true): confirmed only; Some(false): those still to confirm.
    pub is_confirmed: Option<bool>,
    /// The last id of the page before.
    pub before: Option<Id>,
}

/// Changes in the scope of `right`, the latest first.
pub fn list(tx: &mut Tx, ctx: &Ctx, right: Right, asked: &Asked, limit: i64) -> Result<Vec<Life>> {
    let mut params = Scope::of(ctx, right).params();
    let mut clause = String::new();
    let mut add = |text: &str, value: Value| {
        params.push(value);
        clause.push_str(&text.replace('?', &format!("${}", params.len())));
    };
    if let Some(unit) = asked.unit {
        add(
            " and e.unit in (select r.unit from access_reach_now r where r.ancestor = ?)",
            unit.into(),
        );
    }
    if let Some((from, to)) = asked.within {
        add(" and e.date >= ?", from.into());
        add(" and e.date < ?", to.into());
    }
    if let Some(kind) = asked.kind {
        add(" and e.kind = ?", kind.code().into());
    }
    if let Some(before) = asked.before {
        add(" and e.id < ?", before.into());
    }
    params.push(limit.into());
    match asked.is_confirmed {
        Some(true) => clause.push_str(" and c.id is not null"),
        Some(false) => clause.push_str(&format!(" and c.id is null and {STANDS}")),
        None => {}
    }
    let sql = format!(
        "select {COLUMNS} from {FROM} where e.org = $1 and e.unit in scope($1, $2, $3, $4){clause} \
         order by e.id desc limit ${}",
        params.len()
    );
    lives(&tx.query(&sql, &params)?)
}

/// The people whose membership began or ended by an event: who went, who came.
pub fn people_of(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Vec<Id>> {
    let sql = "select distinct m.person from people_membership m where m.org = $1 and m.seq = $2 order by m.person limit 1000";
    tx.query(sql, &values![org, seq])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The code of the status that an event set or ended.
pub fn status_of(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Option<String>> {
    let sql = "select s.code from people_status s where s.org = $1 and s.seq = $2 order by s.valid_to desc, s.id desc limit 1";
    let open = "select s.code from people_status s where s.org = $1 and s.seq = $2 and s.valid_to is null order by s.id limit 1";
    let row = match tx.query_opt(open, &values![org, seq])? {
        Some(row) => Some(row),
        None => tx.query_opt(sql, &values![org, seq])?,
    };
    row.map(|row| row.get(0)).transpose()
}

/// A membership over one period as it stands: id, household, relation, first day, first day after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub id: Id,
    pub household: Id,
    pub person: Id,
    pub relation: String,
    pub from: Date,
    pub to: Option<Date>,
}

const PERIODS: &str = "select m.id, m.household, m.person, m.relation, m.valid_from, m.valid_to from people_membership m \
                       where m.org = $1 and (m.valid_to is null or m.valid_to > m.valid_from) \
                       and not exists (select 1 from people_membership n where n.org = m.org and n.id = m.id \
                       and n.valid_from = m.valid_from and n.seq > m.seq)";

fn period_of(row: &Row) -> Result<Period> {
    Ok(Period {
        id: row.get(0)?,
        household: row.get(1)?,
        person: row.get(2)?,
        relation: row.get(3)?,
        from: row.get(4)?,
        to: row.get(5)?,
    })
}

/// Periods in the order of their first days, each ended by the next of the same membership: its row has no end of its
/// own.
fn periods_of(rows: &[Row]) -> Result<Vec<Period>> {
    let mut periods = rows.iter().map(period_of).collect::<Result<Vec<_>>>()?;
    let mut next: BTreeMap<Id, Date> = BTreeMap::new();
    for period in periods.iter_mut().rev() {
        if let Some(later) = next.insert(period.id, period.from) {
            period.to = Some(period.to.map_or(later, |to| to.min(later)));
        }
    }
    Ok(periods)
}

pub fn periods_of_household(tx: &mut Tx, org: OrgId, household: Id) -> Result<Vec<Period>> {
    let sql = format!("{PERIODS} and m.household = $2 order by m.valid_from, m.id limit 5000");
    periods_of(&tx.query(&sql, &values![org, household])?)
}

pub fn periods_of_person(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<Period>> {
    let sql = format!("{PERIODS} and m.person = $2 order by m.valid_from, m.id limit 1000");
    periods_of(&tx.query(&sql, &values![org, person])?)
}

/// Whether a household of this number stands or once stood.
pub fn number_was_given(tx: &mut Tx, org: OrgId, number: &str) -> Result<bool> {
    Ok(!ended_or_standing(tx, org, &[number.to_owned()])?.is_empty())
}

/// Of these numbers those that a household has or had, with the household's end.
pub fn ended_or_standing(
    tx: &mut Tx,
    org: OrgId,
    numbers: &[String],
) -> Result<Vec<(String, Option<Date>)>> {
    let sql = format!(
        "select h.number, h.valid_to from people_household h where h.org = $1 and h.number in ({}) \
         and (h.valid_to is null or h.valid_to > h.valid_from) \
         and not exists (select 1 from people_household n where n.org = h.org and n.id = h.id \
         and n.valid_from >= h.valid_from and n.seq > h.seq) order by h.number, h.id limit 1000",
        marks(2, BATCH)
    );
    let mut found = Vec::new();
    for chunk in numbers.chunks(BATCH) {
        let mut params = values![org];
        params.extend(filled(chunk).into_iter().map(Value::from));
        tx.query_each(&sql, &params, |row| {
            found.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
    }
    Ok(found)
}

/// The highest number that begins so, ended households included.
pub fn last_number(tx: &mut Tx, org: OrgId, prefix: &str) -> Result<Option<String>> {
    let sql = "select h.number from people_household h where h.org = $1 and h.number >= $2 and h.number < $3 \
               order by h.number desc limit 1";
    let row = tx.query_opt(sql, &values![org, prefix, format!("{prefix}\u{10ffff}")])?;
    row.map(|row| row.get(0)).transpose()
}

/// The code of a unit, for the numbers that are given in it.
pub fn unit_code(tx: &mut Tx, unit: Id) -> Result<Option<String>> {
    let sql = "select u.code from access_unit_now u where u.id = $1 and u.level = 'village' and u.closed is null";
    tx.query_opt(sql, &values![unit])?
        .map(|row| row.get(0))
        .transpose()
}

/// Later rows of a record that stand, by first day: those that taking an event back left behind among
/// them, which say what the earlier row says.
pub type Later = (Date, Option<Date>, Id, String);

/// First day, first day after, household, relation.
pub fn later_memberships(tx: &mut Tx, org: OrgId, id: Id, after: Date) -> Result<Vec<Later>> {
    let sql = "select m.valid_from, m.valid_to, m.household, m.relation from people_membership m \
               where m.org = $1 and m.id = $2 and m.valid_from > $3 and not exists (select 1 from people_membership n \
               where n.org = m.org and n.id = m.id and n.valid_from = m.valid_from and n.seq > m.seq) \
               order by m.valid_from limit 1000";
    tx.query(sql, &values![org, id, after])?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .collect()
}

/// First day, first day after, village, number and head.
pub type LaterHousehold = (Date, Option<Date>, Id, String, Option<Id>);

pub fn later_households(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    after: Date,
) -> Result<Vec<LaterHousehold>> {
    let sql = "select m.valid_from, m.valid_to, m.unit, m.number, m.head from people_household m \
               where m.org = $1 and m.id = $2 and m.valid_from > $3 and not exists (select 1 from people_household n \
               where n.org = m.org and n.id = m.id and n.valid_from = m.valid_from and n.seq > m.seq) \
               order by m.valid_from limit 1000";
    tx.query(sql, &values![org, id, after])?
        .iter()
        .map(|row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })
        .collect()
}

/// The first later row of a record that these rows belong to: its seq.
pub fn first_later(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Option<i64>> {
    // What was taken back, and taking back itself, stands on nothing.
    const STANDING: &str = "n.seq > $2 and not exists (select 1 from people_event e where e.org = n.org \
        and e.seq = n.seq and (e.kind = 'void' or exists (select 1 from people_event v where v.org = e.org and v.voids = e.id)))";
    let of = |table: &str, key: &str| {
        format!(
            "select min(n.seq) as seq from {table} r join {table} n on n.org = r.org and n.{key} = r.{key} \
             where r.org = $1 and r.seq = $2 and {STANDING}"
        )
    };
    let each = [
        of("people_household", "id"),
        of("people_membership", "id"),
        of("people_membership", "person"),
        of("people_status", "id"),
    ];
    let sql = format!("select min(x.seq) from ({}) x", each.join(" union all "));
    tx.query_one(&sql, &values![org, seq])?.get(0)
}

/// The event recorded at a seq, where one was.
pub fn at_seq(tx: &mut Tx, org: OrgId, seq: i64) -> Result<Option<Life>> {
    let sql = format!(
        "select {COLUMNS} from {FROM} where e.org = $1 and e.seq = $2 order by e.id limit 1"
    );
    tx.query_opt(&sql, &values![org, seq])?
        .map(|row| life_of(&row))
        .transpose()
}

/// The village where a household last was, whether it stands or not.
pub fn last_unit(tx: &mut Tx, org: OrgId, household: Id) -> Result<Option<(Id, String)>> {
    let sql = "select h.unit, h.number from people_household h where h.org = $1 and h.id = $2 \
               order by h.valid_from desc, h.seq desc limit 1";
    tx.query_opt(sql, &values![org, household])?
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// Whether a unit is within the scope in which the actor holds `right`.
pub fn sees(tx: &mut Tx, ctx: &Ctx, right: Right, unit: Id) -> Result<bool> {
    let mut params = Scope::of(ctx, right).params();
    params.push(unit.into());
    let sql =
        "select u.id from access_unit_now u where u.id = $5 and u.id in scope($1, $2, $3, $4)";
    Ok(tx.query_opt(sql, &params)?.is_some())
}

pub fn unit_name(tx: &mut Tx, unit: Id) -> Result<String> {
    let sql = "select u.name from access_unit_now u where u.id = $1";
    let row = tx.query_opt(sql, &values![unit])?;
    row.map_or_else(|| Ok(String::new()), |row| row.get(0))
}
