//! What a calendar program gets, read by somebody else's reader.

use super::{feed, samples};
use crate::i18n::{Lang, Words};
use std::io::Write;
use std::process::{Command, Stdio};

/// Tells what it read: for each event its name, days and texts.
const READER: &str = "
import sys
try:
    from icalendar import Calendar
except ImportError:
    print('no icalendar'); sys.exit(3)
calendar = Calendar.from_ical(sys.stdin.buffer.read())
assert str(calendar['version']) == '2.0' and calendar['prodid'], calendar
print(calendar['x-wr-timezone'])
for event in calendar.walk('VEVENT'):
    print(event['uid'], event.decoded('dtstart'), event.decoded('dtend'), event.decoded('dtstamp'), event['summary'], event['description'], sep='|')
    assert not event.errors, event.errors
";

#[test]
fn another_reader_understands_the_calendar() {
    let of = cases::read::parsed(cases::types::APPEAL).unwrap();
    let found = samples::month(&of);
    // 11 October 2022, 09:30:05 in China.
    let now = sample_now();
    let text = feed::written(Words::new(Lang::ZhCn), 7, now, &found);
    assert!(text.lines().all(|line| line.len() <= 75), "{text}");
    assert!(
        text.split('\n')
            .all(|line| line.is_empty() || line.ends_with('\r'))
    );
    let started = Command::new("python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut python) = started else {
        testkit::require::missing(testkit::require::PYTHON, "there is no python3");
        return;
    };
    python
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let out = python.wait_with_output().unwrap();
    let read = String::from_utf8(out.stdout).unwrap();
    if read.starts_with("no icalendar") {
        testkit::require::missing(testkit::require::PYTHON, "python3 has no icalendar");
        return;
    }
    assert!(out.status.success(), "{read}");
    let lines: Vec<&str> = read.lines().collect();
    assert_eq!(lines[0], "Asia/Shanghai");
    assert_eq!(
        lines[1],
        "301.handle.7@zhen|2022-10-08|2022-10-09|2022-10-11 01:30:05+00:00|AP-2022-0301 办理期限|群众诉求，办理中"
    );
    assert_eq!(lines.len(), found.len() + 1);
}

fn sample_now() -> i64 {
    crate::sample::day(2022, 10, 11).start_micros() + (9 * 3600 + 30 * 60 + 5) * 1_000_000
}

/// Counted is who has an address, and by the hour; a new hour begins anew.
#[test]
fn an_address_is_asked_for_thirty_times_an_hour() {
    let mut times = feed::Times::none();
    let owner = |user: i64| cases::feed::Owner {
        org: 7,
        user: kernel::Id(user),
    };
    let hour = 3_600_000_000;
    for _ in 0..30 {
        assert!(!times.is_too_often(owner(1), 5 * hour));
    }
    assert!(times.is_too_often(owner(1), 6 * hour - 1));
    assert!(!times.is_too_often(owner(2), 6 * hour - 1));
    assert!(!times.is_too_often(owner(1), 6 * hour));
}
