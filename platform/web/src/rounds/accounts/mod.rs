//! 收款账户: where each payee is paid. Single accounts, lists that were taken in, and what a second person must see before
//! he confirms a list.

pub(super) mod doors;
pub mod list;
pub(super) mod list_doors;
pub mod plan;

use super::bank::{count, masked, with};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::sheet;
use crate::view::{Part, View};
use kernel::{FieldError, Id};
use payout::bank::Account;
use payout::bank::accounts::{Decision, Provenance, Unusual};
use payout::bank::read::ListRow;
use plan::Plan;

/// Rows of a preview.
const ROWS: usize = 200;

/// A payee's account as a list shows it: never the whole number.
pub struct Listed {
    pub account: Account,
    pub payee: String,
    pub village: String,
    /// Whether the asker may decide on it.
    pub may_decide: bool,
}

/// What the page of all accounts shows.
#[derive(Default)]
pub struct All {
    pub lists: Vec<ListRow>,
    /// Those that came singly and wait.
    pub open: Vec<Listed>,
    pub rows: Vec<Listed>,
    pub first: Option<String>,
    pub next: Option<String>,
    pub may_add: bool,
}

fn trail(page: &mut Page) {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new(
        "/rounds/accounts",
        words.get("bank-accounts"),
        false,
    )];
}

fn link(words: Words, href: impl Into<String>, key: &str) -> Button {
    Button::link(ButtonKind::Secondary, href, words.get(key))
}

