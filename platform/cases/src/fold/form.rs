//! What is refused of a form: what it lacks, what nobody asked for, and values that their fields do not take.

use super::{Case, told};
use crate::declared::{Action, CaseType, Field, Kind, StateKind};
use crate::event::{Event, Value};
use kernel::Refusal;

/// The whole earth, in 1e-7 degrees.
const LAT: i64 = 900_000_000;
const LON: i64 = 1_800_000_000;

pub(super) fn refused(of: &CaseType, action: &Action, event: &Event) -> Option<Refusal> {
    let has_reason = match &event.reason {
        Some(Value::Text(text)) => !text.trim().is_empty(),
        Some(_) => true,
        None => false,
    };
    if action.needs_reason && !has_reason {
        return Some(Refusal::new("cases.reason_missing"));
    }
    let told = |code, field: &str| Some(told::field(code, of, field));
    let mut written = event.patch.keys();
    if let Some(field) = written.find(|field| !action.form().any(|asked| *asked == ***field)) {
        return told("cases.field_not_asked", field);
    }
    let mut needed = action.need.iter();
    if let Some(field) = needed.find(|field| !event.patch.contains_key(field.as_str())) {
        return told("cases.field_missing", field);
    }
    let mut values = event.patch.iter();
    let fits = |field: &str, value: &Value| {
        let declared = of.field(field);
        declared.is_some_and(|declared| takes(declared, value))
    };
    let wrong = values.find(|(field, value)| !fits(field, value))?;
    told("cases.field_value", wrong.0)
}

/// Whether a field takes a value. What is sealed was looked at before it was sealed.
pub fn takes(field: &Field, value: &Value) -> bool {
    let within = |n: i64, least: i64, most: i64| (least..=most).contains(&n);
    match (&field.kind, value) {
        (_, Value::Sealed) => field.is_personal,
        (Kind::Text, Value::Text(text)) => !text.trim().is_empty() && !text.contains('\n'),
        (Kind::LongText, Value::Text(text)) => !text.trim().is_empty(),
        // Whether the list has it on that day, the installation says.
        (Kind::Code { .. }, Value::Code(code)) => !code.is_empty(),
        (Kind::Choice(choices), Value::Code(code)) => {
            choices.iter().any(|choice| choice.code == **code)
        }
        (Kind::Number { min, max }, Value::Number(n)) => within(*n, *min, *max),
        (Kind::Place, Value::Place(spot)) => match (spot.lat, spot.lon) {
            (Some(lat), Some(lon)) => within(lat, -LAT, LAT) && within(lon, -LON, LON),
            (None, None) => !spot.words.trim().is_empty() && !spot.words.contains('\n'),
            _ => false,
        },
        // Whoever is in no register is told by name.
        (Kind::Person, Value::Text(name)) => !name.trim().is_empty() && !name.contains('\n'),
        (Kind::Photos { min, max }, Value::Photos(photos)) => {
            let count = i64::try_from(photos.len()).unwrap_or(i64::MAX);
            within(count, *min, *max) && count > 0
        }
        (Kind::Date, Value::Date(_))
        | (Kind::YesNo, Value::YesNo(_))
        | (Kind::Person, Value::Person(_))
        | (Kind::Unit, Value::Unit(_)) => true,
        _ => false,
    }
}

/// No case closes without its required fields.
pub(super) fn lacks_required(case: &Case, action: &Action) -> Option<Refusal> {
    let to = case.of.state(action.to.as_ref()?)?;
    if to.kind != StateKind::Closed || case.kind() == StateKind::Closed {
        return None;
    }
    let mut declared = case.of.fields.iter();
    let missing = declared
        .find(|field| field.is_required && !case.fields.contains_key(field.code.as_str()))?;
    Some(told::field(
        "cases.required_missing",
        &case.of,
        &missing.code,
    ))
}
