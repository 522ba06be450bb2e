//! What a cell means, given the kind of its column. The raw text is kept beside it by the caller.
//!
//! A number in a workbook is a binary float; here, at the edge, it becomes decimal text once (see
//! `grid::number_text`) and everything after is whole numbers.

use crate::grid::{RawCell, number_text};
use crate::{Fault, Kind, Unit};
use kernel::text::half_width;
use kernel::{Date, Fen};

/// A cell understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// Also of identity numbers and codes: half-width, without spaces; X is upper case.
    Text(String),
    /// The first day of what is stated, and how exactly it is stated.
    Date(Date, Precision),
    Money(Fen),
    Number(i64),
    /// 1 % is 100.
    BasisPoints(i64),
}

/// How exactly a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Day,
    Month,
    Year,
}

/// The reading that was needed beyond taking the text as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A number of days since 1900 (or 1904), as Excel stores dates.
    SerialDate,
    /// 2022.6, 202206, 2022年6月: the month is known, the day is not.
    MonthOnly,
    YearOnly,
    /// The column is in another unit than yuan.
    Unit(Unit),
    /// A number without a percent sign, taken as a share of 1 (Excel's own form of 4.35 %).
    PercentFromFraction,
    /// 人, 户 or another measure word was dropped.
    MeasureWord,
    /// Taken from the merged or last written cell above.
    FilledDown,
}

type Parsed = Result<(CellValue, Option<Rule>), Fault>;

/// The meaning of a written cell. `unit` is that of the column, where money is kept in it.
pub(crate) fn parse(cell: &RawCell, kind: Kind, unit: Option<Unit>, from_1904: bool) -> Parsed {
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
        Kind::Count => whole(cell).and_then(|(n, rule)| match n {
            0.. => Ok((CellValue::Number(n), rule)),
            _ => Err(Fault::new("negative_count")),
        }),
        Kind::Integer => whole(cell).map(|(n, rule)| (CellValue::Number(n), rule)),
        Kind::Percent => percent(cell),
    }
}

/// Text as it is kept: ends trimmed, line ends as `\n`, nothing else changed.
fn plain(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}')
        .replace("\r\n", "\n")
        .replace("_x000D_", "")
}

/// Text of digits: half-width, no spaces, no invisible marks.
fn compact(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\'')
        })
        .collect()
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
    if is_identity && text.len() == 18 && text.ends_with("000") && !check_character_fits(&text) {
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

/// GB 11643: one number in eleven that ends in 000 is a real one, so the check character decides.
fn check_character_fits(digits: &str) -> bool {
    let sum: Option<u32> = digits.chars().try_fold(0u32, |sum, c| {
        let digit = c.to_digit(10)?;
        Some((sum * 2 + digit) % 11)
    });
    sum == Some(1)
}

fn date(cell: &RawCell, from_1904: bool) -> Parsed {
    match cell {
        RawCell::Moment {
            date: Some(date), ..
        } => Ok((CellValue::Date(*date, Precision::Day), None)),
        RawCell::Number(number) => {
            let text = number_text(*number);
            // 2022.1 may be January or an October whose zero Excel dropped.
            if is_year_with_one_decimal(&text) && text.ends_with(".1") {
                return Err(Fault::new("month_unclear"));
            }
            date_text(&text, from_1904)
        }
        other => date_text(&other.shown(), from_1904),
    }
}

fn is_year_with_one_decimal(text: &str) -> bool {
    text.split_once('.')
        .is_some_and(|(year, part)| year.len() == 4 && part.len() == 1)
}

fn date_text(text: &str, from_1904: bool) -> Parsed {
    let not_a_date = || Fault::new("not_a_date");
    let text = half_width(text);
    let text = match text.split_once([' ', 'T']) {
        // A time of day after a full date is dropped; a space inside a date is a slip.
        Some((day, time)) if time.contains(':') => day.to_owned(),
        _ => compact(&text),
    };
    if let Some(days) = serial_days(&text) {
        let epoch = if from_1904 {
            (1904, 1, 1)
        } else {
            (1899, 12, 30)
        };
        let epoch = Date::new(epoch.0, epoch.1, epoch.2).ok_or_else(not_a_date)?;
        let value = CellValue::Date(epoch.plus_days(days), Precision::Day);
        return Ok((value, Some(Rule::SerialDate)));
    }
    let dashed: String = text
        .chars()
        .map(|c| match c {
            '年' | '月' | '日' | '号' | '.' | '/' | '。' | '—' | '－' => '-',
            _ => c,
        })
        .collect();
    let dashed = match dashed.trim_end_matches('-') {
        run if run.bytes().all(|b| b.is_ascii_digit()) => spread(run),
        run => run.to_owned(),
    };
    let parts: Vec<i16> = dashed
        .split('-')
        .map(|part| part.parse().map_err(|_| not_a_date()))
        .collect::<Result<_, _>>()?;
    let (date, precision) = match parts.as_slice() {
        [year] => (civil(*year, 1, 1), Precision::Year),
        [year, month] => (civil(*year, *month, 1), Precision::Month),
        [year, month, day] => (civil(*year, *month, *day), Precision::Day),
        _ => (None, Precision::Day),
    };
    let rule = match precision {
        Precision::Day => None,
        Precision::Month => Some(Rule::MonthOnly),
        Precision::Year => Some(Rule::YearOnly),
    };
    let date = date.ok_or_else(not_a_date)?;
    Ok((CellValue::Date(date, precision), rule))
}

/// Days since the epoch, for the years 1927 to 2173: five digits that are no year and month.
fn serial_days(text: &str) -> Option<i64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let is_serial = whole.len() == 5 && whole.bytes().all(|b| b.is_ascii_digit());
    whole
        .parse()
        .ok()
        .filter(|_| is_serial)
        .filter(|n| *n >= 10_000)
}

