//! Issues the same number of shares to everybody of the collective, or to every household: 按人（户）量化.

use super::issue_shares::{self, Against, IssueLine, IssueShares};
use super::model::{self, Holder};
use super::{Changed, guards, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct IssuePerHead {
    pub class: Id,
    pub date: Date,
    pub against: Against,
    /// Smallest units for each holder.
    pub quantity: i64,
    pub document: Option<String>,
}

impl Input for IssuePerHead {
    const DEED: &'static str = "shares.issue_per_head";
}

/// Holders are who lives under the register's unit on the day, and did on the freeze date of a static
/// register; the dead are left out. Refuses `shares.nobody`, and what [`issue_shares::issue_shares`] refuses.
pub fn issue_per_head(tx: &mut Tx, ctx: &Ctx, input: IssuePerHead) -> Result<Changed> {
    let (register, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let mut parties = living(tx, ctx, register.unit, class.holder, input.date)?;
    let entitled = model::entitled_on(register.freeze, input.date);
    if entitled != input.date {
        let then = living(tx, ctx, register.unit, class.holder, entitled)?;
        parties.retain(|party| then.contains(party));
    }
    if class.holder == Holder::Collective {
        parties.insert(register.id);
    }
    let dead = store::dead(tx, ctx.org, input.date, i64::MAX)?;
    let quantity = input.quantity;
    let lines: Vec<IssueLine> = parties
        .difference(&dead)
        .map(|party| IssueLine {
            party: *party,
            quantity,
        })
        .collect();
    if lines.is_empty() {
        return Err(Error::refused("shares.nobody"));
    }
    let input = IssueShares {
        class: class.id,
        date: input.date,
        against: input.against,
        lines,
        paid: None,
        document: input.document,
    };
    issue_shares::issue(tx, ctx, &register, &class, input, None)
}

fn living(tx: &mut Tx, ctx: &Ctx, unit: Id, holder: Holder, date: Date) -> Result<BTreeSet<Id>> {
    let found = store::people_under(tx, ctx.org, unit, date)?;
    let of = |(household, person)| match holder {
        Holder::Person => Some(person),
        Holder::Household => Some(household),
        Holder::Collective => None,
    };
    Ok(found.into_iter().filter_map(of).collect())
}
