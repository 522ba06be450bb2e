//! What programs may read and do of households and people.

use super::file_api::Households;
use super::life::organisations::{begin_post, end_post, save_organisation};
use super::life::{self, MoveIn, Newcomer};
use super::pages_data::{self, Filter, HouseholdRow, Order, PersonRow};
use super::reverse_import::{self, Rests};
use super::rights;
use super::store::organisations as rows;
use ::web::Gate;
use ::web::api::{Deed, Found, List, Seen};
use access::Right;
use kernel::{Ctx, Date, Error, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewPeople]);
    vec![
        List::new("people/households", "people-households", view, households),
        List::new("people/people", "people-people", view, people),
        List::new("people/changes", "life-changes", view, changes),
        List::new(
            "people/organisations",
            "life-organisations",
            view,
            organisations,
        ),
        List::new("people/posts", "list-posts", view, posts),
        List::new(
            "people/requests",
            "rights-register",
            Gate::Any(&[Right::AnswerRights]),
            requests,
        ),
    ]
}

pub(super) fn deeds(rests: &'static [Rests]) -> Vec<Deed> {
    vec![
        Deed::file(Households, Gate::Any(&[Right::ImportPeople])),
        Deed::new(life::record_birth),
        Deed::new(life::record_death),
        Deed::new(life::record_marriage),
        Deed::beside(
            moving_in,
            |tx: &mut Tx, ctx: &Ctx, input, people: Vec<Newcomer>| {
                life::move_in(tx, ctx, input, &people)
            },
        ),
        Deed::new(life::move_out),
        Deed::new(life::split_household),
        Deed::new(life::merge_households),
        Deed::new(life::change_head),
        Deed::new(life::set_status),
        Deed::new(life::end_status),
        Deed::new(life::confirm_event),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input| life::correct(tx, ctx, input, rests)),
        Deed::new(save_organisation),
        Deed::new(begin_post),
        Deed::new(end_post),
        Deed::new(rights::correct_record),
        Deed::new(rights::restrict),
        Deed::new(rights::lift_restriction),
        Deed::new(rights::set_retention),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input| {
            reverse_import::reverse_import(tx, ctx, input, rests)
        }),
    ]
}

/// People who move in from outside the township.
#[derive(Serialize, Deserialize, JsonSchema)]
struct MovingIn {
    /// The household that they join; none: they are a new one.
    household: Option<Id>,
    /// Of a new household: its village.
    unit: Option<Id>,
    number: Option<String>,
    date: Date,
    /// Of the code list `move_reason`.
    reason: Option<String>,
    /// The head of a new household comes first.
    people: Vec<Newcomer>,
}

