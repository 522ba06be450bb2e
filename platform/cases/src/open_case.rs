//! Takes a case in: by an office, or by whoever brings it, without an account.

use crate::event::{Deed, Event, Patch};
use crate::fold::Case;
use crate::read::{Personal, Whole, parsed};
use crate::store;
use crate::write::{self, Ground, Written};
use crate::{roles, texts};
use ::store::{Input, Tx};
use access::units;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OpenCase {
    /// Of its type: `appeal`.
    pub code: String,
    /// What begins its number: `AP`.
    pub prefix: String,
    /// What it is about.
    pub unit: Id,
    /// When it came in.
    pub day: Date,
    pub patch: Patch,
    /// The fields that the type calls personal.
    pub personal: Patch,
}

impl Input for OpenCase {
    const DEED: &'static str = "cases.open";
    const PERSONAL: &'static [&'static str] = &["personal"];
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Opened {
    pub case: Id,
    pub number: String,
}

/// Refuses `cases.no_such_type` where the organisation has adopted none of this code by that day, `cases.unit_ended`,
/// and what [`Case::open`] refuses. Invalid: `day` (`in_the_future`), and fields whose code list does not have the code on
/// that day or that name a unit outside the organisation.
pub fn open_case(tx: &mut Tx, ctx: &Ctx, input: OpenCase) -> Result<Opened> {
    let day = kernel::check::not_after("day", input.day, ctx.today())?;
    let unit = units::unit(tx, input.unit)?.ok_or(Error::NotFound)?;
    let mut ground = Ground::of(tx, ctx)?;
    let who = roles::who_at(tx, ctx, ground.desk, (unit.id, unit.id))?;
    if who.roles.is_empty() {
        return Err(Error::Forbidden);
    }
    if unit.closed.is_some_and(|closed| closed <= day) {
        return Err(Error::refused("cases.unit_ended"));
    }
    write::within(tx, &mut ground, unit.id)?;
    let kind = store::type_on(tx, ctx.org, &input.code, day)?
        .ok_or_else(|| Error::refused("cases.no_such_type"))?;
    let of = parsed(&kind.body)?;
    let personal = Personal {
        patch: input.personal,
        reason: None,
    };
    let event = Event {
        deed: Deed::Action(crate::declared::OPEN.to_owned()),
        by: who,
        at: tx.at()? / 1_000_000,
        day,
        patch: write::joined(&of, input.patch, &personal)?,
        reason: None,
        dues: Default::default(),
    };
    write::known(tx, ctx, &mut ground, &of, &event)?;
    let (case, event) = Case::open(of, event, &ground.calendar).map_err(Error::Refused)?;
    let year = i64::from(day.year());
    let ordinal = store::next_ordinal(tx, ctx.org, kind.id, year)?;
    let about = (input.prefix.as_str(), unit.id);
    let row = write::begin(tx, ctx, &kind, about, (year, ordinal))?;
    tx.set_input_subject(row.id);
    let written = Written {
        row: &row,
        line: 0,
        case: &case,
        opened: day,
        title: case.titled.is_some().then_some((tx.seq()?, 0)),
    };
    let told = [Some(personal.clone())];
    let kept = write::append(tx, ctx, &written, &Patch::new(), event, personal)?;
    write::stands(tx, ctx, &ground, &written, true)?;
    write::adds(tx, ctx, &ground, &written, &[], std::slice::from_ref(&kept))?;
    let events = vec![kept];
    let whole = Whole {
        row: row.clone(),
        case,
        events,
    };
    texts::keep(tx, ctx.org, &whole, &told, true)?;
    Ok(Opened {
        case: row.id,
        number: row.number,
    })
}
