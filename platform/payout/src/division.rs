//! How the pool of a round is taken apart: what goes to accounts first, then parts of what remains,
//! each to an account or to payees by a measure. Pure.

use crate::plan::Entitlement;
use kernel::apportion::{self, Policy, Share};
use kernel::{Error, Fen, FieldError, Refusal, Result};
use serde::{Deserialize, Serialize};

/// Parts and deductions of one round; more could not be read on a wall.
const MOST_PARTS: usize = 20;

/// Stored with the round as JSON; none of this changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Division {
    /// Taken off the pool in this order.
    pub deductions: Vec<Deduction>,
    /// Of what remains after the deductions; together exactly 1.
    pub parts: Vec<PartRule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    /// As people call it: 公积金. Names no person.
    pub name: String,
    /// An account code that the flow allows: `reserve`.
    pub to: String,
    pub amount: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    Fixed(Fen),
    /// Of what the deductions before it left, rounded down to the fen; the rounding stays in what remains.
    Share(Share),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartRule {
    pub name: String,
    pub share: Share,
    pub to: To,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum To {
    Account(String),
    Payees {
        measure: Measure,
        /// Only payees of this class; everybody where it is not named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        class: Option<String>,
    },
}

/// What a payee counts for in a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Heads,
    Households,
    /// By the size of the household.
    Bands(Vec<Band>),
    Shares,
    /// The sum of these measures, as the source hands them in: `trade`; `contribution` with
    /// `reserve_share` and `subsidy_share`. Who has none counts 0.
    Named(Vec<String>),
}

/// Households of `from` to `to` heads, both included, weigh so much each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    pub from: i64,
    /// Nothing: and more.
    pub to: Option<i64>,
    pub weight: i64,
}

/// How a pool was taken apart, in fen; stored with the calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Waterfall {
    pub deductions: Vec<Taken>,
    pub remaining: Fen,
    pub parts: Vec<PartSum>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Taken {
    pub name: String,
    pub to: String,
    pub amount: Fen,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PartSum {
    pub name: String,
    /// The account it goes to; nothing where it goes to payees.
    pub to: Option<String>,
    pub allotted: Fen,
    pub distributed: Fen,
    /// Stays undistributed: the rounding, or all of a part in which nobody counts.
    pub carried: Fen,
    pub total_weight: i64,
    /// What one unit of weight gets, fen; only under `per_share_floor`.
    pub per_weight: Option<i64>,
    /// Nobody counts in this part, so that it stays in suspense.
    pub is_undistributable: bool,
}

impl Waterfall {
    /// What goes to accounts: (code, fen), deductions first, nothing of 0.
    pub fn to_accounts(&self) -> Vec<(String, Fen)> {
        let taken = self.deductions.iter().map(|d| (d.to.clone(), d.amount));
        let parts = self.parts.iter();
        let parts = parts.filter_map(|p| p.to.clone().map(|to| (to, p.distributed)));
        taken.chain(parts).filter(|(_, fen)| fen.0 != 0).collect()
    }
}

/// What one payee has of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePart {
    /// Its place among the parts of the division, from 0.
    pub part: usize,
    pub weight: i64,
    /// Fen.
    pub amount: i64,
}

/// A division worked out: the parts of each payee in the order given.
#[derive(Debug)]
pub struct Divided {
    pub waterfall: Waterfall,
    pub lines: Vec<Vec<LinePart>>,
}

