//! From entitlements to lines: weights, amounts, keys, the two trees. Pure; used once to calculate a
//! round and again by every audit.

use crate::division::{LinePart, Waterfall};
use crate::model;
use crate::round::Round;
use crate::store::SUBTREE;
use kernel::apportion;
use kernel::merkle::{self, Leaf, Published, Sums, Tree};
use kernel::parallel;
use kernel::{Error, Fen, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

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
    /// Whatever else the source measures, by name: `trade` in fen, `contribution` in fen.
    pub measures: BTreeMap<String, i64>,
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

impl schemars::JsonSchema for LineKey {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LineKey".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
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
    /// What the line has of each part; empty without a division. `weight` and `gross` are their sums.
    pub parts: Vec<LinePart>,
}

impl LineRow {
    /// What the household gets, fen.
    pub fn net(&self) -> i64 {
        self.gross - self.tax
    }
}

/// A tree as it is published: root in hexadecimal, leaves and the five sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
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
    pub money: Money,
}

/// The pool of a plan, divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Of all lines and, with a division, all parts.
    pub total_weight: i64,
    /// What one unit of weight gets, fen; only under `per_share_floor` without a division.
    pub per_weight: Option<i64>,
    /// Stays undistributed, fen.
    pub carried: i64,
    pub waterfall: Option<Waterfall>,
}

/// What the leaves of the roster's tree are hashed under.
pub fn register_context(org: OrgId, round: Id) -> Vec<u8> {
    format!("zhen/payout/register/{org}/{round}").into_bytes()
}

pub use kernel::proof::lines_context;

/// Weighs, orders and divides; [`line_tree`] follows from the lines. `commit` gives the
/// commitment of the payee at a place of `payees`, a household, in this round.
///
/// Refuses, in this order: `payout.no_entitlements`, `payout.household_twice`, `payout.no_heads`,
/// `payout.class_without_weight`, what [`crate::Division::divide`] refuses, `payout.no_weight`, what
/// apportioning refuses, `payout.nothing_to_pay` (the pool is too small for one step each).
///
/// The order of the leaves hangs on the roster's root, and that on the weights; under `cumulative` the
/// amounts hang on the order. So weights come first, the order second, money last.
pub fn lay_out(
    round: &Round,
    payees: Vec<Entitlement>,
    commit: impl Fn(usize, Id) -> Result<[u8; 32]> + Sync,
) -> Result<Plan> {
    if payees.is_empty() {
        return Err(Error::refused("payout.no_entitlements"));
    }
    let mut seen: Vec<Id> = payees.iter().map(|payee| payee.household).collect();
    seen.sort_unstable();
    let is_twice = |pair: &&[Id]| pair.first() == pair.last();
    if let Some(twice) = seen.windows(2).find(is_twice).and_then(<[Id]>::first) {
        return Err(Refusal::new("payout.household_twice")
            .with("household", *twice)
            .into());
    }
    drop(seen);
    let weights = weigh(round, &payees)?;
    let commitments = parallel::map(payees.len(), |n| match payees.get(n) {
        Some(payee) => commit(n, payee.household),
        None => Err(Error::NotFound),
    });
    let mut lines = Vec::with_capacity(payees.len());
    for ((payee, weight), commitment) in payees.into_iter().zip(weights).zip(commitments) {
        lines.push(LineRow {
            key: LineKey([0; 16]),
            payee,
            weight,
            gross: 0,
            tax: 0,
            commitment: commitment?,
            parts: Vec::new(),
        });
    }
    // Nothing has a gross or tax yet, so this is the tree of the roster.
    put_in_order(&mut lines, &[0; 32]);
    let register = tree_of(&register_context(round.org, round.id), &lines)?;
    put_in_order(&mut lines, &register.root());
    let money = share_out(round, &mut lines)?;
    if lines.iter().all(|line| line.gross == 0) {
        return Err(Refusal::new("payout.nothing_to_pay")
            .with("pool", round.pool)
            .into());
    }
    Ok(Plan {
        lines,
        register: register.published().into(),
        money,
    })
}

