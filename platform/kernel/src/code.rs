//! Codes that come from outside and carry a check: identity numbers, credit codes, phones, divisions.
//!
//! Reads what people and spreadsheets write, says precisely what is wrong, and never guesses a number.

use crate::text::half_width;
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
        match self.number.bytes().nth(16) {
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

/// 统一社会信用代码 (GB 32100-2015), 18 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CreditCode {
    code: String,
    expected_check: char,
}

impl CreditCode {
    /// Reads a code; faults are `credit_code_empty`, `credit_code_wrong_length` and `credit_code_bad_character`
    /// (I, O, S, V and Z are not used). A wrong check is only a warning, see [`CreditCode::check_is_right`]:
    /// some codes were issued with one.
    pub fn parse(text: &str) -> Result<CreditCode, &'static str> {
        const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let code = compact(text);
        if code.is_empty() {
            return Err("credit_code_empty");
        }
        if code.chars().count() != 18 {
            return Err("credit_code_wrong_length");
        }
        let values: Option<Vec<usize>> = code.chars().map(|c| SIGNS.find(c)).collect();
        let values = values.ok_or("credit_code_bad_character")?;
        // The weights are the powers of 3 mod 31: 1, 3, 9, 27, 19, 26, ...
        let weights = std::iter::successors(Some(1_usize), |w| Some(w * 3 % 31));
        let sum: usize = values
            .iter()
            .zip(weights)
            .take(17)
            .map(|(v, w)| v * w)
            .sum();
        let expected_check = SIGNS.chars().nth((31 - sum % 31) % 31).unwrap_or('0');
        Ok(CreditCode {
            code,
            expected_check,
        })
    }

    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// Whether the last character follows from the others. If not: warn, do not refuse.
    pub fn check_is_right(&self) -> bool {
        self.code.ends_with(self.expected_check)
    }

    pub fn expected_check(&self) -> char {
        self.expected_check
    }
}

/// A phone number, digits only (a landline with `-` after the area code where it was written).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Phone {
    Mobile(String),
    /// Landlines with or without area code, 400 numbers, and short service numbers such as 12317.
    Other(String),
}

impl Phone {
    /// Mobiles are `1[3-9]` and nine digits, with or without +86, spaces and hyphens; anything else of 5 to 12
    /// digits is taken as it is. Faults: `phone_empty`, `phone_destroyed_by_excel`, `not_a_phone`.
    pub fn parse(text: &str) -> Result<Phone, &'static str> {
        let text = compact(text)
            .replace(['(', '（'], "")
            .replace([')', '）'], "-");
        if text.is_empty() {
            return Err("phone_empty");
        }
        if is_scientific(&text) {
            return Err("phone_destroyed_by_excel");
        }
        let local = text.strip_prefix("+86").unwrap_or(&text);
        let digits: String = local.chars().filter(|c| *c != '-').collect();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err("not_a_phone");
        }
        let mobile = digits
            .strip_prefix("86")
            .filter(|rest| is_mobile(rest))
            .unwrap_or(&digits);
        if is_mobile(mobile) {
            return Ok(Phone::Mobile(mobile.to_owned()));
        }
        // So many digits from 1 are a mobile with a slip; a landline of that length begins with 0.
        let is_slip = digits.len() >= 9 && digits.starts_with('1');
        if is_slip || !(5..=12).contains(&digits.len()) {
            return Err("not_a_phone");
        }
        Ok(Phone::Other(local.trim_matches('-').to_owned()))
    }

    pub fn as_str(&self) -> &str {
        match self {
            Phone::Mobile(number) | Phone::Other(number) => number,
        }
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit))
}

/// 统计用区划代码, 12 digits.
///
/// A code says at which level a unit stands, not whose it is: 蒋官屯街道 keeps the prefix of 东昌府 although
/// the development zone runs it. So a unit's parent is stored, never read from the code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode(String);

/// The level of a division code, from the zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Province,
    Prefecture,
    County,
    Township,
    Village,
}

/// What a township's code says that it is (digits 7 to 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TownshipKind {
    /// 001 to 099: 街道.
    StreetOffice,
    /// 100 to 199: 镇.
    Town,
    /// 200 to 399: 乡.
    Township,
    /// 400 to 599: development zones, farms and the like.
    Quasi,
    Other,
}

impl DivisionCode {
    /// Reads a code of 2, 4, 6, 9 or 12 digits and fills it up to 12 with zeros.
    /// Faults: `division_empty`, `not_a_division_code`.
    pub fn parse(text: &str) -> Result<DivisionCode, &'static str> {
        let text = compact(text);
        if text.is_empty() {
            return Err("division_empty");
        }
        let is_whole = matches!(text.len(), 2 | 4 | 6 | 9 | 12);
        let is_number = text.bytes().all(|b| b.is_ascii_digit());
        if !is_whole || !is_number || text.starts_with('0') {
            return Err("not_a_division_code");
        }
        Ok(DivisionCode(format!("{text:0<12}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn level(&self) -> Level {
        let rest_is_zero = |from: usize| self.0.bytes().skip(from).all(|b| b == b'0');
        match () {
            () if rest_is_zero(2) => Level::Province,
            () if rest_is_zero(4) => Level::Prefecture,
            () if rest_is_zero(6) => Level::County,
            () if rest_is_zero(9) => Level::Township,
            () => Level::Village,
        }
    }

    /// For a township or a village in it; nothing above that.
    pub fn township_kind(&self) -> Option<TownshipKind> {
        if self.level() < Level::Township {
            return None;
        }
        let number: u16 = self.0.get(6..9)?.parse().ok()?;
        Some(match number {
            1..=99 => TownshipKind::StreetOffice,
            100..=199 => TownshipKind::Town,
            200..=399 => TownshipKind::Township,
            400..=599 => TownshipKind::Quasi,
            _ => TownshipKind::Other,
        })
    }
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Half-width, without any spaces, in capitals.
fn compact(text: &str) -> String {
    let mut text = half_width(text);
    text.retain(|c| !c.is_whitespace() && c != '\u{200b}' && c != '\u{feff}');
    text.to_ascii_uppercase()
}

/// `3.71502E+17`, `3.7E17`, `1E+17`: what a spreadsheet makes of a long number.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once('E') else {
        return false;
    };
    let exponent = exponent.trim_start_matches('+');
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    exponent.len() <= 2 && is_number(exponent) && is_number(&mantissa.replacen('.', "", 1))
}
