//! What is lawful of contracted land. Pure.

use kernel::text::half_width;
use kernel::{Date, Error, Result};
use serde::{Deserialize, Serialize};

/// Digits of the codes of GB/T 35958-2018. A contract's number has as many signs as a parcel's code; its last
/// may be a letter (J, Q).
pub const ISSUER_DIGITS: usize = 14;
pub const CONTRACTOR_DIGITS: usize = 18;
pub const PARCEL_DIGITS: usize = 19;
/// 10,000 mu, in 0.01 mu: no parcel of a household is larger.
pub const MOST_AREA: i64 = 1_000_000;
/// Measured may differ from contracted by so many hundredths of the contracted area before a person is warned.
pub const TOLERANCE_PERCENT: i64 = 5;
pub const ARABLE: &str = "arable";

/// What deserves a second look and stops nobody.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// A parcel's code does not begin with the issuer's.
    ParcelOfOtherIssuer,
    /// The contractor's code does not begin with the issuer's.
    ContractorOfOtherIssuer,
    /// The contract's number begins neither with the contractor's code nor with the issuer's.
    NumberOfOther,
    /// Measured and contracted area differ by more than the tolerance.
    AreaDiffers,
    /// Longer than the law lets land of this kind be contracted at a time.
    TermLong,
    /// A swap that nobody filed with the issuer.
    NotFiled,
}

impl Warning {
    pub fn locale_key(self) -> &'static str {
        match self {
            Warning::ParcelOfOtherIssuer => "land-warn-parcel-of-other-issuer",
            Warning::ContractorOfOtherIssuer => "land-warn-contractor-of-other-issuer",
            Warning::NumberOfOther => "land-warn-number-of-other",
            Warning::AreaDiffers => "land-warn-area-differs",
            Warning::TermLong => "land-warn-term-long",
            Warning::NotFiled => "land-warn-not-filed",
        }
    }
}

/// A code as it is kept: half-width, no spaces, in capitals.
pub fn plain(code: &str) -> String {
    let mut code = half_width(code).to_uppercase();
    code.retain(|c| !c.is_whitespace());
    code
}

/// So many digits and nothing else.
pub fn is_code(code: &str, digits: usize) -> bool {
    code.len() == digits && code.bytes().all(|b| b.is_ascii_digit())
}

/// 18 digits and a digit or a letter.
pub fn is_contract_number(number: &str) -> bool {
    let (Some(head), Some(last)) = (
        number.get(..CONTRACTOR_DIGITS),
        number.get(CONTRACTOR_DIGITS..),
    ) else {
        return false;
    };
    let is_sign = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    is_code(head, CONTRACTOR_DIGITS) && last.len() == 1 && last.bytes().all(is_sign)
}

/// Invalid: `area_not_positive`, `area_too_large`.
pub fn check_area(field: &'static str, area: i64) -> Result<()> {
    match area {
        1..=MOST_AREA => Ok(()),
        ..=0 => Err(Error::invalid(field, "area_not_positive")),
        _ => Err(Error::invalid(field, "area_too_large")),
    }
}

/// What the codes of a contract say of one another.
pub fn composition(
    issuer: &str,
    contractor: Option<&str>,
    number: &str,
    parcels: &[String],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if contractor.is_some_and(|code| !code.starts_with(issuer)) {
        warnings.push(Warning::ContractorOfOtherIssuer);
    }
    if !number.starts_with(contractor.unwrap_or(issuer)) && !number.starts_with(issuer) {
        warnings.push(Warning::NumberOfOther);
    }
    if parcels.iter().any(|code| !code.starts_with(issuer)) {
        warnings.push(Warning::ParcelOfOtherIssuer);
    }
    warnings
}

/// Whether measured is off from contracted by more than [`TOLERANCE_PERCENT`].
pub fn differs(contracted: i64, measured: i64) -> bool {
    let off = i128::from(measured) - i128::from(contracted);
    off.abs() * 100 > i128::from(contracted) * i128::from(TOLERANCE_PERCENT)
}

/// The longest term of a contract, in years (land contract law, article 21): arable 30, grassland 50, forest 70.
pub fn longest_years(kind: &str) -> Option<i16> {
    match kind {
        ARABLE => Some(30),
        "grassland" => Some(50),
        "forest" => Some(70),
        _ => None,
    }
}

/// `to` is the last day. The law says years, so a term that ends with the anniversary is not too long.
pub fn is_too_long(from: Date, to: Option<Date>, kind: &str) -> bool {
    let (Some(to), Some(years)) = (to, longest_years(kind)) else {
        return false;
    };
    let ends = (to.year(), to.month(), to.day());
    ends > (from.year().saturating_add(years), from.month(), from.day())
}

