//! SQL of objections to scores.

use ::store::{Row, Tx, values};
use kernel::{Date, Id, OrgId, Result};

/// A finding that somebody objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objected {
    pub campaign: Id,
    pub case: Id,
    pub unit: Id,
    /// `open`, `waiting`, `closed`, `void`.
    pub kind: String,
    /// The last day of its round; nothing where no round found it.
    pub round_last: Option<Date>,
}

/// By what people read on it.
pub fn finding(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Objected>> {
    let sql = "select f.campaign, f.case_id, f.unit, n.kind, r.last from cases_now n \
               join campaigns_finding f on f.org = n.org and f.case_id = n.id \
               left join campaigns_round r on r.org = f.org and r.campaign = f.campaign and r.place = f.round \
               where n.org = $1 and n.number = $2 order by n.id limit 1";
    let of = |row: &Row| {
        Ok(Objected {
            campaign: row.get(0)?,
            case: row.get(1)?,
            unit: row.get(2)?,
            kind: row.get(3)?,
            round_last: row.get(4)?,
        })
    };
    let row = tx.query_opt(sql, &values![org, number])?;
    row.as_ref().map(of).transpose()
}

/// The number of an objection to a finding that was not withdrawn.
pub fn standing(tx: &mut Tx, org: OrgId, finding: Id) -> Result<Option<String>> {
    let sql = "select n.number from campaigns_objection o join cases_now n on n.org = o.org and n.id = o.case_id \
               where o.org = $1 and o.finding = $2 and n.kind <> 'void' order by n.id limit 1";
    let row = tx.query_opt(sql, &values![org, finding])?;
    row.map(|row| row.get(0)).transpose()
}

pub fn insert(
    tx: &mut Tx,
    org: OrgId,
    of: &Objected,
    (case, unit): (Id, Id),
    date: Date,
) -> Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "campaigns_objection (org, campaign, case_id, seq, finding, unit, date)",
        values![org, of.campaign, case, seq, of.case, unit, date],
    )
}
