//! Working days as the State Council's notices on days off fix them, and days counted in them.
//!
//! A day counts as worked from Monday to Friday unless its year's notice names it as off, and on a Saturday or Sunday
//! where a notice names it as a make-up workday (调休). The day on which something arrives is not counted.

use kernel::{Date, Error, FieldError, Result};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const TABLES: &str = include_str!("../data/workdays.csv");

/// Sixteen bits that are others when the tables that come with the program are.
pub(crate) fn mark() -> u16 {
    let digest = Sha256::digest(TABLES);
    let first = digest.iter().take(2);
    first.fold(0, |mark, byte| (mark << 8) | u16::from(*byte))
}

/// What a notice says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Rest,
    /// A make-up workday.
    Work,
}

/// A day that a notice names, and the festival that it names it for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub date: Date,
    pub kind: Kind,
    pub name: String,
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    On(Date),
    /// The notice of this year has not been read, so the day is not fixed yet.
    NotFixed {
        year: i16,
    },
}

/// Several days off in a row that a count went around, or make-up workdays that it took in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub kind: Kind,
    pub first: Date,
    pub last: Date,
    pub name: String,
}

/// Working days of one year after the other.
#[derive(Debug, Clone)]
pub struct Calendar {
    named: BTreeMap<Date, (Kind, String)>,
    /// 1 January of the first year known.
    first: Date,
    /// Working days before each day from `first` on, and at the end before the first day not known.
    before: Vec<u32>,
    /// Working days, as days from `first`.
    work: Vec<u32>,
}

/// The tables that come with the program, read once.
pub fn current() -> Result<&'static Calendar> {
    static READ: LazyLock<Result<Calendar>> = LazyLock::new(Calendar::published);
    READ.as_ref()
        .map_err(|fault| Error::Internal(format!("the working days: {fault:?}")))
}

impl Calendar {
    /// The tables that come with the program: 2010 to 2026.
    pub fn published() -> Result<Calendar> {
        Calendar::of(read(TABLES)?)
    }

    /// Of the days that notices name. A year is known once its 1 January is named as off, which every notice does; years
    /// behind one that is not known wait for it. Invalid: `day` (`day_twice`) where two notices say different things of
    /// a day, `days` (`required`) where no year is known.
    pub fn of(days: impl IntoIterator<Item = Named>) -> Result<Calendar> {
        let (mut named, mut years) = (BTreeMap::new(), BTreeSet::new());
        for day in days {
            if (day.date.month(), day.date.day(), day.kind) == (1, 1, Kind::Rest) {
                years.insert(day.date.year());
            }
            let said = named.insert(day.date, (day.kind, day.name));
            if said.is_some_and(|(kind, _)| kind != day.kind) {
                let fault = FieldError::new("day", "day_twice").with("date", day.date);
                return Err(Error::Invalid(vec![fault]));
            }
        }
        let first_year = *years
            .first()
            .ok_or_else(|| Error::invalid("days", "required"))?;
        let last_year = (first_year..)
            .take_while(|year| years.contains(year))
            .last();
        let until = new_year(last_year.unwrap_or(first_year) + 1)?;
        let first = new_year(first_year)?;
        let (mut before, mut work) = (Vec::new(), Vec::new());
        for (day, date) in (0_u32..)
            .zip(days_from(first))
            .take_while(|(_, date)| *date < until)
        {
            before.push(count(&work)?);
            let is_worked = match named.get(&date) {
                Some((kind, _)) => *kind == Kind::Work,
                None => !is_weekend(date),
            };
            if is_worked {
                work.push(day);
            }
        }
        before.push(count(&work)?);
        Ok(Calendar {
            named,
            first,
            before,
            work,
        })
    }

    /// The days named, in their order.
    pub fn named(&self) -> impl Iterator<Item = Named> {
        self.named.iter().map(|(date, (kind, name))| Named {
            date: *date,
            kind: *kind,
            name: name.clone(),
        })
    }

    pub fn first_year(&self) -> i16 {
        self.first.year()
    }

    /// The first year behind those known.
    pub fn unknown_from(&self) -> i16 {
        let known = i64::try_from(self.before.len()).unwrap_or(1) - 1;
        self.first.plus_days(known).year()
    }

