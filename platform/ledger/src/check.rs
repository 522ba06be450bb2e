//! Recomputes the books from their entries. Needs no key file.

use crate::model::{self, Account};
use crate::read::VoucherView;
use crate::store;
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Date, Id, OrgId, Result};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Makes the cached balances of an org again from its entries.
pub fn rebuild(tx: &mut Tx, org: OrgId) -> Result<()> {
    store::rebuild(tx, org)
}

/// A voucher, and what its entries come to.
struct Summed {
    voucher: VoucherView,
    date: String,
    balance: i128,
    debits: i128,
    lines: i64,
    misplaced: bool,
}

impl Summed {
    fn of(voucher: VoucherView) -> Summed {
        Summed {
            date: voucher.date.to_string(),
            voucher,
            balance: 0,
            debits: 0,
            lines: 0,
            misplaced: false,
        }
    }

    fn add(&mut self, entry: &store::Entry<'_>, book: Option<Id>) {
        self.balance += i128::from(entry.amount);
        self.debits += i128::from(entry.amount.max(0));
        self.lines += 1;
        let in_place = entry.year == i64::from(self.voucher.date.year())
            && entry.date == self.date
            && entry.seq == self.voucher.seq
            && book == Some(self.voucher.book);
        self.misplaced |= !in_place;
    }
}

/// An account, what its entries come to, and what the cache says.
#[derive(Default)]
struct Held {
    account: Option<Account>,
    balance: i64,
    cached: i64,
}

impl Held {
    fn is_below(&self) -> bool {
        let account = self.account.as_ref();
        account.is_some_and(|account| !account.face().holds(self.balance))
    }
}

/// Problems of an org's books: `voucher_unbalanced`, `voucher_differs` (total or lines are not those
/// of its entries), `entry_misplaced` (another year, day, seq or book than its voucher),
/// `entry_without_voucher`, `reversed_twice`, `number_gap`, `voucher_in_closed_month`, `balance_differs`,
/// `below_floor`.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut accounts: HashMap<Id, Held> = HashMap::new();
    store::each_account(tx, org, |account| {
        let held: &mut Held = accounts.entry(account.id).or_default();
        held.account = Some(account);
    })?;
    let mut vouchers = BTreeMap::new();
    store::each_voucher(tx, org, |voucher| {
        drop(vouchers.insert(voucher.id, Summed::of(voucher)))
    })?;
    let mut problems = Vec::new();
    store::each_entry(tx, org, |entry| {
        let held = accounts.entry(entry.account).or_default();
        held.balance = held.balance.wrapping_add(entry.amount);
        let book = held.account.as_ref().map(|account| account.book);
        match vouchers.get_mut(&entry.voucher) {
            Some(summed) => summed.add(&entry, book),
            None => problems.push(problem(
                "entry_without_voucher",
                "ledger_entry".into(),
                entry.seq,
            )),
        }
    })?;
    check_vouchers(&vouchers, &mut problems);
    check_closings(tx, org, &vouchers, &mut problems)?;
    check_balances(tx, org, accounts, &mut problems)?;
    Ok(problems)
}

fn check_vouchers(vouchers: &BTreeMap<Id, Summed>, problems: &mut Vec<Problem>) {
    let mut reversed = HashSet::new();
    let mut ordinals: HashMap<(Id, i16), i64> = HashMap::new();
    for sum in vouchers.values() {
        let voucher = &sum.voucher;
        let place = || format!("ledger_voucher {}", voucher.number);
        if sum.balance != 0 {
            problems.push(problem("voucher_unbalanced", place(), voucher.seq));
        }
        if sum.debits != i128::from(voucher.total) || sum.lines != voucher.lines {
            problems.push(problem("voucher_differs", place(), voucher.seq));
        }
        if sum.misplaced {
            problems.push(problem("entry_misplaced", place(), voucher.seq));
        }
        if voucher
            .reverses
            .is_some_and(|original| !reversed.insert(original))
        {
            problems.push(problem("reversed_twice", place(), voucher.seq));
        }
        // Ids rise as vouchers are posted, and so do the numbers within a book and year.
        let ordinal = ordinals
            .entry((voucher.book, voucher.date.year()))
            .or_default();
        *ordinal += 1;
        if voucher.number != model::number(voucher.date.year(), *ordinal) {
            problems.push(problem("number_gap", place(), voucher.seq));
        }
    }
}

/// A voucher that was posted into a month closed at that time.
fn check_closings(
    tx: &mut Tx,
    org: OrgId,
    vouchers: &BTreeMap<Id, Summed>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let mut closings: HashMap<Id, BTreeMap<i64, Option<Date>>> = HashMap::new();
    store::each_closing(tx, org, |closing| {
        let of_book = closings.entry(closing.book).or_default();
        of_book.insert(closing.seq, closing.through);
    })?;
    for voucher in vouchers.values().map(|summed| &summed.voucher) {
        let of_book = closings.get(&voucher.book);
        let last = of_book.and_then(|found| found.range(..voucher.seq).next_back());
        if last.is_some_and(|(_, through)| through.is_some_and(|day| voucher.date <= day)) {
            let place = format!("ledger_voucher {}", voucher.number);
            problems.push(problem("voucher_in_closed_month", place, voucher.seq));
        }
    }
    Ok(())
}

fn check_balances(
    tx: &mut Tx,
    org: OrgId,
    mut accounts: HashMap<Id, Held>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    store::each_balance(tx, org, |account, balance| {
        accounts.entry(account).or_default().cached = balance;
    })?;
    let mut wrong: Vec<(Id, Held)> = accounts
        .into_iter()
        .filter(|(_, held)| held.cached != held.balance || held.is_below())
        .collect();
    wrong.sort_unstable_by_key(|(id, _)| *id);
    for (id, held) in wrong {
        let code = held.account.as_ref().map_or("", |a| a.code.as_str());
        if held.cached != held.balance {
            let place = format!("ledger_balance_now {code} {id}");
            problems.push(problem("balance_differs", place, 0));
        }
        if held.is_below() {
            let place = format!("ledger_account {code} {id}");
            problems.push(problem("below_floor", place, 0));
        }
    }
    Ok(())
}

fn problem(code: &'static str, place: String, seq: i64) -> Problem {
    Problem { code, place, seq }
}
