//! Deadlines against a count day by day, and against what the law's examples say.

use super::dice::Dice;
use super::{at, day};
use crate::clocks::{Deadline, Late, Limit, Moment, Part, Run, Unit, due_dates};
use crate::workdays::{Calendar, Kind, Named};
use kernel::Date;

fn published() -> Calendar {
    Calendar::published().unwrap()
}

fn on(text: &str) -> Deadline {
    Deadline::On(day(text))
}

#[test]
fn the_examples_of_the_rules_come_out() {
    let calendar = published();
    // domain.md B12.
    for (started, days, due) in [
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-04-30", 5, "2026-05-11"),
    ] {
        let run = Run::start(Limit::working_days(days), at(started));
        assert_eq!(run.deadline(&calendar), on(due), "{started}");
    }
    // Every day off and every make-up workday of 2025 and 2026 that B12 lists.
    let off = [
        "2026-01-01..03",
        "2026-02-15..23",
        "2026-04-04..06",
        "2026-05-01..05",
        "2026-06-19..21",
        "2026-09-25..27",
        "2026-10-01..07",
        "2025-01-01..01",
        "2025-01-28..31",
        "2025-02-01..04",
        "2025-04-04..06",
        "2025-05-01..05",
        "2025-05-31..31",
        "2025-06-01..02",
        "2025-10-01..08",
    ];
    for span in off {
        let (first, last) = span.split_once("..").unwrap();
        let last = day(&format!("{}{last}", &first[..8]));
        let mut at = day(first);
        while at <= last {
            assert_eq!(calendar.is_worked(at), Some(false), "{at}");
            at = at.plus_days(1);
        }
    }
    for worked in [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
    ] {
        assert_eq!(calendar.is_worked(day(worked)), Some(true), "{worked}");
    }
    let year = calendar.between(day("2025-12-31"), day("2026-12-31"));
    assert_eq!(year, Some(248));
}

#[test]
fn a_pause_leaves_out_the_days_behind_the_question_up_to_the_answer() {
    let calendar = published();
    let due = |limit, from: &str, until: &str| {
        let mut run = Run::start(limit, at("2026-11-02"));
        run.pause(at(from));
        run.go_on(at(until));
        run.deadline(&calendar)
    };
    // Started on a Monday; two days used; answered the Monday after: Tuesday, Wednesday, Thursday are left.
    let five = Limit::working_days(5);
    assert_eq!(due(five, "2026-11-04", "2026-11-09"), on("2026-11-12"));
    // Answered on its day, asked on the day of the start, asked on the last day, asked too late.
    assert_eq!(due(five, "2026-11-04", "2026-11-04"), on("2026-11-09"));
    assert_eq!(due(five, "2026-11-02", "2026-11-09"), on("2026-11-16"));
    assert_eq!(due(five, "2026-11-09", "2026-11-12"), on("2026-11-09"));
    assert_eq!(due(five, "2026-11-10", "2026-11-12"), on("2026-11-09"));
    // Days in a row: the third is used on Thursday; the tenth falls on a Tuesday.
    assert_eq!(
        due(Limit::days(10), "2026-11-05", "2026-11-10"),
        on("2026-11-17")
    );
    // The fifth is a Saturday, on which a question stood that was answered on Tuesday.
    assert_eq!(
        due(Limit::days(5), "2026-11-07", "2026-11-10"),
        on("2026-11-11")
    );
    let hours = Limit::hours(24);
    let two_days_later = Deadline::At(at("2026-11-05").at);
    assert_eq!(due(hours, "2026-11-02", "2026-11-04"), two_days_later);
}

