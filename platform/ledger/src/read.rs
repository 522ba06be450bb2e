//! Reading the books: balances at any past moment, statements, vouchers, trial balance.

use crate::model::Side;
use crate::store;
use ::store::Tx;
use kernel::{Date, Error, Id, OrgId, Result};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A posted voucher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoucherView {
    pub id: Id,
    pub seq: i64,
    pub book: Id,
    /// `2022-000017`.
    pub number: String,
    pub date: Date,
    pub kind: String,
    pub source: Option<String>,
    pub source_id: Option<Id>,
    pub reverses: Option<Id>,
    /// Sum of the debits.
    pub total: i64,
    pub lines: i64,
}

/// One entry of a voucher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryView {
    /// Rises within the deed that posted it; the place to go on from.
    pub line: i64,
    pub account: Id,
    pub code: String,
    pub party: Option<Id>,
    pub side: Side,
    /// Debit positive, credit negative.
    pub amount: i64,
}

/// Where an entry stands in its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub date: Date,
    pub seq: i64,
    pub line: i64,
}

/// One entry of an account, with what it stood at afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    pub at: Position,
    pub voucher: Id,
    pub number: String,
    pub kind: String,
    pub source: Option<String>,
    pub source_id: Option<Id>,
    /// Debit positive, credit negative.
    pub amount: i64,
    /// Debits less credits up to and with this entry.
    pub balance: i64,
}

/// All accounts of one code in a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialRow {
    pub code: String,
    pub side: Side,
    pub debit: i64,
    /// Positive.
    pub credit: i64,
    /// Debits less credits.
    pub balance: i64,
}

/// Debits less credits up to the end of `as_of`, from the entries known at `as_known`
/// (`i64::MAX`: all). `NotFound` where there is no such account.
pub fn balance(tx: &mut Tx, org: OrgId, account: Id, as_of: Date, as_known: i64) -> Result<i64> {
    let found = store::account_by_id(tx, org, account)?.ok_or(Error::NotFound)?;
    let Some((first, _)) = store::days_of_book(tx, org, found.book)? else {
        return Ok(0);
    };
    let mut sum = 0;
    for year in first.year()..=as_of.year() {
        sum += store::sum_of_year(tx, org, year, account, as_of, as_known)?;
    }
    Ok(sum)
}

/// Debits less credits as everything posted stands now, whatever its date: from the cache.
pub fn balance_now(tx: &mut Tx, org: OrgId, account: Id) -> Result<i64> {
    store::balance_now(tx, org, account)
}

/// The entries of an account from `from` to `to`, both included, at most `limit` of them after
/// `after`, oldest first, each with its running balance.
pub fn statement(
    tx: &mut Tx,
    org: OrgId,
    account: Id,
    (from, to): (Date, Date),
    limit: u32,
    after: Option<Position>,
) -> Result<Vec<StatementLine>> {
    let found = store::account_by_id(tx, org, account)?.ok_or(Error::NotFound)?;
    let Some((first, last)) = store::days_of_book(tx, org, found.book)? else {
        return Ok(Vec::new());
    };
    let begin = Position {
        date: from,
        seq: 0,
        line: 0,
    };
    let after = after.map_or(begin, |position| position.max(begin));
    let mut running = balance(
        tx,
        org,
        account,
        Date::new(after.date.year() - 1, 12, 31).unwrap_or(from),
        i64::MAX,
    )? + store::sum_upto(tx, org, account, &after, i64::MAX)?;
    let mut lines: Vec<StatementLine> = Vec::new();
    for year in after.date.year().max(first.year())..=to.year().min(last.year()) {
        let left = limit.saturating_sub(lines.len() as u32);
        if left == 0 {
            break;
        }
        lines.extend(store::entries_of_year(
            tx,
            org,
            year,
            account,
            &after,
            (to, i64::MAX),
            left,
        )?);
    }
    for line in &mut lines {
        running += line.amount;
        line.balance = running;
    }
    Ok(lines)
}

