//! How many events a second a replay folds: `cargo run --release -p cases --example folds 100000`.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use cases::declared::{Role, check};
use cases::event::{Deed, Event, Patch, Value, Who};
use cases::fold::Case;
use cases::types::APPEAL;
use cases::workdays::Calendar;
use kernel::{Date, Error, Id, Result};
use std::sync::Arc;
use std::time::Instant;

/// A concern from the counter to the call-back: eight events. Fields are texts, `field=code`, or `field@unit`.
const STEPS: [(i64, &str, &str, &str); 8] = [
    (1, "record@desk", "open", "title channel=web detail"),
    (1, "record@desk", "accept", "category=lights owner_unit@7"),
    (2, "act@owner", "start", ""),
    (2, "act@owner", "ask", "question"),
    (2, "act@owner", "answer", "answer"),
    (2, "act@owner", "solve", "result=solved reply"),
    (3, "verify@desk", "missed", ""),
    (3, "verify@desk", "call_back", "satisfaction=basic"),
];

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let cases: u32 = args.next().unwrap_or_default().parse().unwrap_or(100_000);
    let calendar = Calendar::published()?;
    let of = check(APPEAL).map_err(|_| Error::Internal("the type has faults".into()))?;
    let of = Arc::new(of);
    let events = accepted(&of, &calendar)?;
    let began = Instant::now();
    let mut solved = 0;
    for _ in 0..cases {
        let case = Case::fold(of.clone(), &events)?;
        solved += u32::from(case.ending() == cases::fold::Ending::Solved);
    }
    let took = began.elapsed();
    let many = u128::from(cases) * events.len() as u128;
    let a_second = many * 1_000_000 / took.as_micros().max(1);
    println!("{many} events in {took:?}: {a_second} a second ({solved} solved)");
    Ok(())
}

fn accepted(of: &Arc<cases::declared::CaseType>, calendar: &Calendar) -> Result<Vec<Event>> {
    let day = Date::new(2026, 11, 2).unwrap_or(Date::of_micros(0));
    let mut case: Option<Case> = None;
    let mut events = Vec::new();
    for (actor, role, action, fields) in STEPS {
        let value = |word: &str| match (word.split_once('='), word.split_once('@')) {
            (Some((field, code)), _) => (field.to_owned(), Value::Code(code.into())),
            (None, Some((field, _))) => (field.to_owned(), Value::Unit(Id(7))),
            (None, None) => (word.to_owned(), Value::Text("文字".into())),
        };
        let patch: Patch = fields.split_whitespace().map(value).collect();
        let event = Event {
            deed: Deed::Action(action.into()),
            by: Who::of(Id(actor), Role::parse(role).into_iter().collect()),
            at: day.start_micros() / 1_000_000 + 36_000,
            day,
            patch,
            reason: None,
            dues: Default::default(),
        };
        let (next, event) = match &case {
            None => Case::open(of.clone(), event, calendar)?,
            Some(case) => case.apply(event, calendar)?,
        };
        case = Some(next);
        events.push(event);
    }
    Ok(events)
}
