//! The preview of an import: numbers, faults by cell, differences, and the form that commits it.

use super::*;
use crate::components::{Cell, Choice, Column, Confirm, Stat, Stats, Table};
use crate::format;

/// No header was found, or a column is missing: the person says which column is which.
pub(super) fn unread_view(mut page: Page, id: Id, fault: &sheets::ReadFault) -> View {
    let words = page.words;
    page.flash = Some(fault_notice(words, fault));
    let letters: Vec<(String, String, String)> = (0..12)
        .map(|i| (sheets::column_letter(i), String::new(), String::new()))
        .collect();
    let mapping = mapping_form(&page, id, &letters);
    View::new(
        page,
        vec![Part::heading("columns", words.get("page-mapping")), mapping],
    )
}

pub(super) fn mapping_form(page: &Page, id: Id, columns: &[(String, String, String)]) -> Part {
    let words = page.words;
    let mut form = Form::new(page, format!("/units/import/{id}/mapping"));
    for column in COLUMNS {
        let choices = columns
            .iter()
            .map(|(letter, header, _)| {
                let label = if header.is_empty() {
                    letter.clone()
                } else {
                    format!("{letter} · {header}")
                };
                Choice::new(letter.clone(), label)
            })
            .collect();
        let chosen = columns
            .iter()
            .find(|(_, _, key)| key == column.key)
            .map(|(l, _, _)| l.clone());
        form = form.field(
            Field::new(
                words,
                Control::Select(choices),
                column.key,
                words.get(&format!("page-unit-{}", column.key)),
            )
            .value(chosen.unwrap_or_default()),
        );
    }
    Part::Form(form.button(Button::submit(
        ButtonKind::Secondary,
        words.get("page-mapping-save"),
    )))
}

pub(super) fn preview_view(mut page: Page, preview: &Preview, again: &Again, today: Date) -> View {
    let words = page.words;
    page.breadcrumbs = vec![
        NavItem::new("/units", words.get("page-units"), false),
        NavItem::new("/units/import", words.get("page-units-import"), false),
    ];
    let plan = &preview.plan;
    let tile = |number: usize, key: &str| {
        Stat::new(
            format::count(i64::try_from(number).unwrap_or(i64::MAX)),
            words.get("page-unit-rows"),
            words.get(key),
        )
    };
    let tiles = vec![
        tile(preview.rows, "page-import-rows"),
        tile(plan.added.len(), "page-import-added"),
        tile(plan.changed.len(), "page-import-changed"),
        tile(plan.unchanged, "page-import-unchanged"),
        tile(plan.missing.len(), "page-import-missing"),
        tile(plan.set_aside, "page-import-aside"),
    ];
    let mut parts = vec![
        Part::Text(preview.file.clone()),
        Part::Stats(Stats { tiles }),
    ];
    if preview.again {
        parts.push(Part::Notice(Notice::new(
            NoticeKind::Warning,
            words,
            words.get("page-import-again"),
        )));
    }
    problem_parts(words, preview, &mut parts);
    difference_parts(words, plan, &mut parts);
    parts.push(Part::Details {
        label: words.get("page-mapping"),
        parts: vec![mapping_form(&page, preview.id, &preview.columns)],
    });
    parts.push(Part::heading("commit", words.get("page-import-commit")));
    if plan.added.is_empty() && plan.changed.is_empty() {
        parts.push(Part::Notice(Notice::new(
            NoticeKind::Info,
            words,
            words.get("page-import-nothing"),
        )));
    } else {
        let form = commit_form(&mut page, preview, again, today);
        parts.push(Part::Form(form));
    }
    View::new(page, parts)
}

pub(super) fn commit_form(page: &mut Page, preview: &Preview, again: &Again, today: Date) -> Form {
    let words = page.words;
    let plan = &preview.plan;
    let number = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let mut effects = vec![
        (number(plan.added.len()), words.get("page-import-will-add")),
        (
            number(plan.changed.len()),
            words.get("page-import-will-change"),
        ),
    ];
    if plan.set_aside > 0 {
        effects.push((number(plan.set_aside), words.get("page-import-will-skip")));
    }
    let form = Form::new(page, format!("/units/import/{}", preview.id))
        // What the person saw; the deed compares it under its lock.
        .hidden("added", plan.added.len().to_string())
        .hidden("changed", plan.changed.len().to_string())
        .field(
            Field::new(
                words,
                Control::Date,
                "valid_from",
                words.get("page-valid-from"),
            )
            .hint(words.get("page-units-from-hint"))
            .value(today.to_string()),
        )
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects,
            caution: Some(words.get("page-import-caution")),
        })
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("page-import-commit"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/units/import",
            words.get("page-file-other"),
        ));
    again.fill(page, form)
}

pub(super) fn problem_parts(words: Words, preview: &Preview, parts: &mut Vec<Part>) {
    if preview.problems.is_empty() {
        return;
    }
    let columns = vec![
        Column::text(words.get("page-problem-cell")),
        Column::text(words.get("page-problem-header")),
        Column::text(words.get("page-problem-value")),
        Column::text(words.get("page-problem-what")),
    ];
    let rows = preview
        .problems
        .iter()
        .take(SHOWN)
        .map(|p| {
            let blank = |text: &str| Cell::from(if text.is_empty() { "–" } else { text });
            vec![
                p.cell().into(),
                blank(&p.header),
                blank(&p.raw),
                problem_words(words, p).into(),
            ]
        })
        .collect();
    let count = i64::try_from(preview.problems.len()).unwrap_or(i64::MAX);
    parts.push(Part::Table(
        Table::new("problems", words.count("page-problems", count), columns)
            .rows(rows)
            .stacked(),
    ));
    let href = format!("/units/import/{}/marked", preview.id);
    parts.push(Part::Buttons(vec![Button::link(
        ButtonKind::Secondary,
        href,
        words.get("page-marked-file"),
    )]));
    parts.push(Part::Text(words.get("page-marked-about")));
}

pub(super) fn difference_parts(words: Words, plan: &UnitPlan, parts: &mut Vec<Part>) {
    if !plan.changed.is_empty() {
        let columns = vec![
            Column::text(words.get("page-unit-code")),
            Column::text(words.get("page-import-is")),
            Column::text(words.get("page-import-becomes")),
        ];
        let rows = plan
            .changed
            .iter()
            .take(SHOWN)
            .map(|(old, new)| {
                vec![
                    old.code.clone().into(),
                    old.name.clone().into(),
                    new.name.clone().into(),
                ]
            })
            .collect();
        let table = Table::new("changed", words.get("page-import-changed"), columns).rows(rows);
        parts.push(Part::Details {
            label: words.get("page-import-changed"),
            parts: vec![Part::Table(table)],
        });
    }
    if !plan.missing.is_empty() {
        let columns = vec![
            Column::text(words.get("page-unit-name")),
            Column::text(words.get("page-unit-code")),
        ];
        let rows = plan
            .missing
            .iter()
            .take(SHOWN)
            .map(|u| vec![u.name.clone().into(), u.code.clone().into()])
            .collect();
        let table =
            Table::new("missing", words.get("page-import-missing-about"), columns).rows(rows);
        parts.push(Part::Details {
            label: words.get("page-import-missing"),
            parts: vec![Part::Table(table)],
        });
    }
}
