//! The statements around an indicator's FROM and WHERE.

pub mod declared;
pub mod issues;

use crate::model::{Asked, List, Source};
use ::store::{Row, Tx, Value, values};
use access::Scope;
use kernel::{Id, Result};
use std::fmt::Write as _;

/// PostgreSQL asks for the type of every parameter, also of one that an indicator does not use.
const TYPED: &str = "cast($1 as bigint) is not null and cast($2 as bigint) is not null \
    and cast($3 as bigint) is not null and cast($4 as text) is not null \
    and cast($5 as bigint) is not null and cast($6 as text) is not null \
    and cast($7 as bigint) is not null and cast($8 as bigint) is not null";

/// The one text for the number and for its rows.
fn from_where(source: &Source) -> String {
    format!(
        "from {} where ({}) and {} in (select fr.unit from access_reach_now fr where fr.ancestor = $5) and {TYPED}",
        source.from, source.filter, source.unit
    )
}

fn seen(source: &Source, asked: &Asked) -> String {
    match asked.viewer {
        Some(_) => format!("{} in scope($1, $2, $3, $4)", source.unit),
        None => "1 = 1".to_owned(),
    }
}

fn params(asked: &Asked) -> Vec<Value> {
    let (user, right, today) = match asked.viewer {
        Some(viewer) => (viewer.user.0, viewer.right.bit(), viewer.today),
        None => (0, 0, asked.as_of),
    };
    let year = asked.complete_year();
    values![
        asked.org,
        user,
        right,
        today,
        asked.division,
        asked.as_of,
        asked.as_known,
        year
    ]
}

/// Rows, rows seen and the sum of amounts.
pub fn total(tx: &mut Tx, list: &List, asked: &Asked) -> Result<Row> {
    let source = &list.source;
    let sql = format!(
        "select cast(count(distinct {key}) as bigint), \
         cast(count(distinct case when {seen} then {key} end) as bigint), \
         cast(coalesce(sum({amount}), 0) as bigint) {from_where}",
        key = source.key,
        seen = seen(source, asked),
        amount = list.amount.unwrap_or("0"),
        from_where = from_where(source),
    );
    tx.query_one(&sql, &params(asked))
}

pub fn count(tx: &mut Tx, source: &Source, asked: &Asked) -> Result<i64> {
    let sql = format!(
        "select cast(count(distinct {}) as bigint) {}",
        source.key,
        from_where(source)
    );
    tx.query_one(&sql, &params(asked))?.get(0)
}

/// The least and the most that a key has; nothing without rows.
pub fn ends(tx: &mut Tx, list: &List, asked: &Asked) -> Result<Vec<i64>> {
    let sql = format!(
        "select cast(min(x.amount) as bigint), cast(max(x.amount) as bigint) from \
         (select cast(sum({amount}) as bigint) as amount {from_where} group by {key}) x",
        key = list.source.key,
        amount = list.amount.unwrap_or("1"),
        from_where = from_where(&list.source),
    );
    let row = tx.query_one(&sql, &params(asked))?;
    let (least, most): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
    Ok(least.into_iter().chain(most).collect())
}

/// What each key has, in their order; nothing where rows of one key differ.
pub fn each(tx: &mut Tx, list: &List, asked: &Asked) -> Result<Vec<i64>> {
    let sql = format!(
        "select cast(min({amount}) as bigint), cast(max({amount}) as bigint) {from_where} \
         group by {key} order by {key} limit 100",
        key = list.source.key,
        amount = list.amount.unwrap_or("1"),
        from_where = from_where(&list.source),
    );
    let mut out = Vec::new();
    for row in tx.query(&sql, &params(asked))? {
        let (least, most): (i64, i64) = (row.get(0)?, row.get(1)?);
        if least != most {
            return Ok(Vec::new());
        }
        out.push(least);
    }
    Ok(out)
}

/// Key, amount, the link's id and the columns of the rows in scope, after the key `after`.
pub fn rows(
    tx: &mut Tx,
    (list, is_each): (&List, bool),
    asked: &Asked,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Row>> {
    let source = &list.source;
    let mut columns = String::new();
    for column in list.columns {
        // Writing to a String cannot fail.
        let _ = write!(columns, ", min({})", column.expr);
    }
    let amount = match list.amount {
        Some(amount) if is_each => format!("cast(min({amount}) as bigint)"),
        Some(amount) => format!("cast(sum({amount}) as bigint)"),
        None => "1".to_owned(),
    };
    let sql = format!(
        "select {key}, cast({amount} as bigint), cast(min({link}) as bigint){columns} {from_where} and {seen} \
         and {key} > $9 group by {key} order by {key} limit $10",
        key = source.key,
        link = list.link.map_or(source.key, |link| link.id),
        from_where = from_where(source),
        seen = seen(source, asked),
    );
    let mut params = params(asked);
    params.extend(values![after.unwrap_or(i64::MIN), limit]);
    tx.query(&sql, &params)
}

/// Whether the viewer's scope and the division have a unit in common.
pub fn touches(tx: &mut Tx, viewer: &Scope, division: Id) -> Result<bool> {
    let sql = "select 1 from access_reach_now r where r.ancestor = $5 and r.unit in scope($1, $2, $3, $4) limit 1";
    let mut params = viewer.params();
    params.extend(values![division]);
    Ok(tx.query_opt(sql, &params)?.is_some())
}
