//! SQL of a campaign's findings: raw ones, from which all else is worked out, and lists of them.

use crate::campaigns::read::Left;
use crate::campaigns::score::Counted;
use ::store::{Row, Tx, Value, values};
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::BTreeMap;

/// A finding as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub case: Id,
    pub number: String,
    pub unit: Id,
    pub item: i64,
    pub round: i64,
    pub date: Date,
    pub state: String,
    /// `open`, `waiting`, `closed`, `void`.
    pub kind: String,
    pub owner: Id,
    pub due: String,
    pub ended: Option<Date>,
}

impl Finding {
    pub fn is_open(&self) -> bool {
        matches!(self.kind.as_str(), "open" | "waiting")
    }
}

pub fn insert(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    case: Id,
    (unit, item, round): (Id, i64, i64),
    date: Date,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "campaigns_finding (org, campaign, case_id, seq, unit, item, round, date)",
        values![org, campaign, case, seq, unit, item, round, date],
    )
}

const FINDING: &str = "f.case_id, n.number, f.unit, f.item, f.round, f.date, n.state, n.kind, n.owner, n.due, n.ended";

fn finding_of(row: &Row) -> Result<Finding> {
    Ok(Finding {
        case: row.get(0)?,
        number: row.get(1)?,
        unit: row.get(2)?,
        item: row.get(3)?,
        round: row.get(4)?,
        date: row.get(5)?,
        state: row.get(6)?,
        kind: row.get(7)?,
        owner: row.get(8)?,
        due: row.get(9)?,
        ended: row.get(10)?,
    })
}

/// How often each item was found by rounds, from the findings themselves, up to a day and a journal row: what scores are made of,
/// whoever asks. What is void by then, or was upheld when somebody objected to it, costs nothing.
pub fn counted(
    tx: &mut Tx,
    org: OrgId,
    campaign: Id,
    (as_of, known): (Date, i64),
) -> Result<Vec<(Counted, i64)>> {
    let sql = "select f.unit, f.item, f.round, cast(count(*) as bigint) from campaigns_finding f \
               where f.org = $1 and f.campaign = $2 and f.round > 0 and f.date <= $3 and f.seq <= $4 \
               and not exists (select 1 from cases_event e where e.org = f.org and e.case_id = f.case_id and e.state = 'void' \
               and e.date <= $3 and e.seq <= $4) \
               and not exists (select 1 from campaigns_objection o join cases_event e on e.org = o.org and e.case_id = o.case_id \
               and e.state = 'upheld' where o.org = f.org and o.finding = f.case_id and e.date <= $3 and e.seq <= $4) \
               group by f.unit, f.item, f.round order by f.unit, f.item, f.round limit 1000000";
    let of = |row: &Row| {
        let counted = Counted {
            unit: row.get(0)?,
            item: row.get(1)?,
            round: row.get(2)?,
        };
        Ok((counted, row.get(3)?))
    };
    tx.query(sql, &values![org, campaign, as_of, known])?
        .iter()
        .map(of)
        .collect()
}

