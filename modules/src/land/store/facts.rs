//! What deeds read and write.

use super::NOW;
use crate::land::model::Period;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

/// A parcel as it stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub id: Id,
    /// 19 digits.
    pub code: String,
    pub unit: Id,
    pub name: Option<String>,
    /// Of the code list `land_kind`.
    pub kind: String,
    /// Measured, 0.01 mu.
    pub area: i64,
    pub from: Date,
}

/// A contract as it stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    pub id: Id,
    pub number: String,
    pub unit: Id,
    /// 14 digits.
    pub issuer: String,
    pub household: Id,
    /// 18 digits.
    pub contractor: Option<String>,
    pub term_from: Date,
    /// The last day.
    pub term_to: Option<Date>,
    pub from: Date,
    pub to: Option<Date>,
}

/// A parcel under a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub id: Id,
    pub contract: Id,
    pub parcel: Id,
    /// Contracted, 0.01 mu.
    pub area: i64,
    pub from: Date,
    pub to: Option<Date>,
}

const PARCEL: &str = "p.id, p.code, p.unit, p.name, p.kind, p.area, p.valid_from";
const CONTRACT: &str = "c.id, c.number, c.unit, c.issuer, c.household, c.contractor, c.term_from, c.term_to, \
                        c.valid_from, c.valid_to";
const HOLDING: &str = "h.id, h.contract, h.parcel, h.area, h.valid_from, h.valid_to";

fn parcel_of(row: &Row) -> Result<Parcel> {
    Ok(Parcel {
        id: row.get(0)?,
        code: row.get(1)?,
        unit: row.get(2)?,
        name: row.get(3)?,
        kind: row.get(4)?,
        area: row.get(5)?,
        from: row.get(6)?,
    })
}

fn contract_of(row: &Row) -> Result<Contract> {
    Ok(Contract {
        id: row.get(0)?,
        number: row.get(1)?,
        unit: row.get(2)?,
        issuer: row.get(3)?,
        household: row.get(4)?,
        contractor: row.get(5)?,
        term_from: row.get(6)?,
        term_to: row.get(7)?,
        from: row.get(8)?,
        to: row.get(9)?,
    })
}

fn holding_of(row: &Row) -> Result<Holding> {
    Ok(Holding {
        id: row.get(0)?,
        contract: row.get(1)?,
        parcel: row.get(2)?,
        area: row.get(3)?,
        from: row.get(4)?,
        to: row.get(5)?,
    })
}

pub fn parcel(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<Parcel>> {
    let sql = format!("select {PARCEL} from dated(land_parcel, $1, $2, $3) p where p.id = $4");
    tx.query_opt(&sql, &values![org, date, NOW, id])?
        .map(|row| parcel_of(&row))
        .transpose()
}

/// The latest row of the parcel of this code, whatever the day.
pub fn parcel_by_code(tx: &mut Tx, org: OrgId, code: &str) -> Result<Option<Parcel>> {
    let sql = format!(
        "select {PARCEL} from land_parcel p where p.org = $1 and p.code = $2 \
         and (p.valid_to is null or p.valid_to > p.valid_from) \
         order by p.valid_from desc, p.seq desc limit 1"
    );
    tx.query_opt(&sql, &values![org, code])?
        .map(|row| parcel_of(&row))
        .transpose()
}

pub fn insert_parcel(tx: &mut Tx, org: OrgId, parcel: &Parcel, import: Option<Id>) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "land_parcel (org, id, valid_from, seq, code, unit, name, kind, area, import)",
        values![
            org,
            parcel.id,
            parcel.from,
            seq,
            &parcel.code,
            parcel.unit,
            parcel.name.as_deref(),
            &parcel.kind,
            parcel.area,
            import
        ],
    )
}

