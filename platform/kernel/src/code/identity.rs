//! Identity numbers: read from cards, old papers, certificates and spreadsheets that spoil them.

use super::{compact, is_scientific};
use crate::{Date, FieldError};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// 公民身份号码 (GB 11643-1999) with a right check, as 18 characters with a capital X.
///
/// Its `Debug` is masked, and it has no `Display`, so that it cannot slip into a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityNumber {
    number: String,
    birth_date: Date,
    source: IdentitySource,
}

/// In what form the number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentitySource {
    /// 18 characters, as on today's card.
    Card,
    /// 15 digits, as until 1999; century and check were added. Somebody should confirm it.
    Legacy,
    /// 20 digits of a disability certificate: the number, then kind (1 to 7) and grade (1 to 4).
    Disability { kind: u8, grade: u8 },
    /// A student number: `G` and the number.
    Student,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Male,
    Female,
}

/// What is wrong with a text that should be an identity number; reported in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityFault {
    Empty,
    /// Stored as a number by a spreadsheet, which keeps 15 digits: it now ends in 000, or reads like
    /// 3.71502E+17. The lost digits cannot be had back; the number must be typed again, as text.
    DestroyedByExcel,
    /// Neither 15, 18 nor 20 characters (nor `G` and 18).
    WrongLength {
        found: usize,
    },
    /// Something else than digits, or an X elsewhere than at the end.
    BadCharacter,
    /// Digits 7 to 14 are not a day.
    BadBirthDate,
    /// The last character does not follow from the others.
    WrongCheck {
        expected: char,
    },
}

impl IdentityFault {
    /// The stable code, worded as `invalid-<code>`.
    pub fn code(self) -> &'static str {
        match self {
            IdentityFault::Empty => "identity_empty",
            IdentityFault::DestroyedByExcel => "identity_destroyed_by_excel",
            IdentityFault::WrongLength { .. } => "identity_wrong_length",
            IdentityFault::BadCharacter => "identity_bad_character",
            IdentityFault::BadBirthDate => "identity_bad_birth_date",
            IdentityFault::WrongCheck { .. } => "identity_wrong_check",
        }
    }

    /// As the fault of a field, with `found` or `expected` where there is one.
    pub fn at(self, field: impl Into<Cow<'static, str>>) -> FieldError {
        let mut error = FieldError::new("", self.code());
        error.field = field.into();
        match self {
            IdentityFault::WrongLength { found } => error.with("found", found),
            IdentityFault::WrongCheck { expected } => error.with("expected", expected),
            _ => error,
        }
    }
}

impl IdentityNumber {
    /// Reads an identity number from a file, in any of the four forms; spaces, a leading apostrophe, full-width
    /// digits and a small x are accepted. A number that ends in 000 is refused even where its check happens to
    /// be right: one destroyed number in eleven has a right check, so the check does not clear it.
    pub fn parse(text: &str) -> Result<IdentityNumber, IdentityFault> {
        Self::read(text, false)
    }

    /// Reads a number that a person types from the card before him: one that ends in 000 is accepted where
    /// its check is right, since such numbers may be issued.
    pub fn parse_typed(text: &str) -> Result<IdentityNumber, IdentityFault> {
        Self::read(text, true)
    }

    fn read(text: &str, is_typed: bool) -> Result<IdentityNumber, IdentityFault> {
        let text = compact(text);
        let text = text.trim_start_matches('\'').trim_end_matches('\'');
        if text.is_empty() {
            return Err(IdentityFault::Empty);
        }
        if is_scientific(text) {
            return Err(IdentityFault::DestroyedByExcel);
        }
        let (is_student, body) = match text.strip_prefix('G') {
            Some(body) => (true, body),
            None => (false, text),
        };
        let found = text.chars().count();
        let source = match (is_student, body.chars().count()) {
            (true, 18) => IdentitySource::Student,
            (false, 18) => IdentitySource::Card,
            (false, 15) => IdentitySource::Legacy,
            (false, 20) => IdentitySource::Disability { kind: 0, grade: 0 },
            _ => return Err(IdentityFault::WrongLength { found }),
        };
        // Fifteen digits is what a spreadsheet keeps, so a legacy number comes through whole.
        let ends_in_zeros = source != IdentitySource::Legacy && body.ends_with("000");
        if ends_in_zeros && !is_typed {
            return Err(IdentityFault::DestroyedByExcel);
        }
        let read = Self::from_body(body, source);
        match read {
            Err(IdentityFault::WrongCheck { .. }) if ends_in_zeros => {
                Err(IdentityFault::DestroyedByExcel)
            }
            read => read,
        }
    }

