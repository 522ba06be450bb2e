//! All SQL of payout.

pub mod account_lists;
pub mod accounts;
pub mod bank;
mod brought;
mod lists;
pub mod marks;
mod tree;
mod wrong;
pub use brought::*;
pub use lists::*;
pub use tree::*;
pub use wrong::*;

use crate::flow::Flow;
use crate::model::Method;
use crate::plan::{Entitlement, LineKey, LineRow};
use crate::read::{Filter, LineFilter, LineSort, LineView, RoundView, StatementRow};
use crate::round::{Case, Detail, Done, Round};
use ::store::{Columns, Row, Tx, Value, values};
use access::Scope;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};

const ROUND: &str = "r.id, r.number, r.title, r.flow, r.flow_seq, r.source, r.source_id, r.book, r.unit, r.year, \
                     r.pool, r.record_date, r.policy, r.step_fen, r.basis, r.weights, r.division";
const LINE: &str = "l.leaf_key, l.household, l.unit, l.class, l.heads, l.shares, l.weight, l.gross, l.tax, l.commitment, \
                    l.measures, l.parts";
/// As known at present.
pub const NOW: i64 = i64::MAX;
/// The unit at which an org stands, on $2.
const ROOT: &str =
    "select o.unit from dated(access_org, 0, $2, $3) o where o.id = $1 order by o.seq limit 1";

pub fn root_unit(tx: &mut Tx, org: OrgId, today: Date) -> Result<Option<Id>> {
    tx.query_opt(ROOT, &values![org, today, i64::MAX])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn insert_flow(
    tx: &mut Tx,
    org: OrgId,
    id: Id,
    from: Date,
    flow: &Flow,
    body: &str,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_flow (org, id, valid_from, seq, flow, body, source)",
        values![org, id, from, seq, &flow.flow, body, &flow.source],
    )
}

/// The id under which a flow of this name is kept.
pub fn flow_id(tx: &mut Tx, org: OrgId, name: &str) -> Result<Option<Id>> {
    let sql = "select id from payout_flow where org = $1 and flow = $2 order by id limit 1";
    tx.query_opt(sql, &values![org, name])?
        .map(|row| row.get(0))
        .transpose()
}

/// The texts of a flow's versions as they were adopted.
pub fn flow_bodies(tx: &mut Tx, org: OrgId, id: Id) -> Result<Vec<String>> {
    let sql = "select body from payout_flow where org = $1 and id = $2 order by seq limit 1000";
    tx.query(sql, &values![org, id])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Id, seq and text of the version in force on a day.
pub fn flow_on(
    tx: &mut Tx,
    org: OrgId,
    name: &str,
    date: Date,
) -> Result<Option<(Id, i64, String)>> {
    let sql = "select f.id, f.seq, f.body from dated(payout_flow, $1, $2, $3) f where f.flow = $4 order by f.id limit 1";
    let row = tx.query_opt(sql, &values![org, date, i64::MAX, name])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .transpose()
}

fn flow_version(tx: &mut Tx, org: OrgId, id: Id, seq: i64) -> Result<Flow> {
    let sql = "select body from payout_flow where org = $1 and id = $2 and seq = $3 order by valid_from limit 1";
    let row = tx.query_opt(sql, &values![org, id, seq])?;
    let row = row.ok_or_else(|| Error::Internal(format!("flow {id} has no version {seq}")))?;
    Flow::parse(&row.get::<String>(0)?).map_err(|e| Error::internal("reading a flow", e))
}

/// The number of the next round of a year: `FH-2022-0005`.
pub fn next_number(tx: &mut Tx, org: OrgId, year: i64) -> Result<String> {
    let sql = "select cast(count(*) as bigint) from payout_round where org = $1 and year = $2";
    let rounds: i64 = tx.query_one(sql, &values![org, year])?.get(0)?;
    Ok(format!("FH-{year:04}-{:04}", rounds + 1))
}

/// Rounds of one source and year that were neither cancelled nor reversed.
pub fn live_rounds(tx: &mut Tx, org: OrgId, source: &str, id: Id, year: i64) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from payout_round r where r.org = $1 and r.source = $2 \
               and r.source_id = $3 and r.year = $4 and not exists (select 1 from payout_state s \
               where s.org = r.org and s.id = r.id and s.state in ('cancelled', 'reversed'))";
    tx.query_one(sql, &values![org, source, id, year])?.get(0)
}

