//! All SQL of concerns. Of each figure the FROM and WHERE: `$1` org, `$6` as of, `$7` as known (see platform/figures).

use ::store::{Row, Tx, values};
use access::{Right, Scope};
use figures::Source;
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::BTreeMap;

/// The numbers under which the hotline knows concerns that are here (工单编号), and a concern of each.
pub fn hotline_numbers(tx: &mut Tx, org: OrgId) -> Result<BTreeMap<String, Id>> {
    let sql = "select v.value, v.case_id from cases_value v where v.org = $1 and v.field = 'hotline_number' \
               and v.value is not null order by v.case_id limit 10000000";
    let of = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    tx.query(sql, &values![org])?.iter().map(of).collect()
}

/// The concern with a number of ours.
pub fn case_of_number(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Id>> {
    let sql = "select n.id from cases_now n where n.org = $1 and n.number = $2 and n.code = 'appeal' order by n.id limit 1";
    let row = tx.query_opt(sql, &values![org, number])?;
    row.map(|row| row.get(0)).transpose()
}

/// The concerns that the actor sees, by when they came: after one of them, by id.
pub fn concerns(
    tx: &mut Tx,
    ctx: &Ctx,
    (from, to): (Date, Date),
    after: Id,
    limit: i64,
) -> Result<Vec<Id>> {
    let sql = "select n.id from cases_now n where n.org = $1 and n.code = 'appeal' and n.opened >= $5 and n.opened <= $6 \
               and n.id > $7 and (n.unit in scope($1, $2, $3, $4) or n.owner in scope($1, $2, $3, $4)) \
               order by n.id limit $8";
    let mut params = Scope::of(ctx, Right::ViewCases).params();
    params.extend(values![from, to, after, limit]);
    tx.query(sql, &params)?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// What the case type declares as `appeals_solved`, as cases add to it: closed with a result that solved it, and whoever was asked
/// satisfied or basically so.
pub const SOLVED: Source = Source {
    from: "cases_tally_now x join cases_case c on c.org = x.org and c.id = x.case_id \
           left join access_unit_now v on v.id = x.unit",
    filter: "x.org = $1 and x.figure = 'appeal.appeals_solved' and x.since <= $6 and x.since_seq <= $7 \
             and (x.until > $6 or x.until_seq > $7)",
    key: "c.id",
    unit: "x.unit",
};

/// Every concern taken in by that day.
pub const TAKEN_IN: Source = Source {
    from: "cases_tally_now x",
    filter: "x.org = $1 and x.figure = 'appeal.appeals_taken_in' and x.since <= $6 and x.since_seq <= $7",
    key: "x.case_id",
    unit: "x.unit",
};
