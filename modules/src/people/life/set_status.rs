//! What a household is to the state begins or ends on a day: relieved, monitored, on assistance.

use super::book::{Book, Recorded};
use super::model::{self, Event, Kind, StatusFault};
use crate::people::store::{base, facts};
use kernel::{Ctx, Date, Id, Refusal, Result};
use serde::Serialize;
use store::{Input, Tx};

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct SetStatus {
    pub household: Id,
    pub date: Date,
    /// Code list household_status, as it stands on that day.
    pub code: String,
}

impl Input for SetStatus {
    const DEED: &'static str = "people.set_status";
}

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct EndStatus {
    pub household: Id,
    /// The first day on which it no longer holds.
    pub date: Date,
    pub code: String,
}

impl Input for EndStatus {
    const DEED: &'static str = "people.end_status";
}

/// A status of the same group ends on the day. Refuses `people.status_not_in_force` (with those that
/// are), `people.status_holds`, `people.later_known` and what [`Book`] refuses.
pub fn set_status(tx: &mut Tx, ctx: &Ctx, input: SetStatus) -> Result<Recorded> {
    let mut book = Book::begin(tx, ctx, input.date)?;
    let household = book.household(input.household)?;
    let codes = base::codes(book.tx)?;
    let periods = facts::statuses(book.tx, book.org, household.id)?;
    let held: Vec<model::Held> = periods
        .iter()
        .map(|(_, code, from, to)| (code.as_str(), *from, *to))
        .collect();
    let ending = model::set_status(&codes, &input.code, input.date, &held)
        .map_err(|fault| refusal(fault, input.date))?;
    for place in ending {
        if let Some((id, code, from, _)) = periods.get(place) {
            book.status_row(*id, household.id, code, *from, Some(input.date))?;
        }
    }
    let id = book.tx.new_id()?;
    book.status_row(id, household.id, &input.code, input.date, None)?;
    recorded(book, Kind::StatusSet, household.id, household.unit)
}

/// Refuses `people.status_not_held` and what [`Book`] refuses.
pub fn end_status(tx: &mut Tx, ctx: &Ctx, input: EndStatus) -> Result<Recorded> {
    let mut book = Book::begin(tx, ctx, input.date)?;
    let household = book.household(input.household)?;
    let periods = facts::statuses(book.tx, book.org, household.id)?;
    let held = periods.into_iter().find(|(_, code, from, to)| {
        *code == input.code && *from <= input.date && to.is_none_or(|to| input.date < to)
    });
    let Some((id, code, from, _)) = held else {
        return Err(Refusal::new("people.status_not_held")
            .with("date", input.date)
            .into());
    };
    book.status_row(id, household.id, &code, from, Some(input.date))?;
    recorded(book, Kind::StatusEnd, household.id, household.unit)
}

fn recorded(book: Book, kind: Kind, household: Id, unit: Id) -> Result<Recorded> {
    let date = book.date;
    let event = book.record(Event {
        date,
        kind,
        household,
        other: None,
        person: None,
        unit,
        reason: None,
        voids: None,
    })?;
    Ok(Recorded {
        event,
        household,
        person: None,
        is_headless: false,
        has_ended: false,
    })
}

fn refusal(fault: StatusFault, date: Date) -> Refusal {
    match fault {
        StatusFault::NotInForce(names) => {
            let (zh, en): (Vec<String>, Vec<String>) = names.into_iter().unzip();
            Refusal::new("people.status_not_in_force")
                .with("date", date)
                .with("zh", zh.join("、"))
                .with("en", en.join(", "))
        }
        StatusFault::Holds => Refusal::new("people.status_holds").with("date", date),
        StatusFault::Later(from) => Refusal::new("people.later_known").with("date", from),
    }
}
