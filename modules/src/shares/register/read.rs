//! The register as of any day, as known at any seq: holdings by class and household, the root over them,
//! and who is entitled to a round. Holdings are balances of the ledger; households come from memberships.

use super::HELD;
use super::model::Holder;
use super::store::{self, Class, Register};
use ::store::Tx;
use kernel::merkle::{Leaf, Published, Sums, Tree};
use kernel::{Date, Error, Id, OrgId, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What one person holds of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonHolding {
    pub person: Id,
    pub class: Id,
    pub quantity: i64,
    pub is_deceased: bool,
}

/// What a household holds: as a whole, and through its persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterHolding {
    pub household: Id,
    /// Its village on the day.
    pub unit: Id,
    /// Smallest units by class.
    pub shares: BTreeMap<Id, i64>,
    /// The persons behind classes held by persons.
    pub persons: Vec<PersonHolding>,
    /// A person who holds here has died, and nobody of the household is alive to receive for him.
    pub is_deceased: bool,
}

impl RegisterHolding {
    /// Of all classes together.
    pub fn total(&self) -> i64 {
        self.shares.values().sum()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassState {
    pub class: Class,
    /// Shares issued, from the account that all issues debit.
    pub issued: i64,
    /// The sum of all holders.
    pub held: i64,
    pub holders: usize,
}

/// The whole register on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterState {
    pub register: Register,
    pub classes: Vec<ClassState>,
    /// In the order of household ids.
    pub households: Vec<RegisterHolding>,
    /// Held by the collective itself, or by a person of no household: (party, class, quantity).
    pub others: Vec<(Id, Id, i64)>,
}

/// `NotFound` where there was no such register on that day, as known at `seq` (`i64::MAX`: now).
pub fn register_as_of(
    tx: &mut Tx,
    org: OrgId,
    register: Id,
    date: Date,
    seq: i64,
) -> Result<RegisterState> {
    let found = store::register(tx, org, register, date, seq)?.ok_or(Error::NotFound)?;
    let dead = store::dead(tx, org, date, seq)?;
    let mut classes = Vec::new();
    let mut households: BTreeMap<Id, RegisterHolding> = BTreeMap::new();
    let mut others = Vec::new();
    let mut homes: BTreeMap<Id, Option<Id>> = BTreeMap::new();
    for class in store::classes(tx, org, register, date, seq)? {
        let held = ledger::balances_by_party(tx, org, class.book, HELD, date, seq)?;
        for (party, quantity) in &held {
            let home = match class.holder {
                Holder::Collective => None,
                Holder::Household => Some(*party),
                Holder::Person => match homes.get(party) {
                    Some(home) => *home,
                    None => {
                        let home = store::household_of(tx, org, *party, date, seq)?;
                        homes.insert(*party, home);
                        home
                    }
                },
            };
            let Some(home) = home else {
                others.push((*party, class.id, *quantity));
                continue;
            };
            let holding = households.entry(home).or_insert_with(|| RegisterHolding {
                household: home,
                unit: found.unit,
                shares: BTreeMap::new(),
                persons: Vec::new(),
                is_deceased: false,
            });
            *holding.shares.entry(class.id).or_default() += quantity;
            if class.holder == Holder::Person {
                holding.persons.push(PersonHolding {
                    person: *party,
                    class: class.id,
                    quantity: *quantity,
                    is_deceased: dead.contains(party),
                });
            }
        }
        let issued = issued(tx, org, class.book, date, seq)?;
        classes.push(ClassState {
            issued,
            held: held.values().sum(),
            holders: held.len(),
            class,
        });
    }
    for holding in households.values_mut() {
        if let Some(unit) = store::unit_of(tx, org, holding.household, date, seq)? {
            holding.unit = unit;
        }
        if holding.persons.iter().any(|person| person.is_deceased) {
            let living = store::members_of(tx, org, holding.household, date, seq)?;
            holding.is_deceased = living.iter().all(|person| dead.contains(person));
        }
    }
    Ok(RegisterState {
        register: found,
        classes,
        households: households.into_values().collect(),
        others,
    })
}

fn issued(tx: &mut Tx, org: OrgId, book: Id, date: Date, seq: i64) -> Result<i64> {
    match ledger::find_account(tx, org, book, super::ISSUED, None)? {
        Some(account) => ledger::balance(tx, org, account.id, date, seq),
        None => Ok(0),
    }
}

/// Who is entitled to a round made from this register: its households on the record date. What the
/// collective itself holds is no household's.
pub fn entitlements_of(
    tx: &mut Tx,
    org: OrgId,
    register: Id,
    date: Date,
    seq: i64,
) -> Result<Vec<RegisterHolding>> {
    Ok(register_as_of(tx, org, register, date, seq)?.households)
}

/// The five-sum tree over the holders: a leaf for each household and each other holder, with payees and
/// shares; weight, gross and tax are zero. A commitment is HMAC(register, holder) under the key file.
pub fn tree(tx: &mut Tx, org: OrgId, state: &RegisterState) -> Result<Tree> {
    let mut held: BTreeMap<Id, i64> = BTreeMap::new();
    for holding in &state.households {
        *held.entry(holding.household).or_default() += holding.total();
    }
    for (party, _, quantity) in &state.others {
        *held.entry(*party).or_default() += quantity;
    }
    let mut leaves = Vec::with_capacity(held.len());
    for (holder, quantity) in held {
        let commitment = tx.hmac(
            "shares/register",
            &[
                &org.to_be_bytes(),
                &state.register.id.0.to_be_bytes(),
                &holder.0.to_be_bytes(),
            ],
        );
        let mut key = [0; 16];
        key.iter_mut()
            .zip(commitment)
            .for_each(|(to, from)| *to = from);
        let shares =
            u64::try_from(quantity).map_err(|e| Error::internal("a holding below zero", e))?;
        leaves.push(Leaf {
            key,
            commitment,
            sums: Sums {
                payees: 1,
                shares,
                ..Sums::default()
            },
        });
    }
    let context = format!("shares.register/{org}/{}", state.register.id);
    Tree::build(context.as_bytes(), leaves)
}

/// Root, sums and number of holders of the register on a day, as known now.
pub fn root(tx: &mut Tx, org: OrgId, register: Id, date: Date) -> Result<Published> {
    let state = register_as_of(tx, org, register, date, i64::MAX)?;
    Ok(tree(tx, org, &state)?.published())
}

/// Problems of an org's registers, for the audit: `register_total_differs` (holders do not add up to
/// shares issued), `register_event_differs` (holdings are not what the changes come to),
/// `register_household_differs` (a household's total is not the sum of its persons and of what it holds).
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<::store::audit::Problem>> {
    let mut by_events: BTreeMap<Id, BTreeMap<Id, i64>> = BTreeMap::new();
    let mut last: Option<Date> = None;
    store::each_event(tx, org, |event| {
        last = last.max(event.date);
        let held = by_events.entry(event.class).or_default();
        if let Some(from) = event.from {
            *held.entry(from).or_default() -= event.quantity;
        }
        if let Some(to) = event.to {
            *held.entry(to).or_default() += event.quantity;
        }
    })?;
    let mut problems = Vec::new();
    let mut problem = |code: &'static str, place: String| {
        problems.push(::store::audit::Problem {
            code,
            place,
            seq: 0,
        });
    };
    for register in store::registers(tx, org)? {
        let last = last.map_or(register.from, |last| last.max(register.from));
        let state = register_as_of(tx, org, register.id, last, i64::MAX)?;
        for class in &state.classes {
            let place = format!("shares_class {}", class.class.id);
            if class.issued != class.held {
                problem("register_total_differs", place.clone());
            }
            let mut events = by_events.remove(&class.class.id).unwrap_or_default();
            events.retain(|_, quantity| *quantity != 0);
            let held = ledger::balances_by_party(tx, org, class.class.book, HELD, last, i64::MAX)?;
            if events != held {
                problem("register_event_differs", place);
            }
        }
        let by_person: BTreeSet<Id> = state
            .classes
            .iter()
            .filter(|c| c.class.holder == Holder::Person)
            .map(|c| c.class.id)
            .collect();
        for holding in &state.households {
            let persons: i64 = holding.persons.iter().map(|person| person.quantity).sum();
            let total: i64 = holding
                .shares
                .iter()
                .filter(|(class, _)| by_person.contains(class))
                .map(|(_, quantity)| quantity)
                .sum();
            if persons != total {
                problem(
                    "register_household_differs",
                    format!("people_household {}", holding.household),
                );
            }
        }
    }
    Ok(problems)
}