#[test]
fn what_stands_still_has_units_left_and_no_day() {
    let calendar = published();
    let mut run = Run::start(Limit::working_days(5), at("2026-11-02"));
    run.pause(at("2026-11-04"));
    assert_eq!(run.deadline(&calendar), Deadline::Paused { left: 3 });
    assert_eq!(run.step(2, &calendar), Deadline::Paused { left: 3 });
    assert_eq!(run.late(at("2027-03-01"), &calendar), None);
    assert_eq!(run.used(at("2026-11-30"), &calendar), Some(2));
    // What was used up before the pause stays on its day.
    assert_eq!(run.reminder(20, &calendar), on("2026-11-03"));
    let mut run = Run::start(Limit::hours(24), at("2026-11-02"));
    run.pause(Moment::now(at("2026-11-02").at + 3_599));
    assert_eq!(run.deadline(&calendar), Deadline::Paused { left: 24 });
    // Asked in the last second: the hours were used.
    let mut run = Run::start(Limit::hours(24), at("2026-11-02"));
    run.pause(at("2026-11-03"));
    assert_eq!(run.deadline(&calendar), Deadline::At(at("2026-11-03").at));
    // Asked when it was over: late stays late.
    let mut run = Run::start(Limit::working_days(5), at("2026-11-02"));
    run.pause(at("2026-11-10"));
    assert_eq!(run.deadline(&calendar), on("2026-11-09"));
}

#[test]
fn reminders_steps_and_lateness_are_counted_from_the_last_day() {
    let calendar = published();
    let run = Run::start(Limit::working_days(5), at("2026-09-24"));
    // Half of five days is in the third of them: the count goes around 25 to 27 September.
    assert_eq!(run.reminder(50, &calendar), on("2026-09-30"));
    assert_eq!(run.reminder(80, &calendar), on("2026-10-08"));
    assert_eq!(run.deadline(&calendar), on("2026-10-09"));
    // Saturday 10 October is worked.
    assert_eq!(run.step(0, &calendar), on("2026-10-09"));
    assert_eq!(run.step(1, &calendar), on("2026-10-10"));
    assert_eq!(run.step(3, &calendar), on("2026-10-13"));
    let late = |now: &str| run.late(at(now), &calendar).map(|late| (late.n, late.unit));
    assert_eq!(late("2026-10-09"), None);
    assert_eq!(late("2026-10-10"), Some((1, Unit::WorkingDays)));
    assert_eq!(late("2026-10-11"), Some((1, Unit::WorkingDays)));
    // Where the calendar ends, days in a row.
    assert_eq!(late("2027-01-01"), Some((84, Unit::Days)));
    let run = Run::start(Limit::hours(24), at("2026-11-07"));
    assert_eq!(
        run.reminder(50, &calendar),
        Deadline::At(at("2026-11-07").at + 12 * 3600)
    );
    let now = Moment::now(at("2026-11-08").at + 7_199);
    let one = Late {
        n: 1,
        unit: Unit::Hours,
    };
    assert_eq!(run.late(now, &calendar), Some(one));
    // What was stopped in time is not late for ever after.
    let mut run = Run::start(Limit::working_days(5), at("2026-11-02"));
    run.stop(at("2026-11-09"));
    assert_eq!(run.late(at("2026-12-01"), &calendar), None);
    assert_eq!(run.used(at("2026-12-01"), &calendar), Some(5));
}

#[test]
fn a_day_written_down_later_counts_until_its_last_second() {
    let written = Moment::of(day("2026-11-02"), at("2026-11-05").at);
    assert_eq!(written.day, day("2026-11-02"));
    assert_eq!(Moment::now(written.at).day, day("2026-11-02"));
    assert_eq!(Moment::now(written.at + 1).day, day("2026-11-03"));
    assert_eq!(
        Moment::of(day("2026-11-02"), at("2026-11-02").at),
        at("2026-11-02")
    );
}

