//! What an import would do, worked out the same way for the preview and, again, under the lock of
//! the organisation, for the deed.

use super::codes::Codes;
use super::columns as c;
use super::compare::{Base, Found, Plan, PlannedHousehold, RefusedHousehold, Tag, compare};
use super::model::{ListedPerson, Reading};
use super::store::base;
use super::tags;
use super::villages::Villages;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use sheets::{Fault, Problem, Table};
use std::collections::{BTreeSet, HashSet};
use store::Tx;

/// The totals of a preview. The deed is told them, so that what happens is what was shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Counts {
    pub rows: usize,
    pub set_aside: usize,
    pub households: usize,
    pub people: usize,
    pub new_households: usize,
    pub changed_households: usize,
    pub unchanged_households: usize,
    pub new_people: usize,
    pub changed_people: usize,
    pub unchanged_people: usize,
    pub missing_households: usize,
    pub missing_people: usize,
}

/// A plan with what comparing found against it.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub plan: Plan,
    /// Households that the base speaks against: all their rows, and the fault.
    pub refused: Vec<RefusedHousehold>,
    pub warnings: Vec<Found>,
    pub counts: Counts,
}

/// The last day of the calendar: "as known now, whatever the date".
pub(crate) fn far() -> Result<Date> {
    Date::new(9999, 12, 31).ok_or_else(|| Error::Internal("the calendar ends early".into()))
}

/// Compares a list with the base as it stands.
pub fn prepare(
    tx: &mut Tx,
    ctx: &Ctx,
    reading: &Reading,
    as_of: Date,
    villages: &Villages,
    codes: &Codes,
) -> Result<Prepared> {
    let units: BTreeSet<Id> = reading
        .households
        .iter()
        .map(|household| household.unit)
        .collect();
    let mut base = base::of_units(tx, ctx.org, &units)?;
    add_elsewhere(tx, ctx.org, reading, villages, &units, &mut base)?;
    let (mut plan, mut refused, warnings) = {
        let tx = &*tx;
        compare(reading, &base, codes, as_of, |person| {
            tags::of_person(tx, ctx.org, &reading.given, person)
        })
    };
    settle(tx, ctx.org, reading, &mut plan)?;
    drop_older(&mut plan, as_of, &mut refused);
    let tag = |tx: &Tx, person: &ListedPerson| {
        let number = person.record.identity.as_deref();
        number.map(|number| tags::identity(tx, ctx.org, number))
    };
    super::life::gone::set_aside(tx, ctx.org, &mut plan, tag, &mut refused)?;
    let counts = count(reading, &plan, &refused);
    Ok(Prepared {
        plan,
        refused,
        warnings,
        counts,
    })
}

/// Whose the numbers of this list are outside its villages.
fn add_elsewhere(
    tx: &mut Tx,
    org: OrgId,
    reading: &Reading,
    villages: &Villages,
    units: &BTreeSet<Id>,
    base: &mut Base,
) -> Result<()> {
    let here: HashSet<Tag> = base
        .people
        .iter()
        .filter_map(|person| person.identity_tag)
        .collect();
    let people = reading
        .households
        .iter()
        .flat_map(|household| &household.members);
    let numbers = people.filter_map(|person| person.record.identity.as_deref());
    let unknown: Vec<Tag> = numbers
        .map(|n| tags::identity(tx, org, n))
        .filter(|tag| !here.contains(tag))
        .collect();
    for (tag, unit, number) in base::holders(tx, org, &unknown)? {
        base.elsewhere
            .insert(tag, villages.get(unit).map(|_| number));
    }
    let known: HashSet<&str> = base
        .households
        .iter()
        .map(|household| household.number.as_str())
        .collect();
    let numbers = reading
        .households
        .iter()
        .filter_map(|household| household.number.clone());
    let unknown: Vec<String> = numbers
        .filter(|number| !known.contains(number.as_str()))
        .collect();
    let elsewhere = base::numbers_in_use(tx, org, &unknown)?
        .into_iter()
        .filter(|(_, unit)| !units.contains(unit));
    base.numbers_elsewhere = elsewhere.map(|(number, _)| number).collect();
    Ok(())
}

