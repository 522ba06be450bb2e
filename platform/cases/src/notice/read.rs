//! The file of a notice: a table (XLSX, XLS, ODS, CSV), JSON as the project holiday-cn publishes it, or a calendar (iCalendar).

use crate::workdays::{Kind, Named};
use icalendar::parser::{read_calendar, unfold};
use kernel::Date;
use serde::Deserialize;
use sheets::{CellValue, Column, Fault, Limits, Problem, ReadFault, Row, Spec, Table};

/// A table of days off, by the names that lists give its columns.
pub const COLUMNS: &[Column] = &[
    Column::new("date", &["日期", "放假日期", "date"], sheets::Kind::Date).required(),
    Column::new(
        "kind",
        &["类型", "性质", "放假或上班", "休班", "type"],
        sheets::Kind::Text,
    )
    .required(),
    Column::new(
        "name",
        &["节日", "名称", "说明", "name"],
        sheets::Kind::Text,
    ),
];

/// A calendar or a JSON file of a year has some kilobytes.
const MOST_BYTES: usize = 1 << 20;
const MOST_NAME: usize = 40;

const REST: [&str; 6] = ["休", "放假", "休息", "假", "rest", "off"];
const WORK: [&str; 7] = [
    "班",
    "上班",
    "补班",
    "调休上班",
    "工作日",
    "work",
    "workday",
];

/// Why a file says no days.
#[derive(Debug, Clone)]
pub enum FileFault {
    /// It is no table of this kind.
    Table(ReadFault),
    /// Cells that could not be read.
    Cells(Vec<Problem>),
    /// `unreadable_calendar`, `unreadable_json`, with what stands where.
    Other { code: &'static str, what: String },
}

/// The kind of file is taken from its content.
pub fn read_file(bytes: &[u8], name: &str) -> Result<Vec<Named>, FileFault> {
    match text_of(bytes) {
        Some(text) if text.starts_with('{') => json(text),
        Some(text) if text.to_ascii_uppercase().starts_with("BEGIN:VCALENDAR") => calendar(text),
        _ => table(bytes, name),
    }
}

fn text_of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.trim_start_matches('\u{feff}').trim_start()).filter(|_| bytes.len() <= MOST_BYTES)
}

fn other(code: &'static str, what: impl ToString) -> FileFault {
    FileFault::Other {
        code,
        what: what.to_string(),
    }
}

fn short(name: &str) -> String {
    name.trim().chars().take(MOST_NAME).collect()
}

