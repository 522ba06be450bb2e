//! The report of a set of cases for programs, such as the findings of one campaign: the numbers of its page, by stretch, slice and
//! place. The module that keeps the set says what programs call it.

use super::api::{EveryWord, RowsPage, behind_of, division_of};
use super::ask::{Ask, Sought};
use super::read::{self, Named};
use super::{Each, Report};
use crate::api::Seen;
use access::{Right, Scope};
use figures::declared::{Answer, Question};
use kernel::{Date, Error, Id, Result};
use std::sync::Arc;
use store::Tx;

/// What is asked.
pub struct OfSet {
    pub set: Id,
    /// One slice of it alone.
    pub slice: Option<i64>,
    pub division: Option<String>,
    /// Without it the first day of the set.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub as_of: Option<Date>,
    pub as_known: Option<i64>,
    /// What stands beside the whole.
    pub by: Option<EveryWord>,
    pub by_slice: bool,
    pub by_place: bool,
}

/// A number of the report.
pub struct SetNumber {
    pub figure: String,
    pub name: String,
    pub is_percent: bool,
    pub from: Date,
    pub to: Date,
    pub slice: Option<i64>,
    /// A place, and the class in which it is compared.
    pub place: Option<SetPlace>,
    /// Nothing where there is none, or where it would compare what is not compared.
    pub value: Option<String>,
    pub rows: Option<i64>,
    pub seen: Option<i64>,
}

#[derive(Clone)]
pub struct SetPlace {
    pub code: String,
    pub name: String,
    pub class: String,
    pub is_compared: bool,
}

/// `NotFound` where there is no such set or slice, or where it is not his. Invalid: `to` `before_from`, `as_known` `not_a_number`.
pub fn of_set(tx: &mut Tx, seen: &Seen, report: Report, asked: OfSet) -> Result<Vec<SetNumber>> {
    let (ask, question) = question(tx, seen, report, &asked)?;
    let found = read::report(tx, &seen.ctx, report, &question, &ask, seen.words)?;
    let whole = |named: &Named, answer: &Answer| number(named, answer, (ask.from, ask.to));
    let mut rows: Vec<SetNumber> = found
        .all
        .iter()
        .map(|(named, answer)| whole(named, answer))
        .collect();
    rows.iter_mut().for_each(|row| row.slice = ask.slice);
    if asked.by.is_some() {
        for line in &found.periods {
            let both = found.columns.iter().zip(&line.answers);
            rows.extend(both.map(|(named, answer)| SetNumber {
                slice: ask.slice,
                ..number(named, answer, line.of)
            }));
        }
    }
    if asked.by_slice {
        for line in &found.slices {
            let both = found.columns.iter().zip(&line.answers);
            rows.extend(both.map(|(named, answer)| SetNumber {
                slice: Some(line.of),
                ..whole(named, answer)
            }));
        }
    }
    if asked.by_place {
        let lines = found.classes.iter();
        for (class, line) in lines.flat_map(|(class, lines)| lines.iter().map(move |l| (class, l)))
        {
            let place = SetPlace {
                code: line.of.code.clone(),
                name: line.of.name.clone(),
                class: class.name.clone(),
                is_compared: line.of.is_compared,
            };
            let both = found.columns.iter().zip(&line.answers);
            rows.extend(both.map(|(named, answer)| {
                let row = SetNumber {
                    slice: ask.slice,
                    place: Some(place.clone()),
                    ..whole(named, answer)
                };
                // What compares is not told of what is not compared, as on the page.
                match named.made.is_some() || place.is_compared {
                    true => row,
                    false => SetNumber {
                        value: None,
                        rows: None,
                        seen: None,
                        ..row
                    },
                }
            }));
        }
    }
    Ok(rows)
}

fn number(named: &Named, answer: &Answer, (from, to): (Date, Date)) -> SetNumber {
    let first = answer.lists.first().copied().unwrap_or_default();
    SetNumber {
        figure: named.code.clone(),
        name: named.name.clone(),
        is_percent: answer.is_percent,
        from,
        to,
        slice: None,
        place: None,
        value: answer.value.map(|number| number.plain()),
        rows: Some(first.rows),
        seen: Some(first.seen),
    }
}

fn question(tx: &mut Tx, seen: &Seen, report: Report, asked: &OfSet) -> Result<(Ask, Question)> {
    let Each { frame, .. } = report.each.ok_or(Error::NotFound)?;
    let frame = frame(tx, &seen.ctx, seen.words, asked.set)?;
    if asked
        .slice
        .is_some_and(|slice| frame.slice(slice).is_none())
    {
        return Err(Error::NotFound);
    }
    if asked.as_known.is_some_and(|seq| seq < 0) {
        return Err(Error::invalid("as_known", "not_a_number"));
    }
    let as_of = asked.as_of.unwrap_or_else(|| seen.ctx.today());
    let to = asked.to.unwrap_or(as_of);
    let from = asked.from.unwrap_or_else(|| frame.from.min(to));
    if from > to {
        return Err(Error::invalid("to", "before_from"));
    }
    let every = asked.by.map_or(frame.every, EveryWord::of);
    let ask = Ask {
        division: division_of(tx, seen, asked.division.as_deref())?,
        own: false,
        from,
        to,
        every,
        as_of,
        as_known: asked.as_known,
        frame: Some(Arc::new(frame)),
        slice: asked.slice,
    };
    let scope = Scope::of(&seen.ctx, Right::ViewFigures);
    let question = ask.asked_in(seen.ctx.org, scope, !seen.sees_names);
    Ok((ask, question))
}

/// The cases behind one figure of a set: `list` 0 is the part of a ratio, 1 the whole.
pub fn behind_set(
    tx: &mut Tx,
    seen: &Seen,
    report: Report,
    asked: OfSet,
    (figure, list): (String, usize),
    (after, limit): (Option<(Date, Id)>, usize),
) -> Result<RowsPage> {
    let (_, question) = question(tx, seen, report, &asked)?;
    let question = question.admitted(tx)?;
    let sought = Sought {
        figure,
        list,
        after,
    };
    behind_of(tx, report, &question, &sought, limit)
}
