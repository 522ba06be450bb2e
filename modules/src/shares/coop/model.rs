//! The rules of a co-op's member accounts: periods of membership, what an account holds, the numbers that the law
//! asks for. Pure.

use kernel::{Date, Error, Fen, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// More than this in one account is a slip of the finger: ten thousand million yuan.
const MOST_FEN: i64 = 1_000_000_000_000;
/// Art. 12: at least five members.
pub const LEAST_MEMBERS: usize = 5;

/// A household as member over one period, as known at some seq.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Id,
    pub household: Id,
    pub unit: Id,
    pub is_farmer: bool,
    /// Joined.
    pub from: Date,
    /// The first day on which it is no member.
    pub to: Option<Date>,
}

impl Member {
    pub fn is_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date < to)
    }

    /// On some day from `first` to `last`, both included.
    pub fn is_between(&self, first: Date, last: Date) -> bool {
        self.from <= last && self.to.is_none_or(|to| first < to)
    }
}

/// What one member's account holds, fen (art. 43).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub contribution: Fen,
    pub reserve_share: Fen,
    pub subsidy_share: Fen,
}

impl Account {
    /// Invalid: each field `coop_out_of_range` (below 0, or more than anybody has).
    pub fn checked(self) -> Result<Account> {
        in_range("contribution", self.contribution)?;
        in_range("reserve_share", self.reserve_share)?;
        in_range("subsidy_share", self.subsidy_share)?;
        Ok(self)
    }

    /// The basis of the part that does not go by trade (art. 44).
    pub fn total(&self) -> Result<Fen> {
        Fen::sum([self.contribution, self.reserve_share, self.subsidy_share])
    }
}

/// Invalid: `coop_out_of_range`.
pub fn in_range(field: &'static str, amount: Fen) -> Result<Fen> {
    if (0..=MOST_FEN).contains(&amount.0) {
        return Ok(amount);
    }
    Err(Error::invalid(field, "coop_out_of_range"))
}

/// What an account holds from which day on, for each member; of one day the row that came last.
pub type Accounts = BTreeMap<Id, BTreeMap<Date, Account>>;

/// What the account of a member held on `date`, and since when; nothing before its first row.
pub fn account_on(accounts: &Accounts, member: Id, date: Date) -> Option<(Date, Account)> {
    let rows = accounts.get(&member)?;
    rows.range(..=date).next_back().map(|(from, a)| (*from, *a))
}

/// First and last day of a year; nothing where it is no year of the calendar.
pub fn days_of(year: i64) -> Option<(Date, Date)> {
    let year = i16::try_from(year).ok()?;
    Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?))
}

/// What the law asks of the members and is not so. A warning, never a refusal: the registration office decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Art. 12: five members.
    TooFew,
    /// Art. 20: four in five are farmers.
    TooFewFarmers,
}

pub fn warnings(members: usize, farmers: usize) -> Vec<Warning> {
    let mut out = Vec::new();
    if members < LEAST_MEMBERS {
        out.push(Warning::TooFew);
    }
    if farmers.saturating_mul(5) < members.saturating_mul(4) {
        out.push(Warning::TooFewFarmers);
    }
    out
}

/// One member in a list: an empty cell says nothing about what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub household: Id,
    pub contribution: Option<Fen>,
    pub reserve_share: Option<Fen>,
    pub subsidy_share: Option<Fen>,
    pub trade: Option<Fen>,
}

impl Line {
    /// The account with what the list says of it.
    pub fn over(&self, was: Account) -> Account {
        Account {
            contribution: self.contribution.unwrap_or(was.contribution),
            reserve_share: self.reserve_share.unwrap_or(was.reserve_share),
            subsidy_share: self.subsidy_share.unwrap_or(was.subsidy_share),
        }
    }
}

/// What a list would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Households that become members.
    pub joining: Vec<Id>,
    /// Accounts that hold something else from the list's day on, by household.
    pub accounts: Vec<(Id, Account)>,
    /// Trade of the list's year, by household.
    pub trades: Vec<(Id, Fen)>,
    pub unchanged: usize,
}

/// What is there: the account of each member household on the list's day, and the trade of its year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct There {
    pub accounts: BTreeMap<Id, Account>,
    pub trades: BTreeMap<Id, Fen>,
}

pub fn compare(lines: &[Line], there: &There) -> Diff {
    let mut diff = Diff::default();
    for line in lines {
        let member = there.accounts.get(&line.household);
        let was = member.copied().unwrap_or_default();
        let now = line.over(was);
        let trade = line.trade.filter(|trade| {
            let was = there.trades.get(&line.household).copied();
            *trade != was.unwrap_or(Fen::ZERO)
        });
        if member.is_none() {
            diff.joining.push(line.household);
        }
        if now != was {
            diff.accounts.push((line.household, now));
        }
        if let Some(trade) = trade {
            diff.trades.push((line.household, trade));
        }
        if member.is_some() && now == was && trade.is_none() {
            diff.unchanged += 1;
        }
    }
    diff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_law_asks_for_five_members_and_four_farmers_in_five() {
        for (members, farmers, told) in [
            (5, 4, vec![]),
            (5, 3, vec![Warning::TooFewFarmers]),
            (4, 4, vec![Warning::TooFew]),
            (10, 8, vec![]),
            (10, 7, vec![Warning::TooFewFarmers]),
        ] {
            assert_eq!(warnings(members, farmers), told, "{farmers} of {members}");
        }
    }

    #[test]
    fn an_empty_cell_says_nothing() {
        let was = Account {
            contribution: Fen(100),
            reserve_share: Fen(20),
            subsidy_share: Fen(3),
        };
        let line = |household, contribution, trade| Line {
            household: Id(household),
            contribution,
            reserve_share: None,
            subsidy_share: None,
            trade,
        };
        let there = There {
            accounts: [(Id(1), was), (Id(2), was)].into(),
            trades: [(Id(1), Fen(7))].into(),
        };
        let lines = [
            line(1, None, Some(Fen(7))),
            line(2, Some(Fen(150)), None),
            line(3, Some(Fen(50)), Some(Fen(9))),
        ];
        let diff = compare(&lines, &there);
        let raised = Account {
            contribution: Fen(150),
            ..was
        };
        assert_eq!((diff.unchanged, diff.joining), (1, vec![Id(3)]));
        assert_eq!(diff.accounts[0], (Id(2), raised));
        assert_eq!(diff.trades, [(Id(3), Fen(9))]);
    }
}
