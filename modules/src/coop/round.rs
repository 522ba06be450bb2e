//! What the pages of rounds ask of settlements.

use super::store::money;
use super::{FLOW, SOURCE, read, store};
use crate::{people, shares};
use ::store::Tx;
use ::web::rounds::{Household, Offer, Source};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use payout::{Entitlement, Round};

/// The result of a contract goes by the net's plan. Drafted on the net's own pages, which know the plan.
pub fn source() -> Source {
    Source {
        code: SOURCE,
        flow: FLOW,
        offers,
        name,
        entitlements: of_round,
        household,
        find,
        witness: payout::Witness {
            as_known: |tx, round, seq| read::entitlements(tx, round.org, round.source_id, seq),
            known,
            ..shares::web::source().witness
        },
        ..shares::web::source()
    }
}

fn of_round(tx: &mut Tx, round: &Round) -> Result<Vec<Entitlement>> {
    read::entitlements(tx, round.org, round.source_id, i64::MAX)
}

/// A household by its number, an organisation by its unified code.
fn find(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Id>> {
    if let Some(found) = people::find_household(tx, org, number)? {
        return Ok(Some(found));
    }
    let Some(end_of_time) = Date::new(9999, 12, 30) else {
        return Ok(None);
    };
    let known = people::find_organisation(tx, org, number, end_of_time)?;
    Ok(known.map(|known| known.id))
}

/// Households, and organisations that are paid in their own name.
fn known(tx: &mut Tx, org: OrgId, payees: &[Id], date: Date) -> Result<Vec<payout::Known>> {
    let mut found = (shares::web::source().witness.known)(tx, org, payees, date)?;
    for payee in payees {
        if found.iter().all(|one| one.payee != *payee)
            && let Some(known) = people::organisation(tx, org, *payee, date)?
        {
            found.push(payout::Known {
                payee: *payee,
                unit: known.unit,
                members: 1,
            });
        }
    }
    Ok(found)
}

fn offers(_: &mut Tx, _: &Ctx) -> Result<Vec<Offer>> {
    Ok(Vec::new())
}

fn name(tx: &mut Tx, org: OrgId, id: Id) -> Result<String> {
    let settlement = money::settlement(tx, org, id)?.ok_or(Error::NotFound)?;
    let net = store::latest_net(tx, org, settlement.net)?;
    let net = net.ok_or(Error::NotFound)?;
    Ok(format!(
        "{} {}—{}",
        net.name, settlement.first, settlement.last
    ))
}

/// A household, or the organisation that is paid in its own name.
fn household(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Household>> {
    if let Some(found) = (shares::web::source().household)(tx, org, id)? {
        return Ok(Some(found));
    }
    let Some(end_of_time) = Date::new(9999, 12, 30) else {
        return Ok(None);
    };
    let found = people::organisation(tx, org, id, end_of_time)?;
    Ok(found.map(|known| Household {
        number: known.code.unwrap_or_default(),
        head: known.name,
        unit: known.unit,
    }))
}
