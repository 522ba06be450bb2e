//! What the deeds of life share: who stands where on the day, the dated rows that follow, and the
//! search rows made again from them. One deed writes one event; all its rows carry the same seq.

mod heads;

use super::model::{Event, Kind};
use crate::people::model::PersonRecord;
use crate::people::plan_import::far;
use crate::people::store::facts::{self, Household, Membership};
use crate::people::store::{base, life, write};
use crate::people::{rebuild, tags};
use access::Right;
use kernel::{Ctx, Date, Error, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{Tx, values};

/// What a deed of life answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Recorded {
    pub event: Id,
    /// The household to look at afterwards.
    pub household: Id,
    pub person: Option<Id>,
    /// The household is left without a head.
    pub is_headless: bool,
    /// Nobody is left in it: it has ended.
    pub has_ended: bool,
}

/// Relations as they were given: person and code.
pub type Relations = Vec<(Id, String)>;

pub(super) struct Book<'a, 's> {
    pub tx: &'a mut Tx<'s>,
    pub ctx: &'a Ctx,
    pub org: OrgId,
    pub date: Date,
    seq: i64,
    far: Date,
    households: BTreeSet<Id>,
    people: BTreeSet<Id>,
}

impl<'a, 's> Book<'a, 's> {
    /// Refuses `people.date_in_future`.
    pub fn begin(tx: &'a mut Tx<'s>, ctx: &'a Ctx, date: Date) -> Result<Book<'a, 's>> {
        if date > ctx.today() {
            return Err(Refusal::new("people.date_in_future")
                .with("date", date)
                .into());
        }
        Ok(Book {
            seq: tx.seq()?,
            far: far()?,
            org: ctx.org,
            tx,
            ctx,
            date,
            households: BTreeSet::new(),
            people: BTreeSet::new(),
        })
    }

    /// A household as it stands on the day. `NotFound` where there is none, `Forbidden` outside the
    /// scope; refuses `people.household_not_then`, and `people.later_known` where it changed since.
    pub fn household(&mut self, id: Id) -> Result<Household> {
        let (unit, number) = life::last_unit(self.tx, self.org, id)?.ok_or(Error::NotFound)?;
        access::require(self.tx, self.ctx, Right::RecordPeople, unit)?;
        let then = facts::household(self.tx, self.org, id, self.date, i64::MAX)?;
        let Some(then) = then else {
            return Err(Refusal::new("people.household_not_then")
                .with("number", number)
                .with("date", self.date)
                .into());
        };
        for (from, to, unit, number, head) in
            life::later_households(self.tx, self.org, id, self.date)?
        {
            if to.is_some() || (unit, &number, head) != (then.unit, &then.number, then.head) {
                return Err(later(from));
            }
        }
        if facts::household(self.tx, self.org, id, self.far, i64::MAX)?.is_none() {
            return Err(later(self.date));
        }
        self.households.insert(id);
        Ok(then)
    }

    pub fn members(&mut self, household: Id) -> Result<Vec<Membership>> {
        facts::members(self.tx, self.org, household, self.date, i64::MAX)
    }

    /// Refuses `people.before_later_event`, `people.person_has_died`, `people.not_a_member`,
    /// `people.later_known`.
    pub fn member(&mut self, household: Id, person: Id) -> Result<Membership> {
        self.none_later(person)?;
        let found = self
            .members(household)?
            .into_iter()
            .find(|m| m.person == person);
        let Some(found) = found else {
            let ended = super::face::person_ended(self.tx, self.org, person, self.date)?;
            return Err(match ended {
                Some((on, Kind::Death)) => Refusal::new("people.person_has_died").with("date", on),
                _ => Refusal::new("people.not_a_member").with("date", self.date),
            }
            .into());
        };
        self.settled(&found)?;
        self.people.insert(person);
        Ok(found)
    }

