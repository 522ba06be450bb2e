//! What goes wrong with lines: returns, holds, successors, settlements, objections, corrections.

use super::*;
use crate::model::{Channel, HoldReason, Settled, Succession, Verdict};
use crate::standing::{Attempt, Hold, Returned, Settlement, Standing, Successor};
use std::collections::BTreeMap;

/// A payment that has not come back, joined as `p`.
pub const LIVE: &str = "p.state = 'paid' and not exists (select 1 from payout_return t where t.org = p.org \
                        and t.round = p.round and t.leaf_key = p.leaf_key and t.attempt = p.attempt)";

/// The lines of a round that are out or paid, by key.
pub fn live_keys(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<LineKey>> {
    let sql = format!(
        "select p.leaf_key from payout_payment p where p.org = $1 and p.round = $2 and {LIVE} order by p.leaf_key"
    );
    keys(tx, &sql, &values![org, round])
}

/// The lines of a round to which something happened besides being paid: a return, a hold, a successor, a settlement.
pub fn touched_keys(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<LineKey>> {
    let sql = "select t.leaf_key from payout_return t where t.org = $1 and t.round = $2 \
               union select h.leaf_key from payout_hold h where h.org = $1 and h.round = $2 \
               union select s.leaf_key from payout_successor s where s.org = $1 and s.round = $2 \
               union select m.leaf_key from payout_settlement m where m.org = $1 and m.round = $2 order by 1";
    keys(tx, sql, &values![org, round])
}

fn keys(tx: &mut Tx, sql: &str, params: &[Value]) -> Result<Vec<LineKey>> {
    let mut keys = Vec::new();
    tx.scan(sql, params, |row| {
        keys.push(LineKey(row.get(0)?));
        Ok(())
    })?;
    Ok(keys)
}

/// Key, household and net of each line that owes something, by key.
pub fn each_owed(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    mut each: impl FnMut(LineKey, Id, kernel::Fen) -> Result<()>,
) -> Result<()> {
    let sql = "select l.leaf_key, l.household, l.gross - l.tax from payout_line l where l.org = $1 and l.round = $2 \
               and l.gross > l.tax order by l.leaf_key";
    tx.scan(sql, &values![org, round], |row| {
        each(LineKey(row.get(0)?), row.get(1)?, row.get(2)?)
    })
}

/// Keys in one statement.
const CHUNK: usize = 400;

/// The lines of these keys with all that happened to them; without keys all lines of the round.
pub fn standings(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    keys: Option<&[LineKey]>,
) -> Result<BTreeMap<LineKey, Standing>> {
    let mut found = Found::default();
    match keys {
        None => {
            for line in all_lines(tx, org, round)? {
                found.standings.insert(line.key, Standing::new(line));
            }
            happened(tx, values![org, round], "", &mut found)?;
        }
        Some(keys) => {
            for keys in keys.chunks(CHUNK) {
                let mut params = values![org, round];
                let places: Vec<String> = keys
                    .iter()
                    .map(|key| {
                        params.push(key.0.into());
                        format!("${}", params.len())
                    })
                    .collect();
                let among = format!(" and x.leaf_key in ({})", places.join(", "));
                let sql = format!(
                    "select {LINE} from payout_line l where l.org = $1 and l.round = $2{} order by l.leaf_key",
                    among.replace("x.", "l.")
                );
                tx.query_each(&sql, &params, |row| {
                    let line = line_of(&row)?;
                    found.standings.insert(line.key, Standing::new(line));
                    Ok(())
                })?;
                happened(tx, params, &among, &mut found)?;
            }
        }
    }
    Ok(found.standings)
}

/// Of all lines of a round, in the order of their keys, those to which something happened.
pub fn standings_of(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    lines: &[LineRow],
) -> Result<BTreeMap<LineKey, Standing>> {
    let mut found = Found {
        standings: BTreeMap::new(),
        lines,
    };
    happened(tx, values![org, round], "", &mut found)?;
    Ok(found.standings)
}

/// Standings, and lines that become one as soon as something happened to them.
#[derive(Default)]
struct Found<'l> {
    standings: BTreeMap<LineKey, Standing>,
    lines: &'l [LineRow],
}

impl Found<'_> {
    fn of(&mut self, key: LineKey) -> Option<&mut Standing> {
        if let (false, Ok(place)) = (
            self.standings.contains_key(&key),
            self.lines.binary_search_by_key(&key, |line| line.key),
        ) {
            let line = self.lines.get(place)?;
            self.standings.insert(key, Standing::new(line.clone()));
        }
        self.standings.get_mut(&key)
    }
}