/// Gives each line its key under `root` and sorts by it. Keys are sorted apart and each line is moved once: a line is
/// ten times as long as its key.
fn put_in_order(lines: &mut [LineRow], root: &[u8; 32]) {
    let mut order = parallel::map(lines.len(), |n| {
        let household = lines.get(n).map_or(0, |line| line.payee.household.0);
        (merkle::leaf_key(root, household), n)
    });
    order.sort_unstable();
    for start in 0..order.len() {
        // Round after round of places whose lines change among each other. One that was filled says so by pointing at
        // itself.
        let mut place = start;
        while let Some((_, from)) = order.get_mut(place) {
            let from = std::mem::replace(from, place);
            if from == place || from == start {
                break;
            }
            lines.swap(place, from);
            place = from;
        }
    }
    for (line, (key, _)) in lines.iter_mut().zip(&order) {
        line.key = LineKey(*key);
    }
}

/// The weight of each payee; with a division the sum of his weights in all parts.
fn weigh(round: &Round, payees: &[Entitlement]) -> Result<Vec<i64>> {
    let Some(division) = &round.division else {
        let weigh = |p: &Entitlement| {
            model::weight(round.basis, &round.weights, p.household, &p.class, p.heads)
        };
        return payees.iter().map(weigh).collect();
    };
    let divided = division.divide(round.pool, payees, round.policy, round.step_fen)?;
    let sum = |parts: &Vec<LinePart>| {
        parts
            .iter()
            .try_fold(0_i64, |sum, part| sum.checked_add(part.weight))
            .ok_or_else(|| Error::refused("apportion.too_large"))
    };
    divided.lines.iter().map(sum).collect()
}

/// Amounts of the lines, which stand in the order of their keys.
fn share_out(round: &Round, lines: &mut [LineRow]) -> Result<Money> {
    if lines.iter().all(|line| line.weight == 0) {
        return Err(Error::refused("payout.no_weight"));
    }
    let Some(division) = &round.division else {
        let weights: Vec<i64> = lines.iter().map(|line| line.weight).collect();
        let money = apportion::apportion(round.policy, round.pool.0, &weights, round.step_fen)?;
        for (line, part) in lines.iter_mut().zip(&money.lines) {
            line.gross = part.amount;
        }
        return Ok(Money {
            total_weight: money.total_weight,
            per_weight: money.per_weight,
            carried: money.carried,
            waterfall: None,
        });
    };
    let payees: Vec<Entitlement> = lines.iter().map(|line| line.payee.clone()).collect();
    let divided = division.divide(round.pool, &payees, round.policy, round.step_fen)?;
    for (line, parts) in lines.iter_mut().zip(divided.lines) {
        line.gross = Fen::sum(parts.iter().map(|part| Fen(part.amount)))?.0;
        line.parts = parts;
    }
    let carried = Fen::sum(divided.waterfall.parts.iter().map(|part| part.carried))?.0;
    let total = lines
        .iter()
        .try_fold(0_i64, |sum, line| sum.checked_add(line.weight));
    Ok(Money {
        total_weight: total.ok_or_else(|| Error::refused("apportion.too_large"))?,
        per_weight: None,
        carried,
        waterfall: Some(divided.waterfall),
    })
}

/// The five-sum tree over lines as they are stored, with the levels that are stored too. Needs no key: the commitments
/// stand in the lines.
pub fn line_tree(round: &Round, lines: &[LineRow]) -> Result<Tree> {
    tree_of(&lines_context(round.org, round.id), lines)
}

/// As [`line_tree`], with the leaves, for a proof.
pub fn whole_tree(round: &Round, lines: &[LineRow]) -> Result<Tree> {
    Tree::over(&lines_context(round.org, round.id), lines, 0, leaf)
}

fn tree_of(context: &[u8], lines: &[LineRow]) -> Result<Tree> {
    Tree::over(context, lines, SUBTREE, leaf)
}

fn leaf(line: &LineRow) -> Result<Leaf> {
    Ok(Leaf {
        key: line.key.0,
        commitment: line.commitment,
        sums: sums(&line.payee, line.weight, line.gross, line.tax)?,
    })
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
