//! All SQL of cases: types, cases and events here; where cases stand, lists, days off and figures beside it.

mod books;
mod days;
mod lists;
mod stands;
mod tally;

pub use books::{BookRow, all_books, insert_book, newest_book};
pub use days::*;
pub use lists::*;
pub use stands::*;
pub use tally::{
    clear_tallies, clear_tallies_of, insert_tallies, keep_tallies, tallies, tallies_of,
};

pub mod alike;
pub mod photos;
mod public;
pub mod receipts;

pub use public::{PublicRow, SoughtPublic};
pub(crate) use public::{insert_public, public, public_count, public_listed, public_units};

use crate::declared::CaseType;
use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};
use std::collections::BTreeMap;

/// Id and text of the newest version of a case type.
pub fn newest(tx: &mut Tx, org: OrgId, code: &str) -> Result<Option<(Id, String)>> {
    let sql =
        "select id, body from cases_type where org = $1 and code = $2 order by seq desc limit 1";
    let row = tx.query_opt(sql, &values![org, code])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The text of the newest version of each case type.
pub fn newest_types(tx: &mut Tx, org: OrgId) -> Result<Vec<String>> {
    let sql = "select t.body from cases_type t where t.org = $1 and not exists (select 1 from cases_type n \
               where n.org = t.org and n.id = t.id and n.seq > t.seq) order by t.id limit 1000";
    let rows = tx.query(sql, &values![org])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// A version of a case type as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRow {
    pub id: Id,
    /// The journal row that adopted it.
    pub seq: i64,
    pub body: String,
}

fn type_of(row: &Row) -> Result<TypeRow> {
    Ok(TypeRow {
        id: row.get(0)?,
        seq: row.get(1)?,
        body: row.get(2)?,
    })
}

/// The version in force on a day.
pub fn type_on(tx: &mut Tx, org: OrgId, code: &str, date: Date) -> Result<Option<TypeRow>> {
    let sql = "select t.id, t.seq, t.body from dated(cases_type, $1, $2, $3) t where t.code = $4 order by t.id limit 1";
    let row = tx.query_opt(sql, &values![org, date, i64::MAX, code])?;
    row.as_ref().map(type_of).transpose()
}

/// The one that a journal row adopted.
pub fn type_version(tx: &mut Tx, org: OrgId, id: Id, seq: i64) -> Result<Option<TypeRow>> {
    let sql = "select id, seq, body from cases_type where org = $1 and id = $2 and seq = $3 order by valid_from limit 1";
    let row = tx.query_opt(sql, &values![org, id, seq])?;
    row.as_ref().map(type_of).transpose()
}

pub fn insert_type(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    from: Date,
    declared: &CaseType,
    body: &str,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "cases_type (org, id, valid_from, seq, code, version, body, source)",
        values![
            org,
            id,
            from,
            seq,
            declared.code.as_str(),
            declared.version.value,
            body,
            &declared.source
        ],
    )
}

/// A case as it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Also the subject whose key seals what people told.
    pub id: Id,
    pub kind: Id,
    /// The journal row that adopted the version which governs it.
    pub kind_seq: i64,
    pub number: String,
    pub unit: Id,
}

fn case_of(row: &Row) -> Result<CaseRow> {
    Ok(CaseRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        kind_seq: row.get(2)?,
        number: row.get(3)?,
        unit: row.get(4)?,
    })
}

const CASE: &str = "c.id, c.type, c.type_seq, c.number, c.unit";

pub fn case(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<CaseRow>> {
    let sql = format!("select {CASE} from cases_case c where c.org = $1 and c.id = $2");
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.as_ref().map(case_of).transpose()
}

/// All cases of an organisation, for the audit and for a rebuild.
pub fn cases(tx: &mut Tx, org: OrgId, after: Id, limit: i64) -> Result<Vec<CaseRow>> {
    cases_of(tx, org, None, after, limit)
}

/// [`cases`], of one kind whatever its version where one is named.
pub fn cases_of(
    tx: &mut Tx,
    org: OrgId,
    kind: Option<Id>,
    after: Id,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let sql = format!(
        "select {CASE} from cases_case c where c.org = $1 and c.id > $2 and (c.type = $4 or $4 = 0) order by c.id limit $3"
    );
    let kind = kind.unwrap_or(Id(0));
    tx.query(&sql, &values![org, after, limit, kind])?
        .iter()
        .map(case_of)
        .collect()
}

/// The next place of a kind and year.
pub fn next_ordinal(tx: &mut Tx, org: OrgId, kind: Id, year: i64) -> Result<i64> {
    let sql = "select c.ordinal from cases_case c where c.org = $1 and c.type = $2 and c.year = $3 \
               order by c.ordinal desc limit 1";
    let row = tx.query_opt(sql, &values![org, kind, year])?;
    Ok(row.map_or(Ok(0), |row| row.get::<i64>(0))? + 1)
}

pub fn insert_case(
    tx: &mut Tx,
    org: OrgId,
    case: &CaseRow,
    (year, ordinal): (i64, i64),
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "cases_case (org, id, seq, type, type_seq, number, year, ordinal, unit)",
        values![
            org,
            case.id,
            seq,
            case.kind,
            case.kind_seq,
            &case.number,
            year,
            ordinal,
            case.unit
        ],
    )
}