pub fn contract(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<Contract>> {
    let sql = format!("select {CONTRACT} from dated(land_contract, $1, $2, $3) c where c.id = $4");
    tx.query_opt(&sql, &values![org, date, NOW, id])?
        .map(|row| contract_of(&row))
        .transpose()
}

/// The latest row of the contract, also where it has ended.
pub fn latest_contract(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Contract>> {
    let sql = format!(
        "select {CONTRACT} from land_contract c where c.org = $1 and c.id = $2 \
         order by c.valid_from desc, c.seq desc limit 1"
    );
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| contract_of(&row))
        .transpose()
}

/// The latest row of the contract of this number, also where it has ended.
pub fn contract_by_number(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Contract>> {
    let sql = format!(
        "select {CONTRACT} from land_contract c where c.org = $1 and c.number = $2 \
         order by c.valid_from desc, c.seq desc limit 1"
    );
    tx.query_opt(&sql, &values![org, number])?
        .map(|row| contract_of(&row))
        .transpose()
}

/// With `contract.to`, the row that ends it on that day.
pub fn insert_contract(
    tx: &mut Tx,
    org: OrgId,
    contract: &Contract,
    import: Option<Id>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "land_contract (org, id, valid_from, seq, valid_to, number, unit, issuer, household, contractor, \
         term_from, term_to, import)",
        values![
            org,
            contract.id,
            contract.from,
            seq,
            contract.to,
            &contract.number,
            contract.unit,
            &contract.issuer,
            contract.household,
            contract.contractor.as_deref(),
            contract.term_from,
            contract.term_to,
            import
        ],
    )
}

/// The parcel's holding on a day.
pub fn holding(tx: &mut Tx, org: OrgId, parcel: Id, date: Date) -> Result<Option<Holding>> {
    let sql = format!(
        "select {HOLDING} from dated(land_holding, $1, $2, $3) h where h.parcel = $4 order by h.id limit 1"
    );
    tx.query_opt(&sql, &values![org, date, NOW, parcel])?
        .map(|row| holding_of(&row))
        .transpose()
}

/// A holding of the parcel that holds on some day from `date` on, other than the record `but`.
pub fn held_from(
    tx: &mut Tx,
    org: OrgId,
    parcel: Id,
    date: Date,
    but: Id,
) -> Result<Option<Holding>> {
    let sql = format!(
        "select {HOLDING} from land_holding h where h.org = $1 and h.parcel = $2 and h.id <> $4 \
         and (h.valid_to is null or (h.valid_to > $3 and h.valid_to > h.valid_from)) \
         and not exists (select 1 from land_holding n where n.org = h.org and n.id = h.id \
         and ((n.valid_from = h.valid_from and n.seq > h.seq) \
         or (n.valid_from > h.valid_from and n.valid_from <= $3))) order by h.valid_from, h.id limit 1"
    );
    tx.query_opt(&sql, &values![org, parcel, date, but])?
        .map(|row| holding_of(&row))
        .transpose()
}

/// What a contract holds on a day, by parcel.
pub fn holdings_of(tx: &mut Tx, org: OrgId, contract: Id, date: Date) -> Result<Vec<Holding>> {
    let sql = format!(
        "select {HOLDING} from dated(land_holding, $1, $2, $3) h where h.contract = $4 \
         order by h.parcel, h.id limit 100000"
    );
    tx.query(&sql, &values![org, date, NOW, contract])?
        .iter()
        .map(holding_of)
        .collect()
}

/// The first day of the latest row of any holding of a contract.
pub fn last_holding_change(tx: &mut Tx, org: OrgId, contract: Id) -> Result<Option<Date>> {
    let sql = "select max(h.valid_from) from land_holding h where h.org = $1 and h.contract = $2";
    tx.query_one(sql, &values![org, contract])?.get(0)
}

/// The first day of the latest row of a parcel, and of its holding.
pub fn last_parcel_change(tx: &mut Tx, org: OrgId, parcel: Id) -> Result<Option<Date>> {
    let sql = "select max(p.valid_from) from land_parcel p where p.org = $1 and p.id = $2";
    tx.query_one(sql, &values![org, parcel])?.get(0)
}

/// The first day of the latest row of a holding.
pub fn last_of_holding(tx: &mut Tx, org: OrgId, holding: Id) -> Result<Option<Date>> {
    let sql = "select max(h.valid_from) from land_holding h where h.org = $1 and h.id = $2";
    tx.query_one(sql, &values![org, holding])?.get(0)
}

pub fn insert_holding(
    tx: &mut Tx,
    org: OrgId,
    holding: &Holding,
    import: Option<Id>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "land_holding (org, id, valid_from, seq, valid_to, contract, parcel, area, import)",
        values![
            org,
            holding.id,
            holding.from,
            seq,
            holding.to,
            holding.contract,
            holding.parcel,
            holding.area,
            import
        ],
    )
}

