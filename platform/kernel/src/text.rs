//! Text as people write it: thousands separators, full-width digits, money and quantities with their units.

use crate::{Fen, FieldError};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Digits in groups of three: `1700000` is `1,700,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// Full-width ASCII (Ａ１，) as half-width, ideographic space as space; ends trimmed.
pub fn half_width(text: &str) -> String {
    let folded: String = text
        .chars()
        // Pages put it between an amount and its unit, and people copy both.
        .filter(|c| *c != '\u{2060}')
        .map(|c| match c {
            '\u{3000}' | '\u{a0}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect();
    folded.trim().to_owned()
}

/// Bytes as small hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash or other fixed number of bytes from hexadecimal digits; nothing where it is not that.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(out)
}

/// Why a text is not the quantity that it should be; `code` is worded as `invalid-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFault(pub &'static str);

impl TextFault {
    pub fn code(self) -> &'static str {
        self.0
    }

    /// As the fault of a field or cell.
    pub fn at(self, field: impl Into<Cow<'static, str>>) -> FieldError {
        let mut error = FieldError::new("", self.0);
        error.field = field.into();
        error
    }
}

/// A value read from a text, with the rule that was used: kept beside the raw cell of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read<T> {
    pub value: T,
    /// A stable code, such as `yuan_by_column` or `ten_thousand_yuan_written`.
    pub rule: &'static str,
}

/// The unit of a column of money, for cells that do not name theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyUnit {
    Yuan,
    TenThousandYuan,
}

/// Money as people write it: `170万元`, `1,700,000.00元`, `￥17.5 万`, `120`. Exact, without rounding.
///
/// A unit in the text goes before that of the column; the rule says which it was (`yuan_written`,
/// `ten_thousand_yuan_written`, `hundred_million_yuan_written`, `yuan_by_column`,
/// `ten_thousand_yuan_by_column`). Faults: `empty`, `not_exact` (余, 多, 近, 约, 左右), `not_money`,
/// `money_below_fen`, `money_too_large`, `money_negative`.
pub fn parse_money(text: &str, default_unit: MoneyUnit) -> Result<Read<Fen>, TextFault> {
    let read = parse_money_signed(text, default_unit)?;
    if read.value < Fen::ZERO {
        return Err(TextFault("money_negative"));
    }
    Ok(read)
}

/// As [`parse_money`], and `-5.00` or, as accountants write it, `(5.00)` are below zero.
pub fn parse_money_signed(text: &str, default_unit: MoneyUnit) -> Result<Read<Fen>, TextFault> {
    let text = prepared(text)?;
    let (is_negative, text) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => (true, inner),
        None => (false, text.as_str()),
    };
    let (has_minus, text) = without_sign(text);
    let text = ["￥", "¥", "RMB", "CNY", "人民币"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .unwrap_or(text);
    let (has_second_minus, text) = without_sign(text);
    let minuses = [is_negative, has_minus, has_second_minus];
    let text = text.trim_end_matches(['整', '正']);
    let (digits, fen_decimals, rule) = money_unit(text, default_unit);
    let fen = decimal(digits, fen_decimals).map_err(|fault| match fault {
        DecimalFault::NotANumber => TextFault("not_money"),
        DecimalFault::TooFine => TextFault("money_below_fen"),
        DecimalFault::TooLarge => TextFault("money_too_large"),
    })?;
    match minuses.iter().filter(|minus| **minus).count() {
        0 => Ok(Read {
            value: Fen(fen),
            rule,
        }),
        1 => Ok(Read {
            value: Fen(-fen),
            rule,
        }),
        _ => Err(TextFault("not_money")),
    }
}

/// Digits, the decimals of their unit that a fen is, and the rule.
fn money_unit(text: &str, default_unit: MoneyUnit) -> (&str, u32, &'static str) {
    let written = [
        ("亿元", 10, "hundred_million_yuan_written"),
        ("亿", 10, "hundred_million_yuan_written"),
        ("万元", 6, "ten_thousand_yuan_written"),
        ("万", 6, "ten_thousand_yuan_written"),
        ("元", 2, "yuan_written"),
        ("圆", 2, "yuan_written"),
        ("块", 2, "yuan_written"),
    ];
    for (unit, decimals, rule) in written {
        if let Some(digits) = text.strip_suffix(unit) {
            return (digits, decimals, rule);
        }
    }
    match default_unit {
        MoneyUnit::Yuan => (text, 2, "yuan_by_column"),
        MoneyUnit::TenThousandYuan => (text, 6, "ten_thousand_yuan_by_column"),
    }
}

/// A number of things: `43`, `43户`, `1,234`, and `43.0` as spreadsheets give it.
/// Rules: `as_written`, `measure_word_dropped`. Faults: `empty`, `not_exact`, `not_a_count`,
/// `count_not_whole`, `count_negative`, `count_too_large`.
pub fn parse_count(text: &str) -> Result<Read<i64>, TextFault> {
    const WORDS: [&str; 19] = [
        "人次", "场次", "户", "家", "人", "口", "个", "件", "条", "项", "处", "支", "场", "对",
        "次", "株", "份", "股", "名",
    ];
    let text = prepared(text)?;
    let (digits, rule) = without_suffix(&text, &WORDS);
    let (has_minus, digits) = without_sign(digits);
    let value = decimal(digits, 0).map_err(|fault| match fault {
        DecimalFault::NotANumber => TextFault("not_a_count"),
        DecimalFault::TooFine => TextFault("count_not_whole"),
        DecimalFault::TooLarge => TextFault("count_too_large"),
    })?;
    if has_minus {
        return Err(TextFault("count_negative"));
    }
    Ok(Read { value, rule })
}

