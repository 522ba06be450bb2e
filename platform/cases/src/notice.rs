//! A notice on days off, read from a file and put into force for the whole installation. What it says replaces what an
//! earlier one said of its year; a notice that names only some days changes only those. Nothing is edited: each is a later word.

mod read;

pub use read::{COLUMNS, FileFault, read_file};

use crate::calendar;
use crate::store::{self, NoticeRow};
use crate::workdays::{Calendar, Kind, Named};
use ::store::{Input, Tx};
use access::Right;
use kernel::{Ctx, Date, Error, FieldError, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most days of one notice: no year has more than some fifty.
pub const MOST_DAYS: usize = 200;

/// What a notice would change, and what the calendar says of its year then.
#[derive(Debug, Clone)]
pub struct Plan {
    pub year: i16,
    /// Its 1 January is a day off: it arranges the whole year. Otherwise it changes only the days that it names.
    pub is_whole: bool,
    /// Days of which it says something else than what was known, with what was known.
    pub changes: Vec<Change>,
    pub unchanged: usize,
    /// As it would be known.
    pub calendar: Calendar,
    /// A year before it has no notice yet: its own days count only once that one is read in too.
    pub waits_for: Option<i16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub date: Date,
    pub before: Option<(Kind, String)>,
    /// Nothing: as the week says again.
    pub after: Option<(Kind, String)>,
}

/// Compares the days of a file with what is known. `Invalid`, field `file`: `no_days`, `too_many_days`, `day_twice` (with `date`),
/// `several_years` (days off on 1 January of more than one year, or a correction over several), `year_unknown` (a correction of a year
/// that is not known yet), `day_elsewhere` (a day of another year than December before it).
pub fn plan(tx: &mut Tx, days: &[Named]) -> Result<Plan> {
    let said = store::days(tx)?;
    planned(&calendar::with(&said)?, &said, days)
}

fn fault(code: &'static str) -> FieldError {
    FieldError::new("file", code)
}

/// Pure: what is known, what notices of this installation said of it, and what this one says.
pub fn planned(known: &Calendar, said: &[(Date, Option<Named>)], days: &[Named]) -> Result<Plan> {
    let invalid = |fault: FieldError| Err(Error::Invalid(vec![fault]));
    if days.is_empty() {
        return invalid(fault("no_days"));
    }
    if days.len() > MOST_DAYS {
        return invalid(fault("too_many_days").with("most", MOST_DAYS));
    }
    let mut named: BTreeMap<Date, (Kind, String)> = BTreeMap::new();
    for day in days {
        let before = named.insert(day.date, (day.kind, day.name.clone()));
        if before.is_some() {
            return invalid(fault("day_twice").with("date", day.date));
        }
    }
    let (year, is_whole) = year_of(known, &named)?;
    for date in named.keys() {
        let is_eve = is_whole && date.year() == year - 1 && date.month() == 12;
        if date.year() != year && !is_eve {
            return invalid(
                fault("day_elsewhere")
                    .with("date", *date)
                    .with("year", year),
            );
        }
    }
    let changes = changed(known, &named, is_whole.then_some(year));
    let unchanged = named.len()
        - changes
            .iter()
            .filter(|change| change.after.is_some())
            .count();
    let mut all = said.to_vec();
    all.extend(changes.iter().map(|change| {
        let after = change.after.clone();
        let named = after.map(|(kind, name)| Named {
            date: change.date,
            kind,
            name,
        });
        (change.date, named)
    }));
    let calendar = calendar::with(&all)?;
    let waits_for = Some(calendar.unknown_from()).filter(|unknown| *unknown < year);
    Ok(Plan {
        year,
        is_whole,
        changes,
        unchanged,
        calendar,
        waits_for,
    })
}

/// What it says otherwise than what is known; `whole`: the year that it arranges, of which it takes back what it does not say.
fn changed(
    known: &Calendar,
    named: &BTreeMap<Date, (Kind, String)>,
    whole: Option<i16>,
) -> Vec<Change> {
    let is_known: BTreeMap<Date, (Kind, String)> = known
        .named()
        .map(|named| (named.date, (named.kind, named.name)))
        .collect();
    let mut changes: Vec<Change> = Vec::new();
    for (date, after) in named {
        let before = is_known.get(date);
        if before != Some(after) {
            changes.push(Change {
                date: *date,
                before: before.cloned(),
                after: Some(after.clone()),
            });
        }
    }
    let gone = is_known
        .iter()
        .filter(|(date, _)| Some(date.year()) == whole && !named.contains_key(date));
    changes.extend(gone.map(|(date, before)| Change {
        date: *date,
        before: Some(before.clone()),
        after: None,
    }));
    changes.sort_by_key(|change| change.date);
    changes
}

fn year_of(known: &Calendar, named: &BTreeMap<Date, (Kind, String)>) -> Result<(i16, bool)> {
    let new_years: Vec<i16> = named
        .iter()
        .filter(|(date, (kind, _))| (date.month(), date.day(), *kind) == (1, 1, Kind::Rest))
        .map(|(date, _)| date.year())
        .collect();
    let invalid = |fault: FieldError| Err(Error::Invalid(vec![fault]));
    match new_years.as_slice() {
        [year] => return Ok((*year, true)),
        [] => {}
        _ => return invalid(fault("several_years")),
    }
    let first = named.keys().next().map_or(0, |date| date.year());
    let last = named.keys().last().map_or(0, |date| date.year());
    if first != last {
        return invalid(fault("several_years"));
    }
    let new_year = Date::new(first, 1, 1);
    if new_year.and_then(|day| known.is_worked(day)).is_none() {
        return invalid(fault("year_unknown").with("year", first));
    }
    Ok((first, false))
}

/// What a person says of a notice, and what the preview showed him.
#[derive(Debug, Clone, Serialize)]
pub struct ReadNotice {
    /// 国办发明电〔2026〕7号
    pub number: String,
    /// Where it was published.
    pub source: String,
    pub published: Date,
    /// Keyed hash of the file.
    pub file: Vec<u8>,
    pub year: i16,
    pub days: usize,
    /// How many days it changes, as the preview said: `Conflict` where it is another number by now.
    pub changes: usize,
}

impl Input for ReadNotice {
    const DEED: &'static str = "cases.read_notice";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Noticed {
    pub id: Id,
    pub year: i16,
    pub changes: usize,
}

/// On the installation's chain. Takes `Install`. Refuses `cases.notice_changes_nothing`; `Invalid` as [`plan`], and `number`,
/// `source` (`empty`), `published` (`in_the_future`).
pub fn read_notice(tx: &mut Tx, ctx: &Ctx, input: ReadNotice, days: &[Named]) -> Result<Noticed> {
    if ctx.org != access::scope::INSTALLATION {
        return Err(Error::Internal("a notice is the installation's".into()));
    }
    access::require(tx, ctx, Right::Install, access::scope::EVERYWHERE)?;
    let number = kernel::check::required("number", &input.number)?;
    let source = kernel::check::required("source", &input.source)?;
    let published = kernel::check::not_after("published", input.published, ctx.today())?;
    let plan = plan(tx, days)?;
    if plan.changes.is_empty() {
        return Err(Error::refused("cases.notice_changes_nothing"));
    }
    if plan.changes.len() != input.changes || plan.year != input.year {
        return Err(Error::Conflict);
    }
    let row = NoticeRow {
        id: tx.new_id()?,
        seq: tx.seq()?,
        year: i64::from(plan.year),
        number,
        source,
        published,
        is_whole: plan.is_whole,
    };
    store::insert_notice(tx, &row, &input.file)?;
    for change in &plan.changes {
        let said = change.after.clone().map(|(kind, name)| Named {
            date: change.date,
            kind,
            name,
        });
        store::insert_day(tx, row.id, change.date, said.as_ref())?;
    }
    Ok(Noticed {
        id: row.id,
        year: plan.year,
        changes: plan.changes.len(),
    })
}

/// The keyed hash by which a file is known again.
pub fn file_tag(tx: &Tx, bytes: &[u8]) -> Vec<u8> {
    tx.hmac("notice", &[bytes]).to_vec()
}

/// How many open cases of an organisation would come out otherwise: whose last day would be fixed, and whose would move.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effect {
    pub fixed: i64,
    pub moved: i64,
    pub open: i64,
}

