//! From a TOML text to a [`CaseType`] whose shape is right, whatever it says.

use super::fault::Fault;
use super::model::*;
use super::place::{At, Name};
use super::read_rules::{clock, figure, outcome, values_in};
use super::reader::{Reader, Table};
use super::role::Role;
use toml::Spanned;
use toml::de::DeValue;

const STATE_KINDS: [(&str, StateKind); 4] = [
    ("open", StateKind::Open),
    ("waiting", StateKind::Waiting),
    ("closed", StateKind::Closed),
    ("void", StateKind::Void),
];

pub(super) fn case_type<'t>(reader: &mut Reader<'t>, mut top: Table<'t>) -> CaseType {
    let top = &mut top;
    let read = CaseType {
        code: reader.text(top, "code"),
        version: reader.number(top, "version"),
        label: reader.label(top),
        source: reader.text(top, "source").value,
        owner: reader.text_if(top, "owner"),
        closing: closing(reader, top),
        fields: each(reader, top, "field", field),
        states: each(reader, top, "state", state),
        actions: each(reader, top, "action", action),
        clocks: each(reader, top, "clock", clock),
        outcome: reader.inner(top, "outcome").map(|mut inner| {
            let read = outcome(reader, &mut inner);
            reader.end(inner);
            read
        }),
        publish: reader.inner(top, "publish").map(|mut inner| {
            let read = Publish {
                states: reader.names(&mut inner, "in"),
                when: values_in(reader, &mut inner, "when"),
            };
            reader.end(inner);
            read
        }),
        figures: each(reader, top, "figure", figure),
    };
    if read.version.value < 1 {
        bad_range(reader, read.version, 1, i64::MAX);
    }
    let left = std::mem::replace(top, Table::empty());
    reader.end(left);
    read
}

pub(super) fn each<'t, T>(
    reader: &mut Reader<'t>,
    top: &mut Table<'t>,
    key: &'static str,
    read: fn(&mut Reader<'t>, &mut Table<'t>) -> T,
) -> Vec<T> {
    let tables = reader.tables(top, key);
    let one = |mut table: Table<'t>| {
        let item = read(reader, &mut table);
        reader.end(table);
        item
    };
    tables.into_iter().map(one).collect()
}

fn closing<'t>(reader: &mut Reader<'t>, top: &mut Table<'t>) -> Vec<At<Vec<At<Role>>>> {
    let place = top.place;
    let Some((key, value)) = top.value("closing") else {
        let fault = Fault::new("key_missing", place).with("key", "closing");
        reader.faults.push(fault);
        return Vec::new();
    };
    let DeValue::Array(groups) = value.get_ref() else {
        let fault = Fault::new("wrong_kind", key).with("key", "closing");
        reader.faults.push(fault.with("wanted", "lists"));
        return Vec::new();
    };
    let mut read = Vec::new();
    for group in groups.iter() {
        let names = reader.names_of(group, key, "closing");
        let place = reader.place(group.span().start);
        let value = names.iter().filter_map(|name| role(reader, name)).collect();
        read.push(At { value, place });
    }
    read
}

fn role(reader: &mut Reader<'_>, name: &Name) -> Option<At<Role>> {
    let role = Role::parse(name);
    if role.is_none() {
        let fault = Fault::new("unknown_role", name.place);
        reader.faults.push(fault.with("role", name.as_str()));
    }
    role.map(|value| At {
        value,
        place: name.place,
    })
}

fn roles<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>, key: &'static str) -> Vec<At<Role>> {
    let names = reader.names(table, key);
    names.iter().filter_map(|name| role(reader, name)).collect()
}

fn field<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Field {
    Field {
        code: reader.text(table, "code"),
        label: reader.label(table),
        kind: kind(reader, table),
        is_required: reader.flag(table, "required"),
        is_personal: reader.flag(table, "personal"),
        is_public: reader.flag(table, "public"),
    }
}

fn kind<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Kind {
    let words: Vec<(&str, usize)> = [
        "text",
        "long_text",
        "code",
        "choice",
        "date",
        "number",
        "yes_no",
        "person",
        "unit",
        "place",
        "photos",
    ]
    .into_iter()
    .zip(0..)
    .collect();
    match reader.word(table, "kind", &words) {
        Some(1) => Kind::LongText,
        Some(2) => Kind::Code {
            list: reader.text(table, "list").value,
        },
        Some(3) => Kind::Choice(choices(reader, table)),
        Some(4) => Kind::Date,
        Some(5) => {
            let (min, max) = range(reader, table, i64::MIN, i64::MAX);
            Kind::Number { min, max }
        }
        Some(6) => Kind::YesNo,
        Some(7) => Kind::Person,
        Some(8) => Kind::Unit,
        Some(9) => Kind::Place,
        Some(10) => {
            let (min, max) = range(reader, table, 0, 20);
            Kind::Photos { min, max }
        }
        _ => Kind::Text,
    }
}

