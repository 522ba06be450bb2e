//! A list of accounts as whoever decides on it reads it, and taking it back.

use super::super::bank::{count, masked, with};
use super::{Listed, link, pager, state_of, trail, unusual};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::view::{Part, View};
use payout::bank::accounts::Unusual;
use payout::bank::read::{List, ListRow};

/// Which rows of a list a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Unusual,
    Changed,
    Sample,
    All,
}

impl Shown {
    pub const EACH: [Shown; 4] = [Shown::Unusual, Shown::Changed, Shown::Sample, Shown::All];

    pub fn code(self) -> &'static str {
        match self {
            Shown::Unusual => "unusual",
            Shown::Changed => "changed",
            Shown::Sample => "sample",
            Shown::All => "all",
        }
    }
}

/// A row of a list beside what holds until it is confirmed.
pub struct Beside {
    pub listed: Listed,
    /// The last four digits and the bank of the account in force.
    pub before: Option<(String, String)>,
    /// That one was written down after this list.
    pub is_overtaken: bool,
    /// As the asker may see it.
    pub holder: String,
}

/// A list as whoever decides on it reads it.
pub struct Told {
    pub list: List,
    pub user: String,
    pub decided_by: String,
    pub villages: Vec<String>,
    /// Accounts that replace another one.
    pub changed: usize,
    pub shown: Shown,
    pub rows: Vec<Beside>,
    pub next: Option<String>,
    pub may_decide: bool,
    pub may_reverse: bool,
    /// Who looks took it in himself: he cannot decide on it.
    pub is_own: bool,
}

pub fn list(mut page: Page, told: &Told) -> View {
    let words = page.words;
    trail(&mut page);
    let here = format!("/rounds/accounts/lists/{}", told.list.row.id);
    let is_open = told.list.row.decision.is_none();
    let mut parts = vec![
        Part::Text(words.get("bank-list-lead")),
        Part::Summary(facts(words, told)),
    ];
    if is_open && told.is_own {
        let text = words.get("bank-list-own");
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
    }
    for (codes, number) in &told.list.unusual {
        let codes: Vec<Unusual> = codes.split(',').filter_map(|c| c.parse().ok()).collect();
        let args = [
            ("accounts", format::count(*number)),
            ("what", unusual(words, &codes)),
        ];
        let text = with(words, "bank-list-unusual", &args);
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    let tab = |shown: Shown| {
        let key = format!("bank-show-{}", shown.code());
        let href = format!("{here}?show={}", shown.code());
        NavItem::new(href, words.get(&key), shown == told.shown)
    };
    parts.push(Part::Tabs(Tabs {
        label: words.get("bank-show"),
        items: Shown::EACH.map(tab).to_vec(),
    }));
    let mut rows = beside(words, told);
    if told.next.is_some() {
        rows = rows.pager(pager(words, told.rows.len(), (&None, &told.next)));
    }
    parts.push(Part::Table(rows));
    if is_open && told.may_decide {
        parts.extend(decide(&page, told, &here));
    }
    if told.may_reverse {
        let reverse = link(words, format!("{here}/reverse"), "bank-list-reverse");
        parts.push(Part::Buttons(vec![reverse]));
    }
    View::new(page, parts)
}

fn facts(words: Words, told: &Told) -> Summary {
    let row = &told.list.row;
    let from = row.provenance.as_str().replace('_', "-");
    let mut summary = Summary::default()
        .row(
            words.get("bank-fact-taken"),
            Cell::from(told.user.clone()).note(row.date.to_string()),
        )
        .row(
            words.get("bank-col-from"),
            words.get(&format!("bank-from-{from}")),
        );
    if let Some(document) = &row.document {
        summary = summary.row(words.get("bank-field-document"), document.clone());
    }
    let mut number = |key: &str, n: i64| {
        summary = std::mem::take(&mut summary).row(words.get(key), format::count(n));
    };
    number("bank-effect-added", row.added);
    number("bank-effect-changed", row.changed);
    number(
        "bank-fact-replaces",
        i64::try_from(told.changed).unwrap_or(i64::MAX),
    );
    number("bank-effect-unchanged", row.unchanged);
    number("bank-effect-aside", row.set_aside);
    number("bank-fact-missing", row.missing);
    number("bank-fact-back", told.list.sent_back);
    let mut some = told.villages.clone();
    some.truncate(20);
    summary = summary.row(
        words.get("shares-village"),
        Cell::from(some.join("、")).note(count(told.villages.len())),
    );
    let state = state_of(words, row.decision.map(|(outcome, ..)| outcome));
    summary = summary.row(words.get("bank-col-state"), state);
    match row.decision {
        Some((_, date, _)) => summary.row(
            words.get("bank-fact-decided"),
            Cell::from(told.decided_by.clone()).note(date.to_string()),
        ),
        None => summary,
    }
}

fn beside(words: Words, told: &Told) -> Table {
    let columns = vec![
        Column::text(words.get("bank-col-payee")),
        Column::text(words.get("shares-village")),
        Column::text(words.get("bank-field-holder")),
        Column::text(words.get("bank-col-before")),
        Column::text(words.get("bank-col-number")),
        Column::text(words.get("bank-col-state")),
    ];
    let rows = told.rows.iter().map(|one| {
        let row = &one.listed.account.row;
        let before = match &one.before {
            Some((last, _)) if one.is_overtaken => {
                Cell::from(masked(last)).note(words.get("bank-before-newer"))
            }
            Some((last, bank)) => Cell::from(masked(last)).note(bank.clone()),
            None => words.get("bank-before-none").into(),
        };
        let mut state = Cell::from(state_of(words, row.decision.map(|(outcome, _)| outcome)));
        if !row.unusual.is_empty() {
            state = state.note(unusual(words, &row.unusual));
        }
        vec![
            one.listed.payee.clone().into(),
            one.listed.village.clone().into(),
            one.holder.clone().into(),
            before,
            Cell::from(masked(&row.last_four)).note(row.bank.clone()),
            state,
        ]
    });
    let caption = words.get(&format!("bank-shown-{}", told.shown.code()));
    Table::new("rows", caption, columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("bank-shown-none"),
            text: words.get("bank-shown-none-text"),
            action: None,
        })
}

