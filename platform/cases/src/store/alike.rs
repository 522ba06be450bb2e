//! SQL of cases that may be one.

use super::NowRow;
use super::stands::{NOW, now_of};
use ::store::{Tx, values};
use access::Scope;
use kernel::{Date, Id, OrgId, Result};

pub(crate) fn insert(tx: &mut Tx, org: OrgId, kind: &str, tag: [u8; 32], case: Id) -> Result<()> {
    tx.insert(
        "cases_alike (org, kind, tag, case_id)",
        values![org, kind, tag, case],
    )
}

/// The latest cases with this mark.
pub(crate) fn by_tag(tx: &mut Tx, org: OrgId, kind: &str, tag: &[u8]) -> Result<Vec<Id>> {
    let sql = "select a.case_id from cases_alike a where a.org = $1 and a.kind = $2 and a.tag = $3 \
               order by a.case_id desc limit 50";
    let found = tx.query(sql, &values![org, kind, tag])?;
    found.iter().map(|row| row.get(0)).collect()
}

/// A case of a kind within scope that is open, or ended since that day.
pub(crate) fn lately(
    tx: &mut Tx,
    scope: &Scope,
    case: Id,
    code: &str,
    since: Date,
) -> Result<Option<NowRow>> {
    let mut params = scope.params();
    params.extend(values![case, code, since]);
    let sql = format!(
        "select {NOW} from cases_now n where n.org = $1 and (n.unit in scope($1, $2, $3, $4) \
         or n.owner in scope($1, $2, $3, $4)) and n.id = $5 and n.code = $6 \
         and (n.kind in ('open', 'waiting') or n.ended >= $7)"
    );
    let row = tx.query_opt(&sql, &params)?;
    row.as_ref().map(now_of).transpose()
}

/// What makes two cases of one kind.
pub(crate) struct SameKind {
    pub case: Id,
    pub code: String,
    pub unit: Id,
    pub field: String,
    pub value: String,
}

/// Others of the same unit whose field says the same, open or ended since that day, the latest first.
pub(crate) fn of_kind(
    tx: &mut Tx,
    scope: &Scope,
    same: &SameKind,
    since: Date,
) -> Result<Vec<NowRow>> {
    let mut params = scope.params();
    params.extend(values![
        same.case,
        same.code.as_str(),
        same.unit,
        same.field.as_str(),
        same.value.as_str(),
        since
    ]);
    let sql = format!(
        "select {NOW} from cases_now n where n.org = $1 and (n.unit in scope($1, $2, $3, $4) \
         or n.owner in scope($1, $2, $3, $4)) and n.id <> $5 and n.code = $6 and n.unit = $7 \
         and (n.ended is null or n.ended >= $10) \
         and exists (select 1 from cases_value v where v.org = n.org and v.case_id = n.id and v.field = $8 and v.value = $9 \
         and not exists (select 1 from cases_value l where l.org = v.org and l.case_id = v.case_id and l.field = v.field \
         and (l.seq > v.seq or l.seq = v.seq and l.line > v.line))) order by n.id desc limit 10"
    );
    tx.query(&sql, &params)?.iter().map(now_of).collect()
}