    /// What a notice says of a day; nothing where it is as the week says.
    pub fn said(&self, date: Date) -> Option<(Kind, &str)> {
        self.named
            .get(&date)
            .map(|(kind, name)| (*kind, name.as_str()))
    }

    /// Nothing where the notice of its year is not known.
    pub fn is_worked(&self, date: Date) -> Option<bool> {
        Some(self.worked_before(date.plus_days(1))? > self.worked_before(date)?)
    }

    /// The `days`-th working day after the day of arrival (at least the first).
    pub fn due(&self, arrived: Date, days: u32) -> Due {
        let counted = self.worked_before(arrived.plus_days(1));
        let place = counted.map(|counted| counted as usize + days.max(1) as usize - 1);
        match place.and_then(|place| self.work.get(place)) {
            Some(day) => Due::On(self.first.plus_days(i64::from(*day))),
            None => self.not_fixed(arrived),
        }
    }

    /// `days` days after the day of arrival, days off included; where that day is off, the first working day after it
    /// (Civil Code, article 203).
    pub fn due_in_days(&self, arrived: Date, days: u32) -> Due {
        let last = arrived.plus_days(i64::from(days));
        match self.is_worked(last) {
            Some(true) => Due::On(last),
            Some(false) => self.due(last, 1),
            None => self.not_fixed(last),
        }
    }

    /// Working days after the first day, up to and with the last; nothing where one of them is not known, below zero
    /// where the last is before the first.
    pub fn between(&self, from: Date, to: Date) -> Option<i64> {
        let (from, to) = (from.plus_days(1), to.plus_days(1));
        Some(i64::from(self.worked_before(to)?) - i64::from(self.worked_before(from)?))
    }

    /// What a count from the day after `arrived` up to `last` met that is not as the week says, for its explanation.
    pub fn met(&self, arrived: Date, last: Date) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        if last <= arrived {
            return spans;
        }
        for (date, (kind, name)) in self.named.range(arrived.plus_days(1)..=last) {
            match spans.last_mut() {
                Some(span)
                    if span.kind == *kind
                        && span.name == *name
                        && span.last.plus_days(1) == *date =>
                {
                    span.last = *date;
                }
                _ => spans.push(Span {
                    kind: *kind,
                    first: *date,
                    last: *date,
                    name: name.clone(),
                }),
            }
        }
        spans
    }

    fn worked_before(&self, date: Date) -> Option<u32> {
        let day = usize::try_from(self.first.days_until(date)).ok()?;
        self.before.get(day).copied()
    }

    /// The first year from this day on whose notice is not known.
    fn not_fixed(&self, from: Date) -> Due {
        let known = self.before.len() as i64 - 1;
        let unknown = self.first.plus_days(known).year();
        let year = match from < self.first {
            true => from.year(),
            false => unknown.max(from.year()),
        };
        Due::NotFixed { year }
    }
}

fn new_year(year: i16) -> Result<Date> {
    Date::new(year, 1, 1).ok_or_else(|| Error::invalid("day", "not_a_date"))
}

fn count(work: &[u32]) -> Result<u32> {
    u32::try_from(work.len()).map_err(|e| Error::internal("a calendar too long", e))
}

fn days_from(first: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| Some(date.plus_days(1)))
}

/// Saturday or Sunday.
pub fn is_weekend(date: Date) -> bool {
    weekday(date) >= 5
}

/// 0 is Monday.
pub fn weekday(date: Date) -> usize {
    // 5 January 1970 was a Monday.
    let monday = Date::of_micros(0).plus_days(4);
    usize::try_from(monday.days_until(date).rem_euclid(7)).unwrap_or(0)
}

/// Rows `2026-10-10,work,国庆节` under a head. `Internal` for anything else: the file comes with the program.
fn read(table: &str) -> Result<Vec<Named>> {
    let row = |line: &str| {
        let mut cells = line.split(',');
        let (date, kind, name) = (cells.next()?, cells.next()?, cells.next()?);
        let kind = match kind {
            "rest" => Kind::Rest,
            "work" => Kind::Work,
            _ => return None,
        };
        Some(Named {
            date: date.parse().ok()?,
            kind,
            name: name.to_owned(),
        })
    };
    let rows = table.lines().skip(1);
    rows.map(|line| row(line).ok_or_else(|| Error::Internal(format!("a day off: {line}"))))
        .collect()
}
