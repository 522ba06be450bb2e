//! What a case adds to the figures of its kind, and when: the fold of its events again, figure by figure. Pure.
//!
//! A case goes on in the order of its days and of its journal rows, so what was so on a day, as known at a row, is what the
//! events by then made of it: each contribution is a stretch between two events.

use crate::clocks::{Deadline, Moment, day_of};
use crate::declared::{CaseType, Counts, Figure, Measure, OnClock};
use crate::event::{Deed, Event, Value};
use crate::fold::Case;
use crate::read::word_of;
use kernel::{Date, Id, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one case adds to one figure for a while.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tally {
    /// `appeal.appeals_solved`.
    pub figure: String,
    /// The event from which on it counts.
    pub id: Id,
    pub unit: Id,
    /// What is told apart, where different values are counted; empty otherwise.
    pub part: String,
    /// The day that says to which period it belongs.
    pub at: Date,
    pub since: Date,
    pub since_seq: i64,
    /// The first day on which it counts no more.
    pub until: Date,
    /// The journal row from which on that is known.
    pub until_seq: i64,
    pub amount: i64,
}

/// An event with what its row says.
#[derive(Debug, Clone, Copy)]
pub struct Told<'e> {
    pub id: Id,
    pub seq: i64,
    pub event: &'e Event,
}

/// The name of a figure among those of all kinds of case.
pub fn key(kind: &str, figure: &str) -> String {
    format!("{kind}.{figure}")
}

/// Everything that a case adds to these figures, in their order. `Internal` where its events cannot be folded.
pub fn tallies<'f>(
    of: &Arc<CaseType>,
    figures: impl IntoIterator<Item = &'f Figure>,
    unit: Id,
    events: &[Told<'_>],
) -> Result<Vec<Tally>> {
    let mut counters: Vec<Counter> = figures.into_iter().map(Counter::of).collect();
    let mut seen = Seen::default();
    let mut rest = events.iter().enumerate();
    Case::replay(of.clone(), events.iter().map(|told| told.event), |case| {
        let Some((at, told)) = rest.next() else {
            return;
        };
        let done = seen.step(case, events, at);
        for counter in &mut counters {
            counter.step(&seen, case, unit, (told, done.as_deref()));
        }
        seen.look(case);
    })?;
    let kind = of.code.as_str();
    let told = |counter: Counter| {
        let figure = key(kind, &counter.figure.code);
        let rows = counter.ended.into_iter().chain(counter.open);
        rows.map(move |row| row.tally(&figure)).collect::<Vec<_>>()
    };
    Ok(counters.into_iter().flat_map(told).collect())
}

/// What must be remembered of a case from event to event.
#[derive(Default)]
struct Seen {
    /// The last day of each action.
    days: BTreeMap<String, Date>,
    /// Whether a clock was over when its last run stopped.
    stopped: BTreeMap<String, bool>,
    /// The clocks that ran before this event: which run it was, and its deadline.
    running: BTreeMap<String, (usize, Deadline)>,
}

impl Seen {
    /// Takes in one more event; the action that was done by it, if any was: what waits for approval is done by the approval.
    fn step(&mut self, case: &Case, events: &[Told<'_>], at: usize) -> Option<String> {
        let event = events.get(at)?.event;
        let needs_approval = |action: &str| {
            let action = case.of.action(action);
            action.is_some_and(|action| !action.approve.is_empty())
        };
        let done = match &event.deed {
            Deed::Action(action) => (!needs_approval(action)).then(|| action.clone()),
            Deed::Approve(number) => {
                let asked = usize::try_from(*number).ok().and_then(|at| events.get(at));
                asked.and_then(|told| match &told.event.deed {
                    Deed::Action(action) => Some(action.clone()),
                    _ => None,
                })
            }
            Deed::Decline(_) | Deed::Recompute => None,
        };
        if let Some(action) = &done {
            self.days.insert(action.clone(), event.day);
        }
        for (clock, (runs, due)) in &self.running {
            let now = case.runs.get(clock);
            let run = runs.checked_sub(1).and_then(|last| now?.get(last));
            if run.is_none_or(|run| run.stopped.is_some()) {
                let is_late = due.is_over(event.moment());
                self.stopped.insert(clock.clone(), is_late);
            }
        }
        done
    }

    fn look(&mut self, case: &Case) {
        let runs = |clock: &str| case.runs.get(clock).map_or(0, Vec::len);
        let dues = case.dues.iter();
        self.running = dues
            .map(|(clock, due)| (clock.clone(), (runs(clock), *due)))
            .collect();
    }

    /// Whether a clock is kept or over, at the moment of an event; nothing where it never ran.
    fn is_late(&self, case: &Case, clock: &str, when: Moment) -> Option<bool> {
        match case.running(clock) {
            Some(_) => Some(case.dues.get(clock).is_some_and(|due| due.is_over(when))),
            None => self.stopped.get(clock).copied(),
        }
    }
}

/// One figure on its way through the events of a case.
struct Counter<'f> {
    figure: &'f Figure,
    open: Option<Stretch>,
    ended: Vec<Stretch>,
}