/// A contract area in mu, as whole 0.01 mu: `2.35`, `50亩`. Square metres are refused, since a mu is no whole
/// number of them: `area_not_in_mu`. Other faults: `empty`, `not_exact`, `not_an_area`, `area_below_centimu`
/// (finer than 0.01 mu), `area_negative`, `area_too_large`.
pub fn parse_area_mu(text: &str) -> Result<Read<i64>, TextFault> {
    let text = prepared(text)?;
    let metric = ["平方米", "平米", "㎡", "M2", "M²", "公顷"];
    if metric.iter().any(|unit| text.ends_with(unit)) {
        return Err(TextFault("area_not_in_mu"));
    }
    let (digits, rule) = without_suffix(&text, &["亩"]);
    let (has_minus, digits) = without_sign(digits);
    let value = decimal(digits, 2).map_err(|fault| match fault {
        DecimalFault::NotANumber => TextFault("not_an_area"),
        DecimalFault::TooFine => TextFault("area_below_centimu"),
        DecimalFault::TooLarge => TextFault("area_too_large"),
    })?;
    if has_minus {
        return Err(TextFault("area_negative"));
    }
    Ok(Read { value, rule })
}

/// A weight in kilograms, as whole grams: `12.5`, `3000公斤`, `1.2吨`; 斤 and 两 are half and a twentieth of a
/// kilogram. Faults: `empty`, `not_exact`, `not_kilograms`, `weight_below_gram`, `weight_negative`,
/// `weight_too_large`.
pub fn parse_kilograms(text: &str) -> Result<Read<i64>, TextFault> {
    // (unit, decimals of it that a gram is, grams of the last of them)
    const UNITS: [(&str, u32, i64); 7] = [
        ("KG", 3, 1),
        ("公斤", 3, 1),
        ("千克", 3, 1),
        ("吨", 6, 1),
        ("市斤", 2, 5),
        ("斤", 2, 5),
        ("克", 0, 1),
    ];
    let text = prepared(text)?;
    let written = UNITS.iter().find(|(unit, ..)| text.ends_with(unit));
    let (digits, (_, decimals, grams)) = match written {
        Some(found) => (text.strip_suffix(found.0).unwrap_or(&text), *found),
        None => (text.as_str(), ("", 3, 1)),
    };
    let (has_minus, digits) = without_sign(digits);
    let too_large = TextFault("weight_too_large");
    let value = decimal(digits, decimals).map_err(|fault| match fault {
        DecimalFault::NotANumber => TextFault("not_kilograms"),
        DecimalFault::TooFine => TextFault("weight_below_gram"),
        DecimalFault::TooLarge => too_large,
    })?;
    if has_minus {
        return Err(TextFault("weight_negative"));
    }
    let value = value.checked_mul(grams).ok_or(too_large)?;
    let rule = match written {
        Some(_) => "unit_written",
        None => "kilogram_by_column",
    };
    Ok(Read { value, rule })
}

/// Half-width, in capitals, without spaces; refuses the empty and the vague.
pub(crate) fn prepared(text: &str) -> Result<String, TextFault> {
    let mut text = half_width(text).to_uppercase();
    text.retain(|c| !c.is_whitespace());
    if text.is_empty() {
        return Err(TextFault("empty"));
    }
    // 170余万 is a press figure, not an amount: whoever knows the exact one enters it.
    let vague = [
        "余", "多", "近", "约", "左右", "大概", "不足", "以上", "以下",
    ];
    if vague.iter().any(|word| text.contains(word)) {
        return Err(TextFault("not_exact"));
    }
    Ok(text)
}

fn without_suffix<'a>(text: &'a str, words: &[&str]) -> (&'a str, &'static str) {
    match words.iter().find_map(|word| text.strip_suffix(word)) {
        Some(rest) => (rest, "measure_word_dropped"),
        None => (text, "as_written"),
    }
}

fn without_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DecimalFault {
    NotANumber,
    TooFine,
    TooLarge,
}

/// A decimal number times 10^`decimals`, exactly. Commas only between groups of three.
fn decimal(text: &str, decimals: u32) -> Result<i64, DecimalFault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !fraction.is_empty() && !is_digits(fraction) {
        return Err(DecimalFault::NotANumber);
    }
    for (place, group) in whole.split(',').enumerate() {
        let fits = match (place, whole.contains(',')) {
            (_, false) => true,
            (0, true) => group.len() <= 3,
            (_, true) => group.len() == 3,
        };
        if !fits || !is_digits(group) {
            return Err(DecimalFault::NotANumber);
        }
    }
    let fraction = fraction.trim_end_matches('0');
    let missing = (decimals as usize)
        .checked_sub(fraction.len())
        .ok_or(DecimalFault::TooFine)?;
    let digits = whole.chars().filter(|c| *c != ',').chain(fraction.chars());
    digits
        .chain(std::iter::repeat_n('0', missing))
        .filter_map(|c| c.to_digit(10))
        .try_fold(0_i64, |sum, digit| {
            sum.checked_mul(10)?.checked_add(i64::from(digit))
        })
        .ok_or(DecimalFault::TooLarge)
}
