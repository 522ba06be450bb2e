//! The rows of one import, gathered table by table and written in the order of each table's key.

use crate::people::compare::{BaseStatus, PlannedHousehold, PlannedPerson, StatusChange};
use crate::people::plan_import::far;
use crate::people::store::write::FactRow;
use crate::people::store::{base, facts, write};
use crate::people::villages::Villages;
use crate::people::{tags, texts};
use access::texts::Text;
use kernel::{Ctx, Date, Error, Id, OrgId, Result, pinyin};
use std::collections::HashMap;
use store::{Tx, Value, values};

pub(super) struct Writer<'a, 's> {
    tx: &'a mut Tx<'s>,
    org: OrgId,
    seq: i64,
    import: Id,
    as_of: Date,
    today: Date,
    far: Date,
    households: Vec<FactRow>,
    people: Vec<FactRow>,
    memberships: Vec<FactRow>,
    statuses: Vec<FactRow>,
    search: Vec<Vec<Value>>,
    texts: Vec<Text>,
    household_search: Vec<Vec<Value>>,
    forget_people: Vec<Id>,
    forget_households: Vec<Id>,
    /// The last number given in each village to households that came without one.
    last_numbers: HashMap<Id, i64>,
}

/// Where a person belongs, for his rows.
struct Place {
    household: Id,
    unit: Id,
}

impl<'a, 's> Writer<'a, 's> {
    pub(super) fn new(
        tx: &'a mut Tx<'s>,
        ctx: &Ctx,
        import: Id,
        as_of: Date,
    ) -> Result<Writer<'a, 's>> {
        let seq = tx.seq()?;
        Ok(Writer {
            tx,
            org: ctx.org,
            seq,
            import,
            as_of,
            today: ctx.today(),
            far: far()?,
            households: Vec::new(),
            people: Vec::new(),
            memberships: Vec::new(),
            statuses: Vec::new(),
            search: Vec::new(),
            texts: Vec::new(),
            household_search: Vec::new(),
            forget_people: Vec::new(),
            forget_households: Vec::new(),
            last_numbers: HashMap::new(),
        })
    }

    pub(super) fn household(
        &mut self,
        planned: &PlannedHousehold,
        villages: &Villages,
    ) -> Result<()> {
        let (id, number) = match (&planned.known, &planned.number) {
            (Some(known), _) => (known.id, known.number.clone()),
            (None, Some(number)) => (self.tx.new_subject()?, number.clone()),
            (None, None) => (
                self.tx.new_subject()?,
                self.next_number(planned.unit, villages)?,
            ),
        };
        if planned.unit_changed() {
            facts::move_search(self.tx, self.org, id, planned.unit)?;
        }
        let place = Place {
            household: id,
            unit: planned.unit,
        };
        let mut head = None;
        for (at, person) in planned.people.iter().enumerate() {
            let person = self.person(person, &place)?;
            if at == planned.head {
                head = Some(person);
            }
        }
        if planned.is_new() || planned.unit_changed() || planned.head_changed {
            let row = values![
                self.org,
                id,
                self.as_of,
                self.seq,
                None::<Date>,
                number.clone(),
                planned.unit,
                head,
                self.import
            ];
            self.households.push((id, self.as_of.to_string(), row));
        }
        for change in &planned.status_changes {
            self.status(id, change)?;
        }
        if !planned.is_new() {
            self.forget_households.push(id);
        }
        let head_name = planned
            .people
            .get(planned.head)
            .map_or("", |head| head.record.name.as_str());
        let members = i64::try_from(planned.people.len() + planned.missing).unwrap_or(i64::MAX);
        self.household_search.push(values![
            self.org,
            id,
            planned.unit,
            number,
            head_name,
            pinyin::sort_key(head_name),
            members,
            holding(&planned.statuses, self.today),
            self.as_of
        ]);
        Ok(())
    }

    /// `371502104200Z0001`: the village's code, Z for "given by zhen", a running number.
    fn next_number(&mut self, unit: Id, villages: &Villages) -> Result<String> {
        let code = villages
            .get(unit)
            .map_or_else(|| unit.to_string(), |village| village.code.clone());
        let prefix = format!("{code}Z");
        if !self.last_numbers.contains_key(&unit) {
            let last = base::last_number(self.tx, self.org, &prefix)?;
            let last = last
                .and_then(|number| number.strip_prefix(&prefix)?.parse().ok())
                .unwrap_or(0);
            self.last_numbers.insert(unit, last);
        }
        let last = self.last_numbers.entry(unit).or_insert(0);
        *last += 1;
        Ok(format!("{prefix}{last:06}"))
    }

    fn person(&mut self, planned: &PlannedPerson, place: &Place) -> Result<Id> {
        let Some(known) = &planned.known else {
            let person = self.tx.new_subject()?;
            self.record(person, planned)?;
            let membership = self.tx.new_id()?;
            self.membership(membership, person, place, &planned.listed.relation);
            self.search_row(person, membership, planned, place);
            return Ok(person);
        };
        let mut membership = known.membership;
        if planned.is_moved {
            self.end_membership(membership)?;
            membership = self.tx.new_id()?;
        }
        if planned.is_moved || planned.relation_changed() {
            self.membership(membership, known.id, place, &planned.listed.relation);
        }
        if !planned.changed.is_empty() {
            self.record(known.id, planned)?;
            self.forget_people.push(known.id);
            self.search_row(known.id, membership, planned, place);
        } else if planned.is_changed() {
            facts::move_person(
                self.tx,
                self.org,
                known.id,
                place.household,
                membership,
                place.unit,
                &planned.listed.relation,
            )?;
        }
        Ok(known.id)
    }

