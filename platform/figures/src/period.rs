//! Stretches of days in which figures are told: civil days of China, weeks from Monday on. Pure.

use kernel::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Every {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Every {
    pub const ALL: [Every; 5] = [
        Every::Day,
        Every::Week,
        Every::Month,
        Every::Quarter,
        Every::Year,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Every::Day => "day",
            Every::Week => "week",
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        }
    }

    pub fn from_code(code: &str) -> Option<Every> {
        Every::ALL.into_iter().find(|every| every.code() == code)
    }

    /// The first day of the stretch in which a day lies.
    pub fn first(self, day: Date) -> Date {
        let of_month = |month: i8| Date::new(day.year(), month, 1).unwrap_or(day);
        match self {
            Every::Day => day,
            Every::Week => {
                // 1970-01-05 was a Monday.
                let monday = Date::of_micros(0).plus_days(4);
                day.plus_days(-monday.days_until(day).rem_euclid(7))
            }
            Every::Month => of_month(day.month()),
            Every::Quarter => of_month((day.month() - 1) / 3 * 3 + 1),
            Every::Year => of_month(1),
        }
    }

    /// The last day of the stretch in which a day lies.
    pub fn last(self, day: Date) -> Date {
        let first = self.first(day);
        let in_next = match self {
            Every::Day => return day,
            Every::Week => return first.plus_days(6),
            Every::Month => first.plus_days(31),
            Every::Quarter => first.plus_days(92),
            Every::Year => first.plus_days(366),
        };
        self.first(in_next).plus_days(-1)
    }

    /// Every stretch between two days, cut at them, oldest first; at most so many, the newest ones.
    pub fn between(self, from: Date, to: Date, most: usize) -> Vec<(Date, Date)> {
        let mut found = Vec::new();
        let mut last = to;
        while last >= from && found.len() < most {
            let first = self.first(last).max(from);
            found.push((first, last));
            last = first.plus_days(-1);
        }
        found.reverse();
        found
    }

    /// In a few characters, for a picture: `03-01`, `03-02` of a week, `26-03`, `26 Q1`, `2026`.
    pub fn short(self, day: Date) -> String {
        let name = match self {
            Every::Week => self.first(day).to_string(),
            _ => self.name(day),
        };
        let from = match self {
            Every::Day | Every::Week => 5,
            Every::Month | Every::Quarter => 2,
            Every::Year => 0,
        };
        name.get(from..).unwrap_or(&name).to_owned()
    }

    /// As it is written: `2026-03-01`, `2026-03-02…08`, `2026-03`, `2026 Q1`, `2026`.
    pub fn name(self, day: Date) -> String {
        let text = day.to_string();
        let cut = |end: usize| text.get(..end).unwrap_or(&text).to_owned();
        match self {
            Every::Day => text,
            Every::Week => {
                let (first, last) = (self.first(day), self.last(day).to_string());
                format!("{first}…{}", last.get(5..).unwrap_or(&last))
            }
            Every::Month => cut(7),
            Every::Quarter => format!("{} Q{}", day.year(), (day.month() - 1) / 3 + 1),
            Every::Year => cut(4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_stretch_has_a_first_and_a_last_day_and_a_name() {
        for (every, on, first, last, name) in [
            (
                Every::Day,
                "2024-02-29",
                "2024-02-29",
                "2024-02-29",
                "2024-02-29",
            ),
            (
                Every::Week,
                "2026-01-01",
                "2025-12-29",
                "2026-01-04",
                "2025-12-29…01-04",
            ),
            (
                Every::Week,
                "2026-03-02",
                "2026-03-02",
                "2026-03-08",
                "2026-03-02…03-08",
            ),
            (
                Every::Month,
                "2024-02-10",
                "2024-02-01",
                "2024-02-29",
                "2024-02",
            ),
            (
                Every::Month,
                "2023-12-31",
                "2023-12-01",
                "2023-12-31",
                "2023-12",
            ),
            (
                Every::Quarter,
                "2026-05-31",
                "2026-04-01",
                "2026-06-30",
                "2026 Q2",
            ),
            (
                Every::Quarter,
                "2026-12-31",
                "2026-10-01",
                "2026-12-31",
                "2026 Q4",
            ),
            (
                Every::Year,
                "2024-07-01",
                "2024-01-01",
                "2024-12-31",
                "2024",
            ),
        ] {
            let on = day(on);
            assert_eq!((every.first(on), every.last(on)), (day(first), day(last)));
            assert_eq!(every.name(on), name);
            assert!(every.short(on).len() <= 5, "{}", every.short(on));
        }
    }

    #[test]
    fn stretches_follow_each_other_and_cover_every_day_once() {
        for every in Every::ALL {
            let (from, to) = (day("2023-11-15"), day("2025-02-03"));
            let all = every.between(from, to, 1000);
            assert_eq!((all[0].0, all[all.len() - 1].1), (from, to));
            for pair in all.windows(2) {
                assert_eq!(pair[0].1.plus_days(1), pair[1].0, "{every:?}");
                assert_ne!(every.first(pair[0].1), every.first(pair[1].0));
            }
            assert_eq!(every.between(from, to, 3), all[all.len() - 3..]);
        }
        assert!(
            Every::Month
                .between(day("2024-01-02"), day("2024-01-01"), 9)
                .is_empty()
        );
    }
}