/// An event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub id: Id,
    pub seq: i64,
    /// Within its journal row.
    pub line: i64,
    pub action: String,
    pub user: Id,
    pub date: Date,
    pub state: String,
    /// JSON.
    pub body: String,
    pub sealed: Option<Vec<u8>>,
}

const EVENT: &str = "e.id, e.seq, e.line, e.action, e.user_id, e.date, e.state, e.body, e.sealed";

fn event_of(row: &Row) -> Result<EventRow> {
    Ok(EventRow {
        id: row.get(0)?,
        seq: row.get(1)?,
        line: row.get(2)?,
        action: row.get(3)?,
        user: row.get(4)?,
        date: row.get(5)?,
        state: row.get(6)?,
        body: row.get(7)?,
        sealed: row.get(8)?,
    })
}

/// The events of a case in their order, as known at a journal row.
pub fn events(tx: &mut Tx, org: OrgId, case: Id, seq: i64) -> Result<Vec<EventRow>> {
    let sql = format!(
        "select {EVENT} from cases_event e \
         where e.org = $1 and e.case_id = $2 and e.seq <= $3 order by e.seq, e.line limit 10000"
    );
    let rows = tx.query(&sql, &values![org, case, seq])?;
    rows.iter().map(event_of).collect()
}

/// The events of the cases from one to another, of a kind or of all, case by case in their order.
pub fn events_between(
    tx: &mut Tx,
    org: OrgId,
    kind: Option<Id>,
    (first, last): (Id, Id),
) -> Result<BTreeMap<Id, Vec<EventRow>>> {
    let sql = format!(
        "select {EVENT}, e.case_id from cases_event e where e.org = $1 and e.case_id >= $2 and e.case_id <= $3 \
         and (cast($4 as bigint) = 0 or exists (select 1 from cases_case c where c.org = e.org and c.id = e.case_id and c.type = $4)) \
         order by e.case_id, e.seq, e.line limit 10000000"
    );
    let kind = kind.unwrap_or(Id(0));
    let mut found: BTreeMap<Id, Vec<EventRow>> = BTreeMap::new();
    tx.query_each(&sql, &values![org, first, last, kind], |row| {
        let event = event_of(&row)?;
        found.entry(row.get(9)?).or_default().push(event);
        Ok(())
    })?;
    Ok(found)
}

pub fn insert_event(tx: &mut Tx, org: OrgId, case: Id, event: &EventRow) -> Result<()> {
    tx.insert(
        "cases_event (org, case_id, seq, line, id, action, user_id, date, state, body, sealed)",
        values![
            org,
            case,
            event.seq,
            event.line,
            event.id,
            &event.action,
            event.user,
            event.date,
            &event.state,
            &event.body,
            event.sealed.as_deref()
        ],
    )
}

/// What a field that is not personal says now; nothing where it is empty.
pub fn value(tx: &mut Tx, org: OrgId, case: Id, field: &str) -> Result<Option<String>> {
    let sql = "select v.value from cases_value v where v.org = $1 and v.case_id = $2 and v.field = $3 \
               order by v.seq desc, v.line desc limit 1";
    let row = tx.query_opt(sql, &values![org, case, field])?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// What an event made of a field that is not personal; nothing where it emptied it.
pub fn insert_value(
    tx: &mut Tx,
    org: OrgId,
    case: Id,
    line: i64,
    field: &str,
    value: Option<&str>,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "cases_value (org, case_id, seq, line, field, value)",
        values![org, case, seq, line, field, value],
    )
}
