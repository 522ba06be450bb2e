//! Counting: the last day of a run, its reminders, the steps behind it, how much is used and how late it is.

use super::{Deadline, Late, Limit, Moment, Run, Unit, day_of};
use crate::workdays::{Calendar, Due};
use kernel::Date;

const HOUR: i64 = 3600;

impl Run {
    /// Until when it runs.
    pub fn deadline(&self, calendar: &Calendar) -> Deadline {
        match self.limit.unit {
            Unit::WorkingDays => self.working_day(self.total(), calendar),
            Unit::Days => self.day_in_a_row(self.total(), calendar),
            Unit::Hours => self.second(i64::from(self.total()) * HOUR),
        }
    }

    /// The day (or second) on which so many percent of the time are used. A part of a day counts as the day.
    pub fn reminder(&self, percent: u32, calendar: &Calendar) -> Deadline {
        let part = |whole: u32| (u64::from(whole) * u64::from(percent)).div_ceil(100);
        let units = u32::try_from(part(self.total())).unwrap_or(u32::MAX).max(1);
        match self.limit.unit {
            Unit::WorkingDays => self.working_day(units, calendar),
            Unit::Days => self.day_in_a_row(units, calendar),
            Unit::Hours => self.second(i64::from(self.total()) * HOUR * i64::from(percent) / 100),
        }
    }

    /// The day so many working days after the last one; the last one itself for 0.
    pub fn step(&self, after: u32, calendar: &Calendar) -> Deadline {
        let deadline = self.deadline(calendar);
        match (deadline.day(), after) {
            (Some(day), 0) => Deadline::On(day),
            (Some(day), after) => calendar.due(day, after).into(),
            (None, _) => deadline,
        }
    }

    /// Nothing while it is in time, stands still or has no day yet.
    pub fn late(&self, now: Moment, calendar: &Calendar) -> Option<Late> {
        let end = self.end(now);
        let deadline = self.deadline(calendar);
        if !deadline.is_over(end) {
            return None;
        }
        let (n, unit) = match deadline {
            Deadline::At(at) => ((end.at - at) / HOUR, Unit::Hours),
            _ => {
                let last = deadline.day()?;
                let worked = match self.limit.unit {
                    Unit::WorkingDays => calendar.between(last, end.day),
                    Unit::Days | Unit::Hours => None,
                };
                match worked {
                    Some(worked) => (worked, Unit::WorkingDays),
                    None => (last.days_until(end.day), Unit::Days),
                }
            }
        };
        let n = u32::try_from(n).unwrap_or(0);
        Some(Late { n, unit })
    }

    /// How much of the limit is used, whole units; nothing where the calendar does not reach so far.
    pub fn used(&self, now: Moment, calendar: &Calendar) -> Option<u32> {
        let end = self.end(now);
        let counted = |from: Moment, to: Moment| match self.limit.unit {
            Unit::WorkingDays => calendar.between(from.day, to.day),
            Unit::Days => Some(from.day.days_until(to.day)),
            Unit::Hours => Some(to.at - from.at),
        };
        let mut used = counted(self.started, end)?;
        for pause in &self.pauses {
            let until = pause.until.unwrap_or(end).min(end);
            if pause.from < until {
                used -= counted(pause.from, until)?;
            }
        }
        if self.limit.unit == Unit::Hours {
            used /= HOUR;
        }
        Some(u32::try_from(used).unwrap_or(0))
    }

    /// The day on which `n` working days outside pauses have passed.
    fn working_day(&self, n: u32, calendar: &Calendar) -> Deadline {
        let start = self.started.day;
        let mut n = i64::from(n);
        for pause in &self.pauses {
            let due = calendar.due(start, narrow(n));
            if matches!(due, Due::On(day) if day <= pause.from.day) {
                return due.into();
            }
            let Some(until) = pause.until else {
                return match calendar.between(start, pause.from.day) {
                    Some(passed) => Deadline::Paused {
                        left: narrow(n - passed),
                    },
                    None => calendar.due(pause.from.day, 1).into(),
                };
            };
            match calendar.between(pause.from.day, until.day) {
                Some(left_out) => n += left_out,
                None => return first_unknown(until.day, calendar),
            }
        }
        calendar.due(start, narrow(n)).into()
    }

