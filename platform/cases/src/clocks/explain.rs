//! Why a day is the last one, as parts that a page puts into words. No part holds a word but the names of festivals.

use super::{Deadline, Limit, Run, Unit};
use crate::workdays::{Calendar, Kind, Span};
use kernel::Date;

/// One sentence of an explanation, in the order in which they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The clock started on this day; the next one is the first that counts.
    Starts {
        day: Date,
        at: i64,
    },
    Limit(Limit),
    Extended {
        by: u32,
        on: Date,
    },
    /// Days off that a notice names and the count went around.
    Off {
        first: Date,
        last: Date,
        name: String,
        days: u32,
    },
    /// Days of a weekend that a notice made working days; they were counted.
    MadeUp {
        first: Date,
        last: Date,
        name: String,
        days: u32,
    },
    /// The clock stood still: the days after `from`, up to and with `until`.
    Paused {
        from: Date,
        until: Option<Date>,
        days: u32,
    },
    /// Hours that it stood still, rounded down.
    PausedHours {
        from: i64,
        until: Option<i64>,
        hours: u32,
    },
    /// Saturdays and Sundays that the count went around and no notice names.
    Weekends {
        days: u32,
    },
    /// The count ended on a day off and moved on to the next working day.
    Moved {
        from: Date,
    },
    Ends(Deadline),
}

impl Run {
    /// For working days and days in a row the parts add up: the days from the start to the last one are the limit, the
    /// extensions, the days off, the weekends and the days of pauses (days in a row: without those off, up to `Moved`).
    pub fn explain(&self, calendar: &Calendar) -> Vec<Part> {
        let deadline = self.deadline(calendar);
        let mut parts = vec![
            Part::Starts {
                day: self.started.day,
                at: self.started.at,
            },
            Part::Limit(self.limit),
        ];
        parts.extend(self.extensions.iter().map(|extension| Part::Extended {
            by: extension.by,
            on: extension.on,
        }));
        match self.limit.unit {
            Unit::WorkingDays => self.around_days_off(deadline, calendar, &mut parts),
            Unit::Days => self.moved_on(deadline, calendar, &mut parts),
            Unit::Hours => self.standing_hours(deadline, &mut parts),
        }
        parts.push(Part::Ends(deadline));
        parts
    }

    fn around_days_off(&self, deadline: Deadline, calendar: &Calendar, parts: &mut Vec<Part>) {
        let mut weekends = 0;
        let mut from = self.started.day;
        let last = deadline.day();
        for pause in &self.pauses {
            if last.is_some_and(|last| last <= pause.from.day) {
                break;
            }
            weekends += stretch(from, pause.from.day, calendar, parts);
            let until = pause.until.map(|until| until.day);
            parts.push(paused(pause.from.day, until));
            from = until.unwrap_or(pause.from.day);
        }
        // Up to where the count is known, for a clock that stands still or has no day yet.
        if let Some(last) = last {
            weekends += stretch(from, last, calendar, parts);
        }
        if weekends > 0 {
            parts.push(Part::Weekends { days: weekends });
        }
    }

    fn moved_on(&self, deadline: Deadline, calendar: &Calendar, parts: &mut Vec<Part>) {
        let raw = self.raw_day(self.total()).ok();
        let before = raw.or(deadline.day());
        for pause in &self.pauses {
            if before.is_none_or(|last| pause.from.day < last) {
                parts.push(paused(pause.from.day, pause.until.map(|until| until.day)));
            }
        }
        let Some(raw) = raw.filter(|raw| deadline.day() != Some(*raw)) else {
            return;
        };
        parts.push(Part::Moved { from: raw });
        let on_the_way = |from: Date| raw <= from && deadline.day().is_none_or(|last| from < last);
        for pause in self
            .pauses
            .iter()
            .filter(|pause| on_the_way(pause.from.day))
        {
            parts.push(paused(pause.from.day, pause.until.map(|until| until.day)));
        }
        if let Some(last) = deadline.day() {
            let off = calendar.met(raw.plus_days(-1), last).into_iter();
            parts.extend(off.filter(|span| span.kind == Kind::Rest).map(named));
        }
    }

    fn standing_hours(&self, deadline: Deadline, parts: &mut Vec<Part>) {
        for pause in &self.pauses {
            if matches!(deadline, Deadline::At(at) if at <= pause.from.at) {
                break;
            }
            let until = pause.until.map(|until| until.at);
            let seconds = until.map_or(0, |until| until - pause.from.at);
            parts.push(Part::PausedHours {
                from: pause.from.at,
                until,
                hours: u32::try_from(seconds / 3600).unwrap_or(0),
            });
        }
    }
}

/// What the days after `from` up to `to` met; answers the Saturdays and Sundays that no notice names.
fn stretch(from: Date, to: Date, calendar: &Calendar, parts: &mut Vec<Part>) -> u32 {
    let spans = calendar.met(from, to);
    let all = from.days_until(to);
    let worked = calendar.between(from, to).unwrap_or(all);
    let off = |span: &Span| match span.kind {
        Kind::Rest => length(span),
        Kind::Work => 0,
    };
    let named_off: u32 = spans.iter().map(off).sum();
    parts.extend(spans.into_iter().map(named));
    u32::try_from(all - worked)
        .unwrap_or(0)
        .saturating_sub(named_off)
}

fn named(span: Span) -> Part {
    let days = length(&span);
    let Span {
        first, last, name, ..
    } = span;
    match span.kind {
        Kind::Rest => Part::Off {
            first,
            last,
            name,
            days,
        },
        Kind::Work => Part::MadeUp {
            first,
            last,
            name,
            days,
        },
    }
}

fn length(span: &Span) -> u32 {
    u32::try_from(span.first.days_until(span.last) + 1).unwrap_or(0)
}

fn paused(from: Date, until: Option<Date>) -> Part {
    let days = until.map_or(0, |until| from.days_until(until));
    Part::Paused {
        from,
        until,
        days: u32::try_from(days).unwrap_or(0),
    }
}
