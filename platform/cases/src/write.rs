//! What the deeds of a case share: looking at values, and writing an event down.

use crate::declared::{Book, CaseType, Kind, OPEN};
use crate::event::{Deed, Event, Patch, Value};
use crate::fold::Case;
use crate::read::{Kept, PLACE, Personal, word_of};
use crate::store::{self, CaseRow, EventRow, TypeRow};
use crate::workdays::Calendar;
use crate::{alike, books, caches, calendar, roles, standing};
use ::store::Tx;
use access::units;
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a deed asks once, however many cases and steps it writes.
pub(crate) struct Ground {
    pub desk: Option<Id>,
    pub calendar: Arc<Calendar>,
    books: Vec<Arc<Book>>,
    /// Whether a unit is the organisation's own or below it.
    within: BTreeMap<Id, bool>,
    /// What a code list has on a day.
    codes: BTreeMap<(String, Date), BTreeSet<String>>,
}

impl Ground {
    pub fn of(tx: &mut Tx, ctx: &Ctx) -> Result<Ground> {
        Ok(Ground {
            desk: roles::desk(tx, ctx)?,
            calendar: calendar::current(tx)?,
            books: books::in_force(tx, ctx.org)?,
            within: BTreeMap::new(),
            codes: BTreeMap::new(),
        })
    }

    fn has_unit(&mut self, tx: &mut Tx, unit: Id) -> Result<bool> {
        if let Some(known) = self.within.get(&unit) {
            return Ok(*known);
        }
        let path = units::ancestors(tx, unit)?;
        let found = path.iter().any(|above| Some(above.id) == self.desk);
        self.within.insert(unit, found);
        Ok(found)
    }

    fn has_code(&mut self, tx: &mut Tx, ctx: &Ctx, list: &str, at: (&str, Date)) -> Result<bool> {
        let (code, day) = at;
        let key = (list.to_owned(), day);
        if let Some(known) = self.codes.get(&key) {
            return Ok(known.contains(code));
        }
        let all = access::codes::codes_of(tx, ctx.org, list, day)?;
        let all: BTreeSet<String> = all.into_iter().map(|code| code.code).collect();
        let found = all.contains(code);
        self.codes.insert(key, all);
        Ok(found)
    }
}

/// Fields as somebody wrote them, all together. `Invalid` where a personal one stands among the others or the reverse:
/// the journal would keep it in the clear.
pub(crate) fn joined(of: &CaseType, patch: Patch, personal: &Personal) -> Result<Patch> {
    let mut faults = Vec::new();
    let mut look = |fields: &Patch, is_personal: bool| {
        for (name, value) in fields {
            let declared = of.field(name);
            let is_elsewhere = declared.is_some_and(|field| field.is_personal != is_personal);
            // Sealed is what was told before, never what is told now.
            if is_elsewhere || *value == Value::Sealed {
                faults.push(FieldError::new(name.clone(), "wrong_place"));
            }
        }
    };
    look(&patch, false);
    look(&personal.patch, true);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut all = patch;
    all.extend(personal.patch.clone());
    Ok(all)
}

/// Codes that their lists know on that day, units of the organisation. `Invalid` otherwise, by field: `unknown_code`,
/// `not_a_unit_of_ours`.
pub(crate) fn known(
    tx: &mut Tx,
    ctx: &Ctx,
    ground: &mut Ground,
    of: &CaseType,
    event: &Event,
) -> Result<()> {
    let mut faults = Vec::new();
    for (name, value) in &event.patch {
        let Some(field) = of.field(name) else {
            continue;
        };
        let code = match (&field.kind, value) {
            (Kind::Code { list }, Value::Code(code)) => {
                let is_there = ground.has_code(tx, ctx, list, (code, event.day))?;
                (!is_there).then_some("unknown_code")
            }
            (Kind::Unit, Value::Unit(unit)) => {
                (!ground.has_unit(tx, *unit)?).then_some("not_a_unit_of_ours")
            }
            _ => None,
        };
        faults.extend(code.map(|code| FieldError::new(name.clone(), code)));
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(faults)),
    }
}

/// `NotFound` where a unit is not the organisation's own or below it.
pub(crate) fn within(tx: &mut Tx, ground: &mut Ground, unit: Id) -> Result<()> {
    match ground.has_unit(tx, unit)? {
        true => Ok(()),
        false => Err(Error::NotFound),
    }
}

