//! The list of rounds, what is due first, and the page on which one is begun.

use super::facts::{Do, Next, Round, Stage};
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

/// One page of the rounds found, how many there are in all, and where the next page is.
pub struct Found<'a> {
    pub rows: &'a [Listed],
    pub total: i64,
    pub next_href: Option<String>,
}

/// `years` are those in which there is a round.
pub fn list(
    page: Page,
    found: &Found,
    wanted: &Wanted,
    years: &[i64],
    may_create: bool,
    today: Date,
) -> ListView {
    let next_href = found.next_href.clone();
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
    let first = is_filtered
        .then(|| "/rounds".to_owned())
        .filter(|_| next_href.is_none());
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
    .rows(
        found
            .rows
            .iter()
            .map(|row| listed(words, row, today))
            .collect(),
    )
    .stacked()
    .empty(empty)
    .pager(Pager::new(words, found.total, first, next_href));
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
    let states = std::iter::once(all).chain(states);
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

/// `审核`, and beneath it who does it and by when.
fn next_words(words: Words, next: &Next, today: Date) -> Cell {
    let who = words.get(next.what.by());
    let note = match (next.from.filter(|from| *from > today), next.due) {
        (Some(from), _) => words.with(
            "rounds-next-from",
            &[("who", &who), ("date", &from.to_string())],
        ),
        (None, Some(due)) => words.with(
            "rounds-next-due",
            &[("who", &who), ("due", &format::due(words, today, due).1)],
        ),
        (None, None) => who,
    };
    Cell::from(words.get(&format!("rounds-do-{}", next.what.code()))).note(note)
}

/// What a round can be made from.
#[derive(Debug, Clone)]
pub struct Source {
    /// `shares.project:12`.
    pub value: String,
    pub name: String,
    /// Income not yet distributed, where the books say.
    pub available: Option<kernel::Fen>,
}

#[derive(Template)]
#[template(path = "rounds/create.html")]
pub struct CreateView {
    pub page: Page,
    pub form: Form,
    pub empty: Option<EmptyState>,
}

/// The classes whose weights a round may set.
pub const CLASSES: [&str; 4] = ["a", "b", "c", "all"];

/// `typed` is what was entered before, field by field; `faults` are what was wrong with it.
pub fn create(
    page: Page,
    sources: &[Source],
    typed: &dyn Fn(&str) -> String,
    faults: &[kernel::FieldError],
) -> CreateView {
    let words = page.words;
    let empty = sources.is_empty().then(|| EmptyState {
        title: words.get("rounds-no-source-title"),
        text: words.get("rounds-no-source-text"),
        action: Some(("/projects".to_owned(), words.get("rounds-no-source-action"))),
    });
    let choice = |code: &str, key: &str| Choice {
        hint: Some(words.get(&format!("rounds-{key}-{code}-hint"))),
        ..Choice::new(code, words.get(&format!("rounds-{key}-{code}")))
    };
    let dashed = |code: &str, key: &str| Choice {
        value: code.replace('-', "_"),
        ..choice(code, key)
    };
    let source_choices = sources
        .iter()
        .map(|s| Choice::new(s.value.clone(), source_label(words, s)))
        .collect();
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let mut form = Form::new(&page, "/rounds")
        .field(field(
            Control::Select(source_choices),
            "source",
            "rounds-field-source",
        ))
        .field(
            field(Control::Text, "title", "rounds-field-title")
                .hint(words.get("rounds-field-title-hint")),
        )
        .field(
            field(Control::Number, "year", "rounds-field-year")
                .hint(words.get("rounds-field-year-hint")),
        )
        .field(
            field(Control::Money, "pool_fen", "rounds-field-pool")
                .hint(words.get("rounds-field-pool-hint")),
        )
        .field(
            field(Control::Date, "record_date", "rounds-field-record-date")
                .hint(words.get("rounds-field-record-hint")),
        )
        .field(field(
            Control::Radios(
                ["per-person", "per-household", "class-weights", "division"]
                    .map(|c| dashed(c, "basis"))
                    .to_vec(),
            ),
            "basis",
            "rounds-field-basis",
        ));
    for class in CLASSES {
        let name = format!("weight_{class}");
        let label = words.with(
            "rounds-field-weight",
            &[("class", &super::words::class(words, class))],
        );
        form = form.field(
            Field::new(words, Control::Number, name.clone(), label)
                .value(typed(&name))
                .unit(words.get("rounds-unit-part"))
                .hint(words.get("rounds-field-weight-hint"))
                .errors(words, faults)
                .optional(words),
        );
    }
    form = super::divide::fields(words, form, typed, faults)
        .field(field(
            Control::Radios(
                ["per-share-floor", "largest-remainder", "cumulative"]
                    .map(|c| dashed(c, "policy"))
                    .to_vec(),
            ),
            "policy",
            "rounds-field-policy",
        ))
        .field(field(
            Control::Radios(
                ["1", "10", "100"]
                    .map(|c| Choice::new(c, words.get(&format!("rounds-step-fen-{c}"))))
                    .to_vec(),
            ),
            "step_fen",
            "rounds-field-step",
        ))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("rounds-create-submit"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/rounds",
            words.get("web-cancel"),
        ));
    CreateView { page, form, empty }
}

fn source_label(words: Words, source: &Source) -> String {
    match source.available {
        Some(fen) => words.with(
            "rounds-source-with",
            &[("name", &source.name), ("amount", &fen.to_string())],
        ),
        None => source.name.clone(),
    }
}

/// What a new round takes on unless somebody says otherwise.
pub fn usual(name: &str, today: Date) -> String {
    match name {
        "basis" => "per_person".into(),
        "policy" => "per_share_floor".into(),
        "step_fen" => "1".into(),
        "year" => today.year().to_string(),
        "record_date" => today.to_string(),
        _ => String::new(),
    }
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
        let due = row.next.as_ref().and_then(|n| n.due);
        (
            place,
            due.is_none(),
            due,
            std::cmp::Reverse(row.round.year),
            std::cmp::Reverse(row.round.id),
        )
    });
}

/// Steps that are posted as forms of the round's page.
pub fn step_of(code: &str) -> Option<Do> {
    [
        Do::Calculate,
        Do::Display,
        Do::Resolve,
        Do::Review,
        Do::Post,
        Do::Declare,
        Do::Pay,
        Do::Close,
    ]
    .into_iter()
    .find(|step| step.code() == code)
}
