//! What stands beside rounds, for programs: payees' accounts, what was distributed before, and books.

use super::accounts::doors::listed as with_payees;
use super::read::Eyes;
use super::source::{Sources, source_of};
use super::store;
use crate::api::{Found, List, Seen};
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Date, Error, Fen, Id, Result};
use payout::bank::Account;
use payout::bank::accounts::{Decision, Provenance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rounds from before that are read at once.
const MOST: u32 = 1_000;
const MOST_LINES: u32 = 1_000_000;

pub(super) fn lists(sources: &Sources) -> Vec<List> {
    let own = || sources.clone();
    let (naming, titling, finding) = (own(), own(), own());
    vec![
        List::new(
            "rounds/accounts",
            "bank-accounts",
            super::VIEW,
            move |tx: &mut Tx, seen: &Seen, asked, before, limit| {
                accounts(tx, seen, &naming, asked, (before, limit))
            },
        ),
        List::new(
            "rounds/brought",
            "brought-title",
            super::VIEW,
            move |tx: &mut Tx, seen: &Seen, asked, before, limit| {
                brought(tx, seen, &titling, asked, (before, limit))
            },
        ),
        List::new(
            "rounds/brought/lines",
            "list-brought-lines",
            super::VIEW,
            move |tx: &mut Tx, seen: &Seen, asked, after, limit| {
                brought_lines(tx, seen, &finding, asked, (after, limit))
            },
        ),
        List::new("rounds/openings", "list-openings", super::VIEW, openings),
        List::new("books", "books-title", super::VIEW, books),
        List::new("books/vouchers", "list-vouchers", super::VIEW, vouchers),
        List::new("books/balances", "list-balances", super::VIEW, balances),
    ]
}

fn scope(seen: &Seen) -> Scope {
    Scope::of(&seen.ctx, Right::ViewRounds)
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct NoFilter {}

/// Where a payee is paid: never the whole number. The latest first.
#[derive(Serialize, JsonSchema)]
struct OneAccount {
    id: Id,
    payee: Id,
    /// Masked for whoever sees no people.
    payee_name: String,
    unit: Id,
    village: String,
    bank: String,
    last_four: String,
    date: Date,
    provenance: Provenance,
    document: Option<String>,
    /// The list that it came with.
    list: Option<Id>,
    decision: Option<Decision>,
    decided: Option<Date>,
}

fn accounts(
    tx: &mut Tx,
    seen: &Seen,
    sources: &Sources,
    _: NoFilter,
    (before, limit): (Option<Id>, usize),
) -> Result<Found<OneAccount, Id>> {
    let more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let before = before.unwrap_or(Id(i64::MAX));
    let rows = payout::bank::read::account_rows(tx, &scope(seen), before, more)?;
    let found = Found::page(rows, limit, |row| row.id);
    let next = found.next;
    // Numbers stay sealed.
    let closed = |row| Account { row, sealed: None };
    let closed = found.rows.into_iter().map(closed).collect();
    let eyes = Eyes {
        words: seen.words,
        sees_names: seen.sees_names,
    };
    let rows = with_payees(tx, sources, (&seen.ctx, &eyes), closed)?;
    let rows = rows.into_iter().map(|of| {
        let row = of.account.row;
        let (decision, decided) = row.decision.unzip();
        OneAccount {
            id: row.id,
            payee: row.payee,
            payee_name: of.payee,
            unit: row.unit,
            village: of.village,
            bank: row.bank,
            last_four: row.last_four,
            date: row.date,
            provenance: row.provenance,
            document: row.document,
            list: row.list,
            decision,
            decided,
        }
    });
    Ok(Found {
        rows: rows.collect(),
        next,
    })
}

/// What was distributed before rounds were kept here. The latest first.
#[derive(Serialize, JsonSchema)]
struct OneBrought {
    id: Id,
    source: String,
    source_id: Id,
    source_name: String,
    unit: Id,
    year: i64,
    date: Date,
    title: String,
    total_fen: Fen,
    payees: i64,
    document: String,
}

fn brought(
    tx: &mut Tx,
    seen: &Seen,
    sources: &Sources,
    _: NoFilter,
    (after, limit): (Option<Id>, usize),
) -> Result<Found<OneBrought, Id>> {
    let mut all = payout::read::brought(tx, &scope(seen), MOST)?;
    all.sort_by_key(|one| std::cmp::Reverse(one.id));
    all.retain(|one| after.is_none_or(|after| one.id < after));
    let found = Found::page(all, limit, |one| one.id);
    let mut rows = Vec::with_capacity(found.rows.len());
    for one in found.rows {
        let source_name = (source_of(sources, &one.source)?.name)(tx, seen.ctx.org, one.source_id)?;
        rows.push(OneBrought {
            id: one.id,
            source: one.source,
            source_id: one.source_id,
            source_name,
            unit: one.unit,
            year: one.year,
            date: one.date,
            title: one.title,
            total_fen: one.total,
            payees: one.payees,
            document: one.document,
        });
    }
    Ok(Found {
        rows,
        next: found.next,
    })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfBrought {
    brought: Id,
}

/// What a household got then.
#[derive(Serialize, JsonSchema)]
struct OneGot {
    household: Id,
    household_number: Option<String>,
    /// Masked for whoever sees no people.
    head_name: Option<String>,
    unit: Id,
    amount_fen: Fen,
}

fn brought_lines(
    tx: &mut Tx,
    seen: &Seen,
    sources: &Sources,
    asked: OfBrought,
    (after, limit): (Option<(Id, Id)>, usize),
) -> Result<Found<OneGot, (Id, Id)>> {
    let scope = scope(seen);
    let all = payout::read::brought(tx, &scope, MOST)?;
    let one = all.into_iter().find(|one| one.id == asked.brought);
    let source = source_of(sources, &one.ok_or(Error::NotFound)?.source)?;
    let lines = payout::read::brought_lines(tx, &scope, asked.brought, MOST_LINES)?;
    let found = Found::sorted(lines, after, limit, |line| (line.unit, line.household));
    let eyes = Eyes {
        words: seen.words,
        sees_names: seen.sees_names,
    };
    let mut rows = Vec::with_capacity(found.rows.len());
    for line in found.rows {
        let household = (source.household)(tx, seen.ctx.org, line.household)?;
        let (number, head) = household.map(|of| (of.number, eyes.name(&of.head))).unzip();
        rows.push(OneGot {
            household: line.household,
            household_number: number,
            head_name: head,
            unit: line.unit,
            amount_fen: line.amount_fen,
        });
    }
    Ok(Found {
        rows,
        next: found.next,
    })
}

/// What a book held when its keeping passed to this program.
#[derive(Serialize, JsonSchema)]
struct OneOpening {
    id: Id,
    book: Id,
    unit: Id,
    date: Date,
    bank_fen: Fen,
    undistributed_fen: Fen,
    unclaimed_fen: Fen,
    document: String,
    voucher: Id,
}

fn openings(
    tx: &mut Tx,
    seen: &Seen,
    _: NoFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneOpening, Id>> {
    let mut all = payout::read::openings(tx, &scope(seen), MOST)?;
    all.sort_by_key(|one| std::cmp::Reverse(one.id));
    all.retain(|one| after.is_none_or(|after| one.id < after));
    let found = Found::page(all, limit, |one| one.id);
    Ok(found.map(|one| OneOpening {
        id: one.id,
        book: one.book,
        unit: one.unit,
        date: one.date,
        bank_fen: one.bank,
        undistributed_fen: one.undistributed,
        unclaimed_fen: one.unclaimed,
        document: one.document,
        voucher: one.voucher,
    }))
}

/// A book of money.
#[derive(Serialize, JsonSchema)]
struct OneBook {
    id: Id,
    entity: String,
    unit: Id,
    unit_name: String,
    /// The last day that takes no voucher any more.
    closed_through: Option<Date>,
}

fn books(
    tx: &mut Tx,
    seen: &Seen,
    _: NoFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneBook, Id>> {
    let all = store::books(tx, &scope(seen), None)?;
    let found = Found::sorted(all, after, limit, |book| book.id);
    let mut rows = Vec::with_capacity(found.rows.len());
    for book in found.rows {
        rows.push(OneBook {
            closed_through: ledger::closed_through(tx, seen.ctx.org, book.id)?,
            id: book.id,
            entity: book.entity,
            unit: book.unit,
            unit_name: book.place,
        });
    }
    Ok(Found {
        rows,
        next: found.next,
    })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfBook {
    book: Id,
    /// Without it the first day of the month of `to`.
    from: Option<Date>,
    /// Without it today.
    to: Option<Date>,
}

/// A voucher of a book.
#[derive(Serialize, JsonSchema)]
struct OneVoucher {
    id: Id,
    /// `2022-000017`.
    number: String,
    date: Date,
    kind: String,
    source: Option<String>,
    source_id: Option<Id>,
    reverses: Option<Id>,
    /// Sum of the debits.
    total_fen: i64,
    lines: i64,
}

fn book_of(tx: &mut Tx, seen: &Seen, book: Id) -> Result<()> {
    let found = store::books(tx, &scope(seen), Some(book))?.pop();
    found.map(drop).ok_or(Error::NotFound)
}

fn vouchers(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfBook,
    after: Option<(Date, Id)>,
    limit: usize,
) -> Result<Found<OneVoucher, (Date, Id)>> {
    book_of(tx, seen, asked.book)?;
    let to = asked.to.unwrap_or_else(|| seen.ctx.today());
    let first = to.plus_days(1 - i64::from(to.day()));
    let from = asked.from.unwrap_or(first);
    if from > to {
        return Err(Error::invalid("to", "before_from"));
    }
    let first = (from, Id(0));
    let begin = after.map_or(first, |after| after.max(first));
    let more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let rows = ledger::vouchers_between(tx, seen.ctx.org, asked.book, (begin, to), more)?;
    let found = Found::page(rows, limit, |voucher| (voucher.date, voucher.id));
    Ok(found.map(|voucher| OneVoucher {
        id: voucher.id,
        number: voucher.number,
        date: voucher.date,
        kind: voucher.kind,
        source: voucher.source,
        source_id: voucher.source_id,
        reverses: voucher.reverses,
        total_fen: voucher.total,
        lines: voucher.lines,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OnDay {
    book: Id,
    /// At the end of this day; without it today.
    date: Option<Date>,
}

/// The balance of an account of a book.
#[derive(Serialize, JsonSchema)]
struct OneBalance {
    /// Of the account.
    code: String,
    debit_fen: i64,
    /// Positive.
    credit_fen: i64,
    /// Debits less credits.
    balance_fen: i64,
}

fn balances(
    tx: &mut Tx,
    seen: &Seen,
    asked: OnDay,
    after: Option<usize>,
    limit: usize,
) -> Result<Found<OneBalance, usize>> {
    book_of(tx, seen, asked.book)?;
    let date = asked.date.unwrap_or_else(|| seen.ctx.today());
    let all = ledger::trial_balance(tx, seen.ctx.org, asked.book, date, i64::MAX)?;
    Ok(Found::numbered(all, after, limit).map(|row| OneBalance {
        code: row.code,
        debit_fen: row.debit,
        credit_fen: row.credit,
        balance_fen: row.balance,
    }))
}
