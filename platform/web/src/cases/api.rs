//! Cases of a kind as programs read and do them: the list, taking one in, a step, a decision.

use super::Kind;
use super::read;
use crate::api::{Deed, Found, List, Place, Seen};
use crate::route::Gate;
use access::Right;
use cases::declared::Kind as FieldKind;
use cases::event::{Patch, Value};
use cases::store::Sought;
use cases::{ActOnCase, Done, Line, OpenCase, act_on_case, decide_asked};
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

/// The list of a kind, below the address of its pages.
pub(super) fn list(kind: Kind) -> List {
    let view = Gate::Any(&[Right::ViewCases]);
    let path = kind.base.trim_start_matches('/');
    let read = move |tx: &mut Tx, seen: &Seen, asked: Asked, after, limit| {
        found(tx, seen, kind, asked, after, limit)
    };
    List::new(path, kind.title, view, read).placed("place")
}

/// Taking in a case of a kind: the number's beginning is the program's.
pub(super) fn opening(kind: Kind) -> Deed {
    let make = move |sent: NewCase| {
        without_photos(&sent.patch, &sent.personal)?;
        Ok(OpenCase {
            code: kind.code.to_owned(),
            prefix: kind.prefix.to_owned(),
            unit: sent.unit,
            day: sent.day,
            patch: sent.patch,
            personal: sent.personal,
        })
    };
    Deed::from(make, kind.open).of(kind.code)
}

/// What is done with cases of every kind.
pub fn deeds() -> Vec<Deed> {
    let make = |sent: ActOnCase| {
        without_photos(&sent.patch, &sent.personal)?;
        Ok(sent)
    };
    vec![Deed::from(make, act_today), Deed::new(decide_asked)]
}

/// A step counts on the day on which it is done, as on its page: nobody meets a last day afterwards. Invalid: `day` (`not_today`).
fn act_today(tx: &mut Tx, ctx: &Ctx, input: ActOnCase) -> Result<Done> {
    match input.day == ctx.today() {
        true => act_on_case(tx, ctx, input),
        false => Err(Error::invalid("day", "not_today")),
    }
}

/// A photo is sent to a page, which looks at it and keeps it: an id that a program names would stand for none. Invalid: the field
/// (`photos_on_page`).
fn without_photos(patch: &Patch, personal: &Patch) -> Result<()> {
    let named = |place: &str, patch: &Patch| -> Vec<FieldError> {
        let photos = patch
            .iter()
            .filter(|(_, value)| matches!(value, Value::Photos(_)));
        let fault = |(name, _): (&String, &Value)| {
            FieldError::new(format!("{place}.{name}"), "photos_on_page")
        };
        photos.map(fault).collect()
    };
    let mut faults = named("patch", patch);
    faults.extend(named("personal", personal));
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(faults)),
    }
}

/// A case to be taken in.
#[derive(Serialize, Deserialize, JsonSchema)]
struct NewCase {
    /// What it is about.
    unit: Id,
    /// When it came in.
    day: Date,
    /// Fields of its type, by their codes.
    patch: Patch,
    /// The fields that the type calls personal.
    personal: Patch,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Asked {
    /// Ended ones instead of those that are open.
    ended: Option<bool>,
    /// Whose next day is over.
    overdue: Option<bool>,
    state: Option<String>,
    /// What it is about.
    unit: Option<Id>,
}

/// A case as a list shows it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OneCase {
    id: Id,
    /// Of its type: `appeal`.
    kind: String,
    number: String,
    /// What it is called; nothing for whoever does not see what people told.
    title: Option<String>,
    /// The version of its type that governs it.
    version: i64,
    state: String,
    unit: Id,
    unit_name: String,
    owner: Id,
    owner_name: String,
    opened: Date,
    ended: Option<Date>,
    /// The day that comes next; nothing where no clock runs, where it stands still, or where the calendar is not out yet.
    due: Option<Date>,
    /// Of which clock; empty where none runs.
    clock: String,
    /// Journal row of its last event: what `cases.act` takes as `seen`.
    last: i64,
    place: Option<Place>,
}

fn found(
    tx: &mut Tx,
    seen: &Seen,
    kind: Kind,
    asked: Asked,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<OneCase, (String, Id)>> {
    let ctx = &seen.ctx;
    let sought = Sought {
        code: kind.code.to_owned(),
        is_ended: asked.ended == Some(true),
        state: asked.state,
        unit: asked.unit,
        before: (asked.overdue == Some(true)).then(|| ctx.today()),
        after,
    };
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let listed = read::listed(tx, ctx, &sought, rows, seen.sees_names)?;
    let last = listed.lines.last().filter(|_| listed.has_more);
    let next = last.map(|line| (line.row.due.clone(), line.row.id));
    let mut rows = Vec::with_capacity(listed.lines.len());
    for line in listed.lines {
        rows.push(one_case(tx, ctx, line, seen.sees_names)?);
    }
    Ok(Found { rows, next })
}

pub(crate) fn one_case(tx: &mut Tx, ctx: &Ctx, line: Line, sees: bool) -> Result<OneCase> {
    Ok(OneCase {
        place: place(tx, ctx, &line, sees)?,
        id: line.row.id,
        kind: line.row.code,
        number: line.row.number,
        title: line.title,
        version: line.of.version.value,
        state: line.row.state,
        unit: line.row.unit,
        unit_name: line.unit,
        owner: line.row.owner,
        owner_name: line.owner,
        opened: line.row.opened,
        ended: line.row.ended,
        due: line.row.due.parse().ok(),
        clock: line.row.clock,
        last: line.row.last,
    })
}

/// Where a case is, where a field of its type says so and whoever looks sees it.
fn place(tx: &mut Tx, ctx: &Ctx, line: &Line, sees: bool) -> Result<Option<Place>> {
    // Most kinds have none, and then no case is folded for it.
    let mut fields = line.of.fields.iter();
    if !fields.any(|field| matches!(field.kind, FieldKind::Place)) {
        return Ok(None);
    }
    let whole = cases::read::whole(tx, ctx.org, line.row.id)?;
    Ok(match sees {
        true => place_in(&whole.opened(tx, ctx.org)?),
        false => place_in(&whole.case.fields),
    })
}

/// The first place on the map among fields.
pub(super) fn place_in(fields: &Patch) -> Option<Place> {
    let mut positions = fields.values().filter_map(|value| match value {
        Value::Place(spot) => spot.position(),
        _ => None,
    });
    let (lat_e7, lon_e7) = positions.next()?;
    Some(Place { lat_e7, lon_e7 })
}
