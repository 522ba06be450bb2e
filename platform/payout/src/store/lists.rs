//! Lists of rounds and lines within a scope.

use super::*;
use kernel::merkle::leaf_key;

/// A round is seen where it is one's own, or where one of its lines is.
const SEEN: &str = "(r.unit in scope($1, $2, $3, $4) or exists (select 1 from payout_line sl where sl.org = r.org \
                    and sl.round = r.id and sl.unit in scope($1, $2, $3, $4)))";

pub fn sees_round(tx: &mut Tx, scope: &Scope, id: Id) -> Result<bool> {
    let mut params = scope.params();
    params.push(id.into());
    let sql = format!(
        "select 1 from payout_round r where r.org = $1 and r.id = $5 and {SEEN} order by r.id limit 1"
    );
    Ok(tx.query_opt(&sql, &params)?.is_some())
}

pub fn rounds(
    tx: &mut Tx,
    scope: &Scope,
    filter: &Filter,
    before: Option<Id>,
    limit: u32,
) -> Result<Vec<RoundView>> {
    let mut params = scope.params();
    params.extend(values![before.unwrap_or(Id(i64::MAX)), limit]);
    let mut clauses = String::new();
    let mut also = |clause: &str, value: Value| {
        params.push(value);
        clauses.push_str(&clause.replace('?', &format!("${}", params.len())));
    };
    if let Some((source, id)) = &filter.source {
        also(" and r.source = ?", source.into());
        also(" and r.source_id = ?", (*id).into());
    }
    if let Some(state) = filter.state {
        also(" and s.state = ?", state.as_str().into());
    }
    if let Some(year) = filter.year {
        also(" and r.year = ?", year.into());
    }
    let sql = format!(
        "select {ROUND}, s.state, s.step, s.valid_from from payout_round r \
         join payout_state s on s.org = r.org and s.id = r.id and s.seq = \
         (select max(n.seq) from payout_state n where n.org = r.org and n.id = r.id) \
         where r.org = $1 and r.id < $5 and {SEEN}{clauses} order by r.id desc limit $6"
    );
    let view = |row: &Row| {
        Ok(RoundView {
            round: round_of(scope.org, row)?,
            state: row.get::<String>(17)?.parse()?,
            step: row.get::<String>(18)?.parse()?,
            since: row.get(19)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(view).collect()
}

const VIEW: &str = "p.date, p.method, p.receipt, p.voucher";

fn view_of(row: &Row) -> Result<LineView> {
    let method: Option<String> = row.get(13)?;
    Ok(LineView {
        line: line_of(row)?,
        paid_on: row.get(12)?,
        method: method.map(|m| m.parse()).transpose()?,
        receipt: row.get(14)?,
        voucher: row.get(15)?,
    })
}

/// Lines of a round within scope; `scope` nothing: all of them (the public notice).
pub fn lines(
    tx: &mut Tx,
    org: OrgId,
    scope: Option<&Scope>,
    round: Id,
    filter: &LineFilter,
    (offset, limit): (u32, u32),
) -> Result<Vec<LineView>> {
    let (clauses, mut params) = line_clauses(tx, org, scope, round, filter)?;
    let order = match filter.sort {
        LineSort::Key => "l.leaf_key",
        LineSort::Unit => "l.unit, l.household",
        LineSort::Amount => "l.gross desc, l.leaf_key",
    };
    params.extend(values![limit, offset]);
    let n = params.len();
    let sql = format!(
        "select {LINE}, {VIEW} from payout_line l left join payout_payment p on p.org = l.org \
         and p.round = l.round and p.leaf_key = l.leaf_key and {LIVE} \
         where {clauses} order by {order} limit ${} offset ${n}",
        n - 1
    );
    tx.query(&sql, &params)?.iter().map(view_of).collect()
}

/// How many lines, and heads, gross and net of them.
pub fn line_sums(
    tx: &mut Tx,
    org: OrgId,
    scope: Option<&Scope>,
    round: Id,
    filter: &LineFilter,
) -> Result<[i64; 4]> {
    let (clauses, params) = line_clauses(tx, org, scope, round, filter)?;
    let sql = format!(
        "select cast(count(*) as bigint), cast(coalesce(sum(l.heads), 0) as bigint), \
         cast(coalesce(sum(l.gross), 0) as bigint), cast(coalesce(sum(l.gross - l.tax), 0) as bigint) \
         from payout_line l left join payout_payment p on p.org = l.org and p.round = l.round \
         and p.leaf_key = l.leaf_key and {LIVE} where {clauses}"
    );
    let row = tx.query_one(&sql, &params)?;
    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
}

fn line_clauses(
    tx: &mut Tx,
    org: OrgId,
    scope: Option<&Scope>,
    round: Id,
    filter: &LineFilter,
) -> Result<(String, Vec<Value>)> {
    let key = match filter.household {
        // No line has an empty key.
        Some(household) => {
            Some(key_of(tx, org, household, round)?.map_or_else(Vec::new, |key| key.0.to_vec()))
        }
        None => None,
    };
    let (mut params, mut clauses) = match scope {
        Some(scope) => (
            scope.params(),
            "l.org = $1 and l.unit in scope($1, $2, $3, $4)".to_owned(),
        ),
        None => (values![org], "l.org = $1".to_owned()),
    };
    let mut also = |clause: &str, value: Value| {
        params.push(value);
        clauses.push_str(&format!(" and {clause} = ${}", params.len()));
    };
    also("l.round", round.into());
    if let Some(unit) = filter.unit {
        also("l.unit", unit.into());
    }
    if let Some(key) = key {
        also("l.leaf_key", key.into());
    }
    match filter.paid {
        Some(true) => clauses.push_str(" and p.leaf_key is not null"),
        // What can be paid now: neither put aside nor held.
        Some(false) => clauses.push_str(
            " and p.leaf_key is null and not exists (select 1 from payout_settlement s where s.org = l.org \
             and s.round = l.round and s.leaf_key = l.leaf_key and s.kind = 'unclaimed') and not exists \
             (select 1 from payout_hold h where h.org = l.org and h.round = l.round and h.leaf_key = l.leaf_key \
             and h.valid_to is null and h.seq = (select max(n.seq) from payout_hold n where n.org = h.org \
             and n.id = h.id and n.valid_from = h.valid_from))",
        ),
        None => {}
    }
    Ok((clauses, params))
}

pub fn statement(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    before: Option<Id>,
    limit: u32,
) -> Result<Vec<StatementRow>> {
    let sql = format!(
        "select {LINE}, {VIEW}, r.id, r.number, r.title, r.year, s.state from payout_line l \
         join payout_round r on r.org = l.org and r.id = l.round \
         join payout_state s on s.org = r.org and s.id = r.id and s.seq = \
         (select max(n.seq) from payout_state n where n.org = r.org and n.id = r.id) \
         left join payout_payment p on p.org = l.org and p.round = l.round and p.leaf_key = l.leaf_key \
         and {LIVE} where l.org = $1 and l.round = $2 and l.leaf_key = $3 order by l.leaf_key limit 1"
    );
    let mut found = Vec::new();
    let mut before = before.unwrap_or(Id(i64::MAX));
    loop {
        let keys = keys_of(tx, org, household, before, KEYS_AT_ONCE)?;
        let Some((last, _)) = keys.last().copied() else {
            return Ok(found);
        };
        for (round, key) in lines_there(tx, org, &keys)? {
            let row = tx.query_one(&sql, &values![org, round, key.0])?;
            found.push(StatementRow {
                view: view_of(&row)?,
                round: row.get(16)?,
                number: row.get(17)?,
                title: row.get(18)?,
                year: row.get(19)?,
                state: row.get::<String>(20)?.parse()?,
            });
            if found.len() == limit as usize {
                return Ok(found);
            }
        }
        before = last;
    }
}

const KEYS_AT_ONCE: usize = 32;

/// The key that a household's line has in each round before one, if it has a line there, latest round first. It hangs
/// on the round's register root alone, so no index by household is needed, which every round would rewrite.
fn keys_of(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    before: Id,
    limit: usize,
) -> Result<Vec<(Id, LineKey)>> {
    let sql = "select s.id, s.detail from payout_state s where s.org = $1 and s.id < $2 \
               and s.step in ('calculate', 'correct') order by s.id desc, s.valid_from desc, s.seq desc limit $3";
    let rows = tx.query(sql, &values![org, before, limit as i64])?;
    let key = |row: &Row| {
        let detail: Detail = of_json(row.get(1)?)?;
        let plan = match detail {
            Detail::Calculated(plan) => *plan,
            Detail::Corrected(corrected) => corrected.plan,
            _ => return Err(Error::Internal("a plan without its roots".into())),
        };
        let root = ::store::keys::unhex(&plan.register.root)?;
        Ok((row.get(0)?, LineKey(leaf_key(&root, household.0))))
    };
    rows.iter().map(key).collect()
}

/// The key of a household's line in one round, if it has a line there.
fn key_of(tx: &mut Tx, org: OrgId, household: Id, round: Id) -> Result<Option<LineKey>> {
    let found = keys_of(tx, org, household, Id(round.0.saturating_add(1)), 1)?;
    let key = found.first().filter(|(id, _)| *id == round);
    Ok(key.map(|(_, key)| *key))
}

/// Those of the keys under which there is a line, in their order.
fn lines_there(tx: &mut Tx, org: OrgId, keys: &[(Id, LineKey)]) -> Result<Vec<(Id, LineKey)>> {
    let one = |n: usize| {
        format!(
            "select round from payout_line where org = $1 and round = ${} and leaf_key = ${}",
            2 * n + 2,
            2 * n + 3
        )
    };
    // One text whatever their number: no round has the id 0.
    let sql: Vec<String> = (0..KEYS_AT_ONCE).map(one).collect();
    let sql = format!(
        "{} order by round limit {KEYS_AT_ONCE}",
        sql.join(" union all ")
    );
    let mut params = values![org];
    let nothing = (Id(0), LineKey([0; 16]));
    let padded = keys.iter().copied().chain(std::iter::repeat(nothing));
    for (round, key) in padded.take(KEYS_AT_ONCE) {
        params.extend(values![round, key.0]);
    }
    let rows = tx.query(&sql, &params)?;
    let there: Vec<Id> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    let found = keys.iter().filter(|(round, _)| there.contains(round));
    Ok(found.copied().collect())
}
