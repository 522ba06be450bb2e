//! What pages ask about banks: accounts, batches with what is known of each line, what is still between payables and
//! bank.

use super::accounts::{Decision, Sealed};
use super::layout::{self, Outcome};
use super::ready;
use crate::store;
use crate::store::bank::{self as bank_store, BatchRow};
use crate::store::{account_lists as lists_store, accounts as accounts_store};
use ::store::Tx;
use access::Scope;
use kernel::{Error, Fen, Id, OrgId, Refusal, Result, parallel};
use std::collections::{BTreeMap, HashMap};

pub use crate::store::account_lists::{ListRow, Which};
pub use crate::store::accounts::{AccountRow, Stand};
pub use crate::store::bank::{BatchRow as BatchOf, ResultRow, StatementRow};

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

/// The accounts within scope before one of them, the latest first.
pub fn accounts_of(tx: &mut Tx, scope: &Scope, before: Id, limit: u32) -> Result<Vec<Account>> {
    let rows = accounts_store::accounts_in(tx, scope, before, limit)?;
    opened(tx, scope.org, rows)
}

/// [`accounts_of`] without opening what is sealed.
pub fn account_rows(tx: &mut Tx, scope: &Scope, before: Id, limit: u32) -> Result<Vec<AccountRow>> {
    accounts_store::accounts_in(tx, scope, before, limit)
}

/// Accounts within scope that came singly and that nobody has decided on, the oldest first.
pub fn open_accounts(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<Account>> {
    let rows = accounts_store::open_accounts_in(tx, scope, limit)?;
    opened(tx, scope.org, rows)
}

fn opened(tx: &mut Tx, org: OrgId, rows: Vec<AccountRow>) -> Result<Vec<Account>> {
    let opener = tx.opener(org);
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut sealed = accounts_store::sealed(tx, org, &ids)?;
    let opened = rows.into_iter().map(|row| {
        let account = sealed.remove(&row.id);
        let sealed = account.map(|account| super::compare::unsealed(&opener, &account));
        Ok(Account {
            row,
            sealed: sealed.transpose()?.flatten(),
        })
    });
    opened.collect()
}

/// What is known of accounts now: what a comparison says it compared with.
pub fn stand(tx: &mut Tx, org: OrgId) -> Result<Stand> {
    accounts_store::stand(tx, org)
}

/// The lists that have a payee within scope, the latest first.
pub fn lists(tx: &mut Tx, scope: &Scope, limit: u32) -> Result<Vec<ListRow>> {
    lists_store::lists(tx, scope, limit)
}

/// A list with what whoever confirms it must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub row: ListRow,
    /// Its villages.
    pub units: Vec<Id>,
    pub sent_back: i64,
    /// How many are unusual, by what is unusual about them.
    pub unusual: Vec<(String, i64)>,
}

pub fn list(tx: &mut Tx, org: OrgId, id: Id) -> Result<List> {
    let row = lists_store::list(tx, org, id)?.ok_or(Error::NotFound)?;
    Ok(List {
        units: lists_store::units_of_list(tx, org, &row)?,
        sent_back: lists_store::sent_back(tx, org, &row)?,
        unusual: lists_store::unusual_of_list(tx, org, &row)?,
        row,
    })
}

/// Accounts of a list within scope, from the first after `after` on.
pub fn accounts_of_list(
    tx: &mut Tx,
    scope: &Scope,
    list: &ListRow,
    (which, after, limit): (Which, Id, u32),
) -> Result<Vec<Account>> {
    let rows = lists_store::accounts_of_list(tx, scope, list, (which, after, limit))?;
    opened(tx, scope.org, rows)
}

/// Some accounts of a list within scope, so that its paper can be compared with. Which ones hangs on the asker and on the
/// key file: whoever made the list cannot know them beforehand.
pub fn sample_of_list(
    tx: &mut Tx,
    scope: &Scope,
    list: &ListRow,
    most: usize,
) -> Result<Vec<Account>> {
    let all = lists_store::payees_of_list(tx, scope, list)?;
    let lot = |id: Id| {
        tx.hmac(
            "accounts.sample",
            &[&scope.user.0.to_be_bytes(), &id.0.to_be_bytes()],
        )
    };
    let mut drawn: Vec<_> = all.iter().map(|(id, _)| (lot(*id), *id)).collect();
    drawn.sort_unstable();
    drawn.truncate(most);
    let mut ids: Vec<Id> = drawn.into_iter().map(|(_, id)| id).collect();
    ids.sort_unstable();
    accounts_by_id(tx, scope.org, &ids)
}

