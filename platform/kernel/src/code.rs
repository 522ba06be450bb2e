//! Codes that come from outside and carry a check: identity numbers, credit codes, phones, divisions.
//!
//! Reads what people and spreadsheets write, says precisely what is wrong, and never guesses a number.

mod identity;

pub use identity::{IdentityFault, IdentityNumber, IdentitySource, Sex};

use crate::text::half_width;
use serde::{Deserialize, Serialize};
use std::fmt;

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

    /// The last character that follows from the first 17, to show beside the warning.
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

    /// From the zeros at the end; a county part of 00 above a township (as in 东莞) is a township.
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
