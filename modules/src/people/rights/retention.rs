//! How long a kind of record is kept, and which rule says so: brought along, or set by an organisation.

use super::model::Retention;
use crate::people::store::rights;
use access::Right;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use store::{Input, Tx, values};

/// What vouchers, receipts and rosters of payments are kept for.
pub const ACCOUNTING: &str = "accounting";

/// Kind, first day, years, source. 会计档案管理办法 of 1998 kept vouchers for 15 years, that of 2015
/// for 30; the longer one holds for what the shorter had not let go yet.
const BUILT_IN: [(&str, &str, i64, &str); 2] = [
    (
        ACCOUNTING,
        "1999-01-01",
        15,
        "会计档案管理办法（财会字〔1998〕32号）附表",
    ),
    (
        ACCOUNTING,
        "2016-01-01",
        30,
        "会计档案管理办法（2015年令第79号）附表",
    ),
];

/// The rule for a kind as it holds on a day: the organisation's own before the one brought along.
pub fn retention(tx: &mut Tx, org: OrgId, kind: &str, date: Date) -> Result<Retention> {
    if let Some((_, years, source)) = rights::retention(tx, org, kind, date)? {
        return Ok(Retention { years, source });
    }
    let brought = BUILT_IN
        .iter()
        .rev()
        .find(|(of, from, ..)| *of == kind && from.parse::<Date>().is_ok_and(|from| from <= date));
    brought
        .map(|(_, _, years, source)| Retention {
            years: *years,
            source: (*source).to_owned(),
        })
        .ok_or_else(|| Error::Internal(format!("no retention rule for {kind} on {date}")))
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SetRetention {
    /// [`ACCOUNTING`].
    pub kind: String,
    pub from: Date,
    pub years: i64,
    /// The law or document behind it.
    pub source: String,
}

impl Input for SetRetention {
    const DEED: &'static str = "people.set_retention";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RuleSet {
    pub rule: Id,
}

/// From a day on this organisation keeps a kind of record for so long. Refuses
/// `people.retention_shorter`: an organisation may keep longer than the law says, never shorter.
pub fn set_retention(tx: &mut Tx, ctx: &Ctx, input: SetRetention) -> Result<RuleSet> {
    let unit = rights::org_unit(tx, ctx.org, ctx.today())?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::AnswerRights, unit)?;
    if input.kind != ACCOUNTING {
        return Err(Error::invalid("kind", "not_chosen"));
    }
    if input.source.trim().is_empty() {
        return Err(Error::invalid("source", "empty"));
    }
    let law = BUILT_IN
        .iter()
        .filter(|(kind, ..)| *kind == input.kind)
        .map(|(_, _, years, _)| *years)
        .max()
        .unwrap_or(0);
    if input.years < law {
        return Err(kernel::Refusal::new("people.retention_shorter")
            .with("years", law)
            .into());
    }
    let held = rights::retention(tx, ctx.org, &input.kind, input.from)?;
    let rule = match held {
        Some((id, ..)) => id,
        None => tx.new_id()?,
    };
    tx.insert(
        rights::RETENTION,
        values![
            ctx.org,
            rule,
            input.from,
            tx.seq()?,
            None::<Date>,
            input.kind,
            input.years,
            input.source.trim()
        ],
    )?;
    Ok(RuleSet { rule })
}