#[test]
fn what_runs_into_a_year_without_a_notice_is_not_fixed_until_it_comes() {
    let calendar = published();
    let not_fixed = Deadline::NotFixed { year: 2027 };
    let mut run = Run::start(Limit::working_days(5), at("2026-12-28"));
    assert_eq!(run.deadline(&calendar), not_fixed);
    assert_eq!(run.step(1, &calendar), not_fixed);
    assert_eq!(run.reminder(50, &calendar), on("2026-12-31"));
    assert_eq!(run.late(at("2027-06-01"), &calendar), None);
    assert_eq!(
        Run::start(Limit::days(10), at("2026-12-28")).deadline(&calendar),
        not_fixed
    );
    let hours = Run::start(Limit::hours(240), at("2026-12-28"));
    assert!(matches!(hours.deadline(&calendar), Deadline::At(_)));
    // A pause into the unknown, and one that lasts.
    run.pause(at("2026-12-30"));
    assert_eq!(run.deadline(&calendar), Deadline::Paused { left: 3 });
    run.go_on(at("2027-01-12"));
    assert_eq!(run.deadline(&calendar), not_fixed);
    let new_year = ["2027-01-01", "2027-01-02"].map(|text| Named {
        date: day(text),
        kind: Kind::Rest,
        name: "元旦".into(),
    });
    let calendar = Calendar::of(calendar.named().chain(new_year)).unwrap();
    assert_eq!(run.deadline(&calendar), on("2027-01-15"));
}

/// Every day after the start: is it counted, and is the limit reached?
fn naive(run: &Run, calendar: &Calendar) -> Deadline {
    let paused = |day: Date| {
        let mut pauses = run.pauses.iter();
        pauses
            .find(|p| p.from.day < day && p.until.is_none_or(|until| day <= until.day))
            .copied()
    };
    let counts = |day| run.limit.unit == Unit::Days || calendar.is_worked(day) == Some(true);
    let (mut left, mut day) = (run.total(), run.started.day);
    loop {
        let is_over = left == 0 && calendar.is_worked(day) == Some(true) && paused(day).is_none();
        if is_over {
            return Deadline::On(day);
        }
        day = day.plus_days(1);
        if paused(day).is_some_and(|pause| pause.until.is_none()) {
            return Deadline::Paused { left };
        }
        if calendar.is_worked(day).is_none() && (run.limit.unit == Unit::WorkingDays || left == 0) {
            return Deadline::NotFixed { year: day.year() };
        }
        if left > 0 && counts(day) && paused(day).is_none() {
            left -= 1;
        }
        if left == 0 && calendar.is_worked(day).is_none() {
            return Deadline::NotFixed { year: day.year() };
        }
    }
}

fn thrown(dice: &Dice) -> Run {
    let start = at("2010-01-01").at + i64::from(dice.small(6_200)) * 86_400;
    let n = 1 + dice.small(40);
    let limit = *dice.pick(&[Limit::working_days(n), Limit::days(n), Limit::hours(n)]);
    let mut run = Run::start(limit, Moment::now(start));
    let mut last = start;
    for _ in 0..dice.below(4) {
        last += i64::from(dice.small(20 * 86_400));
        run.pause(Moment::now(last));
        if dice.below(6) == 0 {
            break;
        }
        last += i64::from(dice.small(12 * 86_400));
        run.go_on(Moment::now(last));
    }
    for _ in 0..dice.below(3) {
        run.extend(1 + dice.small(10), day_of_start(&run));
    }
    run
}

fn day_of_start(run: &Run) -> Date {
    run.started.day
}

#[test]
fn counting_day_by_day_gives_the_same() {
    let calendar = published();
    let dice = Dice::of(6);
    let (mut fixed, mut paused, mut unknown, mut hours) = (0, 0, 0, 0);
    for round in 0..12_000 {
        let run = thrown(&dice);
        let deadline = run.deadline(&calendar);
        if run.limit.unit == Unit::Hours {
            // Second by second it is the pauses that began before it, and nothing else.
            if let Deadline::At(end) = deadline {
                let stood: i64 = run
                    .pauses
                    .iter()
                    .filter(|pause| pause.from.at < end)
                    .map(|pause| pause.until.unwrap().at - pause.from.at)
                    .sum();
                assert_eq!(end - run.started.at - stood, i64::from(run.total()) * 3600);
            }
            hours += 1;
            continue;
        }
        assert_eq!(deadline, naive(&run, &calendar), "{round}: {run:?}");
        match deadline {
            Deadline::On(last) => {
                fixed += 1;
                let used = run.used(Moment::of(last, i64::MAX), &calendar).unwrap();
                assert!(used >= run.total(), "{round}: {run:?}");
                let is_late = |day: Date| run.late(Moment::of(day, i64::MAX), &calendar).is_some();
                assert!(!is_late(last) && is_late(last.plus_days(1)));
                assert_eq!(run.reminder(100, &calendar), deadline);
            }
            Deadline::Paused { .. } => paused += 1,
            _ => unknown += 1,
        }
    }
    assert!(
        fixed > 4_000 && paused > 100 && unknown > 10 && hours > 2_000,
        "{fixed} {paused} {unknown} {hours}"
    );
}

