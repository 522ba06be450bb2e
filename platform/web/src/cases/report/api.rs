//! The figures that a kind of case and its books declare, for programs: by unit, by stretches of days, and the rows behind each.

use super::read::{self, Named, STRETCHES};
use super::{Report, ask, open_api};
use crate::api::{Found, List, Seen};
use crate::cases::below_base;
use crate::pages::divisions::{Division, home};
use crate::route::Gate;
use access::{Right, Scope};
use figures::declared::{Answer, Question, by_period, by_unit, catalogue, value};
use figures::period::Every;
use kernel::{Date, Error, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

const VIEW: Gate = Gate::Any(&[Right::ViewFigures]);

pub fn lists(report: Report) -> Vec<List> {
    let path = |rest| below_base(report.base, rest).trim_start_matches('/');
    let all = move |tx: &mut Tx, seen: &Seen, asked: Asked, after, limit| {
        figures(tx, seen, report, asked, after, limit)
    };
    let rows = move |tx: &mut Tx, seen: &Seen, asked: RowsAsked, after, limit| {
        behind(tx, seen, report, asked, after, limit)
    };
    let mut lists = vec![
        List::new(path("/report"), report.title, VIEW, all),
        List::new(path("/report/rows"), "api-figure-rows", VIEW, rows),
    ];
    if let Some(paths) = report.public {
        let issues = move |tx: &mut Tx, seen: &Seen, asked, after, limit| {
            open_api::issues(tx, seen, report, asked, after, limit)
        };
        let cells = move |tx: &mut Tx, seen: &Seen, asked, after, limit| {
            open_api::cells(tx, seen, report, asked, after, limit)
        };
        lists.push(List::new(
            path("/issued"),
            paths.title,
            Gate::SignedIn,
            issues,
        ));
        lists.push(List::new(
            path("/issued/cells"),
            "issue-table",
            Gate::SignedIn,
            cells,
        ));
    }
    lists
}

/// Which days, where, as of when.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Asked {
    /// Code of a division, 12 digits; without it where the token works.
    division: Option<String>,
    /// Without what lies below the division.
    own: Option<bool>,
    /// The first day that counts; without it the first of the year of `to`.
    from: Option<Date>,
    /// The last day that counts; without it `as_of`.
    to: Option<Date>,
    /// As of the end of this day; without it today.
    as_of: Option<Date>,
    /// As known up to this journal row; without it as known now.
    as_known: Option<i64>,
    /// Beside the whole: a row for each stretch of days, the newest ones.
    by: Option<EveryWord>,
    /// Beside the whole: a row for each unit right below the division, and one for its own.
    by_unit: Option<bool>,
}

/// A stretch of days.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EveryWord {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct RowsAsked {
    /// Its code: `appeals_solved`.
    figure: String,
    /// A ratio has two lists: 0 is the part, 1 the whole.
    list: Option<u8>,
    /// Code of a division, 12 digits; without it where the token works.
    division: Option<String>,
    own: Option<bool>,
    from: Option<Date>,
    to: Option<Date>,
    as_of: Option<Date>,
    as_known: Option<i64>,
}

impl From<RowsAsked> for (Asked, ask::Sought) {
    fn from(of: RowsAsked) -> (Asked, ask::Sought) {
        let asked = Asked {
            division: of.division,
            own: of.own,
            from: of.from,
            to: of.to,
            as_of: of.as_of,
            as_known: of.as_known,
            by: None,
            by_unit: None,
        };
        let sought = ask::Sought {
            figure: of.figure,
            list: of.list.unwrap_or(0).into(),
            after: None,
        };
        (asked, sought)
    }
}

/// A number of a declared figure.
#[derive(Serialize, JsonSchema)]
struct OneNumber {
    figure: String,
    /// What it is called, in the asked language.
    name: String,
    division: String,
    division_name: String,
    /// Of the division itself, without what lies below it.
    is_own: bool,
    from: Date,
    to: Date,
    /// A whole number, or one with decimals; nothing where there is none (a ratio of nothing).
    value: Option<String>,
    is_percent: bool,
    /// Rows behind it.
    rows: i64,
    /// Those within the scope of whoever asks.
    seen: i64,
}

pub(super) fn division_of(tx: &mut Tx, seen: &Seen, code: Option<&str>) -> Result<Division> {
    match code {
        None => home(tx, seen.ctx.org, seen.ctx.today()),
        Some(code) => {
            let found = access::units::unit_by_code(tx, code)?;
            Ok(found.ok_or(Error::NotFound)?.into())
        }
    }
}

