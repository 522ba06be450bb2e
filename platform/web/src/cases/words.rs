//! What a declared type calls its things, and its days, in the language of the page.

use crate::format;
use crate::i18n::Words;
use cases::clocks::{Deadline, Part, Unit};
use cases::declared::{CaseType, Kind, Label};
use cases::event::Value;
use kernel::Date;

pub(crate) fn label(words: Words, label: &Label) -> String {
    words.either(&label.zh, &label.en)
}

pub(crate) fn state(words: Words, of: &CaseType, code: &str) -> String {
    of.state(code)
        .map_or_else(|| code.to_owned(), |state| label(words, &state.label))
}

pub(crate) fn clock(words: Words, of: &CaseType, code: &str) -> String {
    of.clock(code)
        .map_or_else(|| code.to_owned(), |clock| label(words, &clock.label))
}

/// An action, or what answers one.
pub(super) fn action(words: Words, of: &CaseType, code: &str) -> String {
    match of.action(code) {
        Some(action) => label(words, &action.label),
        None => words.get(&format!("cases-did-{code}")),
    }
}

/// Names of codes and units that a page has looked up.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub codes: Vec<access::Code>,
    /// By id, as text.
    pub units: Vec<(String, String)>,
}

impl Names {
    pub fn knows(&self, list: &str, code: &str) -> bool {
        let mut codes = self.codes.iter();
        codes.any(|known| known.list == list && known.code == code)
    }

    pub fn code(&self, words: Words, list: &str, code: &str) -> String {
        let mut codes = self.codes.iter();
        let found = codes.find(|known| known.list == list && known.code == code);
        found.map_or_else(|| code.to_owned(), |code| words.either(&code.zh, &code.en))
    }

    pub fn unit(&self, id: &str) -> String {
        let found = self.units.iter().find(|(unit, _)| unit == id);
        found.map_or_else(String::new, |(_, name)| name.clone())
    }
}

/// What a field says.
pub(super) fn value(
    words: Words,
    of: &CaseType,
    names: &Names,
    field: &str,
    value: &Value,
) -> String {
    let kind = of.field(field).map(|field| &field.kind);
    match (kind, value) {
        (_, Value::Sealed) => words.get("cases-sealed"),
        (Some(Kind::Code { list }), Value::Code(code)) => names.code(words, list, code),
        (Some(Kind::Choice(choices)), Value::Code(code)) => {
            let found = choices.iter().find(|choice| choice.code == **code);
            found.map_or_else(|| code.clone(), |choice| label(words, &choice.label))
        }
        (_, Value::Text(text) | Value::Code(text)) => text.clone(),
        (_, Value::Date(date)) => format::date(*date),
        (_, Value::Number(number)) => format::count(*number),
        (_, Value::YesNo(yes)) => words.get(if *yes { "cases-yes" } else { "cases-no" }),
        (_, Value::Unit(unit)) => names.unit(&unit.to_string()),
        (_, Value::Person(_)) => words.get("cases-a-person"),
        (_, Value::Place(spot)) => match spot.position() {
            Some(at) if spot.words.is_empty() => position(at),
            Some(at) => {
                let at = position(at);
                words.with("cases-spot", &[("words", &spot.words), ("at", &at)])
            }
            None => spot.words.clone(),
        },
        (_, Value::Photos(photos)) => {
            words.count("cases-photos", i64::try_from(photos.len()).unwrap_or(0))
        }
    }
}

/// `36.45678, 115.98765`, as a form takes it back.
pub(super) fn position((lat, lon): (i64, i64)) -> String {
    format!("{}, {}", degrees(lat), degrees(lon))
}

/// Whole 1e-7 degrees with five places: about a metre.
fn degrees(at: i64) -> String {
    let sign = if at < 0 { "-" } else { "" };
    let hundredth = at.unsigned_abs() / 100;
    format!("{sign}{}.{:05}", hundredth / 100_000, hundredth % 100_000)
}

/// When something is due, and whether that is over.
pub(super) fn due(words: Words, deadline: Deadline) -> String {
    match deadline {
        Deadline::On(day) => format::date(day),
        Deadline::At(at) => format::instant(at.saturating_mul(1_000_000)),
        Deadline::NotFixed { year } => {
            words.with("cases-due-not-fixed", &[("year", &year.to_string())])
        }
        Deadline::Paused { left } => words.count("cases-due-paused", i64::from(left)),
    }
}

fn amount(words: Words, n: u32, unit: Unit) -> String {
    let key = match unit {
        Unit::WorkingDays => "cases-working-days",
        Unit::Days => "cases-days",
        Unit::Hours => "cases-hours",
    };
    words.count(key, i64::from(n))
}

/// Why a day is the day that it is, part by part. `unit` is what its limit counts in.
pub(super) fn explained(words: Words, parts: &[Part], unit: Unit) -> Vec<String> {
    parts.iter().map(|part| why(words, part, unit)).collect()
}

fn why(words: Words, part: &Part, unit: Unit) -> String {
    let day = |day: Date| format::date(day);
    let instant = |at: i64| format::instant(at.saturating_mul(1_000_000));
    let still = || words.get("cases-why-still");
    let count = |n: u32| format::count(i64::from(n));
    match part {
        Part::Starts { day: on, .. } => words.with("cases-why-starts", &[("day", &day(*on))]),
        Part::Limit(of) => {
            let limit = amount(words, of.n, of.unit);
            words.with("cases-why-limit", &[("limit", &limit)])
        }
        Part::Extended { by, on } => {
            let by = amount(words, *by, unit);
            words.with("cases-why-extended", &[("by", &by), ("day", &day(*on))])
        }
        Part::Off {
            first,
            last,
            name,
            days,
        }
        | Part::MadeUp {
            first,
            last,
            name,
            days,
        } => {
            let key = match part {
                Part::Off { .. } => "cases-why-off",
                _ => "cases-why-made-up",
            };
            let (first, last, days) = (day(*first), day(*last), count(*days));
            let args = [
                ("first", &*first),
                ("last", &*last),
                ("name", name),
                ("days", &*days),
            ];
            words.with(key, &args)
        }
        Part::Paused { from, until, days } => {
            let (from, until) = (day(*from), until.map_or_else(still, day));
            let args = [
                ("from", &*from),
                ("until", &*until),
                ("days", &*count(*days)),
            ];
            words.with("cases-why-paused", &args)
        }
        Part::PausedHours { from, until, hours } => {
            let (from, until) = (instant(*from), until.map_or_else(still, instant));
            let args = [
                ("from", &*from),
                ("until", &*until),
                ("hours", &*count(*hours)),
            ];
            words.with("cases-why-paused-hours", &args)
        }
        Part::Weekends { days } => words.with("cases-why-weekends", &[("days", &count(*days))]),
        Part::Moved { from } => words.with("cases-why-moved", &[("from", &day(*from))]),
        Part::Ends(deadline) => words.with("cases-why-ends", &[("due", &due(words, *deadline))]),
    }
}
