//! The rules of a project: what a stated date stands for, how a year's yield is judged, how a roster
//! in a file compares with the one that is there. Pure.

pub use kernel::check::{above_zero, not_after, optional, required, within};
use kernel::date::Precision;
use kernel::{Date, Fen, Id};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// More people than this in one household's entitlement is a slip of the finger.
pub const MOST_HEADS: i64 = 50;
/// Collectives with income to share came with the reform; what is later than this is a slip.
pub const YEARS: (i64, i64) = (1978, 2199);

/// The day that stands for a date of this precision: 2018年底 is kept as its last day.
pub fn stated(date: Date, precision: Precision) -> Date {
    let day = match precision {
        Precision::Day => return date,
        Precision::Month => Date::new(date.year(), date.month(), 1),
        Precision::Year => Date::new(date.year(), 1, 1),
        Precision::YearEnd => Date::new(date.year(), 12, 31),
    };
    day.unwrap_or(date)
}

/// How a year's income stands to its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YieldState {
    /// Nothing was planned.
    Unplanned,
    /// The year is not over, and the plan is not yet reached.
    Running,
    /// The plan is reached.
    Met,
    /// The year is over and brought less than planned: the warning.
    Short,
}

/// One year of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearYield {
    pub year: i64,
    pub plan: Option<Fen>,
    pub income: Fen,
    /// Income over investment in basis points, half up; nothing where nothing is invested.
    pub rate_bp: Option<i64>,
    /// What is missing against the plan, of a year that fell short.
    pub short_by: Option<Fen>,
    pub state: YieldState,
}

/// Judges a year on `today`. A year that is not over is never warned of.
pub fn yearly(year: i64, plan: Option<Fen>, income: Fen, invested: Fen, today: Date) -> YearYield {
    let is_over = year < i64::from(today.year());
    let state = match plan {
        None => YieldState::Unplanned,
        Some(plan) if income >= plan => YieldState::Met,
        Some(_) if is_over => YieldState::Short,
        Some(_) => YieldState::Running,
    };
    let short_by = plan
        .filter(|_| state == YieldState::Short)
        .map(|plan| Fen(plan.0 - income.0));
    YearYield {
        year,
        plan,
        income,
        rate_bp: basis_points(income, invested),
        short_by,
        state,
    }
}

fn basis_points(part: Fen, whole: Fen) -> Option<i64> {
    if whole.0 <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part.0), i128::from(whole.0));
    i64::try_from((part * 20_000 + whole).div_euclid(whole * 2)).ok()
}

/// A household on the roster of a project, or one that is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RosterLine {
    pub household: Id,
    pub class: String,
    /// People who share (享受人数); may differ from the members of the household.
    pub heads: i64,
    pub from: Date,
}

/// A line that is there, with the record that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub id: Id,
    pub unit: Id,
    pub line: RosterLine,
}

/// A file's roster against the one that is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RosterDiff {
    pub added: Vec<RosterLine>,
    /// Another class or number of heads, from the file's day on.
    pub changed: Vec<(Listed, RosterLine)>,
    pub unchanged: usize,
    /// On the roster but not in the file. Shown, never ended by an import.
    pub missing: Vec<Listed>,
}

/// Compares by household; each stands in `lines` at most once. A line with the class and heads that
/// are there is unchanged whatever its day.
pub fn compare(lines: &[RosterLine], there: &[Listed]) -> RosterDiff {
    let mut left: HashMap<Id, &Listed> = there.iter().map(|l| (l.line.household, l)).collect();
    let mut diff = RosterDiff::default();
    for line in lines {
        match left.remove(&line.household) {
            None => diff.added.push(line.clone()),
            Some(l) if l.line.class == line.class && l.line.heads == line.heads => {
                diff.unchanged += 1
            }
            Some(l) => diff.changed.push((l.clone(), line.clone())),
        }
    }
    diff.missing = there
        .iter()
        .filter(|l| left.contains_key(&l.line.household))
        .cloned()
        .collect();
    diff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_stated_date_is_kept_as_the_day_that_stands_for_it() {
        let cases = [
            (Precision::Day, "2018-11-23"),
            (Precision::Month, "2018-11-01"),
            (Precision::Year, "2018-01-01"),
            (Precision::YearEnd, "2018-12-31"),
        ];
        for (precision, expected) in cases {
            assert_eq!(stated(date("2018-11-23"), precision), date(expected));
        }
    }

    #[test]
    fn a_year_is_warned_of_when_it_is_over_and_fell_short() {
        let plan = Some(Fen(17_000_000));
        let cases = [
            (plan, 17_000_000, "2022-01-01", YieldState::Met, None),
            (
                plan,
                16_999_999,
                "2022-01-01",
                YieldState::Short,
                Some(Fen(1)),
            ),
            (plan, 0, "2021-12-31", YieldState::Running, None),
            (plan, 17_000_001, "2021-06-01", YieldState::Met, None),
            (None, 5, "2022-01-01", YieldState::Unplanned, None),
        ];
        for (plan, income, today, state, short) in cases {
            let found = yearly(2021, plan, Fen(income), Fen(170_000_000), date(today));
            assert_eq!(
                (found.state, found.short_by),
                (state, short),
                "{income} on {today}"
            );
        }
    }

    #[test]
    fn a_rate_is_in_basis_points_of_what_was_invested() {
        let rate = |income, invested| {
            yearly(2021, None, Fen(income), Fen(invested), date("2022-01-01")).rate_bp
        };
        assert_eq!(rate(17_000_000, 170_000_000), Some(1000));
        assert_eq!(rate(1, 3), Some(3333));
        assert_eq!(rate(2, 3), Some(6667));
        assert_eq!(rate(5, 0), None);
    }

    #[test]
    fn a_roster_is_compared_by_household() {
        let line = |household, class: &str, heads| RosterLine {
            household: Id(household),
            class: class.into(),
            heads,
            from: date("2019-01-01"),
        };
        let listed = |id, line| Listed {
            id: Id(id),
            unit: Id(1),
            line,
        };
        let there = [
            listed(11, line(1, "A", 2)),
            listed(12, line(2, "B", 1)),
            listed(13, line(3, "C", 1)),
        ];
        let diff = compare(&[line(1, "A", 2), line(2, "A", 1), line(4, "C", 3)], &there);
        assert_eq!(diff.added, [line(4, "C", 3)]);
        assert_eq!(diff.changed, [(there[1].clone(), line(2, "A", 1))]);
        assert_eq!(diff.unchanged, 1);
        assert_eq!(diff.missing, [there[2].clone()]);
    }
}
