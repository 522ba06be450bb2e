//! Every fen of a line, back to rule, weight and rounding.

use crate::division::{LinePart, PartSum, Waterfall};
use crate::model::Basis;
use crate::plan::{LineKey, LineRow};
use crate::store;
use ::store::Tx;
use kernel::apportion::Policy;
use kernel::{Error, Fen, Id, OrgId, Result};

/// Ranks are told of so many lines: largest remainder is for few parties.
const MOST_RANKED: u64 = 10_000;

/// How a line came to its amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub number: String,
    pub policy: Policy,
    pub basis: Basis,
    pub pool: Fen,
    pub line: LineRow,
    pub total_weight: i64,
    /// Sum of the weights before this line in the order of the tree.
    pub weight_before: i64,
    /// What one unit of weight gets; only under `per_share_floor`.
    pub per_weight: Option<i64>,
    pub step_fen: i64,
    /// The exact part is `quotient + remainder / total_weight` fen: pool times weight over total weight.
    pub quotient: i128,
    pub remainder: i128,
    /// What the rounding added to the exact part rounded down, fen (negative: took away).
    pub rounding: i128,
    /// What the whole round carries forward.
    pub carried: Fen,
    pub distributed: Fen,
    /// In hexadecimal.
    pub root: String,
    /// With a division, each part of the line; the fields on weights and rounding above speak of a round without one.
    pub parts: Vec<PartExplained>,
}

/// What the line has of one part: `allotted * weight / total_weight` fen exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartExplained {
    pub part: PartSum,
    pub weight: i64,
    pub amount: Fen,
    /// What the rounding added to the exact part rounded down, fen (negative: took away).
    pub rounding: i128,
    /// What was rounded: `remainder / total_weight` of a fen.
    pub remainder: i128,
    /// Place of that remainder in its part, from 1; only under `largest_remainder`. Equal ones stand in the order of
    /// the lines.
    pub rank: Option<u64>,
}

/// The place of each of a line's remainders among those of all lines.
fn ranks(all: &[LineRow], line: &LineRow, waterfall: &Waterfall) -> Vec<(usize, u64)> {
    let rest = |own: &LinePart| {
        let part = waterfall.parts.get(own.part)?;
        let exact = i128::from(part.allotted.0) * i128::from(own.weight);
        Some(exact.rem_euclid(i128::from(part.total_weight.max(1))))
    };
    let rank = |own: &LinePart| {
        let mine = rest(own)?;
        let ahead = all.iter().filter(|other| {
            let theirs = other.parts.iter().find(|part| part.part == own.part);
            let theirs = theirs.and_then(rest);
            theirs.is_some_and(|rest| rest > mine || (rest == mine && other.key < line.key))
        });
        Some((own.part, ahead.count() as u64 + 1))
    };
    line.parts.iter().filter_map(rank).collect()
}

fn parts(
    line: &LineRow,
    waterfall: Option<&Waterfall>,
    ranks: &[(usize, u64)],
) -> Vec<PartExplained> {
    let explained = |own: &LinePart| {
        let part = waterfall?.parts.get(own.part)?.clone();
        let exact = i128::from(part.allotted.0) * i128::from(own.weight);
        let floor = exact / i128::from(part.total_weight.max(1));
        Some(PartExplained {
            weight: own.weight,
            amount: Fen(own.amount),
            rounding: i128::from(own.amount) - floor,
            remainder: exact % i128::from(part.total_weight.max(1)),
            rank: ranks
                .iter()
                .find(|(at, _)| *at == own.part)
                .map(|(_, rank)| *rank),
            part,
        })
    };
    line.parts.iter().filter_map(explained).collect()
}

/// `NotFound` where the round has no such line. Asks for no right: the caller decides.
pub fn explain(tx: &mut Tx, org: OrgId, round: Id, key: LineKey) -> Result<Explanation> {
    let case = store::case(tx, org, round)?.ok_or(Error::NotFound)?;
    let line = store::line(tx, org, round, key)?.ok_or(Error::NotFound)?;
    let plan = case.calculated().ok_or(Error::NotFound)?;
    let weight_before = store::weight_before(tx, org, round, key)?;
    let exact = i128::from(case.round.pool.0) * i128::from(line.weight);
    let divisor = i128::from(plan.total_weight.max(1));
    let quotient = exact / divisor;
    let waterfall = plan.waterfall.as_ref();
    let is_ranked =
        case.round.policy == Policy::LargestRemainder && plan.lines.leaves <= MOST_RANKED;
    let ranks = match waterfall.filter(|_| is_ranked) {
        Some(waterfall) => ranks(&store::all_lines(tx, org, round)?, &line, waterfall),
        None => Vec::new(),
    };
    Ok(Explanation {
        policy: case.round.policy,
        basis: case.round.basis,
        pool: case.round.pool,
        total_weight: plan.total_weight,
        weight_before,
        per_weight: plan.per_weight,
        step_fen: case.round.step_fen,
        quotient,
        remainder: exact % divisor,
        rounding: i128::from(line.gross) - quotient,
        carried: plan.carried,
        distributed: case.round.pool.minus(plan.carried)?,
        root: plan.lines.root.clone(),
        parts: parts(&line, waterfall, &ranks),
        number: case.round.number,
        line,
    })
}
