//! The pages of posts: every community with who holds them and where nobody does, and one community through time.

use super::BASE;
use crate::law::posts::model::{Post, Standing, standing};
use crate::law::posts::plan_posts::COLUMNS;
use crate::law::posts::read::{Held, Listed, Row};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format};
use access::Code;
use kernel::{Date, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

pub(super) fn crumbs(words: Words) -> Vec<NavItem> {
    vec![NavItem::new(BASE, words.get("law-title"), false)]
}

/// The three kinds of pages, one of them current.
fn tabs(words: Words) -> Part {
    let items = vec![
        NavItem::new(BASE, words.get("law-tab-posts"), true),
        NavItem::new("/law/advice", words.get("law-advice-title"), false),
        NavItem::new("/law/talks", words.get("law-talks-title"), false),
    ];
    Part::Tabs(Tabs {
        label: words.get("law-nav"),
        items,
    })
}

pub(super) fn name_of(words: Words, code: &Code) -> String {
    words.either(&code.zh, &code.en)
}

/// How a post stands today, and who holds it.
fn stands<'h>(held: &[&'h Held], today: Date) -> (Option<&'h Held>, Option<Date>) {
    let posts: Vec<Post> = held.iter().map(|held| held.post.clone()).collect();
    match standing(&posts, today) {
        Standing::Held(post) => {
            let id = post.id;
            (held.iter().find(|held| held.post.id == id).copied(), None)
        }
        Standing::VacantSince(since) => (None, Some(since)),
        Standing::Never => (None, None),
    }
}

fn holder_name(words: Words, held: &Held) -> String {
    let holder = held.holder.as_ref();
    holder.map_or_else(|| words.get("law-erased"), |holder| holder.name.clone())
}

fn cell(words: Words, held: &[&Held], today: Date) -> Cell {
    match stands(held, today) {
        (Some(now), _) => {
            let since = now.post.from.to_string();
            let since = words.with("law-since", &[("date", &since)]);
            let phone = now.holder.as_ref().and_then(|holder| holder.phone.clone());
            let note = phone.map_or(since.clone(), |phone| format!("{phone} · {since}"));
            Cell::from(holder_name(words, now)).note(note)
        }
        (None, since) => vacant(words, since),
    }
}

fn vacant(words: Words, since: Option<Date>) -> Cell {
    let note = match since {
        Some(since) => words.with("law-vacant-since", &[("date", &since.to_string())]),
        None => words.get("law-never-held"),
    };
    Cell::from(Tag::new(TagKind::Alert, words.get("law-vacant"))).note(note)
}

pub(super) fn list(mut page: Page, found: &Listed, is_later: bool, may_record: bool) -> View {
    let words = page.words;
    let today = found.today;
    page.breadcrumbs = Vec::new();
    let mut columns = vec![Column::text(words.get("law-col-community"))];
    let kinds = found.kinds.iter();
    columns.extend(kinds.map(|kind| Column::text(name_of(words, kind))));
    let row = |row: &Row| {
        let href = format!("{BASE}/posts/{}", row.community.id);
        let mut cells = vec![Cell::link(href, row.community.name.clone())];
        let kinds = found.kinds.iter();
        cells.extend(kinds.map(|kind| cell(words, &row.of(&kind.code), today)));
        cells
    };
    let next = found
        .next
        .as_ref()
        .map(|code| format!("{BASE}?after={code}"));
    let first = is_later.then(|| BASE.to_owned());
    let table = Table::new("posts", words.get("law-title"), columns)
        .rows(found.rows.iter().map(row).collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "law-no-communities",
            "law-no-communities-text",
        ))
        .pager(Pager::new(words, found.communities, first, next));
    let percent = figures::Number::percent(found.covered, found.communities);
    let percent = percent.map_or_else(|| "–".to_owned(), |n| n.shown(figures::Unit::PERCENT));
    let numbers = [
        ("done", format::count(found.covered)),
        ("total", format::count(found.communities)),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let covered = Stat::new(percent, "", words.get("law-covered"))
        .note(words.with("law-covered-of", &numbers));
    let mut buttons = Vec::new();
    if may_record {
        let label = words.get("law-posts-import");
        let href = format!("{BASE}/posts/import");
        buttons.push(Button::link(ButtonKind::Primary, href, label));
    }
    let file = Button::link(
        ButtonKind::Secondary,
        format!("{BASE}/posts.xlsx"),
        words.get("cases-file"),
    );
    buttons.push(file);
    let stats = Stats {
        tiles: vec![covered],
    };
    let parts = vec![
        tabs(words),
        Part::Text(words.get("law-lead")),
        Part::Stats(stats),
        Part::Buttons(buttons),
        Part::Table(table),
    ];
    View::new(page, parts)
}