    /// Refuses what would be dated before another event of the same person, and says which.
    pub fn none_later(&mut self, person: Id) -> Result<()> {
        let events = life::of_person(self.tx, self.org, person)?;
        let later = events.into_iter().find(|e| e.event.date > self.date);
        match later {
            Some(later) => Err(Refusal::new("people.before_later_event")
                .with("kind", later.event.kind.code())
                .with("date", later.event.date)
                .into()),
            None => Ok(()),
        }
    }

    /// What was written for a later day (by a list, by another event) may not be passed over.
    fn settled(&mut self, membership: &Membership) -> Result<()> {
        for (from, to, _, relation) in
            life::later_memberships(self.tx, self.org, membership.id, self.date)?
        {
            if to.is_some() || relation != membership.relation {
                return Err(later(from));
            }
        }
        if facts::membership(self.tx, self.org, membership.id, self.far)?.is_some() {
            return Ok(());
        }
        let to = life::periods_of_person(self.tx, self.org, membership.person)?
            .into_iter()
            .filter(|p| p.id == membership.id)
            .filter_map(|p| p.to)
            .max();
        Err(later(to.unwrap_or(self.date)))
    }

    fn membership_row(
        &mut self,
        m: &Membership,
        from: Date,
        to: Option<Date>,
        relation: &str,
    ) -> Result<()> {
        self.people.insert(m.person);
        self.households.insert(m.household);
        let mut rows = vec![(from, to)];
        // A row that taking something back left behind says what held before; now it says this.
        for (seam, ..) in life::later_memberships(self.tx, self.org, m.id, self.date)? {
            rows.push((seam, to.map(|_| seam)));
        }
        for (from, to) in rows {
            let values = values![
                self.org,
                m.id,
                from,
                self.seq,
                to,
                m.household,
                m.person,
                relation,
                None::<Id>
            ];
            self.tx.insert(write::MEMBERSHIP, values)?;
        }
        Ok(())
    }

    /// From the day on the person is no longer a member.
    pub fn leave(&mut self, m: &Membership) -> Result<()> {
        let relation = m.relation.clone();
        self.membership_row(m, m.from, Some(self.date), &relation)
    }

    pub fn join(&mut self, household: Id, person: Id, relation: &str) -> Result<()> {
        self.relation_is_known(relation)?;
        let m = Membership {
            id: self.tx.new_id()?,
            from: self.date,
            household,
            person,
            relation: relation.to_owned(),
        };
        self.membership_row(&m, self.date, None, relation)
    }

    fn relation_is_known(&mut self, relation: &str) -> Result<()> {
        let codes = base::codes(self.tx)?;
        match codes.get(crate::people::codes::RELATION_TO_HEAD, relation) {
            Some(_) => Ok(()),
            None => Err(Error::invalid("relation", "not_chosen")),
        }
    }

    fn relate(&mut self, m: &Membership, relation: &str) -> Result<()> {
        if m.relation == relation {
            return Ok(());
        }
        self.relation_is_known(relation)?;
        self.settled(m)?;
        self.membership_row(m, self.date, None, relation)
    }

    fn head_row(&mut self, household: &Household, head: Option<Id>) -> Result<()> {
        self.household_row(household, self.date, None, head)
    }

    fn household_row(
        &mut self,
        h: &Household,
        from: Date,
        to: Option<Date>,
        head: Option<Id>,
    ) -> Result<()> {
        self.households.insert(h.id);
        let mut rows = vec![(from, to)];
        for (seam, ..) in life::later_households(self.tx, self.org, h.id, self.date)? {
            rows.push((seam, to.map(|_| seam)));
        }
        for (from, to) in rows {
            let values = values![
                self.org,
                h.id,
                from,
                self.seq,
                to,
                h.number.clone(),
                h.unit,
                head,
                None::<Id>
            ];
            self.tx.insert(write::HOUSEHOLD, values)?;
        }
        Ok(())
    }

    /// The household is no more from the day on; its statuses end with it.
    pub fn end_household(&mut self, h: &Household) -> Result<()> {
        self.household_row(h, h.from, Some(self.date), h.head)?;
        for (id, code, from, to) in facts::statuses(self.tx, self.org, h.id)? {
            if to.is_none_or(|to| to > self.date) {
                self.status_row(id, h.id, &code, from, Some(self.date.max(from)))?;
            }
        }
        Ok(())
    }

