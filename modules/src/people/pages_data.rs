//! What pages show of households and people: masked, within one's scope, as of a day.

use super::face::{self, Member};
use super::model::PersonRecord;
use super::store::{facts, lists};
use super::tags;
use access::Right;
use kernel::{Ctx, Date, Error, Id, Result, mask};
use store::Tx;

pub use super::store::lists::{COUNTED, Filter, HouseholdRow, Order, PersonRow};

/// Whether the actor sees people of any village.
pub(crate) fn sees_people(tx: &mut Tx, ctx: &Ctx) -> Result<bool> {
    Ok(lists::any_village(tx, ctx)?.is_some())
}

/// A page of a list: its rows, whether there are more, and how many there are in all, counted up to
/// [`COUNTED`] + 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    pub has_more: bool,
    pub count: i64,
}

pub fn households(
    tx: &mut Tx,
    ctx: &Ctx,
    filter: &Filter,
    size: i64,
) -> Result<Listed<HouseholdRow>> {
    let (rows, count) = lists::households_counted(tx, ctx, filter, size + 1)?;
    Ok(page(rows, size, count))
}

pub fn people(tx: &mut Tx, ctx: &Ctx, filter: &Filter, size: i64) -> Result<Listed<PersonRow>> {
    let (rows, count) = lists::people_counted(tx, ctx, filter, size + 1)?;
    Ok(page(rows, size, count))
}

fn page<T>(mut rows: Vec<T>, size: i64, count: i64) -> Listed<T> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let has_more = rows.len() > size;
    rows.truncate(size);
    Listed {
        rows,
        has_more,
        count,
    }
}

/// A household with its members on a day and all periods of its statuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdView {
    pub row: HouseholdRow,
    pub date: Date,
    pub members: Vec<Member>,
    pub statuses: Vec<(String, Date, Option<Date>)>,
}

pub fn household(tx: &mut Tx, ctx: &Ctx, id: Id, date: Date) -> Result<HouseholdView> {
    let row = lists::household(tx, ctx, id)?.ok_or(Error::NotFound)?;
    let members = face::members(tx, ctx.org, id, date)?;
    let statuses = facts::statuses(tx, ctx.org, id)?;
    let statuses = statuses
        .into_iter()
        .map(|(_, code, from, to)| (code, from, to))
        .collect();
    Ok(HouseholdView {
        row,
        date,
        members,
        statuses,
    })
}

/// A person with number and phone masked; health and cause are not shown at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    pub row: PersonRow,
    pub identity: Option<String>,
    pub phone: Option<String>,
    pub no_identity_reason: Option<String>,
    pub ethnicity: Option<String>,
    pub education: Option<String>,
    pub labour: Option<String>,
}

pub fn person(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<PersonView> {
    let row = lists::person(tx, ctx, id, Right::ViewPeople)?.ok_or(Error::NotFound)?;
    let far = super::plan_import::far()?;
    let sealed = facts::person(tx, ctx.org, id, far, i64::MAX)?.ok_or(Error::NotFound)?;
    let record = tags::open(tx, ctx.org, id, &sealed.sealed)?.ok_or(Error::NotFound)?;
    Ok(masked(row, record, sealed.no_identity_reason))
}

fn masked(row: PersonRow, record: PersonRecord, no_identity_reason: Option<String>) -> PersonView {
    PersonView {
        row,
        identity: record.identity.as_deref().map(mask::identity),
        phone: record.phone.as_deref().map(mask::phone),
        no_identity_reason,
        ethnicity: record.ethnicity,
        education: record.education,
        labour: record.labour,
    }
}