pub fn insert_round(tx: &mut Tx, r: &Round) -> Result<()> {
    let seq = tx.seq()?;
    let weights =
        serde_json::to_string(&r.weights).map_err(|e| Error::internal("writing weights", e))?;
    let division = r.division.as_ref().map(json).transpose()?;
    tx.insert(
        "payout_round (org, id, seq, number, title, flow, flow_seq, source, source_id, book, unit, year, pool, \
         record_date, policy, step_fen, basis, weights, division)",
        values![
            r.org,
            r.id,
            seq,
            &r.number,
            &r.title,
            r.flow,
            r.flow_seq,
            &r.source,
            r.source_id,
            r.book,
            r.unit,
            r.year,
            r.pool,
            r.record_date,
            r.policy.as_str(),
            r.step_fen,
            r.basis.as_str(),
            weights,
            division
        ],
    )
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::internal("writing a round", e))
}

fn of_json<T: serde::de::DeserializeOwned>(text: String) -> Result<T> {
    serde_json::from_str(&text).map_err(|e| Error::internal("reading a round", e))
}

fn optional<T: serde::de::DeserializeOwned + Default>(text: Option<String>) -> Result<T> {
    text.map_or_else(|| Ok(T::default()), of_json)
}

fn round_of(org: OrgId, row: &Row) -> Result<Round> {
    let weights: String = row.get(15)?;
    Ok(Round {
        org,
        id: row.get(0)?,
        number: row.get(1)?,
        title: row.get(2)?,
        flow: row.get(3)?,
        flow_seq: row.get(4)?,
        source: row.get(5)?,
        source_id: row.get(6)?,
        book: row.get(7)?,
        unit: row.get(8)?,
        year: row.get(9)?,
        pool: row.get(10)?,
        record_date: row.get(11)?,
        policy: row.get::<String>(12)?.parse()?,
        step_fen: row.get(13)?,
        basis: row.get::<String>(14)?.parse()?,
        weights: serde_json::from_str(&weights)
            .map_err(|e| Error::internal("reading weights", e))?,
        division: row.get::<Option<String>>(16)?.map(of_json).transpose()?,
    })
}

