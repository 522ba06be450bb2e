//! What the year should have come to: a small model of its own, plain lists and sums. It knows what each lawful
//! deed does and nothing about why another is refused.

use kernel::{Date, Id};
use std::collections::BTreeMap;

/// Book, account, party.
pub type Key = (Id, String, Option<Id>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub id: Id,
    /// Index of the household that he lives in.
    pub home: Option<usize>,
    /// Where he lived and since when, the last at the end. Who leaves on the day he came was never there.
    pub homes: Vec<(usize, Date)>,
    pub is_dead: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    pub id: Id,
    pub village: usize,
    /// Index of a person.
    pub head: Option<usize>,
    pub stands: bool,
}

/// What an event of life changed: index and what was before; nothing before: it was made.
#[derive(Debug, Clone, Default)]
pub struct Undo {
    people: Vec<(usize, Option<Person>)>,
    houses: Vec<(usize, Option<House>)>,
}

#[derive(Debug, Clone)]
pub struct Project {
    pub id: Id,
    pub book: Id,
    pub asset: Id,
}

#[derive(Debug, Clone)]
pub struct Class {
    pub id: Id,
    pub book: Id,
    pub register: usize,
    /// person, household, collective
    pub holder: &'static str,
    pub money_book: Id,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub key: payout::LineKey,
    pub household: Id,
    pub gross: i64,
    pub net: i64,
    pub payee: Id,
    /// Payments made so far, and whether the last of them is out.
    pub attempts: i64,
    pub is_out: bool,
    pub is_unclaimed: bool,
    /// Whether the last payment came out of what nobody fetched.
    pub from_unclaimed: bool,
    pub holds: Vec<(Id, payout::HoldReason)>,
    pub owed_back: i64,
}

impl Line {
    pub fn new(key: payout::LineKey, household: Id, gross: i64, tax: i64) -> Line {
        Line {
            key,
            household,
            gross,
            net: gross - tax,
            payee: household,
            attempts: 0,
            is_out: false,
            is_unclaimed: false,
            from_unclaimed: false,
            holds: Vec::new(),
            owed_back: 0,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Round {
    pub id: Id,
    pub book: Id,
    pub is_register: bool,
    pub pool: i64,
    pub policy: kernel::apportion::Policy,
    pub state: payout::State,
    pub displayed: Option<Date>,
    pub lines: Vec<Line>,
    /// What the declaration moved.
    pub moved: Vec<(Key, i64)>,
    pub objections: Vec<Id>,
}

#[derive(Default)]
pub struct Model {
    pub people: Vec<Person>,
    pub houses: Vec<House>,
    /// Events of life with what takes them back.
    pub events: Vec<(Id, Undo)>,
    pub projects: Vec<Project>,
    pub incomes: Vec<(Id, Vec<(Key, i64)>)>,
    /// Lines of rosters.
    pub roster: Vec<Id>,
    pub registers: Vec<Id>,
    pub classes: Vec<Class>,
    /// Changes of holdings with what each moved, shares and money.
    pub changes: Vec<(Id, Vec<(Key, i64)>)>,
    pub rounds: Vec<Round>,
    /// Debits less credits.
    pub balances: BTreeMap<Key, i64>,
}

pub fn key(book: Id, code: &str, party: Option<Id>) -> Key {
    (book, code.to_owned(), party)
}

impl Model {
    pub fn moved(&mut self, moves: &[(Key, i64)]) {
        for (key, amount) in moves {
            *self.balances.entry(key.clone()).or_default() += amount;
        }
        let sum: i64 = moves.iter().map(|(_, amount)| amount).sum();
        assert_eq!(sum, 0, "the model itself is out of balance: {moves:?}");
    }

    pub fn taken_back(&mut self, moves: &[(Key, i64)]) {
        let mirror: Vec<_> = moves
            .iter()
            .map(|(key, amount)| (key.clone(), -amount))
            .collect();
        self.moved(&mirror);
    }

    pub fn balance(&self, book: Id, code: &str, party: Option<Id>) -> i64 {
        self.balances
            .get(&key(book, code, party))
            .copied()
            .unwrap_or(0)
    }

    /// Accounts that hold something.
    pub fn standing(&self) -> BTreeMap<Key, i64> {
        let held = self.balances.iter().filter(|(_, sum)| **sum != 0);
        held.map(|(key, sum)| (key.clone(), *sum)).collect()
    }

    pub fn members(&self, house: usize) -> Vec<usize> {
        let all = self.people.iter().enumerate();
        all.filter(|(_, person)| person.home == Some(house))
            .map(|(at, _)| at)
            .collect()
    }

    pub fn person(&mut self, id: Id) -> usize {
        if let Some(at) = self.people.iter().position(|person| person.id == id) {
            return at;
        }
        self.people.push(Person {
            id,
            home: None,
            homes: Vec::new(),
            is_dead: false,
        });
        self.people.len() - 1
    }

    pub fn house(&mut self, id: Id, village: usize, head: usize) -> usize {
        self.houses.push(House {
            id,
            village,
            head: Some(head),
            stands: true,
        });
        self.houses.len() - 1
    }

    pub fn join(&mut self, person: usize, house: usize, date: Date) {
        let person = &mut self.people[person];
        person.home = Some(house);
        person.homes.push((house, date));
    }

    /// Out of a household, which ends with its last member; `new_head` where one was named.
    pub fn leave(&mut self, people: &[usize], house: usize, new_head: Option<usize>, date: Date) {
        for person in people {
            let person = &mut self.people[*person];
            person.home = None;
            if person.homes.last().is_some_and(|(_, since)| *since == date) {
                person.homes.pop();
            }
        }
        let is_empty = self.members(house).is_empty();
        let house = &mut self.houses[house];
        if is_empty {
            house.stands = false;
        } else if new_head.is_some() {
            house.head = new_head;
        } else if house.head.is_some_and(|head| people.contains(&head)) {
            house.head = None;
        }
    }

    /// Does what an event says and remembers how to take it back.
    pub fn happened(&mut self, event: Id, change: impl FnOnce(&mut Model)) {
        let (people, houses) = (self.people.clone(), self.houses.clone());
        change(self);
        let mut undo = Undo::default();
        for (at, now) in self
            .people
            .iter()
            .enumerate()
            .filter(|(at, now)| people.get(*at) != Some(*now))
        {
            assert_eq!(now.id, self.people[at].id);
            undo.people.push((at, people.get(at).cloned()));
        }
        for (at, _) in self
            .houses
            .iter()
            .enumerate()
            .filter(|(at, now)| houses.get(*at) != Some(*now))
        {
            undo.houses.push((at, houses.get(at).cloned()));
        }
        self.events.push((event, undo));
    }

    pub fn unhappened(&mut self, event: Id) {
        let Some((_, undo)) = self.events.iter().find(|(id, _)| *id == event).cloned() else {
            return;
        };
        for (at, before) in undo.people {
            let id = self.people[at].id;
            self.people[at] = before.unwrap_or(Person {
                id,
                home: None,
                homes: Vec::new(),
                is_dead: false,
            });
        }
        for (at, before) in undo.houses {
            let now = self.houses[at].clone();
            self.houses[at] = before.unwrap_or(House {
                stands: false,
                head: None,
                ..now
            });
        }
    }
}
