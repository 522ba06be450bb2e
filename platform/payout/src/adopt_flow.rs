//! Puts a flow into force from a day on. Rounds keep the version they were created under.

use crate::flow::Flow;
use crate::store;
use ::store::{Input, Tx};
use access::Right;
use kernel::{Actor, Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AdoptFlow {
    pub valid_from: Date,
    /// TOML; [`crate::RELIEF_INCOME`] is the one that comes with the program.
    pub body: String,
}

impl Input for AdoptFlow {
    const DEED: &'static str = "payout.adopt_flow";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
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

/// The rules that come with the program, adopted where the organisation has none yet: done by the
/// program itself when an organisation is made, and again at every start, so that nothing is left
/// half done. Answers whether there was anything to adopt.
pub fn supply_flows(db: &::store::Db, ctx: &Ctx, valid_from: Date) -> Result<bool> {
    let org = ctx.org;
    let mut has_adopted = false;
    for versions in crate::BUILT_IN {
        let Some(newest) = versions.last() else {
            continue;
        };
        let name = Flow::parse(newest)?.flow;
        let bodies = db.read(move |tx| bodies(tx, org, &name))?;
        // A township that wrote its own text keeps it; one of ours goes on to the newest from today on.
        let valid_from = match bodies.last() {
            None => valid_from,
            Some(last) if last != newest && versions.contains(&last.as_str()) => ctx.today(),
            Some(_) => continue,
        };
        let input = AdoptFlow {
            valid_from,
            body: (*newest).to_owned(),
        };
        db.act(ctx, ::store::CommandKey::fresh(ctx), input, adopt_flow)?;
        has_adopted = true;
    }
    Ok(has_adopted)
}

fn bodies(tx: &mut Tx, org: kernel::OrgId, name: &str) -> Result<Vec<String>> {
    match store::flow_id(tx, org, name)? {
        Some(id) => store::flow_bodies(tx, org, id),
        None => Ok(Vec::new()),
    }
}
