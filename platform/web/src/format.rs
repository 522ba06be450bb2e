//! How dates, money, counts and due days are written, and how people's writing of them is read.
//! Never rounds money and never uses a float.

use crate::i18n::Words;
use kernel::{Date, Fen, text};

/// A count with thousands separators: `1,700`.
pub fn count(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", text::grouped(number.unsigned_abs()))
}

/// Yuan with two decimals, without its unit: for cells whose column head names it.
pub fn money(amount: Fen) -> String {
    amount.to_string()
}

/// Yuan with its unit: `1,700,000.00元`, `¥1,700,000.00`.
pub fn money_with_unit(words: Words, amount: Fen) -> String {
    words.with("web-money", &[("amount", &money(amount))])
}

/// Area in mu from whole 0.01 mu, without its unit: `1250` is `12.50`.
pub fn mu(hundredths: i64) -> String {
    Fen(hundredths).to_string()
}

/// A day as records write it: `2026-11-23`.
pub fn date(day: Date) -> String {
    day.to_string()
}

/// A day as notices write it: `2026年11月23日`, `23 November 2026`.
pub fn date_long(words: Words, day: Date) -> String {
    let month = words.get(&format!("web-month-{}", day.month()));
    words.with(
        "web-date-long",
        &[
            ("year", &day.year().to_string()),
            ("month", &month),
            ("day", &day.day().to_string()),
        ],
    )
}

/// An instant (microseconds since 1970, UTC) as the wall clock in China shows it: `2026-11-23 14:05`.
pub fn instant(micros: i64) -> String {
    let day = Date::of_micros(micros);
    let minutes = micros.saturating_sub(day.start_micros()) / 60_000_000;
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}

/// Reads a day as people type it: 2026-11-23, 2026-1-3, 2026/11/23, 2026.11.23, 20261123,
/// 2026年11月23日, full-width digits too. `None` for anything else, two-digit years included.
pub fn read_date(typed: &str) -> Option<Date> {
    let typed = text::half_width(typed);
    let parts: Vec<&str> = if typed.len() == 8 && typed.bytes().all(|b| b.is_ascii_digit()) {
        vec![typed.get(..4)?, typed.get(4..6)?, typed.get(6..)?]
    } else {
        typed
            .split(['-', '/', '.', '年', '月', '日', ' '])
            .filter(|part| !part.is_empty())
            .collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Reads an amount in yuan as people type it: 1700, 1,700.5, ￥1700.00, 1700元. `None` for a third
/// decimal (nobody means half a fen), for signs, and for anything else.
pub fn read_money(typed: &str) -> Option<Fen> {
    let typed = text::half_width(typed);
    let plain: String = typed
        .trim_start_matches(['¥', '￥'])
        .trim_end_matches('元')
        .chars()
        .filter(|c| *c != ',' && *c != ' ')
        .collect();
    let (yuan, fen) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || fen.len() > 2 || !digits(yuan) || !digits(fen) {
        return None;
    }
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    yuan.parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(fen)
        .map(Fen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn money_is_written_in_whole_fen() {
        assert_eq!(money(Fen(170_000_000)), "1,700,000.00");
        assert_eq!(money_with_unit(Words::new(Lang::ZhCn), Fen(-5)), "-0.05元");
        assert_eq!(count(-1700), "-1,700");
    }

    #[test]
    fn days_are_written_for_records_and_for_notices() {
        let day = Date::new(2026, 11, 3).unwrap();
        assert_eq!(date(day), "2026-11-03");
        assert_eq!(date_long(Words::new(Lang::ZhCn), day), "2026年11月3日");
        assert_eq!(date_long(Words::new(Lang::En), day), "3 November 2026");
        assert_eq!(
            instant(day.start_micros() + 65 * 60_000_000),
            "2026-11-03 01:05"
        );
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        let day = Date::new(2026, 1, 3);
        for (typed, read) in [
            ("2026-01-03", day),
            ("2026-1-3", day),
            (" 2026/1/3 ", day),
            ("2026.1.3", day),
            ("20260103", day),
            ("２０２６年１月３日", day),
            ("26-1-3", None),
            ("2026-2-30", None),
            ("2026-1", None),
            ("明天", None),
        ] {
            assert_eq!(read_date(typed), read, "{typed}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, read) in [
            ("1700", Some(170_000)),
            ("1,700.5", Some(170_050)),
            ("￥1,700.05", Some(170_005)),
            ("１７００元", Some(170_000)),
            ("0.005", None),
            ("-3", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read_money(typed), read.map(Fen), "{typed}");
        }
    }
}