fn happened(tx: &mut Tx, params: Vec<Value>, among: &str, found: &mut Found<'_>) -> Result<()> {
    let sql = format!(
        "select x.leaf_key, x.attempt, x.date, x.method, x.amount, x.receipt, x.voucher, x.seq, \
         t.date, t.reason, t.voucher, t.seq from payout_payment x left join payout_return t on t.org = x.org \
         and t.round = x.round and t.leaf_key = x.leaf_key and t.attempt = x.attempt \
         where x.org = $1 and x.round = $2 and x.state = 'paid'{among} order by x.leaf_key, x.attempt"
    );
    each(tx, &sql, &params, found, |standing, row| {
        standing.attempts.push(attempt_of(row)?);
        Ok(())
    })?;
    let sql = format!(
        "select x.leaf_key, x.id, x.reason, x.valid_from, x.valid_to, x.seq, x.user_id from payout_hold x \
         where x.org = $1 and x.round = $2{among} and x.seq = (select max(n.seq) from payout_hold n \
         where n.org = x.org and n.id = x.id and n.valid_from = x.valid_from) order by x.leaf_key, x.id"
    );
    each(tx, &sql, &params, found, |standing, row| {
        standing.holds.push(Hold {
            id: row.get(1)?,
            reason: row.get::<String>(2)?.parse()?,
            from: row.get(3)?,
            to: row.get(4)?,
            seq: row.get(5)?,
            user: row.get(6)?,
        });
        Ok(())
    })?;
    let sql = format!(
        "select x.leaf_key, x.household, x.reason, x.document, x.seq, x.user_id from payout_successor x \
         where x.org = $1 and x.round = $2{among} order by x.leaf_key, x.id"
    );
    each(tx, &sql, &params, found, |standing, row| {
        standing.successors.push(Successor {
            household: row.get(1)?,
            reason: row.get::<String>(2)?.parse()?,
            document: row.get(3)?,
            seq: row.get(4)?,
            user: row.get(5)?,
        });
        Ok(())
    })?;
    let sql = format!(
        "select x.leaf_key, x.kind, x.date, x.amount, x.voucher, x.seq from payout_settlement x \
         where x.org = $1 and x.round = $2{among} order by x.leaf_key, x.id"
    );
    each(tx, &sql, &params, found, |standing, row| {
        standing.settlements.push(Settlement {
            kind: row.get::<String>(1)?.parse()?,
            date: row.get(2)?,
            amount: row.get(3)?,
            voucher: row.get(4)?,
            seq: row.get(5)?,
        });
        Ok(())
    })
}

fn each(
    tx: &mut Tx,
    sql: &str,
    params: &[Value],
    found: &mut Found<'_>,
    mut add: impl FnMut(&mut Standing, &Row) -> Result<()>,
) -> Result<()> {
    tx.query_each(sql, params, |row| {
        match found.of(LineKey(row.get(0)?)) {
            Some(standing) => add(standing, &row),
            // A row of a line that is not there: the audit names it, see `strays`.
            None => Ok(()),
        }
    })
}

fn attempt_of(row: &Row) -> Result<Attempt> {
    let returned = match row.get::<Option<Date>>(8)? {
        None => None,
        Some(date) => Some(Returned {
            date,
            reason: row.get::<String>(9)?.parse()?,
            voucher: row.get(10)?,
            seq: row.get(11)?,
        }),
    };
    Ok(Attempt {
        attempt: row.get(1)?,
        date: row.get(2)?,
        method: row.get::<String>(3)?.parse()?,
        amount: row.get(4)?,
        receipt: row.get(5)?,
        voucher: row.get(6)?,
        seq: row.get(7)?,
        returned,
    })
}

/// Rows of what went wrong whose line the round has not, and returns of payments that were not made.
pub fn strays(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    let mut strays = 0;
    for table in [
        "payout_payment",
        "payout_hold",
        "payout_successor",
        "payout_settlement",
    ] {
        let sql = format!(
            "select cast(count(*) as bigint) from {table} x where x.org = $1 and x.round = $2 and not exists \
             (select 1 from payout_line l where l.org = x.org and l.round = x.round and l.leaf_key = x.leaf_key)"
        );
        strays += tx.query_one(&sql, &values![org, round])?.get::<i64>(0)?;
    }
    let sql = "select cast(count(*) as bigint) from payout_return x where x.org = $1 and x.round = $2 and not exists \
               (select 1 from payout_payment p where p.org = x.org and p.round = x.round \
               and p.leaf_key = x.leaf_key and p.attempt = x.attempt and p.state = 'paid')";
    strays += tx.query_one(sql, &values![org, round])?.get::<i64>(0)?;
    Ok(strays)
}

