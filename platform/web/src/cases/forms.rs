//! The form of an action, made from what its type asks, and what was typed into it read back.

use super::words::{Names, label};
use crate::components::{Choice, Control, Field as Input};
use crate::form::Form as Typed;
use crate::i18n::Words;
use access::Unit;
use cases::declared::{Action, CaseType, Field, Kind};
use cases::event::{Patch, Value};
use kernel::{Error, FieldError, Id, Result};

/// Most characters of a line, and of a longer text.
const LINE: usize = 200;
const TEXT: usize = 4_000;

/// Before the name of a declared field in a form, so that none can be one of the page's own.
const MARK: &str = "v_";

/// What selects offer.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    pub names: Names,
    pub units: Vec<Unit>,
}

pub(super) fn input_name(field: &str) -> String {
    format!("{MARK}{field}")
}

/// Kinds that a form can take so far; the others come with photos and places.
fn is_typed(kind: &Kind) -> bool {
    !matches!(kind, Kind::Person | Kind::Place | Kind::Photos { .. })
}

/// The fields of an action that a form shows, those that it needs first.
pub(super) fn asked<'t>(of: &'t CaseType, action: &'t Action) -> Vec<(&'t Field, bool)> {
    let needs = |field: &Field| action.need.iter().any(|need| *need == *field.code.value);
    action
        .form()
        .filter_map(|name| of.field(name.as_str()))
        .filter(|field| is_typed(&field.kind))
        .map(|field| (field, needs(field)))
        .collect()
}

pub(super) fn input(
    words: Words,
    offer: &Offer,
    (field, is_needed): (&Field, bool),
    value: String,
    faults: &[FieldError],
) -> Input {
    let yes_no = ["yes", "no"].map(|word| Choice::new(word, words.get(&format!("cases-{word}"))));
    let control = match &field.kind {
        Kind::LongText => Control::Textarea,
        Kind::Date => Control::Date,
        Kind::Number { .. } => Control::Number,
        Kind::YesNo => Control::Radios(yes_no.to_vec()),
        Kind::Choice(choices) => Control::Select(
            choices
                .iter()
                .map(|choice| Choice::new(choice.code.to_string(), label(words, &choice.label)))
                .collect(),
        ),
        Kind::Code { list } => {
            let codes = offer.names.codes.iter().filter(|code| code.list == *list);
            let choice = |code: &access::Code| {
                Choice::new(code.code.clone(), offer.names.code(words, list, &code.code))
            };
            Control::Select(codes.map(choice).collect())
        }
        Kind::Unit => Control::Select(units(&offer.units)),
        Kind::Text | Kind::Person | Kind::Place | Kind::Photos { .. } => Control::Text,
    };
    let name = input_name(&field.code);
    let mut input = Input::new(words, control, name, label(words, &field.label)).value(value);
    let here: Vec<FieldError> = faults
        .iter()
        .filter(|fault| fault.field == *field.code.value)
        .cloned()
        .collect();
    if let Some(fault) = here.first() {
        input = input.error(words.field_error(fault));
    }
    match is_needed {
        true => input,
        false => input.optional(words),
    }
}

pub(super) fn units(units: &[Unit]) -> Vec<Choice> {
    let choice = |unit: &Unit| Choice::new(unit.id.to_string(), unit.name.clone());
    units.iter().map(choice).collect()
}

/// What was typed, the personal fields apart. `Invalid` by the field's own code: `empty`, `too_long`, `not_a_number`,
/// `out_of_range`, and what a day is refused for.
pub(super) fn typed(of: &CaseType, action: &Action, form: &Typed) -> Result<(Patch, Patch)> {
    let (mut open, mut personal, mut faults) = (Patch::new(), Patch::new(), Vec::new());
    for (field, is_needed) in asked(of, action) {
        let code = field.code.to_string();
        let text = form.get(&input_name(&code)).unwrap_or_default().trim();
        if text.is_empty() {
            if is_needed {
                faults.push(FieldError::new(code, "empty"));
            }
            continue;
        }
        match value(&field.kind, text) {
            Ok(value) if field.is_personal => {
                personal.insert(code, value);
            }
            Ok(value) => {
                open.insert(code, value);
            }
            Err(fault) => faults.push(FieldError::new(code, fault)),
        }
    }
    match faults.is_empty() {
        true => Ok((open, personal)),
        false => Err(Error::Invalid(faults)),
    }
}

fn value(kind: &Kind, text: &str) -> std::result::Result<Value, &'static str> {
    let short = |most: usize| match text.chars().count() <= most {
        true => Ok(text.to_owned()),
        false => Err("too_long"),
    };
    match kind {
        Kind::Text => Ok(Value::Text(short(LINE)?.replace(['\r', '\n'], " "))),
        Kind::LongText => Ok(Value::Text(short(TEXT)?)),
        Kind::Choice(_) | Kind::Code { .. } => Ok(Value::Code(short(LINE)?)),
        Kind::Date => match kernel::date::parse_day(text) {
            Ok(day) => Ok(Value::Date(day)),
            Err(fault) => Err(fault.code()),
        },
        Kind::Number { min, max } => {
            let number = kernel::text::half_width(text).parse::<i64>();
            let number = number.map_err(|_| "not_a_number")?;
            match (*min..=*max).contains(&number) {
                true => Ok(Value::Number(number)),
                false => Err("out_of_range"),
            }
        }
        Kind::YesNo => Ok(Value::YesNo(text == "yes")),
        Kind::Unit => {
            let id = text.parse::<Id>().map_err(|_| "unknown_unit")?;
            Ok(Value::Unit(id))
        }
        Kind::Person | Kind::Place | Kind::Photos { .. } => Err("not_here"),
    }
}