    fn from_body(body: &str, source: IdentitySource) -> Result<Self, IdentityFault> {
        match source {
            IdentitySource::Legacy => Self::from_legacy(body),
            IdentitySource::Disability { .. } => {
                let (number, suffix) = body.split_at_checked(18).unwrap_or((body, ""));
                let mut digits = suffix.bytes();
                let kind = digits.next().filter(|d| (b'1'..=b'7').contains(d));
                let grade = digits.next().filter(|d| (b'1'..=b'4').contains(d));
                let (Some(kind), Some(grade)) = (kind, grade) else {
                    return Err(IdentityFault::BadCharacter);
                };
                let (kind, grade) = (kind - b'0', grade - b'0');
                Self::from_full(number, IdentitySource::Disability { kind, grade })
            }
            source => Self::from_full(body, source),
        }
    }

    fn from_full(number: &str, source: IdentitySource) -> Result<Self, IdentityFault> {
        let (front, check) = number
            .split_at_checked(17)
            .ok_or(IdentityFault::BadCharacter)?;
        let check_is_possible = matches!(check.as_bytes(), [b'0'..=b'9' | b'X']);
        if !front.bytes().all(|b| b.is_ascii_digit()) || !check_is_possible {
            return Err(IdentityFault::BadCharacter);
        }
        let birth_date = birth_date_in(front).ok_or(IdentityFault::BadBirthDate)?;
        let expected = identity_check(front);
        if !check.starts_with(expected) {
            return Err(IdentityFault::WrongCheck { expected });
        }
        Ok(IdentityNumber {
            number: number.to_owned(),
            birth_date,
            source,
        })
    }

    fn from_legacy(body: &str) -> Result<Self, IdentityFault> {
        let (Some((division, rest)), true) = (
            body.split_at_checked(6),
            body.bytes().all(|b| b.is_ascii_digit()),
        ) else {
            return Err(IdentityFault::BadCharacter);
        };
        let front = format!("{division}19{rest}");
        let number = format!("{front}{}", identity_check(&front));
        Self::from_full(&number, IdentitySource::Legacy)
    }

    /// The 18 characters in full: sealed at rest, never shown without a reason.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    pub fn source(&self) -> IdentitySource {
        self.source
    }

    /// Not compared with today: a birth date in the future is the caller's to refuse.
    pub fn birth_date(&self) -> Date {
        self.birth_date
    }

    /// By digit 17: odd is male.
    pub fn sex(&self) -> Sex {
        match self.number.as_bytes().get(16) {
            Some(digit) if digit % 2 == 1 => Sex::Male,
            _ => Sex::Female,
        }
    }

    /// The county in which the number was issued, six digits; not where its holder lives.
    pub fn issued_in(&self) -> &str {
        self.number.get(..6).unwrap_or_default()
    }

    /// The last four characters, by which clerks look people up.
    pub fn last_four(&self) -> &str {
        self.number.get(14..).unwrap_or_default()
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({})", crate::mask::identity(&self.number))
    }
}

/// The 18th character that follows from the first 17 digits (ISO 7064, mod 11-2).
fn identity_check(front: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = front.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits.zip(WEIGHTS).map(|(d, weight)| d * weight).sum();
    "10X98765432"
        .chars()
        .nth((sum % 11) as usize)
        .unwrap_or('0')
}

fn birth_date_in(front: &str) -> Option<Date> {
    let part = |range: std::ops::Range<usize>| front.get(range)?.parse::<i16>().ok();
    let year = part(6..10).filter(|year| (1850..2200).contains(year))?;
    let month = i8::try_from(part(10..12)?).ok()?;
    Date::new(year, month, i8::try_from(part(12..14)?).ok()?)
}
