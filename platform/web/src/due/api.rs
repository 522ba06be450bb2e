//! What is due as programs read it: the inbox of whoever's token it is, the days of a stretch, days off and the notices on them.

use crate::api::{Found, List, Seen};
use crate::cases::api::{OneCase, one_case};
use crate::cases::words::state;
use crate::route::Gate;
use access::Right;
use cases::store::{Days, DueAfter, DueRow, Late, NoticeRow, Pile, Tray};
use cases::workdays::{Kind, is_weekend};
use kernel::{Date, Error, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewCases]);
    vec![
        List::new("inbox", "due-inbox", view, inbox),
        List::new("calendar", "due-calendar", view, days),
    ]
}

pub(super) fn days_off() -> Vec<List> {
    vec![
        List::new("holidays", "due-holidays", Gate::SignedIn, holidays),
        List::new("holidays/notices", "due-notices", Gate::SignedIn, notices),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct InboxAsked {
    /// Without it `waiting`, and `office` where a unit is named.
    tray: Option<TrayWord>,
    /// About this unit or one below it, or handled there.
    unit: Option<Id>,
    /// Of one kind: `appeal`.
    kind: Option<String>,
    days: Option<LateWord>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum TrayWord {
    /// What he can do the next step of.
    Waiting,
    /// What others asked him to decide.
    Asked,
    /// What he was told because a day came near or went by.
    Escalated,
    /// What he did something with.
    Handled,
    /// All that his units are about or handle.
    Office,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LateWord {
    /// Whose last day no published calendar reaches yet.
    Unfixed,
    /// Whose last day is over.
    Over,
}

fn inbox(
    tx: &mut Tx,
    seen: &Seen,
    asked: InboxAsked,
    after: Option<(String, Id)>,
    limit: usize,
) -> Result<Found<OneCase, (String, Id)>> {
    let tray = match (asked.tray, asked.unit) {
        (Some(TrayWord::Waiting), _) | (None, None) => Tray::Waiting,
        (Some(TrayWord::Asked), _) => Tray::Asked,
        (Some(TrayWord::Escalated), _) => Tray::Escalated,
        (Some(TrayWord::Handled), _) => Tray::Handled,
        (Some(TrayWord::Office), _) | (None, Some(_)) => Tray::Office,
    };
    let late = asked.days.map(|late| match late {
        LateWord::Unfixed => Late::NotFixed,
        LateWord::Over => Late::Over,
    });
    let pile = Pile {
        tray,
        unit: asked.unit,
        code: asked.kind,
        late,
        after,
    };
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let found = cases::inbox(tx, &seen.ctx, &pile, rows, seen.sees_names)?;
    let last = found.lines.last().filter(|_| found.has_more);
    let next = last.map(|line| (line.row.due.clone(), line.row.id));
    let mut rows = Vec::with_capacity(found.lines.len());
    for line in found.lines {
        rows.push(one_case(tx, &seen.ctx, line, seen.sees_names)?);
    }
    Ok(Found { rows, next })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Stretch {
    /// Without it the first day of this month.
    from: Option<Date>,
    /// Without it the last day of the month of `from`.
    to: Option<Date>,
}

/// A last day, or a reminder of one, of an open case.
#[derive(Serialize, JsonSchema)]
struct OneDue {
    day: Date,
    /// `due`, `warn`.
    mark: String,
    case: Id,
    /// `appeal`.
    kind: String,
    number: String,
    state: String,
    /// The state in the asked language.
    state_name: String,
    clock: String,
}

/// Days from one to the other: not more than a year.
const MOST_DAYS: i64 = 366;

fn days(
    tx: &mut Tx,
    seen: &Seen,
    asked: Stretch,
    after: Option<DueAfter>,
    limit: usize,
) -> Result<Found<OneDue, DueAfter>> {
    let today = seen.ctx.today();
    let from = asked.from.or(Date::new(today.year(), today.month(), 1));
    let from = from.unwrap_or(today);
    let to = asked.to.unwrap_or_else(|| from.last_of_month());
    if to < from {
        return Err(Error::invalid("to", "before_from"));
    }
    if from.days_until(to) > MOST_DAYS {
        let fault = kernel::FieldError::new("to", "too_far_apart").with("days", MOST_DAYS);
        return Err(Error::Invalid(vec![fault]));
    }
    let more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = cases::store::due_days(tx, &seen.ctx, (from, to), Days::All, after.as_ref(), more)?;
    let found = Found::page(rows, limit, DueRow::after);
    let next = found.next;
    let falls = super::calendar::falls(tx, seen.ctx.org, found.rows)?;
    let rows = falls.into_iter().map(|fall| OneDue {
        state_name: state(seen.words, &fall.of, &fall.row.state),
        day: fall.row.day,
        mark: fall.row.kind,
        case: fall.row.case,
        kind: fall.row.code,
        number: fall.row.number,
        state: fall.row.state,
        clock: fall.row.clock,
    });
    Ok(Found {
        rows: rows.collect(),
        next,
    })
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct YearAsked {
    year: Option<i16>,
}

/// A day of which a notice says something else than the week does.
#[derive(Serialize, JsonSchema)]
struct OneDayOff {
    day: Date,
    /// It is worked on: a make-up workday.
    is_worked: bool,
    is_weekend: bool,
    name: String,
}

/// By all notices that are known, those that came with the program among them.
fn holidays(
    tx: &mut Tx,
    _: &Seen,
    asked: YearAsked,
    after: Option<Date>,
    limit: usize,
) -> Result<Found<OneDayOff, Date>> {
    let calendar = cases::calendar::current(tx)?;
    let mut all: Vec<_> = calendar.named().collect();
    all.retain(|named| asked.year.is_none_or(|year| named.date.year() == year));
    let found = Found::sorted(all, after, limit, |named| named.date);
    Ok(found.map(|named| OneDayOff {
        day: named.date,
        is_worked: named.kind == Kind::Work,
        is_weekend: is_weekend(named.date),
        name: named.name,
    }))
}

/// A notice that was read in here.
#[derive(Serialize, JsonSchema)]
struct OneNotice {
    id: Id,
    year: i64,
    /// Its number: 国办发明电〔2026〕7号.
    number: String,
    source: String,
    published: Date,
    /// It arranges the whole year; otherwise it names only what it changes.
    is_whole: bool,
}

fn notices(
    tx: &mut Tx,
    _: &Seen,
    asked: YearAsked,
    after: Option<i64>,
    limit: usize,
) -> Result<Found<OneNotice, i64>> {
    let mut all: Vec<NoticeRow> = cases::store::notices(tx)?;
    all.retain(|notice| {
        let is_asked = asked.year.is_none_or(|year| notice.year == i64::from(year));
        is_asked && after.is_none_or(|after| notice.seq < after)
    });
    let found = Found::page(all, limit, |notice| notice.seq);
    Ok(found.map(|notice| OneNotice {
        id: notice.id,
        year: notice.year,
        number: notice.number,
        source: notice.source,
        published: notice.published,
        is_whole: notice.is_whole,
    }))
}
