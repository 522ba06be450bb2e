//! SQL of batches, results and statements.

use super::*;
use crate::bank::layout::Outcome;
use crate::bank::ready::Ready;
use crate::bank::results::Verdict;
use crate::bank::statement::Match;
use crate::model::ReturnReason;
use kernel::Fen;
use std::collections::HashMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    pub id: Id,
    /// The journal row that made it.
    pub seq: i64,
    pub round: Id,
    /// `PL-2022-0005-01`.
    pub number: String,
    pub layout: String,
    pub date: Date,
    pub lines: i64,
    pub amount: Fen,
    pub voucher: Id,
    /// SHA-256 of the file.
    pub digest: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLineRow {
    pub place: i64,
    pub round: Id,
    pub key: LineKey,
    pub attempt: i64,
    pub reference: String,
    pub amount: Fen,
    pub account: Id,
}

impl BatchLineRow {
    /// As its file is written; whose payable fell is not asked.
    pub(crate) fn ready(&self) -> Ready {
        Ready {
            key: self.key,
            party: Id(0),
            payee: Id(0),
            net: self.amount,
            attempt: self.attempt,
            account: Some(self.account),
        }
    }
}

const BATCH: &str =
    "b.id, b.round, b.number, b.layout, b.date, b.lines, b.amount, b.voucher, b.digest, b.seq";

fn batch_of(row: &Row) -> Result<BatchRow> {
    Ok(BatchRow {
        id: row.get(0)?,
        round: row.get(1)?,
        number: row.get(2)?,
        layout: row.get(3)?,
        date: row.get(4)?,
        lines: row.get(5)?,
        amount: row.get(6)?,
        voucher: row.get(7)?,
        digest: row.get(8)?,
        seq: row.get(9)?,
    })
}

pub fn insert_batch(tx: &mut Tx, org: OrgId, b: &BatchRow) -> Result<()> {
    tx.insert(
        "payout_batch (org, id, seq, round, number, layout, date, lines, amount, voucher, digest)",
        values![
            org,
            b.id,
            b.seq,
            b.round,
            &b.number,
            &b.layout,
            b.date,
            b.lines,
            b.amount,
            b.voucher,
            b.digest.clone()
        ],
    )
}

/// A line at its place in a batch, from 1.
pub(crate) fn insert_batch_line(
    tx: &mut Tx,
    org: OrgId,
    (batch, place): (&BatchRow, usize),
    line: &Ready,
    reference: String,
) -> Result<()> {
    let account = line
        .account
        .ok_or_else(|| Error::Internal("a payment without an account".into()))?;
    let seq = tx.seq()?;
    tx.insert(
        "payout_batch_line (org, batch, place, seq, round, leaf_key, attempt, reference, amount, account)",
        values![
            org,
            batch.id,
            place as i64,
            seq,
            batch.round,
            line.key.0,
            line.attempt,
            reference,
            line.net,
            account
        ],
    )
}

