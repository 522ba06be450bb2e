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
}