impl Division {
    /// Faults of the division itself, on the field `division`: `division_no_part`, `division_too_long`,
    /// `division_no_name`, `division_no_account`, `division_bad_amount`, `division_bad_bands`,
    /// `division_no_measure`. Refuses `payout.parts_not_whole`.
    pub fn check(&self) -> Result<()> {
        let blank = |text: &str| text.trim().is_empty() || text.chars().count() > 40;
        let names = self.deductions.iter().map(|d| &d.name);
        let names = names.chain(self.parts.iter().map(|p| &p.name));
        let bad_share =
            |s: &Share| s.numerator < 0 || s.denominator < 1 || s.numerator > s.denominator;
        let bad_amount = |amount: &Amount| match amount {
            Amount::Fixed(fen) => fen.0 < 0,
            Amount::Share(share) => bad_share(share),
        };
        let is_long = self.deductions.len() > MOST_PARTS || self.parts.len() > MOST_PARTS;
        let mut rules = [
            (self.parts.is_empty(), "division_no_part"),
            (is_long, "division_too_long"),
            (names.into_iter().any(|name| blank(name)), "division_no_name"),
            (
                self.accounts().iter().any(|code| blank(code)),
                "division_no_account",
            ),
            (
                self.deductions.iter().any(|d| bad_amount(&d.amount)),
                "division_bad_amount",
            ),
            (
                self.measures().any(|m| matches!(m, Measure::Bands(b) if !bands_are_whole(b))),
                "division_bad_bands",
            ),
            (
                self.measures().any(|m| matches!(m, Measure::Named(n) if n.is_empty() || n.iter().any(|n| blank(n)))),
                "division_no_measure",
            ),
        ]
        .into_iter();
        if let Some((_, code)) = rules.find(|(broken, _)| *broken) {
            return Err(Error::Invalid(vec![FieldError::new("division", code)]));
        }
        self.weights().map(drop)
    }

    /// Whole weights of the parts; refuses `payout.parts_not_whole`.
    fn weights(&self) -> Result<Vec<i64>> {
        let shares: Vec<Share> = self.parts.iter().map(|part| part.share).collect();
        apportion::weights_of_shares(&shares).map_err(|fault| match fault {
            Error::Refused(_) => Error::refused("payout.parts_not_whole"),
            other => other,
        })
    }

    fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.parts.iter().filter_map(|part| match &part.to {
            To::Payees { measure, .. } => Some(measure),
            To::Account(_) => None,
        })
    }

    /// The account codes that it names.
    pub fn accounts(&self) -> Vec<&str> {
        let parts = self.parts.iter().filter_map(|part| match &part.to {
            To::Account(code) => Some(code.as_str()),
            To::Payees { .. } => None,
        });
        let deductions = self.deductions.iter().map(|d| d.to.as_str());
        deductions.chain(parts).collect()
    }

    /// Divides `pool` fen among `payees`, in the order given.
    ///
    /// Refuses, in this order: `payout.deduction_exceeds_pool`, `payout.parts_not_whole`, then for each
    /// part `payout.no_heads`, `payout.outside_bands`, `payout.negative_entitlement`, what
    /// apportioning refuses. A part in which nobody counts is carried, not refused.
    pub fn divide(
        &self,
        pool: Fen,
        payees: &[Entitlement],
        policy: Policy,
        step_fen: i64,
    ) -> Result<Divided> {
        let (deductions, remaining) = self.take_off(pool)?;
        let weights = self.weights()?;
        let allotted = apportion::apportion(Policy::LargestRemainder, remaining.0, &weights, 1)?;
        let mut parts = Vec::with_capacity(self.parts.len());
        let mut lines = vec![Vec::new(); payees.len()];
        for ((rule, allotted), place) in self.parts.iter().zip(&allotted.lines).zip(0..) {
            parts.push(rule.give(
                (place, Fen(allotted.amount)),
                payees,
                (policy, step_fen),
                &mut lines,
            )?);
        }
        let waterfall = Waterfall {
            deductions,
            remaining,
            parts,
        };
        Ok(Divided { waterfall, lines })
    }

    /// What the deductions take, and what they leave. Refuses `payout.deduction_exceeds_pool`.
    pub fn take_off(&self, pool: Fen) -> Result<(Vec<Taken>, Fen)> {
        let mut left = pool;
        let mut taken = Vec::with_capacity(self.deductions.len());
        for deduction in &self.deductions {
            let amount = match deduction.amount {
                Amount::Fixed(fen) => fen,
                Amount::Share(share) => {
                    let exact = i128::from(left.0) * i128::from(share.numerator);
                    let floor = exact / i128::from(share.denominator.max(1));
                    Fen(i64::try_from(floor).map_err(|_| Error::refused("apportion.too_large"))?)
                }
            };
            if amount > left {
                return Err(Refusal::new("payout.deduction_exceeds_pool")
                    .with("name", &deduction.name)
                    .with("amount", amount)
                    .with("left", left)
                    .into());
            }
            left = left.minus(amount)?;
            taken.push(Taken {
                name: deduction.name.clone(),
                to: deduction.to.clone(),
                amount,
            });
        }
        Ok((taken, left))
    }
}

