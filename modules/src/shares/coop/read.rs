//! A co-op as of any day, as known at any seq: members with their accounts and the trade of a year, who is entitled
//! to a year's surplus, and whether the records agree with the books.

use super::model::{self, Account, Member};
use super::store::{self, Coop, Surplus, Trade};
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Date, Error, Fen, Id, OrgId, Result};
use payout::Entitlement;
use std::collections::{BTreeMap, HashSet};

/// A member with what his account held on the day, and what he traded in the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberState {
    pub member: Member,
    pub account: Account,
    pub trade: Option<Trade>,
}

impl MemberState {
    pub fn traded(&self) -> Fen {
        self.trade.as_ref().map_or(Fen::ZERO, |trade| trade.amount)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoopState {
    pub coop: Coop,
    pub date: Date,
    pub year: i64,
    /// On the day, by member id.
    pub members: Vec<MemberState>,
    /// Members of some day of the year who have left by the day and traded in it.
    pub left: Vec<MemberState>,
}

impl CoopState {
    pub fn farmers(&self) -> usize {
        let farmers = self.members.iter().filter(|m| m.member.is_farmer);
        farmers.count()
    }

    /// The accounts of all members, added up.
    pub fn total(&self) -> Result<Account> {
        let sum = |of: fn(&Account) -> Fen| Fen::sum(self.members.iter().map(|m| of(&m.account)));
        Ok(Account {
            contribution: sum(|a| a.contribution)?,
            reserve_share: sum(|a| a.reserve_share)?,
            subsidy_share: sum(|a| a.subsidy_share)?,
        })
    }

    /// The trade of the year of all who take part in its surplus.
    pub fn traded(&self) -> Result<Fen> {
        Fen::sum(
            self.members
                .iter()
                .chain(&self.left)
                .map(MemberState::traded),
        )
    }
}

/// `NotFound` where there is no such co-op. `seq`: `i64::MAX` is now.
pub fn coop_as_of(
    tx: &mut Tx,
    org: OrgId,
    coop: Id,
    (date, year): (Date, i64),
    seq: i64,
) -> Result<CoopState> {
    let coop = store::coop(tx, org, coop)?.ok_or(Error::NotFound)?;
    let accounts = store::accounts(tx, org, coop.id, seq)?;
    let mut trades = store::trades(tx, org, coop.id, seq)?;
    let days = model::days_of(year);
    let (mut members, mut gone) = (Vec::new(), Vec::new());
    for member in store::members(tx, org, coop.id, seq)? {
        let of_year = days.is_some_and(|(first, last)| member.is_between(first, last));
        if !member.is_on(date) && !of_year {
            continue;
        }
        let found = model::account_on(&accounts, member.id, date);
        let state = MemberState {
            account: found.map(|(_, account)| account).unwrap_or_default(),
            trade: None,
            member,
        };
        if state.member.is_on(date) {
            members.push(state);
        } else if state.member.from <= date {
            gone.push(state);
        }
    }
    // Who left and came back in one year has one line, so the trade is given once.
    for state in &mut members {
        state.trade = trades.remove(&(state.member.household, year));
    }
    let mut left = Vec::new();
    for mut state in gone {
        state.account = Account::default();
        state.trade = trades.remove(&(state.member.household, year));
        if state.traded() > Fen::ZERO {
            left.push(state);
        }
    }
    Ok(CoopState {
        coop,
        date,
        year,
        members,
        left,
    })
}

/// Who takes part in the surplus of `year` (art. 44): the members of the record date by their trade and their
/// accounts, and who left during the year by his trade alone (art. 28). As known at `seq` it never changes.
/// In the order of household ids; who has neither counts for nothing and is left out.
pub fn entitlements(
    tx: &mut Tx,
    org: OrgId,
    coop: Id,
    (date, year): (Date, i64),
    seq: i64,
) -> Result<Vec<Entitlement>> {
    let state = coop_as_of(tx, org, coop, (date, year), seq)?;
    let mut out = BTreeMap::new();
    for member in state.members.iter().chain(&state.left) {
        let measures: BTreeMap<String, i64> = [
            ("trade", member.traded()),
            ("contribution", member.account.contribution),
            ("reserve_share", member.account.reserve_share),
            ("subsidy_share", member.account.subsidy_share),
        ]
        .into_iter()
        .filter(|(_, fen)| *fen != Fen::ZERO)
        .map(|(name, fen)| (name.to_owned(), fen.0))
        .collect();
        if measures.is_empty() {
            continue;
        }
        let payee = Entitlement {
            household: member.member.household,
            unit: member.member.unit,
            class: "all".into(),
            heads: 1,
            shares: 0,
            measures,
        };
        out.insert(member.member.household, payee);
    }
    Ok(out.into_values().collect())
}

/// What each member household has paid in on `date`, as known at `seq`.
pub fn contributions(
    tx: &mut Tx,
    org: OrgId,
    coop: Id,
    (date, seq): (Date, i64),
) -> Result<Vec<(Id, Fen)>> {
    let state = coop_as_of(tx, org, coop, (date, i64::from(date.year())), seq)?;
    let of = |m: &MemberState| (m.member.household, m.account.contribution);
    Ok(state.members.iter().map(of).collect())
}

/// `coop_member_twice`: a household is a member twice on one day. `coop_surplus_differs`: a voucher does not move
/// what was recorded. `coop_account_alone`: an account or a trade of nobody who was ever a member. And rounds whose
/// lines are not what they froze. Needs no key file.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = payout::check_entitlements_of(tx, org, super::SOURCE, |tx, round, seq| {
        let when = (round.record_date, round.year);
        entitlements(tx, org, round.source_id, when, seq)
    })?;
    for coop in store::coops(tx, org)? {
        let mut tell = |code: &'static str, id: Id| {
            problems.push(Problem {
                code,
                place: format!("shares_coop {} {id}", coop.id),
                seq: 0,
            });
        };
        let members = store::members(tx, org, coop.id, i64::MAX)?;
        for (at, member) in members.iter().enumerate() {
            let is_twice = members.iter().skip(at + 1).any(|other| {
                let last = other.to.map_or(other.from, |to| to.plus_days(-1));
                let overlaps = match other.to {
                    Some(_) => member.is_between(other.from, last),
                    None => member.to.is_none_or(|to| other.from < to),
                };
                other.household == member.household && overlaps
            });
            if is_twice {
                tell("coop_member_twice", member.id);
            }
        }
        let ids = store::households_of_members(tx, org)?;
        let ids: HashSet<Id> = ids.into_iter().collect();
        for (household, _) in store::trades(tx, org, coop.id, i64::MAX)?.keys() {
            if !ids.contains(household) {
                tell("coop_account_alone", *household);
            }
        }
        for surplus in store::surpluses(tx, org, coop.id)? {
            if !agrees(tx, org, &surplus)? {
                tell("coop_surplus_differs", surplus.id);
            }
        }
    }
    Ok(problems)
}

fn agrees(tx: &mut Tx, org: OrgId, surplus: &Surplus) -> Result<bool> {
    let mut moved: BTreeMap<String, i64> = BTreeMap::new();
    for entry in ledger::voucher_entries(tx, org, surplus.voucher, 0, 10)? {
        *moved.entry(entry.code).or_default() += entry.amount;
    }
    let asked = [
        (crate::shares::BANK, surplus.amount.0 - surplus.income.0),
        (super::INCOME, surplus.income.0),
        (crate::shares::UNDISTRIBUTED, -surplus.amount.0),
        (super::LOSSES, surplus.losses.0),
        (crate::shares::register::CAPITAL, -surplus.losses.0),
    ];
    let asked = asked.into_iter().filter(|(_, fen)| *fen != 0);
    let asked: BTreeMap<String, i64> = asked.map(|(code, fen)| (code.to_owned(), fen)).collect();
    Ok(moved == asked)
}
