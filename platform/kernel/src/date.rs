//! Civil dates as they are written in the world: ISO text, UTC+8.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A civil day. Orders and compares as time does; stored and shown as `2026-11-23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

const CHINA_OFFSET_MICROS: i64 = 8 * 3600 * 1_000_000;
const DAY_MICROS: i64 = 86_400 * 1_000_000;

impl Date {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        jiff::civil::Date::new(year, month, day).ok().map(Date)
    }

    /// The civil day in China of an instant (microseconds since 1970, UTC).
    pub fn of_micros(micros: i64) -> Date {
        let days = micros
            .saturating_add(CHINA_OFFSET_MICROS)
            .div_euclid(DAY_MICROS);
        Date(jiff::civil::date(1970, 1, 1)).plus_days(days)
    }

    /// The instant at which this day begins in China (microseconds since 1970, UTC).
    pub fn start_micros(self) -> i64 {
        Date(jiff::civil::date(1970, 1, 1)).days_until(self) * DAY_MICROS - CHINA_OFFSET_MICROS
    }

    /// `days` later, held at the ends of the calendar (years -9999 to 9999).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Date {
        Date(
            self.0
                .saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()),
        )
    }

    pub fn days_until(self, later: Date) -> i64 {
        self.0
            .until(later.0)
            .map(|span| i64::from(span.get_days()))
            .unwrap_or_default()
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day(self) -> i8 {
        self.0.day()
    }

    pub fn last_of_month(self) -> Date {
        Date(self.0.last_of_month())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.0.year(),
            self.0.month(),
            self.0.day()
        )
    }
}

/// Not a date in the form 2026-11-23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date in the form 2026-11-23")]
pub struct NotADate;

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(s: &str) -> Result<Self, NotADate> {
        let mut parts = s.split('-');
        let (Some(y), Some(m), Some(d), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotADate);
        };
        if y.len() != 4 || m.len() != 2 || d.len() != 2 {
            return Err(NotADate);
        }
        let date = (y.parse().ok(), m.parse().ok(), d.parse().ok());
        let (Some(y), Some(m), Some(d)) = date else {
            return Err(NotADate);
        };
        Date::new(y, m, d).ok_or(NotADate)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
