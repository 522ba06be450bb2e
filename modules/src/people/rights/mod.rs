//! A person's rights over his data (PIPL 44-47): a copy, correction, restriction, erasure. Each is a
//! deed and leaves a request on record; nothing personal stands in the request.

pub mod check;
pub mod correct_record;
pub mod erase_subject;
pub mod finish_erasures;
pub mod give_copy;
pub mod model;
pub mod pages_data;
pub mod restrict;
pub mod retention;

pub use check::check;
pub use correct_record::{CorrectRecord, correct_record};
pub use erase_subject::{EraseSubject, erase_subject};
pub use finish_erasures::{FinishErasures, finish_erasures};
pub use give_copy::{Copy, GiveCopy, copy, give_copy};
pub use restrict::{LiftRestriction, Restrict, lift_restriction, restrict};
pub use retention::{SetRetention, set_retention};

use super::plan_import::far;
use super::rebuild;
use super::store::{life, rights, write};
use access::Right;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use model::{ASKED_BY, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Tx, values};

/// What a deed of this module answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Answered {
    pub request: Id,
}

/// Where a person is, or was last: what decides who may answer him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    pub household: Id,
    pub number: String,
    pub unit: Id,
    /// He is a member of that household, today or from a later day on.
    pub is_member: bool,
}

/// `NotFound` where nobody is known by this id.
pub(crate) fn whereabouts(tx: &mut Tx, org: OrgId, person: Id, today: Date) -> Result<Whereabouts> {
    let periods = life::periods_of_person(tx, org, person)?;
    // Somebody imported in error whose membership was struck out still has a record to answer for.
    let household = match periods.last() {
        Some(period) => period.household,
        None => rights::any_household(tx, org, person)?.ok_or(Error::NotFound)?,
    };
    let (unit, number) = life::last_unit(tx, org, household)?.ok_or(Error::NotFound)?;
    let is_member = periods
        .iter()
        .any(|period| period.to.is_none_or(|to| today < to));
    Ok(Whereabouts {
        household,
        number,
        unit,
        is_member,
    })
}

/// `NotFound` where there is no such person, `Forbidden` where the actor does not answer him; refuses
/// `people.already_erased`.
fn begin(tx: &mut Tx, ctx: &Ctx, person: Id, asked_by: &str) -> Result<Whereabouts> {
    let at = whereabouts(tx, ctx.org, person, ctx.today())?;
    access::require(tx, ctx, Right::AnswerRights, at.unit)?;
    if !ASKED_BY.contains(&asked_by) {
        return Err(Error::invalid("asked_by", "not_chosen"));
    }
    if rights::is_erased(tx, ctx.org, person)? || tx.is_erased(ctx.org, person) {
        return Err(Error::refused("people.already_erased"));
    }
    Ok(at)
}

/// Codes and counts beside a request; nothing personal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// The key of the field that was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The day from which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Papers left to be decided one by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers: Option<usize>,
}

impl Detail {
    fn asked_by(code: &str) -> Detail {
        Detail {
            asked_by: Some(code.to_owned()),
            ..Detail::default()
        }
    }
}

fn record(
    tx: &mut Tx,
    ctx: &Ctx,
    (person, unit): (Id, Id),
    kind: Kind,
    reason: Option<&str>,
    detail: &Detail,
) -> Result<Answered> {
    let request = tx.new_id()?;
    let detail =
        serde_json::to_string(detail).map_err(|e| Error::internal("a request's detail", e))?;
    tx.insert(
        rights::REQUEST,
        values![
            ctx.org,
            request,
            tx.seq()?,
            person,
            unit,
            ctx.today(),
            kind.code(),
            reason.map(str::to_owned),
            Some(detail),
            ctx.actor.user
        ],
    )?;
    Ok(Answered { request })
}

/// Every search row that speaks of a person made again: his own, and those of the households he was in.
fn remake(tx: &mut Tx, org: OrgId, person: Id, today: Date) -> Result<()> {
    let far = far()?;
    let households: BTreeSet<Id> = life::periods_of_person(tx, org, person)?
        .into_iter()
        .map(|period| period.household)
        .collect();
    let households: Vec<Id> = households.into_iter().collect();
    write::forget_people(tx, org, &[person])?;
    write::forget_members(tx, org, &households)?;
    write::forget_households(tx, org, &households)?;
    rebuild::remake(tx, org, &households, today, far)?;
    life::forget_gone(tx, org, person)?;
    super::life::gone::note(tx, org, person)
}

/// Whether the use of a person's data is restricted on a day.
pub fn is_restricted(tx: &mut Tx, org: OrgId, person: Id, date: Date) -> Result<bool> {
    Ok(rights::restriction(tx, org, person, date)?.is_some())
}

#[cfg(test)]
mod tests;
