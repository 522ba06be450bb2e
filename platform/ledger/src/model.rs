//! What a voucher must be before it is written. Pure.

use kernel::{Date, Error, Fen, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

/// From so many accounts on, accounts and balances are read and written for the whole book at once.
pub(crate) const MANY: usize = 200;

/// The measure of a book that holds money: whole fen.
pub const FEN: &str = "fen";

/// The side on which an account grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Assets and costs: bank, receivables.
    Debit,
    /// Debts and funds: payables, undistributed surplus.
    Credit,
}

impl Side {
    /// 1 grows by debit, -1 by credit; as it is stored.
    pub fn sign(self) -> i64 {
        match self {
            Side::Debit => 1,
            Side::Credit => -1,
        }
    }

    pub fn from_sign(sign: i64) -> Result<Side> {
        match sign {
            1 => Ok(Side::Debit),
            -1 => Ok(Side::Credit),
            other => Err(Error::Internal(format!("an account has side {other}"))),
        }
    }
}

/// One legal entity's book of one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub id: Id,
    /// Of the division tree: who may see it.
    pub unit: Id,
    pub entity: String,
    pub measure: String,
}

/// One account of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: Id,
    pub book: Id,
    pub code: String,
    pub party: Option<Id>,
    /// The least that it may hold on its own side; nothing: no limit.
    pub floor: Option<i64>,
    pub side: Side,
}

/// One entry: debit positive, credit negative, in the measure of the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub account: Id,
    pub amount: i64,
}

impl Line {
    pub fn debit(account: Id, amount: Fen) -> Line {
        Line {
            account,
            amount: amount.0,
        }
    }

    pub fn credit(account: Id, amount: Fen) -> Line {
        Line {
            account,
            amount: -amount.0,
        }
    }
}

/// What is to be posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    pub book: Id,
    pub date: Date,
    /// `income`, `declare`, `pay`, `reverse` …
    pub kind: &'static str,
    /// What it comes from: the table and the id there.
    pub source: Option<&'static str>,
    pub source_id: Option<Id>,
    pub reverses: Option<Id>,
    pub lines: Vec<Line>,
}

/// The sum of the debits of lines that balance.
///
/// Refuses, in this order: `ledger.too_few_lines`, `ledger.zero_line` (with the line, from 1),
/// `ledger.unbalanced` (with what is left). `Internal` where the debits pass 2^63.
pub fn balanced_total(lines: &[Line]) -> Result<i64> {
    if lines.len() < 2 {
        return Err(Error::refused("ledger.too_few_lines"));
    }
    if let Some(index) = lines.iter().position(|line| line.amount == 0) {
        return Err(Refusal::new("ledger.zero_line")
            .with("line", index + 1)
            .into());
    }
    let left: i128 = lines.iter().map(|line| i128::from(line.amount)).sum();
    if left != 0 {
        return Err(Refusal::new("ledger.unbalanced").with("left", left).into());
    }
    let debits: i128 = lines
        .iter()
        .map(|line| i128::from(line.amount.max(0)))
        .sum();
    i64::try_from(debits).map_err(|_| Error::Internal("the debits of a voucher pass 2^63".into()))
}

/// How an account behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    pub side: Side,
    pub floor: Option<i64>,
}

impl Account {
    pub fn face(&self) -> Face {
        Face {
            side: self.side,
            floor: self.floor,
        }
    }
}

impl Face {
    /// Whether an account may stand at `balance` (debits less credits).
    pub fn holds(self, balance: i64) -> bool {
        let own = balance.saturating_mul(self.side.sign());
        self.floor.is_none_or(|floor| own >= floor)
    }
}

/// `ledger.below_zero` with the account's code and what it held before, on its own side.
pub fn below_floor(account: &Account, before: i64) -> Error {
    let held = before.saturating_mul(account.side.sign());
    Refusal::new("ledger.below_zero")
        .with("account", &account.code)
        .with("balance", Fen(held))
        .into()
}

/// Up to here numbers sort as they count.
pub const LAST_IN_ORDER: i64 = 999_999;

/// What people read: `2022-000017`, from 1 in each book and year.
pub fn number(year: i16, ordinal: i64) -> String {
    format!("{year:04}-{ordinal:06}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&[i64], &str)]) {
        for (amounts, expected) in cases {
            let lines: Vec<Line> = amounts
                .iter()
                .zip(1..)
                .map(|(a, i)| Line {
                    account: Id(i),
                    amount: *a,
                })
                .collect();
            let found = match balanced_total(&lines) {
                Ok(total) => total.to_string(),
                Err(e) => e.to_string(),
            };
            assert_eq!(found, *expected, "{amounts:?}");
        }
    }

    #[test]
    fn a_voucher_has_two_lines_none_zero_and_balances() {
        check(&[
            (&[5, -5], "5"),
            (&[5, 7, -12], "12"),
            (&[], "refused ledger.too_few_lines"),
            (&[0], "refused ledger.too_few_lines"),
            (&[0, 1], "refused ledger.zero_line line=1"),
            (&[5, -4], "refused ledger.unbalanced left=1"),
            (
                &[i64::MAX, i64::MAX, -i64::MAX, -i64::MAX],
                "internal: the debits of a voucher pass 2^63",
            ),
        ]);
    }

    #[test]
    fn a_floor_is_kept_on_the_accounts_own_side() {
        let cases = [
            (Side::Credit, Some(0), -5, true),
            (Side::Credit, Some(0), 0, true),
            (Side::Credit, Some(0), 1, false),
            (Side::Debit, Some(0), 1, true),
            (Side::Debit, Some(0), -1, false),
            (Side::Debit, None, -1, true),
        ];
        for (side, floor, balance, holds) in cases {
            assert_eq!(
                Face { side, floor }.holds(balance),
                holds,
                "{side:?} {balance}"
            );
        }
    }
}
