//! How many last days a second: `cargo run --release -p cases --example due_dates 10000000`.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use cases::clocks::due_dates;
use cases::workdays::Calendar;
use kernel::Date;
use std::time::Instant;

fn main() -> kernel::Result<()> {
    let mut args = std::env::args().skip(1);
    let many: u32 = args.next().unwrap_or_default().parse().unwrap_or(1_000_000);
    let calendar = Calendar::published()?;
    let first = Date::new(2012, 1, 1).unwrap_or(Date::of_micros(0));
    let began = Instant::now();
    let sum = due_dates(&calendar, first, many);
    let took = began.elapsed();
    let a_second = u128::from(many) * 1_000_000 / took.as_micros().max(1);
    println!("{many} last days in {took:?}: {a_second} a second (sum {sum})");
    Ok(())
}
