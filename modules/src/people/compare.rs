//! A list held against what is there: new, changed, unchanged, missing. Households are known by their
//! number (or, in lists without one, by their head), persons by their identity number, else by name
//! within their household. Pure: tags are handed in, nothing is opened.

mod plan;

pub use plan::*;

use super::codes::{Codes, HEAD, HOUSEHOLD_STATUS};
use super::columns as c;
use super::model::{ListedHousehold, ListedPerson, ListedStatus, Reading};
use kernel::{Date, Id};
use sheets::Fault;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A fault found by comparing: row, column key, what.
pub type Found = (u32, &'static str, Fault);

/// A household that the base speaks against: all its rows, and the fault.
pub type RefusedHousehold = (Vec<u32>, Found);

/// The plan, with the faults that only the base shows. A household with one is left out of the plan;
/// the caller sets its rows aside.
pub fn compare(
    reading: &Reading,
    base: &Base,
    codes: &Codes,
    as_of: Date,
    tags: impl Fn(&ListedPerson) -> Tags,
) -> (Plan, Vec<RefusedHousehold>, Vec<Found>) {
    let known = Known::of(base);
    let listed: HashSet<Id> = reading
        .households
        .iter()
        .filter_map(|h| known.household(h, &tags))
        .map(|h| h.id)
        .collect();
    let mut comparing = Comparing {
        known,
        listed,
        codes,
        as_of,
        given: &reading.given.groups,
        warnings: Vec::new(),
        matched: HashSet::new(),
    };
    let mut plan = Plan::default();
    let mut refused = Vec::new();
    for household in &reading.households {
        match comparing.household(household, &tags) {
            Ok(planned) => plan.households.push(planned),
            Err(found) => refused.push((household.members.iter().map(|m| m.row).collect(), found)),
        }
    }
    comparing.count_gone(&mut plan);
    comparing.add_missing(base, reading, &mut plan);
    (plan, refused, comparing.warnings)
}

/// What is there, by what it is known by.
struct Known<'a> {
    base: &'a Base,
    by_number: HashMap<&'a str, &'a BaseHousehold>,
    by_id: HashMap<Id, &'a BaseHousehold>,
    by_tag: HashMap<Tag, &'a BasePerson>,
    members: HashMap<Id, Vec<&'a BasePerson>>,
    statuses: HashMap<Id, Vec<&'a BaseStatus>>,
}

impl<'a> Known<'a> {
    fn of(base: &'a Base) -> Known<'a> {
        let mut members: HashMap<Id, Vec<&BasePerson>> = HashMap::new();
        for person in &base.people {
            members.entry(person.household).or_default().push(person);
        }
        let mut statuses: HashMap<Id, Vec<&BaseStatus>> = HashMap::new();
        for status in &base.statuses {
            statuses.entry(status.household).or_default().push(status);
        }
        Known {
            base,
            by_number: base
                .households
                .iter()
                .map(|h| (h.number.as_str(), h))
                .collect(),
            by_id: base.households.iter().map(|h| (h.id, h)).collect(),
            by_tag: base
                .people
                .iter()
                .filter_map(|p| Some((p.identity_tag?, p)))
                .collect(),
            members,
            statuses,
        }
    }

    fn household(
        &self,
        listed: &ListedHousehold,
        tags: &impl Fn(&ListedPerson) -> Tags,
    ) -> Option<&'a BaseHousehold> {
        match &listed.number {
            Some(number) => self.by_number.get(number.as_str()).copied(),
            None => {
                let head = self.by_tag.get(&tags(listed.head()?).identity?)?;
                self.by_id.get(&head.household).copied()
            }
        }
    }
}

struct Comparing<'a> {
    known: Known<'a>,
    /// The known households that the list speaks of.
    listed: HashSet<Id>,
    codes: &'a Codes,
    as_of: Date,
    given: &'a [&'static str],
    warnings: Vec<Found>,
    matched: HashSet<Id>,
}

