//! The list of registers, one register on a day, and what one household holds.

use super::PAPERS;
use crate::shares::register::model::{Holder, written};
use crate::shares::register::read::RegisterState;
use crate::shares::register::store::{Class, Event, Register};
use ::web::chart::{self, About, Chart, Value};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format, papers};
use askama::Template;
use kernel::Id;
use std::collections::BTreeMap;

/// Households on one page of the register.
pub(super) const ROWS: usize = 200;

/// What is shown of a holder: number, name, village.
pub(super) type Names = BTreeMap<Id, (String, String, String)>;

pub(super) fn crumbs(page: &mut Page, register: Option<&Register>) {
    page.breadcrumbs = vec![NavItem::new(
        "/registers",
        page.words.get("register-title"),
        false,
    )];
    if let Some(register) = register {
        let href = format!("/registers/{}", register.id);
        page.breadcrumbs
            .push(NavItem::new(href, register.name.clone(), false));
    }
}

pub(super) fn management(words: Words, register: &Register) -> String {
    let word = words.get(&format!(
        "register-management-{}",
        register.management.code()
    ));
    match register.freeze {
        Some(freeze) => format!("{word} · {freeze}"),
        None => word,
    }
}

pub(super) fn list(page: Page, found: &[(Register, String)], may_enter: bool) -> View {
    let words = page.words;
    let action = may_enter.then(|| ("/registers/new".to_owned(), words.get("register-add-new")));
    let columns = ["name", "entity", "management", "from"]
        .map(|name| Column::text(words.get(&format!("register-col-{name}"))));
    let rows = found.iter().map(|(register, unit)| {
        vec![
            Cell::link(format!("/registers/{}", register.id), register.name.clone())
                .note(unit.clone()),
            register.entity.clone().into(),
            management(words, register).into(),
            register.from.to_string().into(),
        ]
    });
    let table = Table::new("registers", words.get("register-title"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("register-empty-title"),
            text: words.get("register-empty-text"),
            action: action.clone(),
        });
    let mut buttons = Vec::new();
    if let Some((href, label)) = action.filter(|_| !found.is_empty()) {
        buttons.push(Button::link(ButtonKind::Primary, href, label));
    }
    let file = words.get("register-export-list");
    buttons.push(Button::link(ButtonKind::Secondary, "/registers.xlsx", file));
    View::new(page, vec![Part::Buttons(buttons), Part::Table(table)])
}

#[derive(Template)]
#[template(path = "register.html")]
pub(super) struct RegisterPage {
    page: Page,
    subtitle: String,
    filter: FilterForm,
    stats: Stats,
    buttons: Vec<Button>,
    chart: Option<Chart>,
    classes: Table,
    households: Table,
    changes: Table,
    root: String,
}

/// How a register is looked at: its day, and what is sought and skipped in the list.
pub(super) struct Look {
    pub date: String,
    pub sought: String,
    pub from: usize,
    pub is_by_shares: bool,
}

