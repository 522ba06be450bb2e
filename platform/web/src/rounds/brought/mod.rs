//! Rounds and balances from before zhen: the list, the forms, and a list of households from a file with
//! its preview. They are counted and never paid.

pub(super) mod doors;
mod export;
pub(super) mod import;
pub mod plan;

use super::create::Origin;
use super::round::crumbs;
use super::words::{money, yuan};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::sheet;
use crate::view::{Part, View};
use kernel::{Date, Fen, FieldError, Id};
use plan::Plan;

/// A round from before zhen.
#[derive(Debug, Clone)]
pub struct Brought {
    pub id: Id,
    pub project: String,
    pub unit: String,
    pub year: i64,
    pub date: Date,
    pub title: String,
    pub total: Fen,
    pub payees: i64,
    pub document: String,
}

/// What one household got from it.
#[derive(Debug, Clone)]
pub struct Got {
    pub household: Id,
    pub number: String,
    pub head: String,
    pub village: String,
    pub amount: Fen,
}

/// What a book held when its keeping passed to zhen.
#[derive(Debug, Clone)]
pub struct Opening {
    pub entity: String,
    pub unit: String,
    pub date: Date,
    pub bank: Fen,
    pub undistributed: Fen,
    pub unclaimed: Fen,
    pub document: String,
}

/// What the asker may do.
#[derive(Debug, Clone, Copy, Default)]
pub struct May {
    pub prepare: bool,
    pub approve: bool,
}

fn trail(page: &mut Page) {
    crumbs(page);
    let words = page.words;
    page.breadcrumbs.push(NavItem::new(
        "/rounds/brought",
        words.get("brought-title"),
        false,
    ));
}

fn link(words: Words, href: impl Into<String>, key: &str) -> Button {
    Button::link(ButtonKind::Secondary, href, words.get(key))
}

pub fn list(mut page: Page, rounds: &[Brought], openings: &[Opening], may: May) -> View {
    let words = page.words;
    crumbs(&mut page);
    let mut buttons = Vec::new();
    if may.prepare {
        buttons.push(link(words, "/rounds/brought/new", "brought-new"));
        buttons.push(link(words, "/rounds/brought/import", "brought-import"));
    }
    if may.approve {
        buttons.push(link(words, "/rounds/balances/new", "brought-balance"));
    }
    buttons.push(link(words, "/rounds/brought.xlsx", "brought-export"));
    let mut parts = vec![
        Part::Text(words.get("brought-lead")),
        Part::Buttons(buttons),
        Part::Table(rounds_table(words, rounds, may)),
    ];
    if may.approve || !openings.is_empty() {
        parts.push(Part::Table(openings_table(words, openings, may)));
    }
    View::new(page, parts)
}

fn rounds_table(words: Words, rounds: &[Brought], may: May) -> Table {
    let rows = rounds.iter().map(|one| {
        vec![
            Cell::link(format!("/rounds/brought/{}", one.id), one.title.clone())
                .note(one.project.clone()),
            Cell::from(one.date.to_string()).note(one.unit.clone()),
            format::count(one.payees).into(),
            format::money(one.total).into(),
            one.document.clone().into(),
        ]
    });
    let columns = vec![
        Column::text(words.get("rounds-col-round")),
        Column::text(words.get("brought-col-paid-on")),
        Column::number(
            words.get("rounds-col-households"),
            words.get("rounds-unit-household"),
        ),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
        Column::text(words.get("brought-field-document")),
    ];
    Table::new("brought", words.get("brought-caption"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("brought-empty-title"),
            text: words.get("brought-empty-text"),
            action: may
                .prepare
                .then(|| ("/rounds/brought/new".to_owned(), words.get("brought-new"))),
        })
}

fn openings_table(words: Words, openings: &[Opening], may: May) -> Table {
    let rows = openings.iter().map(|one| {
        vec![
            Cell::from(one.entity.clone()).note(one.unit.clone()),
            one.date.to_string().into(),
            format::money(one.bank).into(),
            format::money(one.undistributed).into(),
            format::money(one.unclaimed).into(),
            one.document.clone().into(),
        ]
    });
    let number = |key: &str| Column::number(words.get(key), yuan(words));
    let columns = vec![
        Column::text(words.get("rounds-rule-entity")),
        Column::text(words.get("rounds-col-date")),
        number("brought-field-bank-fen"),
        number("brought-field-undistributed-fen"),
        number("brought-field-unclaimed-fen"),
        Column::text(words.get("brought-field-document")),
    ];
    Table::new("openings", words.get("brought-balances"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("brought-balances-empty-title"),
            text: words.get("brought-balances-empty-text"),
            action: may.approve.then(|| {
                (
                    "/rounds/balances/new".to_owned(),
                    words.get("brought-balance"),
                )
            }),
        })
}

