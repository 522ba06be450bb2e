//! What deeds read and write.

use super::NOW;
use crate::shares::model::{Listed, RosterLine};
use ::store::{Row, Tx, values};
use kernel::{Date, Fen, Id, OrgId, Result};

/// A project as a deed needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFact {
    pub id: Id,
    pub unit: Id,
    pub book: Id,
    pub from: Date,
}

/// An income line as a reversal needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeFact {
    pub project: Id,
    pub year: i64,
    pub date: Date,
    pub amount: Fen,
    pub voucher: Id,
    pub reverses: Option<Id>,
}

pub fn unit_exists(tx: &mut Tx, unit: Id) -> Result<bool> {
    Ok(tx
        .query_opt(
            "select id from access_unit_now where id = $1",
            &values![unit],
        )?
        .is_some())
}

pub fn project(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<ProjectFact>> {
    let sql = "select p.id, p.unit, p.book, p.valid_from from dated(shares_project, $1, $2, $3) p where p.id = $4";
    let row = tx.query_opt(sql, &values![org, date, NOW, id])?;
    row.map(|row| {
        Ok(ProjectFact {
            id: row.get(0)?,
            unit: row.get(1)?,
            book: row.get(2)?,
            from: row.get(3)?,
        })
    })
    .transpose()
}

pub fn first_project(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    let sql = "select id from shares_project where org = $1 order by id limit 1";
    let row = tx.query_opt(sql, &values![org])?;
    row.map(|row| row.get(0)).transpose()
}

/// All that ever were, with unit, name and owner as last said.
pub fn named_projects(tx: &mut Tx, org: OrgId) -> Result<Vec<(Id, Id, String, String)>> {
    let sql = "select p.id, p.unit, p.name, p.owner from shares_project p where p.org = $1 and not exists \
               (select 1 from shares_project n where n.org = p.org and n.id = p.id \
               and (n.valid_from > p.valid_from or n.valid_from = p.valid_from and n.seq > p.seq)) \
               order by p.id limit 1000000";
    let of = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    tx.query(sql, &values![org])?.iter().map(of).collect()
}

pub fn insert_project(
    tx: &mut Tx,
    org: OrgId,
    project: &ProjectFact,
    name: &str,
    owner: &str,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_project (org, id, valid_from, seq, name, unit, owner, book)",
        values![
            org,
            project.id,
            project.from,
            seq,
            name,
            project.unit,
            owner,
            project.book
        ],
    )
}

/// One row of money put in: day, source, amount, document.
pub struct FundingFact {
    pub id: Id,
    pub project: Id,
    pub date: Date,
    pub source: String,
    pub amount: Fen,
    pub document: Option<String>,
}

/// The line as known now; nothing where it was voided.
pub fn funding(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<FundingFact>> {
    let sql = "select f.id, f.project, f.valid_from, f.source, f.amount, f.document, f.valid_to from shares_funding f \
               where f.org = $1 and f.id = $2 order by f.valid_from desc, f.seq desc limit 1";
    let Some(row) = tx.query_opt(sql, &values![org, id])? else {
        return Ok(None);
    };
    if row.get::<Option<Date>>(6)?.is_some() {
        return Ok(None);
    }
    Ok(Some(FundingFact {
        id: row.get(0)?,
        project: row.get(1)?,
        date: row.get(2)?,
        source: row.get(3)?,
        amount: row.get(4)?,
        document: row.get(5)?,
    }))
}

/// With `void`, the row that takes the line back.
pub fn insert_funding(tx: &mut Tx, org: OrgId, line: &FundingFact, void: bool) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_funding (org, id, valid_from, seq, valid_to, project, source, amount, document)",
        values![
            org,
            line.id,
            line.date,
            seq,
            void.then_some(line.date),
            line.project,
            &line.source,
            line.amount,
            line.document.clone()
        ],
    )
}

/// A new asset of a project.
pub struct AssetFact {
    pub id: Id,
    pub project: Id,
    pub from: Date,
    pub name: String,
    pub class: String,
    pub valuation: Fen,
    pub in_service: Date,
    pub precision: &'static str,
}

pub fn insert_asset(tx: &mut Tx, org: OrgId, asset: &AssetFact) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_asset (org, id, valid_from, seq, project, name, class, valuation, in_service, precision)",
        values![org, asset.id, asset.from, seq, asset.project, &asset.name, &asset.class, asset.valuation,
                asset.in_service, asset.precision],
    )
}

/// The village of each of these households on `date`; those that are not there are left out.
pub fn household_unit(tx: &mut Tx, org: OrgId, household: Id, date: Date) -> Result<Option<Id>> {
    let sql = "select h.unit from dated(people_household, $1, $2, $3) h where h.id = $4";
    tx.query_opt(sql, &values![org, date, NOW, household])?
        .map(|row| row.get(0))
        .transpose()
}

const LISTED: &str = "b.id, b.unit, b.household, b.class, b.heads, b.valid_from";