/// A new case under a version of its type, with a key of its own; its number is that of its place in the year.
pub(crate) fn begin(
    tx: &mut Tx,
    ctx: &Ctx,
    kind: &TypeRow,
    (prefix, unit): (&str, Id),
    (year, ordinal): (i64, i64),
) -> Result<CaseRow> {
    let row = CaseRow {
        id: tx.new_subject()?,
        kind: kind.id,
        kind_seq: kind.seq,
        number: format!("{prefix}-{year:04}-{ordinal:04}"),
        unit,
    };
    store::insert_case(tx, ctx.org, &row, (year, ordinal))?;
    Ok(row)
}

/// A case as it is after an event that is to be written.
pub(crate) struct Written<'a> {
    pub row: &'a CaseRow,
    /// Of the event within its journal row.
    pub line: i64,
    pub case: &'a Case,
    pub opened: Date,
    /// Journal row and line of the event that says what it is called.
    pub title: Option<(i64, i64)>,
}

/// Writes an event that was accepted, and the fields that say something else than before.
/// What is personal is sealed under the case's key.
pub(crate) fn append(
    tx: &mut Tx,
    ctx: &Ctx,
    written: &Written<'_>,
    before: &Patch,
    mut event: Event,
    personal: Personal,
) -> Result<Kept> {
    let (row, case) = (written.row, written.case);
    if matches!(&event.deed, Deed::Action(action) if action == OPEN) {
        alike::note(tx, ctx, row, &case.of, &personal.patch)?;
    }
    for (name, value) in &mut event.patch {
        if personal.patch.contains_key(name) {
            *value = Value::Sealed;
        }
    }
    event.reason = event.reason.map(|_| Value::Sealed);
    let (id, seq) = (tx.new_id()?, tx.seq()?);
    let sealed = match personal.is_empty() {
        true => None,
        false => Some(tx.seal(row.id, PLACE, id, &personal)?),
    };
    let action = match &event.deed {
        Deed::Action(action) => action.clone(),
        Deed::Approve(_) => "approve".into(),
        Deed::Decline(_) => "decline".into(),
        Deed::Recompute => "recompute".into(),
    };
    let kept = EventRow {
        id,
        seq,
        line: written.line,
        action,
        user: event.by.actor,
        date: event.day,
        state: case.state.clone(),
        body: serde_json::to_string(&event).map_err(|e| Error::internal("writing an event", e))?,
        sealed,
    };
    store::insert_event(tx, ctx.org, row.id, &kept)?;
    let kept = Kept { row: kept, event };
    let names: BTreeSet<&String> = before.keys().chain(case.fields.keys()).collect();
    for name in names {
        let (was, is) = (before.get(name), case.fields.get(name));
        let is_personal = case.of.field(name).is_none_or(|field| field.is_personal);
        if was != is && !is_personal {
            let word = is.map(word_of);
            store::insert_value(tx, ctx.org, row.id, written.line, name, word.as_deref())?;
        }
    }
    Ok(kept)
}

/// Where a case stands after what was written. `is_new`: nobody has seen it before.
pub(crate) fn stands(
    tx: &mut Tx,
    ctx: &Ctx,
    ground: &Ground,
    written: &Written<'_>,
    is_new: bool,
) -> Result<()> {
    let told = standing::Told {
        row: written.row,
        case: written.case,
        opened: written.opened,
        last: tx.seq()?,
        title: written.title,
    };
    let standing = standing::standing(tx, &told, ground.desk, &ground.calendar)?;
    standing::keep(tx, ctx.org, &standing, is_new)
}

/// What a case adds to figures after what was written: `before` are its events until then.
pub(crate) fn adds(
    tx: &mut Tx,
    ctx: &Ctx,
    ground: &Ground,
    written: &Written<'_>,
    before: &[Kept],
    new: &[Kept],
) -> Result<()> {
    let events = before.iter().chain(new);
    let tallies = caches::tallies(written.row, &written.case.of, &ground.books, events)?;
    match before.is_empty() {
        true => store::insert_tallies(tx, ctx.org, written.row.id, &tallies),
        false => store::keep_tallies(tx, ctx.org, written.row.id, &tallies),
    }
}
