//! The register as it is printed, signed and put into the file: every household on one list.

use super::pages::{Names, crumbs, management};
use crate::shares::register::model::written;
use crate::shares::register::read::RegisterState;
use ::web::components::*;
use ::web::layout::Page;
use ::web::{Part, View, format};
use kernel::{Date, Id};
use std::collections::BTreeSet;

pub(super) fn paper(
    mut page: Page,
    state: &RegisterState,
    names: &Names,
    date: Date,
    root: String,
) -> View {
    let words = page.words;
    crumbs(&mut page, Some(&state.register));
    let share = words.get("register-unit-share");
    let entity = state.register.entity.clone();
    let facts = Summary::default()
        .row(words.get("register-col-entity"), entity)
        .row(
            words.get("register-col-management"),
            management(words, &state.register),
        )
        .row(
            words.get("register-filter-date"),
            format::date_long(words, date),
        );
    let mut columns = vec![
        Column::text(words.get("register-col-head")),
        Column::number(
            words.get("register-stat-persons"),
            words.get("projects-unit-person"),
        ),
    ];
    for c in &state.classes {
        columns.push(Column::number(c.class.name.clone(), share.clone()));
    }
    columns.push(Column::text(words.get("register-col-signature")));
    let mut found: Vec<_> = state
        .households
        .iter()
        .map(|h| (names.get(&h.household).cloned().unwrap_or_default(), h))
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut rows: Vec<Row> = Vec::with_capacity(found.len() + 2);
    let mut people = 0;
    for ((number, head, _), holding) in found {
        let persons: BTreeSet<Id> = holding.persons.iter().map(|held| held.person).collect();
        let persons = i64::try_from(persons.len()).unwrap_or(i64::MAX);
        people += persons;
        let mut row: Row = vec![Cell::from(head).note(number), format::count(persons).into()];
        for c in &state.classes {
            let held = holding.shares.get(&c.class.id).copied().unwrap_or(0);
            row.push(written(held, c.class.scale).into());
        }
        row.push(Cell::default());
        rows.push(row);
    }
    let sums = |label: String, people: String, of: &dyn Fn(Id) -> i64| {
        let mut row: Row = vec![label.into(), people.into()];
        for c in &state.classes {
            row.push(written(of(c.class.id), c.class.scale).into());
        }
        row.push(Cell::default());
        row
    };
    if !state.others.is_empty() {
        let of = |class: Id| {
            let own = state.others.iter().filter(|(_, c, _)| *c == class);
            own.map(|(_, _, quantity)| quantity).sum()
        };
        rows.push(sums(words.get("register-others"), String::new(), &of));
    }
    let of = |class: Id| {
        let own = state.classes.iter().find(|c| c.class.id == class);
        own.map_or(0, |c| c.held)
    };
    rows.push(sums(words.get("register-sum"), format::count(people), &of));
    let table = Table::new("household-lines", words.get("register-households"), columns).rows(rows);
    View::new(
        page,
        vec![
            Part::Summary(facts),
            Part::Table(table),
            Part::Text(words.get("register-print-foot")),
            Part::Code {
                label: words.get("register-root"),
                text: root,
            },
        ],
    )
}
