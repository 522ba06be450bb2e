//! What a cell means, given the kind of its column. The raw text is kept beside it by the caller.
//!
//! A number in a workbook is a binary float; here, at the edge, it becomes decimal text once (see
//! `grid::number_text`) and everything after is whole numbers.

use crate::grid::{RawCell, number_text};
use crate::{Fault, Kind};
use kernel::date::{Precision, date_from_excel_serial, parse_date_loose};
use kernel::text::{MoneyUnit, TextFault, half_width, parse_count, parse_money_signed};
use kernel::{Date, Fen};
use std::borrow::Cow;

/// A cell understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// Also of identity numbers and codes: half-width, without spaces; X is upper case.
    Text(String),
    /// The day that stands for what is stated, and how exactly it is stated.
    Date(Date, Precision),
    Money(Fen),
    Number(i64),
    /// 1 % is 100.
    BasisPoints(i64),
}

/// The reading that was needed, as a stable code: those of `kernel` (`ten_thousand_yuan_by_column`,
/// `digits_month`, `measure_word_dropped`) and these.
pub mod rule {
    /// A number of days since 1900 (or 1904), as Excel stores dates.
    pub const SERIAL_DATE: &str = "serial_date";
    /// A cell with a date format.
    pub const DATE_CELL: &str = "date_cell";
    /// A number without a percent sign, taken as a share of 1 (Excel's own form of 4.35 %).
    pub const PERCENT_FROM_FRACTION: &str = "percent_from_fraction";
    /// Taken from the merged or last written cell above.
    pub const FILLED_DOWN: &str = "filled_down";
}

type Parsed = Result<(CellValue, Option<&'static str>), Fault>;

/// The meaning of a written cell. `unit` is that of the column, where money is kept in it.
pub(crate) fn parse(
    cell: &RawCell,
    kind: Kind,
    unit: Option<MoneyUnit>,
    from_1904: bool,
) -> Parsed {
    if let RawCell::Error(text) = cell {
        return Err(Fault::new("cell_error").with("error", text));
    }
    if let RawCell::Text(text) = cell
        && text.starts_with('#')
        && [
            "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!",
        ]
        .contains(&text.trim())
    {
        return Err(Fault::new("cell_error").with("error", text.trim()));
    }
    match kind {
        Kind::Text => Ok((CellValue::Text(plain(&cell.shown())), None)),
        Kind::Identity | Kind::Code => code(cell, kind == Kind::Identity),
        Kind::Date => date(cell, from_1904),
        Kind::Money(default) => money(cell, unit.unwrap_or(default)),
        Kind::Count => parse_count(&compact(&digits_of(cell)))
            .map(|read| (CellValue::Number(read.value), Some(read.rule)))
            .map_err(fault_of),
        Kind::Integer => whole(cell),
        Kind::Percent => percent(cell),
    }
}

/// Text as it is kept: ends trimmed, line ends as `\n`, nothing else changed.
fn plain(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
        .replace("\r\n", "\n")
}

/// Text of digits: half-width, no spaces, no invisible marks, no leading apostrophe.
fn compact(text: &str) -> String {
    // Most cells are digits already, and lists are long.
    if text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return text.to_owned();
    }
    let mut text = visible(&half_width(text));
    text.retain(|c| !c.is_whitespace() && c != '\'');
    text
}

/// Without the marks that web pages leave in copied numbers.
fn visible(text: &str) -> String {
    let is_mark =
        |c: &char| matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}');
    text.chars().filter(|c| !is_mark(c)).collect()
}

/// Digits that Excel held as a number and rounded to 15 places cannot be brought back.
fn code(cell: &RawCell, is_identity: bool) -> Parsed {
    let destroyed = || Fault::new("destroyed_by_excel");
    let text = match cell {
        RawCell::Number(n) | RawCell::Moment { serial: n, .. } if n.abs() >= 1e15 => {
            return Err(destroyed());
        }
        RawCell::Moment { serial, .. } => number_text(*serial),
        other => compact(&other.shown()),
    };
    if is_scientific(&text) {
        return Err(destroyed());
    }
    let text = text.to_ascii_uppercase();
    // One destroyed number in eleven has a right check character, so the check clears none.
    if is_identity && text.len() == 18 && text.ends_with("000") {
        return Err(destroyed());
    }
    Ok((CellValue::Text(text), None))
}

/// `3.71502E+17`, as Excel saves a long number to CSV.
fn is_scientific(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let Some((mantissa, exponent)) = upper.split_once("E+") else {
        return false;
    };
    !mantissa.is_empty()
        && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !exponent.is_empty()
        && exponent.chars().all(|c| c.is_ascii_digit())
}

