//! Lists of rounds and lines within a scope.

use super::*;

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
    let (clauses, mut params) = line_clauses(org, scope, round, filter);
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
    let (clauses, params) = line_clauses(org, scope, round, filter);
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
    org: OrgId,
    scope: Option<&Scope>,
    round: Id,
    filter: &LineFilter,
) -> (String, Vec<Value>) {
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
    if let Some(household) = filter.household {
        also("l.household", household.into());
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
    (clauses, params)
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
         and {LIVE} \
         where l.org = $1 and l.household = $2 and l.round < $3 order by l.round desc limit $4"
    );
    let params = values![org, household, before.unwrap_or(Id(i64::MAX)), limit];
    let read = |row: &Row| {
        Ok(StatementRow {
            view: view_of(row)?,
            round: row.get(16)?,
            number: row.get(17)?,
            title: row.get(18)?,
            year: row.get(19)?,
            state: row.get::<String>(20)?.parse()?,
        })
    };
    tx.query(&sql, &params)?.iter().map(read).collect()
}
