//! The rules as tables, and as seeded dice against naive oracles.

mod books;
mod clocks;
mod dice;
mod door;
mod faults;
mod fold;
mod inbox;
mod notices;
mod photographed;
mod stored;
mod story;
mod tally;
mod types;
mod walks;
mod words;

use crate::clocks::Moment;
use kernel::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Ten in the morning of a day in China.
fn at(text: &str) -> Moment {
    Moment::now(day(text).start_micros() / 1_000_000 + 36_000)
}
