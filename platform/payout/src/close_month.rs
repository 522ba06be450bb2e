//! Closes the months of a book whose accounts are signed. Never moves money: see [`crate::reopen_month`] for the way back.

use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct CloseMonth {
    pub book: Id,
    /// The last day of the last month that closes; every month before it closes with it.
    pub through: Date,
}

impl Input for CloseMonth {
    const DEED: &'static str = "payout.close_month";
}

/// Takes the right to pay at the unit of the book. `NotFound` without the book. Refuses what
/// [`ledger::close_through`] refuses.
pub fn close_month(tx: &mut Tx, ctx: &Ctx, input: CloseMonth) -> Result<Id> {
    let book = ledger::book(tx, ctx.org, input.book)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::PayRounds, book.unit)?;
    ledger::close_through(tx, ctx, book.id, input.through)?;
    Ok(book.id)
}
