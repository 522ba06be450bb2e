//! What pages ask about banks: accounts, batches with what is known of each line, what is still between payables and
//! bank.

use super::accounts::{Decision, PLACE, Sealed};
use super::batch;
use super::layout::{self, Outcome};
use crate::store;
use crate::store::bank::{self as bank_store, BatchRow};
use ::store::Tx;
use access::Scope;
use kernel::{Error, Fen, Id, OrgId, Refusal, Result};

pub use crate::store::bank::{AccountRow, BatchRow as BatchOf, ResultRow, StatementRow};

/// A payee's account with what is sealed; nothing where it was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub row: AccountRow,
    pub sealed: Option<Sealed>,
}

impl Account {
    pub fn is_open(&self) -> bool {
        self.row.decision.is_none()
    }

    pub fn holds(&self) -> bool {
        matches!(self.row.decision, Some((Decision::Confirmed, _)))
    }
}

/// The accounts within scope, the latest first.
pub fn accounts_of(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<Account>> {
    let mut out = Vec::new();
    for row in bank_store::accounts_in(tx, scope, limit)? {
        let sealed = tx.open(scope.org, row.id, PLACE, row.id, &row.sealed)?;
        out.push(Account { row, sealed });
    }
    Ok(out)
}

/// What is known of a line that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchLine {
    pub reference: String,
    pub payee: Id,
    pub amount: Fen,
    pub attempt: i64,
    /// Nothing: the bank has not answered.
    pub outcome: Option<Outcome>,
    pub reason: Option<crate::ReturnReason>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub row: BatchRow,
    pub lines: Vec<BatchLine>,
}

impl Batch {
    /// Lines and fen of an outcome; nothing: not answered.
    pub fn of(&self, outcome: Option<Outcome>) -> Result<(usize, Fen)> {
        let own = || self.lines.iter().filter(|line| line.outcome == outcome);
        Ok((own().count(), Fen::sum(own().map(|line| line.amount))?))
    }
}

/// The batches of a round with what is known of their lines, oldest first. Asks for no right.
pub fn batches(tx: &mut Tx, org: OrgId, round: Id) -> Result<Vec<Batch>> {
    let standings = store::standings(tx, org, round, None)?;
    let mut out = Vec::new();
    for row in bank_store::batches(tx, org, round)? {
        let mut lines = Vec::new();
        for line in bank_store::batch_lines(tx, org, row.id)? {
            let standing = standings.get(&line.key).ok_or(Error::NotFound)?;
            let attempt = standing.attempts.iter().find(|a| a.attempt == line.attempt);
            let back = attempt.and_then(|a| a.returned.as_ref());
            let outcome = match back {
                Some(_) => Some(Outcome::Returned),
                None => bank_store::last_outcome(tx, org, &line.reference)?,
            };
            lines.push(BatchLine {
                reference: line.reference,
                payee: standing.payee(),
                amount: line.amount,
                attempt: line.attempt,
                outcome,
                reason: back.map(|back| back.reason),
            });
        }
        out.push(Batch { row, lines });
    }
    Ok(out)
}

/// Answers of the bank that were kept aside, and rows of its statement that match nothing, of all within scope's
/// organisation for a round and its book; the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    pub aside: Vec<ResultRow>,
    pub unmatched: Vec<StatementRow>,
}

pub fn said(tx: &mut Tx, org: OrgId, round: Id, book: Id) -> Result<Said> {
    Ok(Said {
        aside: bank_store::aside(tx, org, round)?,
        unmatched: bank_store::unmatched(tx, org, book)?,
    })
}

/// What of a batch the statement has not shown yet.
pub(crate) struct Open {
    /// Still to leave the bank account: what was sent less what has left.
    pub to_leave: Fen,
    /// Amounts that came back by the bank's answer and are not on the statement.
    pub to_come: Vec<Fen>,
}

pub(crate) fn open_of(tx: &mut Tx, org: OrgId, batch: &BatchRow) -> Result<Open> {
    let (left, come) = bank_store::seen_of_batch(tx, org, batch.id)?;
    let returned = bank_store::returned_of_batch(tx, org, batch.id)?;
    let mut to_come = returned;
    for amount in come {
        if let Some(at) = to_come.iter().position(|open| *open == amount) {
            to_come.remove(at);
        }
    }
    Ok(Open {
        to_leave: batch.amount.minus(left)?,
        to_come,
    })
}

/// Between payables and bank, of one book: what the account says and what the facts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clearing {
    /// The balance of the account; above 0: sent and not yet on the statement.
    pub balance: Fen,
    /// Sent, less what came back, less what left, and what came in again.
    pub expected: Fen,
}

pub fn clearing(tx: &mut Tx, org: OrgId, book: Id, code: &str) -> Result<Clearing> {
    let balance = match ledger::find_account(tx, org, book, code, None)? {
        Some(a) => Fen(ledger::balance_now(tx, org, a.id)? * a.side.sign()),
        None => Fen::ZERO,
    };
    Ok(Clearing {
        balance,
        expected: bank_store::clearing_of_book(tx, org, book)?,
    })
}

/// The lines of a round that can be sent now, and the payees whose lines wait for an account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sendable {
    pub lines: Vec<crate::LineKey>,
    pub amount: Fen,
    pub without_account: Vec<Id>,
    pub held: usize,
    /// Of the lines: what a layout cannot write. They wait; the others go.
    pub unwritable: Vec<Unwritable>,
}

impl Sendable {
    /// The lines that a layout can write.
    pub fn in_layout(&self, layout: &str) -> Vec<crate::LineKey> {
        let stays = |key: &crate::LineKey| {
            let mut own = self.unwritable.iter().filter(|u| u.layout == layout);
            own.any(|u| u.line == *key)
        };
        let goes = self.lines.iter().filter(|key| !stays(key));
        goes.copied().collect()
    }
}

/// A line that one layout cannot write, and why: `payout.not_in_encoding`, `payout.too_wide`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    pub layout: String,
    pub line: crate::LineKey,
    pub payee: Id,
    pub refusal: Refusal,
}

/// Asks for no right. `today` decides which holds stand.
pub fn sendable(tx: &mut Tx, org: OrgId, round: Id, today: kernel::Date) -> Result<Sendable> {
    let mut out = Sendable::default();
    let layouts = layout::layouts(today)?;
    let case = store::case(tx, org, round)?.ok_or(Error::NotFound)?;
    for (key, standing) in store::standings(tx, org, round, None)? {
        let net = standing.line.net();
        if standing.next_attempt().is_none() || net <= 0 || standing.is_unclaimed() {
            continue;
        }
        if standing.held(today, today).is_some() {
            out.held += 1;
            continue;
        }
        let payee = standing.payee();
        let order = match bank_store::account_in_force(tx, org, payee)? {
            Some(account) => {
                // As long as a reference can become.
                let reference = batch::reference(&case.round.number, 1_000_000_000);
                let of = (reference, Fen(net), case.round.number.as_str());
                batch::order_of(tx, org, &account, of)?
            }
            None => None,
        };
        let Some(order) = order else {
            out.without_account.push(payee);
            continue;
        };
        out.lines.push(key);
        out.amount = Fen::sum([out.amount, Fen(net)])?;
        for layout in &layouts {
            if let Some(refusal) = layout.fault_of(&order) {
                out.unwritable.push(Unwritable {
                    layout: layout.layout.clone(),
                    line: key,
                    payee,
                    refusal,
                });
            }
        }
    }
    Ok(out)
}

/// Payments of a round that the bank has and has not called paid. Asks for no right.
pub fn unconfirmed(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    bank_store::unconfirmed(tx, org, round)
}
