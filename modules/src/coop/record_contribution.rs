//! Records what a household contributed: minutes of work, or goods delivered.

use super::model::{Contribution, PartyKind};
use super::store::money::{self, Contributed};
use crate::people;
use ::store::{Input, Tx};
use kernel::check::{not_after, optional, within};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// A day's work of one person, and a day's delivery of one household: more is a slip of the finger.
const MOST_MINUTES: i64 = 24 * 60;
const MOST_GRAMS: i64 = 1_000_000_000;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordContribution {
    pub net: Id,
    pub kind: Contribution,
    /// In which party work was done; nothing: as a household of the net.
    pub party: Option<Id>,
    pub household: Id,
    pub person: Option<Id>,
    pub date: Date,
    /// Minutes or grams.
    pub amount: i64,
    pub product: Option<String>,
    pub grade: Option<String>,
    pub document: Option<String>,
}

impl Input for RecordContribution {
    const DEED: &'static str = "net.record_contribution";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ContributionRecorded {
    pub contribution: Id,
}

/// Refuses `net.not_on_day`, `net.settled`, `net.unknown_household` (not there on that day), `net.not_in_party` (of
/// work in a team: the person is not in it). Invalid: `date` (`in_the_future`), `party` (`not_chosen`), `amount`
/// (`out_of_range`), texts (`too_long`).
pub fn record_contribution(
    tx: &mut Tx,
    ctx: &Ctx,
    input: RecordContribution,
) -> Result<ContributionRecorded> {
    let date = not_after("date", input.date, ctx.today())?;
    let net = super::net_to_enter(tx, ctx, input.net, date)?;
    super::hold_open(tx, ctx, net.id, date)?;
    let most = match input.kind {
        Contribution::Minutes => MOST_MINUTES,
        Contribution::Grams => MOST_GRAMS,
    };
    let amount = within("amount", input.amount, 1, most)?;
    let there = people::household(tx, ctx.org, input.household, date)?;
    if there.is_none() {
        return Err(Refusal::new("net.unknown_household")
            .with("household", input.household)
            .into());
    }
    if let Some(party) = input.party {
        let (of, party) = super::party_to_enter(tx, ctx, party, date)?;
        if of.id != net.id {
            return Err(Error::invalid("party", "not_chosen"));
        }
        let members = super::store::members(tx, ctx.org, party.id, date, i64::MAX)?;
        let is_in = members
            .iter()
            .any(|m| m.household == input.household && input.person.is_none_or(|p| m.person == p));
        if party.kind == PartyKind::Team && !is_in {
            return Err(Refusal::new("net.not_in_party")
                .with("name", &party.name)
                .into());
        }
    }
    let contributed = Contributed {
        id: tx.new_id()?,
        net: net.id,
        kind: input.kind,
        party: input.party,
        household: input.household,
        person: input.person,
        date,
        amount,
        product: optional("product", input.product.as_deref())?,
        grade: optional("grade", input.grade.as_deref())?,
        document: optional("document", input.document.as_deref())?,
        voids: None,
    };
    money::insert_contributed(tx, ctx.org, &contributed)?;
    Ok(ContributionRecorded {
        contribution: contributed.id,
    })
}
