//! Reads the ledger with whole phone numbers. The reading itself is what is kept; the file is made beside it.

use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, Result};
use serde::{Deserialize, Serialize};

/// For what somebody may need whole numbers.
pub const REASONS: [&str; 3] = ["handling", "report", "audit"];

#[derive(Debug, Clone, Serialize)]
pub struct ReadLedger {
    /// Concerns that came in from this day to that one.
    pub from: Date,
    pub to: Date,
    /// One of [`REASONS`].
    pub reason: String,
}

impl Input for ReadLedger {
    const DEED: &'static str = "appeals.read_ledger";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerRead {}

/// Takes `Unmask` at the desk: the journal row says who read what, and why. Invalid: `reason` (`not_chosen`).
pub fn read_ledger(tx: &mut Tx, ctx: &Ctx, input: ReadLedger) -> Result<LedgerRead> {
    let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
    access::require(tx, ctx, Right::Unmask, desk)?;
    match REASONS.contains(&input.reason.as_str()) {
        true => Ok(LedgerRead {}),
        false => Err(Error::invalid("reason", "not_chosen")),
    }
}
