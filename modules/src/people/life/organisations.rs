//! Organisations of a village with their unified codes, and who is what in them by period.

use super::face;
use crate::people::store::base;
use crate::people::store::organisations::{self as rows, Organisation};
use crate::people::texts;
use access::Right;
use kernel::code::CreditCode;
use kernel::{Ctx, Date, Error, Id, Refusal, Result, pinyin};
use serde::{Deserialize, Serialize};
use store::{Input, Tx, values};

pub const KIND: &str = "organisation_kind";
pub const ROLE: &str = "organisation_role";

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SaveOrganisation {
    /// None: a new one.
    pub organisation: Option<Id>,
    pub unit: Id,
    pub date: Date,
    pub name: String,
    /// Code list organisation_kind.
    pub kind: String,
    /// 18 characters; a wrong check character is taken and said (GB 32100-2015).
    pub code: Option<String>,
}

impl Input for SaveOrganisation {
    const DEED: &'static str = "people.save_organisation";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Saved {
    pub organisation: Id,
    /// The check character that would be right, where the code has another.
    pub expected_check: Option<char>,
}

/// Invalid: `name`, `kind`, `code` (its form). Refuses `people.date_in_future`, `people.later_known`.
pub fn save_organisation(tx: &mut Tx, ctx: &Ctx, input: SaveOrganisation) -> Result<Saved> {
    access::require(tx, ctx, Right::RecordPeople, input.unit)?;
    not_later(input.date, ctx.today())?;
    let name = input.name.trim().to_owned();
    if name.is_empty() {
        return Err(Error::invalid("name", "empty"));
    }
    if base::codes(tx)?.get(KIND, &input.kind).is_none() {
        return Err(Error::invalid("kind", "not_chosen"));
    }
    let code = match input.code.as_deref().filter(|code| !code.trim().is_empty()) {
        Some(code) => Some(CreditCode::parse(code).map_err(|fault| Error::invalid("code", fault))?),
        None => None,
    };
    let id = match input.organisation {
        Some(id) => {
            let now = standing(tx, ctx, id, ctx.today())?;
            if now.from > input.date {
                return Err(Refusal::new("people.later_known")
                    .with("date", now.from)
                    .into());
            }
            id
        }
        None => tx.new_id()?,
    };
    tx.insert(
        rows::ORGANISATION,
        values![
            ctx.org,
            id,
            input.date,
            tx.seq()?,
            None::<Date>,
            input.unit,
            name.clone(),
            pinyin::sort_key(&name),
            input.kind,
            code.as_ref().map(|code| code.as_str().to_owned())
        ],
    )?;
    let text = texts::of_organisation(id, input.unit, &name);
    access::texts::put(tx, ctx.org, &text)?;
    let expected_check = code
        .filter(|code| !code.check_is_right())
        .map(|code| code.expected_check());
    Ok(Saved {
        organisation: id,
        expected_check,
    })
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BeginPost {
    pub organisation: Id,
    pub person: Id,
    /// Code list organisation_role.
    pub role: String,
    pub date: Date,
}

impl Input for BeginPost {
    const DEED: &'static str = "people.begin_post";
}

/// Invalid: `role`. Refuses `people.date_in_future`, `people.organisation_not_then`, `people.not_a_member` (of any
/// household here on the day), `people.post_holds`.
pub fn begin_post(tx: &mut Tx, ctx: &Ctx, input: BeginPost) -> Result<Id> {
    not_later(input.date, ctx.today())?;
    standing(tx, ctx, input.organisation, input.date)?;
    if base::codes(tx)?.get(ROLE, &input.role).is_none() {
        return Err(Error::invalid("role", "not_chosen"));
    }
    if face::household_of(tx, ctx.org, input.person, input.date)?.is_none() {
        return Err(Refusal::new("people.not_a_member")
            .with("date", input.date)
            .into());
    }
    let posts = rows::posts(tx, ctx.org, input.organisation)?;
    let holds = posts.iter().any(|post| {
        let is_open = post.to.is_none_or(|to| to > input.date);
        post.person == input.person && post.role == input.role && is_open
    });
    if holds {
        return Err(Refusal::new("people.post_holds")
            .with("date", input.date)
            .into());
    }
    let id = tx.new_id()?;
    let row = values![
        ctx.org,
        id,
        input.date,
        tx.seq()?,
        None::<Date>,
        input.organisation,
        input.person,
        input.role
    ];
    tx.insert(rows::POST, row)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndPost {
    pub organisation: Id,
    pub post: Id,
    /// The first day on which it no longer holds.
    pub date: Date,
}

impl Input for EndPost {
    const DEED: &'static str = "people.end_post";
}

/// `NotFound` where there is no such open post. Refuses `people.date_in_future`, `people.later_known` (it began later).
pub fn end_post(tx: &mut Tx, ctx: &Ctx, input: EndPost) -> Result<Id> {
    not_later(input.date, ctx.today())?;
    standing(tx, ctx, input.organisation, ctx.today())?;
    let posts = rows::posts(tx, ctx.org, input.organisation)?;
    let post = posts
        .into_iter()
        .find(|post| post.id == input.post && post.to.is_none())
        .ok_or(Error::NotFound)?;
    if post.from > input.date {
        return Err(Refusal::new("people.later_known")
            .with("date", post.from)
            .into());
    }
    let row = values![
        ctx.org,
        post.id,
        post.from,
        tx.seq()?,
        input.date,
        post.organisation,
        post.person,
        post.role
    ];
    tx.insert(rows::POST, row)?;
    Ok(post.id)
}

/// The organisation on a day, where the actor may record there.
fn standing(tx: &mut Tx, ctx: &Ctx, id: Id, date: Date) -> Result<Organisation> {
    let far = crate::people::plan_import::far()?;
    let known = rows::organisation(tx, ctx.org, id, far)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::RecordPeople, known.unit)?;
    rows::organisation(tx, ctx.org, id, date)?.ok_or_else(|| {
        Refusal::new("people.organisation_not_then")
            .with("date", date)
            .into()
    })
}

fn not_later(date: Date, today: Date) -> Result<()> {
    if date <= today {
        return Ok(());
    }
    Err(Refusal::new("people.date_in_future")
        .with("date", date)
        .into())
}