impl<'a> Comparing<'a> {
    fn household(
        &mut self,
        listed: &ListedHousehold,
        tags: &impl Fn(&ListedPerson) -> Tags,
    ) -> Result<PlannedHousehold, Found> {
        let known = self.known.household(listed, tags);
        if let (Some(number), None) = (&listed.number, known)
            && self.known.base.numbers_elsewhere.contains(number)
        {
            let fault = Fault::new("people.number_elsewhere").with("number", number);
            return Err((listed.row(), c::NUMBER, fault));
        }
        let mut people = Vec::with_capacity(listed.members.len());
        for person in &listed.members {
            people.push(self.person(person, tags(person), known)?);
        }
        let before: &[&BasePerson] = known
            .and_then(|k| self.known.members.get(&k.id))
            .map_or(&[], Vec::as_slice);
        let old_head = before
            .iter()
            .find(|person| person.relation == HEAD)
            .map(|person| person.id);
        let new_head = people
            .get(listed.head)
            .and_then(|head| Some(head.known.as_ref()?.id));
        let (status_changes, statuses) = self.statuses(listed, known);
        Ok(PlannedHousehold {
            known: known.cloned(),
            number: listed.number.clone(),
            unit: listed.unit,
            head: listed.head,
            status_changes,
            statuses,
            missing: 0,
            left: 0,
            head_changed: known.is_some() && old_head != new_head,
            people,
        })
    }

    fn person(
        &mut self,
        listed: &ListedPerson,
        tags: Tags,
        household: Option<&BaseHousehold>,
    ) -> Result<PlannedPerson, Found> {
        let by_tag = tags
            .identity
            .and_then(|tag| self.known.by_tag.get(&tag).copied());
        let members = household
            .and_then(|h| self.known.members.get(&h.id))
            .map_or(&[][..], Vec::as_slice);
        let same_name = members
            .iter()
            .find(|p| p.name == listed.record.name && !self.matched.contains(&p.id))
            .copied();
        let known = match (by_tag, same_name) {
            (Some(known), _) => Some(known),
            (None, Some(known)) if tags.identity.is_none() || known.identity_tag.is_none() => {
                Some(known)
            }
            (None, Some(_)) => {
                let fault = Fault::new("people.identity_changed").with("name", &listed.record.name);
                self.warnings.push((listed.row, c::IDENTITY, fault));
                None
            }
            (None, None) => None,
        };
        if known.is_none()
            && let Some(number) = tags
                .identity
                .and_then(|tag| self.known.base.elsewhere.get(&tag))
        {
            return Err((listed.row, c::IDENTITY, taken(number.as_deref())));
        }
        let moved_from = known
            .map(|p| p.household)
            .filter(|from| household.is_none_or(|h| h.id != *from));
        if let Some(from) = moved_from
            && !self.listed.contains(&from)
        {
            let number = self.known.by_id.get(&from).map(|h| h.number.as_str());
            return Err((listed.row, c::IDENTITY, taken(number)));
        }
        self.matched.extend(known.map(|p| p.id));
        Ok(PlannedPerson {
            record: listed.record.clone(),
            listed: listed.clone(),
            tags,
            known: known.cloned(),
            changed: Vec::new(),
            is_moved: moved_from.is_some(),
        })
    }

    /// What changes about a household's statuses, and which it has afterwards.
    fn statuses(
        &self,
        listed: &ListedHousehold,
        known: Option<&BaseHousehold>,
    ) -> (Vec<StatusChange>, Vec<BaseStatus>) {
        let before: &[&BaseStatus] = known
            .and_then(|k| self.known.statuses.get(&k.id))
            .map_or(&[], Vec::as_slice);
        let mut changes = Vec::new();
        let mut after: Vec<BaseStatus> = Vec::new();
        for status in before {
            let mut status = (*status).clone();
            let group = self
                .codes
                .get(HOUSEHOLD_STATUS, &status.code)
                .map_or("", |code| code.group.as_str());
            let is_listed = listed.statuses.iter().any(|l| l.code == status.code);
            let is_open = status.to.is_none_or(|to| to > self.as_of);
            if !is_listed && is_open && status.from <= self.as_of && self.given.contains(&group) {
                status.to = Some(self.as_of);
                changes.push(end(&status));
            }
            after.push(status);
        }
        for status in &listed.statuses {
            let change = self.status(status, &mut after, known.map_or(Id(0), |k| k.id));
            changes.extend(change);
        }
        (changes, after)
    }

