//! What the pages of rounds ask of projects.

use crate::people;
use crate::shares::entitlements::{SOURCE, of_round};
use crate::shares::read::{self, AsOf};
use ::store::Tx;
use ::web::rounds::{Household, Offer, Source};
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::HashMap;

/// Rounds are made from projects, by the flow of relief-asset income.
pub fn source() -> Source {
    Source {
        code: SOURCE,
        flow: "relief_income",
        offers,
        name,
        entitlements: of_round,
        household,
        changed,
        find,
        seek: |tx, ctx, sought| people::payees::seek(tx, ctx, Right::PayRounds, sought),
        named,
        witness: witness(),
    }
}

/// What the named checks of a project's rounds ask.
fn witness() -> payout::Witness {
    payout::Witness {
        as_known: |tx, round, seq| {
            let (project, date) = (round.source_id, round.record_date);
            crate::shares::entitlements::entitlements(tx, round.org, project, date, seq)
        },
        issued: |_, _, _| Ok(None),
        known,
        counted,
    }
}

/// The households of the day with their village and their living members.
pub(crate) fn known(
    tx: &mut Tx,
    org: OrgId,
    payees: &[Id],
    date: Date,
) -> Result<Vec<payout::Known>> {
    let mut members: HashMap<Id, i64> = HashMap::new();
    for person in people::persons_on(tx, org, payees, date)? {
        *members.entry(person.household).or_default() += 1;
    }
    let villages = people::villages_on(tx, org, payees, date)?;
    let known = villages.into_iter().map(|(payee, unit)| payout::Known {
        payee,
        unit,
        members: members.get(&payee).copied().unwrap_or(0),
    });
    Ok(known.collect())
}

/// Everybody who belongs to a household of the round on its record date.
pub(crate) fn counted(
    tx: &mut Tx,
    round: &payout::Round,
    payees: &[payout::Entitlement],
) -> Result<Vec<payout::Counted>> {
    let households: Vec<Id> = payees.iter().map(|payee| payee.household).collect();
    let persons = people::persons_on(tx, round.org, &households, round.record_date)?;
    let counted = persons.into_iter().map(|person| payout::Counted {
        household: person.household,
        person: person.person,
        tag: person.tag,
    });
    Ok(counted.collect())
}

/// What happened to households that a payment must know of: the head of the record date died or left, the household
/// ended, split or merged.
fn changed(
    tx: &mut Tx,
    org: OrgId,
    households: &[Id],
    (from, to): (Date, Date),
) -> Result<Vec<payout::Change>> {
    let mut out = Vec::new();
    // One question finds the few: of a million households each would be asked in vain.
    let touched = people::payees::changed_households(tx, org, (from.plus_days(1), to))?;
    for household in households.iter().filter(|id| touched.contains(id)) {
        let events = people::changes_between(tx, org, *household, from.plus_days(1), to)?;
        if events.is_empty() {
            continue;
        }
        let head = people::members(tx, org, *household, from)?
            .first()
            .map(|m| m.person);
        let stands = people::household(tx, org, *household, to)?.is_some();
        for event in events {
            let is_head = event.person.is_some() && event.person == head;
            let kind = match event.kind {
                people::LifeKind::Death if is_head => payout::ChangeKind::HeadDied,
                people::LifeKind::MoveOut if is_head => payout::ChangeKind::HeadLeft,
                people::LifeKind::Split => payout::ChangeKind::Split,
                people::LifeKind::Merge => payout::ChangeKind::Merged,
                _ if !stands => payout::ChangeKind::Ended,
                _ => continue,
            };
            out.push(payout::Change {
                household: *household,
                kind,
                date: event.date,
                seq: event.seq,
            });
        }
    }
    Ok(out)
}

fn find(tx: &mut Tx, org: OrgId, number: &str) -> Result<Option<Id>> {
    people::find_household(tx, org, number)
}

fn named(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<HashMap<Id, Household>> {
    let found = people::payees::named(tx, org, households)?;
    let named = found.into_iter().map(|one| {
        let household = Household {
            number: one.number,
            head: one.head,
            unit: one.unit,
        };
        (one.id, household)
    });
    Ok(named.collect())
}

/// The projects of whoever prepares rounds, with what each holds undistributed.
fn offers(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Offer>> {
    let (scope, at) = (Scope::of(ctx, Right::PrepareRounds), AsOf::on(ctx.today()));
    let mut out = Vec::new();
    for project in read::projects(tx, &scope, at, None, 500)? {
        let available = read::project(tx, &scope, at, project.id)?.undistributed;
        let (id, unit, book) = (project.id, project.unit, project.book);
        out.push(Offer {
            id,
            name: project.name,
            unit,
            book,
            available,
        });
    }
    Ok(out)
}

fn name(tx: &mut Tx, org: OrgId, id: Id) -> Result<String> {
    crate::shares::store::project_name(tx, org, id)
}

/// A household as it is now; of one that has ended nothing but its name may be left.
fn household(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Household>> {
    let Some(end_of_time) = Date::new(9999, 12, 30) else {
        return Ok(None);
    };
    let head = people::head_name(tx, org, id)?;
    let found = people::household(tx, org, id, end_of_time)?;
    Ok(found.map(|h| Household {
        number: h.number,
        head: head.unwrap_or_default(),
        unit: h.unit,
    }))
}
