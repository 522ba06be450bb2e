//! The form that others script against: `zhen figures --json`.

use crate::model::{Figure, Number};
use serde_json::{Value, json};

/// An array of `{id, value, unit, display, rows}`; `value` is a number; text where there is none (a dash) or where there are several (`5-7`).
pub fn to_json(figures: &[Figure]) -> Value {
    figures.iter().map(object).collect()
}

fn object(figure: &Figure) -> Value {
    let value = figure
        .value
        .map_or_else(|| Value::from(figure.plain.as_str()), number);
    json!({
        "id": figure.id,
        "value": value,
        "unit": figure.unit.key,
        "display": figure.display,
        "rows": figure.rows(),
    })
}

fn number(number: Number) -> Value {
    let text = number.plain();
    // The plain form is always a number of JSON; text would still be true.
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}
