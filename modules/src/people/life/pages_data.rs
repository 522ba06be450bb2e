//! What the pages of life show: one household through time, changes of a village.

use super::model::{Kind, Life};
use crate::people::plan_import::far;
use crate::people::store::facts;
use crate::people::store::life::{self, Asked};
use crate::people::tags;
use access::Right;
use access::deputies::{Signature, signature};
use access::papers::Paper;
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use std::collections::BTreeMap;
use store::Tx;

/// What papers of an event hang on.
pub const PAPERS_OF: &str = "people_event";

/// One event with the words that its ids stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub life: Life,
    /// An erased person has an empty name.
    pub names: Vec<String>,
    pub number: String,
    pub other_number: Option<String>,
    pub village: String,
    pub status: Option<String>,
    pub by: Signature,
    pub confirmed_by: Option<Signature>,
}

/// A member over one period: name, person, relation, first day, first day after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPeriod {
    pub name: String,
    pub relation: String,
    pub from: Date,
    pub to: Option<Date>,
}

/// A household through time, also one that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    pub household: Id,
    pub number: String,
    pub village: String,
    pub stands: bool,
    pub lines: Vec<Line>,
    /// Of each event the kinds of its papers that count.
    pub papers: BTreeMap<Id, Vec<String>>,
    pub members: Vec<MemberPeriod>,
    pub statuses: Vec<(String, Date, Option<Date>)>,
}

/// `NotFound` outside the scope in which the actor sees people.
pub fn history(tx: &mut Tx, ctx: &Ctx, household: Id) -> Result<History> {
    let (unit, number) = life::last_unit(tx, ctx.org, household)?.ok_or(Error::NotFound)?;
    if !life::sees(tx, ctx, Right::ViewPeople, unit)? {
        return Err(Error::NotFound);
    }
    let (mut lines, mut papers) = (Vec::new(), BTreeMap::new());
    for event in life::of_household(tx, ctx.org, household)? {
        let kept = papers_of(tx, ctx.org, event.id)?;
        papers.insert(event.id, counting(&kept));
        lines.push(line(tx, ctx.org, event)?);
    }
    let mut members = Vec::new();
    for period in life::periods_of_household(tx, ctx.org, household)? {
        members.push(MemberPeriod {
            name: person_name(tx, ctx.org, period.person)?,
            relation: period.relation,
            from: period.from,
            to: period.to,
        });
    }
    let statuses = facts::statuses(tx, ctx.org, household)?;
    Ok(History {
        household,
        number,
        village: life::unit_name(tx, unit)?,
        stands: facts::household(tx, ctx.org, household, far()?, i64::MAX)?.is_some(),
        lines,
        papers,
        members,
        statuses: statuses
            .into_iter()
            .map(|(_, code, from, to)| (code, from, to))
            .collect(),
    })
}

/// The papers of an event, those withdrawn among them.
pub fn papers_of(tx: &mut Tx, org: OrgId, event: Id) -> Result<Vec<Paper>> {
    access::papers::of(tx, org, PAPERS_OF, event)
}

/// The kinds of those papers that were not withdrawn.
pub fn counting(papers: &[Paper]) -> Vec<String> {
    let counts = papers.iter().filter(|paper| paper.withdrawn.is_none());
    counts.map(|paper| paper.kind.clone()).collect()
}

/// Unit and name of an event, for its papers: the household's number and the day.
pub fn place(tx: &mut Tx, org: OrgId, event: Id) -> Result<Option<(Id, String)>> {
    let Some(life) = life::event(tx, org, event)? else {
        return Ok(None);
    };
    let number = life::last_unit(tx, org, life.event.household)?.map(|(_, number)| number);
    let name = format!("{} {}", number.unwrap_or_default(), life.event.date);
    Ok(Some((life.event.unit, name)))
}

/// Changes in the actor's scope, the latest first.
pub fn changes(tx: &mut Tx, ctx: &Ctx, asked: &Asked, limit: i64) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for event in life::list(tx, ctx, Right::ViewPeople, asked, limit)? {
        lines.push(line(tx, ctx.org, event)?);
    }
    Ok(lines)
}

/// Events that nobody confirmed yet, of the units whose people the actor records, the latest first.
pub fn to_confirm(tx: &mut Tx, ctx: &Ctx, limit: i64) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for event in super::face::events_to_confirm(tx, ctx, limit)? {
        lines.push(line(tx, ctx.org, event)?);
    }
    Ok(lines)
}

/// One event. `NotFound` outside the scope.
pub fn change(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Line> {
    let event = life::event(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    if !life::sees(tx, ctx, Right::ViewPeople, event.event.unit)? {
        return Err(Error::NotFound);
    }
    line(tx, ctx.org, event)
}

fn line(tx: &mut Tx, org: OrgId, event: Life) -> Result<Line> {
    let people = match event.event.person {
        Some(person) => vec![person],
        None if event.event.kind == Kind::Void => Vec::new(),
        None => life::people_of(tx, org, event.seq)?,
    };
    let mut names = Vec::new();
    for person in people {
        names.push(person_name(tx, org, person)?);
    }
    let number = |tx: &mut Tx, id: Id| -> Result<String> {
        Ok(life::last_unit(tx, org, id)?.map_or_else(String::new, |(_, number)| number))
    };
    let other_number = match event.event.other {
        Some(other) => Some(number(tx, other)?),
        None => None,
    };
    let status = match event.event.kind {
        Kind::StatusSet | Kind::StatusEnd => life::status_of(tx, org, event.seq)?,
        _ => None,
    };
    let confirmed_by = match (event.confirmed_by, event.confirmed_seq) {
        (Some(user), Some(seq)) => signature(tx, org, user, seq)?,
        _ => None,
    };
    Ok(Line {
        names,
        number: number(tx, event.event.household)?,
        other_number,
        village: life::unit_name(tx, event.event.unit)?,
        status,
        by: signature(tx, org, event.user, event.seq)?.unwrap_or_default(),
        confirmed_by,
        life: event,
    })
}

/// A person's name as known now; empty where he has been erased.
pub fn person_name(tx: &mut Tx, org: OrgId, person: Id) -> Result<String> {
    let Some(sealed) = facts::person(tx, org, person, far()?, i64::MAX)? else {
        return Ok(String::new());
    };
    let record = tags::open(tx, org, person, &sealed.sealed)?;
    Ok(record.map(|record| record.name).unwrap_or_default())
}
