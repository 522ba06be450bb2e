//! Income that reaches a co-op's own book from a contract: what other modules may do with a co-op.

use super::store::{self, Coop};
use crate::shares::BANK;
use ::store::Tx;
use access::Scope;
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Result};
use ledger::{AccountKind, Line, Voucher};

/// Account of the book: what contracts brought the co-op, until the surplus of the year is drawn from it.
pub const INCOME: &str = "income";

/// The co-op as known now; `NotFound` where there is none.
pub fn coop_face(tx: &mut Tx, org: OrgId, id: Id) -> Result<Coop> {
    store::coop(tx, org, id)?.ok_or(Error::NotFound)
}

/// Those where somebody sees, by name.
pub fn coops_of(tx: &mut Tx, scope: &Scope) -> Result<Vec<Coop>> {
    let found = store::coops_in(tx, scope)?;
    Ok(found.into_iter().map(|(coop, _)| coop).collect())
}

/// Debits the bank, credits income, for what `source_id` says; returns the voucher. Asks for no right. Refuses what
/// posting refuses.
pub fn take_income(
    tx: &mut Tx,
    ctx: &Ctx,
    (coop, date): (Id, Date),
    amount: Fen,
    source_id: Id,
) -> Result<Id> {
    let coop = coop_face(tx, ctx.org, coop)?;
    let bank = ledger::account(tx, ctx, coop.book, AccountKind::asset(BANK), None)?;
    let income = ledger::account(tx, ctx, coop.book, AccountKind::debt(INCOME), None)?;
    let voucher = Voucher {
        book: coop.book,
        date,
        kind: "hand_over",
        source: Some("coop_handover"),
        source_id: Some(source_id),
        reverses: None,
        lines: vec![Line::debit(bank, amount), Line::credit(income, amount)],
    };
    ledger::post(tx, ctx, voucher)
}