#[derive(Deserialize)]
struct Year {
    days: Vec<JsonDay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsonDay {
    name: String,
    date: String,
    is_off_day: bool,
}

fn json(text: &str) -> Result<Vec<Named>, FileFault> {
    let year: Year = serde_json::from_str(text).map_err(|fault| other("unreadable_json", fault))?;
    let of = |day: JsonDay| {
        let date = day.date.parse();
        Ok(Named {
            date: date.map_err(|_| other("unreadable_json", &day.date))?,
            kind: match day.is_off_day {
                true => Kind::Rest,
                false => Kind::Work,
            },
            name: short(&day.name),
        })
    };
    year.days.into_iter().map(of).collect()
}

/// Whole-day events whose summary says 休 or 班: `国庆节（休）`, `春节 补班`.
fn calendar(text: &str) -> Result<Vec<Named>, FileFault> {
    let unfolded = unfold(text);
    let read = read_calendar(&unfolded).map_err(|fault| other("unreadable_calendar", fault))?;
    let mut days = Vec::new();
    for event in read.components.iter().filter(|it| it.name == "VEVENT") {
        let value = |name: &str| {
            let found = event.properties.iter().find(|it| it.name == name);
            found.map(|property| property.val.as_str().trim().to_owned())
        };
        let summary = value("SUMMARY").unwrap_or_default();
        let start = value("DTSTART").unwrap_or_default();
        let first = basic_date(&start)
            .ok_or_else(|| other("unreadable_calendar", format!("{summary} {start}")))?;
        // The day behind the last one; without it the event is of one day.
        let end = value("DTEND").and_then(|end| basic_date(&end));
        let end = end.unwrap_or(first.plus_days(1)).max(first.plus_days(1));
        let (kind, name) = said(&summary)
            .ok_or_else(|| other("unreadable_calendar", format!("{summary} {start}")))?;
        let mut date = first;
        while date < end && days.len() <= super::MOST_DAYS {
            days.push(Named {
                date,
                kind,
                name: name.clone(),
            });
            date = date.plus_days(1);
        }
    }
    Ok(days)
}

/// `20270101`, with or without a time behind it.
fn basic_date(text: &str) -> Option<Date> {
    let digits = text.get(..8)?;
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let (month, day) = (part(4, 6)?, part(6, 8)?);
    Date::new(
        part(0, 4)?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
}

/// Kind and festival of a summary.
fn said(summary: &str) -> Option<(Kind, String)> {
    let text: String = summary
        .chars()
        .map(|c| match c {
            '（' | '）' | '(' | ')' | '[' | ']' | '【' | '】' | ':' | '：' => ' ',
            other => other,
        })
        .collect();
    let mut name = Vec::new();
    let mut kind = None;
    for word in text.split_whitespace() {
        match kind_of(word) {
            Some(found) => kind = Some(found),
            None => name.push(word),
        }
    }
    let name = short(&name.join(" "));
    if kind.is_some() {
        return Some((kind?, name));
    }
    // 国庆节补班, 春节假期: the word stands at the end of the name itself.
    let work = WORK.iter().map(|word| (*word, Kind::Work));
    let rest = REST.iter().map(|word| (*word, Kind::Rest));
    let ends = |(word, _): &(&str, Kind)| name.ends_with(word);
    // 补班 before 班.
    let found = work
        .chain(rest)
        .filter(ends)
        .max_by_key(|(word, _)| word.len());
    found.map(|(word, kind)| (kind, short(name.trim_end_matches(word))))
}

fn kind_of(word: &str) -> Option<Kind> {
    let word = word.trim().to_lowercase();
    let is_in = |words: &[&str]| words.contains(&word.as_str());
    match (is_in(&REST), is_in(&WORK)) {
        (true, _) => Some(Kind::Rest),
        (_, true) => Some(Kind::Work),
        _ => None,
    }
}

fn table(bytes: &[u8], name: &str) -> Result<Vec<Named>, FileFault> {
    let limits = Limits {
        bytes: MOST_BYTES as u64 * 4,
        ..Limits::default()
    };
    let table =
        sheets::read_table(bytes, name, &Spec::new(COLUMNS), &limits).map_err(FileFault::Table)?;
    let mut problems = table.problems();
    let mut days = Vec::new();
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match day(&table, row) {
            Ok(day) => days.push(day),
            Err((key, code)) => {
                let args = Vec::new();
                problems.push(table.problem_at(row, key, Fault { code, args }));
            }
        }
    }
    match problems.is_empty() {
        true => Ok(days),
        false => Err(FileFault::Cells(problems)),
    }
}

fn day(table: &Table, row: &Row) -> Result<Named, (&'static str, &'static str)> {
    let raw = |key: &str| {
        let cell = table.cell(row, key);
        cell.map_or_else(String::new, |cell| cell.raw.trim().to_owned())
    };
    let date = match table.cell(row, "date").and_then(|cell| cell.value.clone()) {
        Some(CellValue::Date(date, sheets::Precision::Day)) => date,
        _ => return Err(("date", "not_a_day")),
    };
    let kind = kind_of(&raw("kind")).ok_or(("kind", "neither_rest_nor_work"))?;
    Ok(Named {
        date,
        kind,
        name: short(&raw("name")),
    })
}
