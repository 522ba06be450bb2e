//! The rules that hang on states and actions: clocks, the result, figures.

use super::fault::Fault;
use super::model::*;
use super::place::{At, Name, Place};
use super::read::{after, bad_range, each};
use super::reader::{Reader, Table};
use super::role::Level;
use crate::clocks::{Limit, Unit};
use toml::Spanned;
use toml::de::DeValue;

const ESCALATE: [(&str, Escalate); 2] = [
    ("notify", Escalate::Notify),
    ("reassign", Escalate::Reassign),
];

pub(super) fn clock<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Clock {
    Clock {
        code: reader.text(table, "code"),
        label: reader.label(table),
        source: reader.text(table, "source").value,
        start: reader.names(table, "start"),
        restart: reader.names(table, "restart"),
        stop: reader.names(table, "stop"),
        pause: reader.names(table, "pause"),
        limit: limit_rule(reader, table),
        warn: reader.numbers(table, "warn"),
        chain: each(reader, table, "chain", escalation),
    }
}

fn escalation<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Escalation {
    let after = reader.number(table, "after");
    let deed = reader.word(table, "do", &ESCALATE);
    let name = reader.text(table, "to");
    let level = Level::parse(&name);
    if level.is_none() && !name.is_empty() {
        let fault = Fault::new("unknown_role", name.place);
        reader.faults.push(fault.with("role", name.as_str()));
    }
    let up = reader.number_if(table, "up").unwrap_or_default();
    if !(0..=5).contains(&up.value) {
        bad_range(reader, up, 0, 5);
    }
    Escalation {
        after,
        deed: deed.unwrap_or(Escalate::Notify),
        level: level.unwrap_or(Level::Manage),
        up,
    }
}

/// `limit = "5wd"`, or `limit = { field = "category", of = { help = "3wd" }, otherwise = "5wd" }`.
fn limit_rule<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> LimitRule {
    let never = At {
        value: Limit::working_days(1),
        place: Place::default(),
    };
    let is_table = table
        .peek("limit")
        .is_some_and(|value| matches!(value.get_ref(), DeValue::Table(_)));
    if !is_table {
        let text = reader.text(table, "limit");
        return LimitRule::One(limit(reader, &text).unwrap_or(never));
    }
    let Some(mut inner) = reader.inner(table, "limit") else {
        return LimitRule::One(never);
    };
    let field = reader.text(&mut inner, "field");
    let otherwise = reader.text_if(&mut inner, "otherwise");
    let otherwise = otherwise.and_then(|text| limit(reader, &text));
    let mut of = Vec::new();
    if let Some(mut values) = reader.inner(&mut inner, "of") {
        for (name, value) in reader.entries(&mut values) {
            let text = reader.text_of(value, &name);
            // A limit that cannot be read has been told; its value still has one.
            let read = limit(reader, &text).unwrap_or(never);
            of.push((name, read));
        }
    }
    reader.end(inner);
    LimitRule::By {
        field,
        of,
        otherwise,
    }
}

fn limit(reader: &mut Reader<'_>, text: &Name) -> Option<At<Limit>> {
    if text.is_empty() {
        return None;
    }
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text.get(digits.len()..) {
        Some("wd") => Some(Unit::WorkingDays),
        Some("cd") => Some(Unit::Days),
        Some("h") => Some(Unit::Hours),
        _ => None,
    };
    let n = digits.parse().ok().filter(|n| (1..=3660).contains(n));
    if let (Some(unit), Some(n)) = (unit, n) {
        return Some(At {
            value: Limit { n, unit },
            place: text.place,
        });
    }
    let fault = Fault::new("bad_limit", text.place);
    reader.faults.push(fault.with("limit", text.as_str()));
    None
}

pub(super) fn outcome<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Outcome {
    let place = table.place;
    let mut solved = values_in(reader, table, "solved");
    if solved.len() != 1 {
        let fault = Fault::new("key_missing", place).with("key", "solved");
        reader.faults.push(fault);
    }
    Outcome {
        solved: solved.pop().unwrap_or_default(),
        satisfied: values_in(reader, table, "satisfied").pop(),
        tries: after(reader, table, "tries"),
    }
}

/// `key = { field = ["value", …] }`.
pub(super) fn values_in<'t>(
    reader: &mut Reader<'t>,
    table: &mut Table<'t>,
    key: &'static str,
) -> Vec<Values> {
    let Some(mut inner) = reader.inner(table, key) else {
        return Vec::new();
    };
    let entries = reader.entries(&mut inner);
    let one = |(field, value): (Name, &'t Spanned<DeValue<'t>>)| Values {
        values: match value.get_ref() {
            DeValue::Boolean(flag) => vec![At {
                value: if *flag { "yes" } else { "no" }.to_owned(),
                place: field.place,
            }],
            _ => reader.names_of(value, field.place, &field),
        },
        field,
    };
    entries.into_iter().map(one).collect()
}

pub(super) fn figure<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Figure {
    let code = reader.text(table, "code");
    let place = table.place;
    let action = reader.text_if(table, "action");
    let states = reader.names(table, "states");
    let counts = match (action, states.is_empty()) {
        (Some(action), true) => Counts::Action(action),
        (None, false) => Counts::States(states),
        (action, _) => {
            reader.fault("counts_unclear", place);
            Counts::Action(action.unwrap_or_default())
        }
    };
    let time = match &counts {
        // What counts deeds counts them by their own day.
        Counts::Action(action) => reader
            .text_if(table, "time")
            .unwrap_or_else(|| action.clone()),
        Counts::States(_) => reader.text(table, "time"),
    };
    Figure {
        label: reader.label(table),
        filter: values_in(reader, table, "filter"),
        clock: on_clock(reader, table),
        measure: measure(reader, table),
        unit: reader.text_if(table, "unit"),
        code,
        counts,
        time,
    }
}

/// One of several keys that cannot stand together.
fn one_of<'t>(
    reader: &mut Reader<'t>,
    table: &mut Table<'t>,
    keys: &[&'static str],
) -> Option<(&'static str, Name)> {
    let mut found = Vec::new();
    for key in keys {
        let place = table.key_place(key).unwrap_or_default();
        if let Some(name) = reader.text_if(table, key) {
            found.push((place, *key, name));
        }
    }
    found.sort_by_key(|(place, ..)| *place);
    let mut found = found.into_iter();
    let (_, key, name) = found.next()?;
    for (place, other, _) in found {
        let fault = Fault::new("keys_clash", place).with("one", key);
        reader.faults.push(fault.with("other", other));
    }
    Some((key, name))
}

fn measure<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Measure {
    match one_of(reader, table, &["sum", "distinct", "days_since"]) {
        None => Measure::Count,
        Some(("sum", field)) => Measure::Sum(field),
        Some(("distinct", field)) => Measure::Distinct(field),
        Some((_, action)) => Measure::Days(action),
    }
}

fn on_clock<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Option<OnClock> {
    let (key, clock) = one_of(reader, table, &["in_time", "late"])?;
    Some(OnClock {
        clock,
        is_late: key == "late",
    })
}
