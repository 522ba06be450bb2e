//! What pages read: lists and their counts, always within the reader's scope.

use crate::shares::read::{
    AsOf, AssetView, FundingView, IncomeView, ProjectView, RosterTotals, RosterView,
};
use ::store::{Row, Tx, Value, values};
use access::Scope;
use kernel::{Date, Fen, Id, Result};

/// The scope's four, then `$5` date and `$6` seq.
fn params(scope: &Scope, at: AsOf) -> Vec<Value> {
    let mut params = scope.params();
    params.extend(values![at.date, at.seq]);
    params
}

const PROJECT: &str = "select p.id, p.name, p.unit, coalesce(v.name, ''), p.owner, p.valid_from, p.book, \
    (select cast(coalesce(sum(f.amount), 0) as bigint) from dated(shares_funding, $1, $5, $6) f where f.project = p.id), \
    (select cast(count(distinct b.household) as bigint) from dated(shares_beneficiary, $1, $5, $6) b \
     where b.project = p.id), \
    (select cast(coalesce(sum(b.heads), 0) as bigint) from dated(shares_beneficiary, $1, $5, $6) b \
     where b.project = p.id) \
    from dated(shares_project, $1, $5, $6) p left join access_unit_now v on v.id = p.unit \
    where p.unit in scope($1, $2, $3, $4)";

fn project_of(row: &Row) -> Result<ProjectView> {
    Ok(ProjectView {
        id: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        unit_name: row.get(3)?,
        owner: row.get(4)?,
        from: row.get(5)?,
        book: row.get(6)?,
        invested: row.get(7)?,
        households: row.get(8)?,
        heads: row.get(9)?,
    })
}

pub fn projects(
    tx: &mut Tx,
    scope: &Scope,
    at: AsOf,
    after: Id,
    limit: i64,
) -> Result<Vec<ProjectView>> {
    let mut params = params(scope, at);
    params.extend(values![after, limit]);
    let sql = format!("{PROJECT} and p.id > $7 order by p.id limit $8");
    tx.query(&sql, &params)?.iter().map(project_of).collect()
}

pub fn count_projects(tx: &mut Tx, scope: &Scope, at: AsOf) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from dated(shares_project, $1, $5, $6) p \
               where p.unit in scope($1, $2, $3, $4)";
    tx.query_one(sql, &params(scope, at))?.get(0)
}

pub fn project(tx: &mut Tx, scope: &Scope, at: AsOf, id: Id) -> Result<Option<ProjectView>> {
    let mut params = params(scope, at);
    params.extend(values![id]);
    tx.query_opt(&format!("{PROJECT} and p.id = $7"), &params)?
        .as_ref()
        .map(project_of)
        .transpose()
}

/// Of a project that the caller has found within the scope.
pub fn funding(tx: &mut Tx, org: i64, project: Id, at: AsOf) -> Result<Vec<FundingView>> {
    let sql = "select f.id, f.valid_from, f.source, f.amount, f.document from dated(shares_funding, $1, $2, $3) f \
               where f.project = $4 order by f.valid_from, f.id limit 1000";
    let rows = tx.query(sql, &values![org, at.date, at.seq, project])?;
    let view = |row: &Row| {
        Ok(FundingView {
            id: row.get(0)?,
            date: row.get(1)?,
            source: row.get(2)?,
            amount: row.get(3)?,
            document: row.get(4)?,
        })
    };
    rows.iter().map(view).collect()
}

pub fn assets(tx: &mut Tx, org: i64, project: Id, at: AsOf) -> Result<Vec<AssetView>> {
    let sql = "select a.id, a.name, a.class, a.valuation, a.in_service, a.precision \
               from dated(shares_asset, $1, $2, $3) a where a.project = $4 order by a.id limit 1000";
    let rows = tx.query(sql, &values![org, at.date, at.seq, project])?;
    let view = |row: &Row| {
        let precision: String = row.get(5)?;
        Ok(AssetView {
            id: row.get(0)?,
            name: row.get(1)?,
            class: row.get(2)?,
            valuation: row.get(3)?,
            in_service: row.get(4)?,
            precision: precision
                .parse()
                .map_err(|e| kernel::Error::internal("an asset's precision", e))?,
        })
    };
    rows.iter().map(view).collect()
}

const ROSTER: &str = "from dated(shares_beneficiary, $1, $5, $6) b \
    left join people_household_search s on s.org = b.org and s.household = b.household \
    left join access_unit_now v on v.id = b.unit \
    where b.project = $7 and b.unit in scope($1, $2, $3, $4)";