/// Keys of lines with a hold, a return, a successor or a settlement, those of units in scope.
pub fn troubled(tx: &mut Tx, scope: &Scope, round: Id, limit: u32) -> Result<Vec<LineKey>> {
    let mut params = scope.params();
    params.extend(values![round, limit]);
    let has = |table: &str| {
        format!(
            "exists (select 1 from {table} x where x.org = l.org and x.round = l.round and x.leaf_key = l.leaf_key)"
        )
    };
    let sql = format!(
        "select l.leaf_key from payout_line l where l.org = $1 and l.round = $5 and l.unit in scope($1, $2, $3, $4) \
         and ({} or {} or {} or {}) order by l.leaf_key limit $6",
        has("payout_hold"),
        has("payout_return"),
        has("payout_successor"),
        has("payout_settlement")
    );
    tx.query(&sql, &params)?
        .iter()
        .map(|row| Ok(LineKey(row.get(0)?)))
        .collect()
}

pub struct ReturnRow {
    pub round: Id,
    pub key: LineKey,
    pub attempt: i64,
    pub date: Date,
    pub reason: crate::model::ReturnReason,
    pub voucher: Id,
}

pub fn insert_return(tx: &mut Tx, ctx: &Ctx, r: &ReturnRow) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_return (org, round, leaf_key, attempt, seq, date, reason, voucher, user_id)",
        values![
            ctx.org,
            r.round,
            r.key.0,
            r.attempt,
            seq,
            r.date,
            r.reason.as_str(),
            r.voucher,
            ctx.actor.user
        ],
    )
}

/// `to` ends a hold: the same id and first day once more.
pub fn insert_hold(
    tx: &mut Tx,
    ctx: &Ctx,
    id: Id,
    (round, key): (Id, LineKey),
    reason: HoldReason,
    (from, to): (Date, Option<Date>),
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_hold (org, id, valid_from, seq, valid_to, round, leaf_key, reason, user_id)",
        values![
            ctx.org,
            id,
            from,
            seq,
            to,
            round,
            key.0,
            reason.as_str(),
            ctx.actor.user
        ],
    )
}

pub fn insert_successor(
    tx: &mut Tx,
    ctx: &Ctx,
    (round, key): (Id, LineKey),
    household: Id,
    reason: Succession,
    document: Option<&str>,
) -> Result<()> {
    let (id, seq) = (tx.new_id()?, tx.seq()?);
    tx.insert(
        "payout_successor (org, id, seq, round, leaf_key, household, reason, document, user_id)",
        values![
            ctx.org,
            id,
            seq,
            round,
            key.0,
            household,
            reason.as_str(),
            document,
            ctx.actor.user
        ],
    )
}

pub fn insert_settlement(
    tx: &mut Tx,
    ctx: &Ctx,
    (round, key): (Id, LineKey),
    kind: Settled,
    date: Date,
    (amount, voucher): (i64, Id),
) -> Result<()> {
    let (id, seq) = (tx.new_id()?, tx.seq()?);
    tx.insert(
        "payout_settlement (org, id, seq, round, leaf_key, kind, date, amount, voucher, user_id)",
        values![
            ctx.org,
            id,
            seq,
            round,
            key.0,
            kind.as_str(),
            date,
            amount,
            voucher,
            ctx.actor.user
        ],
    )
}

/// An objection as it is stored.
pub struct ObjectionRow {
    pub id: Id,
    pub seq: i64,
    pub key: Option<LineKey>,
    pub unit: Id,
    pub date: Date,
    pub channel: Channel,
    pub sealed: Vec<u8>,
    pub user: Id,
    pub answer: Option<AnswerRow>,
}

pub struct AnswerRow {
    pub date: Date,
    pub outcome: Verdict,
    pub sealed: Vec<u8>,
    pub user: Id,
}