pub fn accounts(page: Page, all: &All) -> View {
    let words = page.words;
    let mut parts = vec![Part::Text(words.get("bank-accounts-lead"))];
    let new = "/rounds/accounts/new".to_owned();
    if all.may_add {
        let mut buttons = vec![
            Button::link(
                ButtonKind::Primary,
                "/rounds/accounts/import",
                words.get("bank-import"),
            ),
            link(words, new, "bank-add-account"),
        ];
        if !all.rows.is_empty() {
            buttons.push(link(words, "/rounds/accounts.xlsx", "page-export-xlsx"));
        }
        parts.push(Part::Buttons(buttons));
    }
    if !all.lists.is_empty() {
        parts.push(Part::Table(lists(words, &all.lists)));
    }
    for listed in all.open.iter().filter(|listed| listed.may_decide) {
        let args = [
            ("payee", listed.payee.clone()),
            ("number", masked(&listed.account.row.last_four)),
            ("bank", listed.account.row.bank.clone()),
        ];
        parts.push(Part::Text(with(words, "bank-account-open", &args)));
        let form = Form::new(&page, format!("/rounds/accounts/{}", listed.account.row.id));
        let decide = |kind, outcome: &str| Button {
            posts: Some(("outcome".into(), outcome.into())),
            ..Button::submit(kind, words.get(&format!("bank-decide-{outcome}")))
        };
        parts.push(Part::Form(
            form.button(decide(ButtonKind::Primary, "confirmed"))
                .button(decide(ButtonKind::Secondary, "rejected")),
        ));
    }
    let table = table(words, ("accounts", "bank-accounts"), &all.rows);
    let mut table = table.empty(EmptyState {
        title: words.get("bank-accounts-empty-title"),
        text: words.get("bank-accounts-empty-text"),
        // Whoever may add one has the buttons above.
        action: None,
    });
    if all.first.is_some() || all.next.is_some() {
        table = table.pager(pager(words, all.rows.len(), (&all.first, &all.next)));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
}

fn pager(words: Words, rows: usize, (first, next): (&Option<String>, &Option<String>)) -> Pager {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    Pager::new(words, rows, first.clone(), next.clone())
}

fn state_of(words: Words, decision: Option<Decision>) -> Tag {
    let state = decision.map_or("open", Decision::as_str);
    let kind = match state {
        "confirmed" => TagKind::Done,
        "open" => TagKind::Alert,
        _ => TagKind::Plain,
    };
    Tag::new(kind, words.get(&format!("bank-state-{state}")))
}

fn lists(words: Words, lists: &[ListRow]) -> Table {
    let columns = vec![
        Column::text(words.get("bank-col-list")),
        Column::number(words.get("bank-col-accounts"), ""),
        Column::text(words.get("bank-col-from")),
        Column::text(words.get("bank-col-state")),
    ];
    let rows = lists.iter().map(|list| {
        let from = list.provenance.as_str().replace('_', "-");
        let mut from = Cell::from(words.get(&format!("bank-from-{from}")));
        if let Some(document) = &list.document {
            from = from.note(document.clone());
        }
        vec![
            Cell::link(
                format!("/rounds/accounts/lists/{}", list.id),
                list.date.to_string(),
            ),
            format::count(list.accounts()).into(),
            from,
            state_of(words, list.decision.map(|(outcome, ..)| outcome)).into(),
        ]
    });
    Table::new("lists", words.get("bank-lists"), columns)
        .rows(rows.collect())
        .stacked()
}

fn table(words: Words, (id, caption): (&str, &str), rows: &[Listed]) -> Table {
    let columns = vec![
        Column::text(words.get("bank-col-payee")),
        Column::text(words.get("shares-village")),
        Column::text(words.get("bank-col-number")),
        Column::text(words.get("bank-col-bank")),
        Column::text(words.get("bank-col-from")),
        Column::text(words.get("bank-col-state")),
    ];
    let rows = rows.iter().map(|listed| {
        let row = &listed.account.row;
        let from = row.provenance.as_str().replace('_', "-");
        let mut number = Cell::from(masked(&row.last_four));
        if !row.unusual.is_empty() {
            number = number.note(unusual(words, &row.unusual));
        }
        vec![
            listed.payee.clone().into(),
            listed.village.clone().into(),
            number,
            row.bank.clone().into(),
            Cell::from(words.get(&format!("bank-from-{from}"))).note(row.date.to_string()),
            state_of(words, row.decision.map(|(outcome, _)| outcome)).into(),
        ]
    });
    Table::new(id, words.get(caption), columns)
        .rows(rows.collect())
        .stacked()
}

fn unusual(words: Words, all: &[Unusual]) -> String {
    let one =
        |one: &Unusual| words.get(&format!("bank-unusual-{}", one.as_str().replace('_', "-")));
    let all: Vec<String> = all.iter().map(one).collect();
    all.join("; ")
}

/// The form of one account.
pub fn account_form(mut page: Page, typed: &dyn Fn(&str) -> String, errors: &[FieldError]) -> View {
    let words = page.words;
    trail(&mut page);
    let field = |control, name: &'static str| field(words, control, name, typed, errors);
    let form = Form::new(&page, "/rounds/accounts")
        .field(field(Control::Text, "payee").hint(words.get("bank-hint-payee")))
        .field(field(Control::Text, "holder"))
        .field(field(Control::Text, "number").inputmode("numeric"))
        .field(field(Control::Text, "bank"))
        .field(field(Control::Select(provenances(words)), "provenance"))
        .field(field(Control::Text, "document").optional(words))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("bank-add-account"),
        ))
        .button(link(words, "/rounds/accounts", "web-cancel"));
    View::new(
        page,
        vec![Part::Text(words.get("bank-account-lead")), Part::Form(form)],
    )
}

fn field(
    words: Words,
    control: Control,
    name: &'static str,
    typed: &dyn Fn(&str) -> String,
    errors: &[FieldError],
) -> Field {
    let label = words.get(&format!("bank-field-{name}"));
    Field::new(words, control, name, label)
        .value(typed(name))
        .errors(words, errors)
}

fn provenances(words: Words) -> Vec<Choice> {
    let one = |code: &str| {
        let key = format!("bank-from-{}", code.replace('_', "-"));
        Choice::new(code, words.get(&key))
    };
    Provenance::WORDS.iter().copied().map(one).collect()
}