    /// The `n`-th day outside pauses; where it is off, the next working day.
    fn day_in_a_row(&self, n: u32, calendar: &Calendar) -> Deadline {
        let raw = match self.raw_day(n) {
            Ok(day) => day,
            Err(left) => return Deadline::Paused { left },
        };
        let mut day = raw;
        loop {
            let within = |from: Date, until: Option<Date>| {
                from < day && until.is_none_or(|until| day <= until)
            };
            let mut pauses = self.pauses.iter();
            let pause = pauses.find(|p| within(p.from.day, p.until.map(|until| until.day)));
            day = match pause.map(|pause| pause.until) {
                Some(None) => return Deadline::Paused { left: 0 },
                Some(Some(until)) => until.day.plus_days(1),
                None => match calendar.is_worked(day) {
                    Some(true) => return Deadline::On(day),
                    Some(false) => day.plus_days(1),
                    None => return first_unknown(day, calendar),
                },
            };
        }
    }

    /// The `n`-th day outside pauses, worked or not; the days left where a pause lasts.
    pub(super) fn raw_day(&self, n: u32) -> Result<Date, u32> {
        let mut day = self.started.day.plus_days(i64::from(n));
        for pause in &self.pauses {
            if day <= pause.from.day {
                break;
            }
            match pause.until {
                Some(until) => day = day.plus_days(pause.from.day.days_until(until.day)),
                None => return Err(narrow(pause.from.day.days_until(day))),
            }
        }
        Ok(day)
    }

    fn second(&self, seconds: i64) -> Deadline {
        let mut at = self.started.at + seconds;
        for pause in &self.pauses {
            if at <= pause.from.at {
                break;
            }
            match pause.until {
                Some(until) => at += until.at - pause.from.at,
                None => {
                    let left = at - pause.from.at;
                    return Deadline::Paused {
                        left: narrow((left + HOUR - 1) / HOUR),
                    };
                }
            }
        }
        Deadline::At(at)
    }
}

/// Counts below zero cannot come up: a pause begins after the start and before the last day.
fn narrow(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn first_unknown(day: Date, calendar: &Calendar) -> Deadline {
    match calendar.due(day.plus_days(-1), 1) {
        Due::NotFixed { year } => Deadline::NotFixed { year },
        // The day before is known and this one is not: the count ends in this one's year.
        Due::On(_) => Deadline::NotFixed { year: day.year() },
    }
}

impl From<Due> for Deadline {
    fn from(due: Due) -> Deadline {
        match due {
            Due::On(day) => Deadline::On(day),
            Due::NotFixed { year } => Deadline::NotFixed { year },
        }
    }
}

/// Counts the last days of so many runs, each with a pause, an extension or neither, and adds them up: what
/// `zhen bench cases` measures.
pub fn due_dates(calendar: &Calendar, first: Date, many: u32) -> u64 {
    let mut sum = 0_u64;
    for n in 0..many {
        let started = first.plus_days(i64::from(n % 4_000));
        let start = Moment {
            day: started,
            at: started.start_micros() / 1_000_000 + 36_000,
        };
        let mut run = Run::start(Limit::working_days(1 + n % 60), start);
        match n % 4 {
            1 => run.extend(n % 10, started),
            2 => {
                let later = |days: i64| Moment::now(start.at + days * 86_400);
                run.pause(later(1));
                run.go_on(later(5));
            }
            3 => run.limit = Limit::days(1 + n % 60),
            _ => {}
        }
        let days = match run.deadline(calendar) {
            Deadline::On(day) => started.days_until(day),
            Deadline::At(at) => started.days_until(day_of(at)),
            Deadline::NotFixed { .. } | Deadline::Paused { .. } => 0,
        };
        sum += u64::from(narrow(days));
    }
    sum
}
