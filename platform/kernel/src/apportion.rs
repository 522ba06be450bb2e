//! Divides a pool of money by weights, to the fen. Three named policies; each says who gets the remainder.
//!
//! Never rounds a person and then his household: the caller gives the weights of the payees that the round
//! names. Whole numbers only; products are taken in 128 bits and checked.

use crate::{Error, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How the remainder of a division is treated. Stored by name with every round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Each unit of weight gets the same whole number of steps; what is left is carried forward.
    /// The default for dividends: equal shares get equal money. At most W steps less 1 fen are carried.
    PerShareFloor,
    /// Each line gets its share rounded down, then one fen more for the largest remainders, ties in the
    /// order given (that of the charter or contract). For few parties, such as the 11233 split.
    LargestRemainder,
    /// Each line gets the difference of two running totals rounded down. Pays out all; a line can be checked
    /// from the sum of the weights before it. Equal weights may differ by one fen, so it is not for
    /// dividends on equal shares unless the members voted for it.
    Cumulative,
}

impl Policy {
    /// The name as it is stored: `per_share_floor`, `largest_remainder`, `cumulative`.
    pub fn as_str(self) -> &'static str {
        match self {
            Policy::PerShareFloor => "per_share_floor",
            Policy::LargestRemainder => "largest_remainder",
            Policy::Cumulative => "cumulative",
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Policy {
    type Err = Error;

    /// Refuses `apportion.unknown_policy`.
    fn from_str(name: &str) -> Result<Policy> {
        [
            Policy::PerShareFloor,
            Policy::LargestRemainder,
            Policy::Cumulative,
        ]
        .into_iter()
        .find(|policy| policy.as_str() == name)
        .ok_or_else(|| {
            Refusal::new("apportion.unknown_policy")
                .with("name", name)
                .into()
        })
    }
}

/// A division done: lines in the order of the weights, `pool == sum of lines + carried`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apportionment {
    pub policy: Policy,
    /// What was divided, fen.
    pub pool: i64,
    /// The step in which a unit of weight is paid, fen; 1 except under `per_share_floor`.
    pub step_fen: i64,
    /// W, the sum of all weights.
    pub total_weight: i64,
    /// Under `per_share_floor` what one unit of weight gets, fen; nothing under the others.
    pub per_weight: Option<i64>,
    pub lines: Vec<Line>,
    /// What stays behind for the next round, fen; 0 except under `per_share_floor`.
    pub carried: i64,
}

/// One payee's part, with all that explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub weight: i64,
    /// C, the sum of the weights before this line: with the policy `cumulative`, the line is
    /// `floor(P(C+w)/W) - floor(PC/W)`.
    pub weight_before: i64,
    /// The exact part is `exact_numerator / total_weight` fen, that is P times w over W.
    pub exact_numerator: i128,
    /// The exact part rounded down to whole fen; under `per_share_floor` to whole steps a unit of weight.
    pub floored: i64,
    /// 1 where the line got a fen of the remainder, else 0.
    pub extra: i64,
    /// Place among the remainders, from 1, largest first; only under `largest_remainder`.
    pub rank: Option<u32>,
    /// What is paid, fen: `floored + extra`.
    pub amount: i64,
}

impl Line {
    /// The exact part as whole fen, remainder and divisor: 10.03 yuan at 3/10 is `(300, 9, 10)`.
    pub fn exact_parts(&self, total_weight: i64) -> (i128, i128, i128) {
        let divisor = i128::from(total_weight.max(1));
        (
            self.exact_numerator.div_euclid(divisor),
            self.exact_numerator.rem_euclid(divisor),
            divisor,
        )
    }
}

/// Divides `pool` fen by `weights` (all in one unit, such as 1/1000 share, head or 0.01 mu).
///
/// `step_fen` is 1 (fen), 10 (jiao) or 100 (yuan), and 1 except under `per_share_floor`.
/// A pool of 0 is divided into lines of 0. Refuses, in this order: `apportion.negative_pool`,
/// `apportion.bad_step`, `apportion.negative_weight` (with the line, from 1), `apportion.too_large`
/// (weights that pass 2^63 together), `apportion.no_weight` (then the pool stays where it is).
pub fn apportion(
    policy: Policy,
    pool: i64,
    weights: &[i64],
    step_fen: i64,
) -> Result<Apportionment> {
    let total_weight = check(policy, pool, weights, step_fen)?;
    let mut lines = exact_lines(pool, weights, total_weight)?;
    let mut per_weight = None;
    match policy {
        Policy::PerShareFloor => {
            per_weight = Some(floor_per_share(pool, total_weight, step_fen, &mut lines)?);
        }
        Policy::LargestRemainder => give_to_largest(pool, total_weight, &mut lines)?,
        Policy::Cumulative => telescope(pool, total_weight, &mut lines)?,
    }
    let paid: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
    let carried = narrow(i128::from(pool) - paid)?;
    let must_exhaust = policy != Policy::PerShareFloor;
    if carried < 0 || (must_exhaust && carried != 0) {
        return Err(Error::Internal(format!(
            "{policy} of {pool} fen left {carried}"
        )));
    }
    Ok(Apportionment {
        policy,
        pool,
        step_fen,
        total_weight,
        per_weight,
        lines,
        carried,
    })
}