/// The question that the page asks, with the division by its name.
fn question(tx: &mut Tx, seen: &Seen, asked: &Asked) -> Result<(Question, Division)> {
    let as_of = asked.as_of.unwrap_or_else(|| seen.ctx.today());
    let to = asked.to.unwrap_or(as_of);
    let from = asked.from.unwrap_or_else(|| Every::Year.first(to));
    if from > to {
        return Err(Error::invalid("to", "before_from"));
    }
    if asked.as_known.is_some_and(|seq| seq < 0) {
        return Err(Error::invalid("as_known", "not_a_number"));
    }
    let division = division_of(tx, seen, asked.division.as_deref())?;
    let scope = Scope::of(&seen.ctx, Right::ViewFigures);
    let mut inner = figures::Asked::new(seen.ctx.org, Some(scope), division.id, as_of);
    inner.as_known = asked.as_known.unwrap_or(i64::MAX);
    inner.masked = !seen.sees_names;
    let question = Question {
        asked: inner,
        from,
        to,
        own: asked.own == Some(true),
        among: None,
    };
    Ok((question.admitted(tx)?, division))
}

/// Where and of which days a number is.
struct At<'a> {
    division: &'a Division,
    is_own: bool,
    days: (Date, Date),
}

fn number(named: &Named, at: &At<'_>, answer: &Answer) -> OneNumber {
    let first = answer.lists.first().copied().unwrap_or_default();
    OneNumber {
        figure: named.code.clone(),
        name: named.name.clone(),
        division: at.division.code.clone(),
        division_name: at.division.name.clone(),
        is_own: at.is_own,
        from: at.days.0,
        to: at.days.1,
        value: answer.value.map(|number| number.plain()),
        is_percent: answer.is_percent,
        rows: first.rows,
        seen: first.seen,
    }
}

fn figures(
    tx: &mut Tx,
    seen: &Seen,
    report: Report,
    asked: Asked,
    after: Option<usize>,
    limit: usize,
) -> Result<Found<OneNumber, usize>> {
    let (question, division) = question(tx, seen, &asked)?;
    let catalogue = catalogue(tx, question.asked.org, report.code)?;
    let whole = At {
        division: &division,
        is_own: question.own,
        days: (question.from, question.to),
    };
    let places = match asked.by_unit {
        Some(true) => read::places(tx, &question)?,
        _ => Vec::new(),
    };
    let ids: Vec<Id> = places.iter().map(|(unit, _)| unit.id).collect();
    let mut rows = Vec::new();
    for declared in &catalogue.figures {
        let named = read::named(seen.words, declared);
        let answer = value(tx, declared, &question)?;
        rows.push(number(&named, &whole, &answer));
        if let Some(every) = asked.by {
            let stretches = every.of().between(question.from, question.to, STRETCHES);
            for (days, answer) in by_period(tx, declared, &question, &stretches)? {
                rows.push(number(&named, &At { days, ..whole }, &answer));
            }
        }
        if !ids.is_empty() {
            let answers = by_unit(tx, declared, &question, &ids)?;
            for ((division, is_own), (_, answer)) in places.iter().zip(&answers) {
                let at = At {
                    division,
                    is_own: *is_own,
                    ..whole
                };
                rows.push(number(&named, &at, answer));
            }
        }
    }
    Ok(Found::numbered(rows, after, limit))
}

impl EveryWord {
    pub(super) fn of(self) -> Every {
        match self {
            EveryWord::Day => Every::Day,
            EveryWord::Week => Every::Week,
            EveryWord::Month => Every::Month,
            EveryWord::Quarter => Every::Quarter,
            EveryWord::Year => Every::Year,
        }
    }
}

/// A case behind a declared figure.
#[derive(Serialize, JsonSchema)]
pub struct OneRow {
    case: Id,
    number: String,
    unit_name: String,
    /// The day that counts.
    day: Date,
    /// What it adds.
    amount: i64,
}

/// Some of them, and where the next ones begin.
pub type RowsPage = Found<OneRow, (Date, Id)>;

fn behind(
    tx: &mut Tx,
    seen: &Seen,
    report: Report,
    asked: RowsAsked,
    after: Option<(Date, Id)>,
    limit: usize,
) -> Result<RowsPage> {
    let (asked, sought) = asked.into();
    let (question, _) = question(tx, seen, &asked)?;
    let sought = ask::Sought { after, ..sought };
    behind_of(tx, report, &question, &sought, limit)
}

/// Of a question that was admitted.
pub(super) fn behind_of(
    tx: &mut Tx,
    report: Report,
    question: &Question,
    sought: &ask::Sought,
    limit: usize,
) -> Result<RowsPage> {
    let catalogue = catalogue(tx, question.asked.org, report.code)?;
    let declared = catalogue.find(&sought.figure).ok_or(Error::NotFound)?;
    let limit = u16::try_from(limit).unwrap_or(u16::MAX);
    let (list, after) = (sought.list, sought.after);
    let page = figures::declared::rows(tx, declared, question, list, after, limit)?;
    let rows = page.rows.into_iter().map(|row| OneRow {
        case: row.case,
        number: row.number,
        unit_name: row.unit,
        day: row.at,
        amount: row.amount,
    });
    Ok(Found {
        rows: rows.collect(),
        next: page.next,
    })
}
