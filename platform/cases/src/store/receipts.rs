//! SQL of receipts.

use ::store::{Tx, values};
use kernel::{Ctx, Id, OrgId, Result};

pub(crate) fn insert(tx: &mut Tx, ctx: &Ctx, case: Id, tag: [u8; 32]) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "cases_receipt (org, case_id, seq, tag, user_id)",
        values![ctx.org, case, seq, tag, ctx.actor.user],
    )
}

/// The case of a receipt that no later one ended.
pub(crate) fn followed(tx: &mut Tx, tag: &[u8]) -> Result<Option<(OrgId, Id)>> {
    let sql = "select r.org, r.case_id from cases_receipt r where r.tag = $1 and not exists \
               (select 1 from cases_receipt l where l.org = r.org and l.case_id = r.case_id and l.seq > r.seq) \
               order by r.org limit 1";
    let row = tx.query_opt(sql, &values![tag])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}
