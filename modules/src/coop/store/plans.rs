//! SQL of benefit plans.

use crate::coop::model::{Plan, PlanPart};
use ::store::{Tx, values};
use kernel::apportion::Share;
use kernel::{Date, Error, Id, OrgId, Result};
use payout::Vote;

/// A version of a net's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub net: Id,
    pub from: Date,
    pub seq: i64,
    pub vote: Vote,
    pub text: String,
    pub document: Option<String>,
    pub plan: Plan,
}

/// All versions of a net as known at `seq`, by day; of one day the last holds.
pub fn versions(tx: &mut Tx, org: OrgId, net: Id, seq: i64) -> Result<Vec<Version>> {
    let sql = "select p.valid_from, p.seq, p.vote, p.text, p.document from coop_plan p \
               where p.org = $1 and p.id = $2 and p.seq <= $3 order by p.valid_from, p.seq limit 1000";
    let mut out = Vec::new();
    for row in tx.query(sql, &values![org, net, seq])? {
        let vote: String = row.get(2)?;
        let seq: i64 = row.get(1)?;
        let vote = serde_json::from_str(&vote);
        out.push(Version {
            net,
            from: row.get(0)?,
            seq,
            vote: vote.map_err(|e| Error::internal("a vote", e))?,
            text: row.get(3)?,
            document: row.get(4)?,
            plan: parts(tx, org, net, seq)?,
        });
    }
    Ok(out)
}

/// What holds on a day.
pub fn in_force(tx: &mut Tx, org: OrgId, net: Id, date: Date, seq: i64) -> Result<Option<Version>> {
    let all = versions(tx, org, net, seq)?;
    Ok(all.into_iter().rfind(|version| version.from <= date))
}

fn parts(tx: &mut Tx, org: OrgId, net: Id, seq: i64) -> Result<Plan> {
    let sql = "select p.party, p.name, p.numerator, p.denominator, p.measure from coop_plan_part p \
               where p.org = $1 and p.id = $2 and p.seq = $3 order by p.place limit 100";
    let mut parts = Vec::new();
    for row in tx.query(sql, &values![org, net, seq])? {
        parts.push(PlanPart {
            party: row.get::<String>(0)?.parse()?,
            name: row.get(1)?,
            share: Share {
                numerator: row.get(2)?,
                denominator: row.get(3)?,
            },
            by: row.get::<String>(4)?.parse()?,
        });
    }
    Ok(Plan { parts })
}

/// `seq` of the version is that of this transaction.
pub fn insert(tx: &mut Tx, org: OrgId, version: &Version) -> Result<()> {
    let vote = serde_json::to_string(&version.vote);
    let vote = vote.map_err(|e| Error::internal("a vote", e))?;
    tx.insert(
        "coop_plan (org, id, valid_from, seq, vote, text, document)",
        values![
            org,
            version.net,
            version.from,
            version.seq,
            vote,
            &version.text,
            version.document.as_deref()
        ],
    )?;
    for (part, place) in version.plan.parts.iter().zip(1_i64..) {
        tx.insert(
            "coop_plan_part (org, id, seq, place, party, name, numerator, denominator, measure)",
            values![
                org,
                version.net,
                version.seq,
                place,
                part.party.as_str(),
                &part.name,
                part.share.numerator,
                part.share.denominator,
                part.by.as_str()
            ],
        )?;
    }
    Ok(())
}