/// Folds every open case: for a preview, on the lane of long reads.
pub fn effect(tx: &mut Tx, org: kernel::OrgId, calendar: &Calendar) -> Result<Effect> {
    let mut effect = Effect::default();
    let mut after = Id(0);
    loop {
        let cases = store::open_after(tx, org, after, 500)?;
        let Some(last) = cases.last() else {
            return Ok(effect);
        };
        after = *last;
        for id in cases {
            let case = crate::read::whole(tx, org, id)?.case;
            effect.open += 1;
            let Some(event) = case.recompute(calendar, 0) else {
                continue;
            };
            let was_open = |clock: &String| {
                matches!(
                    case.dues.get(clock),
                    Some(crate::clocks::Deadline::NotFixed { .. })
                )
            };
            match event.dues.keys().any(was_open) {
                true => effect.fixed += 1,
                false => effect.moved += 1,
            }
        }
    }
}

/// The days of a year that are not as the week says.
pub fn of_year(calendar: &Calendar, year: i16) -> Vec<Named> {
    calendar
        .named()
        .filter(|named| named.date.year() == year)
        .collect()
}

/// Years of which days off are known: first and last.
pub fn years(calendar: &Calendar) -> (i16, i16) {
    (calendar.first_year(), calendar.unknown_from() - 1)
}
