//! Posting a voucher and taking it back. Never changes an entry.

use crate::model::{self, Face, Line, MANY, Voucher};
use crate::read::VoucherView;
use crate::store;
use ::store::Tx;
use kernel::{Ctx, Date, Error, Id, OrgId, Refusal, Result};

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
    let mut voucher = voucher;
    let many = voucher.lines.len() >= MANY;
    if many {
        // The order of the entries' key: so a bulk of them is written once through.
        voucher.lines.sort_by_key(|line| line.account);
    }
    let moved = moved(&voucher.lines)?;
    let faces = faces_of(tx, ctx.org, voucher.book, &moved, many)?;
    hold_floors(tx, ctx.org, &voucher, &moved, &faces)?;
    let ordinal = store::last_ordinal(tx, ctx.org, voucher.book, voucher.date.year())? + 1;
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
fn moved(lines: &[Line]) -> Result<Vec<(Id, i64)>> {
    let mut all: Vec<(Id, i64)> = lines.iter().map(|l| (l.account, l.amount)).collect();
    all.sort_unstable_by_key(|(account, _)| *account);
    let mut moved: Vec<(Id, i64)> = Vec::with_capacity(all.len());
    for (account, amount) in all {
        match moved.last_mut().filter(|(last, _)| *last == account) {
            Some((_, sum)) => {
                *sum = sum
                    .checked_add(amount)
                    .ok_or_else(|| Error::Internal("the entries of an account pass 2^63".into()))?;
            }
            None => moved.push((account, amount)),
        }
    }
    Ok(moved)
}

/// How the accounts behave that a voucher moves, one after the other as they stand in `moved`, which is in the order
/// of accounts. Refuses `ledger.other_book`.
fn faces_of(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    moved: &[(Id, i64)],
    many: bool,
) -> Result<Vec<Face>> {
    let mut faces = Vec::with_capacity(moved.len());
    if many {
        let mut sought = moved.iter().map(|(id, _)| *id).peekable();
        store::each_face(tx, org, book, |id, face| {
            if sought.next_if_eq(&id).is_some() {
                faces.push(face);
            }
        })?;
    } else {
        for (id, _) in moved {
            let account = store::account_by_id(tx, org, *id)?;
            let account = account.filter(|account| account.book == book);
            faces.extend(account.map(|account| account.face()));
        }
    }
    match faces.len() == moved.len() {
        true => Ok(faces),
        false => Err(Error::refused("ledger.other_book")),
    }
}

/// Every account that falls must hold its floor on the voucher's day and on every day after it.
fn hold_floors(
    tx: &mut Tx,
    org: OrgId,
    voucher: &Voucher,
    moved: &[(Id, i64)],
    faces: &[Face],
) -> Result<()> {
    let falls = |((id, amount), face): (&(Id, i64), &Face)| {
        let falls = face.floor.is_some() && amount.saturating_mul(face.side.sign()) < 0;
        falls.then_some((*id, *amount, *face))
    };
    let falling: Vec<(Id, i64, Face)> = moved.iter().zip(faces).filter_map(falls).collect();
    if falling.is_empty() {
        return Ok(());
    }
    let last_day = store::days_of_book(tx, org, voucher.book)?.map(|(_, last)| last);
    let back_dated = last_day.is_some_and(|last| voucher.date < last);
    let balances = if falling.len() >= MANY && !back_dated {
        Some(store::balances_of(tx, org, voucher.book)?)
    } else {
        None
    };
    for (id, amount, face) in falling {
        let before = match &balances {
            Some(balances) => balances.get(&id).copied().unwrap_or(0),
            None if back_dated => least_from(tx, org, voucher.book, (id, face), voucher.date)?,
            None => store::balance_now(tx, org, id)?,
        };
        let after = before
            .checked_add(amount)
            .ok_or_else(|| Error::Internal("a balance passes 2^63".into()))?;
        if !face.holds(after) {
            let account = store::account_by_id(tx, org, id)?.ok_or(Error::NotFound)?;
            return Err(model::below_floor(&account, before));
        }
    }
    Ok(())
}

/// The balance of the day, from `date` on, on which the account holds least on its own side.
fn least_from(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    (account, face): (Id, Face),
    date: Date,
) -> Result<i64> {
    let mut balance = crate::read::balance(tx, org, account, date, i64::MAX)?;
    let mut least = balance;
    let Some((_, last)) = store::days_of_book(tx, org, book)? else {
        return Ok(least);
    };
    for year in date.year()..=last.year() {
        for day in store::days_of_year(tx, org, year, account, date.plus_days(1))? {
            balance += day;
            if balance * face.side.sign() < least * face.side.sign() {
                least = balance;
            }
        }
    }
    Ok(least)
}
