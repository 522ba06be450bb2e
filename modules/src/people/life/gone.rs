//! Who died or left is kept findable, so that a list does not make him again and whoever comes back
//! is known.

use super::model::Kind;
use crate::people::columns as c;
use crate::people::compare::{Plan, RefusedHousehold, Tag};
use crate::people::plan_import::far;
use crate::people::store::{facts, life};
use crate::people::tags;
use kernel::{Id, OrgId, Result};
use sheets::Fault;
use std::collections::HashMap;
use store::{Tx, values};

/// Writes the row of somebody who belongs to no household any more; nothing for others.
pub(crate) fn note(tx: &mut Tx, org: OrgId, person: Id) -> Result<()> {
    let Some((event, last)) = super::face::last_end(tx, org, person)? else {
        return Ok(());
    };
    let Some(sealed) = facts::person(tx, org, person, far()?, i64::MAX)? else {
        return Ok(());
    };
    // Of an erased person nothing is kept.
    let Some(record) = tags::open(tx, org, person, &sealed.sealed)? else {
        return Ok(());
    };
    let Some((unit, _)) = life::last_unit(tx, org, last)? else {
        return Ok(());
    };
    let tag = record
        .identity
        .as_deref()
        .map(|number| tags::identity(tx, org, number));
    tx.insert(
        life::GONE,
        values![
            org,
            person,
            last,
            unit,
            record.name,
            tag,
            event.0.code(),
            event.1
        ],
    )
}

/// All of them again: part of making the search rows of an organisation again.
pub(crate) fn rebuild(tx: &mut Tx, org: OrgId) -> Result<()> {
    const STEP: i64 = 1000;
    life::forget_all_gone(tx, org)?;
    let mut after = Id(0);
    loop {
        let people = life::unsearched(tx, org, after, STEP)?;
        let Some(last) = people.last() else {
            return Ok(());
        };
        after = *last;
        for person in people {
            note(tx, org, person)?;
        }
    }
}

/// A list may not make somebody again who died or left, nor a household that has ended: these are set
/// aside, and the words say what to record first.
pub(crate) fn set_aside(
    tx: &mut Tx,
    org: OrgId,
    plan: &mut Plan,
    tags: impl Fn(&Tx, &crate::people::model::ListedPerson) -> Option<Tag>,
    refused: &mut Vec<RefusedHousehold>,
) -> Result<()> {
    let new_numbers: Vec<String> = plan
        .households
        .iter()
        .filter(|h| h.is_new())
        .filter_map(|h| h.number.clone())
        .collect();
    let ended: HashMap<String, kernel::Date> = life::ended_or_standing(tx, org, &new_numbers)?
        .into_iter()
        .filter_map(|(number, to)| Some((number, to?)))
        .collect();
    let is_anybody = life::anybody_gone(tx, org)?;
    if ended.is_empty() && !is_anybody {
        return Ok(());
    }
    let (mut asked, mut households) = (Vec::new(), Vec::new());
    for household in &plan.households {
        households.extend(household.known.as_ref().map(|known| known.id));
        let new = household.people.iter().filter(|p| p.known.is_none());
        asked.extend(new.filter_map(|p| tags(tx, &p.listed)));
    }
    let by_tag: HashMap<Tag, life::Gone> = life::gone_by_tags(tx, org, &asked)?
        .into_iter()
        .filter_map(|gone| Some((gone.tag?, gone)))
        .collect();
    let by_name: HashMap<(Id, String), life::Gone> = life::gone_from(tx, org, &households)?
        .into_iter()
        .map(|gone| ((gone.household, gone.name.clone()), gone))
        .collect();
    let known = Known {
        ended,
        by_tag,
        by_name,
    };
    plan.households.retain(|household| {
        let of = |person: &crate::people::model::ListedPerson| tags(tx, person);
        match known.fault(household, of) {
            Some(found) => {
                let rows = household.people.iter().map(|p| p.listed.row).collect();
                refused.push((rows, found));
                false
            }
            None => true,
        }
    });
    Ok(())
}

/// What is known of those who are no more.
struct Known {
    ended: HashMap<String, kernel::Date>,
    by_tag: HashMap<Tag, life::Gone>,
    by_name: HashMap<(Id, String), life::Gone>,
}

impl Known {
    /// What a listed household says against it: row, column, fault.
    fn fault(
        &self,
        household: &crate::people::compare::PlannedHousehold,
        tag: impl Fn(&crate::people::model::ListedPerson) -> Option<Tag>,
    ) -> Option<(u32, &'static str, Fault)> {
        let mut found = None;
        if let Some((number, date)) = household
            .number
            .as_ref()
            .filter(|_| household.is_new())
            .and_then(|n| self.ended.get_key_value(n))
        {
            let fault = Fault::new("people.household_ended")
                .with("number", number)
                .with("date", date);
            found = Some((household.row(), c::NUMBER, fault));
        }
        for person in household.people.iter().filter(|p| p.known.is_none()) {
            let gone = match tag(&person.listed) {
                Some(tag) => self.by_tag.get(&tag),
                None => household
                    .known
                    .as_ref()
                    .and_then(|known| self.by_name.get(&(known.id, person.record.name.clone()))),
            };
            let Some(gone) = gone else { continue };
            let code = if Kind::from_code(&gone.kind) == Some(Kind::Death) {
                "people.listed_dead"
            } else {
                "people.listed_moved_out"
            };
            let fault = Fault::new(code)
                .with("name", &person.record.name)
                .with("date", gone.date);
            found = Some((person.listed.row, c::NAME, fault));
        }
        found
    }
}
