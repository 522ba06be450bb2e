//! Posting a voucher and taking it back. Never changes an entry.

use crate::model::{self, Account, Line, Voucher};
use crate::read::VoucherView;
use crate::store;
use ::store::Tx;
use kernel::{Ctx, Date, Error, Id, OrgId, Refusal, Result};
use std::collections::{BTreeMap, HashMap};

/// From so many accounts on, accounts and balances are read and written for the whole book at once.
const MANY: usize = 200;

/// Posts a voucher and returns its id. The number follows within its book and year.
///
/// Refuses, in this order: `ledger.too_few_lines`, `ledger.zero_line`, `ledger.unbalanced`,
/// `ledger.future_date`, `ledger.period_closed`, `ledger.other_book` (an account that this book has not),
/// `ledger.below_zero` (on the voucher's day or on any day after it).
pub fn post(tx: &mut Tx, ctx: &Ctx, voucher: Voucher) -> Result<Id> {
    let total = model::balanced_total(&voucher.lines)?;
    if voucher.date > ctx.today() {
        return Err(Refusal::new("ledger.future_date")
            .with("date", voucher.date)
            .into());
    }
    crate::period::hold_open(tx, ctx.org, voucher.book, voucher.date)?;
    let moved = moved(&voucher.lines)?;
    let many = moved.len() >= MANY;
    let accounts = accounts_for(tx, ctx.org, voucher.book, &moved, many)?;
    hold_floors(tx, ctx.org, &voucher, &moved, &accounts, many)?;
    let ordinal = store::vouchers_in_year(tx, ctx.org, voucher.book, voucher.date.year())? + 1;
    let first_line = store::next_line(tx, ctx.org, voucher.book)?;
    let row = VoucherView {
        id: tx.new_id()?,
        seq: tx.seq()?,
        book: voucher.book,
        number: model::number(voucher.date.year(), ordinal),
        date: voucher.date,
        kind: voucher.kind.to_owned(),
        source: voucher.source.map(str::to_owned),
        source_id: voucher.source_id,
        reverses: voucher.reverses,
        total,
        lines: voucher.lines.len() as i64,
    };
    store::insert_voucher(tx, ctx.org, &row)?;
    for (line, number) in voucher.lines.iter().zip(first_line..) {
        store::insert_entry(tx, ctx.org, &row, number, line.account, line.amount)?;
    }
    if many {
        store::add_voucher_to_balances(tx, ctx.org, row.id, row.date)?;
    } else {
        for (account, amount) in moved {
            store::add_to_balance(tx, ctx.org, account, amount)?;
        }
    }
    Ok(row.id)
}

/// Posts the full mirror of a voucher and returns the mirror's id.
///
/// `NotFound` where there is no such voucher. Refuses, in this order: `ledger.is_reversal`,
/// `ledger.already_reversed` (with the number of the mirror), `ledger.before_original`, and what
/// [`post`] refuses.
pub fn reverse(tx: &mut Tx, ctx: &Ctx, voucher: Id, date: Date) -> Result<Id> {
    let original = store::voucher(tx, ctx.org, voucher)?.ok_or(Error::NotFound)?;
    if original.reverses.is_some() {
        return Err(Refusal::new("ledger.is_reversal")
            .with("number", &original.number)
            .into());
    }
    if let Some(number) = store::reversal_of(tx, ctx.org, voucher)? {
        return Err(Refusal::new("ledger.already_reversed")
            .with("number", number)
            .into());
    }
    if date < original.date {
        return Err(Refusal::new("ledger.before_original")
            .with("date", original.date)
            .into());
    }
    let entries = store::entries_of_voucher(tx, ctx.org, &original, 0, u32::MAX)?;
    let lines = entries
        .iter()
        .map(|e| Line {
            account: e.account,
            amount: -e.amount,
        })
        .collect();
    post(
        tx,
        ctx,
        Voucher {
            book: original.book,
            date,
            kind: "reverse",
            source: Some("ledger_voucher"),
            source_id: Some(voucher),
            reverses: Some(voucher),
            lines,
        },
    )
}

/// What each account moves, in the order of accounts.
fn moved(lines: &[Line]) -> Result<BTreeMap<Id, i64>> {
    let mut moved = BTreeMap::new();
    for line in lines {
        let sum: &mut i64 = moved.entry(line.account).or_default();
        *sum = sum
            .checked_add(line.amount)
            .ok_or_else(|| Error::Internal("the entries of an account pass 2^63".into()))?;
    }
    Ok(moved)
}

fn accounts_for(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    moved: &BTreeMap<Id, i64>,
    many: bool,
) -> Result<HashMap<Id, Account>> {
    let mut accounts = HashMap::new();
    if many {
        accounts = store::accounts_of(tx, org, book, None)?;
    } else {
        for id in moved.keys() {
            if let Some(account) = store::account_by_id(tx, org, *id)? {
                accounts.insert(*id, account);
            }
        }
    }
    let foreign = |id: &&Id| accounts.get(id).is_none_or(|account| account.book != book);
    match moved.keys().find(foreign) {
        Some(_) => Err(Error::refused("ledger.other_book")),
        None => Ok(accounts),
    }
}

/// Every account that falls must hold its floor on the voucher's day and on every day after it.
fn hold_floors(
    tx: &mut Tx,
    org: OrgId,
    voucher: &Voucher,
    moved: &BTreeMap<Id, i64>,
    accounts: &HashMap<Id, Account>,
    many: bool,
) -> Result<()> {
    let last_day = store::days_of_book(tx, org, voucher.book)?.map(|(_, last)| last);
    let back_dated = last_day.is_some_and(|last| voucher.date < last);
    let balances = if many {
        store::balances_of(tx, org, voucher.book)?
    } else {
        HashMap::new()
    };
    for (id, amount) in moved {
        let Some(account) = accounts.get(id) else {
            continue;
        };
        let falls = amount.saturating_mul(account.side.sign()) < 0;
        if account.floor.is_none() || !falls {
            continue;
        }
        let before = if back_dated {
            least_from(tx, org, account, voucher.date)?
        } else if many {
            balances.get(id).copied().unwrap_or(0)
        } else {
            store::balance_now(tx, org, *id)?
        };
        let after = before
            .checked_add(*amount)
            .ok_or_else(|| Error::Internal("a balance passes 2^63".into()))?;
        model::hold_floor(account, before, after)?;
    }
    Ok(())
}

/// The balance of the day, from `date` on, on which the account holds least on its own side.
fn least_from(tx: &mut Tx, org: OrgId, account: &Account, date: Date) -> Result<i64> {
    let mut balance = crate::read::balance(tx, org, account.id, date, i64::MAX)?;
    let mut least = balance;
    let Some((_, last)) = store::days_of_book(tx, org, account.book)? else {
        return Ok(least);
    };
    for year in date.year()..=last.year() {
        for day in store::days_of_year(tx, org, year, account.id, date.plus_days(1))? {
            balance += day;
            if balance * account.side.sign() < least * account.side.sign() {
                least = balance;
            }
        }
    }
    Ok(least)
}
