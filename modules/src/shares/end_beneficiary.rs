//! Ends a household's line on a roster. Rounds calculated before keep what they froze.

use super::store;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndBeneficiary {
    pub beneficiary: Id,
    /// The first day on which it no longer holds; its own first day takes the line back as an error.
    pub to: Date,
}

impl Input for EndBeneficiary {
    const DEED: &'static str = "shares.end_beneficiary";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BeneficiaryEnded {
    pub project: Id,
}

/// Refuses `shares.already_ended`. Invalid: `to` (`before_beginning`).
pub fn end_beneficiary(tx: &mut Tx, ctx: &Ctx, input: EndBeneficiary) -> Result<BeneficiaryEnded> {
    let found = store::beneficiary(tx, ctx.org, input.beneficiary)?;
    let (project, listed, ended) = found.ok_or(Error::NotFound)?;
    let project = super::project_to_enter(tx, ctx, project)?;
    if ended.is_some() {
        return Err(Error::refused("shares.already_ended"));
    }
    if input.to < listed.line.from {
        return Err(Error::invalid("to", "before_beginning"));
    }
    store::insert_beneficiary(tx, ctx.org, project.id, &listed, Some(input.to), None)?;
    Ok(BeneficiaryEnded {
        project: project.id,
    })
}
