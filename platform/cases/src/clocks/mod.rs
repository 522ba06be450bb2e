//! Clocks of a case: what was started, paused, extended and stopped, and the last day that follows from it.
//!
//! A clock keeps how it went, never only a date: when the next year's days off are announced, the same run gives
//! another day. The rules of counting, all of them:
//!
//! - The day on which a clock starts is not counted; the next one is the first.
//! - A pause leaves out the days after the one on which it began, up to and with the one on which it ended. So the day of
//!   the question was still used, the day of the answer is not counted, as that of a receipt is not; and a question
//!   answered on its day costs nothing. Hours stand still from the moment of the one to that of the other.
//! - An extension adds to the limit in the clock's own unit.
//! - Working days are those of the calendar. Days in a row (`cd`) that end on a day off end on the next working day
//!   (Civil Code, article 203).
//! - The last day is used until its end (UTC+8); hours until their second.
//! - Where the count leaves the calendar, the day is not fixed. It is never guessed.

mod count;
mod explain;

pub use count::due_dates;
pub use explain::Part;

use kernel::Date;

/// When something happened: the civil day in China, and the second (since 1970, UTC) for what counts hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    pub day: Date,
    pub at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    WorkingDays,
    /// Days in a row.
    Days,
    /// By the clock on the wall, at night and on days off too.
    Hours,
}

/// So much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit {
    pub n: u32,
    pub unit: Unit,
}

/// When something is due.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Deadline {
    /// Until the end of this day.
    On(Date),
    /// Until this second.
    At(i64),
    /// The notice on days off of this year has not been read.
    NotFixed { year: i16 },
    /// The clock stands still; so many units are left once it goes on, hours rounded up.
    Paused { left: u32 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub from: Moment,
    /// Nothing while it lasts.
    pub until: Option<Moment>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    pub by: u32,
    pub on: Date,
}

/// One run of a clock, from its start to its stop. Pauses stand in their order and do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub limit: Limit,
    pub started: Moment,
    pub pauses: Vec<Pause>,
    pub extensions: Vec<Extension>,
    pub stopped: Option<Moment>,
}

/// How late something is: working days where they can be counted (0 on the weekend behind the last day), days in a row
/// where the clock counts those or the calendar ends, whole hours for hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    pub n: u32,
    pub unit: Unit,
}

impl Moment {
    /// Of something that happened on a day and was written down at a second. What was written down later than its day
    /// counts as of that day's last second: nobody can say more.
    pub fn of(day: Date, written_at: i64) -> Moment {
        let last = day.plus_days(1).start_micros() / 1_000_000 - 1;
        let at = written_at.min(last);
        Moment { day, at }
    }

    /// Of this second.
    pub fn now(at: i64) -> Moment {
        let day = day_of(at);
        Moment { day, at }
    }
}

/// The civil day in China of a second since 1970 (UTC).
pub fn day_of(at: i64) -> Date {
    Date::of_micros(at.saturating_mul(1_000_000))
}

impl Limit {
    pub fn working_days(n: u32) -> Limit {
        let unit = Unit::WorkingDays;
        Limit { n, unit }
    }

    pub fn days(n: u32) -> Limit {
        let unit = Unit::Days;
        Limit { n, unit }
    }

    pub fn hours(n: u32) -> Limit {
        let unit = Unit::Hours;
        Limit { n, unit }
    }
}

impl Deadline {
    /// Its day, where it has one.
    pub fn day(self) -> Option<Date> {
        match self {
            Deadline::On(day) => Some(day),
            Deadline::At(at) => Some(day_of(at)),
            Deadline::NotFixed { .. } | Deadline::Paused { .. } => None,
        }
    }

    /// Whether it is over. What stands still or is not fixed is not.
    pub fn is_over(self, now: Moment) -> bool {
        match self {
            Deadline::On(day) => now.day > day,
            Deadline::At(at) => now.at > at,
            Deadline::NotFixed { .. } | Deadline::Paused { .. } => false,
        }
    }
}

impl Run {
    pub fn start(limit: Limit, started: Moment) -> Run {
        Run {
            limit,
            started,
            pauses: Vec::new(),
            extensions: Vec::new(),
            stopped: None,
        }
    }

    /// The limit with all extensions.
    pub fn total(&self) -> u32 {
        let extended: u32 = self.extensions.iter().map(|extension| extension.by).sum();
        self.limit.n + extended
    }

    pub fn is_paused(&self) -> bool {
        self.pauses
            .last()
            .is_some_and(|pause| pause.until.is_none())
    }

    pub fn pause(&mut self, from: Moment) {
        if self.stopped.is_none() && !self.is_paused() {
            self.pauses.push(Pause { from, until: None });
        }
    }

    pub fn go_on(&mut self, until: Moment) {
        if let Some(pause) = self.pauses.last_mut() {
            pause.until = pause.until.or(Some(until));
        }
    }

    pub fn extend(&mut self, by: u32, on: Date) {
        self.extensions.push(Extension { by, on });
    }

    /// Stops it for good; a pause that lasts ends with it.
    pub fn stop(&mut self, at: Moment) {
        self.go_on(at);
        self.stopped = self.stopped.or(Some(at));
    }

    /// Up to when it is looked at: its stop, or now.
    fn end(&self, now: Moment) -> Moment {
        self.stopped.unwrap_or(now)
    }
}
