//! Divides what a dead person held among heirs inside the collective (死不减、可继承).

use super::model::{self, Holder};
use super::store::{self, Event};
use super::{Changed, Movement, guards};
use crate::people;
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Heir {
    pub person: Id,
    /// His part of the whole, in proportion to the others'.
    pub weight: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct InheritShares {
    pub register: Id,
    pub person: Id,
    pub heirs: Vec<Heir>,
    /// Gets what cannot be divided; one of the heirs.
    pub remainder_to: Id,
    pub date: Date,
    pub document: Option<String>,
}

impl Input for InheritShares {
    const DEED: &'static str = "shares.inherit_shares";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Inherited {
    /// One for each class.
    pub changes: Vec<Changed>,
    /// Smallest units that could not be divided, of all classes.
    pub remainder: i64,
}

/// Every class held by persons passes on. Static management does not forbid it.
///
/// Refuses, in this order: `shares.holder_alive` (no death is recorded by that day),
/// `shares.duplicate_holder`, for each heir `shares.holder_is_dead`, `shares.outside_collective`, then
/// `shares.no_weight`, `shares.nothing_held`. Invalid: `date` (`in_the_future`), `heirs` (`required`),
/// `remainder_to` (`not_a_choice`), `document` (`too_long`).
pub fn inherit_shares(tx: &mut Tx, ctx: &Ctx, input: InheritShares) -> Result<Inherited> {
    let register = guards::register_to_enter(tx, ctx, input.register)?;
    let document = shares::optional("document", input.document.as_deref())?;
    let date = shares::not_after("date", input.date, ctx.today())?;
    if input.heirs.is_empty() {
        return Err(Error::invalid("heirs", "required"));
    }
    let named = |heir: &Heir| heir.person == input.remainder_to;
    let to = input.heirs.iter().position(named);
    let to = to.ok_or_else(|| Error::invalid("remainder_to", "not_a_choice"))?;
    if people::is_alive(tx, ctx.org, input.person, date)? {
        return Err(Error::refused("shares.holder_alive"));
    }
    let classes: Vec<_> = store::classes(tx, ctx.org, register.id, date, i64::MAX)?
        .into_iter()
        .filter(|class| class.holder == Holder::Person)
        .collect();
    let mut seen = HashSet::new();
    for heir in &input.heirs {
        if !seen.insert(heir.person) {
            return Err(Refusal::new("shares.duplicate_holder")
                .with("party", heir.person)
                .into());
        }
        let class = classes.first();
        let class = class.ok_or_else(|| Error::refused("shares.nothing_held"))?;
        guards::receiver(tx, ctx, &register, class, heir.person, date)?;
    }
    let weights: Vec<i64> = input.heirs.iter().map(|heir| heir.weight).collect();
    let mut done = Inherited {
        changes: Vec::new(),
        remainder: 0,
    };
    for class in &classes {
        let held = guards::holding(tx, ctx, class, input.person, date)?;
        let (parts, left) = model::divide(held, &weights, to)?;
        let movements: Vec<Movement> = input
            .heirs
            .iter()
            .zip(parts)
            .filter(|(_, part)| *part > 0)
            .map(|(heir, quantity)| Movement {
                from: Some(input.person),
                to: Some(heir.person),
                quantity,
            })
            .collect();
        if movements.is_empty() {
            continue;
        }
        let like = Event {
            document: document.clone(),
            ..Event::default()
        };
        let changed = super::post(tx, ctx, class, ("inherit", date), movements, like)?;
        done.changes.push(changed);
        done.remainder += left;
    }
    if done.changes.is_empty() {
        return Err(Error::refused("shares.nothing_held"));
    }
    Ok(done)
}
