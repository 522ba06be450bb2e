//! A clock that moves only when a test moves it.

use kernel::{Clock, Date};
use std::sync::atomic::{AtomicI64, Ordering};

const HOUR_MICROS: i64 = 3_600 * 1_000_000;

/// Shared by reference or `Arc`; every holder sees the same time.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    /// Nine in the morning in China on that day, when an office opens.
    pub fn at(date: Date) -> FakeClock {
        FakeClock(AtomicI64::new(nine_o_clock(date)))
    }

    /// As `at`, for a day written out: `FakeClock::on(2023, 1, 10)`. Panics where there is no such day.
    pub fn on(year: i16, month: i8, day: i8) -> FakeClock {
        FakeClock::at(Date::new(year, month, day).expect("no such day"))
    }

    /// Sets nine in the morning in China of that day, earlier or later than now.
    pub fn set(&self, date: Date) {
        self.set_micros(nine_o_clock(date));
    }

    /// Sets the instant itself: microseconds since 1970, UTC.
    pub fn set_micros(&self, micros: i64) {
        self.0.store(micros, Ordering::SeqCst);
    }

    pub fn advance_days(&self, days: i64) {
        self.advance_hours(days * 24);
    }

    pub fn advance_hours(&self, hours: i64) {
        self.advance_micros(hours * HOUR_MICROS);
    }

    pub fn advance_micros(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    pub fn today(&self) -> Date {
        Date::of_micros(self.now_micros())
    }
}

impl Clock for FakeClock {
    fn now_micros(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

fn nine_o_clock(date: Date) -> i64 {
    date.start_micros() + 9 * HOUR_MICROS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_until_it_is_moved() {
        let clock = FakeClock::on(2023, 1, 31);
        assert_eq!(clock.now_micros(), clock.now_micros());
        clock.advance_hours(14);
        assert_eq!(clock.today().to_string(), "2023-01-31");
        clock.advance_hours(1);
        assert_eq!(clock.today().to_string(), "2023-02-01");
        clock.advance_days(28);
        assert_eq!(clock.today().to_string(), "2023-03-01");
        clock.set(Date::new(2018, 12, 31).unwrap());
        assert_eq!(clock.today().to_string(), "2018-12-31");
    }
}
