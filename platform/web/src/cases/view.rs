//! The pages themselves: the list with what is due first, and one case.

use super::chain;
use super::read::{Asked, Listed, Other, Shown, Step};
use super::report::Report;
use super::words::{self, action, clock, label, state};
use super::{Door, Kind, photos};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page, encode};
use crate::view::{Part, View};
use cases::Line;
use cases::alike::Why;
use cases::declared::{CaseType, StateKind};
use cases::event::Value;
use cases::fold::TITLE;
use cases::standing::{ENDED, NO_CLOCK, NOT_FIXED, PAUSED};
use cases::store::Sought;
use kernel::{Date, Id, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

pub(super) fn crumbs(words: Words, kind: Kind, shown: &Shown) -> Vec<NavItem> {
    vec![
        NavItem::new(kind.base, words.get(kind.title), false),
        NavItem::new(
            format!("{}/{}", kind.base, shown.id),
            shown.number.clone(),
            false,
        ),
    ]
}

pub(crate) fn tag(words: Words, of: &CaseType, code: &str) -> Tag {
    let kind = match of.state(code).map(|state| state.kind) {
        Some(StateKind::Closed) => TagKind::Done,
        Some(StateKind::Void) => TagKind::Plain,
        _ => TagKind::Open,
    };
    Tag::new(kind, state(words, of, code))
}

/// The next day of a case in a list, with a word where it is over.
pub(crate) fn next_due(words: Words, line: &Line, today: Date) -> Cell {
    let key = line.row.due.as_str();
    let of = || clock(words, &line.of, &line.row.clock);
    match key {
        NO_CLOCK | ENDED => Cell::default(),
        PAUSED => Cell::from(words.get("cases-paused")).note(of()),
        NOT_FIXED => Cell::from(words.get("cases-not-fixed")).note(of()),
        day if *day < *today.to_string() => {
            let over = Tag::new(TagKind::Alert, day);
            Cell::from(over).note(words.with("cases-overdue-of", &[("clock", &of())]))
        }
        day => Cell::from(day.to_owned()).note(of()),
    }
}

fn columns(words: Words) -> Vec<Column> {
    ["title", "unit", "owner", "state", "due"]
        .map(|name| Column::text(words.get(&format!("cases-col-{name}"))))
        .to_vec()
}

fn row(words: Words, kind: Kind, line: &Line, today: Date) -> Row {
    let href = format!("{}/{}", kind.base, line.row.id);
    let number = line.row.number.clone();
    let name = match &line.title {
        Some(title) => Cell::link(href, title.clone()).note(number),
        // A type without a title hides none.
        None if line.of.field(TITLE).is_none() => Cell::link(href, number),
        None => Cell::link(href, number).note(words.get("cases-sealed")),
    };
    vec![
        name,
        line.unit.clone().into(),
        line.owner.clone().into(),
        tag(words, &line.of, &line.row.state).into(),
        next_due(words, line, today),
    ]
}

fn address(kind: Kind, asked: &Sought, show: &str, after: Option<&(String, Id)>) -> String {
    let mut query = format!("{}?show={show}", kind.base);
    if let Some(unit) = asked.unit {
        query.push_str(&format!("&unit={unit}"));
    }
    if let Some(state) = &asked.state {
        query.push_str(&format!("&state={}", encode(state)));
    }
    if let Some((due, id)) = after {
        query.push_str(&format!("&after={}", encode(&format!("{id}.{due}"))));
    }
    query
}

fn shown_as(asked: &Sought) -> &'static str {
    match (asked.is_ended, asked.before) {
        (true, _) => "ended",
        (false, Some(_)) => "overdue",
        (false, None) => "open",
    }
}