pub fn round(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Round>> {
    let sql = format!("select {ROUND} from payout_round r where r.org = $1 and r.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| round_of(org, &row))
        .transpose()
}

pub fn round_by_number(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Id>> {
    let sql = "select id from payout_round where org = $1 and number = $2 order by id limit 1";
    tx.query_opt(sql, &values![org, number])?
        .map(|row| row.get(0))
        .transpose()
}

pub fn first_round(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    let sql = "select id from payout_round where org = $1 order by id limit 1";
    let row = tx.query_opt(sql, &values![org])?;
    row.map(|row| row.get(0)).transpose()
}

pub fn round_ids(tx: &mut Tx, org: OrgId) -> Result<Vec<Id>> {
    let sql = "select id from payout_round where org = $1 order by id limit 1000000";
    tx.query(sql, &values![org])?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// A round with its flow and history.
pub fn case(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Case>> {
    let Some(round) = round(tx, org, id)? else {
        return Ok(None);
    };
    let flow = flow_version(tx, org, round.flow, round.flow_seq)?;
    let history = history(tx, org, id)?;
    Ok(Some(Case {
        round,
        flow,
        history,
    }))
}

pub fn insert_done(tx: &mut Tx, ctx: &Ctx, round: Id, done: &Done) -> Result<()> {
    let detail =
        serde_json::to_string(&done.detail).map_err(|e| Error::internal("writing a step", e))?;
    tx.insert(
        "payout_state (org, id, valid_from, seq, state, step, user_id, detail)",
        values![
            ctx.org,
            round,
            done.date,
            done.seq,
            done.state.as_str(),
            done.step.as_str(),
            done.user,
            detail
        ],
    )
}

pub fn history(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<Done>> {
    let sql = "select s.valid_from, s.seq, s.state, s.step, s.user_id, s.detail, p.principal from payout_state s \
               left join journal_principal p on p.org = s.org and p.seq = s.seq \
               where s.org = $1 and s.id = $2 order by s.seq limit 1000000";
    let done = |row: &Row| {
        Ok(Done {
            date: row.get(0)?,
            seq: row.get(1)?,
            state: row.get::<String>(2)?.parse()?,
            step: row.get::<String>(3)?.parse()?,
            user: row.get(4)?,
            principal: row.get(6)?,
            detail: serde_json::from_str::<Detail>(&row.get::<String>(5)?)
                .map_err(|e| Error::internal("reading a step", e))?,
        })
    };
    tx.query(sql, &values![org, round])?
        .iter()
        .map(done)
        .collect()
}

pub fn insert_line(tx: &mut Tx, round: &Round, line: &LineRow) -> Result<()> {
    let seq = tx.seq()?;
    // What a round without a division does not have is not stored, as in the rounds before there was one.
    let measures = Some(&line.payee.measures).filter(|m| !m.is_empty());
    let measures = measures.map(json).transpose()?;
    let parts = Some(&line.parts).filter(|p| !p.is_empty());
    let parts = parts.map(json).transpose()?;
    tx.insert(
        "payout_line (org, round, leaf_key, seq, household, unit, class, heads, shares, weight, gross, tax, commitment, \
         measures, parts)",
        values![
            round.org,
            round.id,
            line.key.0,
            seq,
            line.payee.household,
            line.payee.unit,
            &line.payee.class,
            line.payee.heads,
            line.payee.shares,
            line.weight,
            line.gross,
            line.tax,
            line.commitment,
            measures,
            parts
        ],
    )
}

fn line_of(row: &impl Columns) -> Result<LineRow> {
    Ok(LineRow {
        key: LineKey(row.get(0)?),
        payee: Entitlement {
            household: row.get(1)?,
            unit: row.get(2)?,
            class: row.get(3)?,
            heads: row.get(4)?,
            shares: row.get(5)?,
            measures: optional(row.get(10)?)?,
        },
        weight: row.get(6)?,
        gross: row.get(7)?,
        tax: row.get(8)?,
        commitment: row.get(9)?,
        parts: optional(row.get(11)?)?,
    })
}

/// All lines of a round in the order of their keys.
pub fn all_lines(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<LineRow>> {
    let sql = format!(
        "select {LINE} from payout_line l where l.org = $1 and l.round = $2 order by l.leaf_key"
    );
    let mut lines = Vec::new();
    tx.scan(&sql, &values![org, round], |row| {
        lines.push(line_of(&row)?);
        Ok(())
    })?;
    Ok(lines)
}

/// Household, gross and tax of all lines, fen.
pub fn dues(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<(Id, i64, i64)>> {
    let sql = "select household, gross, tax from payout_line where org = $1 and round = $2 order by leaf_key";
    let mut dues = Vec::new();
    tx.scan(sql, &values![org, round], |row| {
        dues.push((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(())
    })?;
    Ok(dues)
}

pub fn line(tx: &mut Tx, org: OrgId, round: Id, key: LineKey) -> Result<Option<LineRow>> {
    let sql = format!(
        "select {LINE} from payout_line l where l.org = $1 and l.round = $2 and l.leaf_key = $3"
    );
    tx.query_opt(&sql, &values![org, round, key.0])?
        .map(|row| line_of(&row))
        .transpose()
}

/// Lines of one round or household: sums in fen, and how many.
pub fn weight_before(tx: &mut Tx, org: OrgId, round: Id, key: LineKey) -> Result<i64> {
    let sql = "select cast(coalesce(sum(weight), 0) as bigint) from payout_line \
               where org = $1 and round = $2 and leaf_key < $3";
    tx.query_one(sql, &values![org, round, key.0])?.get(0)
}

/// How many of the lines owe something, are not paid and still stand among the payables.
pub fn unpaid_count(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    let sql = format!(
        "select cast(count(*) as bigint) from payout_line l where l.org = $1 and l.round = $2 \
               and l.gross > l.tax and not exists (select 1 from payout_payment p where p.org = l.org \
               and p.round = l.round and p.leaf_key = l.leaf_key and {LIVE}) and not exists (select 1 from payout_settlement s \
               where s.org = l.org and s.round = l.round and s.leaf_key = l.leaf_key and s.kind = 'unclaimed')"
    );
    tx.query_one(&sql, &values![org, round])?.get(0)
}

/// One payment by hand, as it is stored.
pub struct Payment<'a> {
    pub round: Id,
    pub key: LineKey,
    pub attempt: i64,
    pub date: Date,
    pub method: Method,
    pub amount: i64,
    pub receipt: Option<&'a str>,
    pub voucher: Id,
}

pub fn insert_payment(tx: &mut Tx, org: OrgId, p: &Payment<'_>) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_payment (org, round, leaf_key, attempt, seq, state, date, method, amount, receipt, voucher)",
        values![
            org,
            p.round,
            p.key.0,
            p.attempt,
            seq,
            "paid",
            p.date,
            p.method.as_str(),
            p.amount,
            p.receipt,
            p.voucher
        ],
    )
}

pub fn last_issue(tx: &mut Tx, org: OrgId, round: Id) -> Result<Option<(i64, Date, Date)>> {
    let sql = "select issue, from_date, to_date from payout_notice where org = $1 and round = $2 \
               order by issue desc limit 1";
    let row = tx.query_opt(sql, &values![org, round])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .transpose()
}

pub fn insert_notice(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    issue: i64,
    from: Date,
    to: Date,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_notice (org, round, issue, seq, from_date, to_date)",
        values![org, round, issue, seq, from, to],
    )
}

/// Whether an account was made, granted or reset on or after a day.
pub fn is_fresh(tx: &mut Tx, user: Id, since: Date) -> Result<bool> {
    let sql = "select 1 from access_user_event where org = 0 and user_id = $1 and date >= $2 \
               and kind in ('made', 'granted', 'reset') order by seq limit 1";
    Ok(tx.query_opt(sql, &values![user, since])?.is_some())
}
