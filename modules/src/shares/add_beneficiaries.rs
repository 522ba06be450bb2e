//! Puts households on the roster of a project (收益人花名册): beneficiaries, not shareholders.

use super::model::{Listed, MOST_HEADS, RosterLine};
use super::{codes, model, store};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AddBeneficiaries {
    pub project: Id,
    pub lines: Vec<RosterLine>,
}

impl Input for AddBeneficiaries {
    const DEED: &'static str = "shares.add_beneficiaries";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BeneficiariesAdded {
    /// In the order of the lines.
    pub beneficiaries: Vec<Id>,
}

/// A line may begin in the future.
///
/// Refuses, in this order for each line: `shares.unknown_household` (not there on the first day, or
/// outside what the person may enter), `shares.already_on_roster`. Invalid: `lines` (`required`),
/// `heads` (`out_of_range`), `class` (`not_a_choice`).
pub fn add_beneficiaries(
    tx: &mut Tx,
    ctx: &Ctx,
    input: AddBeneficiaries,
) -> Result<BeneficiariesAdded> {
    let project = super::project_to_enter(tx, ctx, input.project)?;
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "required"));
    }
    let mut beneficiaries = Vec::with_capacity(input.lines.len());
    let mut named = HashSet::new();
    // Most lists have one first day, so the roster is read once.
    let mut there: HashMap<Date, HashSet<Id>> = HashMap::new();
    for line in input.lines {
        check_line(tx, &line)?;
        let unit = unit_of(tx, ctx, &line)?;
        if let Entry::Vacant(day) = there.entry(line.from) {
            let roster = store::roster_from(tx, ctx.org, project.id, line.from)?;
            day.insert(roster.iter().map(|listed| listed.line.household).collect());
        }
        let is_there = there
            .get(&line.from)
            .is_some_and(|listed| listed.contains(&line.household));
        if is_there || !named.insert(line.household) {
            return Err(Refusal::new("shares.already_on_roster")
                .with("household", line.household)
                .into());
        }
        let listed = Listed {
            id: tx.new_id()?,
            unit,
            line,
        };
        store::insert_beneficiary(tx, ctx.org, project.id, &listed, None, None)?;
        beneficiaries.push(listed.id);
    }
    Ok(BeneficiariesAdded { beneficiaries })
}

/// Invalid: `heads` (`out_of_range`), `class` (`not_a_choice`).
pub(super) fn check_line(tx: &mut Tx, line: &RosterLine) -> Result<()> {
    model::within("heads", line.heads, 1, MOST_HEADS)?;
    codes::check(
        tx,
        "class",
        codes::BENEFICIARY_CLASS,
        &line.class,
        line.from,
    )
}

/// The household's village on the first day of the line.
pub(super) fn unit_of(tx: &mut Tx, ctx: &Ctx, line: &RosterLine) -> Result<Id> {
    let unknown = || {
        Refusal::new("shares.unknown_household")
            .with("household", line.household)
            .into()
    };
    let unit =
        store::household_unit(tx, ctx.org, line.household, line.from)?.ok_or_else(unknown)?;
    match require(tx, ctx, Right::EnterProjects, unit) {
        Err(Error::Forbidden) => Err(unknown()),
        other => other.map(|()| unit),
    }
}