pub fn insert_objection(tx: &mut Tx, ctx: &Ctx, round: Id, o: &ObjectionRow) -> Result<()> {
    let key = o.key.map(|key| key.0.to_vec());
    tx.insert(
        "payout_objection (org, id, seq, round, leaf_key, unit, date, channel, sealed, user_id)",
        values![
            ctx.org,
            o.id,
            o.seq,
            round,
            key,
            o.unit,
            o.date,
            o.channel.as_str(),
            o.sealed.clone(),
            o.user
        ],
    )
}

pub fn insert_answer(tx: &mut Tx, ctx: &Ctx, objection: Id, a: &AnswerRow) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_objection_answer (org, id, seq, date, outcome, sealed, user_id)",
        values![
            ctx.org,
            objection,
            seq,
            a.date,
            a.outcome.as_str(),
            a.sealed.clone(),
            a.user
        ],
    )
}

/// The round of an objection.
pub fn round_of_objection(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Id>> {
    let sql = "select round from payout_objection where org = $1 and id = $2";
    tx.query_opt(sql, &values![org, id])?
        .map(|row| row.get(0))
        .transpose()
}

/// Objections to a round, oldest first; of the units in scope where one is given.
pub fn objections(
    tx: &mut Tx,
    org: OrgId,
    scope: Option<&Scope>,
    round: Id,
) -> Result<Vec<ObjectionRow>> {
    let (mut params, clause) = match scope {
        Some(scope) => (scope.params(), " and o.unit in scope($1, $2, $3, $4)"),
        None => (values![org], ""),
    };
    params.push(round.into());
    let sql = format!(
        "select o.id, o.seq, o.leaf_key, o.unit, o.date, o.channel, o.sealed, o.user_id, \
         a.date, a.outcome, a.sealed, a.user_id from payout_objection o left join payout_objection_answer a \
         on a.org = o.org and a.id = o.id where o.org = $1 and o.round = ${}{clause} order by o.id limit 10000",
        params.len()
    );
    let read = |row: &Row| {
        let key: Option<Vec<u8>> = row.get(2)?;
        let key = key
            .map(|bytes| {
                <[u8; 16]>::try_from(bytes)
                    .map(LineKey)
                    .map_err(|_| Error::Internal("the key of a line has 16 bytes".into()))
            })
            .transpose()?;
        let answer = match row.get::<Option<Date>>(8)? {
            None => None,
            Some(date) => Some(AnswerRow {
                date,
                outcome: row.get::<String>(9)?.parse()?,
                sealed: row.get(10)?,
                user: row.get(11)?,
            }),
        };
        Ok(ObjectionRow {
            id: row.get(0)?,
            seq: row.get(1)?,
            key,
            unit: row.get(3)?,
            date: row.get(4)?,
            channel: row.get::<String>(5)?.parse()?,
            sealed: row.get(6)?,
            user: row.get(7)?,
            answer,
        })
    };
    tx.query(&sql, &params)?.iter().map(read).collect()
}

/// Objections without an answer, and those upheld.
pub fn objections_left(tx: &mut Tx, org: OrgId, round: Id) -> Result<(i64, i64)> {
    let sql = "select cast(coalesce(sum(case when a.outcome is null then 1 else 0 end), 0) as bigint), \
               cast(coalesce(sum(case when a.outcome = 'upheld' then 1 else 0 end), 0) as bigint) \
               from payout_objection o left join payout_objection_answer a on a.org = o.org and a.id = o.id \
               where o.org = $1 and o.round = $2";
    let row = tx.query_one(sql, &values![org, round])?;
    Ok((row.get(0)?, row.get(1)?))
}

pub fn insert_correction(tx: &mut Tx, org: OrgId, round: Id, corrects: Id) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_correction (org, round, seq, corrects)",
        values![org, round, seq, corrects],
    )
}

/// The round drawn up in place of this one.
pub fn corrected_by(tx: &mut Tx, org: OrgId, round: Id) -> Result<Option<Id>> {
    let sql = "select round from payout_correction where org = $1 and corrects = $2 order by round limit 1";
    tx.query_opt(sql, &values![org, round])?
        .map(|row| row.get(0))
        .transpose()
}

/// The round in whose place this one was drawn up, as the link says.
pub fn correction_of(tx: &mut Tx, org: OrgId, round: Id) -> Result<Option<Id>> {
    let sql = "select corrects from payout_correction where org = $1 and round = $2";
    tx.query_opt(sql, &values![org, round])?
        .map(|row| row.get(0))
        .transpose()
}
