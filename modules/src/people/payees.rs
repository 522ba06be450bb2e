//! Households as payees: found by what a list of accounts says of them, all of a list at once.

use super::store::{base, payees};
use super::tags;
use ::web::rounds::{Found, Sought};
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::{BTreeSet, HashMap};
use store::Tx;

/// A household that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub id: Id,
    pub number: String,
    pub head: String,
    pub unit: Id,
}

/// One answer for each question, within the scope of `right`.
pub fn seek(tx: &mut Tx, ctx: &Ctx, right: Right, sought: &[Sought]) -> Result<Vec<Found>> {
    let scope = Scope::of(ctx, right);
    let (mut numbers, mut identities, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for one in sought {
        match one {
            Sought::Number(number) => numbers.push(number.clone()),
            Sought::Identity(number) => {
                identities.push(tags::identity(tx, ctx.org, number).to_vec());
            }
            Sought::Head { name, .. } => names.push(name.clone()),
        }
    }
    let by_number = gathered(payees::by_numbers(tx, &scope, &numbers)?);
    let by_tag = gathered(payees::by_tags(tx, &scope, &identities)?);
    let heads = payees::by_heads(tx, &scope, &names)?;
    let heads = heads.into_iter().map(|(name, unit, id)| ((name, unit), id));
    let by_head = gathered(heads.collect());
    let villages = match names.is_empty() {
        true => None,
        false => Some(base::villages(tx, ctx, right)?),
    };
    let mut identities = identities.iter();
    let found = sought.iter().map(|one| match one {
        Sought::Number(number) => one_of(by_number.get(number)),
        Sought::Identity(_) => one_of(identities.next().and_then(|tag| by_tag.get(tag))),
        Sought::Head { village, name } => {
            let found = villages.as_ref().map(|all| all.find(village, None));
            match found {
                Some(Ok(unit)) => one_of(by_head.get(&(name.clone(), unit))),
                _ => Found::NoVillage,
            }
        }
    });
    Ok(found.collect())
}

fn gathered<K: std::hash::Hash + Eq>(found: Vec<(K, Id)>) -> HashMap<K, BTreeSet<Id>> {
    let mut all: HashMap<K, BTreeSet<Id>> = HashMap::new();
    for (key, id) in found {
        all.entry(key).or_default().insert(id);
    }
    all
}

fn one_of(found: Option<&BTreeSet<Id>>) -> Found {
    let mut found = found.into_iter().flatten();
    match (found.next(), found.next()) {
        (None, _) => Found::Nobody,
        (Some(one), None) => Found::One(*one),
        (Some(_), Some(_)) => Found::Several,
    }
}

/// Those of these households that stand, with number, head and village.
pub fn named(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Named>> {
    payees::named(tx, org, households)
}

/// The households to which something that stands happened between two days, both included: the others need not be
/// asked one by one.
pub fn changed_households(tx: &mut Tx, org: OrgId, days: (Date, Date)) -> Result<BTreeSet<Id>> {
    payees::changed(tx, org, days)
}
