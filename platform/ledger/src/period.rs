//! Months of a book are closed when its accounts are signed. What is closed takes no voucher any more: a correction
//! goes to an open month, and who opens a month again says why. Called inside deeds; asks for no right.

use crate::store;
use ::store::Tx;
use kernel::{Ctx, Date, Error, Id, OrgId, Refusal, Result};

/// One decision about a book's months; the latest holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    pub book: Id,
    pub seq: i64,
    /// The day on which it was decided.
    pub date: Date,
    /// The last day that takes no voucher any more.
    pub through: Option<Date>,
    /// Why it was opened again.
    pub reason: Option<String>,
}

/// The last day of a book that takes no voucher any more; nothing where every day is open.
pub fn closed_through(tx: &mut Tx, org: OrgId, book: Id) -> Result<Option<Date>> {
    store::closed_through(tx, org, book)
}

/// What was decided about a book's months, the latest first.
pub fn closings(tx: &mut Tx, org: OrgId, book: Id) -> Result<Vec<Closing>> {
    store::closings(tx, org, book)
}

/// Closes every month of a book up to `through`, the last day of a month.
///
/// `NotFound` without the book, `Invalid` on `through` for a day within a month. Refuses `ledger.month_not_over`, then
/// `ledger.already_closed`.
pub fn close_through(tx: &mut Tx, ctx: &Ctx, book: Id, through: Date) -> Result<()> {
    store::book(tx, ctx.org, book)?.ok_or(Error::NotFound)?;
    if through != through.last_of_month() {
        return Err(Error::invalid("through", "not_chosen"));
    }
    if through >= ctx.today() {
        return Err(Refusal::new("ledger.month_not_over")
            .with("date", through)
            .into());
    }
    if let Some(closed) = store::closed_through(tx, ctx.org, book)?
        && closed >= through
    {
        return Err(Refusal::new("ledger.already_closed")
            .with("date", closed)
            .into());
    }
    store::insert_closing(tx, ctx.org, book, ctx.today(), Some(through), None)
}

/// Opens the month in which `from` lies, and every month after it.
///
/// `NotFound` without the book, `Invalid` on `reason` without one. Refuses `ledger.not_closed`.
pub fn reopen_from(tx: &mut Tx, ctx: &Ctx, book: Id, from: Date, reason: &str) -> Result<()> {
    store::book(tx, ctx.org, book)?.ok_or(Error::NotFound)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "required"));
    }
    let closed = store::closed_through(tx, ctx.org, book)?;
    if closed.is_none_or(|closed| closed < from) {
        return Err(Refusal::new("ledger.not_closed").with("date", from).into());
    }
    let before = from.plus_days(-i64::from(from.day()));
    let earlier = store::first_day(tx, ctx.org, book)?.is_some_and(|first| first <= before);
    let through = earlier.then_some(before);
    store::insert_closing(tx, ctx.org, book, ctx.today(), through, Some(reason))
}

/// Refuses `ledger.period_closed` where a book takes no voucher of this day any more.
pub(crate) fn hold_open(tx: &mut Tx, org: OrgId, book: Id, date: Date) -> Result<()> {
    match store::closed_through(tx, org, book)? {
        Some(closed) if date <= closed => Err(Refusal::new("ledger.period_closed")
            .with("date", date)
            .with("through", closed)
            .with("earliest", closed.plus_days(1))
            .into()),
        _ => Ok(()),
    }
}

/// The last days of the months of a book, from its first voucher to `today`, the latest first; that of today is among
/// them.
pub fn months(tx: &mut Tx, org: OrgId, book: Id, today: Date) -> Result<Vec<Date>> {
    let mut day = today.last_of_month();
    let first = store::first_day(tx, org, book)?.unwrap_or(today);
    let mut months = vec![day];
    while day.year() > first.year() || (day.year() == first.year() && day.month() > first.month()) {
        day = day.plus_days(-i64::from(day.day()));
        months.push(day);
    }
    Ok(months)
}