/// `1998-10-01至2028-09-30`, in the ways that lists write it; the end may be missing.
pub fn parse_term(text: &str) -> Option<(Date, Option<Date>)> {
    let text = half_width(text);
    let marks = ["至", "到", "~", "～", "—", "–"];
    let (from, to) = marks
        .iter()
        .find_map(|mark| text.split_once(mark))
        .unwrap_or((&text, ""));
    let day = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || "-—–自从起止".contains(c));
        kernel::date::parse_date_loose(text)
            .ok()
            .map(|read| read.date)
    };
    let open = ["", "长期", "今"];
    let to = to.trim_matches(|c: char| c.is_whitespace() || "—–止".contains(c));
    let last = if open.contains(&to) {
        None
    } else {
        Some(day(to)?)
    };
    Some((day(from)?, last))
}

/// As [`parse_term`] reads it.
pub fn write_term(from: Date, to: Option<Date>) -> String {
    to.map_or_else(|| format!("{from}至"), |to| format!("{from}至{to}"))
}

/// A record's row for one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period<T> {
    pub from: Date,
    /// First day on which it no longer holds.
    pub to: Option<Date>,
    pub what: T,
}

/// When each row of one record holds: until its own end or the next row. `rows` are those that win for their
/// first day, in order; void ones fall out.
pub fn periods<T: Clone>(rows: &[Period<T>]) -> Vec<Period<T>> {
    let mut out = Vec::with_capacity(rows.len());
    for (row, next) in rows.iter().zip(rows.iter().skip(1).map(Some).chain([None])) {
        let to = earlier(row.to, next.map(|next| next.from));
        if to.is_none_or(|to| to > row.from) {
            out.push(Period { to, ..row.clone() });
        }
    }
    out
}

/// The earlier of two ends; nothing is no end.
pub fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_is_its_digits_and_a_number_may_end_in_a_letter() {
        for (number, good) in [
            ("371502104201000001J", true),
            ("3715021042010000011", true),
            ("371502104201000001", false),
            ("37150210420100000J1", false),
            ("371502104201000001地", false),
            ("", false),
        ] {
            assert_eq!(is_contract_number(number), good, "{number}");
        }
        assert!(is_code(&plain("３7150210420100 "), 14));
        assert!(!is_code("3715021042010x", 14));
    }

    #[test]
    fn a_composition_that_is_off_warns() {
        let issuer = "37150210420100";
        let good = composition(
            issuer,
            Some("371502104201000001"),
            "371502104201000001J",
            &["3715021042010000001".into()],
        );
        assert!(good.is_empty());
        let off = composition(
            issuer,
            Some("371502104202000001"),
            "471502104201000001J",
            &["3715021042020000001".into()],
        );
        assert_eq!(
            off,
            [
                Warning::ContractorOfOtherIssuer,
                Warning::NumberOfOther,
                Warning::ParcelOfOtherIssuer
            ]
        );
    }

    #[test]
    fn measured_may_differ_by_the_tolerance_and_no_more() {
        for (contracted, measured, off) in [
            (100, 105, false),
            (100, 106, true),
            (100, 95, false),
            (100, 94, true),
            (1, 1, false),
            (1, 2, true),
        ] {
            assert_eq!(
                differs(contracted, measured),
                off,
                "{contracted} {measured}"
            );
        }
        assert!(check_area("area", 0).is_err() && check_area("area", MOST_AREA + 1).is_err());
    }

    #[test]
    fn arable_land_is_contracted_for_thirty_years() {
        let from = day("1998-10-01");
        assert!(!is_too_long(from, Some(day("2028-09-30")), ARABLE));
        assert!(!is_too_long(from, Some(day("2028-10-01")), ARABLE));
        assert!(is_too_long(from, Some(day("2028-10-02")), ARABLE));
        assert!(!is_too_long(from, Some(day("2050-01-01")), "forest"));
        assert!(!is_too_long(from, None, ARABLE));
    }

    #[test]
    fn a_term_is_read_as_lists_write_it() {
        let (from, to) = (day("1998-10-01"), day("2028-09-30"));
        for text in [
            "1998-10-01至2028-09-30",
            "1998年10月1日至2028年9月30日",
            "1998.10.01—2028.09.30",
            "1998/10/1 ~ 2028/9/30止",
            "自1998年10月1日起至2028年9月30日止",
        ] {
            assert_eq!(parse_term(text), Some((from, Some(to))), "{text}");
        }
        assert_eq!(parse_term("1998-10-01至长期"), Some((from, None)));
        assert_eq!(parse_term(&write_term(from, None)), Some((from, None)));
        assert_eq!(parse_term("三十年"), None);
    }

    #[test]
    fn a_row_holds_until_its_end_or_the_next() {
        let row = |from: &str, to: Option<&str>, what: i32| Period {
            from: day(from),
            to: to.map(day),
            what,
        };
        let rows = [
            row("2018-01-01", None, 1),
            row("2019-01-01", Some("2021-01-01"), 2),
            row("2020-01-01", Some("2020-01-01"), 3),
        ];
        let found = periods(&rows);
        assert_eq!(
            found,
            [
                row("2018-01-01", Some("2019-01-01"), 1),
                row("2019-01-01", Some("2020-01-01"), 2)
            ]
        );
    }
}