pub(super) fn list(
    page: Page,
    kind: Kind,
    asked: &Sought,
    found: &Listed,
    today: Date,
    (may_record, doors, report): (bool, &[Door], Option<&Report>),
) -> View {
    let words = page.words;
    let show = shown_as(asked);
    let tabs = ["open", "overdue", "ended"].map(|tab| {
        let name = words.get(&format!("cases-tab-{tab}"));
        let name = match tab {
            "overdue" if !asked.is_ended => format!("{name} {}", format::count(found.overdue)),
            _ => name,
        };
        NavItem::new(address(kind, asked, tab, None), name, tab == show)
    });
    let last = found.lines.last().filter(|_| found.has_more);
    let next = last.map(|line| {
        let after = (line.row.due.clone(), line.row.id);
        address(kind, asked, show, Some(&after))
    });
    let first = asked
        .after
        .as_ref()
        .map(|_| address(kind, asked, show, None));
    let add = || (kind.paths.new.to_owned(), words.get(kind.new));
    let empty = match show {
        "open" => EmptyState {
            title: words.get(kind.empty),
            text: words.get(kind.empty_text),
            action: may_record.then(add),
        },
        _ => EmptyState::new(
            words,
            &format!("cases-none-{show}"),
            &format!("cases-none-{show}-text"),
        ),
    };
    let rows = found.lines.iter().map(|line| row(words, kind, line, today));
    let table = Table::new("cases", words.get(kind.title), columns(words))
        .rows(rows.collect())
        .stacked()
        .empty(empty)
        .pager(Pager::new(words, found.count, first, next));
    let mut buttons = Vec::new();
    let door = |kind, door: &Door| Button::link(kind, door.href, words.get(door.label));
    let first = doors.iter().filter(|door| door.is_first);
    buttons.extend(first.map(|one| door(ButtonKind::Primary, one)));
    if may_record && !found.lines.is_empty() {
        let kind_of = match buttons.is_empty() {
            true => ButtonKind::Primary,
            false => ButtonKind::Secondary,
        };
        let new = Button::link(kind_of, kind.paths.new, words.get(kind.new));
        buttons.push(new);
    }
    let others = doors.iter().filter(|door| !door.is_first);
    buttons.extend(others.map(|one| door(ButtonKind::Secondary, one)));
    if !found.lines.is_empty() {
        let href = address(kind, asked, show, None).replacen(kind.base, kind.paths.file, 1);
        buttons.push(Button::link(
            ButtonKind::Secondary,
            href,
            words.get("cases-file"),
        ));
    }
    if let Some(report) = report {
        let label = words.get("cases-report-open");
        buttons.push(Button::link(
            ButtonKind::Secondary,
            report.paths.page,
            label,
        ));
    }
    let mut parts = vec![Part::Tabs(Tabs {
        label: words.get(kind.title),
        items: tabs.to_vec(),
    })];
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
}

pub(crate) fn file(words: Words, title: &str, found: &Listed) -> Result<Vec<u8>> {
    let head = [
        "number", "title", "unit", "owner", "state", "opened", "due", "ended",
    ];
    let text = |text: String| OutCell::Text(text);
    let day = |day: Option<Date>| day.map_or(OutCell::Blank, |day| OutCell::Text(day.to_string()));
    let row = |line: &Line| {
        let due = line.row.due.as_str();
        let due = match due {
            NO_CLOCK | ENDED => String::new(),
            PAUSED => words.get("cases-paused"),
            NOT_FIXED => words.get("cases-not-fixed"),
            day => day.to_owned(),
        };
        vec![
            text(line.row.number.clone()),
            text(
                line.title
                    .clone()
                    .unwrap_or_else(|| words.get("cases-sealed")),
            ),
            text(line.unit.clone()),
            text(line.owner.clone()),
            text(state(words, &line.of, &line.row.state)),
            day(Some(line.row.opened)),
            text(due),
            day(line.row.ended),
        ]
    };
    let mut rows: Vec<Vec<OutCell>> = found.lines.iter().map(row).collect();
    if found.has_more {
        let count = format::count(found.count);
        rows.push(vec![text(
            words.with("cases-file-cut", &[("count", &count)]),
        )]);
        if let Some(last) = rows.last_mut() {
            last.resize(head.len(), OutCell::Blank);
        }
    }
    let column =
        |name: &&str| OutColumn::new(words.get(&format!("cases-col-{name}")), OutKind::Text);
    let table = OutTable {
        sheet: title.to_owned(),
        columns: head.iter().map(column).collect(),
        rows,
        landscape: true,
        ..OutTable::default()
    };
    write_xlsx(&[table])
}

pub(super) fn asked_summary(words: Words, of: &CaseType, asked: &Asked) -> Summary {
    Summary::default()
        .row(
            words.get("cases-asked-what"),
            action(words, of, &asked.action),
        )
        .row(words.get("cases-asked-by"), words.signature(&asked.by))
        .row(
            words.get("cases-field-reason"),
            asked.reason.clone().unwrap_or_default(),
        )
}

pub(super) fn one(mut page: Page, kind: Kind, shown: &Shown) -> View {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new(kind.base, words.get(kind.title), false)];
    let of = &shown.of;
    let mut parts = Vec::new();
    for asked in &shown.asked {
        parts.push(waiting(words, kind, shown, asked));
    }
    let mut summary = Summary::default()
        .row(words.get("cases-col-state"), tag(words, of, &shown.state))
        .row(words.get("cases-col-unit"), shown.unit.clone())
        .row(words.get("cases-col-owner"), shown.owner.clone());
    let owner = of.owner.as_ref().map(|owner| owner.as_str());
    for field in &of.fields {
        let code = field.code.as_str();
        if let Some(value) = shown.fields.get(code).filter(|_| Some(code) != owner) {
            let told = words::value(words, of, &shown.names, code, value);
            let told = match value {
                Value::Person(id) if shown.sees_people => Cell::link(format!("/people/{id}"), told),
                _ => told.into(),
            };
            summary = summary.row(label(words, &field.label), told);
        }
    }
    parts.push(Part::Summary(summary));
    parts.extend(photos::parts(words, shown));
    parts.extend(alike(words, kind, shown));
    let buttons: Vec<Button> = shown
        .may
        .iter()
        .enumerate()
        .filter_map(|(at, code)| {
            let action = of.action(code)?;
            let kind_of = match at {
                0 => ButtonKind::Primary,
                _ => ButtonKind::Secondary,
            };
            let href = format!("{}/{}/do/{code}", kind.base, shown.id);
            Some(Button::link(kind_of, href, label(words, &action.label)))
        })
        .collect();
    let mut buttons = buttons;
    if shown.may_give {
        let href = format!("{}/{}/receipt", kind.base, shown.id);
        let label = words.get("receipt-give");
        buttons.push(Button::link(ButtonKind::Secondary, href, label));
    }
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    if !shown.clocks.is_empty() {
        parts.push(Part::heading("due", words.get("cases-due")));
        for one in &shown.clocks {
            parts.extend(chain::days(words, of, one));
        }
    }
    parts.push(Part::heading("steps", words.get("cases-steps")));
    parts.push(Part::Table(steps(words, shown)));
    View::new(page, parts)
}

