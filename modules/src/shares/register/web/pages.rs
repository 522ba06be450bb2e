//! The list of registers, one register on a day, and what one household holds.

use crate::shares::register::model::{Holder, written};
use crate::shares::register::read::RegisterState;
use crate::shares::register::store::{Certificate, Class, Event, Register};
use ::web::chart::{self, About, Chart, Value};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format};
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
    let mut parts = Vec::new();
    if let Some((href, label)) = action.filter(|_| !found.is_empty()) {
        let button = Button::link(ButtonKind::Primary, href, label);
        parts.push(Part::Buttons(vec![button]));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
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
        }
    }
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
        .empty(EmptyState {
            title: words.get("register-classes-empty-title"),
            text: words.get("register-classes-empty-text"),
            action: None,
        })
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
        .empty(EmptyState {
            title: words.get("register-households-empty-title"),
            text: words.get("register-households-empty-text"),
            action: None,
        })
        .pager(Pager::new(words, total, first, next))
}

fn changes(
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
        .empty(EmptyState {
            title: words.get("register-changes-empty-title"),
            text: words.get("register-changes-empty-text"),
            action: None,
        })
}

/// One line of what a household holds.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub class: Class,
    pub party: Id,
    pub name: String,
    pub quantity: i64,
    pub is_deceased: bool,
}

pub(super) fn holder(
    mut page: Page,
    register: &Register,
    held: &[Held],
    (events, certificates): (&[Event], &[Certificate]),
    classes: &[Class],
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
    let table = Table::new("held", words.get("register-held"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("register-held-empty-title"),
            text: words.get("register-held-empty-text"),
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
        .empty(EmptyState {
            title: words.get("register-certificates-empty-title"),
            text: words.get("register-certificates-empty-text"),
            action: None,
        });
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
    let parts = vec![
        Part::List(vec![
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
        ]),
        Part::Text(words.get("register-certificate-foot")),
    ];
    View::new(page, parts)
}
