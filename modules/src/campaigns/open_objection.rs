//! A village objects to what a team found in a round: a case that somebody else decides. What is upheld costs nothing from then on;
//! the finding itself is put right all the same.

use super::store::{self, objections};
use super::{OBJECTION, hold_running};
use ::store::Tx;
use cases::event::Value;
use cases::{OpenCase, Opened};
use kernel::{Ctx, Error, FieldError, Refusal, Result};

/// So many days after the last day of its round a finding can be objected to.
pub const DAYS_AFTER: i64 = 15;

/// [`cases::open_case`] of an objection. Invalid: `finding` (`unknown_finding`) where the number is none of a finding of that
/// village. Refuses `campaigns.costs_nothing`, `campaigns.objection_late`, `campaigns.ended`, `campaigns.objected`, then as
/// [`cases::open_case`].
pub fn open_objection(tx: &mut Tx, ctx: &Ctx, mut input: OpenCase) -> Result<Opened> {
    if input.code != OBJECTION {
        return Err(Error::NotFound);
    }
    let number = match input.patch.get("finding") {
        Some(Value::Text(number)) => number.trim().to_owned(),
        // What is lacking is told by the type.
        _ => return cases::open_case(tx, ctx, input),
    };
    let found = objections::finding(tx, ctx.org, &number)?;
    let unknown = || Error::Invalid(vec![FieldError::new("finding", "unknown_finding")]);
    let found = found
        .filter(|found| found.unit == input.unit)
        .ok_or_else(unknown)?;
    let last = match found.round_last {
        Some(last) if found.kind != "void" => last,
        _ => {
            let refusal = Refusal::new("campaigns.costs_nothing");
            return Err(refusal.with("number", number).into());
        }
    };
    let until = last.plus_days(DAYS_AFTER);
    if ctx.today() > until {
        return Err(Refusal::new("campaigns.objection_late")
            .with("date", until)
            .into());
    }
    let campaign = store::campaign(tx, ctx.org, found.campaign)?.ok_or(Error::NotFound)?;
    hold_running(&campaign, ctx.today())?;
    if let Some(other) = objections::standing(tx, ctx.org, found.case)? {
        return Err(Refusal::new("campaigns.objected")
            .with("number", other)
            .into());
    }
    let (unit, day) = (input.unit, input.day);
    input
        .patch
        .insert("finding".to_owned(), Value::Text(number));
    let opened = cases::open_case(tx, ctx, input)?;
    objections::insert(tx, ctx.org, &found, (opened.case, unit), day)?;
    Ok(opened)
}
