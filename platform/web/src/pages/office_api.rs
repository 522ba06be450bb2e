//! What programs may read of the installation's office: accounts with their roles, deputies, the journal.

use super::users::{Held, accounts_of};
use super::{AUDIT, users};
use crate::api::{Found, List, Seen};
use crate::route::Gate;
use crate::store;
use ::store::Tx;
use access::Right;
use access::deputies::{deputies_for, deputies_of};
use kernel::{Date, Error, Id, OrgId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    vec![
        List::new("users", "nav-users", users::GATE, the_users),
        List::new("users/grants", "list-grants", users::GATE, grants),
        List::new("deputies", "deputy-title", Gate::SignedIn, deputies),
        List::new("journal", "page-journal", AUDIT, journal),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct NoFilter {}

/// An account that whoever asks looks after.
#[derive(Serialize, JsonSchema)]
struct OneUser {
    id: Id,
    login: String,
    /// Empty where the person has been erased.
    name: String,
    made: Date,
    /// The first day without the account.
    left: Option<Date>,
}

fn the_users(
    tx: &mut Tx,
    seen: &Seen,
    _: NoFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneUser, Id>> {
    let all = accounts_of(tx, seen.ctx.org, seen.ctx.today())?;
    let found = Found::sorted(all, after, limit, |account| account.user.id);
    Ok(found.map(|account| OneUser {
        id: account.user.id,
        login: account.user.login,
        name: account.user.name,
        made: account.user.made,
        left: account.user.left,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfUser {
    user: Option<Id>,
}

/// A role that somebody holds, or will.
#[derive(Serialize, JsonSchema)]
struct OneGrant {
    /// What `access.revoke_role` takes.
    id: Id,
    user: Id,
    login: String,
    role: String,
    /// The organisation; 0 is the installation.
    org: OrgId,
    org_name: String,
    unit: Id,
    unit_name: String,
    from: Date,
    /// The first day on which it no longer holds.
    to: Option<Date>,
}

fn grants(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfUser,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneGrant, Id>> {
    let mut rows = Vec::new();
    for account in accounts_of(tx, seen.ctx.org, seen.ctx.today())? {
        if asked.user.is_some_and(|user| user != account.user.id) {
            continue;
        }
        let login = &account.user.login;
        rows.extend(
            account
                .held
                .into_iter()
                .map(|Held { grant, org, unit }| OneGrant {
                    id: grant.id,
                    user: grant.user,
                    login: login.clone(),
                    role: grant.role,
                    org: grant.for_org,
                    org_name: org,
                    unit: grant.unit,
                    unit_name: unit,
                    from: grant.valid_from,
                    to: grant.valid_to,
                }),
        );
    }
    Ok(Found::sorted(rows, after, limit, |row| row.id))
}

/// Somebody who acts for somebody else.
#[derive(Serialize, JsonSchema)]
struct OneDeputy {
    /// What `access.end_deputy` takes.
    id: Id,
    principal: Id,
    deputy: Id,
    /// With the rights that the principal holds in this organisation.
    org: OrgId,
    from: Date,
    /// The first day on which it no longer holds.
    to: Date,
}

/// All of the organisation for whoever grants roles in it, else those that concern whoever asks.
fn deputies(
    tx: &mut Tx,
    seen: &Seen,
    _: NoFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneDeputy, Id>> {
    let mut all = match seen.may(Right::Grant) {
        true => deputies_for(tx, seen.ctx.org)?,
        false => deputies_of(tx, seen.ctx.actor.user)?,
    };
    all.retain(|one| !one.is_void());
    let found = Found::sorted(all, after, limit, |one| one.id);
    Ok(found.map(|one| OneDeputy {
        id: one.id,
        principal: one.principal,
        deputy: one.deputy,
        org: one.for_org,
        from: one.valid_from,
        to: one.valid_to,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtDeeds {
    /// `net.end`.
    deed: Option<String>,
}

/// A deed that was done: never its input, which may speak of people. The latest first.
#[derive(Serialize, JsonSchema)]
struct OneDeed {
    seq: i64,
    /// Microseconds since 1970, UTC.
    at_micros: i64,
    deed: String,
    /// 0: the program itself.
    actor: Id,
    /// For whom he acted, where it was not himself.
    principal: Option<Id>,
    /// `web`, `cli`, `api`, …
    via: String,
    /// The tables that it wrote, each as `name:version:rows`.
    tables: Vec<String>,
}

fn journal(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtDeeds,
    before: Option<i64>,
    limit: usize,
) -> Result<Found<OneDeed, i64>> {
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let deed = asked.deed.unwrap_or_default();
    let before = before.unwrap_or(i64::MAX);
    if before < 0 {
        return Err(Error::invalid("cursor", "not_a_cursor"));
    }
    let found = store::journal(tx, seen.ctx.org, &deed, before, more)?;
    let found = Found::page(found, limit, |row| row.seq);
    Ok(found.map(|row| OneDeed {
        seq: row.seq,
        at_micros: row.at,
        deed: row.deed,
        actor: row.actor,
        principal: row.principal,
        via: row.via,
        tables: row
            .tables
            .split(',')
            .filter(|table| !table.is_empty())
            .map(str::to_owned)
            .collect(),
    }))
}
