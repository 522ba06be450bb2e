//! The list of campaigns, and one campaign.

use super::doors::home;
use super::tables;
use crate::campaigns::model::{ItemKind, points};
use crate::campaigns::plan_inspections::next_turn as turn_after;
use crate::campaigns::read::{Left, Listed, May, Week, Whole};
use crate::campaigns::store::Campaign;
use ::web::chart::{self, About, Value};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format};
use kernel::{Date, Id, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};
use std::collections::BTreeMap;

/// Points of a chart that stay readable.
const POINTS: usize = 12;

pub(super) fn crumbs(words: Words, campaign: Option<&Campaign>) -> Vec<NavItem> {
    let mut way = vec![NavItem::new(
        "/campaigns",
        words.get("campaigns-title"),
        false,
    )];
    way.extend(campaign.map(|c| NavItem::new(home(c.id), c.name.clone(), false)));
    way
}

pub(super) fn span(words: Words, first: Date, last: Date) -> String {
    let (first, last) = (format::date(first), format::date(last));
    words.with("campaigns-span", &[("first", &first), ("last", &last)])
}

fn state(words: Words, campaign: &Campaign, today: Date) -> Tag {
    let (kind, key) = match campaign.ended {
        Some(_) => (TagKind::Done, "campaigns-ended"),
        None if today < campaign.first => (TagKind::Plain, "campaigns-coming"),
        None if campaign.last < today => (TagKind::Alert, "campaigns-over"),
        None => (TagKind::Open, "campaigns-running"),
    };
    Tag::new(kind, words.get(key))
}

pub(super) fn list(page: Page, campaigns: &[Listed], may: May) -> View {
    let words = page.words;
    let import = || {
        (
            "/campaigns/import".to_owned(),
            words.get("campaigns-import"),
        )
    };
    let columns = vec![
        Column::text(words.get("campaigns-col-campaign")),
        Column::text(words.get("campaigns-col-span")),
        Column::number(words.get("campaigns-col-villages"), ""),
        Column::number(words.get("campaigns-col-found"), ""),
        Column::number(words.get("campaigns-col-open"), ""),
    ];
    let row = |one: &Listed| {
        let campaign = &one.campaign;
        vec![
            Cell::link(home(campaign.id), campaign.name.clone()),
            Cell::from(span(words, campaign.first, campaign.last)).note(match campaign.ended {
                Some(_) => words.get("campaigns-ended"),
                None => words.count("campaigns-days", campaign.days()),
            }),
            format::count(one.villages).into(),
            format::count(one.found).into(),
            match one.open {
                0 => "0".into(),
                open => Cell::link(
                    list_of(campaign.id, None, None, "open"),
                    format::count(open),
                ),
            },
        ]
    };
    let empty = EmptyState {
        title: words.get("campaigns-empty"),
        text: words.get("campaigns-empty-text"),
        action: may.record.then(import),
    };
    let mut buttons = Vec::new();
    if may.record && !campaigns.is_empty() {
        let (href, label) = import();
        buttons.push(Button::link(ButtonKind::Primary, href, label));
    }
    if !campaigns.is_empty() {
        for (href, key) in [
            ("/findings", "findings-nav"),
            ("/objections", "objections-nav"),
            ("/inspections", "inspections-nav"),
        ] {
            buttons.push(Button::link(ButtonKind::Secondary, href, words.get(key)));
        }
    }
    let mut parts = Vec::new();
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    let table = Table::new("campaigns", words.get("campaigns-title"), columns)
        .rows(campaigns.iter().map(row).collect())
        .stacked()
        .empty(empty);
    parts.push(Part::Table(table));
    View::new(page, parts)
}

/// The list of findings of a campaign, of a village, of an item.
pub(super) fn list_of(id: Id, unit: Option<Id>, item: Option<i64>, show: &str) -> String {
    let mut href = format!("{}/findings?show={show}", home(id));
    if let Some(unit) = unit {
        href.push_str(&format!("&unit={unit}"));
    }
    if let Some(item) = item {
        href.push_str(&format!("&item={item}"));
    }
    href
}

