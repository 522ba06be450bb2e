//! What the pages of rounds ask of co-ops.

use super::{SOURCE, read, store};
use crate::shares::UNDISTRIBUTED;
use ::store::Tx;
use ::web::rounds::{Offer, Source};
use access::{Right, Scope};
use kernel::{Ctx, Error, Fen, Id, OrgId, Result};
use payout::{Entitlement, Round};

/// Surplus goes by member accounts.
pub fn source() -> Source {
    Source {
        code: SOURCE,
        flow: "coop_surplus",
        offers,
        name,
        entitlements: of_round,
        witness: payout::Witness {
            as_known: |tx, round, seq| {
                let when = (round.record_date, round.year);
                read::entitlements(tx, round.org, round.source_id, when, seq)
            },
            ..crate::shares::web::source().witness
        },
        ..crate::shares::web::source()
    }
}

/// The members of the round's co-op for its year, as known now: what the round freezes.
pub fn of_round(tx: &mut Tx, round: &Round) -> Result<Vec<Entitlement>> {
    let when = (round.record_date, round.year);
    read::entitlements(tx, round.org, round.source_id, when, i64::MAX)
}

/// The co-ops of whoever prepares rounds, with what each one's book holds undistributed.
fn offers(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Offer>> {
    let scope = Scope::of(ctx, Right::PrepareRounds);
    let mut out = Vec::new();
    for (coop, _) in store::coops_in(tx, &scope)? {
        out.push(Offer {
            id: coop.id,
            available: held(tx, ctx.org, coop.book, UNDISTRIBUTED)?,
            name: coop.name,
            unit: coop.unit,
            book: coop.book,
        });
    }
    Ok(out)
}

/// What an account of a book holds now, on its own side.
pub(super) fn held(tx: &mut Tx, org: OrgId, book: Id, code: &str) -> Result<Fen> {
    match ledger::find_account(tx, org, book, code, None)? {
        Some(a) => Ok(Fen(ledger::balance_now(tx, org, a.id)? * a.side.sign())),
        None => Ok(Fen::ZERO),
    }
}

fn name(tx: &mut Tx, org: OrgId, id: Id) -> Result<String> {
    let found = store::coop(tx, org, id)?;
    found.map(|coop| coop.name).ok_or(Error::NotFound)
}
