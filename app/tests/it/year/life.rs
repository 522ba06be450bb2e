//! What happens to people, and what is only claimed to have happened.

use super::Year;
use super::place::PEOPLE;
use kernel::{Date, Id, OrgId, Result};
use modules::people::life::{self, Newcomer, Recorded};
use modules::people::reverse_import::Rests;
use std::collections::BTreeSet;
use store::{Tx, values};
use testkit::cast;

const RESTS: &[Rests] = &[Rests {
    what: "roster",
    count: on_a_roster,
}];

fn on_a_roster(tx: &mut Tx, org: OrgId, households: &BTreeSet<Id>) -> Result<i64> {
    let asked: Vec<Id> = households.iter().copied().collect();
    Ok(modules::shares::households_in_use(tx, org, &asked)?.len() as i64)
}

impl Year {
    pub(super) fn life(&mut self) {
        match self.n(15) {
            0 | 1 => self.birth(),
            2 | 3 => self.death(),
            4 => self.marriage(),
            5 => self.move_in(),
            6 => self.move_out(),
            7 => self.split(),
            8 => self.merge(),
            9 | 10 => self.change_head(),
            11 => self.status(),
            12 | 13 => self.confirm(),
            _ => self.correct(),
        }
    }

    /// A household that stands, or now and then one that is no more.
    pub(super) fn some_house(&self) -> usize {
        if self.one_in(12) {
            return self.n(self.model.houses.len());
        }
        let houses = self.model.houses.iter().enumerate();
        let standing: Vec<usize> = houses.filter(|(_, h)| h.stands).map(|(at, _)| at).collect();
        self.pick(&standing).unwrap_or(0)
    }