/// The accounts of a list within scope whose payee has another one in force: id, payee, and the one in force.
pub fn replaced(tx: &mut Tx, scope: &Scope, list: &ListRow) -> Result<Vec<(Id, Id, Id)>> {
    let all = lists_store::payees_of_list(tx, scope, list)?;
    let mut payees: Vec<Id> = all.iter().map(|(_, payee)| *payee).collect();
    payees.sort_unstable();
    let held = accounts_store::in_force(tx, scope.org, &payees)?;
    let replaced = all.into_iter().filter_map(|(account, payee)| {
        let at = held.binary_search_by_key(&payee, |held| held.payee).ok()?;
        let held = held.get(at)?.account;
        (held != account).then_some((account, payee, held))
    });
    Ok(replaced.collect())
}

/// The last four digits and the bank of accounts, by id.
pub fn faces(tx: &mut Tx, org: OrgId, accounts: &[Id]) -> Result<HashMap<Id, (String, String)>> {
    accounts_store::faces(tx, org, accounts)
}

/// Accounts by id, opened.
pub fn accounts_by_id(tx: &mut Tx, org: OrgId, ids: &[Id]) -> Result<Vec<Account>> {
    let rows = accounts_store::accounts(tx, org, ids)?;
    opened(tx, org, rows)
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
    let rows = bank_store::batches(tx, org, round)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let returned = bank_store::returns_of_round(tx, org, round)?;
    let said = bank_store::outcomes_of_round(tx, org, round)?;
    let successors = bank_store::successors_of_round(tx, org, round)?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let mut lines = Vec::with_capacity(usize::try_from(row.lines).unwrap_or(0));
        bank_store::each_batch_line(tx, org, row.id, |line, household| {
            let reason = returned.get(&(line.key, line.attempt)).copied();
            let outcome = match reason {
                Some(_) => Some(Outcome::Returned),
                None => said.get(&line.reference).copied(),
            };
            lines.push(BatchLine {
                reference: line.reference,
                payee: successors.get(&line.key).copied().unwrap_or(household),
                amount: line.amount,
                attempt: line.attempt,
                outcome,
                reason,
            });
            Ok(())
        })?;
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
    /// How many those are and how much, by layout.
    pub stays: BTreeMap<String, (i64, Fen)>,
}

impl Sendable {
    /// How many lines a layout can write, and how much.
    pub fn told(&self, layout: &str) -> Result<(i64, Fen)> {
        let (stay, fen) = self.stays.get(layout).copied().unwrap_or_default();
        let payments = i64::try_from(self.lines.len()).unwrap_or(i64::MAX);
        Ok((payments - stay, self.amount.minus(fen)?))
    }

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
    let layouts = layout::layouts(today)?;
    let case = store::case(tx, org, round)?.ok_or(Error::NotFound)?;
    let waiting = ready::waiting(tx, org, round, (today, today))?;
    let mut lines = waiting.ready;
    ready::give_accounts(tx, org, &mut lines)?;
    let mut out = Sendable {
        held: waiting.held,
        ..Sendable::default()
    };
    let without = lines.iter().filter(|line| line.account.is_none());
    out.without_account = without.map(|line| line.payee).collect();
    lines.retain(|line| line.account.is_some());
    let accounts: Vec<Id> = lines.iter().filter_map(|line| line.account).collect();
    ready::each_opened(tx, org, &accounts, |first, opened| {
        let some = lines.get(first..).unwrap_or_default();
        let faults = parallel::map(opened.len(), |at| {
            let found = some.get(at).zip(opened.get(at).and_then(Option::as_ref));
            let (line, opened) = found?;
            // As long as a reference can become.
            let place = (case.round.number.as_str(), 1_000_000_000);
            let order = ready::order(place, line.net, opened, &case);
            let faulty = |layout: &layout::Layout| {
                let refusal = layout.fault_of(&order)?;
                Some((layout.layout.clone(), refusal))
            };
            Some(layouts.iter().filter_map(faulty).collect::<Vec<_>>())
        });
        for (line, faults) in some.iter().zip(faults) {
            let Some(faults) = faults else {
                out.without_account.push(line.payee);
                continue;
            };
            out.lines.push(line.key);
            out.amount = Fen::sum([out.amount, line.net])?;
            for (layout, refusal) in faults {
                let of = out.stays.entry(layout.clone()).or_default();
                *of = (of.0 + 1, Fen::sum([of.1, line.net])?);
                out.unwritable.push(Unwritable {
                    layout,
                    line: line.key,
                    payee: line.payee,
                    refusal,
                });
            }
        }
        Ok(())
    })?;
    Ok(out)
}

/// Payments of a round that the bank has and has not called paid. Asks for no right.
pub fn unconfirmed(tx: &mut Tx, org: OrgId, round: Id) -> Result<i64> {
    bank_store::unconfirmed(tx, org, round)
}
