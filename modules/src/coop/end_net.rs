//! Ends a net from a day on. It stays readable; `void` takes the ending back.

use super::store::{self, Net};
use super::{ending, read};
use ::store::{Input, Tx};
use kernel::check::{not_after, optional, required};
use kernel::{Ctx, Date, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndNet {
    pub net: Id,
    /// The first day on which it no longer stands.
    pub on: Date,
    pub reason: String,
    /// The minutes of the vote, as they are called.
    pub paper: Option<String>,
}

impl Input for EndNet {
    const DEED: &'static str = "net.end";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NetEnded {
    pub net: Id,
}

/// Refuses `net.ended`, `net.not_on_day`, then the first of what [`ending::rests`] finds. Its parties end with it.
/// Invalid: `on` (`in_the_future`), `reason` (`required`, `too_long`), `paper` (`too_long`).
pub fn end_net(tx: &mut Tx, ctx: &Ctx, input: EndNet) -> Result<NetEnded> {
    let on = not_after("on", input.on, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, on)?;
    let reason = required("reason", &input.reason)?;
    let paper = optional("paper", input.paper.as_deref())?;
    let standing = read::standing(tx, ctx.org, net.id, ctx.today())?;
    if let Some(first) = ending::rests(&standing, on).first() {
        return Err(first.refusal().into());
    }
    // The row that holds on the day: a later one would be a later record.
    let ended = Net {
        to: Some(on),
        end_reason: Some(reason),
        end_paper: paper,
        ..net
    };
    store::insert_net(tx, ctx.org, &ended)?;
    Ok(NetEnded { net: net.id })
}