/// Opens the records that may have changed, and says in which fields they did.
fn settle(tx: &mut Tx, org: OrgId, reading: &Reading, plan: &mut Plan) -> Result<()> {
    let far = far()?;
    for person in plan
        .households
        .iter_mut()
        .flat_map(|household| &mut household.people)
    {
        let Some(known) = person.known.as_ref().filter(|_| person.needs_opening()) else {
            continue;
        };
        let Some((sealed, reason)) = base::sealed(tx, org, known.id, far)? else {
            continue;
        };
        // An erased person stays erased: nothing of what the list says is kept for him.
        let Some(before) = tags::open(tx, org, known.id, &sealed)? else {
            continue;
        };
        person.record = before.updated(&person.listed.record, &reading.given.fields);
        person.changed = before.differing(&person.record);
        if person.record.identity.is_none() && reason != person.listed.no_identity_reason {
            person.changed.push(c::NO_IDENTITY_REASON);
        }
    }
    Ok(())
}

/// A list of May may not change what a list of June has said.
pub(super) fn drop_older(plan: &mut Plan, as_of: Date, refused: &mut Vec<RefusedHousehold>) {
    plan.households.retain(|household| {
        let Some(known) = household
            .known
            .as_ref()
            .filter(|known| known.changed_on > as_of)
        else {
            return true;
        };
        if !household.is_changed() {
            return true;
        }
        let fault = Fault::new("people.list_older")
            .with("number", &known.number)
            .with("date", known.changed_on);
        let rows = household
            .people
            .iter()
            .map(|person| person.listed.row)
            .collect();
        refused.push((rows, (household.row(), c::NUMBER, fault)));
        false
    });
}

/// The totals of a plan.
pub(super) fn count(reading: &Reading, plan: &Plan, refused: &[RefusedHousehold]) -> Counts {
    let households =
        |test: fn(&PlannedHousehold) -> bool| plan.households.iter().filter(|h| test(h)).count();
    let people = || {
        plan.households
            .iter()
            .flat_map(|household| &household.people)
    };
    let new_people = people().filter(|person| person.known.is_none()).count();
    let changed_people = people().filter(|person| person.is_changed()).count();
    Counts {
        rows: reading.rows,
        set_aside: reading.set_aside.len()
            + refused.iter().map(|(rows, _)| rows.len()).sum::<usize>(),
        households: plan.households.len(),
        people: people().count(),
        new_households: households(PlannedHousehold::is_new),
        changed_households: households(PlannedHousehold::is_changed),
        unchanged_households: households(|household| {
            !household.is_new() && !household.is_changed()
        }),
        new_people,
        changed_people,
        unchanged_people: people().count() - new_people - changed_people,
        missing_households: plan.missing_households.len(),
        missing_people: plan.missing_people.len(),
    }
}

/// All that is wrong with a list: what reading found and what comparing found, by cell. Errors set
/// their households aside, warnings do not.
pub fn told(table: &Table, reading: &Reading, prepared: &Prepared) -> (Vec<Problem>, Vec<Problem>) {
    let at = |(row, key, fault): &Found| {
        let place = table.rows.binary_search_by_key(row, |row| row.number).ok();
        Some(table.problem_at(table.rows.get(place?)?, key, fault.clone()))
    };
    let mut errors = reading.errors.clone();
    for (rows, found) in &prepared.refused {
        errors.extend(at(found));
        for row in rows.iter().filter(|row| **row != found.0) {
            let fault = Fault::new("people.household_set_aside").with("row", found.0);
            errors.extend(at(&(*row, "", fault)));
        }
    }
    let mut warnings = reading.warnings.clone();
    warnings.extend(prepared.warnings.iter().filter_map(at));
    errors.sort_by_key(|problem| (problem.row, problem.column));
    warnings.sort_by_key(|problem| (problem.row, problem.column));
    (errors, warnings)
}
