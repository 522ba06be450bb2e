//! Where something is: a line of words, and a position where somebody has one, typed or from the phone.

use crate::components::{Control, Field, Form};
use crate::form::Form as Typed;
use crate::i18n::Words;
use cases::event::{Spot, Value};
use kernel::FieldError;

/// Whole 1e-7 degrees of a degree.
const DEGREE: i64 = 10_000_000;

/// The input of the position beside the one of the words.
pub(super) fn input_name(name: &str) -> String {
    format!("{name}_at")
}

/// The form with the input of the position at its end. The script at its side offers the phone's own.
pub(super) fn with(
    form: Form,
    words: Words,
    name: &str,
    typed: &Typed,
    faults: &[FieldError],
) -> Form {
    let at = input_name(name);
    let field = Field::new(
        words,
        Control::Position(
            ["cases-locate", "cases-locating", "cases-not-located"].map(|key| words.get(key)),
        ),
        at.clone(),
        words.get("cases-position"),
    )
    .value(typed.shown(&at))
    .hint(words.get("cases-position-hint"))
    .errors(words, faults)
    .optional(words);
    form.field(field)
}

/// Words and position as they were typed; nothing where both are empty.
pub(super) fn typed(name: &str, text: &str, form: &Typed) -> Result<Option<Value>, FieldError> {
    let at = form.get(&input_name(name)).unwrap_or_default();
    let fault = || FieldError::new(input_name(name), "not_a_position");
    let position = match at {
        "" => None,
        at => Some(position(at).ok_or_else(fault)?),
    };
    if text.is_empty() && position.is_none() {
        return Ok(None);
    }
    let words = super::forms::line(text)?;
    let spot = match position {
        Some((lat, lon)) => Spot {
            words,
            ..Spot::at(lat, lon)
        },
        None => Spot::told(words),
    };
    Ok(Some(Value::Place(spot)))
}

/// `36.45678, 115.98765`: degrees north, then east. Whole 1e-7 degrees; what is finer is cut off.
pub(super) fn position(text: &str) -> Option<(i64, i64)> {
    let text = kernel::text::half_width(text).replace(['、', ';', '；', '，'], ",");
    let mut parts = text.split([',', ' ']).filter(|part| !part.is_empty());
    let (lat, lon) = (degrees(parts.next()?, 90)?, degrees(parts.next()?, 180)?);
    parts.next().is_none().then_some((lat, lon))
}

fn degrees(text: &str, most: i64) -> Option<i64> {
    let text = text.trim_end_matches('°');
    let (is_below, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 20 || !is_plain(whole) || !is_plain(part)
    {
        return None;
    }
    let fine: String = part.chars().chain(std::iter::repeat('0')).take(7).collect();
    let value = whole.parse::<i64>().ok()? * DEGREE + fine.parse::<i64>().ok()?;
    (value <= most * DEGREE).then_some(if is_below { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn a_position_is_read_as_people_write_it_and_never_guessed() {
        let check = |text: &str, expected| assert_eq!(position(text), expected, "{text}");
        check("36.45678, 115.98765", Some((364_567_800, 1_159_876_500)));
        check("36.4567891234，115.9", Some((364_567_891, 1_159_000_000)));
        check("３６．５ １１６", Some((365_000_000, 1_160_000_000)));
        check("-0.5°, -180", Some((-5_000_000, -1_800_000_000)));
        for wrong in [
            "",
            "36.4",
            "36.4,",
            "91, 10",
            "10, 180.0000001",
            "a, b",
            "1e2, 3",
            "1.2.3, 4",
            "1,2,3",
            "36 27 12",
            "--1, 2",
            "0x10, 5",
            "99999999999999999999, 1",
            "., 1",
        ] {
            check(wrong, None);
        }
    }
}
