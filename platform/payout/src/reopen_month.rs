//! Opens closed months of a book again, by somebody else than who closes them, with the reason.

use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

/// Characters of a reason, as long as a line of a ledger.
const LONGEST_REASON: usize = 200;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ReopenMonth {
    pub book: Id,
    /// A day in the first month that opens; every month after it opens with it.
    pub from: Date,
    /// Stands in the book for good: no names of people.
    pub reason: String,
}

impl Input for ReopenMonth {
    const DEED: &'static str = "payout.reopen_month";
}

/// Takes the right to review at the unit of the book. `NotFound` without the book, `Invalid` for a reason that is
/// missing or too long. Refuses what [`ledger::reopen_from`] refuses.
pub fn reopen_month(tx: &mut Tx, ctx: &Ctx, input: ReopenMonth) -> Result<Id> {
    let book = ledger::book(tx, ctx.org, input.book)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::ReviewRounds, book.unit)?;
    if input.reason.chars().count() > LONGEST_REASON {
        return Err(Error::invalid("reason", "too_long"));
    }
    ledger::reopen_from(tx, ctx, book.id, input.from, &input.reason)?;
    Ok(book.id)
}