    pub fn status_row(
        &mut self,
        id: Id,
        household: Id,
        code: &str,
        from: Date,
        to: Option<Date>,
    ) -> Result<()> {
        self.tx.insert(
            write::STATUS,
            values![
                self.org, id, from, self.seq, to, household, code, None::<Id>
            ],
        )
    }

    /// A household that begins on the day. Refuses `people.number_in_use`; `not_a_village`.
    pub fn new_household(
        &mut self,
        unit: Id,
        number: Option<String>,
        head: Id,
    ) -> Result<Household> {
        access::require(self.tx, self.ctx, Right::RecordPeople, unit)?;
        let code = life::unit_code(self.tx, unit)?
            .ok_or_else(|| Error::invalid("village", "not_chosen"))?;
        let number = match number {
            Some(number) if life::number_was_given(self.tx, self.org, &number)? => {
                return Err(Refusal::new("people.number_in_use")
                    .with("number", number)
                    .into());
            }
            Some(number) => number,
            None => {
                let prefix = format!("{code}Z");
                let last = life::last_number(self.tx, self.org, &prefix)?;
                let last: i64 = last
                    .and_then(|number| number.strip_prefix(&prefix)?.parse().ok())
                    .unwrap_or(0);
                format!("{prefix}{:06}", last + 1)
            }
        };
        let household = Household {
            id: self.tx.new_subject()?,
            number,
            unit,
            head: Some(head),
            from: self.date,
        };
        self.household_row(&household, self.date, None, Some(head))?;
        Ok(household)
    }

    /// A person of whom nothing was known.
    pub fn new_person(
        &mut self,
        person: Id,
        record: &PersonRecord,
        reason: Option<String>,
        birth_year: Option<i64>,
        sex: Option<String>,
    ) -> Result<()> {
        let sealed = tags::seal(self.tx, person, record)?;
        self.people.insert(person);
        self.tx.insert(
            write::PERSON,
            values![
                self.org,
                person,
                self.date,
                self.seq,
                None::<Date>,
                sealed,
                reason,
                birth_year,
                sex,
                None::<Id>
            ],
        )
    }

    /// Writes the event and makes the search rows again of all that it touched. Invalid: `reason`.
    pub fn record(self, event: Event) -> Result<Id> {
        if let Some(reason) = &event.reason {
            let codes = base::codes(self.tx)?;
            if codes
                .get(crate::people::codes::MOVE_REASON, reason)
                .is_none()
            {
                return Err(Error::invalid("reason", "not_chosen"));
            }
        }
        let id = self.tx.new_id()?;
        self.tx.insert(
            life::EVENT,
            values![
                self.org,
                id,
                self.seq,
                event.date,
                event.kind.code(),
                event.household,
                event.other,
                event.person,
                event.unit,
                event.reason,
                event.voids,
                self.ctx.actor.user
            ],
        )?;
        let mut households = self.households;
        households.insert(event.household);
        households.extend(event.other);
        remake(self.tx, self.ctx, &households, &self.people)?;
        Ok(id)
    }
}

/// The search rows of these households and people, and whether these people are gone.
pub(super) fn remake(
    tx: &mut Tx,
    ctx: &Ctx,
    households: &BTreeSet<Id>,
    people: &BTreeSet<Id>,
) -> Result<()> {
    let org = ctx.org;
    let all: Vec<Id> = households.iter().copied().collect();
    let persons: Vec<Id> = people.iter().copied().collect();
    write::forget_people(tx, org, &persons)?;
    write::forget_members(tx, org, &all)?;
    write::forget_households(tx, org, &all)?;
    rebuild::remake(tx, org, &all, ctx.today(), far()?)?;
    for person in persons {
        life::forget_gone(tx, org, person)?;
        super::gone::note(tx, org, person)?;
    }
    Ok(())
}

fn later(from: Date) -> Error {
    Refusal::new("people.later_known").with("date", from).into()
}