/// From 1 head on without a gap, the last band open, no weight below 0.
fn bands_are_whole(bands: &[Band]) -> bool {
    let mut next = Some(1);
    for band in bands {
        let upto = band.to.unwrap_or(i64::MAX);
        let weight_fits = (0..=1_000_000).contains(&band.weight);
        if next != Some(band.from) || upto < band.from || !weight_fits {
            return false;
        }
        next = band.to.and_then(|to| to.checked_add(1));
    }
    !bands.is_empty() && next.is_none()
}

impl PartRule {
    fn give(
        &self,
        (place, allotted): (usize, Fen),
        payees: &[Entitlement],
        (policy, step_fen): (Policy, i64),
        lines: &mut [Vec<LinePart>],
    ) -> Result<PartSum> {
        let mut sum = PartSum {
            name: self.name.clone(),
            to: None,
            allotted,
            distributed: Fen::ZERO,
            carried: allotted,
            total_weight: 0,
            per_weight: None,
            is_undistributable: false,
        };
        let (measure, class) = match &self.to {
            To::Account(code) => {
                sum.to = Some(code.clone());
                (sum.distributed, sum.carried) = (allotted, Fen::ZERO);
                return Ok(sum);
            }
            To::Payees { measure, class } => (measure, class),
        };
        let weigh = |payee: &Entitlement| match class {
            Some(class) if *class != payee.class => Ok(0),
            _ => measure.weight(payee),
        };
        let weights = payees.iter().map(weigh).collect::<Result<Vec<i64>>>()?;
        if weights.iter().all(|weight| *weight == 0) {
            sum.is_undistributable = true;
            return Ok(sum);
        }
        let money = apportion::apportion(policy, allotted.0, &weights, step_fen)?;
        for (line, part) in lines.iter_mut().zip(&money.lines) {
            if part.weight > 0 {
                line.push(LinePart {
                    part: place,
                    weight: part.weight,
                    amount: part.amount,
                });
            }
        }
        sum.carried = Fen(money.carried);
        sum.distributed = allotted.minus(sum.carried)?;
        (sum.total_weight, sum.per_weight) = (money.total_weight, money.per_weight);
        Ok(sum)
    }
}

impl Measure {
    fn weight(&self, payee: &Entitlement) -> Result<i64> {
        let of_household =
            |code: &'static str| Refusal::new(code).with("household", payee.household);
        if matches!(self, Measure::Heads | Measure::Bands(_)) && payee.heads < 1 {
            return Err(of_household("payout.no_heads").into());
        }
        match self {
            Measure::Heads => Ok(payee.heads),
            Measure::Households => Ok(1),
            Measure::Bands(bands) => {
                let fits =
                    |b: &&Band| b.from <= payee.heads && b.to.is_none_or(|to| payee.heads <= to);
                let band = bands.iter().find(fits);
                let band = band.ok_or_else(|| of_household("payout.outside_bands"))?;
                Ok(band.weight)
            }
            Measure::Shares => whole(payee.shares),
            Measure::Named(names) => {
                let mut sum = 0_i64;
                for name in names {
                    let value = whole(payee.measures.get(name).copied().unwrap_or(0))?;
                    let more = sum.checked_add(value);
                    sum = more.ok_or_else(|| Error::refused("apportion.too_large"))?;
                }
                Ok(sum)
            }
        }
    }
}

fn whole(value: i64) -> Result<i64> {
    if value < 0 {
        return Err(Error::refused("payout.negative_entitlement"));
    }
    Ok(value)
}
