//! Reads identity number and phone of one person in the clear. The reading itself is what is kept;
//! the deed's answer holds nothing personal, so what was read is fetched beside it and shown once.

use super::codes::UNMASK_REASONS;
use super::model::PersonRecord;
use super::plan_import::far;
use super::store::{facts, lists, write};
use super::tags;
use access::Right;
use kernel::{Ctx, Error, Id, Result};
use serde::{Deserialize, Serialize};
use store::{Input, Tx, values};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ReadUnmasked {
    pub person: Id,
    /// One of [`UNMASK_REASONS`].
    pub reason: String,
}

impl Input for ReadUnmasked {
    const DEED: &'static str = "people.read_unmasked";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WasRead {
    pub reading: Id,
}

/// Journals the reading. `Invalid` without a reason of the list; `NotFound` outside the scope in
/// which the actor may read unmasked data. Refuses `people.restricted` where the use of his data is
/// restricted, but for an audit.
pub fn read_unmasked(tx: &mut Tx, ctx: &Ctx, input: ReadUnmasked) -> Result<WasRead> {
    if !UNMASK_REASONS.contains(&input.reason.as_str()) {
        return Err(Error::invalid("reason", "not_a_choice"));
    }
    lists::person(tx, ctx, input.person, Right::Unmask)?.ok_or(Error::NotFound)?;
    let is_restricted = super::rights::is_restricted(tx, ctx.org, input.person, ctx.today())?;
    if is_restricted && input.reason != "audit" {
        return Err(Error::refused("people.restricted"));
    }
    let reading = tx.new_id()?;
    tx.insert(
        write::READING,
        values![
            ctx.org,
            reading,
            tx.seq()?,
            input.person,
            "identity",
            input.reason
        ],
    )?;
    Ok(WasRead { reading })
}

/// The whole record, for the page that follows [`read_unmasked`]; asks for the right once more.
pub fn unmasked(tx: &mut Tx, ctx: &Ctx, person: Id) -> Result<PersonRecord> {
    lists::person(tx, ctx, person, Right::Unmask)?.ok_or(Error::NotFound)?;
    let sealed = facts::person(tx, ctx.org, person, far()?, i64::MAX)?.ok_or(Error::NotFound)?;
    tags::open(tx, ctx.org, person, &sealed.sealed)?.ok_or(Error::NotFound)
}
