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

/// What the entries of one voucher come to.
#[derive(Default)]
struct Sum {
    balance: i128,
    debits: i128,
    lines: i64,
    misplaced: bool,
}

/// Problems of an org's books: `voucher_unbalanced`, `voucher_differs` (total or lines are not those
/// of its entries), `entry_misplaced` (another year, day, seq or book than its voucher),
/// `entry_without_voucher`, `reversed_twice`, `number_gap`, `voucher_in_closed_month`, `balance_differs`,
/// `below_floor`.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut accounts = HashMap::new();
    store::each_account(tx, org, |account| {
        drop(accounts.insert(account.id, account))
    })?;
    let mut vouchers = BTreeMap::new();
    store::each_voucher(tx, org, |voucher| {
        drop(vouchers.insert(voucher.id, voucher))
    })?;
    let mut problems = Vec::new();
    let mut sums: HashMap<Id, Sum> = HashMap::new();
    let mut balances: BTreeMap<Id, i64> = BTreeMap::new();
    store::each_entry(tx, org, |year, account, date, seq, voucher, amount| {
        let balance = balances.entry(account).or_default();
        *balance = balance.wrapping_add(amount);
        let Some(found) = vouchers.get(&voucher) else {
            problems.push(problem("entry_without_voucher", "ledger_entry".into(), seq));
            return;
        };
        let sum = sums.entry(voucher).or_default();
        sum.balance += i128::from(amount);
        sum.debits += i128::from(amount.max(0));
        sum.lines += 1;
        let in_place = year == i64::from(found.date.year())
            && date == found.date.to_string()
            && seq == found.seq
            && accounts
                .get(&account)
                .is_some_and(|a: &Account| a.book == found.book);
        sum.misplaced |= !in_place;
    })?;
    check_vouchers(&vouchers, &mut sums, &mut problems);
    check_closings(tx, org, &vouchers, &mut problems)?;
    check_balances(tx, org, &accounts, &balances, &mut problems)?;
    Ok(problems)
}

fn check_vouchers(
    vouchers: &BTreeMap<Id, VoucherView>,
    sums: &mut HashMap<Id, Sum>,
    problems: &mut Vec<Problem>,
) {
    let mut reversed = HashSet::new();
    let mut ordinals: HashMap<(Id, i16), i64> = HashMap::new();
    for voucher in vouchers.values() {
        let place = || format!("ledger_voucher {}", voucher.number);
        let sum = sums.remove(&voucher.id).unwrap_or_default();
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
    vouchers: &BTreeMap<Id, VoucherView>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let mut closings: HashMap<Id, BTreeMap<i64, Option<Date>>> = HashMap::new();
    store::each_closing(tx, org, |closing| {
        let of_book = closings.entry(closing.book).or_default();
        of_book.insert(closing.seq, closing.through);
    })?;
    for voucher in vouchers.values() {
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
    accounts: &HashMap<Id, Account>,
    balances: &BTreeMap<Id, i64>,
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let mut cached = BTreeMap::new();
    store::each_balance(tx, org, |account, balance| {
        cached.insert(account, balance);
    })?;
    let all: std::collections::BTreeSet<Id> =
        balances.keys().chain(cached.keys()).copied().collect();
    for id in all {
        let balance = balances.get(&id).copied().unwrap_or(0);
        let code = accounts
            .get(&id)
            .map_or("", |account| account.code.as_str());
        if cached.get(&id).copied().unwrap_or(0) != balance {
            problems.push(problem(
                "balance_differs",
                format!("ledger_balance_now {code} {id}"),
                0,
            ));
        }
        if accounts
            .get(&id)
            .is_some_and(|account| !account.face().holds(balance))
        {
            problems.push(problem(
                "below_floor",
                format!("ledger_account {code} {id}"),
                0,
            ));
        }
    }
    Ok(())
}

fn problem(code: &'static str, place: String, seq: i64) -> Problem {
    Problem { code, place, seq }
}
