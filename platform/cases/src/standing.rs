//! Where a case stands, as lists read it: made from its events, and again by a rebuild.

use crate::clocks::Deadline;
use crate::declared::StateKind;
use crate::event::Value;
use crate::fold::Case;
use crate::store::{CaseRow, NowRow};
use kernel::{Date, Id};

/// Before every day: a day that is not fixed yet is on top of every list.
pub const NOT_FIXED: &str = "0";
/// Behind every day: the clock stands still.
pub const PAUSED: &str = "8";
/// No clock runs.
pub const NO_CLOCK: &str = "9";

/// What comes next: how it sorts, and of which clock; windows left out. A day as it is written; before it [`NOT_FIXED`], behind it
/// [`PAUSED`] and [`NO_CLOCK`].
pub fn due_key(case: &Case) -> (String, String) {
    let key = |deadline: Deadline| match deadline {
        Deadline::NotFixed { .. } => NOT_FIXED.to_owned(),
        Deadline::Paused { .. } => PAUSED.to_owned(),
        Deadline::On(_) | Deadline::At(_) => deadline.day().map_or_else(String::new, day),
    };
    let running = case
        .dues
        .iter()
        .filter(|(clock, _)| case.running(clock).is_some() && !case.of.is_window(clock));
    let next = running
        .map(|(clock, deadline)| (key(*deadline), clock.clone()))
        .min();
    next.unwrap_or((NO_CLOCK.to_owned(), String::new()))
}

fn day(day: Date) -> String {
    day.to_string()
}

/// The word of a kind of state in the database.
pub fn kind_word(kind: StateKind) -> &'static str {
    match kind {
        StateKind::Open => "open",
        StateKind::Waiting => "waiting",
        StateKind::Closed => "closed",
        StateKind::Void => "void",
    }
}

/// Who handles it: what its type's field for that says, the unit that it is about until then.
pub fn owner_of(case: &Case, unit: Id) -> Id {
    let field = case.of.owner.as_ref();
    match field.and_then(|field| case.fields.get(field.as_str())) {
        Some(Value::Unit(owner)) => *owner,
        _ => unit,
    }
}

pub fn standing(row: &CaseRow, case: &Case, opened: Date, last: i64) -> NowRow {
    let (due, clock) = due_key(case);
    let kind = case.kind();
    NowRow {
        id: row.id,
        kind_id: row.kind,
        code: case.of.code.to_string(),
        number: row.number.clone(),
        unit: row.unit,
        owner: owner_of(case, row.unit),
        state: case.state.clone(),
        kind: kind_word(kind).to_owned(),
        opened,
        ended: kind.is_ended().then_some(case.since.day),
        due,
        clock,
        last,
    }
}