pub fn batches(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<BatchRow>> {
    let sql = format!(
        "select {BATCH} from payout_batch b where b.org = $1 and b.round = $2 order by b.seq, b.id limit 10000"
    );
    tx.query(&sql, &values![org, round])?
        .iter()
        .map(batch_of)
        .collect()
}

pub fn batches_of_book(tx: &mut Tx, org: OrgId, book: Id) -> Result<Vec<BatchRow>> {
    let sql = format!(
        "select {BATCH} from payout_batch b join payout_round r on r.org = b.org and r.id = b.round \
         where b.org = $1 and r.book = $2 order by b.seq, b.id limit 100000"
    );
    tx.query(&sql, &values![org, book])?
        .iter()
        .map(batch_of)
        .collect()
}

pub fn batch(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<BatchRow>> {
    let sql = format!("select {BATCH} from payout_batch b where b.org = $1 and b.id = $2");
    tx.query_opt(&sql, &values![org, id])?
        .map(|row| batch_of(&row))
        .transpose()
}

pub fn batch_lines(tx: &mut Tx, org: OrgId, batch: Id) -> Result<Vec<BatchLineRow>> {
    let sql = "select l.place, l.round, l.leaf_key, l.attempt, l.reference, l.amount, l.account \
               from payout_batch_line l where l.org = $1 and l.batch = $2 order by l.place limit 4000000";
    let mut lines = Vec::new();
    tx.scan(sql, &values![org, batch], |row| {
        lines.push(batch_line_of(&row)?);
        Ok(())
    })?;
    Ok(lines)
}

fn batch_line_of(row: &impl Columns) -> Result<BatchLineRow> {
    Ok(BatchLineRow {
        place: row.get(0)?,
        round: row.get(1)?,
        key: LineKey(row.get(2)?),
        attempt: row.get(3)?,
        reference: row.get(4)?,
        amount: row.get(5)?,
        account: row.get(6)?,
    })
}

/// Digits of a place at the end of a reference.
pub const PLACE_DIGITS: usize = 8;

/// A line that was sent, by its reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLine {
    pub round: Id,
    pub key: LineKey,
    pub attempt: i64,
    pub reference: String,
    pub amount: Fen,
    /// The day of its batch.
    pub date: Date,
}

/// A reference is the number of its batch without hyphens and the eight digits of its place there.
pub fn line_of(tx: &mut Tx, org: OrgId, reference: &str) -> Result<Option<SentLine>> {
    let split = reference.len().checked_sub(PLACE_DIGITS);
    let Some((number, place)) = split.and_then(|at| reference.split_at_checked(at)) else {
        return Ok(None);
    };
    let Ok(place) = place.parse::<i64>() else {
        return Ok(None);
    };
    let sql = "select l.round, l.leaf_key, l.attempt, l.amount, b.date from payout_batch b join payout_batch_line l \
               on l.org = b.org and l.batch = b.id where b.org = $1 and replace(b.number, '-', '') = $2 \
               and l.place = $3 and l.reference = $4 order by l.batch limit 1";
    tx.query_opt(sql, &values![org, number, place, reference])?
        .map(|row| {
            Ok(SentLine {
                round: row.get(0)?,
                key: LineKey(row.get(1)?),
                attempt: row.get(2)?,
                reference: reference.to_owned(),
                amount: row.get(3)?,
                date: row.get(4)?,
            })
        })
        .transpose()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRow {
    pub round: Option<Id>,
    pub reference: String,
    pub outcome: Outcome,
    pub reason: Option<ReturnReason>,
    pub date: Date,
    pub amount: Fen,
    pub verdict: Verdict,
}

pub fn insert_result(tx: &mut Tx, org: OrgId, r: &ResultRow, digest: &[u8]) -> Result<()> {
    let (seq, id) = (tx.seq()?, tx.new_id()?);
    tx.insert(
        "payout_bank_result (org, id, seq, digest, round, reference, outcome, reason, date, amount, verdict)",
        values![
            org,
            id,
            seq,
            digest.to_vec(),
            r.round,
            &r.reference,
            r.outcome.as_str(),
            r.reason.map(|reason| reason.as_str()),
            r.date,
            r.amount,
            r.verdict.as_str()
        ],
    )
}

pub fn result_seen(tx: &mut Tx, org: OrgId, digest: &[u8]) -> Result<bool> {
    let sql = "select 1 from payout_bank_result r where r.org = $1 and r.digest = $2 limit 1";
    Ok(tx.query_opt(sql, &values![org, digest.to_vec()])?.is_some())
}

/// Whether the bank said of this reference that it was paid.
pub fn is_confirmed(tx: &mut Tx, org: OrgId, reference: &str) -> Result<bool> {
    let sql = "select 1 from payout_bank_result r where r.org = $1 and r.reference = $2 and r.outcome = 'paid' \
               and r.verdict = 'applied' limit 1";
    Ok(tx.query_opt(sql, &values![org, reference])?.is_some())
}

/// The last thing that the bank said of each reference of a round and that was believed; what is confirmed stays so.
pub fn outcomes_of_round(tx: &mut Tx, org: OrgId, round: Id) -> Result<HashMap<String, Outcome>> {
    let sql = "select r.reference, r.outcome from payout_bank_result r where r.org = $1 and r.round = $2 \
               and r.verdict = 'applied' order by r.seq, r.id";
    let mut found = HashMap::new();
    tx.query_each(sql, &values![org, round], |row| {
        let outcome: Outcome = row.get::<String>(1)?.parse()?;
        let last = found.entry(row.get(0)?).or_insert(outcome);
        if *last != Outcome::Paid {
            *last = outcome;
        }
        Ok(())
    })?;
    Ok(found)
}

/// Why each payment of a round came back that did, by line and attempt.
pub fn returns_of_round(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
) -> Result<HashMap<(LineKey, i64), ReturnReason>> {
    let sql = "select t.leaf_key, t.attempt, t.reason from payout_return t where t.org = $1 and t.round = $2 \
               order by t.leaf_key, t.attempt";
    let mut found = HashMap::new();
    tx.query_each(sql, &values![org, round], |row| {
        let reason = row.get::<String>(2)?.parse()?;
        found.insert((LineKey(row.get(0)?), row.get(1)?), reason);
        Ok(())
    })?;
    Ok(found)
}

/// Who gets the lines of a round that have a successor.
pub fn successors_of_round(tx: &mut Tx, org: OrgId, round: Id) -> Result<HashMap<LineKey, Id>> {
    let sql = "select s.leaf_key, s.household from payout_successor s where s.org = $1 and s.round = $2 \
               order by s.leaf_key, s.id";
    let mut found = HashMap::new();
    tx.query_each(sql, &values![org, round], |row| {
        found.insert(LineKey(row.get(0)?), row.get(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// The lines of a batch by place, each with the household of the round's line.
pub fn each_batch_line(
    tx: &mut Tx,
    org: OrgId,
    batch: Id,
    mut each: impl FnMut(BatchLineRow, Id) -> Result<()>,
) -> Result<()> {
    let sql = "select l.place, l.round, l.leaf_key, l.attempt, l.reference, l.amount, l.account, p.household \
               from payout_batch_line l join payout_line p on p.org = l.org and p.round = l.round \
               and p.leaf_key = l.leaf_key where l.org = $1 and l.batch = $2 order by l.place";
    tx.query_each(sql, &values![org, batch], |row| {
        each(batch_line_of(&row)?, row.get(7)?)
    })
}

/// A payment as its batch has it.
#[derive(Debug, Clone, Copy)]
pub struct SentPayment {
    pub place: i64,
    pub key: LineKey,
    pub attempt: i64,
    pub amount: i64,
    pub account: Id,
}

/// The payments of a batch, by place.
pub fn each_sent(
    tx: &mut Tx,
    org: OrgId,
    batch: Id,
    mut each: impl FnMut(SentPayment) -> Result<()>,
) -> Result<()> {
    let sql = "select l.place, l.leaf_key, l.attempt, l.amount, l.account from payout_batch_line l \
               where l.org = $1 and l.batch = $2 order by l.place";
    tx.scan(sql, &values![org, batch], |row| {
        each(SentPayment {
            place: row.get(0)?,
            key: LineKey(row.get(1)?),
            attempt: row.get(2)?,
            amount: row.get(3)?,
            account: row.get(4)?,
        })
    })
}

/// Payments of a round that are out with the bank and of which it has not said that they were paid.
pub fn unconfirmed(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    let sql = "select cast(count(*) as bigint) from payout_batch_line l where l.org = $1 and l.round = $2 \
               and not exists (select 1 from payout_return t where t.org = l.org and t.round = l.round \
               and t.leaf_key = l.leaf_key and t.attempt = l.attempt) \
               and not exists (select 1 from payout_bank_result r where r.org = l.org \
               and r.reference = l.reference and r.outcome = 'paid' and r.verdict = 'applied')";
    tx.query_one(sql, &values![org, round])?.get(0)
}

/// Answers kept aside that concern a round, or nobody knows what, the latest first.
pub fn aside(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<ResultRow>> {
    let sql = "select r.round, r.reference, r.outcome, r.reason, r.date, r.amount, r.verdict from payout_bank_result r \
               where r.org = $1 and (r.round = $2 or r.round is null) and r.verdict not in ('applied', 'repeated') \
               order by r.id desc limit 1000";
    tx.query(sql, &values![org, round])?
        .iter()
        .map(|row| {
            let reason: Option<String> = row.get(3)?;
            Ok(ResultRow {
                round: row.get(0)?,
                reference: row.get(1)?,
                outcome: row.get::<String>(2)?.parse()?,
                reason: reason.map(|reason| reason.parse()).transpose()?,
                date: row.get(4)?,
                amount: row.get(5)?,
                verdict: row.get::<String>(6)?.parse()?,
            })
        })
        .collect()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRow {
    pub id: Id,
    pub book: Id,
    pub date: Date,
    /// Below 0 went out.
    pub amount: Fen,
    pub memo: String,
    pub matched: Match,
    pub batch: Option<Id>,
    pub voucher: Option<Id>,
}

const STATEMENT: &str = "s.id, s.book, s.date, s.amount, s.memo, s.matched, s.batch, s.voucher";

fn statement_of(row: &Row) -> Result<StatementRow> {
    Ok(StatementRow {
        id: row.get(0)?,
        book: row.get(1)?,
        date: row.get(2)?,
        amount: row.get(3)?,
        memo: row.get(4)?,
        matched: row.get::<String>(5)?.parse()?,
        batch: row.get(6)?,
        voucher: row.get(7)?,
    })
}

pub fn insert_statement(tx: &mut Tx, org: OrgId, s: &StatementRow, digest: &[u8]) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_statement (org, id, seq, book, digest, date, amount, memo, matched, batch, voucher)",
        values![
            org,
            s.id,
            seq,
            s.book,
            digest.to_vec(),
            s.date,
            s.amount,
            &s.memo,
            s.matched.as_str(),
            s.batch,
            s.voucher
        ],
    )
}

/// Whether a row was seen before, and if so whether it was matched.
pub fn statement_seen(tx: &mut Tx, org: OrgId, book: Id, digest: &[u8]) -> Result<Option<bool>> {
    let sql = "select cast(count(*) as bigint), cast(count(s.voucher) as bigint) from payout_statement s \
               where s.org = $1 and s.book = $2 and s.digest = $3";
    let row = tx.query_one(sql, &values![org, book, digest.to_vec()])?;
    let (seen, matched): (i64, i64) = (row.get(0)?, row.get(1)?);
    Ok((seen > 0).then_some(matched > 0))
}

/// Rows that match nothing, the latest first.
pub fn unmatched(tx: &mut Tx, org: OrgId, book: Id) -> Result<Vec<StatementRow>> {
    let sql = format!(
        "select {STATEMENT} from payout_statement s where s.org = $1 and s.book = $2 and s.matched = 'none' \
         and not exists (select 1 from payout_statement n where n.org = s.org and n.book = s.book \
         and n.digest = s.digest and n.matched <> 'none') order by s.id desc limit 1000"
    );
    tx.query(&sql, &values![org, book])?
        .iter()
        .map(statement_of)
        .collect()
}

/// All matched rows of an organisation, by id.
pub fn matched(tx: &mut Tx, org: OrgId) -> Result<Vec<StatementRow>> {
    let sql = format!(
        "select {STATEMENT} from payout_statement s where s.org = $1 and s.matched <> 'none' order by s.id limit 1000000"
    );
    tx.query(&sql, &values![org])?
        .iter()
        .map(statement_of)
        .collect()
}

/// What the statement shows of a batch: what left, and each amount that came back.
pub fn seen_of_batch(tx: &mut Tx, org: OrgId, batch: Id) -> Result<(Fen, Vec<Fen>)> {
    let sql = "select s.amount from payout_statement s where s.org = $1 and s.batch = $2 order by s.id limit 100000";
    let (mut left, mut come) = (Fen::ZERO, Vec::new());
    for row in tx.query(sql, &values![org, batch])? {
        let amount: Fen = row.get(0)?;
        match amount < Fen::ZERO {
            true => left = Fen::sum([left, Fen(-amount.0)])?,
            false => come.push(amount),
        }
    }
    Ok((left, come))
}

/// The amounts of a batch's payments that came back, by place.
pub fn returned_of_batch(tx: &mut Tx, org: OrgId, batch: Id) -> Result<Vec<Fen>> {
    let sql = "select l.amount from payout_batch_line l join payout_return t on t.org = l.org and t.round = l.round \
               and t.leaf_key = l.leaf_key and t.attempt = l.attempt where l.org = $1 and l.batch = $2 \
               order by l.place limit 1000000";
    let rows = tx.query(sql, &values![org, batch])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Sent, less what came back by the bank's answer, less what left and plus what came in by its statement, fen.
pub fn clearing_of_book(tx: &mut Tx, org: OrgId, book: Id) -> Result<Fen> {
    let sql = "select cast(coalesce((select sum(b.amount) from payout_batch b join payout_round r on r.org = b.org \
               and r.id = b.round where b.org = $1 and r.book = $2), 0) \
               - coalesce((select sum(l.amount) from payout_batch_line l join payout_round r on r.org = l.org \
               and r.id = l.round join payout_return t on t.org = l.org and t.round = l.round \
               and t.leaf_key = l.leaf_key and t.attempt = l.attempt where l.org = $1 and r.book = $2), 0) \
               + coalesce((select sum(s.amount) from payout_statement s where s.org = $1 and s.book = $2 \
               and s.matched <> 'none'), 0) as bigint)";
    tx.query_one(sql, &values![org, book])?.get(0)
}

/// Lines and fen of a round's batches, by their lines.
pub fn sent_of_round(tx: &mut Tx, org: OrgId, round: Id) -> Result<(i64, Fen)> {
    let sql = "select cast(count(*) as bigint), cast(coalesce(sum(l.amount), 0) as bigint) \
               from payout_batch_line l where l.org = $1 and l.round = $2";
    let row = tx.query_one(sql, &values![org, round])?;
    Ok((row.get(0)?, row.get(1)?))
}

/// The books that have batches, with the round by which each can be asked for its accounts.
pub fn books_with_batches(tx: &mut Tx, org: OrgId) -> Result<Vec<(Id, Id)>> {
    let sql = "select r.book, max(b.round) from payout_batch b join payout_round r on r.org = b.org and r.id = b.round \
               where b.org = $1 group by r.book order by r.book limit 100000";
    let rows = tx.query(sql, &values![org])?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}
