//! Who is entitled to a round of a project: its roster as of the record date. Handed to
//! `payout::calculate_round`, which freezes it.

use super::store;
use ::store::Tx;
use kernel::{Date, Error, Id, OrgId, Result};
use payout::{Entitlement, Round};

/// What a round names as its source; its `source_id` is the project.
pub const SOURCE: &str = "shares.project";
/// A round made from a share register; its `source_id` is the register.
pub const REGISTER: &str = "shares.register";

/// The roster of the round's project on its record date, as known now: what the round freezes.
pub fn of_round(tx: &mut Tx, round: &Round) -> Result<Vec<Entitlement>> {
    if round.source != SOURCE {
        return Err(Error::Internal(format!(
            "{SOURCE} does not answer for {}",
            round.source
        )));
    }
    entitlements(
        tx,
        round.org,
        round.source_id,
        round.record_date,
        store::NOW,
    )
}

/// As known at `seq`: the same question has the same answer for ever, so a round can be checked
/// against the roster that it froze. In the order of household ids.
pub fn entitlements(
    tx: &mut Tx,
    org: OrgId,
    project: Id,
    date: Date,
    seq: i64,
) -> Result<Vec<Entitlement>> {
    let roster = store::roster_on(tx, org, project, date, seq)?;
    Ok(roster
        .into_iter()
        .map(|listed| Entitlement {
            household: listed.line.household,
            unit: listed.unit,
            class: listed.line.class,
            heads: listed.line.heads,
            shares: 0,
            measures: Default::default(),
        })
        .collect())
}

/// Rounds whose lines are not the roster that they froze. Needs no key file.
pub fn check_rounds(tx: &mut Tx, org: OrgId) -> Result<Vec<::store::audit::Problem>> {
    payout::check_entitlements(tx, org, SOURCE, entitlements)
}