    /// Who may record it there, or now and then somebody who may not.
    fn recorder(&self, house: usize) -> &'static str {
        let village = self.model.houses[house].village;
        match self.n(12) {
            0 => ["village0", "village1", "village2"][(village + 1) % 3],
            1 => ["accountant", "auditor"][self.n(2)],
            2..=5 => "clerk",
            _ => ["village0", "village1", "village2"][village],
        }
    }

    fn id(&self, house: usize) -> Id {
        self.model.houses[house].id
    }

    fn member(&self, house: usize) -> Option<usize> {
        if self.one_in(15) {
            return Some(self.n(self.model.people.len()));
        }
        self.pick(&self.model.members(house))
    }

    /// Who is to be head of those who stay, where the head goes; sometimes nobody is named.
    fn heir(&self, house: usize, going: &[usize]) -> Option<usize> {
        let head_goes = self.model.houses[house]
            .head
            .is_some_and(|head| going.contains(&head));
        if !head_goes || self.one_in(5) {
            return None;
        }
        let mut staying = self.model.members(house);
        staying.retain(|person| !going.contains(person));
        self.pick(&staying)
    }

    fn ids(&self, person: Option<usize>) -> Option<Id> {
        person.map(|at| self.model.people[at].id)
    }

    /// Somebody of the cast, known here or not.
    fn newcomer(&self, relation: &str) -> Newcomer {
        let number = if self.one_in(4) {
            self.n(PEOPLE)
        } else {
            PEOPLE + self.n(500)
        };
        let person = cast::person(number);
        Newcomer {
            name: person.name,
            identity: Some(person.identity),
            relation: relation.into(),
            ..Newcomer::default()
        }
    }

    fn birth(&mut self) {
        let date = self.some_day();
        let house = self.some_house();
        let child = Newcomer {
            name: "小满".into(),
            no_identity_reason: (!self.one_in(10)).then(|| "newborn".into()),
            sex: Some("female".into()),
            relation: if self.one_in(15) { "head" } else { "daughter" }.into(),
            ..Newcomer::default()
        };
        let input = life::RecordBirth {
            household: self.id(house),
            date,
            child,
        };
        let who = self.recorder(house);
        if let Some(done) = self.attempt(who, input, life::record_birth) {
            self.model.happened(done.event, |model| {
                let person = model.person(done.person.unwrap());
                model.join(person, house, date);
            });
        }
    }

    fn death(&mut self) {
        let date = self.some_day();
        let house = self.some_house();
        let Some(person) = self.member(house) else {
            return;
        };
        let new_head = self.heir(house, &[person]);
        let input = life::RecordDeath {
            household: self.id(house),
            date,
            person: self.model.people[person].id,
            new_head: self.ids(new_head),
            relations: Vec::new(),
        };
        let who = self.recorder(house);
        if let Some(done) = self.attempt(who, input, life::record_death) {
            self.model.happened(done.event, |model| {
                model.people[person].is_dead = true;
                model.leave(&[person], house, new_head, date);
            });
        }
    }

    fn marriage(&mut self) {
        let date = self.some_day();
        let (house, from) = (self.some_house(), self.some_house());
        let is_stranger = self.one_in(3);
        let person = if is_stranger { None } else { self.member(from) };
        let new_head = person.and_then(|person| self.heir(from, &[person]));
        let input = life::RecordMarriage {
            household: self.id(house),
            date,
            relation: "daughter_in_law".into(),
            person: self.ids(person),
            from: person.map(|_| self.id(from)),
            new_head: self.ids(new_head),
            newcomer: person.is_none().then(|| self.newcomer("daughter_in_law")),
        };
        let who = if self.one_in(3) {
            self.recorder(house)
        } else {
            "clerk"
        };
        if let Some(done) = self.attempt(who, input, life::record_marriage) {
            self.model.happened(done.event, |model| {
                let joins = model.person(done.person.unwrap());
                if person.is_some() {
                    model.leave(&[joins], from, new_head, date);
                }
                model.join(joins, house, date);
            });
        }
    }

    fn move_in(&mut self) {
        let date = self.some_day();
        let known = self.one_in(2).then(|| self.some_house());
        let village = known.map_or(self.n(3), |house| self.model.houses[house].village);
        let first = if known.is_some() { "parent" } else { "head" };
        let mut people = vec![self.newcomer(first)];
        if self.one_in(2) {
            people.push(self.newcomer("spouse"));
        }
        let input = life::MoveIn {
            household: known.map(|house| self.id(house)),
            unit: known.is_none().then(|| self.place.villages[village]),
            number: None,
            date,
            people: people.len(),
            reason: None,
        };
        let who = if self.one_in(2) {
            "clerk"
        } else {
            ["village0", "village1", "village2"][village]
        };
        let deed =
            move |tx: &mut Tx, ctx: &kernel::Ctx, input| life::move_in(tx, ctx, input, &people);
        if let Some(done) = self.attempt(who, input, deed) {
            let came = self.came();
            self.model.happened(done.event, |model| {
                let came: Vec<usize> = came.iter().map(|id| model.person(*id)).collect();
                let house = known.unwrap_or_else(|| model.house(done.household, village, came[0]));
                for person in came {
                    model.join(person, house, date);
                }
            });
        }
    }

    /// Who came with the event just recorded: an answer names one person only.
    fn came(&self) -> Vec<Id> {
        let sql = "select m.person from people_membership m where m.org = $1 and m.valid_to is null and m.seq = \
                   (select max(e.seq) from people_event e where e.org = $1) order by m.id limit 10";
        let rows = self.place.rows(sql, values![]);
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }

    fn move_out(&mut self) {
        let date = self.some_day();
        let house = self.some_house();
        let whole = self.one_in(3);
        let person = if whole { None } else { self.member(house) };
        let going = match person {
            Some(person) => vec![person],
            None => self.model.members(house),
        };
        let new_head = if whole {
            None
        } else {
            self.heir(house, &going)
        };
        let input = life::MoveOut {
            household: self.id(house),
            date,
            person: self.ids(person),
            new_head: self.ids(new_head),
            relations: Vec::new(),
            reason: None,
        };
        let who = self.recorder(house);
        if let Some(done) = self.attempt(who, input, life::move_out) {
            self.model.happened(done.event, |model| {
                model.leave(&going, house, new_head, date);
            });
        }
    }

    fn split(&mut self) {
        let date = self.some_day();
        let house = self.some_house();
        let members = self.model.members(house);
        let mut going: Vec<usize> = members.iter().copied().filter(|_| self.one_in(2)).collect();
        if self.one_in(10) {
            going.extend(self.member(house));
        }
        going.dedup();
        let Some(head) = self.pick(&going).or_else(|| self.member(house)) else {
            return;
        };
        let new_head = self.heir(house, &going);
        let input = life::SplitHousehold {
            household: self.id(house),
            date,
            members: going.iter().map(|at| self.model.people[*at].id).collect(),
            head: self.model.people[head].id,
            number: None,
            relations: Vec::new(),
            new_head: self.ids(new_head),
            statuses: Vec::new(),
        };
        let who = self.recorder(house);
        if let Some(done) = self.attempt(who, input, life::split_household) {
            let village = self.model.houses[house].village;
            self.model.happened(done.event, |model| {
                model.leave(&going, house, new_head, date);
                let new = model.house(done.household, village, head);
                for person in going {
                    model.join(person, new, date);
                }
            });
        }
    }

    fn merge(&mut self) {
        let date = self.some_day();
        if self.one_in(2) {
            return;
        }
        let (house, into) = (self.some_house(), self.some_house());
        let input = life::MergeHouseholds {
            household: self.id(house),
            into: self.id(into),
            date,
            relations: Vec::new(),
        };
        let who = if self.one_in(3) {
            self.recorder(house)
        } else {
            "clerk"
        };
        if let Some(done) = self.attempt(who, input, life::merge_households) {
            self.model.happened(done.event, |model| {
                let people = model.members(house);
                model.leave(&people, house, None, date);
                model.houses[house].stands = false;
                for person in people {
                    model.join(person, into, date);
                }
            });
        }
    }

    fn change_head(&mut self) {
        let date = self.some_day();
        let house = self.some_house();
        let Some(head) = self.member(house) else {
            return;
        };
        let input = life::ChangeHead {
            household: self.id(house),
            date,
            head: self.model.people[head].id,
            relations: Vec::new(),
        };
        let who = self.recorder(house);
        if let Some(done) = self.attempt(who, input, life::change_head) {
            self.model
                .happened(done.event, |model| model.houses[house].head = Some(head));
        }
    }

    fn status(&mut self) {
        let house = self.some_house();
        let (household, date): (Id, Date) = (self.id(house), self.some_day());
        let code = [
            "relieved",
            "ordinary",
            "unstable",
            "low_income",
            "monitored",
        ][self.n(5)]
        .to_owned();
        let who = self.recorder(house);
        let done: Option<Recorded> = if self.one_in(3) {
            self.attempt(
                who,
                life::EndStatus {
                    household,
                    date,
                    code,
                },
                life::end_status,
            )
        } else {
            self.attempt(
                who,
                life::SetStatus {
                    household,
                    date,
                    code,
                },
                life::set_status,
            )
        };
        if let Some(done) = done {
            self.model.happened(done.event, |_| {});
        }
    }

    fn some_event(&self) -> Option<Id> {
        let from = self
            .model
            .events
            .len()
            .saturating_sub(if self.one_in(3) { 40 } else { 3 });
        self.pick(&self.model.events[from..])
            .map(|(event, _)| event)
    }

    fn confirm(&mut self) {
        let Some(event) = self.some_event() else {
            return;
        };
        let who = [
            "clerk", "clerk", "clerk", "village0", "village1", "village2",
        ][self.n(6)];
        self.attempt(who, life::ConfirmEvent { event }, life::confirm_event);
    }

    fn correct(&mut self) {
        let Some(event) = self.some_event() else {
            return;
        };
        let who = if self.one_in(6) { "village0" } else { "clerk" };
        let deed = |tx: &mut Tx, ctx: &kernel::Ctx, input| life::correct(tx, ctx, input, RESTS);
        if let Some(done) = self.attempt(who, life::Correct { event }, deed) {
            self.model.unhappened(event);
            self.model.happened(done.event, |_| {});
        }
    }

    pub(super) fn make_head(&mut self, house: usize, head: usize) {
        let input = life::ChangeHead {
            household: self.id(house),
            date: self.place.today(),
            head: self.model.people[head].id,
            relations: Vec::new(),
        };
        let done = self.attempt("clerk", input, life::change_head).unwrap();
        self.model
            .happened(done.event, |model| model.houses[house].head = Some(head));
    }

    pub(super) fn marry(&mut self, person: usize, from: usize, house: usize) {
        let date = self.place.today();
        let input = life::RecordMarriage {
            household: self.id(house),
            date,
            relation: "parent".into(),
            person: self.ids(Some(person)),
            from: Some(self.id(from)),
            new_head: None,
            newcomer: None,
        };
        let done = self.attempt("clerk", input, life::record_marriage).unwrap();
        self.model.happened(done.event, |model| {
            model.leave(&[person], from, None, date);
            model.join(person, house, date);
        });
    }

    pub(super) fn die(&mut self, person: usize, house: usize) {
        let date = self.place.today();
        let input = life::RecordDeath {
            household: self.id(house),
            date,
            person: self.model.people[person].id,
            new_head: None,
            relations: Vec::new(),
        };
        let done = self.attempt("clerk", input, life::record_death).unwrap();
        self.model.happened(done.event, |model| {
            model.people[person].is_dead = true;
            model.leave(&[person], house, None, date);
        });
    }
}