/// Ways that lead on from a campaign, for whoever may go there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ways {
    pub record: bool,
    pub figures: bool,
}

pub(super) fn campaign(mut page: Page, whole: &Whole, weeks: &[Week], may: Ways) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words, None);
    let mut parts = notices(words, whole);
    parts.push(Part::Summary(summary(words, whole)));
    parts.push(Part::Stats(stats(words, whole)));
    parts.push(Part::Buttons(buttons(words, whole, may)));
    parts.push(Part::heading("remaining", words.get("campaigns-left")));
    parts.push(Part::Text(words.get("campaigns-left-text")));
    parts.push(Part::Table(left_table(words, whole)));
    let left_file = format!("{}/left.xlsx", home(whole.campaign.id));
    let word = words.get("page-export-xlsx");
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Secondary,
        left_file,
        word,
    )]));
    parts.extend(tables::compared(words, whole));
    parts.push(Part::heading("weeks", words.get("campaigns-weeks")));
    parts.push(Part::Chart(weeks_chart(words, weeks)));
    parts.push(Part::Details {
        label: words.get("campaigns-weeks-table"),
        parts: vec![Part::Table(tables::weeks(words, weeks))],
    });
    parts.push(Part::heading("rounds", words.get("campaigns-rounds")));
    parts.push(Part::Table(tables::rounds(words, whole)));
    if !whole.lines.is_empty() {
        parts.push(Part::heading("lines", words.get("campaigns-lines")));
        parts.push(Part::Text(words.get("campaigns-lines-text")));
        parts.push(Part::Table(tables::lines(words, whole)));
    }
    if whole.campaign.ended.is_some() {
        parts.push(Part::heading(
            "inspections",
            words.get("campaigns-inspections"),
        ));
        parts.push(Part::Text(
            words.count("campaigns-inspections-text", whole.campaign.weeks),
        ));
        if let Some((_, day)) = turn_after(&whole.turns, whole.campaign.weeks) {
            let day = format::date(day);
            parts.push(Part::Text(
                words.with("campaigns-turn-next", &[("date", &day)]),
            ));
        }
        parts.push(Part::Table(tables::turns(words, whole)));
        if let Some(form) = next_turn(&page, whole) {
            parts.push(Part::Form(form));
        }
    }
    View::new(page, parts)
}

fn notices(words: Words, whole: &Whole) -> Vec<Part> {
    let campaign = &whole.campaign;
    let mut notices = Vec::new();
    let mut warn = |text: String| {
        notices.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    };
    if campaign.ended.is_none() && campaign.last < whole.today {
        let last = format::date(campaign.last);
        warn(words.with("campaigns-over-text", &[("date", &last)]));
    }
    notices
}

fn summary(words: Words, whole: &Whole) -> Summary {
    let campaign = &whole.campaign;
    let count = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let of = |kind| {
        let items = whole.items.iter().filter(|coded| coded.item.kind == kind);
        count(items.count())
    };
    let (zeros, lifts) = (of(ItemKind::Zero), of(ItemKind::Lift));
    let targets = words.with("campaigns-targets", &[("zeros", &zeros), ("lifts", &lifts)]);
    let pilots = whole
        .villages
        .iter()
        .filter(|village| village.is_pilot)
        .count();
    let (villages, pilots) = (count(whole.villages.len()), count(pilots));
    let villages = words.with(
        "campaigns-villages",
        &[("villages", &villages), ("pilots", &pilots)],
    );
    let mut summary = Summary::default()
        .row(
            words.get("campaigns-col-state"),
            state(words, campaign, whole.today),
        )
        .row(
            words.get("campaigns-col-span"),
            Cell::from(span(words, campaign.first, campaign.last))
                .note(words.count("campaigns-days", campaign.days())),
        )
        .row(words.get("campaigns-col-targets"), targets)
        .row(words.get("campaigns-col-villages"), villages);
    if let Some(source) = &campaign.source {
        summary = summary.row(words.get("campaigns-col-source"), source.clone());
    }
    summary
}

