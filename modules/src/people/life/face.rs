//! What other modules may ask about people over time.

use super::model::{Kind, Life};
pub use crate::people::store::organisations::Organisation;
use crate::people::store::{facts, life, organisations};
use access::Right;
use kernel::{Ctx, Date, Id, OrgId, Result};
use std::collections::BTreeSet;
use store::Tx;

/// Something that happened to a household and stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub event: Id,
    /// The journal row that made it known.
    pub seq: i64,
    pub date: Date,
    pub kind: Kind,
    pub person: Option<Id>,
    /// The other household: split off, merged into, moved from.
    pub other: Option<Id>,
}

/// What happened to a household from one day to another, both included, as known now; what was taken
/// back is left out.
pub fn changes_between(
    tx: &mut Tx,
    org: OrgId,
    household: Id,
    from: Date,
    to: Date,
) -> Result<Vec<Change>> {
    let events = life::between(tx, org, household, from, to)?;
    let change = |e: Life| Change {
        event: e.id,
        seq: e.seq,
        date: e.event.date,
        kind: e.event.kind,
        person: e.event.person,
        other: if e.event.household == household {
            e.event.other
        } else {
            Some(e.event.household)
        },
    };
    Ok(events.into_iter().map(change).collect())
}

/// The households that on `date` stand in for one that is asked about: itself while it stands, what
/// was split off from it, what it was merged into, and so on from there; empty where it ended without
/// any (its last member died or left).
pub fn successors(tx: &mut Tx, org: OrgId, household: Id, date: Date) -> Result<Vec<Id>> {
    let (mut seen, mut to_see) = (BTreeSet::new(), vec![household]);
    let mut standing = BTreeSet::new();
    while let Some(next) = to_see.pop() {
        if !seen.insert(next) {
            continue;
        }
        if facts::household(tx, org, next, date, i64::MAX)?.is_some() {
            standing.insert(next);
        }
        let start = Date::of_micros(0);
        for change in life::between(tx, org, next, start, date)? {
            let goes = matches!(change.event.kind, Kind::Split | Kind::Merge);
            if goes && change.event.household == next {
                to_see.extend(change.event.other);
            }
        }
    }
    Ok(standing.into_iter().collect())
}

/// The household in which a person was on a day.
pub fn household_of(tx: &mut Tx, org: OrgId, person: Id, date: Date) -> Result<Option<Id>> {
    let periods = life::periods_of_person(tx, org, person)?;
    let on = periods
        .into_iter()
        .rfind(|p| p.from <= date && p.to.is_none_or(|to| date < to));
    Ok(on.map(|p| p.household))
}

/// When and how a person ceased to be a member of any household here: by death, or by moving out.
/// `None` while he is a member, and of people never known.
pub fn person_ended(
    tx: &mut Tx,
    org: OrgId,
    person: Id,
    date: Date,
) -> Result<Option<(Date, Kind)>> {
    if household_of(tx, org, person, date)?.is_some() {
        return Ok(None);
    }
    // A household that leaves is one event for all its members, so the memberships say when.
    let died = life::of_person(tx, org, person)?
        .into_iter()
        .rfind(|e| e.event.date <= date && e.event.kind == Kind::Death);
    if let Some(died) = died {
        return Ok(Some((died.event.date, Kind::Death)));
    }
    let left = life::periods_of_person(tx, org, person)?
        .into_iter()
        .filter_map(|p| p.to.filter(|to| *to <= date))
        .max();
    Ok(left.map(|on| (on, Kind::MoveOut)))
}

/// Whether no death of the person is recorded up to `date`.
pub fn is_alive(tx: &mut Tx, org: OrgId, person: Id, date: Date) -> Result<bool> {
    Ok(!matches!(
        person_ended(tx, org, person, date)?,
        Some((_, Kind::Death))
    ))
}

/// How a person who is in no household left, and the household that was his last.
pub(crate) fn last_end(tx: &mut Tx, org: OrgId, person: Id) -> Result<Option<((Kind, Date), Id)>> {
    let far = crate::people::plan_import::far()?;
    let Some((date, kind)) = person_ended(tx, org, person, far)? else {
        return Ok(None);
    };
    let periods = life::periods_of_person(tx, org, person)?;
    Ok(periods.last().map(|p| ((kind, date), p.household)))
}

/// Events of the actor's scope that nobody has confirmed yet, the latest first.
pub fn events_to_confirm(tx: &mut Tx, ctx: &Ctx, limit: i64) -> Result<Vec<Life>> {
    let asked = life::Asked {
        is_confirmed: Some(false),
        ..life::Asked::default()
    };
    life::list(tx, ctx, Right::RecordPeople, &asked, limit)
}

/// An organisation (合作社, 集体经济组织 …) as it stood on `date`.
pub fn organisation(tx: &mut Tx, org: OrgId, id: Id, date: Date) -> Result<Option<Organisation>> {
    organisations::organisation(tx, org, id, date)
}

/// The organisations of one village on `date`, by name, at most `limit`.
pub fn organisations_of_unit(
    tx: &mut Tx,
    org: OrgId,
    unit: Id,
    date: Date,
    limit: i64,
) -> Result<Vec<Organisation>> {
    organisations::of_unit(tx, org, unit, date, limit)
}

/// The organisation with this unified code on `date`.
pub fn find_organisation(
    tx: &mut Tx,
    org: OrgId,
    code: &str,
    date: Date,
) -> Result<Option<Organisation>> {
    organisations::by_code(tx, org, code, date)
}
