//! What deeds ask of single fields before they look at anything else.

use crate::{Date, Error, Fen, FieldError, Result};

/// Longest name, owner or document number, in characters.
const LONGEST: usize = 200;

/// The text without blanks around it. Invalid: `required`, `too_long` (over 200 characters).
pub fn required(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, "required"));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::Invalid(vec![
            FieldError::new(field, "too_long").with("max", LONGEST),
        ]));
    }
    Ok(text.to_owned())
}

/// As [`required`], but it may be left out.
pub fn optional(field: &'static str, text: Option<&str>) -> Result<Option<String>> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => required(field, text).map(Some),
    }
}

/// Invalid: `not_above_zero`.
pub fn above_zero(field: &'static str, amount: Fen) -> Result<Fen> {
    if amount.0 <= 0 {
        return Err(Error::invalid(field, "not_above_zero"));
    }
    Ok(amount)
}

/// Invalid: `in_the_future`.
pub fn not_after(field: &'static str, date: Date, today: Date) -> Result<Date> {
    if date > today {
        return Err(Error::invalid(field, "in_the_future"));
    }
    Ok(date)
}

/// Invalid: `out_of_range`.
pub fn within(field: &'static str, number: i64, least: i64, most: i64) -> Result<i64> {
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    let fault = FieldError::new(field, "out_of_range");
    Err(Error::Invalid(vec![
        fault.with("least", least).with("most", most),
    ]))
}