fn listed(row: &Row) -> Result<Listed> {
    let line = RosterLine {
        household: row.get(2)?,
        class: row.get(3)?,
        heads: row.get(4)?,
        from: row.get(5)?,
    };
    Ok(Listed {
        id: row.get(0)?,
        unit: row.get(1)?,
        line,
    })
}

/// The roster on `date`, as known at `seq`: what a round is calculated from.
pub fn roster_on(
    tx: &mut Tx,
    org: OrgId,
    project: Id,
    date: Date,
    seq: i64,
) -> Result<Vec<Listed>> {
    let sql = format!(
        "select {LISTED} from dated(shares_beneficiary, $1, $2, $3) b where b.project = $4 \
         order by b.household, b.id limit 1000000"
    );
    tx.query(&sql, &values![org, date, seq, project])?
        .iter()
        .map(listed)
        .collect()
}

/// Lines as known now that hold on some day from `date` on: each record's latest row, not ended by then.
pub fn roster_from(tx: &mut Tx, org: OrgId, project: Id, date: Date) -> Result<Vec<Listed>> {
    let sql = format!(
        "select {LISTED} from shares_beneficiary b where b.org = $1 and b.project = $2 \
         and (b.valid_to is null or (b.valid_to > $3 and b.valid_to > b.valid_from)) \
         and not exists (select 1 from shares_beneficiary n where n.org = b.org and n.id = b.id \
         and n.valid_from >= b.valid_from and (n.valid_from > b.valid_from or n.seq > b.seq)) \
         order by b.household, b.id limit 1000000"
    );
    tx.query(&sql, &values![org, project, date])?
        .iter()
        .map(listed)
        .collect()
}

/// The latest row of one record, with the day of its end.
pub fn beneficiary(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<(Id, Listed, Option<Date>)>> {
    let sql = format!(
        "select {LISTED}, b.project, b.valid_to from shares_beneficiary b where b.org = $1 and b.id = $2 \
         order by b.valid_from desc, b.seq desc limit 1"
    );
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.map(|row| Ok((row.get(6)?, listed(&row)?, row.get(7)?)))
        .transpose()
}

/// With `to`, the row that ends the line on that day.
pub fn insert_beneficiary(
    tx: &mut Tx,
    org: OrgId,
    project: Id,
    listed: &Listed,
    to: Option<Date>,
    import: Option<Id>,
) -> Result<()> {
    let (seq, line) = (tx.seq()?, &listed.line);
    tx.insert(
        "shares_beneficiary (org, id, valid_from, seq, valid_to, project, household, unit, class, heads, import)",
        values![org, listed.id, line.from, seq, to, project, line.household, listed.unit, &line.class, line.heads,
                import],
    )
}

/// Households with a line on a roster that was not taken back as an error, in whatever period.
pub fn households_listed(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let sql = "select distinct b.household from shares_beneficiary b where b.org = $1 \
               and (b.valid_to is null or b.valid_to > b.valid_from) \
               and not exists (select 1 from shares_beneficiary n where n.org = b.org and n.id = b.id \
               and n.valid_from = b.valid_from and n.seq > b.seq) order by b.household limit 1000000";
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// The id of the plan of a year, if there is one.
pub fn plan_of(tx: &mut Tx, org: OrgId, project: Id, year: i64) -> Result<Option<Id>> {
    let sql = "select id from shares_plan where org = $1 and project = $2 and year = $3 order by id limit 1";
    tx.query_opt(sql, &values![org, project, year])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn insert_plan(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    from: Date,
    project: Id,
    year: i64,
    amount: Fen,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_plan (org, id, valid_from, seq, project, year, amount)",
        values![org, id, from, seq, project, year, amount],
    )
}

pub fn income(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<IncomeFact>> {
    let sql = "select project, year, date, amount, voucher, reverses from shares_income where org = $1 and id = $2";
    let row = tx.query_opt(sql, &values![org, id])?;
    row.map(|row| {
        Ok(IncomeFact {
            project: row.get(0)?,
            year: row.get(1)?,
            date: row.get(2)?,
            amount: row.get(3)?,
            voucher: row.get(4)?,
            reverses: row.get(5)?,
        })
    })
    .transpose()
}

pub fn is_income_reversed(tx: &mut Tx, org: OrgId, project: Id, id: Id) -> Result<bool> {
    let sql = "select id from shares_income where org = $1 and project = $2 and reverses = $3 order by id limit 1";
    Ok(tx.query_opt(sql, &values![org, project, id])?.is_some())
}

pub fn insert_income(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    line: &IncomeFact,
    document: Option<&str>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "shares_income (org, id, seq, project, year, date, amount, voucher, reverses, document)",
        values![
            org,
            id,
            seq,
            line.project,
            line.year,
            line.date,
            line.amount,
            line.voucher,
            line.reverses,
            document
        ],
    )
}

/// What a project is called now; empty where there is none.
pub fn project_name(tx: &mut Tx, org: OrgId, id: Id) -> Result<String> {
    let sql = "select p.name from shares_project p where p.org = $1 and p.id = $2 \
               order by p.valid_from desc, p.seq desc limit 1";
    let row = tx.query_opt(sql, &values![org, id])?;
    row.map_or(Ok(String::new()), |row| row.get(0))
}