fn check(policy: Policy, pool: i64, weights: &[i64], step_fen: i64) -> Result<i64> {
    if pool < 0 {
        return Err(Refusal::new("apportion.negative_pool")
            .with("pool", crate::Fen(pool))
            .into());
    }
    let step_is_allowed = match policy {
        Policy::PerShareFloor => matches!(step_fen, 1 | 10 | 100),
        Policy::LargestRemainder | Policy::Cumulative => step_fen == 1,
    };
    if !step_is_allowed {
        return Err(Refusal::new("apportion.bad_step")
            .with("step", step_fen)
            .with("policy", policy)
            .into());
    }
    if let Some(index) = weights.iter().position(|weight| *weight < 0) {
        return Err(Refusal::new("apportion.negative_weight")
            .with("line", index + 1)
            .into());
    }
    let total = weights
        .iter()
        .try_fold(0_i64, |sum, weight| sum.checked_add(*weight))
        .ok_or_else(|| Error::refused("apportion.too_large"))?;
    if total == 0 {
        return Err(Error::refused("apportion.no_weight"));
    }
    Ok(total)
}

fn exact_lines(pool: i64, weights: &[i64], total_weight: i64) -> Result<Vec<Line>> {
    let mut weight_before = 0_i64;
    let mut lines = Vec::with_capacity(weights.len());
    for &weight in weights {
        let exact_numerator = i128::from(pool) * i128::from(weight);
        let floored = narrow(exact_numerator / i128::from(total_weight))?;
        lines.push(Line {
            weight,
            weight_before,
            exact_numerator,
            floored,
            extra: 0,
            rank: None,
            amount: floored,
        });
        weight_before = narrow(i128::from(weight_before) + i128::from(weight))?;
    }
    Ok(lines)
}

fn floor_per_share(pool: i64, total: i64, step_fen: i64, lines: &mut [Line]) -> Result<i64> {
    let per_weight = pool / total / step_fen * step_fen;
    for line in lines {
        line.floored = narrow(i128::from(per_weight) * i128::from(line.weight))?;
        line.amount = line.floored;
    }
    Ok(per_weight)
}

fn give_to_largest(pool: i64, total_weight: i64, lines: &mut [Line]) -> Result<()> {
    let floored: i128 = lines.iter().map(|line| i128::from(line.floored)).sum();
    let mut left = narrow(i128::from(pool) - floored)?;
    let mut by_remainder: Vec<&mut Line> = lines.iter_mut().collect();
    // The sort is stable, so equal remainders stay in the order that the charter lists the parties.
    by_remainder.sort_by_key(|line| {
        std::cmp::Reverse(line.exact_numerator.rem_euclid(i128::from(total_weight)))
    });
    for (place, line) in (1_u32..).zip(by_remainder) {
        line.rank = Some(place);
        if left > 0 {
            line.extra = 1;
            line.amount += 1;
            left -= 1;
        }
    }
    Ok(())
}

fn telescope(pool: i64, total_weight: i64, lines: &mut [Line]) -> Result<()> {
    let prefix = |weight: i64| i128::from(pool) * i128::from(weight) / i128::from(total_weight);
    for line in lines {
        let upto = prefix(line.weight_before + line.weight);
        line.amount = narrow(upto - prefix(line.weight_before))?;
        line.extra = line.amount - line.floored;
    }
    Ok(())
}

fn narrow(wide: i128) -> Result<i64> {
    i64::try_from(wide).map_err(|_| Error::refused("apportion.too_large"))
}

/// An exact part of a whole, such as 3/10. For plans whose parts must total exactly 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Share {
    pub numerator: i64,
    pub denominator: i64,
}

/// Whole weights in the proportion of `shares`. Parts of 0 and 1 are legal.
///
/// Refuses `apportion.bad_share` (below 0, or a denominator below 1; with the line),
/// `apportion.too_large` (no common denominator below 2^63), `apportion.shares_not_one`.
pub fn weights_of_shares(shares: &[Share]) -> Result<Vec<i64>> {
    let too_large = || Error::refused("apportion.too_large");
    let mut common = 1_i64;
    for (index, share) in shares.iter().enumerate() {
        if share.numerator < 0 || share.denominator < 1 {
            return Err(Refusal::new("apportion.bad_share")
                .with("line", index + 1)
                .into());
        }
        let (mut a, mut b) = (common, share.denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        common = (common / a)
            .checked_mul(share.denominator)
            .ok_or_else(too_large)?;
    }
    let weights: Option<Vec<i64>> = shares
        .iter()
        .map(|share| (common / share.denominator).checked_mul(share.numerator))
        .collect();
    let weights = weights.ok_or_else(too_large)?;
    let total: i128 = weights.iter().copied().map(i128::from).sum();
    if total == i128::from(common) {
        Ok(weights)
    } else {
        Err(Error::refused("apportion.shares_not_one"))
    }
}