#[derive(Clone, PartialEq, Eq)]
struct Stretch {
    id: Id,
    unit: Id,
    part: String,
    at: Date,
    since: Date,
    since_seq: i64,
    end: Option<(Date, i64)>,
    amount: i64,
}

impl<'f> Counter<'f> {
    fn of(figure: &'f Figure) -> Counter<'f> {
        Counter {
            figure,
            open: None,
            ended: Vec::new(),
        }
    }

    fn step(&mut self, seen: &Seen, case: &Case, unit: Id, (told, done): (&Told, Option<&str>)) {
        let row = self.counts(seen, case, told, done).and_then(|since| {
            let (at, amount, part) = self.measured(seen, case, told)?;
            let of_unit = self.figure.unit.as_ref();
            let named = of_unit.and_then(|field| case.fields.get(field.as_str()));
            Some(Stretch {
                id: told.id,
                unit: match named {
                    Some(Value::Unit(unit)) => *unit,
                    _ => unit,
                },
                part,
                at,
                since,
                since_seq: told.seq,
                end: None,
                amount,
            })
        });
        if matches!(self.figure.counts, Counts::Action(_)) {
            // What was done stays done.
            self.ended.extend(row);
            return;
        }
        if let (Some(open), Some(row)) = (&self.open, &row)
            && open.goes_on_as(row, told.event.day)
        {
            return;
        }
        if let Some(mut open) = self.open.take() {
            open.end = Some((told.event.day, told.seq));
            // Begun and ended by one journal row on one day: nobody ever saw it.
            if open.since_seq < told.seq || open.since < told.event.day {
                self.ended.push(open);
            }
        }
        self.open = row;
    }

    /// From which day on the case counts after this event; nothing where it does not.
    fn counts(&self, seen: &Seen, case: &Case, told: &Told, done: Option<&str>) -> Option<Date> {
        let is_it = match &self.figure.counts {
            Counts::Action(action) => done == Some(action.as_str()),
            Counts::States(states) => states.iter().any(|state| *state == *case.state),
        };
        if !is_it || !self.figure.filter.iter().all(|values| case.says(values)) {
            return None;
        }
        let day = told.event.day;
        match &self.figure.clock {
            None => Some(day),
            Some(on) => self.on_clock(on, seen, case, told.event.moment()),
        }
    }

    fn on_clock(&self, on: &OnClock, seen: &Seen, case: &Case, when: Moment) -> Option<Date> {
        let clock = on.clock.as_str();
        let is_late = seen.is_late(case, clock, when)?;
        let is_running = case.running(clock).is_some();
        let counts_deeds = matches!(self.figure.counts, Counts::Action(_));
        if is_late == on.is_late {
            // A clock that runs is not kept yet, whatever is done meanwhile.
            return (on.is_late || !is_running || counts_deeds).then_some(when.day);
        }
        // Late from the day on which it is over, if nothing happens before.
        if on.is_late && is_running && !counts_deeds {
            return match case.dues.get(clock)? {
                Deadline::On(day) => Some(day.plus_days(1)),
                Deadline::At(at) => Some(day_of(at.saturating_add(1))),
                Deadline::NotFixed { .. } | Deadline::Paused { .. } => None,
            };
        }
        None
    }

    /// The day that counts, the amount and what is told apart.
    fn measured(&self, seen: &Seen, case: &Case, told: &Told) -> Option<(Date, i64, String)> {
        let day = seen.days.get(self.figure.time.as_str()).copied();
        // Come here by another way than the one that is named: the day on which it came.
        let at = day.unwrap_or(match self.figure.counts {
            Counts::Action(_) => told.event.day,
            Counts::States(_) => case.since.day,
        });
        let said = |field: &str| case.fields.get(field);
        match &self.figure.measure {
            Measure::Count => Some((at, 1, String::new())),
            Measure::Sum(field) => match said(field) {
                Some(Value::Number(number)) => Some((at, *number, String::new())),
                _ => None,
            },
            Measure::Distinct(field) => Some((at, 1, word_of(said(field)?))),
            Measure::Days(action) => {
                let from = seen.days.get(action.as_str())?;
                Some((at, from.days_until(at), String::new()))
            }
        }
    }
}

impl Stretch {
    /// Whether what counts after an event of that day is what counted before it.
    fn goes_on_as(&self, later: &Stretch, day: Date) -> bool {
        let what = |it: &Stretch| (it.unit, it.at, it.amount);
        let is_same = what(self) == what(later) && self.part == later.part;
        // What begins only on a later day, when its clock is over, may have moved.
        is_same && (self.since == later.since || (self.since <= day && later.since == day))
    }

    fn tally(self, figure: &str) -> Tally {
        let (until, until_seq) = self.end.unwrap_or((for_ever(), i64::MAX));
        Tally {
            figure: figure.to_owned(),
            id: self.id,
            unit: self.unit,
            part: self.part,
            at: self.at,
            since: self.since,
            since_seq: self.since_seq,
            until,
            until_seq,
            amount: self.amount,
        }
    }
}

/// The day that never comes: 9999-12-31.
fn for_ever() -> Date {
    Date::of_micros(0).plus_days(7_000_000)
}
