//! A list of accounts held against those that stand: what is new, what is another one, what is the same, who is missing,
//! and what is unusual. Writes nothing.

use super::accounts::{PLACE, Sealed, Unusual, fits_check_digit};
use super::lists::AccountLine;
use crate::store::accounts::{self as store, SealedAccount, Stand, Standing};
use ::store::Tx;
use ::store::subject::Opener;
use kernel::{Id, OrgId, Result, parallel};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Accounts opened together.
const TOGETHER: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    Added,
    Changed,
    Unchanged,
}

/// What a list would do.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    pub stand: Stand,
    /// One for each line given.
    pub effects: Vec<Effect>,
    /// Payees of the same villages with an account in force who are not in the list.
    pub missing: Vec<Id>,
}

/// Notes on each line what is unusual about it, but for [`Unusual::Holder`] and [`Unusual::Identity`], which the caller
/// knows. Each account that
/// stands is opened once.
pub fn compare(tx: &mut Tx, org: OrgId, lines: &mut [AccountLine]) -> Result<Compared> {
    let places: HashMap<Id, usize> = lines.iter().map(|l| l.payee).zip(0..).collect();
    let units: HashSet<Id> = lines.iter().map(|line| line.unit).collect();
    let mut numbers: HashMap<u64, usize> = HashMap::with_capacity(lines.len());
    for line in lines.iter() {
        *numbers.entry(told_apart(&line.number)).or_default() += 1;
    }
    let mut found = Compared {
        stand: store::stand(tx, org)?,
        effects: vec![Effect::Added; lines.len()],
        missing: Vec::new(),
    };
    let opener = tx.opener(org);
    let mut waiting: Vec<(Option<usize>, SealedAccount)> = Vec::with_capacity(TOGETHER);
    let mut shared: HashSet<u64> = HashSet::new();
    let mut open = |waiting: &mut Vec<(Option<usize>, SealedAccount)>| -> Result<()> {
        let opened = parallel::map(waiting.len(), |at| match waiting.get(at) {
            Some((_, account)) => unsealed(&opener, account),
            None => Ok(None),
        });
        for ((place, account), sealed) in waiting.drain(..).zip(opened) {
            let Some(sealed) = sealed? else {
                continue;
            };
            match place.and_then(|at| Some((at, lines.get(at)?))) {
                Some((at, line)) => {
                    let is_same = line.holder == sealed.holder
                        && line.number == sealed.number
                        && line.bank == account.bank;
                    let effect = match is_same {
                        true => Effect::Unchanged,
                        false => Effect::Changed,
                    };
                    if let Some(of) = found.effects.get_mut(at) {
                        *of = effect;
                    }
                }
                None => {
                    let number = told_apart(&sealed.number);
                    if numbers.contains_key(&number) {
                        shared.insert(number);
                    }
                }
            }
        }
        Ok(())
    };
    let mut missing = Vec::new();
    let mut stands: Vec<Standing> = Vec::new();
    let mut gather = |stands: &mut Vec<Standing>,
                      waiting: &mut Vec<(Option<usize>, SealedAccount)>| {
        let Some(payee) = stands.first().map(|one| one.payee) else {
            return;
        };
        let place = places.get(&payee).copied();
        let in_force = stands.iter().filter_map(|one| one.confirmed).max();
        let of_list = stands.iter().any(|one| units.contains(&one.unit));
        if place.is_none() && in_force.is_some() && of_list {
            missing.push(payee);
        }
        // A new one is another than the one in force. What waits may yet be sent back, so that it takes nothing from a
        // list; that it is shared is worth a look.
        let counts = |one: &Standing| match one.confirmed {
            Some(seq) => Some(seq) == in_force,
            None => place.is_none(),
        };
        waiting.extend(
            stands
                .drain(..)
                .filter(counts)
                .map(|one| (place, one.account)),
        );
    };
    store::each_standing(tx, org, |one| {
        if stands.first().is_some_and(|other| other.payee != one.payee) {
            gather(&mut stands, &mut waiting);
            if waiting.len() >= TOGETHER {
                open(&mut waiting)?;
            }
        }
        stands.push(one);
        Ok(())
    })?;
    gather(&mut stands, &mut waiting);
    open(&mut waiting)?;
    found.missing = missing;
    for line in lines {
        let number = told_apart(&line.number);
        if !fits_check_digit(&line.number) {
            line.unusual.push(Unusual::CheckDigit);
        }
        if shared.contains(&number) || numbers.get(&number).is_some_and(|times| *times > 1) {
            line.unusual.push(Unusual::Shared);
        }
    }
    Ok(found)
}

/// Numbers are held as short hashes: what looks shared by chance is only looked at once more.
fn told_apart(number: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

pub(super) fn unsealed(opener: &Opener, account: &SealedAccount) -> Result<Option<Sealed>> {
    let wrapped = account.wrapped.as_deref();
    opener.open(account.id, wrapped, PLACE, account.id, &account.sealed)
}
