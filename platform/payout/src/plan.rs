//! From entitlements to lines: weights, amounts, keys, the two trees. Pure; used once to calculate a
//! round and again by every audit.

use crate::model;
use crate::round::Round;
use kernel::apportion::{self, Apportionment};
use kernel::merkle::{self, Leaf, Published, Sums, Tree};
use kernel::{Error, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the module that answers for a round says of one payee on the record date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement {
    pub household: Id,
    /// The village of the household then.
    pub unit: Id,
    pub class: String,
    pub heads: i64,
    /// In the smallest unit of the class; 0 where there are no shares.
    pub shares: i64,
}

/// The key of a line within its round; 32 hexadecimal digits as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineKey(pub [u8; 16]);

impl std::fmt::Display for LineKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&store::keys::hex(&self.0))
    }
}

impl std::str::FromStr for LineKey {
    type Err = Error;

    /// `NotFound` where the text is no key.
    fn from_str(text: &str) -> Result<LineKey> {
        store::keys::unhex(text)
            .map(LineKey)
            .map_err(|_| Error::NotFound)
    }
}

impl Serialize for LineKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LineKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A line as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRow {
    pub key: LineKey,
    pub payee: Entitlement,
    pub weight: i64,
    /// Fen.
    pub gross: i64,
    /// Fen.
    pub tax: i64,
    pub commitment: [u8; 32],
}

impl LineRow {
    /// What the household gets, fen.
    pub fn net(&self) -> i64 {
        self.gross - self.tax
    }
}

/// A tree as it is published: root in hexadecimal, leaves and the five sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    pub format: u8,
    pub root: String,
    pub leaves: u64,
    pub sums: Sums,
}

impl From<Published> for Root {
    fn from(tree: Published) -> Root {
        Root {
            format: merkle::FORMAT,
            root: store::keys::hex(&tree.root),
            leaves: tree.leaves,
            sums: tree.sums,
        }
    }
}

/// A plan laid out.
#[derive(Debug)]
pub struct Plan {
    /// In the order of their keys.
    pub lines: Vec<LineRow>,
    /// Over the frozen roster, before any money.
    pub register: Root,
    pub tree: Tree,
    pub money: Apportionment,
}

/// What the leaves of the roster's tree are hashed under.
pub fn register_context(org: OrgId, round: Id) -> Vec<u8> {
    format!("zhen/payout/register/{org}/{round}").into_bytes()
}

/// What the leaves of the lines' tree are hashed under.
pub fn lines_context(org: OrgId, round: Id) -> Vec<u8> {
    format!("zhen/payout/lines/{org}/{round}").into_bytes()
}

/// Weighs, orders and divides. `commit` gives the commitment of a household in this round.
///
/// Refuses, in this order: `payout.no_entitlements`, `payout.household_twice`, `payout.no_heads`,
/// `payout.class_without_weight`, `payout.no_weight`, what apportioning refuses,
/// `payout.nothing_to_pay` (the pool is too small for one step each).
pub fn lay_out(
    round: &Round,
    payees: Vec<Entitlement>,
    commit: impl Fn(Id) -> Result<[u8; 32]>,
) -> Result<Plan> {
    if payees.is_empty() {
        return Err(Error::refused("payout.no_entitlements"));
    }
    let mut seen = std::collections::HashSet::new();
    if let Some(twice) = payees.iter().find(|payee| !seen.insert(payee.household)) {
        return Err(Refusal::new("payout.household_twice")
            .with("household", twice.household)
            .into());
    }
    let mut lines = Vec::with_capacity(payees.len());
    let mut leaves = Vec::with_capacity(payees.len());
    for payee in payees {
        let weight = model::weight(
            round.basis,
            &round.weights,
            payee.household,
            &payee.class,
            payee.heads,
        )?;
        let commitment = commit(payee.household)?;
        let sums = sums(&payee, weight, 0, 0)?;
        leaves.push(Leaf {
            key: merkle::leaf_key(&[0; 32], payee.household.0),
            commitment,
            sums,
        });
        lines.push(LineRow {
            key: LineKey([0; 16]),
            payee,
            weight,
            gross: 0,
            tax: 0,
            commitment,
        });
    }
    let register = Tree::build(&register_context(round.org, round.id), leaves)?;
    for line in &mut lines {
        line.key = LineKey(merkle::leaf_key(&register.root(), line.payee.household.0));
    }
    lines.sort_by_key(|line| line.key);
    let weights: Vec<i64> = lines.iter().map(|line| line.weight).collect();
    if weights.iter().all(|weight| *weight == 0) {
        return Err(Error::refused("payout.no_weight"));
    }
    let money = apportion::apportion(round.policy, round.pool.0, &weights, round.step_fen)?;
    if money.lines.iter().all(|line| line.amount == 0) {
        return Err(Refusal::new("payout.nothing_to_pay")
            .with("pool", round.pool)
            .into());
    }
    for (line, part) in lines.iter_mut().zip(&money.lines) {
        line.gross = part.amount;
    }
    let tree = line_tree(round, &lines)?;
    Ok(Plan {
        lines,
        register: register.published().into(),
        tree,
        money,
    })
}

/// The five-sum tree over lines as they are stored. Needs no key: the commitments are stored too.
pub fn line_tree(round: &Round, lines: &[LineRow]) -> Result<Tree> {
    let leaf = |line: &LineRow| {
        let sums = sums(&line.payee, line.weight, line.gross, line.tax)?;
        Ok(Leaf {
            key: line.key.0,
            commitment: line.commitment,
            sums,
        })
    };
    let leaves = lines.iter().map(leaf).collect::<Result<Vec<Leaf>>>()?;
    Tree::build(&lines_context(round.org, round.id), leaves)
}

fn sums(payee: &Entitlement, weight: i64, gross: i64, tax: i64) -> Result<Sums> {
    let whole =
        |n: i64| u64::try_from(n).map_err(|_| Error::refused("payout.negative_entitlement"));
    Ok(Sums {
        payees: 1,
        shares: whole(payee.shares)?,
        weight: whole(weight)?,
        gross: whole(gross)?,
        tax: whole(tax)?,
    })
}
