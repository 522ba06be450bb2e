//! Numbers that stand in public, for programs: the tables as they were issued, with what is hidden left out and the mark why.

use super::Report;
use super::public::{PERIODS, all_named, parts};
use crate::api::{Found, Seen};
use figures::issue::{Issue, IssuedTable, Name, all_issued, issued};
use figures::suppress::Shown;
use kernel::{Date, Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct Every {
    /// The period holds this day.
    day: Option<Date>,
}

/// A table that was issued to everybody, of whatever organisation.
#[derive(Serialize, JsonSchema)]
pub(super) struct OneIssue {
    /// As its page's address ends, and what `issued/cells` asks for.
    link: String,
    unit_name: String,
    /// Of the period, both days with it.
    first: Date,
    last: Date,
    /// As of when, and up to which journal row of its organisation, it was counted.
    as_of: Date,
    as_known: i64,
    /// Of everything; nothing where it is hidden.
    total: Option<i64>,
    hidden: Option<Hidden>,
}

/// Why a number is not told.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Hidden {
    /// It is below five.
    Small,
    /// It would give a small one away.
    Complement,
}

fn told(shown: Shown) -> (Option<i64>, Option<Hidden>) {
    match shown {
        Shown::Number(number) => (Some(number), None),
        Shown::Small => (None, Some(Hidden::Small)),
        Shown::Complement => (None, Some(Hidden::Complement)),
    }
}

/// The latest period first.
pub(super) fn issues(
    tx: &mut Tx,
    _: &Seen,
    report: Report,
    asked: Every,
    after: Option<usize>,
    limit: usize,
) -> Result<Found<OneIssue, usize>> {
    let mut all = all_issued(tx, report.code, PERIODS)?;
    if let Some(day) = asked.day {
        all.retain(|issue| issue.first <= day && day <= issue.last);
    }
    let rows = all_named(tx, all)?.into_iter().map(|named| {
        let Issue { table, .. } = &named.issue;
        let (total, hidden) = told(table.total);
        OneIssue {
            link: format!("{}-{}", named.issue.org, named.issue.id),
            unit_name: named.unit,
            first: named.issue.first,
            last: named.issue.last,
            as_of: named.issue.as_of,
            as_known: named.issue.known,
            total,
            hidden,
        }
    });
    Ok(Found::numbered(rows.collect(), after, limit))
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(super) struct OfIssue {
    link: String,
}

/// A cell of such a table.
#[derive(Serialize, JsonSchema)]
pub(super) struct OneCell {
    /// Nothing in the row of sums.
    unit_name: Option<String>,
    /// Of the unit itself, without what lies below it.
    is_own: bool,
    /// What the column is called, in the asked language.
    name: String,
    /// Of all columns together.
    is_whole: bool,
    /// Nothing where it is hidden.
    value: Option<i64>,
    hidden: Option<Hidden>,
}

/// Row by row, the sums last.
pub(super) fn cells(
    tx: &mut Tx,
    seen: &Seen,
    report: Report,
    asked: OfIssue,
    after: Option<usize>,
    limit: usize,
) -> Result<Found<OneCell, usize>> {
    let (org, id) = parts(&asked.link)?;
    let issue = issued(tx, org, id)?;
    if issue.kind != report.code {
        return Err(Error::NotFound);
    }
    let IssuedTable {
        columns,
        whole,
        rows,
        totals,
        total,
        ..
    } = issue.table;
    let name = |name: &Name| seen.words.either(&name.zh, &name.en);
    let mut all = Vec::new();
    let mut line = |unit: Option<String>, is_own: bool, sum: Shown, cells: &[Shown]| {
        let whole = std::iter::once((&whole, true, sum));
        let others = columns
            .iter()
            .zip(cells)
            .map(|(of, cell)| (of, false, *cell));
        all.extend(whole.chain(others).map(|(of, is_whole, cell)| {
            let (value, hidden) = told(cell);
            OneCell {
                unit_name: unit.clone(),
                is_own,
                name: name(of),
                is_whole,
                value,
                hidden,
            }
        }));
    };
    for row in rows {
        line(Some(row.unit), row.is_own, row.total, &row.cells);
    }
    line(None, false, total, &totals);
    Ok(Found::numbered(all, after, limit))
}