/// What the list shows whoever looks: each number is the count of the list that it opens.
fn stats(words: Words, whole: &Whole) -> Stats {
    let (id, shown) = (whole.campaign.id, whole.shown);
    let unit = words.get("campaigns-unit");
    let stat = |number: i64, key: &str, show: &str| {
        let stat = Stat::new(format::count(number), unit.clone(), words.get(key));
        stat.link(list_of(id, None, None, show))
    };
    Stats {
        tiles: vec![
            stat(shown.found, "campaigns-col-found", "all"),
            stat(shown.closed, "campaigns-col-closed", "closed"),
            stat(shown.open, "campaigns-col-open", "open"),
            stat(shown.overdue, "campaigns-col-overdue", "overdue"),
        ],
    }
}

fn buttons(words: Words, whole: &Whole, may: Ways) -> Vec<Button> {
    let campaign = &whole.campaign;
    let here = home(campaign.id);
    let mut buttons = Vec::new();
    let mut link =
        |kind, href: String, key: &str| buttons.push(Button::link(kind, href, words.get(key)));
    if may.record && campaign.is_running(whole.today) {
        link(ButtonKind::Primary, "/findings/new".into(), "findings-new");
    }
    link(
        ButtonKind::Secondary,
        list_of(campaign.id, None, None, "all"),
        "campaigns-list",
    );
    if may.figures {
        link(
            ButtonKind::Secondary,
            format!("{here}/report"),
            "campaigns-report",
        );
    }
    if whole.may.record {
        link(
            ButtonKind::Secondary,
            format!("{here}/import"),
            "campaigns-list-import",
        );
    }
    link(
        ButtonKind::Secondary,
        format!("{here}/campaign.xlsx"),
        "campaigns-workbook",
    );
    if whole.may.manage {
        link(
            ButtonKind::Secondary,
            format!("{here}/places"),
            "campaigns-places",
        );
        if campaign.ended.is_none() && campaign.first <= whole.today {
            link(
                ButtonKind::Secondary,
                format!("{here}/end"),
                "campaigns-end",
            );
        }
    }
    buttons
}

/// What is open of each item in each village that whoever looks sees.
fn left_table(words: Words, whole: &Whole) -> Table {
    let mut columns = vec![Column::text(words.get("campaigns-col-village"))];
    columns.extend(
        whole
            .items
            .iter()
            .map(|coded| Column::number(coded.item.name.clone(), "")),
    );
    columns.push(Column::number(words.get("campaigns-col-together"), ""));
    let id = whole.campaign.id;
    let villages = whole
        .villages
        .iter()
        .filter(|village| whole.seen.contains(&village.unit));
    let mut sums: BTreeMap<i64, i64> = BTreeMap::new();
    let mut rows = Vec::new();
    for village in villages {
        let page = format!("{}/villages/{}", home(id), village.unit);
        let mut row = vec![Cell::link(page, village.name.clone()).note(village.class.clone())];
        let mut together = 0;
        for coded in &whole.items {
            let place = coded.item.place;
            let of = whole.left(village.unit, place);
            together += of.open;
            *sums.entry(place).or_default() += of.open;
            row.push(left_cell(words, of, || {
                list_of(id, Some(village.unit), Some(place), "open")
            }));
        }
        row.push(match together {
            0 => "0".into(),
            n => Cell::link(
                list_of(id, Some(village.unit), None, "open"),
                format::count(n),
            ),
        });
        rows.push(row);
    }
    let mut total = vec![Cell::from(words.get("campaigns-col-together"))];
    let each = whole
        .items
        .iter()
        .map(|coded| sums.get(&coded.item.place).copied().unwrap_or(0));
    total.extend(each.map(|sum| Cell::from(format::count(sum))));
    total.push(format::count(sums.values().sum()).into());
    let empty = EmptyState::new(words, "campaigns-left-empty", "campaigns-left-empty-text");
    Table::new("left", words.get("campaigns-left"), columns)
        .rows(rows)
        .total(total)
        .empty(empty)
}

