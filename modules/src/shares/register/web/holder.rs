//! What one holder has: a household through its persons, or the collective itself; and a certificate.

use super::pages::{changes, crumbs};
use crate::shares::register::model::{Holder, written};
use crate::shares::register::store::{Certificate, Class, Event, Register};
use ::web::components::*;
use ::web::layout::Page;
use ::web::{Part, View, format};
use kernel::Id;

/// One line of what a household holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub class: Class,
    pub party: Id,
    pub name: String,
    pub quantity: i64,
    pub is_deceased: bool,
}

/// `whose` is the part of the locale keys: `held` by a household, `own` by the collective.
pub(super) fn holder(
    mut page: Page,
    register: &Register,
    held: &[Held],
    (events, certificates): (&[Event], &[Certificate]),
    classes: &[Class],
    whose: &str,
    may_enter: bool,
) -> View {
    let words = page.words;
    crumbs(&mut page, Some(register));
    let id = register.id;
    let mut columns = vec![
        Column::text(words.get("register-col-name")),
        Column::text(words.get("register-col-class")),
        Column::number(
            words.get("register-col-quantity"),
            words.get("register-unit-share"),
        ),
    ];
    let offered = |line: &Held, action: &str| match action {
        "transfer" => line.class.is_transferable && !line.is_deceased,
        "split" | "merge" => line.class.holder == Holder::Household,
        "redeem" => line.class.is_redeemable,
        "inherit" => line.is_deceased,
        _ => true,
    };
    // Only columns in which somebody finds something to do.
    let mut actions = vec!["transfer", "split", "merge", "redeem", "certify", "inherit"];
    actions.retain(|action| may_enter && held.iter().any(|line| offered(line, action)));
    for action in &actions {
        columns.push(Column::text(words.get(&format!("register-add-{action}"))));
    }
    let rows = held.iter().map(|line| {
        let mut name = Cell::from(line.name.clone());
        if line.is_deceased {
            name = name.note(words.get("register-deceased"));
        }
        let mut row: Row = vec![
            name,
            line.class.name.clone().into(),
            written(line.quantity, line.class.scale).into(),
        ];
        for action in &actions {
            let href = format!(
                "/registers/{id}/{action}?class={}&party={}",
                line.class.id, line.party
            );
            row.push(if offered(line, action) {
                Cell::link(href, words.get(&format!("register-add-{action}")))
            } else {
                Cell::default()
            });
        }
        row
    });
    let table = Table::new("held", words.get(&format!("register-{whose}")), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get(&format!("register-{whose}-empty-title")),
            text: words.get(&format!("register-{whose}-empty-text")),
            action: None,
        });
    let certified = certificates.iter().map(|c| {
        let class = classes.iter().find(|class| class.id == c.class);
        vec![
            Cell::link(
                format!("/registers/{id}/certificates/{}", c.id),
                c.number.clone(),
            ),
            c.date.to_string().into(),
            written(c.quantity, class.map_or(1, |class| class.scale)).into(),
        ]
    });
    let columns = vec![
        Column::text(words.get("register-col-number")),
        Column::text(words.get("register-col-date")),
        Column::number(
            words.get("register-col-quantity"),
            words.get("register-unit-share"),
        ),
    ];
    let certified = Table::new("certificates", words.get("register-certificates"), columns)
        .rows(certified.collect())
        .empty(EmptyState::new(
            words,
            "register-certificates-empty-title",
            "register-certificates-empty-text",
        ));
    let history = changes(words, register, classes, events, false);
    View::new(
        page,
        vec![
            Part::Table(table),
            Part::Table(history),
            Part::Table(certified),
        ],
    )
}

pub(super) fn certificate(
    mut page: Page,
    register: &Register,
    class: &Class,
    certificate: &Certificate,
    name: &str,
) -> View {
    let words = page.words;
    crumbs(&mut page, Some(register));
    let line = |key: &str, value: String| (words.get(&format!("register-col-{key}")), value);
    let facts = [
        line("number", certificate.number.clone()),
        line("entity", register.entity.clone()),
        line("name", name.to_owned()),
        line("class", class.name.clone()),
        line(
            "quantity",
            format!(
                "{} {}",
                written(certificate.quantity, class.scale),
                words.get("register-unit-share")
            ),
        ),
        line("date", format::date_long(words, certificate.date)),
    ];
    let facts = facts
        .into_iter()
        .fold(Summary::default(), |all, (label, value)| {
            all.row(label, value)
        });
    let parts = vec![
        Part::Summary(facts),
        Part::Text(words.get("register-certificate-foot")),
    ];
    View::new(page, parts)
}