/// `20220601` and `202206` with strokes between.
fn spread(run: &str) -> String {
    match (run.get(..4), run.get(4..6), run.get(6..)) {
        (Some(year), Some(month), Some("")) => format!("{year}-{month}"),
        (Some(year), Some(month), Some(day)) if day.len() == 2 => format!("{year}-{month}-{day}"),
        _ => run.to_owned(),
    }
}

fn civil(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).filter(|_| (1900..=2200).contains(&year))
}

fn money(cell: &RawCell, unit: Unit) -> Parsed {
    let text = compact(&digits_of(cell));
    let text = text.trim_start_matches(['¥', '￥']).to_owned();
    // A unit in the cell itself wins over the header's.
    let (text, unit) = ["亿元", "百万元", "万元", "千元", "元"]
        .iter()
        .zip([
            Unit::YiYuan,
            Unit::MillionYuan,
            Unit::WanYuan,
            Unit::ThousandYuan,
            Unit::Yuan,
        ])
        .find_map(|(word, own)| text.strip_suffix(word).map(|t| (t.to_owned(), own)))
        .unwrap_or((text, unit));
    let rule = (unit != Unit::Yuan).then_some(Rule::Unit(unit));
    match scaled(&text, unit.fen()) {
        Scaled::Exact(fen) => Ok((CellValue::Money(Fen(fen)), rule)),
        Scaled::Finer => Err(Fault::new("below_one_fen")),
        Scaled::No => Err(Fault::new("not_money").with("unit", unit.label())),
    }
}

fn whole(cell: &RawCell) -> Result<(i64, Option<Rule>), Fault> {
    let text = compact(&digits_of(cell));
    let bare = text.trim_end_matches(['人', '户', '个', '口', '名', '次', '家', '股']);
    let rule = (bare.len() < text.len()).then_some(Rule::MeasureWord);
    match scaled(bare, 1) {
        Scaled::Exact(number) => Ok((number, rule)),
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
            Some(Rule::PercentFromFraction),
        )),
        (Scaled::Finer, _) if text.starts_with("0.") => Err(fault(Scaled::Finer)),
        (_, Scaled::Exact(points)) => Ok((CellValue::BasisPoints(points), None)),
        (_, other) => Err(fault(other)),
    }
}

/// A date format on a number is a slip of formatting: the number was meant.
fn digits_of(cell: &RawCell) -> String {
    match cell {
        RawCell::Moment { serial, .. } => number_text(*serial),
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