fn left_cell(words: Words, left: Left, href: impl FnOnce() -> String) -> Cell {
    match (left.found, left.open, left.zero_since()) {
        (0, ..) => Cell::from(words.get("campaigns-never")),
        (_, 0, Some(day)) => {
            let since = format!("{:02}-{:02}", day.month(), day.day());
            Cell::from("0").note(words.with("campaigns-since", &[("date", &since)]))
        }
        (_, 0, None) => "0".into(),
        (_, open, _) => Cell::link(href(), format::count(open)),
    }
}

/// The same as a file, with whole dates.
pub(super) fn left_file(words: Words, whole: &Whole) -> Result<Vec<u8>> {
    let heads = ["village", "class", "item", "found", "open", "zero"];
    let kinds = [
        OutKind::Text,
        OutKind::Text,
        OutKind::Text,
        OutKind::Integer,
        OutKind::Integer,
        OutKind::Date,
    ];
    let columns = heads.iter().zip(kinds);
    let columns = columns
        .map(|(head, kind)| OutColumn::new(words.get(&format!("campaigns-col-{head}")), kind));
    let mut rows = Vec::new();
    for village in whole
        .villages
        .iter()
        .filter(|village| whole.seen.contains(&village.unit))
    {
        for coded in &whole.items {
            let of = whole.left(village.unit, coded.item.place);
            rows.push(vec![
                OutCell::text(&village.name),
                OutCell::text(&village.class),
                OutCell::text(&coded.item.name),
                OutCell::Integer(of.found),
                OutCell::Integer(of.open),
                of.zero_since().map_or(OutCell::Blank, OutCell::Date),
            ]);
        }
    }
    write_xlsx(&[OutTable {
        sheet: words.get("campaigns-left"),
        title: Some(format!("{} {}", whole.campaign.name, whole.today)),
        columns: columns.collect(),
        rows,
        ..OutTable::default()
    }])
}

fn weeks_chart(words: Words, weeks: &[Week]) -> chart::Chart {
    let step = weeks.len().div_ceil(POINTS).max(1);
    // The last week always stands there.
    let shown = weeks.iter().rev().step_by(step).rev();
    let point = |week: &Week| {
        let label = format!("{}-{}", week.last.month(), week.last.day());
        (label, Value::new(week.open, format::count(week.open)))
    };
    let points: Vec<(String, Value)> = shown.map(point).collect();
    let last = weeks.last().map_or(0, |week| week.open);
    let most = weeks.iter().map(|week| week.open).max().unwrap_or(0);
    let (most, last) = (format::count(most), format::count(last));
    let about = About {
        id: "open".into(),
        title: words.get("campaigns-weeks"),
        description: words.with("campaigns-weeks-text", &[("most", &most), ("last", &last)]),
        unit: words.get("campaigns-unit"),
    };
    chart::line(&about, &points)
}

/// The button that plans the next inspections, once they may be planned.
fn next_turn(page: &Page, whole: &Whole) -> Option<Form> {
    let (turn, day) = turn_after(&whole.turns, whole.campaign.weeks)?;
    if !(whole.may.verify || whole.may.manage) || whole.today < day {
        return None;
    }
    let words = page.words;
    let villages = i64::try_from(whole.villages.len()).unwrap_or(i64::MAX);
    let confirm = Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![(
            format::count(villages),
            words.get("campaigns-effect-inspections"),
        )],
        caution: None,
    };
    let label = words.with("campaigns-plan-turn", &[("turn", &turn.to_string())]);
    let form = Form::new(page, format!("{}/inspections", home(whole.campaign.id)))
        .hidden("turn", turn.to_string())
        .confirm(confirm)
        .button(Button::submit(ButtonKind::Primary, label));
    Some(form)
}

/// Points with their unit.
pub(super) fn points_of(words: Words, tenths: i64) -> String {
    words.with("campaigns-points", &[("points", &points(tenths))])
}