/// `min` and `max`, both asked for: a form without limits takes in slips of the finger.
fn range<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>, least: i64, most: i64) -> (i64, i64) {
    let min = reader.number(table, "min");
    let max = reader.number(table, "max");
    if max.place.line > 0 && (max.value < min.value || max.value > most || max.value < least) {
        bad_range(reader, max, min.value.max(least), most);
    } else if min.value < least {
        bad_range(reader, min, least, most);
    }
    (min.value, max.value)
}

pub(super) fn bad_range(reader: &mut Reader<'_>, number: At<i64>, least: i64, most: i64) {
    if number.place.line > 0 {
        let fault = Fault::new("bad_range", number.place).with("value", number.value);
        reader
            .faults
            .push(fault.with("least", least).with("most", most));
    }
}

/// A number within a range, or nothing where it is not written.
fn within<'t>(
    reader: &mut Reader<'t>,
    table: &mut Table<'t>,
    key: &'static str,
    most: i64,
) -> Option<At<i64>> {
    let number = reader.number_if(table, key)?;
    if !(1..=most).contains(&number.value) {
        bad_range(reader, number, 1, most);
    }
    Some(number)
}

fn choices<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Vec<Choice> {
    let place = table.key_place("choices").unwrap_or(table.place);
    let tables = reader.tables(table, "choices");
    if tables.is_empty() {
        reader.fault("no_choices", place);
    }
    let one = |mut table: Table<'t>| {
        let choice = Choice {
            code: reader.text(&mut table, "code"),
            label: reader.label(&mut table),
        };
        reader.end(table);
        choice
    };
    tables.into_iter().map(one).collect()
}

fn state<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> State {
    State {
        code: reader.text(table, "code"),
        label: reader.label(table),
        kind: reader
            .word(table, "kind", &STATE_KINDS)
            .unwrap_or(StateKind::Open),
        is_final: reader.flag(table, "final"),
    }
}

fn action<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Action {
    let code = reader.text(table, "code");
    let who_place = table.key_place("who").unwrap_or(table.place);
    let is_who_written = table.key_place("who").is_some();
    let faults = reader.faults.len();
    let who = roles(reader, table, "who");
    if who.is_empty() && reader.faults.len() == faults {
        let code = if is_who_written {
            "nobody_may"
        } else {
            "key_missing"
        };
        reader
            .faults
            .push(Fault::new(code, who_place).with("key", "who"));
    }
    Action {
        label: reader.label(table),
        from: reader.names(table, "from"),
        to: reader.text_if(table, "to"),
        who,
        need: reader.names(table, "need"),
        may: reader.names(table, "may"),
        has: reader.names(table, "has"),
        set: set(reader, table),
        clear: reader.names(table, "clear"),
        needs_reason: reader.flag(table, "reason"),
        forbid: reader.names(table, "forbid"),
        approve: roles(reader, table, "approve"),
        before_due: reader.text_if(table, "before_due"),
        after_due: reader.text_if(table, "after_due"),
        within_days: within(reader, table, "within_days", 3660),
        at_most: within(reader, table, "at_most", 100),
        after: after(reader, table, "after"),
        extends: reader.inner(table, "extends").map(|mut inner| {
            let read = Extends {
                clock: reader.text(&mut inner, "clock"),
                by: reader.text(&mut inner, "by"),
                most: reader.number(&mut inner, "most"),
            };
            if !(1..=3660).contains(&read.most.value) {
                bad_range(reader, read.most, 1, 3660);
            }
            reader.end(inner);
            read
        }),
        code,
    }
}

pub(super) fn after<'t>(
    reader: &mut Reader<'t>,
    table: &mut Table<'t>,
    key: &'static str,
) -> Option<After> {
    let mut inner = reader.inner(table, key)?;
    let read = After {
        action: reader.text(&mut inner, "action"),
        times: reader.number(&mut inner, "times"),
    };
    if !(1..=100).contains(&read.times.value) {
        bad_range(reader, read.times, 1, 100);
    }
    reader.end(inner);
    Some(read)
}

fn set<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Vec<(Name, Name)> {
    let Some(mut inner) = reader.inner(table, "set") else {
        return Vec::new();
    };
    let entries = reader.entries(&mut inner);
    let value = |(field, value): (Name, &'t Spanned<DeValue<'t>>)| {
        let value = match value.get_ref() {
            DeValue::Boolean(flag) => At {
                value: if *flag { "yes" } else { "no" }.to_owned(),
                place: field.place,
            },
            _ => reader.text_of(value, &field),
        };
        (field, value)
    };
    entries.into_iter().map(value).collect()
}
