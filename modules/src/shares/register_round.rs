//! Rounds made from a share register: who is entitled, and what the pages of rounds ask.

use super::entitlements::REGISTER;
use super::register::{read, store};
use ::store::Tx;
use ::web::rounds::{Offer, Source};
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Refusal, Result};
use payout::{Entitlement, Round};
use std::collections::BTreeSet;

/// Collective income goes by the shares of a register.
pub fn source() -> Source {
    Source {
        code: REGISTER,
        flow: "collective_income",
        offers,
        name,
        entitlements: of_round,
        witness: payout::Witness {
            as_known: |tx, round, seq| {
                let (register, date) = (round.source_id, round.record_date);
                entitlements(tx, round.org, register, date, seq)
            },
            issued,
            ..super::web::source().witness
        },
        ..super::web::source()
    }
}

fn of_round(tx: &mut Tx, round: &Round) -> Result<Vec<Entitlement>> {
    entitlements(tx, round.org, round.source_id, round.record_date, i64::MAX)
}

/// What was issued and is neither the collective's own nor somebody's who is in no household: by the issues, not by
/// the holdings.
fn issued(tx: &mut Tx, round: &Round, seq: i64) -> Result<Option<i64>> {
    let (register, date) = (round.source_id, round.record_date);
    let state = read::register_as_of(tx, round.org, register, date, seq)?;
    let issued: i64 = state.classes.iter().map(|class| class.issued).sum();
    let others: i64 = state.others.iter().map(|(_, _, quantity)| *quantity).sum();
    Ok(Some(issued.saturating_sub(others)))
}

/// The households of a register on a day, as known at `seq`, in the order of their ids. What the collective
/// itself holds is no household's. Refuses `shares.register_total_differs` where the holders of a class are
/// not the shares issued: nothing is paid from a register that does not add up.
pub fn entitlements(
    tx: &mut Tx,
    org: OrgId,
    register: Id,
    date: Date,
    seq: i64,
) -> Result<Vec<Entitlement>> {
    let state = read::register_as_of(tx, org, register, date, seq)?;
    if let Some(class) = state.classes.iter().find(|c| c.issued != c.held) {
        return Err(Refusal::new("shares.register_total_differs")
            .with("issued", class.issued)
            .with("held", class.held)
            .into());
    }
    let entitled = |holding: read::RegisterHolding| {
        let persons: BTreeSet<Id> = holding.persons.iter().map(|p| p.person).collect();
        Entitlement {
            household: holding.household,
            unit: holding.unit,
            class: "all".into(),
            heads: i64::try_from(persons.len()).unwrap_or(i64::MAX),
            shares: holding.total(),
            measures: Default::default(),
        }
    };
    Ok(state.households.into_iter().map(entitled).collect())
}

/// Rounds whose lines are not the register that they froze. Needs no key file.
pub fn check_rounds(tx: &mut Tx, org: OrgId) -> Result<Vec<::store::audit::Problem>> {
    payout::check_entitlements(tx, org, REGISTER, entitlements)
}

/// The registers of whoever prepares rounds, with what each one's book holds undistributed.
fn offers(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Offer>> {
    let scope = Scope::of(ctx, Right::PrepareRounds);
    let mut out = Vec::new();
    for (register, _) in store::registers_in(tx, &scope, ctx.today())? {
        let account =
            ledger::find_account(tx, ctx.org, register.money_book, super::UNDISTRIBUTED, None)?;
        let available = match account {
            Some(a) => Fen(ledger::balance_now(tx, ctx.org, a.id)? * a.side.sign()),
            None => Fen::ZERO,
        };
        out.push(Offer {
            id: register.id,
            name: register.name,
            unit: register.unit,
            book: register.money_book,
            available,
        });
    }
    Ok(out)
}

fn name(tx: &mut Tx, org: OrgId, id: Id) -> Result<String> {
    let found = store::registers(tx, org)?.into_iter().find(|r| r.id == id);
    found.map(|r| r.name).ok_or(Error::NotFound)
}