/// Others that may be the same, while something can still be done about it.
fn alike(words: Words, kind: Kind, shown: &Shown) -> Vec<Part> {
    if shown.alike.is_empty() {
        return Vec::new();
    }
    let columns = ["title", "why", "state", "opened"]
        .map(|name| Column::text(words.get(&format!("cases-col-{name}"))));
    // Where it may be voided, and a field says of which it is the same.
    let void = shown.may.iter().find(|code| {
        let action = shown.of.action(code);
        action.is_some_and(|action| action.form().any(|name| name.as_str() == SAME_AS))
    });
    let row = |other: &Other| {
        let href = format!("{}/{}", kind.base, other.row.id);
        let mut name = match &other.title {
            Some(title) => Cell::link(href, title.clone()).note(other.row.number.clone()),
            None => Cell::link(href, other.row.number.clone()),
        };
        if name.note.is_none() {
            name = name.note(other.unit.clone());
        }
        let why: Vec<String> = other.why.iter().map(|why| why_alike(words, *why)).collect();
        let comma = match words.lang() {
            crate::i18n::Lang::En => ", ",
            crate::i18n::Lang::ZhCn => "、",
        };
        let why = Cell::from(why.join(comma));
        let mut row: Row = vec![
            name,
            why,
            state(words, &shown.of, &other.row.state).into(),
            other.row.opened.to_string().into(),
        ];
        if let Some(void) = void {
            let name = super::forms::input_name(SAME_AS);
            let number = encode(&other.row.number);
            let href = format!("{}/{}/do/{void}?{name}={number}", kind.base, shown.id);
            row.push(Cell::link(href, words.get("cases-alike-same")));
        }
        row
    };
    let mut columns = columns.to_vec();
    if void.is_some() {
        columns.push(Column::text(words.get("cases-col-same")));
    }
    let rows = shown.alike.iter().map(row).collect();
    let table = Table::new("alike", words.get("cases-alike"), columns);
    vec![
        Part::heading("perhaps-the-same", words.get("cases-alike")),
        Part::Text(words.get("cases-alike-lead")),
        Part::Table(table.rows(rows).stacked()),
    ]
}

/// The field that says of which case another is the same.
const SAME_AS: &str = "duplicate_of";

fn why_alike(words: Words, why: Why) -> String {
    match why {
        Why::Person => words.get("cases-alike-person"),
        Why::Phone => words.get("cases-alike-phone"),
        Why::Name => words.get("cases-alike-name"),
        Why::Near(metres) => words.fill("cases-alike-near", &[("metres", metres.into())]),
        Why::Kind => words.get("cases-alike-kind"),
    }
}

fn waiting(words: Words, kind: Kind, shown: &Shown, asked: &Asked) -> Part {
    let what = action(words, &shown.of, &asked.action);
    let by = words.signature(&asked.by);
    let text = words.with("cases-waits", &[("what", &what), ("by", &by)]);
    let mut notice = Notice::new(NoticeKind::Info, words, text);
    if asked.may {
        let href = format!("{}/{}/decide/{}", kind.base, shown.id, asked.event);
        notice = notice.link(href, words.get("cases-decide"));
    }
    Part::Notice(notice)
}

fn steps(words: Words, shown: &Shown) -> Table {
    let columns = ["day", "step", "by", "state"]
        .map(|name| Column::text(words.get(&format!("cases-col-{name}"))));
    let row = |step: &Step| {
        let mut what = Cell::from(action(words, &shown.of, &step.action));
        if let Some(reason) = &step.reason {
            what = what.note(reason.clone());
        }
        let by = match step.by.name.is_empty() {
            true => words.get("cases-by-requester"),
            false => words.signature(&step.by),
        };
        vec![
            step.day.to_string().into(),
            what,
            by.into(),
            state(words, &shown.of, &step.state).into(),
        ]
    };
    Table::new("case-steps", words.get("cases-steps"), columns.to_vec())
        .rows(shown.steps.iter().rev().map(row).collect())
        .stacked()
}
