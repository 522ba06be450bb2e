//! Counted days against another package's tables, against counting on one's fingers, and at the edges of what is known.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a faulty table should stop the test at once"
)]

use cases::workdays::{Calendar, Due, Kind, Named};
use kernel::Date;
use std::collections::BTreeMap;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn published() -> Calendar {
    Calendar::published().unwrap()
}

#[test]
fn every_day_of_seventeen_years_is_as_another_package_has_it() {
    let told: BTreeMap<i16, String> = serde_json::from_str(include_str!("workdays.json")).unwrap();
    assert_eq!(told.len(), 17);
    let calendar = published();
    let mut days = 0;
    for (year, bits) in told {
        for (place, bit) in (0_i64..).zip(bits.chars()) {
            let date = Date::new(year, 1, 1).unwrap().plus_days(place);
            assert_eq!(calendar.is_worked(date), Some(bit == '1'), "{date}");
            days += 1;
        }
    }
    assert_eq!(days, 17 * 365 + 4);
}

#[test]
fn the_examples_of_the_rules_come_out() {
    let calendar = published();
    for (arrived, days, due) in [
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-04-30", 5, "2026-05-11"),
    ] {
        assert_eq!(
            calendar.due(day(arrived), days),
            Due::On(day(due)),
            "{arrived}"
        );
    }
    let year = calendar.between(day("2025-12-31"), day("2026-12-31"));
    assert_eq!(year, Some(248));
}

#[test]
fn counting_one_by_one_gives_the_same() {
    let calendar = published();
    let mut arrived = day("2009-12-31").plus_days(1);
    let mut asked = 0;
    while arrived < day("2026-11-01") {
        for days in [1_u32, 2, 5, 13, 20] {
            let (mut left, mut at) = (days, arrived);
            while left > 0 {
                at = at.plus_days(1);
                left -= u32::from(calendar.is_worked(at).unwrap());
            }
            assert_eq!(calendar.due(arrived, days), Due::On(at), "{arrived} {days}");
            assert_eq!(calendar.between(arrived, at), Some(i64::from(days)));
            assert_eq!(calendar.between(at, arrived), Some(-i64::from(days)));
            asked += 1;
        }
        arrived = arrived.plus_days(3);
    }
    assert!(asked > 10_000);
}

#[test]
fn days_in_a_row_end_on_a_working_day() {
    let calendar = published();
    for (arrived, days, due) in [
        // A Thursday; a Saturday moves on to Monday; a Saturday that is worked stays; over the spring festival.
        ("2026-11-02", 3, "2026-11-05"),
        ("2026-11-02", 5, "2026-11-09"),
        ("2026-10-05", 5, "2026-10-10"),
        ("2026-02-10", 7, "2026-02-24"),
    ] {
        assert_eq!(
            calendar.due_in_days(day(arrived), days),
            Due::On(day(due)),
            "{arrived}"
        );
    }
}

#[test]
fn what_runs_into_a_year_without_a_notice_is_not_guessed() {
    let calendar = published();
    assert_eq!(
        calendar.due(day("2026-12-25"), 4),
        Due::On(day("2026-12-31"))
    );
    for (arrived, days) in [("2026-12-25", 5), ("2026-12-31", 1), ("2026-06-01", 400)] {
        assert_eq!(
            calendar.due(day(arrived), days),
            Due::NotFixed { year: 2027 },
            "{arrived}"
        );
    }
    assert_eq!(
        calendar.due(day("2028-03-01"), 1),
        Due::NotFixed { year: 2028 }
    );
    assert_eq!(
        calendar.due(day("2009-06-01"), 1),
        Due::NotFixed { year: 2009 }
    );
    assert_eq!(
        calendar.due_in_days(day("2026-12-28"), 10),
        Due::NotFixed { year: 2027 }
    );
    assert_eq!(calendar.is_worked(day("2027-01-04")), None);
    assert_eq!(calendar.between(day("2026-12-30"), day("2027-01-05")), None);
}

fn named(date: &str, kind: Kind) -> Named {
    Named {
        date: day(date),
        kind,
        name: "元旦".into(),
    }
}

#[test]
fn the_next_notice_fixes_what_was_open_and_may_change_december() {
    let more = [
        named("2026-12-26", Kind::Work),
        named("2027-01-01", Kind::Rest),
    ];
    let known = published();
    let calendar = Calendar::of(known.named().chain(more)).unwrap();
    assert_eq!(
        calendar.due(day("2026-12-25"), 1),
        Due::On(day("2026-12-26"))
    );
    assert_eq!(
        calendar.due(day("2026-12-31"), 1),
        Due::On(day("2027-01-04"))
    );
    // A year behind one that is not known waits for it.
    let gap = known.named().chain([named("2028-01-01", Kind::Rest)]);
    let calendar = Calendar::of(gap).unwrap();
    assert_eq!(calendar.is_worked(day("2028-01-04")), None);
    // Two notices that say different things of a day.
    let twice = known.named().chain([named("2026-10-10", Kind::Rest)]);
    assert!(Calendar::of(twice).is_err());
    assert!(Calendar::of([]).is_err());
}

#[test]
fn what_a_count_met_is_told_in_spans() {
    let met = published().met(day("2026-09-24"), day("2026-10-09"));
    let told: Vec<(Kind, String, String, &str)> = met
        .iter()
        .map(|span| {
            (
                span.kind,
                span.first.to_string(),
                span.last.to_string(),
                span.name.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Kind::Rest, "2026-09-25".into(), "2026-09-27".into(), "中秋"),
            (
                Kind::Rest,
                "2026-10-01".into(),
                "2026-10-07".into(),
                "国庆节"
            ),
        ]
    );
    assert_eq!(published().met(day("2026-10-09"), day("2026-10-09")), []);
}
