//! The share register of a collective or co-op: classes, holders, and every change of a holding. Shares are
//! postings: a class has a book of its own, in which all that is issued (debit) is held by somebody (credit),
//! so the register total equals shares issued, always. Never pays a dividend: that is a round of `payout`.

pub mod guards;
pub mod import_register;
pub mod inherit_shares;
pub mod issue_certificate;
pub mod issue_per_head;
pub mod issue_shares;
pub mod model;
pub mod move_holding;
pub mod open_class;
pub mod open_register;
pub mod plan_register;
pub mod read;
pub mod redeem_shares;
pub mod reverse_change;
pub(super) mod store;
#[cfg(test)]
mod tests;
pub mod transfer_shares;
pub mod web;

pub use import_register::{ImportRegister, RegisterImported, import_register};
pub use inherit_shares::{Heir, InheritShares, inherit_shares};
pub use issue_certificate::{IssueCertificate, issue_certificate};
pub use issue_per_head::{IssuePerHead, issue_per_head};
pub use issue_shares::{Against, IssueLine, IssueShares, issue_shares};
pub use move_holding::{MergeHoldings, SplitHolding, merge_holdings, split_holding};
pub use open_class::{OpenClass, open_class};
pub use open_register::{OpenRegister, open_register};
pub use plan_register::{Differs, RegisterPlan, plan_register, read_register};
pub use read::{
    PersonHolding, RegisterHolding, RegisterState, check, entitlements_of, register_as_of, root,
};
pub use redeem_shares::{RedeemShares, redeem_shares};
pub use reverse_change::{ReverseChange, reverse_change};
pub use transfer_shares::{TransferShares, transfer_shares};

use ::store::Tx;
use kernel::{Ctx, Date, Error, Id, Result};
use ledger::{AccountKind, Line, Side, Voucher};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Class, Event};

/// Account codes of a class's book: all that was issued, and what each holder has of it.
pub const ISSUED: &str = "issued";
pub const HELD: &str = "held";
/// Account of a register's money book: paid in on shares.
pub const CAPITAL: &str = "share_capital";

/// What a deed changed in one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Changed {
    pub voucher: Id,
    /// One for each movement.
    pub events: Vec<Id>,
}

/// A movement that is to be posted.
struct Movement {
    from: Option<Id>,
    to: Option<Id>,
    quantity: i64,
}

/// Posts movements of one class as one voucher and writes an event for each. `like` holds what they share.
fn post(
    tx: &mut Tx,
    ctx: &Ctx,
    class: &Class,
    (kind, date): (&'static str, Date),
    movements: Vec<Movement>,
    like: Event,
) -> Result<Changed> {
    let mut sums: BTreeMap<Option<Id>, i64> = BTreeMap::new();
    for movement in &movements {
        // A holder's side is credit; nobody stands for the account of all that is issued.
        *sums.entry(movement.from).or_default() += movement.quantity;
        *sums.entry(movement.to).or_default() -= movement.quantity;
    }
    let parties: Vec<Id> = sums.keys().copied().flatten().collect();
    let held = ledger::accounts(tx, ctx, class.book, AccountKind::debt(HELD), &parties)?;
    let mut lines = Vec::with_capacity(sums.len());
    for (party, amount) in sums.into_iter().filter(|(_, amount)| *amount != 0) {
        let account = match party.and_then(|party| held.get(&party)) {
            Some(account) => *account,
            None => issued(tx, ctx, class)?,
        };
        lines.push(Line { account, amount });
    }
    let voucher = Voucher {
        book: class.book,
        date,
        kind,
        source: Some("shares_class"),
        source_id: Some(class.id),
        reverses: None,
        lines,
    };
    let voucher = ledger::post(tx, ctx, voucher).map_err(passed_on)?;
    let mut events = Vec::with_capacity(movements.len());
    for movement in movements {
        let event = Event {
            id: tx.new_id()?,
            class: class.id,
            date: Some(date),
            kind: kind.to_owned(),
            from: movement.from,
            to: movement.to,
            quantity: movement.quantity,
            voucher,
            ..like.clone()
        };
        store::insert_event(tx, ctx.org, &event)?;
        events.push(event.id);
    }
    Ok(Changed { voucher, events })
}

/// In the words of shares: an account of a class that would fall below zero is a holder who has passed on,
/// on a later day, what the change would take from him.
fn passed_on(error: Error) -> Error {
    match error {
        Error::Refused(refusal) if refusal.code == "ledger.below_zero" => {
            Error::refused("shares.passed_on")
        }
        other => other,
    }
}

fn issued(tx: &mut Tx, ctx: &Ctx, class: &Class) -> Result<Id> {
    let kind = AccountKind {
        code: ISSUED,
        side: Side::Debit,
        floor: Some(0),
    };
    ledger::account(tx, ctx, class.book, kind, None)
}

/// How many of these people and households were ever given shares: what rests on an import of people, and what
/// keeps somebody from being erased.
pub fn holders_in_use(
    tx: &mut Tx,
    org: kernel::OrgId,
    asked: &std::collections::BTreeSet<Id>,
) -> Result<i64> {
    let held = store::people::ever_held(tx, org)?;
    Ok(held.intersection(asked).count() as i64)
}
