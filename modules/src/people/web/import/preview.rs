//! The preview: what would happen in numbers, what is wrong cell by cell, and the choices.

mod choices;

use super::{Read, Unread};
use crate::people::compare::Missing;
use crate::people::web::shown;
use ::web::components::{
    Button, ButtonKind, Cell, Confirm, Form, Notice, NoticeKind, Stat, Stats, Table,
};
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View};
use choices::{choices, choices_form};
use kernel::Id;
use sheets::Problem;

/// So many lines are shown on the page; the marked file has all.
const SHOWN: usize = 200;

pub(in crate::people::web) fn view(mut page: Page, read: &Read) -> View {
    let words = page.words;
    breadcrumbs(&mut page);
    let counts = &read.list.prepared.counts;
    let tile = |count: usize, unit: &str, key: &str| {
        Stat::new(shown::number(count), words.get(unit), words.get(key))
    };
    let (households, people, rows) = (
        "people-unit-households",
        "people-unit-people",
        "people-unit-rows",
    );
    let tiles = vec![
        tile(counts.rows, rows, "people-count-rows"),
        tile(
            counts.new_households,
            households,
            "people-count-new-households",
        ),
        tile(counts.new_people, people, "people-count-new-people"),
        tile(
            counts.changed_households,
            households,
            "people-count-changed-households",
        ),
        tile(counts.changed_people, people, "people-count-changed-people"),
        tile(
            counts.unchanged_households,
            households,
            "people-count-unchanged-households",
        ),
        tile(
            counts.missing_households,
            households,
            "people-count-missing-households",
        ),
        tile(counts.missing_people, people, "people-count-missing-people"),
        tile(counts.set_aside, rows, "people-count-set-aside"),
    ];
    let mut parts = vec![
        Part::Text(words.with(
            "people-preview-of",
            &[
                ("file", &read.file),
                ("date", &read.list.as_of().to_string()),
            ],
        )),
        Part::Stats(Stats { tiles }),
    ];
    if !read.list.errors.is_empty() {
        parts.push(Part::heading("errors", words.get("people-errors")));
        parts.push(Part::Text(words.get("people-errors-about")));
        parts.push(problems(
            words,
            "errors-table",
            "people-errors-count",
            &read.list.errors,
        ));
        let href = format!("/people/import/{}/marked", read.id);
        let label = words.get("people-marked-file");
        parts.push(Part::Buttons(vec![Button::link(
            ButtonKind::Secondary,
            href,
            label,
        )]));
    }
    if !read.list.warnings.is_empty() {
        let table = problems(
            words,
            "warnings-table",
            "people-warnings-count",
            &read.list.warnings,
        );
        parts.push(Part::Details {
            label: shown::plural(words, "people-warnings", read.list.warnings.len()),
            parts: vec![table],
        });
    }
    changes(words, read, &mut parts);
    missing(
        words,
        "people-missing-households",
        &read.list.prepared.plan.missing_households,
        &mut parts,
    );
    missing(
        words,
        "people-missing-people",
        &read.list.prepared.plan.missing_people,
        &mut parts,
    );
    let letters: Vec<(String, String, Option<&str>)> = read
        .list
        .table
        .columns
        .iter()
        .map(|c| (c.letter(), c.header.clone(), c.key))
        .collect();
    let choices = choices(
        &page,
        read.id,
        &read.chosen,
        read.list.as_of(),
        &letters,
        &read.villages,
        &read.codes,
    );
    parts.push(Part::Details {
        label: words.get("people-choices"),
        parts: vec![choices],
    });
    parts.push(Part::heading("commit", words.get("people-commit")));
    commit(&page, read, &mut parts);
    View::new(page, parts)
}

fn breadcrumbs(page: &mut Page) {
    let words = page.words;
    page.breadcrumbs = vec![
        NavItem::new("/people", words.get("people-nav"), false),
        NavItem::new("/people/import", words.get("people-import"), false),
    ];
}

fn problems(words: Words, id: &str, caption: &str, problems: &[Problem]) -> Part {
    let columns = shown::columns(
        words,
        &[
            "people-cell",
            "people-column",
            "people-written",
            "people-what-to-do",
        ],
    );
    let blank = |text: &str| Cell::from(if text.is_empty() { "–" } else { text });
    let rows = problems.iter().take(SHOWN).map(|p| {
        vec![
            place(words, p).into(),
            blank(&p.header),
            blank(&p.raw),
            shown::problem(words, p).into(),
        ]
    });
    let caption = shown::plural(words, caption, problems.len());
    Part::Table(
        Table::new(id, caption, columns)
            .rows(rows.collect())
            .stacked(),
    )
}

