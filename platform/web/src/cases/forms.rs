//! The form of an action, made from what its type asks, and what was typed into it read back.

use super::people::{self, People};
use super::words::{self, Names, label};
use super::{photos, place};
use crate::components::{Choice, Control, ErrorSummary, Field as Input, Form};
use crate::form::Form as Typed;
use crate::i18n::Words;
use crate::layout::Page;
use crate::request::Req;
use access::Unit;
use cases::declared::{Action, CaseType, Field, Kind};
use cases::event::{Patch, Value};
use kernel::{Error, FieldError, Id, Result};

/// Most characters of a line, and of a longer text.
pub(super) const LINE: usize = 200;
const TEXT: usize = 4_000;

/// Before the name of a declared field in a form, so that none can be one of the page's own.
const MARK: &str = "v_";

/// What selects offer.
#[derive(Debug, Clone, Default)]
pub(super) struct Offer {
    pub names: Names,
    pub units: Vec<Unit>,
    /// Whom the names may mean that were typed.
    pub people: People,
}

pub(super) fn input_name(field: &str) -> String {
    format!("{MARK}{field}")
}

/// The fields of an action that a form shows, those that it needs first.
pub(super) fn asked<'t>(of: &'t CaseType, action: &'t Action) -> Vec<(&'t Field, bool)> {
    let needs = |field: &Field| action.need.iter().any(|need| *need == *field.code.value);
    action
        .form()
        .filter_map(|name| of.field(name.as_str()))
        .map(|field| (field, needs(field)))
        .collect()
}

/// What a form shows at first, or again after it was not accepted.
pub(super) struct Filled<'a> {
    pub words: Words,
    pub offer: &'a Offer,
    pub typed: &'a Typed,
    /// By the names of the inputs.
    pub faults: &'a [FieldError],
}

impl Filled<'_> {
    /// The form with the inputs of a declared field at its end.
    pub(super) fn with(&self, form: Form, (field, is_needed): (&Field, bool)) -> Form {
        let words = self.words;
        let name = input_name(&field.code);
        let control = control(words, self.offer, field);
        let mut input = Input::new(words, control, name.clone(), label(words, &field.label))
            .value(self.typed.shown(&name))
            .errors(words, self.faults);
        if !is_needed {
            input = input.optional(words);
        }
        match &field.kind {
            Kind::Place => {
                let input = input.hint(words.get("cases-place-hint"));
                place::with(form.field(input), words, &name, self.typed, self.faults)
            }
            Kind::Photos { max, .. } => photos::with(form, words, input, *max, self.typed),
            Kind::Person => form.field(self.person(input, &field.code)),
            _ => form.field(input),
        }
    }
}

impl Filled<'_> {
    /// A name in words, until there are people of that name to choose from.
    fn person(&self, mut input: Input, field: &str) -> Input {
        let found = self.offer.people.get(field).map(Vec::as_slice);
        if let Some(found) = found.filter(|found| !found.is_empty()) {
            let choices = people::choices(self.words, found, &input.value);
            input.control = Control::Select(choices);
            return input.hint(self.words.get("cases-person-choose"));
        }
        if people::is_chosen(&input.value) {
            input.value = String::new();
        }
        input.hint(self.words.get("cases-person-hint"))
    }
}

fn control(words: Words, offer: &Offer, field: &Field) -> Control {
    let yes_no = ["yes", "no"].map(|word| Choice::new(word, words.get(&format!("cases-{word}"))));
    match &field.kind {
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
        Kind::Code { list } => Control::Select(codes(words, &offer.names, list)),
        Kind::Unit => Control::Select(units(&offer.units)),
        Kind::Photos { .. } => Control::Files(photos::ACCEPT.into()),
        Kind::Text | Kind::Person | Kind::Place => Control::Text,
    }
}

pub(super) fn codes(words: Words, names: &Names, list: &str) -> Vec<Choice> {
    let codes = names.codes.iter().filter(|code| code.list == *list);
    let choice =
        |code: &access::Code| Choice::new(code.code.clone(), names.code(words, list, &code.code));
    codes.map(choice).collect()
}

pub(super) fn units(units: &[Unit]) -> Vec<Choice> {
    let choice = |unit: &Unit| Choice::new(unit.id.to_string(), unit.name.clone());
    units.iter().map(choice).collect()
}

