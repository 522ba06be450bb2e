//! The list of rounds, what somebody can do first.

use super::facts::{Next, Round, Stage};
use super::words::{stage_tag, yuan};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::Page;
use askama::Template;
use kernel::Date;

#[derive(Template)]
#[template(path = "rounds/list.html")]
pub struct ListView {
    pub page: Page,
    pub filter: FilterForm,
    pub table: Table,
    pub buttons: Vec<Button>,
}

/// A row of the list.
#[derive(Debug, Clone)]
pub struct Listed {
    pub round: Round,
    pub next: Option<Next>,
}

/// What the list was filtered by; empty is all.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub year: String,
    pub state: String,
}

/// `years` are those in which there is a round.
pub fn list(
    page: Page,
    rows: &[Listed],
    wanted: &Wanted,
    years: &[i64],
    may_create: bool,
    today: Date,
) -> ListView {
    let words = page.words;
    let is_filtered = !wanted.year.is_empty() || !wanted.state.is_empty();
    let link = |kind, href: &str, key: &str| Button::link(kind, href, words.get(key));
    let before = link(ButtonKind::Secondary, "/rounds/brought", "brought-title");
    let create = may_create.then(|| link(ButtonKind::Primary, "/rounds/new", "rounds-create"));
    let buttons = create.into_iter().chain([before]).collect();
    let empty = EmptyState {
        title: words.get("rounds-empty-title"),
        text: words.get(if is_filtered {
            "rounds-empty-filtered"
        } else {
            "rounds-empty-text"
        }),
        action: (may_create && !is_filtered)
            .then(|| ("/rounds/new".to_owned(), words.get("rounds-create"))),
    };
    let first = is_filtered.then(|| "/rounds".to_owned());
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let table = Table::new(
        "rounds",
        words.get("rounds-list-caption"),
        vec![
            Column::text(words.get("rounds-col-round")),
            Column::text(words.get("rounds-col-state")),
            Column::text(words.get("rounds-col-next")),
            Column::number(words.get("rounds-col-pool"), yuan(words)),
        ],
    )
    .rows(rows.iter().map(|row| listed(words, row, today)).collect())
    .stacked()
    .empty(empty)
    .pager(Pager::new(words, total, first, None));
    let filter = filter(words, wanted, years, is_filtered);
    ListView {
        page,
        filter,
        table,
        buttons,
    }
}

fn filter(words: Words, wanted: &Wanted, years: &[i64], is_filtered: bool) -> FilterForm {
    let all = Choice::new("", words.get("rounds-filter-all"));
    let years = std::iter::once(all.clone()).chain(
        years
            .iter()
            .map(|y| Choice::new(y.to_string(), y.to_string())),
    );
    let states = ["open", "closed", "cancelled", "reversed"]
        .map(|code| Choice::new(code, words.get(&format!("rounds-filter-{code}"))));
    // The first page leads to each stage by itself; the filter then says which one it is.
    let stage = Stage::WAY.into_iter().find(|stage| {
        stage.code() == wanted.state && !states.iter().any(|s| s.value == wanted.state)
    });
    let stage = stage.map(|stage| {
        let words = words.get(&format!("rounds-stage-{}", stage.code()));
        Choice::new(stage.code(), words)
    });
    let states = std::iter::once(all).chain(states).chain(stage);
    let mut year = Field::new(
        words,
        Control::Select(years.collect()),
        "year",
        words.get("rounds-col-year"),
    );
    let mut state = Field::new(
        words,
        Control::Select(states.collect()),
        "state",
        words.get("rounds-col-state"),
    );
    year = year.value(wanted.year.clone());
    state = state.value(wanted.state.clone());
    // "All" is a choice of its own here, so the prompt of an empty select would say it twice.
    for field in [&mut year, &mut state] {
        if let Control::Select(choices) = &mut field.control
            && field.value.is_empty()
        {
            choices.remove(0);
            field.choose = words.get("rounds-filter-all");
        }
    }
    FilterForm::new(words, "/rounds", vec![year, state], is_filtered)
}

fn listed(words: Words, row: &Listed, today: Date) -> Row {
    let round = &row.round;
    let next: Cell = match &row.next {
        Some(next) => next_words(words, next, today),
        None => Cell::from(words.get("rounds-nothing-left")),
    };
    vec![
        Cell::link(format!("/rounds/{}", round.id), round.title.clone())
            .note(format!("{} {}", round.number, round.unit)),
        stage_tag(
            words,
            round.stage,
            row.next
                .as_ref()
                .is_some_and(|n| n.is_mine && n.missing.is_empty()),
        )
        .into(),
        next,
        format::money(round.pool).into(),
    ]
}

/// `审核`, and beneath it who does it and from when.
fn next_words(words: Words, next: &Next, today: Date) -> Cell {
    let who = words.get(next.what.by());
    let note = match next.from.filter(|from| *from > today) {
        Some(from) => words.with(
            "rounds-next-from",
            &[("who", &who), ("date", &from.to_string())],
        ),
        None => who,
    };
    Cell::from(words.get(&format!("rounds-do-{}", next.what.code()))).note(note)
}

/// Whether a filter by state lets a round through.
pub fn is_wanted(state: &str, stage: Stage) -> bool {
    match state {
        "open" => !stage.is_over(),
        "" => true,
        code => stage.code() == code,
    }
}

/// Rounds that somebody can act on first, then what waits, then what is over; the newest first in each.
pub fn due_first(rows: &mut [Listed]) {
    rows.sort_by_key(|row| {
        let place = match &row.next {
            Some(next) if next.is_mine && next.missing.is_empty() => 0,
            Some(_) => 1,
            None if !row.round.stage.is_over() => 1,
            None => 2,
        };
        (
            place,
            std::cmp::Reverse(row.round.year),
            std::cmp::Reverse(row.round.id),
        )
    });
}