/// Which list to take in.
pub fn import(mut page: Page, errors: &[FieldError]) -> View {
    let words = page.words;
    trail(&mut page);
    let file = Control::File(".xlsx,.xls,.ods,.csv".into());
    let file = Field::new(words, file, "file", words.get("bank-list-file"))
        .hint(words.get("bank-list-file-hint"))
        .errors(words, errors);
    let form = Form::new(&page, "/rounds/accounts/import")
        .field(file)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("bank-list-preview"),
        ))
        .button(link(words, "/rounds/accounts", "web-cancel"));
    let parts = vec![Part::Text(words.get("bank-import-lead")), Part::Form(form)];
    View::new(page, parts)
}

/// A list that was read and compared.
pub struct Previewed<'a> {
    pub upload: Id,
    /// The bank where the file names none.
    pub bank: String,
    pub plan: &'a Plan,
    /// The first of those who are missing.
    pub missing: Vec<String>,
}

pub fn preview(
    mut page: Page,
    told: &Previewed,
    typed: &dyn Fn(&str) -> String,
    errors: &[FieldError],
) -> View {
    let words = page.words;
    trail(&mut page);
    let plan = told.plan;
    let here = format!("/rounds/accounts/import/{}", told.upload);
    let bank = Field::new(
        words,
        Control::Text,
        "bank",
        words.get("bank-field-default"),
    )
    .hint(words.get("bank-hint-default"))
    .value(told.bank.clone())
    .optional(words);
    let mut parts = vec![Part::Filter(FilterForm {
        label: words.get("bank-default-apply"),
        ..FilterForm::new(words, here.clone(), vec![bank], false)
    })];
    let query = crate::layout::encode(&told.bank);
    if !plan.problems.is_empty() {
        parts.push(Part::Table(sheet::problems(words, &plan.problems)));
        let marked = format!("{here}/marked?bank={query}");
        parts.push(Part::Buttons(vec![link(
            words,
            marked,
            "projects-import-marked",
        )]));
    }
    if !plan.unusual.is_empty() {
        parts.push(Part::Text(words.get("bank-unusual-text")));
        parts.push(Part::Table(odd(words, plan)));
    }
    if !plan.missing.is_empty() {
        let args = [
            ("payees", count(plan.missing.len())),
            ("names", told.missing.join("、")),
        ];
        parts.push(Part::Text(with(words, "bank-missing", &args)));
    }
    let effect = |number: usize, key: &str| (count(number), words.get(key));
    let mut form = Form::new(&page, here)
        .hidden("bank", told.bank.clone())
        .hidden("seen", plan.seen())
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![
                effect(plan.added, "bank-effect-added"),
                effect(plan.changed, "bank-effect-changed"),
                effect(plan.unchanged, "bank-effect-unchanged"),
                effect(plan.set_aside, "bank-effect-aside"),
            ],
            caution: Some(words.get("bank-caution-import")),
        });
    if !plan.lines.is_empty() {
        let field = |control, name| field(words, control, name, typed, errors);
        form = form
            .field(field(Control::Select(provenances(words)), "provenance"))
            .field(field(Control::Text, "document").optional(words))
            .button(Button::submit(
                ButtonKind::Primary,
                words.get("bank-list-take"),
            ));
    }
    let again = link(words, "/rounds/accounts/import", "projects-import-again");
    parts.push(Part::Form(form.button(again)));
    View::new(page, parts)
}

fn odd(words: Words, plan: &Plan) -> Table {
    let columns = vec![
        Column::number(words.get("bank-col-line"), ""),
        Column::text(words.get("bank-col-payee")),
        Column::text(words.get("bank-col-number")),
        Column::text(words.get("bank-col-unusual")),
    ];
    let rows = plan
        .unusual
        .iter()
        .take(ROWS)
        .map(|(row, head, last, all)| {
            vec![
                format::count(i64::from(*row)).into(),
                head.clone().into(),
                masked(last).into(),
                unusual(words, all).into(),
            ]
        });
    Table::new("unusual", words.get("bank-unusual"), columns)
        .rows(rows.collect())
        .stacked()
}
