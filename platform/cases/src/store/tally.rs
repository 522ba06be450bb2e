//! What cases add to figures. Figures themselves are asked by the crate of that name.

use crate::tally::Tally;
use ::store::{Row, Tx, values};
use kernel::{Id, OrgId, Result};

const TALLY: &str =
    "t.figure, t.id, t.unit, t.part, t.at, t.since, t.since_seq, t.until, t.until_seq, t.amount";

fn tally_of(row: &Row) -> Result<Tally> {
    Ok(Tally {
        figure: row.get(0)?,
        id: row.get(1)?,
        unit: row.get(2)?,
        part: row.get(3)?,
        at: row.get(4)?,
        since: row.get(5)?,
        since_seq: row.get(6)?,
        until: row.get(7)?,
        until_seq: row.get(8)?,
        amount: row.get(9)?,
    })
}

/// What a case adds, by figure and event.
pub fn tallies(tx: &mut Tx, org: OrgId, case: Id) -> Result<Vec<Tally>> {
    let sql = format!(
        "select {TALLY} from cases_tally_now t where t.org = $1 and t.case_id = $2 \
         order by t.figure, t.id limit 100000"
    );
    tx.query(&sql, &values![org, case])?
        .iter()
        .map(tally_of)
        .collect()
}

/// What a case adds to one figure, by event.
pub fn tallies_of(tx: &mut Tx, org: OrgId, case: Id, figure: &str) -> Result<Vec<Tally>> {
    let sql = format!(
        "select {TALLY} from cases_tally_now t where t.org = $1 and t.case_id = $2 and t.figure = $3 \
         order by t.id limit 10000"
    );
    tx.query(&sql, &values![org, case, figure])?
        .iter()
        .map(tally_of)
        .collect()
}

pub fn keep_tallies(tx: &mut Tx, org: OrgId, case: Id, tallies: &[Tally]) -> Result<()> {
    let sql = "delete from cases_tally_now where org = $1 and case_id = $2";
    tx.keep(sql, values![org, case])?;
    insert_tallies(tx, org, case, tallies)
}

/// [`keep_tallies`] of a case that adds to nothing yet.
pub fn insert_tallies(tx: &mut Tx, org: OrgId, case: Id, tallies: &[Tally]) -> Result<()> {
    for tally in tallies {
        tx.insert(
            "cases_tally_now (org, case_id, figure, id, unit, part, at, since, since_seq, until, until_seq, amount)",
            values![
                org,
                case,
                tally.figure.as_str(),
                tally.id,
                tally.unit,
                tally.part.as_str(),
                tally.at,
                tally.since,
                tally.since_seq,
                tally.until,
                tally.until_seq,
                tally.amount
            ],
        )?;
    }
    Ok(())
}

pub fn clear_tallies(tx: &mut Tx, org: OrgId) -> Result<()> {
    let sql = "delete from cases_tally_now where org = $1";
    tx.execute(sql, &values![org]).map(drop)
}

/// Of one kind of case: its figures begin with its code and a dot, behind which comes a stroke.
pub fn clear_tallies_of(tx: &mut Tx, org: OrgId, code: &str) -> Result<()> {
    let sql =
        "delete from cases_tally_now where org = $1 and figure >= $2 || '.' and figure < $2 || '/'";
    tx.execute(sql, &values![org, code]).map(drop)
}