pub fn roster(
    tx: &mut Tx,
    scope: &Scope,
    at: AsOf,
    project: Id,
    after: Id,
    limit: i64,
) -> Result<Vec<RosterView>> {
    let sql = format!(
        "select b.id, b.household, b.unit, b.class, b.heads, b.valid_from, coalesce(s.number, ''), \
         coalesce(s.head_name, ''), coalesce(s.members, 0), coalesce(v.name, '') {ROSTER} \
         and b.id > $8 order by b.id limit $9"
    );
    let mut params = params(scope, at);
    params.extend(values![project, after, limit]);
    let view = |row: &Row| {
        Ok(RosterView {
            id: row.get(0)?,
            household: row.get(1)?,
            unit: row.get(2)?,
            class: row.get(3)?,
            heads: row.get(4)?,
            from: row.get(5)?,
            number: row.get(6)?,
            head_name: row.get(7)?,
            members: row.get(8)?,
            village: row.get(9)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(view).collect()
}

/// Of the whole roster and of what the reader sees of it.
pub fn roster_totals(tx: &mut Tx, scope: &Scope, at: AsOf, project: Id) -> Result<RosterTotals> {
    let sql = "select cast(count(distinct b.household) as bigint), cast(coalesce(sum(b.heads), 0) as bigint), \
               cast(count(distinct b.unit) as bigint), \
               cast(count(distinct case when b.unit in scope($1, $2, $3, $4) then b.household end) as bigint) \
               from dated(shares_beneficiary, $1, $5, $6) b where b.project = $7";
    let mut params = params(scope, at);
    params.extend(values![project]);
    let row = tx.query_one(sql, &params)?;
    Ok(RosterTotals {
        households: row.get(0)?,
        heads: row.get(1)?,
        villages: row.get(2)?,
        seen: row.get(3)?,
    })
}

/// Year, plan where there is one, income: of every year that has either.
pub fn years(tx: &mut Tx, org: i64, project: Id, at: AsOf) -> Result<Vec<(i64, Option<Fen>, Fen)>> {
    let sql = "select y.year, cast(sum(y.plan) as bigint), cast(sum(y.income) as bigint) from \
               (select l.year, l.amount plan, 0 income from dated(shares_plan, $1, $2, $3) l where l.project = $4 \
               union all select i.year, null, i.amount from shares_income i \
               where i.org = $1 and i.project = $4 and i.date <= $2 and i.seq <= $3) y \
               group by y.year order by y.year limit 300";
    let rows = tx.query(sql, &values![org, at.date, at.seq, project])?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .collect()
}

pub fn incomes(tx: &mut Tx, org: i64, project: Id, at: AsOf) -> Result<Vec<IncomeView>> {
    let sql = "select i.id, i.year, i.date, i.amount, i.voucher, i.reverses, i.document, \
               (select min(r.id) from shares_income r where r.org = i.org and r.project = i.project \
               and r.reverses = i.id and r.date <= $2 and r.seq <= $3) \
               from shares_income i where i.org = $1 and i.project = $4 and i.date <= $2 and i.seq <= $3 \
               order by i.year, i.date, i.id limit 1000";
    let rows = tx.query(sql, &values![org, at.date, at.seq, project])?;
    let view = |row: &Row| {
        Ok(IncomeView {
            id: row.get(0)?,
            year: row.get(1)?,
            date: row.get(2)?,
            amount: row.get(3)?,
            voucher: row.get(4)?,
            reverses: row.get(5)?,
            document: row.get(6)?,
            reversed_by: row.get(7)?,
        })
    };
    rows.iter().map(view).collect()
}

/// A household as the match of a file's row needs it.
pub struct Candidate {
    pub household: Id,
    pub head_name: String,
}

/// Households with this number where the scope lets something be entered, on `date`.
pub fn by_number(tx: &mut Tx, scope: &Scope, number: &str, date: Date) -> Result<Vec<Candidate>> {
    let sql = "select h.id, coalesce(s.head_name, '') from people_household_search s \
               join dated(people_household, $1, $5, $6) h on h.id = s.household \
               where s.org = $1 and s.number = $7 and h.unit in scope($1, $2, $3, $4) order by h.id limit 2";
    let mut params = scope.params();
    params.extend(values![date, super::NOW, number]);
    let rows = tx.query(sql, &params)?;
    let candidate = |row: &Row| {
        Ok(Candidate {
            household: row.get(0)?,
            head_name: row.get(1)?,
        })
    };
    rows.iter().map(candidate).collect()
}

/// For lists of what is missing in a file: the names to show.
pub fn named(tx: &mut Tx, org: i64, household: Id) -> Result<(String, String)> {
    let sql = "select s.number, s.head_name from people_household_search s where s.org = $1 and s.household = $2";
    match tx.query_opt(sql, &values![org, household])? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Ok((String::new(), String::new())),
    }
}

pub fn is_in_scope(tx: &mut Tx, scope: &Scope, unit: Id) -> Result<bool> {
    let sql =
        "select v.id from access_unit_now v where v.id = $5 and v.id in scope($1, $2, $3, $4)";
    let mut params = scope.params();
    params.extend(values![unit]);
    Ok(tx.query_opt(sql, &params)?.is_some())
}