fn moving_in(sent: MovingIn) -> Result<(MoveIn, Vec<Newcomer>)> {
    let input = MoveIn {
        household: sent.household,
        unit: sent.unit,
        number: sent.number,
        date: sent.date,
        people: sent.people.len(),
        reason: sent.reason,
    };
    Ok((input, sent.people))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Sought {
    /// Of this village.
    unit: Option<Id>,
    /// Holds on this household: a code of the list `household_status`.
    status: Option<String>,
    /// A household number, or the beginning of a name or of its pinyin initials.
    q: Option<String>,
}

impl Sought {
    fn filter(self, after: Option<(String, Id)>) -> Filter {
        Filter {
            text: self
                .q
                .map(|q| q.trim().to_owned())
                .filter(|q| !q.is_empty()),
            unit: self.unit,
            status: self.status,
            order: Order::Number,
            after,
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct Household {
    id: Id,
    number: String,
    unit: Id,
    village: String,
    head_name: String,
    members: i64,
    /// Codes of the list `household_status`.
    statuses: Vec<String>,
}

fn size(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn households(
    tx: &mut Tx,
    seen: &Seen,
    asked: Sought,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<Household, (String, Id)>> {
    let listed = pages_data::households(tx, &seen.ctx, &asked.filter(after), size(limit))?;
    let last = listed.rows.last().filter(|_| listed.has_more);
    let next = last.map(|row: &HouseholdRow| (row.key.clone(), row.id));
    let rows = listed.rows.into_iter().map(|row| Household {
        id: row.id,
        number: row.number,
        unit: row.unit,
        village: row.village,
        head_name: row.head_name,
        members: row.members,
        statuses: row
            .statuses
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
    });
    Ok(Found {
        rows: rows.collect(),
        next,
    })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtPerson {
    /// Of this village.
    unit: Option<Id>,
    /// The beginning of a name or of its pinyin initials.
    q: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct Person {
    id: Id,
    name: String,
    household: Id,
    household_number: String,
    unit: Id,
    village: String,
    /// Of the code list `relation`.
    relation: String,
    birth_year: Option<i64>,
    /// Of the code list `sex`.
    sex: Option<String>,
}

fn people(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtPerson,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<Person, (String, Id)>> {
    let asked = Sought {
        unit: asked.unit,
        status: None,
        q: asked.q,
    };
    let listed = pages_data::people(tx, &seen.ctx, &asked.filter(after), size(limit))?;
    let last = listed.rows.last().filter(|_| listed.has_more);
    let next = last.map(|row: &PersonRow| (row.key.clone(), row.id));
    let rows = listed.rows.into_iter().map(|row| Person {
        id: row.id,
        name: row.name,
        household: row.household,
        household_number: row.number,
        unit: row.unit,
        village: row.village,
        relation: row.relation,
        birth_year: row.birth_year,
        sex: row.sex,
    });
    Ok(Found {
        rows: rows.collect(),
        next,
    })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtChanges {
    /// Of this village.
    unit: Option<Id>,
    /// Whether somebody confirmed it.
    confirmed: Option<bool>,
    /// The first day.
    from: Option<Date>,
    /// The last day.
    to: Option<Date>,
}

/// Something that happened to a household, the latest first.
#[derive(Serialize, JsonSchema)]
struct OneChange {
    id: Id,
    date: Date,
    /// `birth`, `death`, `marriage`, `move_in`, …
    kind: String,
    household: Id,
    household_number: String,
    other_household: Option<Id>,
    person: Option<Id>,
    unit: Id,
    village: String,
    /// The event that took it back.
    taken_back_by: Option<Id>,
    confirmed_on: Option<Date>,
}

fn changes(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtChanges,
    before: Option<Id>,
    limit: usize,
) -> Result<Found<OneChange, Id>> {
    let within = match (asked.from, asked.to) {
        (None, None) => None,
        (from, to) => {
            let first = from.or(Date::new(1949, 10, 1));
            let last = to.unwrap_or_else(|| seen.ctx.today());
            first.map(|first| (first, last.plus_days(1)))
        }
    };
    let look = super::store::life::Asked {
        unit: asked.unit,
        within,
        kind: None,
        is_confirmed: asked.confirmed,
        before,
    };
    let found = life::pages_data::changes(tx, &seen.ctx, &look, size(limit + 1))?;
    let found = Found::page(found, limit, |line| line.life.id);
    Ok(found.map(|line| OneChange {
        id: line.life.id,
        date: line.life.event.date,
        kind: line.life.event.kind.code().to_owned(),
        household: line.life.event.household,
        household_number: line.number,
        other_household: line.life.event.other,
        person: line.life.event.person,
        unit: line.life.event.unit,
        village: line.village,
        taken_back_by: line.life.voided_by,
        confirmed_on: line.life.confirmed_on,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OnDay {
    /// As of this day; without it today.
    date: Option<Date>,
}

/// A co-op, a company, a group.
#[derive(Serialize, JsonSchema)]
struct OneOrganisation {
    id: Id,
    name: String,
    unit: Id,
    village: String,
    /// Of the code list `organisation_kind`.
    kind: String,
    /// Unified social credit code.
    code: Option<String>,
    from: Date,
}

fn organisations(
    tx: &mut Tx,
    seen: &Seen,
    asked: OnDay,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<OneOrganisation, (String, Id)>> {
    let date = asked.date.unwrap_or_else(|| seen.ctx.today());
    let (name, id) = after.unwrap_or_default();
    let found = rows::organisations(tx, &seen.ctx, date, (&name, id), size(limit + 1))?;
    let key = |one: &rows::Organisation| (kernel::pinyin::sort_key(&one.name), one.id);
    let found = Found::page(found, limit, key);
    Ok(found.map(|one| OneOrganisation {
        id: one.id,
        name: one.name,
        unit: one.unit,
        village: one.village,
        kind: one.kind,
        code: one.code,
        from: one.from,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfOrganisation {
    organisation: Id,
}

/// Somebody's place in an organisation over one period.
#[derive(Serialize, JsonSchema)]
struct OnePost {
    /// What `people.end_post` takes.
    id: Id,
    person: Id,
    role: String,
    from: Date,
    /// The first day on which he no longer holds it.
    to: Option<Date>,
}

fn posts(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfOrganisation,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OnePost, Id>> {
    let ctx = &seen.ctx;
    let found = rows::organisation(tx, ctx.org, asked.organisation, ctx.today())?;
    let found = found.ok_or(Error::NotFound)?;
    if !access::holds_at(tx, ctx, Right::ViewPeople, found.unit)? {
        return Err(Error::NotFound);
    }
    let all = rows::posts(tx, ctx.org, found.id)?;
    let found = Found::sorted(all, after, limit, |post| post.id);
    Ok(found.map(|post| OnePost {
        id: post.id,
        person: post.person,
        role: post.role,
        from: post.from,
        to: post.to,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct SoughtRequests {
    kind: Option<String>,
}

/// What somebody asked about his data. The latest first.
#[derive(Serialize, JsonSchema)]
struct OneRequest {
    id: Id,
    date: Date,
    /// `copy`, `correct`, `restrict`, …
    kind: String,
    person: Id,
    /// Empty where he has been erased.
    name: String,
    unit: Id,
    village: String,
    reason: Option<String>,
    by: String,
}

fn requests(
    tx: &mut Tx,
    seen: &Seen,
    asked: SoughtRequests,
    before: Option<Id>,
    limit: usize,
) -> Result<Found<OneRequest, Id>> {
    let kind = asked.kind.as_deref();
    let found = rights::pages_data::requests(tx, &seen.ctx, kind, before, size(limit + 1))?;
    let found = Found::page(found, limit, |line| line.row.id);
    Ok(found.map(|line| OneRequest {
        id: line.row.id,
        date: line.row.date,
        kind: line.row.kind,
        person: line.row.person,
        name: line.name,
        unit: line.row.unit,
        village: line.row.village,
        reason: line.row.reason,
        by: line.by,
    }))
}