/// The cell, or the row where the whole of it is meant.
fn place(words: Words, problem: &Problem) -> String {
    match problem.column {
        Some(_) => problem.cell(),
        None => words.with("people-whole-row", &[("row", &problem.row.to_string())]),
    }
}

fn changes(words: Words, read: &Read, parts: &mut Vec<Part>) {
    let people = read
        .list
        .prepared
        .plan
        .households
        .iter()
        .flat_map(|household| {
            household
                .people
                .iter()
                .filter(|person| person.is_changed())
                .map(move |person| (household, person))
        });
    let rows: Vec<Vec<Cell>> = people
        .take(SHOWN)
        .map(|(household, person)| {
            let mut what: Vec<String> = person
                .changed
                .iter()
                .map(|key| words.get(&format!("people-column-{}", key.replace('_', "-"))))
                .collect();
            if person.relation_changed() {
                what.push(words.get("people-column-relation"));
            }
            if person.is_moved {
                what.push(words.get("people-moved-household"));
            }
            vec![
                person.listed.row.to_string().into(),
                person.record.name.clone().into(),
                household.number.clone().unwrap_or_default().into(),
                shown::enumerated(words, &what).into(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let columns = shown::columns(
            words,
            &[
                "people-row",
                "people-name",
                "people-number",
                "people-changed-fields",
            ],
        );
        let label = words.get("people-count-changed-people");
        let table = Table::new("changed", label.clone(), columns)
            .rows(rows)
            .stacked();
        parts.push(Part::Details {
            label,
            parts: vec![Part::Table(table)],
        });
    }
}

fn missing(words: Words, key: &str, missing: &[Missing], parts: &mut Vec<Part>) {
    if missing.is_empty() {
        return;
    }
    let columns = shown::columns(words, &["people-name", "people-number"]);
    let rows = missing.iter().take(SHOWN).map(|m| {
        vec![
            m.name.clone().into(),
            Cell::link(
                format!("/people/households/{}", m.household),
                m.number.clone(),
            ),
        ]
    });
    let label = shown::plural(words, key, missing.len());
    let table = Table::new(key, label.clone(), columns)
        .rows(rows.collect())
        .stacked();
    let about = Part::Text(words.get("people-missing-about"));
    parts.push(Part::Details {
        label,
        parts: vec![about, Part::Table(table)],
    });
}

fn commit(page: &Page, read: &Read, parts: &mut Vec<Part>) {
    let words = page.words;
    let counts = &read.list.prepared.counts;
    if counts.new_households + counts.changed_households == 0 {
        let key = if counts.households == 0 {
            "people-nothing-to-take"
        } else {
            "people-nothing-new"
        };
        parts.push(Part::Notice(Notice::new(
            NoticeKind::Info,
            words,
            words.get(key),
        )));
        parts.push(Part::Form(drop_form(page, read.id)));
        return;
    }
    let mut effects = Vec::new();
    for (count, key) in [
        (counts.new_households, "people-will-add-households"),
        (counts.new_people, "people-will-add-people"),
        (counts.changed_households, "people-will-change-households"),
        (counts.set_aside, "people-will-set-aside"),
    ] {
        if count > 0 {
            effects.push((shown::number(count), words.get(key)));
        }
    }
    let caution = Some(words.get("people-commit-caution"));
    let seen = serde_json::to_string(counts).unwrap_or_default();
    let form = Form::new(page, format!("/people/import/{}", read.id))
        .hidden("seen", seen)
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects,
            caution,
        })
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("people-commit-do"),
        ));
    parts.push(Part::Form(form));
    parts.push(Part::Form(drop_form(page, read.id)));
}

fn drop_form(page: &Page, id: Id) -> Form {
    Form::new(page, format!("/people/import/{id}/drop")).button(Button::submit(
        ButtonKind::Secondary,
        page.words.get("people-drop-upload"),
    ))
}

/// No header was found, or a column is missing: the person says which column is which.
pub(in crate::people::web) fn unread_view(mut page: Page, unread: &Unread) -> View {
    let words = page.words;
    breadcrumbs(&mut page);
    let fault = Notice::new(
        NoticeKind::Refused,
        words,
        shown::read_fault(words, &unread.fault),
    );
    let letters: Vec<(String, String, Option<&str>)> = (0..40)
        .map(|index| (sheets::column_letter(index), String::new(), None))
        .collect();
    let as_of = unread.chosen.as_of;
    let form = choices_form(
        &page,
        unread.id,
        &unread.chosen,
        as_of,
        &letters,
        &unread.villages,
        &unread.codes,
    );
    let parts = vec![
        Part::Text(unread.file.clone()),
        Part::Notice(fault),
        Part::heading("choices", words.get("people-choices")),
        Part::Form(form),
        Part::Form(drop_form(&page, unread.id)),
    ];
    View::new(page, parts)
}