/// Every row of a parcel's holdings that wins for its first day, record by record.
pub fn holding_rows(tx: &mut Tx, org: OrgId, parcel: Id) -> Result<Vec<Period<Holding>>> {
    let sql = format!(
        "select {HOLDING} from land_holding h where h.org = $1 and h.parcel = $2 \
         and not exists (select 1 from land_holding n where n.org = h.org and n.id = h.id \
         and n.valid_from = h.valid_from and n.seq > h.seq) order by h.id, h.valid_from limit 10000"
    );
    let rows = tx.query(&sql, &values![org, parcel])?;
    rows.iter()
        .map(|row| {
            let what = holding_of(row)?;
            Ok(Period {
                from: what.from,
                to: what.to,
                what,
            })
        })
        .collect()
}

/// Every row of a contract that wins for its first day.
pub fn contract_rows(tx: &mut Tx, org: OrgId, contract: Id) -> Result<Vec<Period<Contract>>> {
    let sql = format!(
        "select {CONTRACT} from land_contract c where c.org = $1 and c.id = $2 \
         and not exists (select 1 from land_contract n where n.org = c.org and n.id = c.id \
         and n.valid_from = c.valid_from and n.seq > c.seq) order by c.valid_from limit 10000"
    );
    let rows = tx.query(&sql, &values![org, contract])?;
    rows.iter()
        .map(|row| {
            let what = contract_of(row)?;
            Ok(Period {
                from: what.from,
                to: what.to,
                what,
            })
        })
        .collect()
}

/// Every row of a parcel that wins for its first day.
pub fn parcel_rows(tx: &mut Tx, org: OrgId, parcel: Id) -> Result<Vec<Period<Parcel>>> {
    let sql = format!(
        "select {PARCEL}, p.valid_to from land_parcel p where p.org = $1 and p.id = $2 \
         and not exists (select 1 from land_parcel n where n.org = p.org and n.id = p.id \
         and n.valid_from = p.valid_from and n.seq > p.seq) order by p.valid_from limit 10000"
    );
    let rows = tx.query(&sql, &values![org, parcel])?;
    rows.iter()
        .map(|row| {
            let what = parcel_of(row)?;
            Ok(Period {
                from: what.from,
                to: row.get(7)?,
                what,
            })
        })
        .collect()
}

/// What was agreed of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: Id,
    /// `swap`, `transfer` or `end`.
    pub kind: String,
    pub date: Date,
    pub contract: Id,
    pub other: Option<Id>,
    pub household: Option<Id>,
    pub reason: Option<String>,
    pub document: Option<String>,
    /// With the issuer.
    pub filed: Option<Date>,
}

pub fn insert_change(tx: &mut Tx, org: OrgId, change: &Change) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "land_change (org, id, seq, kind, date, contract, other, household, reason, document, filed)",
        values![
            org,
            change.id,
            seq,
            &change.kind,
            change.date,
            change.contract,
            change.other,
            change.household,
            change.reason.as_deref(),
            change.document.as_deref(),
            change.filed
        ],
    )
}

/// The changes in which a contract took part, the latest first.
pub fn changes(tx: &mut Tx, org: OrgId, contract: Id) -> Result<Vec<Change>> {
    let sql = "select g.id, g.kind, g.date, g.contract, g.other, g.household, g.reason, g.document, g.filed \
               from land_change g where g.org = $1 and (g.contract = $2 or g.other = $2) \
               order by g.date desc, g.id desc limit 1000";
    let change = |row: &Row| {
        Ok(Change {
            id: row.get(0)?,
            kind: row.get(1)?,
            date: row.get(2)?,
            contract: row.get(3)?,
            other: row.get(4)?,
            household: row.get(5)?,
            reason: row.get(6)?,
            document: row.get(7)?,
            filed: row.get(8)?,
        })
    };
    tx.query(sql, &values![org, contract])?
        .iter()
        .map(change)
        .collect()
}