#[test]
fn an_explanation_adds_up() {
    let calendar = published();
    let dice = Dice::of(7);
    let mut summed = 0;
    for _ in 0..10_000 {
        let run = thrown(&dice);
        let parts = run.explain(&calendar);
        let Some(last) = run
            .deadline(&calendar)
            .day()
            .filter(|_| run.limit.unit != Unit::Hours)
        else {
            continue;
        };
        let (mut days, mut moved) = (0, None);
        for part in &parts {
            days += match part {
                Part::Limit(limit) => limit.n,
                Part::Extended { by, .. } => *by,
                Part::Off { days, .. } if run.limit.unit == Unit::WorkingDays => *days,
                Part::Paused { days, .. } | Part::Weekends { days } => *days,
                Part::Moved { from } => {
                    moved = Some(*from);
                    break;
                }
                _ => 0,
            };
        }
        let counted = run.started.day.days_until(moved.unwrap_or(last));
        assert_eq!(counted, i64::from(days), "{run:?}\n{parts:?}");
        summed += 1;
    }
    assert!(summed > 3_000, "{summed}");
}

#[test]
fn an_explanation_names_what_was_gone_around() {
    let calendar = published();
    let mut run = Run::start(Limit::working_days(5), at("2026-09-23"));
    run.pause(at("2026-09-28"));
    run.go_on(at("2026-09-29"));
    run.extend(1, day("2026-09-30"));
    let off = |first: &str, last: &str, name: &str, days| Part::Off {
        first: day(first),
        last: day(last),
        name: name.into(),
        days,
    };
    assert_eq!(
        run.explain(&calendar),
        [
            Part::Starts {
                day: day("2026-09-23"),
                at: at("2026-09-23").at
            },
            Part::Limit(Limit::working_days(5)),
            Part::Extended {
                by: 1,
                on: day("2026-09-30")
            },
            off("2026-09-25", "2026-09-27", "中秋", 3),
            Part::Paused {
                from: day("2026-09-28"),
                until: Some(day("2026-09-29")),
                days: 1
            },
            off("2026-10-01", "2026-10-07", "国庆节", 7),
            Part::MadeUp {
                first: day("2026-10-10"),
                last: day("2026-10-10"),
                name: "国庆节".into(),
                days: 1
            },
            Part::Ends(on("2026-10-10")),
        ]
    );
    let run = Run::start(Limit::days(5), at("2026-11-02"));
    assert_eq!(
        run.explain(&calendar)[2..],
        [
            Part::Moved {
                from: day("2026-11-07")
            },
            Part::Ends(on("2026-11-09"))
        ]
    );
    let mut run = Run::start(Limit::hours(24), at("2026-11-02"));
    run.pause(at("2026-11-02"));
    run.go_on(at("2026-11-03"));
    assert_eq!(
        run.explain(&calendar)[2..],
        [
            Part::PausedHours {
                from: at("2026-11-02").at,
                until: Some(at("2026-11-03").at),
                hours: 24
            },
            Part::Ends(Deadline::At(at("2026-11-04").at)),
        ]
    );
}

#[test]
fn many_last_days_are_counted_the_same_way_twice() {
    let calendar = published();
    let sum = due_dates(&calendar, day("2012-01-01"), 20_000);
    assert_eq!(sum, due_dates(&calendar, day("2012-01-01"), 20_000));
    // Some 45 days each: the sum stands for work that was done.
    assert!((500_000..1_500_000).contains(&sum), "{sum}");
}