/// What is open of each item in each village, whoever asks; void findings count nowhere.
pub fn left(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<BTreeMap<(Id, i64), Left>> {
    let sql = "select f.unit, f.item, cast(count(*) as bigint), \
               cast(count(case when n.kind in ('open', 'waiting') then 1 end) as bigint), max(n.ended) \
               from campaigns_finding f join cases_now n on n.org = f.org and n.id = f.case_id \
               where f.org = $1 and f.campaign = $2 and n.kind <> 'void' group by f.unit, f.item \
               order by f.unit, f.item limit 100000";
    let of = |row: &Row| {
        let left = Left {
            found: row.get(2)?,
            open: row.get(3)?,
            closed: row.get(4)?,
        };
        Ok(((row.get(0)?, row.get(1)?), left))
    };
    tx.query(sql, &values![org, campaign])?
        .iter()
        .map(of)
        .collect()
}

/// The first day of a finding; a list that was brought in may know of some from before the campaign.
pub fn earliest(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Option<Date>> {
    let sql = "select min(f.date) from campaigns_finding f where f.org = $1 and f.campaign = $2";
    tx.query_one(sql, &values![org, campaign])?.get(0)
}

/// Which findings a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    pub unit: Option<Id>,
    pub item: Option<i64>,
    pub round: Option<i64>,
    /// `open`, `closed`; all that are not void otherwise.
    pub show: Show,
    /// The last case of the page before.
    pub after: Option<Id>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Show {
    Open,
    /// Open, and its day is over.
    Overdue,
    Closed,
    /// Those that cost something: found by a round, not void, and no objection to them was upheld.
    Counted,
    /// Void ones left out: they count nowhere.
    #[default]
    All,
}

/// The one FROM and WHERE of a list and its count.
fn sought(ctx: &Ctx, campaign: Id, sought: &Sought) -> (String, Vec<Value>) {
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    let mut sql = "from campaigns_finding f join cases_now n on n.org = f.org and n.id = f.case_id \
                   where f.org = $1 and (f.unit in scope($1, $2, $3, $4) or n.owner in scope($1, $2, $3, $4))"
        .to_owned();
    let mut and = |text: &str, value: Value| {
        params.push(value);
        sql.push_str(&text.replace("{p}", &format!("${}", params.len())));
    };
    and(" and f.campaign = {p}", campaign.into());
    if let Some(unit) = sought.unit {
        and(" and f.unit = {p}", unit.into());
    }
    if let Some(item) = sought.item {
        and(" and f.item = {p}", item.into());
    }
    if let Some(round) = sought.round {
        and(" and f.round = {p}", round.into());
    }
    if sought.show == Show::Overdue {
        // Words that are no day stand before or behind all of them.
        and(
            " and n.due > '1' and n.due < {p}",
            ctx.today().to_string().into(),
        );
    }
    sql.push_str(match sought.show {
        Show::Open | Show::Overdue => " and n.kind in ('open', 'waiting')",
        Show::Closed => " and n.kind = 'closed'",
        Show::Counted => {
            " and n.kind <> 'void' and f.round > 0 and not exists (select 1 from campaigns_objection o \
             join cases_now d on d.org = o.org and d.id = o.case_id and d.state = 'upheld' \
             where o.org = f.org and o.finding = f.case_id)"
        }
        Show::All => " and n.kind <> 'void'",
    });
    (sql, params)
}

pub fn count(tx: &mut Tx, ctx: &Ctx, campaign: Id, asked: &Sought) -> Result<i64> {
    let (from, params) = sought(ctx, campaign, asked);
    let sql = format!("select cast(count(*) as bigint) {from}");
    tx.query_one(&sql, &params)?.get(0)
}

/// In the order in which they came.
pub fn listed(
    tx: &mut Tx,
    ctx: &Ctx,
    campaign: Id,
    asked: &Sought,
    limit: i64,
) -> Result<Vec<Finding>> {
    let (mut from, mut params) = sought(ctx, campaign, asked);
    if let Some(after) = asked.after {
        params.push(after.into());
        from.push_str(&format!(" and f.case_id > ${}", params.len()));
    }
    params.push(limit.into());
    let sql = format!(
        "select {FINDING} {from} order by f.case_id limit ${}",
        params.len()
    );
    tx.query(&sql, &params)?.iter().map(finding_of).collect()
}

/// One step of a finding: when, and into which state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub case: Id,
    pub date: Date,
    pub state: String,
}

/// What happened to the findings of a campaign, case by case in order.
pub fn steps(tx: &mut Tx, org: OrgId, campaign: Id) -> Result<Vec<Step>> {
    let sql = "select e.case_id, e.date, e.state from campaigns_finding f join cases_event e on e.org = f.org \
               and e.case_id = f.case_id where f.org = $1 and f.campaign = $2 order by e.case_id, e.seq, e.line limit 1000000";
    let of = |row: &Row| {
        Ok(Step {
            case: row.get(0)?,
            date: row.get(1)?,
            state: row.get(2)?,
        })
    };
    tx.query(sql, &values![org, campaign])?
        .iter()
        .map(of)
        .collect()
}

/// The cases that this very deed has taken in, in their order.
pub fn just_taken_in(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let seq = tx.seq()?;
    let sql =
        "select c.id from cases_case c where c.org = $1 and c.seq = $2 order by c.id limit 100000";
    tx.query(sql, &values![org, seq])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// What a case says beside what a campaign keeps of it, for the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    pub case: Id,
    pub number: String,
    pub unit: Id,
    pub date: Date,
    pub code: String,
    pub case_unit: Id,
    pub case_date: Date,
    pub case_code: Option<String>,
    pub round: i64,
    pub found_how: Option<String>,
    pub round_first: Option<Date>,
    pub round_last: Option<Date>,
}

pub fn bound(tx: &mut Tx, org: OrgId, after: Id, limit: i64) -> Result<Vec<Bound>> {
    let sql = "select f.case_id, c.number, f.unit, f.date, i.code, c.unit, e.date, v.value, f.round, h.value, r.first, r.last \
               from campaigns_finding f join cases_case c on c.org = f.org and c.id = f.case_id \
               join campaigns_item i on i.org = f.org and i.campaign = f.campaign and i.place = f.item \
               join cases_event e on e.org = f.org and e.case_id = f.case_id and e.seq = c.seq and e.line = 0 \
               left join cases_value v on v.org = e.org and v.case_id = e.case_id and v.seq = e.seq and v.line = e.line and v.field = 'item' \
               left join cases_value h on h.org = e.org and h.case_id = e.case_id and h.seq = e.seq and h.line = e.line and h.field = 'found_how' \
               left join campaigns_round r on r.org = f.org and r.campaign = f.campaign and r.place = f.round \
               where f.org = $1 and f.case_id > $2 order by f.case_id limit $3";
    let of = |row: &Row| {
        Ok(Bound {
            case: row.get(0)?,
            number: row.get(1)?,
            unit: row.get(2)?,
            date: row.get(3)?,
            code: row.get(4)?,
            case_unit: row.get(5)?,
            case_date: row.get(6)?,
            case_code: row.get(7)?,
            round: row.get(8)?,
            found_how: row.get(9)?,
            round_first: row.get(10)?,
            round_last: row.get(11)?,
        })
    };
    tx.query(sql, &values![org, after, limit])?
        .iter()
        .map(of)
        .collect()
}

/// Cases about an item of a campaign that is not said to be theirs: the first hundred by number.
pub fn unbound(tx: &mut Tx, org: OrgId) -> Result<Vec<String>> {
    let sql = "select c.number from cases_case c join cases_value v on v.org = c.org and v.case_id = c.id and v.seq = c.seq \
               and v.field = 'item' join campaigns_item i on i.org = v.org and i.code = v.value \
               where c.org = $1 and not exists (select 1 from campaigns_finding f where f.org = c.org and f.case_id = c.id) \
               order by c.number limit 100";
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}