pub fn voucher(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<VoucherView>> {
    store::voucher(tx, org, id)
}

/// The vouchers that come from one thing, after `after` (`Id(0)` to begin), in the order posted.
pub fn vouchers(
    tx: &mut Tx,
    org: OrgId,
    source: &str,
    source_id: Id,
    after: Id,
    limit: u32,
) -> Result<Vec<VoucherView>> {
    store::vouchers_from(tx, org, source, source_id, after, limit)
}

/// A book's vouchers between two days, both included, in the order of days: on the first of them those after an id.
pub fn vouchers_between(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    (begin, to): ((Date, Id), Date),
    limit: u32,
) -> Result<Vec<VoucherView>> {
    store::vouchers_between(tx, org, book, (begin, to), limit)
}

/// A voucher's entries after line `after` (0 to begin), in their order.
pub fn voucher_entries(
    tx: &mut Tx,
    org: OrgId,
    voucher: Id,
    after: i64,
    limit: u32,
) -> Result<Vec<EntryView>> {
    let found = store::voucher(tx, org, voucher)?.ok_or(Error::NotFound)?;
    store::entries_of_voucher(tx, org, &found, after, limit)
}

/// What many vouchers moved for each party: one walk over the entries of `years`, however many vouchers
/// there are. To ask for them one by one takes a seek for each account of the book each time.
pub fn moved_by_party(
    tx: &mut Tx,
    org: OrgId,
    years: std::collections::BTreeSet<i16>,
    vouchers: &HashSet<Id>,
) -> Result<HashMap<Id, BTreeMap<Id, i64>>> {
    let mut moved: HashMap<Id, BTreeMap<Id, i64>> = HashMap::new();
    for year in years {
        store::each_party_entry(tx, org, year, |voucher, party, amount| {
            if vouchers.contains(&voucher) {
                let sum = moved.entry(voucher).or_default().entry(party).or_default();
                *sum = sum.saturating_add(amount);
            }
        })?;
    }
    Ok(moved)
}

/// What the accounts of one code held for each party, on their own side, up to the end of `date` as known
/// at `as_known`; parties that held nothing are left out.
pub fn balances_by_party(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    code: &str,
    date: Date,
    as_known: i64,
) -> Result<BTreeMap<Id, i64>> {
    let mut held = BTreeMap::new();
    let Some((first, _)) = store::days_of_book(tx, org, book)? else {
        return Ok(held);
    };
    for year in first.year()..=date.year() {
        store::each_party_sum(tx, org, (book, code), year, date, as_known, |party, sum| {
            let balance: &mut i64 = held.entry(party).or_default();
            *balance = balance.saturating_add(sum);
        })?;
    }
    held.retain(|_, balance| *balance != 0);
    Ok(held)
}

/// What a voucher moved on each account: by code, then party; debit positive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved(BTreeMap<String, HashMap<Option<Id>, i64>>);

impl Moved {
    pub fn add(&mut self, code: &str, party: Option<Id>, amount: i64) {
        // A code has up to a million parties: its name is not copied for each.
        if !self.0.contains_key(code) {
            self.0.insert(code.to_owned(), HashMap::new());
        }
        if let Some(parties) = self.0.get_mut(code) {
            let sum = parties.entry(party).or_default();
            *sum = sum.saturating_add(amount);
        }
    }

    /// Whether both moved the same; an account on which it comes to nothing was not moved.
    pub fn agrees(&self, other: &Moved) -> bool {
        let whole = |moved: &Moved| {
            let sums = moved.0.values().flat_map(HashMap::values);
            sums.filter(|sum| **sum != 0).count()
        };
        let nowhere = HashMap::new();
        let found = |(code, parties): (&String, &HashMap<Option<Id>, i64>)| {
            let theirs = other.0.get(code).unwrap_or(&nowhere);
            let mut sums = parties.iter().filter(|(_, sum)| **sum != 0);
            sums.all(|(party, sum)| theirs.get(party) == Some(sum))
        };
        whole(self) == whole(other) && self.0.iter().all(found)
    }

    /// The same, taken back.
    pub fn mirror(mut self) -> Moved {
        let sums = self.0.values_mut().flat_map(HashMap::values_mut);
        sums.for_each(|sum| *sum = -*sum);
        self
    }
}

/// What many vouchers moved on each account, in one walk over the entries of `years`.
pub fn moved_by_account(
    tx: &mut Tx,
    org: OrgId,
    years: std::collections::BTreeSet<i16>,
    vouchers: &HashSet<Id>,
) -> Result<HashMap<Id, Moved>> {
    let mut moved: HashMap<Id, Moved> = HashMap::new();
    for year in years {
        store::each_account_entry(tx, org, year, |voucher, code, party, amount| {
            if vouchers.contains(&voucher) {
                moved.entry(voucher).or_default().add(code, party, amount);
            }
        })?;
    }
    Ok(moved)
}

/// Debits, credits and balance of each code of a book up to the end of `date`, by code. The balances
/// add up to zero.
pub fn trial_balance(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    date: Date,
    as_known: i64,
) -> Result<Vec<TrialRow>> {
    let Some((first, _)) = store::days_of_book(tx, org, book)? else {
        return Ok(Vec::new());
    };
    let mut sums: BTreeMap<(String, i64), (i64, i64)> = BTreeMap::new();
    for year in first.year()..=date.year() {
        for (code, side, debit, credit) in
            store::trial_of_year(tx, org, book, year, date, as_known)?
        {
            let sum = sums.entry((code, side)).or_default();
            sum.0 += debit;
            sum.1 += credit;
        }
    }
    let row = |((code, side), (debit, credit)): ((String, i64), (i64, i64))| {
        Ok(TrialRow {
            code,
            side: Side::from_sign(side)?,
            debit,
            credit: -credit,
            balance: debit + credit,
        })
    };
    sums.into_iter().map(row).collect()
}
