//! The rules of an organisation net: who may stand in it, by which ways land comes in, how a benefit plan takes
//! money apart and why each fen falls where it does. Pure.

use kernel::apportion::{self, Policy, Share};
use kernel::{Date, Error, Fen, FieldError, Id, Refusal, Result, words};
use payout::Entitlement;
use payout::division::{Division, Measure, PartRule, To};
use std::collections::BTreeMap;

/// A service team has five to seven people (东里镇, 2022: 5—7人科技服务队).
pub const TEAM: std::ops::RangeInclusive<usize> = 5..=7;
/// What a family farm is meant to have, 0.01 mu (东里镇, 2022: 以50亩左右的地块为单元).
pub const FARM_AREA: i64 = 5000;
/// How far off "about" reaches, percent, where the net does not say otherwise.
pub const TOLERANCE: i64 = 20;
/// Parts of one plan; more could not be read on a wall.
const MOST_PARTS: usize = 20;
/// The longest name of a part, in characters: it is printed in a column.
const LONGEST_NAME: usize = 40;
/// The account of the contract's book that waits for the co-op's own book.
pub const COOP_SHARE: &str = "coop_share";
/// The account of a part that is held back.
pub const HELD: &str = "held_back";

words! {
    /// Who stands in a net. The households are those whose land is in it.
    PartyKind {
        PartyBranch = "party_branch",
        Coop = "coop",
        FamilyFarm = "family_farm",
        Firm = "firm",
        Team = "team",
        Households = "households",
    }
}

words! {
    /// How land comes in: 加盟, 托管, 流转.
    Way {
        Join = "join",
        Trustee = "trustee",
        Transfer = "transfer",
    }
}

words! {
    /// By what a pool is divided among its members.
    By {
        /// Income of the co-op's own book; only there come losses, reserve, patronage and shares (art. 44).
        OwnBook = "own_book",
        /// Contributions to the co-op's member accounts.
        Shares = "shares",
        Land = "land",
        Minutes = "minutes",
        Kilograms = "kilograms",
        Heads = "heads",
        Equally = "equally",
        /// Stays on an account until the party decides.
        Held = "held",
    }
}

words! {
    /// What a household contributes.
    Contribution {
        Minutes = "minutes",
        Grams = "grams",
    }
}

impl PartyKind {
    /// What its pool may be divided by.
    pub fn measures(self) -> &'static [By] {
        match self {
            PartyKind::Coop => &[By::OwnBook],
            PartyKind::PartyBranch => &[],
            PartyKind::Firm => &[By::Equally, By::Held],
            PartyKind::FamilyFarm => &[By::Land, By::Kilograms, By::Heads, By::Equally, By::Held],
            PartyKind::Team => &[By::Minutes, By::Equally, By::Held],
            PartyKind::Households => &[
                By::Kilograms,
                By::Land,
                By::Shares,
                By::Minutes,
                By::Heads,
                By::Equally,
                By::Held,
            ],
        }
    }
}

/// One part of a plan, in the order of the contract.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct PlanPart {
    pub party: PartyKind,
    /// As the contract calls it: 合作社. Printed.
    pub name: String,
    pub share: Share,
    pub by: By,
}

/// How the result of a contract is divided; 11233 is 10/10/20/30/30.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Plan {
    pub parts: Vec<PlanPart>,
}

/// What one part of a plan comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    pub part: PlanPart,
    pub money: Explained,
    /// Nobody counts, or it goes to an account: then empty.
    pub members: Vec<(Id, Explained)>,
    pub total_weight: i64,
    /// Nobody counts in it, so that it stays where it is.
    pub is_undistributable: bool,
}

/// An amount with all that explains it, fen; below 0 for a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    pub weight: i64,
    pub amount: Fen,
    /// The exact part, without its sign: whole fen, remainder, divisor.
    pub exact: (i128, i128, i128),
    /// Whether a fen of the remainder came to it.
    pub extra: i64,
    /// Place among the remainders, from 1; ties in the order given.
    pub rank: u32,
}

/// The name under which a part's weights are handed to the round.
pub fn measure_name(party: PartyKind, by: By) -> String {
    format!("{party}_{by}")
}

impl Plan {
    /// Invalid on `parts`: `plan_no_part`, `plan_too_long`, `plan_no_name`, `plan_party_twice`,
    /// `plan_measure_not_allowed`. Refuses `net.parts_not_whole`.
    pub fn check(&self) -> Result<()> {
        let blank =
            |p: &PlanPart| p.name.trim().is_empty() || p.name.chars().count() > LONGEST_NAME;
        let is_twice = |at: usize, p: &PlanPart| {
            self.parts
                .iter()
                .take(at)
                .any(|other| other.party == p.party)
        };
        let mut parts = self.parts.iter().enumerate();
        let code = if self.parts.is_empty() {
            Some("plan_no_part")
        } else if self.parts.len() > MOST_PARTS {
            Some("plan_too_long")
        } else if self.parts.iter().any(blank) {
            Some("plan_no_name")
        } else if parts.any(|(at, part)| is_twice(at, part)) {
            Some("plan_party_twice")
        } else if self
            .parts
            .iter()
            .any(|p| !p.party.measures().contains(&p.by))
        {
            Some("plan_measure_not_allowed")
        } else {
            None
        };
        match code {
            Some(code) => Err(Error::Invalid(vec![FieldError::new("parts", code)])),
            None => self.weights().map(drop),
        }
    }

