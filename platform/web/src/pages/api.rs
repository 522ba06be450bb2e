//! What programs may read and do of what belongs to no module: units, code lists, organisations, grants, deputies, and steps
//! of cases of every kind.

use super::search;
use super::units_import::Units;
use crate::api::{Deed, Found, List, Seen};
use crate::route::Gate;
use ::store::Tx;
use access::codes::add_code;
use access::create_org::{change_org, orgs};
use access::deputies::{end_deputy, name_deputy};
use access::grant_role::{grant_role, revoke_role};
use access::leave::leave;
use access::tokens::end_token;
use access::unit_deeds::{add_unit, close_unit, move_unit, rename_unit};
use access::{Right, Unit};
use kernel::{Date, Error, Id, OrgId, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    vec![
        List::new("units", "nav-units", Gate::SignedIn, units),
        List::new("codes", "nav-codes", Gate::SignedIn, codes),
        List::new("orgs", "nav-orgs", super::INSTALL, organisations),
        List::new("search", "search-title", Gate::SignedIn, searched),
    ]
}

pub(super) fn deeds() -> Vec<Deed> {
    let install = Gate::Any(&[Right::Install]);
    let mut all: Vec<Deed> = vec![
        Deed::file(Units, install),
        Deed::new(add_unit),
        Deed::new(rename_unit),
        Deed::new(move_unit),
        Deed::new(close_unit),
        Deed::new(add_code),
        Deed::new(change_org),
        Deed::new(grant_role),
        Deed::new(revoke_role),
        Deed::new(name_deputy),
        Deed::new(end_deputy),
        Deed::new(leave),
        Deed::new(end_token),
    ];
    all = all.into_iter().map(Deed::on_installation).collect();
    all.extend(crate::cases::api::deeds());
    all
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtUnits {
    /// Directly below this one; without it the units at the top.
    parent: Option<Id>,
    /// Of this code.
    code: Option<String>,
}

/// A unit of the division tree as it is called today.
#[derive(Serialize, JsonSchema)]
struct OneUnit {
    id: Id,
    code: String,
    name: String,
    /// `province`, `prefecture`, `county`, `township`, `village`.
    level: String,
    parent: Option<Id>,
    /// The first day on which it no longer stands.
    closed: Option<Date>,
}

fn units(
    tx: &mut Tx,
    _: &Seen,
    asked: SoughtUnits,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<OneUnit, (String, Id)>> {
    let key = |unit: &Unit| (unit.code.clone(), unit.id);
    let all = match (asked.code, asked.parent) {
        (Some(code), parent) => {
            let found = access::units::unit_by_code(tx, &code)?.into_iter();
            found
                .filter(|unit| parent.is_none_or(|parent| unit.parent == Some(parent)))
                .collect()
        }
        (None, Some(parent)) => access::units::children(tx, parent)?,
        (None, None) => access::units::roots(tx)?,
    };
    let found = Found::sorted(all, after, limit, key);
    Ok(found.map(|unit| OneUnit {
        id: unit.id,
        code: unit.code,
        name: unit.name,
        level: unit.level,
        parent: unit.parent,
        closed: unit.closed,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtCodes {
    /// The list: `household_status`.
    list: String,
    /// As of this day; without it today.
    date: Option<Date>,
}

/// A code of a list, in both languages.
#[derive(Serialize, JsonSchema)]
struct OneCode {
    list: String,
    code: String,
    zh: String,
    en: String,
}

fn codes(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtCodes,
    after: Option<String>,
    limit: usize,
) -> Result<Found<OneCode, String>> {
    let date = asked.date.unwrap_or_else(|| seen.ctx.today());
    let all = access::codes(tx, &asked.list, date)?;
    let found = Found::sorted(all, after, limit, |code| code.code.clone());
    Ok(found.map(|code| OneCode {
        list: code.list,
        code: code.code,
        zh: code.zh,
        en: code.en,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct NoFilter {}

/// An organisation that keeps books of its own here.
#[derive(Serialize, JsonSchema)]
struct OneOrg {
    id: OrgId,
    name: String,
    kind: String,
    unit: Id,
    supervision_phone: Option<String>,
    valid_from: Date,
}

fn organisations(
    tx: &mut Tx,
    seen: &Seen,
    _: NoFilter,
    after: Option<OrgId>,
    limit: usize,
) -> Result<Found<OneOrg, OrgId>> {
    if !access::holds(tx, &seen.ctx, access::Right::Install)? {
        return Err(Error::Forbidden);
    }
    let all = orgs(tx, seen.ctx.today())?;
    let found = Found::sorted(all, after, limit, |org| org.id);
    Ok(found.map(|org| OneOrg {
        id: org.id,
        name: org.name,
        kind: org.kind,
        unit: org.unit,
        supervision_phone: org.supervision_phone,
        valid_from: org.valid_from,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Searched {
    /// Any piece of it; pieces with spaces between them must all be there.
    q: String,
    /// Things of one kind: `case:appeal`.
    kind: Option<String>,
}

/// A thing that was found, the newest first.
#[derive(Serialize, JsonSchema)]
struct OneHit {
    id: Id,
    /// `case:appeal`.
    kind: String,
    /// Its number or name.
    label: String,
    unit_name: String,
    /// A line of it around what was looked for.
    text: String,
    /// Where it opens for a person.
    href: String,
}

fn searched(
    tx: &mut Tx,
    seen: &Seen,
    asked: Searched,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneHit, Id>> {
    let sought = kernel::grams::sought(&asked.q).ok_or(Error::invalid("q", "nothing_sought"))?;
    let searcher = search::Searcher {
        ctx: &seen.ctx,
        finders: &seen.finders,
        sees: seen.sees_names,
    };
    let question = search::Question {
        text: asked.q,
        kind: asked.kind.unwrap_or_default(),
        after,
    };
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let (hits, next) = search::found(tx, &searcher, &question, &sought, rows)?;
    let rows = hits.into_iter().map(|hit| OneHit {
        id: hit.doc,
        kind: hit.code,
        label: hit.label,
        unit_name: hit.unit,
        text: hit.around.concat(),
        href: hit.href,
    });
    Ok(Found {
        rows: rows.collect(),
        next,
    })
}
