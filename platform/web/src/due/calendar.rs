//! A month with what is due on its days, days off and make-up workdays.

use super::{kind_of, year};
use crate::cases::Kind;
use crate::cases::words::{clock, label, state};
use crate::components::*;
use crate::i18n::Words;
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use cases::declared::CaseType;
use cases::store::{Days, DueRow};
use cases::workdays::Calendar;
use kernel::{Date, Error, Id, Result};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Tx;

/// So many of a day stand in the month; the day itself shows all.
const SHOWN: usize = 3;
/// So many days of clocks a month reads at most, and says when there are more.
const MOST: i64 = 5_000;

/// What falls on a day, with the type that names it.
#[derive(Debug, Clone)]
pub(super) struct Falls {
    pub row: DueRow,
    pub of: Arc<CaseType>,
}

/// `month=2026-11`, or `day=2026-11-03` for one day of it, whole.
fn asked(req: &Req) -> (Date, Option<Date>) {
    let today = req.ctx().today();
    let day = req.query.get("day").and_then(|day| day.parse().ok());
    let month = req.query.get("month");
    let month = month.and_then(|month| format!("{month}-01").parse().ok());
    let of = day.or(month).unwrap_or(today);
    (Date::new(of.year(), of.month(), 1).unwrap_or(of), day)
}

pub(super) async fn page(req: Req) -> Result<Reply> {
    let (ctx, (first, day)) = (req.ctx(), asked(&req));
    let span = match day {
        Some(day) => (day, day),
        None => (first, first.last_of_month()),
    };
    let read = move |tx: &mut Tx| {
        let calendar = cases::calendar::current(tx)?;
        let rows = cases::store::due_days(tx, &ctx, span, Days::All, None, MOST + 1)?;
        Ok((calendar, falls(tx, ctx.org, rows)?))
    };
    let (calendar, mut falls) = req.app.db.read_async(read).await?;
    let has_more = falls.len() as i64 > MOST;
    falls.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    let shown = Shown {
        kinds: &req.app.kinds,
        calendar: &calendar,
        first,
        day,
        today: req.ctx().today(),
        falls,
        has_more,
    };
    shown.view(req.page("due-calendar")).reply()
}

/// Rows with their types, each read once.
pub(super) fn falls(tx: &mut Tx, org: kernel::OrgId, rows: Vec<DueRow>) -> Result<Vec<Falls>> {
    let mut types: BTreeMap<(Id, i64), Arc<CaseType>> = BTreeMap::new();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let version = (row.kind_id, row.kind_seq);
        let of = match types.get(&version) {
            Some(of) => of.clone(),
            None => {
                let kept = cases::store::type_version(tx, org, version.0, version.1)?;
                let kept = kept
                    .ok_or_else(|| Error::Internal(format!("case {} has no type", row.number)))?;
                cases::read::parsed(&kept.body)?
            }
        };
        types.insert(version, of.clone());
        found.push(Falls { row, of });
    }
    Ok(found)
}

pub(super) struct Shown<'a> {
    pub kinds: &'a [Kind],
    pub calendar: &'a Calendar,
    pub first: Date,
    pub day: Option<Date>,
    pub today: Date,
    pub falls: Vec<Falls>,
    pub has_more: bool,
}

fn month_of(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

impl Shown<'_> {
    pub(super) fn view(&self, mut page: Page) -> View {
        let words = page.words;
        let year = self.first.year().to_string();
        let name = year::month_name(words, self.first);
        let href = |day: Date| format!("/calendar?month={}", month_of(day));
        let mut parts = Vec::new();
        if let Some(day) = self.day {
            page.title = year::day_name(words, day);
            page.breadcrumbs = vec![crate::layout::NavItem::new(href(day), name, false)];
            parts.push(Part::Table(self.list(words)));
            return View::new(page, parts);
        }
        let turn =
            |key: &str, day: Date| Button::link(ButtonKind::Secondary, href(day), words.get(key));
        parts.push(Part::Buttons(vec![
            turn("due-month-before", self.first.plus_days(-1)),
            turn("due-month-now", self.today),
            turn("due-month-next", self.first.last_of_month().plus_days(1)),
        ]));
        if self.calendar.is_worked(self.first).is_none() {
            let text = words.with("due-year-unknown", &[("year", &year)]);
            let notice = Notice::new(NoticeKind::Warning, words, text);
            parts.push(Part::Notice(
                notice.link("/holidays", words.get("due-nav-holidays")),
            ));
        }
        if self.has_more {
            parts.push(Part::Text(words.get("due-calendar-cut")));
        }
        let weeks = year::weeks(words, self.calendar, self.first, self.today, |date, day| {
            self.fill(words, date, day);
        });
        parts.push(Part::Months(Months {
            weekdays: year::weekdays(words),
            months: vec![Month {
                id: "month".into(),
                caption: name,
                weeks,
            }],
            is_small: false,
        }));
        if self.falls.is_empty() {
            parts.push(Part::Text(words.get("due-calendar-empty")));
        }
        parts.push(Part::Buttons(vec![
            Button::link(
                ButtonKind::Secondary,
                "/calendar/feed",
                words.get("due-feed"),
            ),
            Button::link(
                ButtonKind::Secondary,
                format!("/holidays?year={year}"),
                words.get("due-nav-holidays"),
            ),
        ]));
        View::new(page, parts)
    }

    fn fill(&self, words: Words, date: Date, day: &mut Day) {
        let here = self.falls.iter().filter(|falls| falls.row.day == date);
        let here: Vec<&Falls> = here.collect();
        for falls in here.iter().take(SHOWN) {
            day.items.push(self.item(words, falls));
        }
        if here.len() > SHOWN {
            let rest = i64::try_from(here.len() - SHOWN).unwrap_or(0);
            day.more = Some((
                format!("/calendar?day={date}"),
                words.count("due-day-more", rest),
            ));
        }
    }

    fn item(&self, words: Words, falls: &Falls) -> Item {
        let row = &falls.row;
        Item {
            href: self.href(row).unwrap_or_default(),
            text: row.number.clone(),
            note: self.what(words, falls),
            is_alert: row.kind == "due" && row.day < self.today,
        }
    }

    fn href(&self, row: &DueRow) -> Option<String> {
        let kind = kind_of(self.kinds, &row.code)?;
        Some(format!("{}/{}", kind.base, row.case))
    }

    /// Of which clock, and whether it is the last day or a reminder.
    fn what(&self, words: Words, falls: &Falls) -> String {
        let of = clock(words, &falls.of, &falls.row.clock);
        match falls.row.kind.as_str() {
            "warn" => words.with("due-falls-warn", &[("clock", &of)]),
            _ => of,
        }
    }

    fn list(&self, words: Words) -> Table {
        let columns = ["number", "due", "state"]
            .map(|name| Column::text(words.get(&format!("cases-col-{name}"))));
        let rows = self.falls.iter().map(|falls| {
            let row = &falls.row;
            let number = row.number.clone();
            let number = match self.href(row) {
                Some(href) => Cell::link(href, number),
                None => Cell::from(number),
            };
            vec![
                number.note(label(words, &falls.of.label)),
                self.what(words, falls).into(),
                state(words, &falls.of, &row.state).into(),
            ]
        });
        Table::new("due", words.get("due-calendar"), columns.to_vec())
            .rows(rows.collect())
            .stacked()
            .empty(EmptyState::new(
                words,
                "due-day-empty",
                "due-calendar-empty",
            ))
    }
}
