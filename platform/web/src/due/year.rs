//! Months and years of the calendar of working days, as pictures.

use crate::components::{Day, Month, Months};
use crate::format;
use crate::i18n::Words;
use cases::workdays::{Calendar, Kind, is_weekend, weekday};
use kernel::Date;

/// Whole name and short name of each weekday, Monday first.
pub(super) fn weekdays(words: Words) -> Vec<(String, String)> {
    let name = |at: usize, form: &str| words.get(&format!("due-{form}-{at}"));
    (0..7)
        .map(|at| (name(at, "weekday"), name(at, "wd")))
        .collect()
}

/// A day as a list says it: 2026-10-10 周六.
pub(super) fn day_name(words: Words, date: Date) -> String {
    let day = words.get(&format!("due-weekday-{}", weekday(date)));
    format!("{} {day}", format::date(date))
}

/// The weeks of a month, days of others left empty; `fill` puts into a day what falls on it.
pub(super) fn weeks(
    words: Words,
    calendar: &Calendar,
    first: Date,
    today: Date,
    mut fill: impl FnMut(Date, &mut Day),
) -> Vec<Vec<Day>> {
    let last = first.last_of_month();
    let mut weeks = Vec::new();
    let mut monday = first.plus_days(-i64::try_from(weekday(first)).unwrap_or(0));
    while monday <= last {
        let days = (0..7).map(|at| monday.plus_days(at)).map(|date| {
            if date < first || date > last {
                return Day::default();
            }
            let said = calendar.said(date);
            let is_off = match said {
                Some((kind, _)) => kind == Kind::Rest,
                None => is_weekend(date),
            };
            let mut day = Day {
                number: date.day().to_string(),
                name: day_name(words, date),
                is_off,
                mark: said.map(|(kind, _)| mark(words, kind)),
                note: said.map(|(_, name)| name.to_owned()),
                is_today: date == today,
                ..Day::default()
            };
            fill(date, &mut day);
            day
        });
        weeks.push(days.collect());
        monday = monday.plus_days(7);
    }
    weeks
}

pub(super) fn mark(words: Words, kind: Kind) -> String {
    words.get(match kind {
        Kind::Rest => "due-mark-rest",
        Kind::Work => "due-mark-work",
    })
}

/// Twelve months beside each other.
pub(super) fn year(words: Words, calendar: &Calendar, year: i16, today: Date) -> Months {
    let months = (1..=12).filter_map(|month| Date::new(year, month, 1));
    let month = |first: Date| Month {
        id: format!("month-{}", first.month()),
        caption: month_name(words, first),
        weeks: weeks(words, calendar, first, today, |_, _| ()),
    };
    Months {
        weekdays: weekdays(words),
        months: months.map(month).collect(),
        is_small: true,
    }
}

/// `2022年7月`, `2022/7`.
pub(super) fn month_name(words: Words, first: Date) -> String {
    let (year, month) = (first.year().to_string(), first.month().to_string());
    words.with("due-month", &[("year", &year), ("month", &month)])
}