    fn status(
        &self,
        listed: &ListedStatus,
        after: &mut Vec<BaseStatus>,
        household: Id,
    ) -> Option<StatusChange> {
        // The latest period of the code; an ended one goes on only where the list says when it began.
        let latest = after
            .iter_mut()
            .filter(|s| s.code == listed.code)
            .max_by_key(|s| s.from);
        let goes_on = |known: &BaseStatus| match (known.to, listed.from) {
            (None, _) => true,
            (Some(to), Some(from)) => from < to,
            (Some(to), None) => listed.to.is_some() || to > self.as_of,
        };
        let Some(known) = latest.filter(|known| goes_on(known)) else {
            let from = listed
                .from
                .unwrap_or_else(|| listed.to.unwrap_or(self.as_of).min(self.as_of));
            let (code, to) = (listed.code.clone(), listed.to);
            after.push(BaseStatus {
                id: Id(0),
                household,
                code: code.clone(),
                from,
                to,
            });
            return Some(StatusChange::Begin { code, from, to });
        };
        let from = listed.from.unwrap_or(known.from);
        // A removal without a date was dated by the list's own day; a later list does not move it.
        let to = match (known.to, listed.to) {
            (Some(known), Some(listed)) if listed == self.as_of && known < listed => Some(known),
            (_, listed) => listed,
        };
        if (known.from, known.to) == (from, to) {
            return None;
        }
        let was = known.from;
        (known.from, known.to) = (from, to);
        Some(if was == from {
            end(known)
        } else {
            StatusChange::Move {
                id: known.id,
                code: known.code.clone(),
                was,
                from,
                to,
            }
        })
    }

    fn count_gone(&self, plan: &mut Plan) {
        for household in &mut plan.households {
            let Some(known) = &household.known else {
                continue;
            };
            let before = self
                .known
                .members
                .get(&known.id)
                .map_or(&[][..], Vec::as_slice);
            let here: BTreeSet<Id> = household
                .people
                .iter()
                .filter_map(|p| Some(p.known.as_ref()?.id))
                .collect();
            let gone: Vec<Id> = before
                .iter()
                .map(|person| person.id)
                .filter(|id| !here.contains(id))
                .collect();
            household.left = gone.iter().filter(|id| self.matched.contains(*id)).count();
            household.missing = gone.len() - household.left;
        }
    }

    fn add_missing(&self, base: &Base, reading: &Reading, plan: &mut Plan) {
        let set_aside: HashSet<&str> = reading
            .set_aside_numbers
            .iter()
            .map(String::as_str)
            .collect();
        let planned: HashSet<Id> = plan
            .households
            .iter()
            .filter_map(|h| Some(h.known.as_ref()?.id))
            .collect();
        for household in &base.households {
            if !self.listed.contains(&household.id)
                && !set_aside.contains(household.number.as_str())
            {
                plan.missing_households
                    .push(missing(household, &household.head_name));
            }
        }
        for person in &base.people {
            if planned.contains(&person.household)
                && !self.matched.contains(&person.id)
                && let Some(household) = self.known.by_id.get(&person.household)
            {
                plan.missing_people.push(missing(household, &person.name));
            }
        }
    }
}

fn missing(household: &BaseHousehold, name: &str) -> Missing {
    Missing {
        household: household.id,
        number: household.number.clone(),
        name: name.to_owned(),
    }
}

fn end(status: &BaseStatus) -> StatusChange {
    StatusChange::End {
        id: status.id,
        code: status.code.clone(),
        from: status.from,
        to: status.to,
    }
}

fn taken(number: Option<&str>) -> Fault {
    match number {
        Some(number) => Fault::new("people.in_other_household").with("number", number),
        None => Fault::new("people.in_other_village"),
    }
}