fn facts(words: Words, one: &Brought) -> Summary {
    Summary::default()
        .row(words.get("brought-field-source"), one.project.clone())
        .row(words.get("rounds-col-year"), one.year.to_string())
        .row(words.get("brought-col-paid-on"), one.date.to_string())
        .row(
            words.get("rounds-col-households"),
            words.count("rounds-households", one.payees),
        )
        .row(words.get("rounds-col-amount"), money(words, one.total))
        .row(words.get("brought-field-document"), one.document.clone())
}

/// One round from before, with the households that are known of it.
pub fn show(mut page: Page, one: &Brought, lines: &[Got], may: May) -> View {
    let words = page.words;
    trail(&mut page);
    let rows = lines.iter().map(|got| {
        vec![
            Cell::link(format!("/statements/{}", got.household), got.head.clone())
                .note(got.number.clone()),
            got.village.clone().into(),
            format::money(got.amount).into(),
        ]
    });
    let columns = vec![
        Column::text(words.get("rounds-col-head")),
        Column::text(words.get("rounds-col-village")),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
    ];
    let table = Table::new("lines", words.get("brought-lines"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "brought-lines-empty-title",
            "brought-lines-empty-text",
        ));
    let here = format!("/rounds/brought/{}", one.id);
    let mut buttons = vec![link(words, format!("{here}/file.xlsx"), "brought-export")];
    if may.prepare {
        buttons.push(link(words, format!("{here}/void"), "brought-void"));
    }
    let parts = vec![
        Part::Summary(facts(words, one)),
        Part::Buttons(buttons),
        Part::Table(table),
    ];
    View::new(page, parts)
}

/// Taking one back that was brought forward in error.
pub fn void(mut page: Page, one: &Brought) -> View {
    let words = page.words;
    trail(&mut page);
    let here = format!("/rounds/brought/{}", one.id);
    let form = Form::new(&page, format!("{here}/void"))
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![
                (
                    words.count("rounds-households", one.payees),
                    words.get("brought-effect-void"),
                ),
                (
                    money(words, one.total),
                    words.get("brought-effect-void-sum"),
                ),
            ],
            caution: Some(words.get("brought-caution-void")),
        })
        .button(Button::submit(ButtonKind::Warn, words.get("brought-void")))
        .button(link(words, here, "web-cancel"));
    View::new(
        page,
        vec![Part::Summary(facts(words, one)), Part::Form(form)],
    )
}

type Typed<'a> = &'a dyn Fn(&str) -> String;

struct Fields<'a> {
    words: Words,
    typed: Typed<'a>,
    faults: &'a [FieldError],
}

impl Fields<'_> {
    fn of(&self, control: Control, name: &str) -> Field {
        let key = format!("brought-field-{}", name.replace('_', "-"));
        Field::new(self.words, control, name, self.words.get(&key))
            .value((self.typed)(name))
            .errors(self.words, self.faults)
    }

    fn source(&self, sources: &[Origin]) -> Field {
        let choices = sources
            .iter()
            .map(|one| Choice::new(one.value.clone(), one.name.clone()));
        self.of(Control::Select(choices.collect()), "source")
    }

    /// What every round from before says of itself.
    fn head(&self, form: Form) -> Form {
        let hint = |key: &str| self.words.get(key);
        form.field(self.of(Control::Text, "title"))
            .field(self.of(Control::Number, "year"))
            .field(self.of(Control::Date, "date"))
            .field(
                self.of(Control::Text, "document")
                    .hint(hint("brought-hint-document")),
            )
    }
}

fn no_source(words: Words) -> Part {
    Part::Empty(EmptyState {
        title: words.get("rounds-no-source-title"),
        text: words.get("rounds-no-source-text"),
        action: Some(("/projects".to_owned(), words.get("rounds-no-source-action"))),
    })
}

