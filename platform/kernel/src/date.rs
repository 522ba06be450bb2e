//! Civil dates as they are written in the world: ISO text, UTC+8.

use crate::text::TextFault;
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

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Day,
    /// Stored as the first day of the month.
    Month,
    /// Stored as the first day of the year.
    Year,
    /// 年底, "at the end of the year"; stored as its last day.
    YearEnd,
}

impl Precision {
    /// As it is stored: `day`, `month`, `year`, `year_end`.
    pub fn as_str(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Month => "month",
            Precision::Year => "year",
            Precision::YearEnd => "year_end",
        }
    }

    /// The locale key that words a date of this precision from `$year`, `$month` and `$day`.
    pub fn locale_key(self) -> &'static str {
        match self {
            Precision::Day => "date-of-day",
            Precision::Month => "date-of-month",
            Precision::Year => "date-of-year",
            Precision::YearEnd => "date-of-year-end",
        }
    }
}

impl FromStr for Precision {
    type Err = NotADate;

    fn from_str(name: &str) -> Result<Self, NotADate> {
        [
            Precision::Day,
            Precision::Month,
            Precision::Year,
            Precision::YearEnd,
        ]
        .into_iter()
        .find(|precision| precision.as_str() == name)
        .ok_or(NotADate)
    }
}

/// A date as somebody wrote it, and how it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooseDate {
    pub date: Date,
    pub precision: Precision,
    /// `separated` (2022-7-31, also with / or .), `digits` (20220731), `chinese` (2022年6月5日),
    /// `separated_month`, `digits_month`, `chinese_month`, `year_alone`, `year_end`, or
    /// `dotted_month_1_or_10`: 2022.1 may be October, whose zero a spreadsheet dropped; ask.
    pub rule: &'static str,
}

/// Reads a date as people type it: 2022-07-31, 2022/7/31, 2022.7.31, 20220731, 2022.6, 202206, 2022年6月,
/// 2022年6月5日, 2018年, 2018年底; full-width digits too, and a time of day after it is dropped.
///
/// The year has four digits, from 1850 to 2199, and comes first: what else there is would be a guess.
/// Faults: `empty`, `not_exact` (左右 and the like), `not_a_date`, `no_such_day` (2022-02-30).
pub fn parse_date_loose(text: &str) -> Result<LooseDate, TextFault> {
    let text = crate::text::half_width(text);
    let text = crate::text::prepared(without_time(&text))?;
    let year_end = ["年底", "年末"].iter().find_map(|s| text.strip_suffix(s));
    if let Some(year) = year_end {
        return loose(year, "12", "31", Precision::YearEnd, "year_end");
    }
    if let Some((year, rest)) = text.split_once('年') {
        return chinese(year, rest);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(&text);
    }
    for separator in ['-', '/', '.'] {
        let parts: Vec<&str> = text.split(separator).collect();
        match *parts.as_slice() {
            [year, "1"] if separator == '.' => {
                return loose(year, "1", "1", Precision::Month, "dotted_month_1_or_10");
            }
            [year, month] => return loose(year, month, "1", Precision::Month, "separated_month"),
            [year, month, day] => return loose(year, month, day, Precision::Day, "separated"),
            _ => {}
        }
    }
    Err(TextFault("not_a_date"))
}

/// [`parse_date_loose`], where a day is asked for: `not_a_date` too for a month or a year.
pub fn parse_day(text: &str) -> Result<Date, TextFault> {
    match parse_date_loose(text)? {
        read if read.precision == Precision::Day => Ok(read.date),
        _ => Err(TextFault("not_a_date")),
    }
}

fn chinese(year: &str, rest: &str) -> Result<LooseDate, TextFault> {
    if rest.is_empty() {
        return loose(year, "1", "1", Precision::Year, "year_alone");
    }
    let (month, day) = rest.split_once('月').ok_or(TextFault("not_a_date"))?;
    let day = day.strip_suffix(['日', '号']).unwrap_or(day);
    match day {
        "" | "份" => loose(year, month, "1", Precision::Month, "chinese_month"),
        day => loose(year, month, day, Precision::Day, "chinese"),
    }
}

fn digits(text: &str) -> Result<LooseDate, TextFault> {
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let (year, month, day) = (part(0..4), part(4..6), part(6..8));
    match text.len() {
        8 => loose(year, month, day, Precision::Day, "digits"),
        6 => loose(year, month, "1", Precision::Month, "digits_month"),
        4 => loose(year, "1", "1", Precision::Year, "year_alone"),
        _ => Err(TextFault("not_a_date")),
    }
}

fn loose(
    year: &str,
    month: &str,
    day: &str,
    precision: Precision,
    rule: &'static str,
) -> Result<LooseDate, TextFault> {
    let number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        let is_number = text.bytes().all(|b| b.is_ascii_digit());
        let fits = is_number && lengths.contains(&text.len());
        fits.then(|| text.parse::<i16>().ok()).flatten()
    };
    let year = number(year, 4..=4).filter(|year| (1850..2200).contains(year));
    let parts = (year, number(month, 1..=2), number(day, 1..=2));
    let (Some(year), Some(month), Some(day)) = parts else {
        return Err(TextFault("not_a_date"));
    };
    let small = (i8::try_from(month), i8::try_from(day));
    let (Ok(month), Ok(day)) = small else {
        return Err(TextFault("not_a_date"));
    };
    let date = Date::new(year, month, day).ok_or(TextFault("no_such_day"))?;
    Ok(LooseDate {
        date,
        precision,
        rule,
    })
}

/// `2022-07-31 00:00:00` and `2022-07-31T00:00:00` without the time.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

/// The day of a spreadsheet's serial number: in the 1900 system 1 is 1900-01-01, in the 1904 system 0 is
/// 1904-01-01.
///
/// Nothing for a number outside the calendar, and for 60 of the 1900 system: that is 1900-02-29, a day that
/// never was but is counted, so that all later serials are one too high.
pub fn date_from_excel_serial(serial: i64, is_1904: bool) -> Option<Date> {
    let (base, days) = match (is_1904, serial) {
        (true, 0..=2_957_003) => (Date::new(1904, 1, 1)?, serial),
        (false, 1..=59) => (Date::new(1899, 12, 31)?, serial),
        (false, 61..=2_958_465) => (Date::new(1899, 12, 30)?, serial),
        _ => return None,
    };
    Some(base.plus_days(days))
}