fn date(cell: &RawCell, is_1904: bool) -> Parsed {
    if let RawCell::Moment {
        date: Some(date), ..
    } = cell
    {
        let value = CellValue::Date(*date, Precision::Day);
        return Ok((value, Some(rule::DATE_CELL)));
    }
    let text = cell.shown();
    if let Some(date) =
        serial_days(&half_width(&text)).and_then(|serial| date_from_excel_serial(serial, is_1904))
    {
        let value = CellValue::Date(date, Precision::Day);
        return Ok((value, Some(rule::SERIAL_DATE)));
    }
    let read = parse_date_loose(&visible(&text)).map_err(fault_of)?;
    // As a text 2022.1 was typed so; as a number it may be an October whose zero Excel dropped.
    if matches!(cell, RawCell::Number(_)) && read.rule == "dotted_month_1_or_10" {
        return Err(Fault::new("month_unclear"));
    }
    Ok((CellValue::Date(read.date, read.precision), Some(read.rule)))
}

/// Days since the epoch, for the years 1927 to 2173: five digits that are no year and month.
fn serial_days(text: &str) -> Option<i64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let is_serial = whole.len() == 5 && whole.bytes().all(|b| b.is_ascii_digit());
    let days = whole.parse().ok().filter(|_| is_serial);
    days.filter(|days| *days >= 10_000)
}

fn fault_of(fault: TextFault) -> Fault {
    Fault::new(fault.code())
}

fn money(cell: &RawCell, unit: MoneyUnit) -> Parsed {
    parse_money_signed(&compact(&digits_of(cell)), unit)
        .map(|read| (CellValue::Money(read.value), Some(read.rule)))
        .map_err(fault_of)
}

fn whole(cell: &RawCell) -> Parsed {
    match scaled(&compact(&digits_of(cell)), 1) {
        Scaled::Exact(number) => Ok((CellValue::Number(number), None)),
        _ => Err(Fault::new("not_a_whole_number")),
    }
}

fn percent(cell: &RawCell) -> Parsed {
    let text = compact(&digits_of(cell));
    let fault = |scaled| match scaled {
        Scaled::Finer => Fault::new("below_one_basis_point"),
        _ => Fault::new("not_a_percentage"),
    };
    if let Some(number) = text.strip_suffix('%') {
        return match scaled(number, 100) {
            Scaled::Exact(points) => Ok((CellValue::BasisPoints(points), None)),
            other => Err(fault(other)),
        };
    }
    // Excel stores 4.35 % as 0.0435; a bare number above 1 was typed as percent.
    match (scaled(&text, 10_000), scaled(&text, 100)) {
        (Scaled::Exact(points @ -10_000..=10_000), _) => Ok((
            CellValue::BasisPoints(points),
            Some(rule::PERCENT_FROM_FRACTION),
        )),
        (Scaled::Finer, _) if text.starts_with("0.") => Err(fault(Scaled::Finer)),
        (_, Scaled::Exact(points)) => Ok((CellValue::BasisPoints(points), None)),
        (_, other) => Err(fault(other)),
    }
}

/// A date format on a number is a slip of formatting: the number was meant.
fn digits_of(cell: &RawCell) -> Cow<'_, str> {
    match cell {
        RawCell::Moment { serial, .. } => Cow::Owned(number_text(*serial)),
        other => other.shown(),
    }
}

enum Scaled {
    Exact(i64),
    /// A decimal with more places than the scale holds.
    Finer,
    No,
}

/// A decimal times `scale` as a whole number, by digits alone. `(12)` is minus twelve, as in books.
fn scaled(text: &str, scale: i64) -> Scaled {
    let bracketed = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let (negative, digits) = match bracketed {
        Some(inner) => (true, inner),
        None => match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        },
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = match ungrouped(whole) {
        Some(whole) => whole,
        None => return Scaled::No,
    };
    let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let part = part.trim_end_matches('0');
    if (whole.is_empty() && part.is_empty()) || !is_digits(&whole) || !is_digits(part) {
        return Scaled::No;
    }
    if whole.len() + part.len() > 30 {
        return Scaled::No;
    }
    let Ok(number) = format!("0{whole}{part}").parse::<i128>() else {
        return Scaled::No;
    };
    let divisor = 10i128.pow(u32::try_from(part.len()).unwrap_or(0));
    let Some(product) = number.checked_mul(i128::from(scale)) else {
        return Scaled::No;
    };
    if product % divisor != 0 {
        return Scaled::Finer;
    }
    let quotient = product / divisor;
    let signed = if negative { -quotient } else { quotient };
    i64::try_from(signed).map_or(Scaled::No, Scaled::Exact)
}

/// Without thousands separators; None where they stand elsewhere than every three digits, since
/// `1,5` may be a decimal comma.
fn ungrouped(whole: &str) -> Option<String> {
    if !whole.contains(',') {
        return Some(whole.to_owned());
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_grouped = (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3);
    is_grouped.then(|| whole.replace(',', ""))
}
