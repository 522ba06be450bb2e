//! Puts a flow into force from a day on. Rounds keep the version they were created under.

use crate::flow::Flow;
use crate::store;
use ::store::{Input, Tx};
use access::Right;
use kernel::{Actor, Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize)]
pub struct AdoptFlow {
    pub valid_from: Date,
    /// TOML; [`crate::RELIEF_INCOME`] is the one that comes with the program.
    pub body: String,
}

impl Input for AdoptFlow {
    const DEED: &'static str = "payout.adopt_flow";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    pub id: Id,
    pub flow: String,
}

/// Takes the right to keep rules at the root of the organisation. `Invalid` by the named faults of
/// [`Flow::parse`].
pub fn adopt_flow(tx: &mut Tx, ctx: &Ctx, input: AdoptFlow) -> Result<Adopted> {
    if ctx.actor != Actor::SYSTEM {
        let root = store::root_unit(tx, ctx.org, ctx.today())?.ok_or(Error::Forbidden)?;
        access::require(tx, ctx, Right::Install, root)?;
    }
    let flow = Flow::parse(&input.body)?;
    let id = match store::flow_id(tx, ctx.org, &flow.flow)? {
        Some(id) => id,
        None => tx.new_id()?,
    };
    store::insert_flow(tx, ctx.org, id, input.valid_from, &flow, &input.body)?;
    Ok(Adopted {
        id,
        flow: flow.flow,
    })
}