pub(super) fn register(
    mut page: Page,
    state: &RegisterState,
    (names, events): (&Names, &[Event]),
    look: &Look,
    root: String,
    may_enter: bool,
) -> RegisterPage {
    let words = page.words;
    crumbs(&mut page, None);
    let id = state.register.id;
    let link = |path: &str, key: &str| {
        Button::link(
            ButtonKind::Secondary,
            format!("/registers/{id}/{path}"),
            words.get(key),
        )
    };
    let mut buttons = Vec::new();
    if may_enter {
        buttons.push(link("class", "register-add-class"));
        if !state.classes.is_empty() {
            buttons.push(link("issue", "register-add-issue"));
            buttons.push(link("per-head", "register-add-per-head"));
            buttons.push(link("import", "register-import"));
        }
    }
    if state
        .classes
        .iter()
        .any(|c| c.class.holder == Holder::Collective)
    {
        let path = format!("collective?date={}", look.date);
        buttons.push(link(&path, "register-collective"));
    }
    buttons.push(link(&format!("print?date={}", look.date), "register-print"));
    buttons.push(link(
        &format!("register.pdf?date={}", look.date),
        "pdf-download",
    ));
    buttons.push(papers::button(words, PAPERS, id));
    buttons.push(link(
        &format!("register.xlsx?date={}", look.date),
        "register-export",
    ));
    let field = |control, name: &'static str, value: &str| {
        let label = words.get(&format!("register-filter-{name}"));
        Field::new(words, control, name, label)
            .value(value)
            .optional(words)
    };
    let fields = vec![
        field(Control::Date, "date", &look.date),
        field(Control::Text, "q", &look.sought),
    ];
    RegisterPage {
        subtitle: format!(
            "{} · {}",
            state.register.entity,
            management(words, &state.register)
        ),
        filter: FilterForm::new(
            words,
            format!("/registers/{id}"),
            fields,
            !look.sought.is_empty(),
        ),
        stats: stats(words, state),
        buttons,
        chart: composition(words, state),
        classes: classes(words, state),
        households: households(words, state, names, look),
        changes: changes(
            words,
            &state.register,
            &classes_of(state),
            events,
            may_enter,
        ),
        root,
        page,
    }
}

fn classes_of(state: &RegisterState) -> Vec<Class> {
    state.classes.iter().map(|c| c.class.clone()).collect()
}

fn stats(words: Words, state: &RegisterState) -> Stats {
    let count = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let persons: std::collections::BTreeSet<Id> = state
        .households
        .iter()
        .flat_map(|h| h.persons.iter().map(|p| p.person))
        .collect();
    Stats {
        tiles: vec![
            Stat::new(
                count(state.households.len()),
                words.get("projects-unit-household"),
                words.get("register-stat-households"),
            )
            .link("#households"),
            Stat::new(
                count(persons.len()),
                words.get("projects-unit-person"),
                words.get("register-stat-persons"),
            )
            .link("#households"),
        ],
    }
}

fn composition(words: Words, state: &RegisterState) -> Option<Chart> {
    // Classes may differ in their smallest unit; thousandths of a share compare them all.
    let part = |c: &crate::shares::register::read::ClassState| {
        let thousandths = c.issued.saturating_mul(1000 / c.class.scale.max(1));
        let label = written(c.issued, c.class.scale);
        (c.class.name.clone(), Value::new(thousandths, label))
    };
    let parts: Vec<(String, Value)> = state
        .classes
        .iter()
        .filter(|c| c.issued > 0)
        .map(part)
        .collect();
    let about = About {
        id: "composition".into(),
        title: words.get("register-chart"),
        description: words.get("register-chart-text"),
        unit: words.get("register-unit-share"),
    };
    (!parts.is_empty()).then(|| chart::shares(&about, &parts))
}

fn classes(words: Words, state: &RegisterState) -> Table {
    let share = words.get("register-unit-share");
    let columns = vec![
        Column::text(words.get("register-col-class")),
        Column::text(words.get("register-col-holder")),
        Column::number(words.get("register-col-issued"), share.clone()),
        Column::number(words.get("register-col-held"), share),
        Column::number(words.get("register-col-holders"), ""),
        Column::number(words.get("register-col-face"), words.get("web-unit-yuan")),
    ];
    let rows = state.classes.iter().map(|c| {
        let holders = i64::try_from(c.holders).unwrap_or(i64::MAX);
        vec![
            c.class.name.clone().into(),
            words
                .get(&format!("register-holder-{}", c.class.holder.code()))
                .into(),
            written(c.issued, c.class.scale).into(),
            written(c.held, c.class.scale).into(),
            format::count(holders).into(),
            c.class.face.map(format::money).unwrap_or_default().into(),
        ]
    });
    Table::new("class-lines", words.get("register-classes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "register-classes-empty-title",
            "register-classes-empty-text",
        ))
}