    fn weights(&self) -> Result<Vec<i64>> {
        let shares: Vec<Share> = self.parts.iter().map(|part| part.share).collect();
        apportion::weights_of_shares(&shares).map_err(|fault| match fault {
            Error::Refused(_) => Error::refused("net.parts_not_whole"),
            other => other,
        })
    }

    /// As a round takes it: the co-op's part and what is held go to accounts, all else to payees by measure.
    pub fn division(&self) -> Division {
        let rule = |part: &PlanPart| PartRule {
            name: part.name.clone(),
            share: part.share,
            to: match part.by {
                By::OwnBook => To::Account(COOP_SHARE.into()),
                By::Held => To::Account(HELD.into()),
                by => To::Payees {
                    measure: Measure::Named(vec![measure_name(part.party, by)]),
                    class: None,
                },
            },
        };
        Division {
            deductions: Vec::new(),
            parts: self.parts.iter().map(rule).collect(),
        }
    }

    /// What any amount comes to, a loss too: parts by largest remainder in the order of the contract, members by
    /// largest remainder in the order given. Refuses what dividing refuses.
    pub fn preview(&self, amount: Fen, payees: &[Entitlement]) -> Result<Vec<Pool>> {
        let sign = if amount < Fen::ZERO { -1 } else { 1 };
        let whole = amount.0.checked_abs();
        let whole = whole.ok_or_else(|| Error::refused("apportion.too_large"))?;
        let pools = explained(whole, &self.weights()?, sign)?;
        let mut out = Vec::with_capacity(self.parts.len());
        for (part, money) in self.parts.iter().zip(pools) {
            let name = measure_name(part.party, part.by);
            let weigh = |p: &Entitlement| p.measures.get(&name).copied().unwrap_or(0);
            let counted = payees.iter().map(|p| (p.household, weigh(p)));
            let counted: Vec<(Id, i64)> = counted.filter(|(_, weight)| *weight != 0).collect();
            let is_account = matches!(part.by, By::OwnBook | By::Held);
            let weights: Vec<i64> = counted.iter().map(|(_, weight)| *weight).collect();
            let lines = match weights.is_empty() {
                true => Vec::new(),
                false => explained(money.amount.0 * sign, &weights, sign)?,
            };
            out.push(Pool {
                part: part.clone(),
                money,
                is_undistributable: !is_account && counted.is_empty(),
                total_weight: weights.iter().sum(),
                members: counted.into_iter().map(|(id, _)| id).zip(lines).collect(),
            });
        }
        Ok(out)
    }
}

fn explained(pool: i64, weights: &[i64], sign: i64) -> Result<Vec<Explained>> {
    let divided = apportion::apportion(Policy::LargestRemainder, pool, weights, 1)?;
    let lines = divided.lines.iter().map(|line| Explained {
        weight: line.weight,
        amount: Fen(line.amount * sign),
        exact: line.exact_parts(divided.total_weight),
        extra: line.extra,
        rank: line.rank.unwrap_or(0),
    });
    Ok(lines.collect())
}

/// Who takes part, by payee; weights of one payee add up.
#[derive(Debug, Default)]
pub struct Payees(BTreeMap<Id, Entitlement>);

impl Payees {
    /// Nothing happens for a weight of 0. Refuses `apportion.too_large`.
    pub fn add(&mut self, payee: Id, unit: Id, measure: &str, weight: i64) -> Result<()> {
        if weight == 0 {
            return Ok(());
        }
        let own = self.0.entry(payee).or_insert_with(|| Entitlement {
            household: payee,
            unit,
            class: "all".into(),
            heads: 1,
            shares: 0,
            measures: BTreeMap::new(),
        });
        let sum = own.measures.entry(measure.to_owned()).or_default();
        let more = sum.checked_add(weight);
        *sum = more.ok_or_else(|| Error::refused("apportion.too_large"))?;
        Ok(())
    }

    /// In the order of their ids.
    pub fn all(self) -> Vec<Entitlement> {
        self.0.into_values().collect()
    }
}

/// Refuses `net.team_size` outside five to seven.
pub fn check_team(people: usize) -> Result<()> {
    if TEAM.contains(&people) {
        return Ok(());
    }
    Err(Refusal::new("net.team_size")
        .with("people", people)
        .with("least", TEAM.start())
        .with("most", TEAM.end())
        .into())
}

/// Whether a farm's land is further from what it is meant to have than the net tolerates.
pub fn is_off(area: i64, meant: i64, tolerance: i64) -> bool {
    let off = (i128::from(area) - i128::from(meant)).abs();
    off * 100 > i128::from(meant) * i128::from(tolerance)
}

/// Refuses `net.term_beyond_contract`: a transfer lasts no longer than what is left of the contract's term
/// (农村土地承包法 art. 38, 3). Invalid: `term_to` (`required` for a transfer, `term_backwards`).
pub fn check_term(way: Way, from: Date, term: Option<Date>, contract: Option<Date>) -> Result<()> {
    if way == Way::Transfer && term.is_none() {
        return Err(Error::invalid("term_to", "required"));
    }
    if term.is_some_and(|to| to < from) {
        return Err(Error::invalid("term_to", "term_backwards"));
    }
    match (way, term, contract) {
        (Way::Transfer, Some(to), Some(ends)) if to > ends => {
            Err(Refusal::new("net.term_beyond_contract")
                .with("to", to)
                .with("contract", ends)
                .into())
        }
        _ => Ok(()),
    }
}
