//! What programs may read of concerns beyond what all kinds of cases have: the ledger of the hotline.

use super::ledger::export::{self, Line, Shown};
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Found, List, Seen};
use access::Right;
use kernel::{Date, Error, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewCases]);
    vec![List::new("appeals/ledger", "ledger-name", view, ledger)]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Days {
    /// Concerns that came in from this day; without it from the first of the year of `to`.
    from: Option<Date>,
    /// To this one; without it today.
    to: Option<Date>,
}

/// A concern in the columns of the hotline's ledger, in its words.
#[derive(Serialize, JsonSchema)]
struct OneLine {
    id: Id,
    /// The hotline's number, or ours where it has none.
    number: String,
    came: Option<Date>,
    /// What people told stands here for whoever sees it.
    requester_name: Option<String>,
    /// Its middle is taken out.
    contact: Option<String>,
    category: Option<String>,
    detail: Option<String>,
    address: Option<String>,
    owner: Option<String>,
    assigned: Option<Date>,
    due: Option<Date>,
    ended: Option<Date>,
    result: Option<String>,
    callback: Option<String>,
    satisfaction: Option<String>,
}

/// In the order in which they were taken in.
fn ledger(
    tx: &mut Tx,
    seen: &Seen,
    asked: Days,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneLine, Id>> {
    let to = asked.to.unwrap_or_else(|| seen.ctx.today());
    let first = Date::new(to.year(), 1, 1).unwrap_or(to);
    let from = asked.from.unwrap_or(first);
    if from > to {
        return Err(Error::invalid("to", "before_from"));
    }
    let shown = match seen.sees_names {
        true => Shown::Names,
        false => Shown::Coded,
    };
    let hidden = seen.words.get("cases-sealed");
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let after = after.unwrap_or(Id(0));
    let found = export::lines(tx, &seen.ctx, ((from, to), after), (shown, &hidden), more)?;
    let found = Found::page(found, limit, |(id, _)| *id);
    Ok(found.map(|(id, line)| row(id, line)))
}

fn row(id: Id, line: Line) -> OneLine {
    OneLine {
        id,
        number: line.number,
        came: line.came,
        requester_name: line.requester_name,
        contact: line.contact,
        category: line.category,
        detail: line.detail,
        address: line.address,
        owner: line.owner,
        assigned: line.assigned,
        due: line.due,
        ended: line.ended,
        result: line.result,
        callback: line.callback,
        satisfaction: line.satisfaction,
    }
}