/// The rows of this page that can be sent back, and the decision on the whole.
fn decide(page: &Page, told: &Told, here: &str) -> Vec<Part> {
    let words = page.words;
    let mut parts = Vec::new();
    let open = || {
        let rows = told.rows.iter();
        rows.filter(|one| one.listed.account.row.decision.is_none())
    };
    if open().next().is_some() {
        let mut form = Form::new(page, format!("{here}/back"));
        for one in open() {
            let row = &one.listed.account.row;
            let label = format!(
                "{} {} {}",
                one.listed.payee,
                masked(&row.last_four),
                row.bank
            );
            let name = format!("back-{}", row.id);
            form = form.field(Field::new(words, Control::Checkbox, name, label).optional(words));
        }
        parts.push(Part::Details {
            label: words.get("bank-back"),
            parts: vec![
                Part::Text(words.get("bank-back-text")),
                Part::Form(form.button(Button::submit(
                    ButtonKind::Secondary,
                    words.get("bank-back-these"),
                ))),
            ],
        });
    }
    let left = told.list.row.accounts() - told.list.sent_back;
    let choose = |kind, outcome: &str, key: &str| Button {
        posts: Some(("outcome".into(), outcome.into())),
        ..Button::submit(kind, words.get(key))
    };
    let form = Form::new(page, here.to_owned())
        .hidden("accounts", left.to_string())
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![
                (format::count(left), words.get("bank-effect-confirm")),
                (
                    format::count(told.list.sent_back),
                    words.get("bank-fact-back"),
                ),
            ],
            caution: Some(words.get("bank-caution-confirm")),
        })
        .button(choose(
            ButtonKind::Primary,
            "confirmed",
            "bank-list-confirm",
        ))
        .button(choose(ButtonKind::Secondary, "rejected", "bank-list-back"));
    parts.push(Part::Form(form));
    parts
}

/// Before a list is taken back: what will happen.
pub fn reverse(mut page: Page, row: &ListRow) -> View {
    let words = page.words;
    trail(&mut page);
    let here = format!("/rounds/accounts/lists/{}", row.id);
    let form = Form::new(&page, format!("{here}/reverse"))
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![(
                format::count(row.accounts()),
                words.get("bank-effect-reverse"),
            )],
            caution: Some(words.get("bank-caution-reverse")),
        })
        .button(Button::submit(
            ButtonKind::Warn,
            words.get("bank-list-reverse"),
        ))
        .button(link(words, here, "web-cancel"));
    View::new(page, vec![Part::Form(form)])
}