fn households(words: Words, state: &RegisterState, names: &Names, look: &Look) -> Table {
    let id = state.register.id;
    let mut found: Vec<_> = state
        .households
        .iter()
        .map(|holding| {
            let name = names.get(&holding.household).cloned().unwrap_or_default();
            (holding, name)
        })
        .filter(|(_, (number, head, _))| {
            look.sought.is_empty() || number == &look.sought || head.contains(&look.sought)
        })
        .collect();
    if look.is_by_shares {
        found.sort_by_key(|(holding, _)| (-holding.total(), holding.household));
    } else {
        found.sort_by(|(_, one), (_, other)| one.cmp(other));
    }
    let here = |from: usize, sort: bool| {
        format!(
            "/registers/{id}?date={}&q={}&from={from}&sort={}",
            look.date,
            ::web::layout::encode(&look.sought),
            if sort { "shares" } else { "number" }
        )
    };
    let share = words.get("register-unit-share");
    let mut columns = vec![
        Column::text(words.get("register-col-head")).sorted(
            words,
            here(0, false),
            (!look.is_by_shares).then_some(true),
        ),
        Column::text(words.get("register-col-village")),
    ];
    for class in &state.classes {
        columns.push(
            Column::number(class.class.name.clone(), share.clone()).sorted(
                words,
                here(0, true),
                look.is_by_shares.then_some(false),
            ),
        );
    }
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let next = look.from + ROWS;
    let next = (next < found.len()).then(|| here(next, look.is_by_shares));
    let first = (look.from > 0).then(|| here(0, look.is_by_shares));
    let rows = found
        .iter()
        .skip(look.from)
        .take(ROWS)
        .map(|(holding, name)| {
            let (number, head, village) = name;
            let href = format!(
                "/registers/{id}/holders/{}?date={}",
                holding.household, look.date
            );
            let label = if head.is_empty() { number } else { head };
            let mut row: Row = vec![
                Cell::link(href, label.clone()).note(number.clone()),
                village.clone().into(),
            ];
            for class in &state.classes {
                let held = holding.shares.get(&class.class.id).copied().unwrap_or(0);
                row.push(written(held, class.class.scale).into());
            }
            row
        });
    let rows: Vec<Row> = rows.collect();
    Table::new("household-lines", words.get("register-households"), columns)
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "register-households-empty-title",
            "register-households-empty-text",
        ))
        .pager(Pager::new(words, total, first, next))
}

pub(super) fn changes(
    words: Words,
    register: &Register,
    classes: &[Class],
    events: &[Event],
    may_enter: bool,
) -> Table {
    let mut columns = vec![
        Column::text(words.get("register-col-date")),
        Column::text(words.get("register-col-change")),
        Column::text(words.get("register-col-class")),
        Column::number(
            words.get("register-col-quantity"),
            words.get("register-unit-share"),
        ),
        Column::text(words.get("register-col-document")),
    ];
    if may_enter {
        columns.push(Column::text(words.get("register-add-reverse")));
    }
    let reversed: std::collections::BTreeSet<Id> =
        events.iter().filter_map(|event| event.reverses).collect();
    let rows = events.iter().map(|event| {
        let class = classes.iter().find(|class| class.id == event.class);
        let mut row: Row = vec![
            event
                .date
                .map(|date| date.to_string())
                .unwrap_or_default()
                .into(),
            words.get(&format!("register-event-{}", event.kind)).into(),
            class
                .map(|class| class.name.clone())
                .unwrap_or_default()
                .into(),
            written(event.quantity, class.map_or(1, |class| class.scale)).into(),
            event.document.clone().unwrap_or_default().into(),
        ];
        if may_enter {
            let href = format!(
                "/registers/{}/reverse?voucher={}",
                register.id, event.voucher
            );
            row.push(
                if event.reverses.is_none() && !reversed.contains(&event.id) {
                    Cell::link(href, words.get("register-add-reverse"))
                } else {
                    Cell::default()
                },
            );
        }
        row
    });
    Table::new("change-lines", words.get("register-changes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "register-changes-empty-title",
            "register-changes-empty-text",
        ))
}
