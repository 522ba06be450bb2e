//! SQL of numbers for everybody.

use crate::issue::{Issue, Step};
use ::store::{Row, Tx, values};
use kernel::{Date, Error, Id, OrgId, Result};

const ISSUE: &str = "i.org, i.id, i.valid_from, i.kind, i.unit, i.first, i.last, i.as_of, i.known, i.step, i.asked_by, \
                     i.asked_seq, i.reason, i.body";

/// The row of each that holds.
const LATEST: &str = "not exists (select 1 from figures_issue n where n.org = i.org and n.id = i.id \
                      and (n.valid_from > i.valid_from or n.valid_from = i.valid_from and n.seq > i.seq))";

fn issue_of(row: &Row) -> Result<Issue> {
    let body: String = row.get(13)?;
    let table =
        serde_json::from_str(&body).map_err(|e| Error::internal("reading a public table", e))?;
    Ok(Issue {
        org: row.get(0)?,
        id: row.get(1)?,
        from: row.get(2)?,
        kind: row.get(3)?,
        unit: row.get(4)?,
        first: row.get(5)?,
        last: row.get(6)?,
        as_of: row.get(7)?,
        known: row.get(8)?,
        step: row.get::<String>(9)?.parse()?,
        asked_by: row.get(10)?,
        asked_seq: row.get(11)?,
        reason: row.get(12)?,
        table,
    })
}

pub fn insert(tx: &mut Tx, issue: &Issue) -> Result<()> {
    let seq = tx.seq()?;
    let body = serde_json::to_string(&issue.table)
        .map_err(|e| Error::internal("writing a public table", e))?;
    tx.insert(
        "figures_issue (org, id, valid_from, seq, kind, unit, first, last, as_of, known, step, asked_by, asked_seq, reason, body)",
        values![
            issue.org,
            issue.id,
            issue.from,
            seq,
            issue.kind.as_str(),
            issue.unit,
            issue.first,
            issue.last,
            issue.as_of,
            issue.known,
            issue.step.as_str(),
            issue.asked_by,
            issue.asked_seq,
            issue.reason.as_deref(),
            body
        ],
    )
}

pub fn issue(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Issue>> {
    let sql = format!(
        "select {ISSUE} from figures_issue i where i.org = $1 and i.id = $2 order by i.valid_from desc, i.seq desc limit 1"
    );
    let row = tx.query_opt(&sql, &values![org, id])?;
    row.as_ref().map(issue_of).transpose()
}

/// One whose days overlap with these and that is asked for or was ever shown.
pub fn overlapping(
    tx: &mut Tx,
    org: OrgId,
    kind: &str,
    (first, last): (Date, Date),
) -> Result<Option<Issue>> {
    let sql = format!(
        "select {ISSUE} from figures_issue i where i.org = $1 and i.kind = $2 and i.first <= $4 and i.last >= $3 \
         and i.step <> $5 and {LATEST} order by i.first, i.id limit 1"
    );
    let params = values![org, kind, first, last, Step::Declined.as_str()];
    let row = tx.query_opt(&sql, &params)?;
    row.as_ref().map(issue_of).transpose()
}

pub fn of_org(tx: &mut Tx, org: OrgId, kind: &str, limit: i64) -> Result<Vec<Issue>> {
    let sql = format!(
        "select {ISSUE} from figures_issue i where i.org = $1 and i.kind = $2 and {LATEST} \
         order by i.first desc, i.id desc limit $3"
    );
    let rows = tx.query(&sql, &values![org, kind, limit])?;
    rows.iter().map(issue_of).collect()
}

pub fn issued(tx: &mut Tx, kind: &str, limit: i64) -> Result<Vec<Issue>> {
    let sql = format!(
        "select {ISSUE} from figures_issue i where i.kind = $1 and i.step = $2 and {LATEST} \
         order by i.first desc, i.org, i.id desc limit $3"
    );
    let rows = tx.query(&sql, &values![kind, Step::Issued.as_str(), limit])?;
    rows.iter().map(issue_of).collect()
}
