//! Takes back a line of funding that was made in error. The line stays in the journal and counts no more.

use super::store;
use ::store::{Input, Tx};
use kernel::{Ctx, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VoidFunding {
    pub funding: Id,
}

impl Input for VoidFunding {
    const DEED: &'static str = "shares.void_funding";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FundingVoided {
    pub project: Id,
}

/// `NotFound` also where the line was taken back before.
pub fn void_funding(tx: &mut Tx, ctx: &Ctx, input: VoidFunding) -> Result<FundingVoided> {
    let line = store::funding(tx, ctx.org, input.funding)?.ok_or(Error::NotFound)?;
    let project = super::project_to_enter(tx, ctx, line.project)?;
    store::insert_funding(tx, ctx.org, &line, true)?;
    Ok(FundingVoided {
        project: project.id,
    })
}