    fn record(&mut self, person: Id, planned: &PlannedPerson) -> Result<()> {
        let sealed = tags::seal(self.tx, person, &planned.record)?;
        let (birth_year, sex) = of_birth(planned);
        let reason = planned
            .listed
            .no_identity_reason
            .clone()
            .filter(|_| planned.record.identity.is_none());
        let row = values![
            self.org,
            person,
            self.as_of,
            self.seq,
            None::<Date>,
            sealed,
            reason,
            birth_year,
            sex,
            self.import
        ];
        self.people.push((person, self.as_of.to_string(), row));
        Ok(())
    }

    fn membership(&mut self, id: Id, person: Id, place: &Place, relation: &str) {
        let row = values![
            self.org,
            id,
            self.as_of,
            self.seq,
            None::<Date>,
            place.household,
            person,
            relation,
            self.import
        ];
        self.memberships.push((id, self.as_of.to_string(), row));
    }

    fn end_membership(&mut self, id: Id) -> Result<()> {
        let standing = facts::membership(self.tx, self.org, id, self.far)?;
        let Some(m) = standing else {
            return Err(Error::Internal(format!("membership {id} has no row")));
        };
        let row = values![
            self.org,
            id,
            m.from,
            self.seq,
            self.as_of,
            m.household,
            m.person,
            m.relation,
            self.import
        ];
        self.memberships.push((id, m.from.to_string(), row));
        Ok(())
    }

    fn status(&mut self, household: Id, change: &StatusChange) -> Result<()> {
        let mut put = |id: Id, from: Date, to: Option<Date>, code: &str| {
            let row = values![
                self.org,
                id,
                from,
                self.seq,
                to,
                household,
                code,
                self.import
            ];
            self.statuses.push((id, from.to_string(), row));
        };
        match change {
            StatusChange::Begin { code, from, to } => put(self.tx.new_id()?, *from, *to, code),
            StatusChange::End { id, code, from, to } => put(*id, *from, *to, code),
            StatusChange::Move {
                id,
                code,
                was,
                from,
                to,
            } => {
                put(*id, *was, Some(*was), code);
                put(self.tx.new_id()?, *from, *to, code);
            }
        }
        Ok(())
    }

    fn search_row(&mut self, person: Id, membership: Id, planned: &PlannedPerson, place: &Place) {
        let record = &planned.record;
        let number = record.identity.as_deref();
        let (birth_year, sex) = of_birth(planned);
        self.texts
            .push(texts::of_person(person, place.unit, &record.name));
        self.search.push(values![
            self.org,
            person,
            place.household,
            membership,
            place.unit,
            record.name.clone(),
            pinyin::sort_key(&record.name),
            pinyin::initials(&record.name),
            number.map(|number| tags::identity(self.tx, self.org, number)),
            number.map(|number| tags::last_four(self.tx, self.org, number)),
            planned.listed.relation.clone(),
            birth_year,
            sex,
            planned.tags.content
        ]);
    }

    /// Search rows of what changed are taken away before any is written: writing them in between
    /// would send half-filled buffers again and again.
    pub(super) fn finish(self) -> Result<()> {
        write::forget_people(self.tx, self.org, &self.forget_people)?;
        write::forget_households(self.tx, self.org, &self.forget_households)?;
        write::facts(self.tx, write::HOUSEHOLD, self.households)?;
        write::facts(self.tx, write::PERSON, self.people)?;
        write::facts(self.tx, write::MEMBERSHIP, self.memberships)?;
        write::facts(self.tx, write::STATUS, self.statuses)?;
        for row in self.search {
            self.tx.insert(write::SEARCH, row)?;
        }
        for text in self.texts {
            access::texts::add(self.tx, self.org, &text)?;
        }
        for row in self.household_search {
            self.tx.insert(write::HOUSEHOLD_SEARCH, row)?;
        }
        Ok(())
    }
}

/// From the number of the list, else as known.
fn of_birth(planned: &PlannedPerson) -> (Option<i64>, Option<String>) {
    let known = planned.known.as_ref();
    let year = planned.listed.birth_year.or_else(|| known?.birth_year);
    let sex = planned
        .listed
        .sex
        .map(str::to_owned)
        .or_else(|| known?.sex.clone());
    (year, sex)
}

/// The codes that hold on a day, as the search rows keep them.
pub(crate) fn holding(statuses: &[BaseStatus], today: Date) -> String {
    let holds =
        |status: &&BaseStatus| status.from <= today && status.to.is_none_or(|to| today < to);
    let mut codes: Vec<&str> = statuses
        .iter()
        .filter(holds)
        .map(|status| status.code.as_str())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(",")
}