/// What a field says as a form has it, by the names of its inputs.
pub(super) fn standing(form: &mut Typed, field: &str, value: &Value) {
    let name = input_name(field);
    let text = match value {
        Value::Text(text) | Value::Code(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Number(number) => number.to_string(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Unit(id) => id.to_string(),
        Value::Place(spot) => {
            let at = spot.position().map(words::position).unwrap_or_default();
            form.push(place::input_name(&name), at);
            spot.words.clone()
        }
        Value::Person(_) | Value::Photos(_) | Value::Sealed => String::new(),
    };
    form.push(name, text);
}

/// [`Req::told`] with the faults of declared fields at the inputs that show them.
pub(super) fn told(
    req: &Req,
    page: &mut Page,
    of: &CaseType,
    fault: Option<Error>,
) -> Result<Vec<FieldError>> {
    let mut faults = req.told(page, fault)?;
    for fault in &mut faults {
        if of.field(&fault.field).is_some() {
            fault.field = input_name(&fault.field).into();
        }
    }
    Ok(faults)
}

/// The summary of faults at the page's top, by the names of the form that shows them.
pub(super) fn summed_up(page: &mut Page, form: &Form, faults: &[FieldError]) {
    if !faults.is_empty() {
        let fields: Vec<&Input> = form.fields.iter().collect();
        page.errors = Some(ErrorSummary::of(page.words, faults, &fields));
    }
}

/// What was typed, the personal fields apart. `Invalid` by the field's own code: `empty`, `too_long`, `not_a_number`,
/// `out_of_range`, `not_a_position`, and what a day is refused for. Photos are read by [`photos::sent`].
pub(super) fn typed(of: &CaseType, action: &Action, form: &Typed) -> Result<(Patch, Patch)> {
    let (mut open, mut personal, mut faults) = (Patch::new(), Patch::new(), Vec::new());
    for (field, is_needed) in asked(of, action) {
        if matches!(field.kind, Kind::Photos { .. }) {
            continue;
        }
        let code = field.code.to_string();
        match value(&field.kind, &input_name(&code), form) {
            Ok(None) if is_needed => faults.push(FieldError::new(code, "empty")),
            Ok(None) => {}
            Ok(Some(value)) if field.is_personal => {
                personal.insert(code, value);
            }
            Ok(Some(value)) => {
                open.insert(code, value);
            }
            // A part of a field tells its own name.
            Err(fault) if !fault.field.is_empty() => faults.push(fault),
            Err(fault) => faults.push(FieldError {
                field: code.into(),
                ..fault
            }),
        }
    }
    match faults.is_empty() {
        true => Ok((open, personal)),
        false => Err(Error::Invalid(faults)),
    }
}

fn fault(code: &'static str) -> FieldError {
    FieldError::new("", code)
}

/// What stands in the inputs of a field; nothing where they are empty.
fn value(kind: &Kind, name: &str, form: &Typed) -> std::result::Result<Option<Value>, FieldError> {
    let text = form.get(name).unwrap_or_default();
    if matches!(kind, Kind::Place) {
        return place::typed(name, text, form);
    }
    if text.is_empty() {
        return Ok(None);
    }
    let value = match kind {
        Kind::Text | Kind::Person => Value::Text(line(text)?),
        Kind::LongText => Value::Text(short(text, TEXT)?),
        Kind::Choice(_) | Kind::Code { .. } => Value::Code(short(text, LINE)?),
        Kind::Date => {
            let day = kernel::date::parse_day(text);
            Value::Date(day.map_err(|problem| fault(problem.code()))?)
        }
        Kind::Number { min, max } => {
            let number = kernel::text::half_width(text).parse::<i64>();
            let number = number.map_err(|_| fault("not_a_number"))?;
            if !(*min..=*max).contains(&number) {
                return Err(fault("out_of_range").with("least", min).with("most", max));
            }
            Value::Number(number)
        }
        Kind::YesNo => Value::YesNo(text == "yes"),
        Kind::Unit => Value::Unit(text.parse::<Id>().map_err(|_| fault("unknown_unit"))?),
        Kind::Place | Kind::Photos { .. } => return Ok(None),
    };
    Ok(Some(value))
}

fn short(text: &str, most: usize) -> std::result::Result<String, FieldError> {
    match text.chars().count() <= most {
        true => Ok(text.to_owned()),
        false => Err(fault("too_long").with("max", most)),
    }
}

pub(super) fn line(text: &str) -> std::result::Result<String, FieldError> {
    Ok(short(text, LINE)?.replace(['\r', '\n'], " "))
}

/// Two readings of one form, or the faults of both.
pub(super) fn both_of<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Error::Invalid(mut faults)), Err(Error::Invalid(more))) => {
            faults.extend(more);
            Err(Error::Invalid(faults))
        }
        (Err(fault @ Error::Invalid(_)), Ok(_)) => Err(fault),
        (_, Err(fault)) | (Err(fault), _) => Err(fault),
    }
}