/// The form of one round, its households typed or only its sums.
pub fn new(mut page: Page, sources: &[Origin], typed: Typed, faults: &[FieldError]) -> View {
    let words = page.words;
    trail(&mut page);
    if sources.is_empty() {
        return View::new(page, vec![no_source(words)]);
    }
    let fields = Fields {
        words,
        typed,
        faults,
    };
    let form = Form::new(&page, "/rounds/brought/new").field(fields.source(sources));
    let form = fields
        .head(form)
        .field(
            fields
                .of(Control::Textarea, "lines")
                .hint(words.get("brought-hint-lines"))
                .optional(words),
        )
        .field(
            fields
                .of(Control::Number, "payees")
                .unit(words.get("rounds-unit-household"))
                .hint(words.get("brought-hint-sums"))
                .optional(words),
        )
        .field(fields.of(Control::Money, "total_fen").optional(words))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("brought-submit"),
        ))
        .button(link(words, "/rounds/brought/import", "brought-import"))
        .button(link(words, "/rounds/brought", "web-cancel"));
    let parts = vec![Part::Text(words.get("brought-new-lead")), Part::Form(form)];
    View::new(page, parts)
}

/// Which list, and for what.
pub fn import(mut page: Page, sources: &[Origin], typed: Typed, faults: &[FieldError]) -> View {
    let words = page.words;
    trail(&mut page);
    if sources.is_empty() {
        return View::new(page, vec![no_source(words)]);
    }
    let fields = Fields {
        words,
        typed,
        faults,
    };
    let file = fields
        .of(Control::File(".xlsx,.xls,.ods,.csv".into()), "file")
        .hint(words.get("brought-hint-file"));
    let form = Form::new(&page, "/rounds/brought/import")
        .field(fields.source(sources))
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("brought-preview"),
        ))
        .button(link(words, "/rounds/brought", "web-cancel"));
    let parts = vec![
        Part::Text(words.get("brought-import-lead")),
        Part::Form(form),
    ];
    View::new(page, parts)
}

/// A list as it was read: its faults by cell, or what it would bring forward and the rest of the form.
pub fn preview(
    mut page: Page,
    (here, source): (&str, &Origin),
    plan: &Plan,
    typed: Typed,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    trail(&mut page);
    let mut parts = Vec::new();
    let again = link(words, "/rounds/brought/import", "brought-again");
    if plan.set_aside > 0 || !plan.problems.is_empty() {
        let text = words.count("brought-faulty", count(plan.set_aside));
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
        parts.push(Part::Table(sheet::problems(words, &plan.problems)));
        let marked = format!("{here}/marked?source={}", source.value);
        let marked = link(words, marked, "brought-marked");
        parts.push(Part::Buttons(vec![marked, again]));
        return View::new(page, parts);
    }
    let fields = Fields {
        words,
        typed,
        faults,
    };
    let households = words.count("rounds-households", count(plan.lines.len()));
    let mut form = Form::new(&page, here).hidden("source", source.value.clone());
    form = fields.head(form).confirm(Confirm {
        title: words.get("web-confirm-title"),
        effects: vec![
            (source.name.clone(), words.get("brought-field-source")),
            (households, words.get("brought-effect-lines")),
            (money(words, plan.total), words.get("brought-effect-total")),
        ],
        caution: Some(words.get("brought-caution")),
    });
    if !plan.lines.is_empty() {
        form = form.button(Button::submit(
            ButtonKind::Primary,
            words.get("brought-submit"),
        ));
    }
    parts.push(Part::Form(form.button(again)));
    View::new(page, parts)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What a book held when its keeping passed to zhen. `books`: id and name of those the asker approves for.
pub fn balance(
    mut page: Page,
    books: &[(Id, String)],
    typed: Typed,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    trail(&mut page);
    let fields = Fields {
        words,
        typed,
        faults,
    };
    let choices = books
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let form = Form::new(&page, "/rounds/balances/new")
        .field(fields.of(Control::Select(choices.collect()), "book"))
        .field(fields.of(Control::Date, "date"))
        .field(fields.of(Control::Money, "bank_fen"))
        .field(fields.of(Control::Money, "undistributed_fen"))
        .field(
            fields
                .of(Control::Money, "unclaimed_fen")
                .hint(words.get("brought-hint-unclaimed")),
        )
        .field(
            fields
                .of(Control::Text, "document")
                .hint(words.get("brought-hint-document")),
        )
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("brought-balance-submit"),
        ))
        .button(link(words, "/rounds/brought", "web-cancel"));
    let parts = vec![
        Part::Text(words.get("brought-balance-lead")),
        Part::Form(form),
    ];
    View::new(page, parts)
}
