//! What the pages of a person's rights show.

use super::erase_subject::standing;
use super::model::{self, RESTORED, Retention};
use super::{Detail, Whereabouts, retention, whereabouts};
use crate::people::plan_import::far;
use crate::people::reverse_import::Rests;
use crate::people::store::rights::{self, RequestRow, Restriction};
use crate::people::store::{facts, life};
use crate::people::tags;
use access::Right;
use access::papers::Paper;
use kernel::{Ctx, Error, Id, OrgId, Refusal, Result};
use store::Tx;

/// A request with the words that its ids stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestLine {
    pub row: RequestRow,
    pub detail: Detail,
    /// Empty where the person has been erased.
    pub name: String,
    pub by: String,
}

impl RequestLine {
    /// Found in the key file and put on record, not asked by anybody here.
    pub fn is_restored(&self) -> bool {
        self.row.reason.as_deref() == Some(RESTORED)
    }
}

/// One person as whoever answers him sees him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsView {
    pub person: Id,
    /// Empty where he has been erased.
    pub name: String,
    pub at: Whereabouts,
    pub village: String,
    pub restriction: Option<Restriction>,
    /// Why he cannot be erased today.
    pub kept: Option<Refusal>,
    pub accounting: Retention,
    pub papers: Vec<Paper>,
    pub requests: Vec<RequestLine>,
}

/// `NotFound` where there is no such person or the actor does not answer him.
pub fn rights_of(tx: &mut Tx, ctx: &Ctx, person: Id, rests: &[Rests]) -> Result<RightsView> {
    let today = ctx.today();
    let at = whereabouts(tx, ctx.org, person, today)?;
    if !life::sees(tx, ctx, Right::AnswerRights, at.unit)? {
        return Err(Error::NotFound);
    }
    let accounting = retention::retention(tx, ctx.org, retention::ACCOUNTING, today)?;
    let standing = standing(tx, ctx.org, person, &at, today, rests)?;
    let mut requests = Vec::new();
    for row in rights::requests_of(tx, ctx.org, person)? {
        requests.push(line(tx, ctx.org, row)?);
    }
    Ok(RightsView {
        person,
        name: name(tx, ctx.org, person)?,
        village: life::unit_name(tx, at.unit)?,
        restriction: rights::restriction(tx, ctx.org, person, today)?,
        kept: model::may_erase(&standing, &accounting, today).err(),
        accounting,
        papers: papers(tx, ctx.org, person)?,
        requests,
        at,
    })
}

/// The requests of the units in which the actor answers them, the latest first.
pub fn requests(
    tx: &mut Tx,
    ctx: &Ctx,
    kind: Option<&str>,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<RequestLine>> {
    let rows = rights::requests(tx, ctx, kind, before, limit)?;
    rows.into_iter().map(|row| line(tx, ctx.org, row)).collect()
}

fn line(tx: &mut Tx, org: OrgId, row: RequestRow) -> Result<RequestLine> {
    let detail = match &row.detail {
        Some(text) => serde_json::from_str(text)
            .map_err(|e| Error::internal("reading a request's detail", e))?,
        None => Detail::default(),
    };
    Ok(RequestLine {
        detail,
        name: name(tx, org, row.person)?,
        by: user_name(tx, row.user)?,
        row,
    })
}

fn name(tx: &mut Tx, org: OrgId, person: Id) -> Result<String> {
    let Some(sealed) = facts::person(tx, org, person, far()?, i64::MAX)? else {
        return Ok(String::new());
    };
    let record = tags::open(tx, org, person, &sealed.sealed)?;
    Ok(record.map(|record| record.name).unwrap_or_default())
}

/// Empty where the account's owner is erased, and of the program itself.
pub(crate) fn user_name(tx: &mut Tx, user: Id) -> Result<String> {
    Ok(access::users::user(tx, user)?
        .map(|user| user.name)
        .unwrap_or_default())
}

/// The papers that count and hang on the person's own events: they may name him, and whoever answers him
/// decides of each.
pub(crate) fn papers(tx: &mut Tx, org: OrgId, person: Id) -> Result<Vec<Paper>> {
    let mut found = Vec::new();
    for event in life::of_person(tx, org, person)? {
        let of = access::papers::of(tx, org, "people_event", event.id)?;
        found.extend(of.into_iter().filter(|paper| paper.withdrawn.is_none()));
    }
    Ok(found)
}