pub(super) fn one(
    mut page: Page,
    row: &Row,
    kinds: &[Code],
    today: Date,
    may_record: bool,
) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words);
    let mut parts = Vec::new();
    for kind in kinds {
        let held = row.of(&kind.code);
        let name = name_of(words, kind);
        parts.push(Part::heading(kind.code.clone(), name.clone()));
        let (now, since) = stands(&held, today);
        parts.push(Part::Summary(match now {
            Some(now) => summary(words, now),
            None => Summary::default().row(words.get("law-holder"), vacant(words, since)),
        }));
        if may_record {
            parts.push(Part::Buttons(buttons(words, row, kind, now)));
        }
        let past: Vec<&Held> = held
            .iter()
            .filter(|held| now.is_none_or(|now| now.post.id != held.post.id))
            .copied()
            .collect();
        if !past.is_empty() {
            parts.push(Part::Table(history(words, kind, &past)));
        }
    }
    View::new(page, parts)
}

fn summary(words: Words, now: &Held) -> Summary {
    let holder = now.holder.clone().unwrap_or_default();
    Summary::default()
        .row(words.get("law-holder"), holder_name(words, now))
        .row(words.get("law-phone"), holder.phone.unwrap_or_default())
        .row(words.get("law-office"), holder.office.unwrap_or_default())
        .row(words.get("law-from"), now.post.from.to_string())
}

fn buttons(words: Words, row: &Row, kind: &Code, now: Option<&Held>) -> Vec<Button> {
    let here = format!("{BASE}/posts/{}", row.community.id);
    let appoint = format!("{here}/appoint/{}", kind.code);
    match now {
        None => vec![Button::link(
            ButtonKind::Primary,
            appoint,
            words.get("law-appoint"),
        )],
        Some(now) => vec![
            Button::link(ButtonKind::Secondary, appoint, words.get("law-replace")),
            Button::link(
                ButtonKind::Secondary,
                format!("{here}/end/{}", now.post.id),
                words.get("law-end"),
            ),
        ],
    }
}

fn history(words: Words, kind: &Code, past: &[&Held]) -> Table {
    let columns = ["law-holder", "law-office", "law-from", "law-to"]
        .map(|key| Column::text(words.get(key)))
        .to_vec();
    let row = |held: &&Held| {
        let office = held
            .holder
            .as_ref()
            .and_then(|holder| holder.office.clone());
        let to = held.post.to.map(|to| to.to_string());
        vec![
            holder_name(words, held).into(),
            office.unwrap_or_default().into(),
            held.post.from.to_string().into(),
            to.unwrap_or_default().into(),
        ]
    };
    let caption = words.with("law-past", &[("post", &name_of(words, kind))]);
    Table::new(format!("past-{}", kind.code), caption, columns)
        .rows(past.iter().rev().map(row).collect())
        .stacked()
}

/// In Chinese whatever the language: the file is to come back.
pub(super) fn file(found: &Listed) -> Result<Vec<u8>> {
    let text = |text: Option<String>| text.map_or(OutCell::Blank, OutCell::Text);
    let mut rows = Vec::new();
    for row in &found.rows {
        for held in &row.held {
            let kind = found.kinds.iter().find(|kind| kind.code == held.post.kind);
            let holder = held.holder.clone().unwrap_or_default();
            rows.push(vec![
                text(Some(row.community.name.clone())),
                text(Some(kind.map_or_else(
                    || held.post.kind.clone(),
                    |kind| kind.zh.clone(),
                ))),
                text(Some(holder.name)),
                text(holder.phone),
                text(holder.office),
                OutCell::Date(held.post.from),
                held.post.to.map_or(OutCell::Blank, OutCell::Date),
            ]);
        }
    }
    let column = |column: &sheets::Column| {
        let kind = match column.kind {
            sheets::Kind::Date => OutKind::Date,
            sheets::Kind::Code => OutKind::Identity,
            _ => OutKind::Text,
        };
        OutColumn::new(column.label(), kind)
    };
    let table = OutTable {
        sheet: "法律顾问和警务助理".into(),
        columns: COLUMNS.iter().map(column).collect(),
        rows,
        landscape: true,
        ..OutTable::default()
    };
    write_xlsx(&[table])
}
