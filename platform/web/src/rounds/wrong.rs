//! 暂缓、退回、无人领取、应收: lines of a round that something happened to, and the page of one line.

mod act;

pub use act::act;

use super::facts::{Round, Stage};
use super::objections::trail;
use super::round::tabs;
use super::words::{money, yuan};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::Page;
use askama::Template;
use kernel::{Date, Fen, Id};

#[derive(Template)]
#[template(path = "rounds/sections.html")]
pub struct Sections {
    pub page: Page,
    pub tabs: Tabs,
    pub lead: String,
    pub notices: Vec<Notice>,
    pub facts: Option<Summary>,
    pub tables: Vec<Table>,
    pub form: Option<(String, Form)>,
    pub buttons: Vec<Button>,
}

/// A line with all that happened to it, in ready words where names are concerned.
#[derive(Debug, Clone)]
pub struct OneLine {
    pub household: Id,
    pub key: String,
    pub head: String,
    pub village: String,
    pub amount: Fen,
    pub holds: Vec<Hold>,
    pub tries: Vec<Try>,
    /// Head of the household that gets it instead, how it came to that, and the paper.
    pub successors: Vec<(String, String, Option<String>)>,
    /// Kind, day, amount.
    pub settled: Vec<(String, Date, Fen)>,
    pub is_unclaimed: bool,
    pub owed_back: Fen,
}

#[derive(Debug, Clone)]
pub struct Hold {
    pub id: Id,
    pub reason: String,
    pub from: Date,
    pub to: Option<Date>,
}

#[derive(Debug, Clone)]
pub struct Try {
    pub attempt: i64,
    pub date: Date,
    pub method: String,
    pub receipt: Option<String>,
    pub returned: Option<(Date, String)>,
}

impl OneLine {
    fn open(&self) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.to.is_none())
    }

    pub fn is_paid(&self) -> bool {
        self.tries.iter().any(|one| one.returned.is_none())
    }

    /// What it must give back of a round that was taken back.
    pub fn receivable(&self) -> Option<Fen> {
        let made = self.settled.iter().find(|(kind, ..)| kind == "receivable");
        made.map(|(_, _, amount)| *amount)
    }
}

/// What can be done to a line; each is a form on a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Hold,
    Release,
    Succeed,
    Return,
    Aside,
    Claim,
    Recover,
}

impl Act {
    pub const ALL: [Act; 7] = [
        Act::Hold,
        Act::Release,
        Act::Succeed,
        Act::Return,
        Act::Aside,
        Act::Claim,
        Act::Recover,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Act::Hold => "hold",
            Act::Release => "release",
            Act::Succeed => "succeed",
            Act::Return => "return",
            Act::Aside => "aside",
            Act::Claim => "claim",
            Act::Recover => "recover",
        }
    }
}

fn head(round: &Round, line: &OneLine) -> Cell {
    let href = format!("/rounds/{}/line/{}", round.id, line.key);
    Cell::link(href, line.head.clone()).note(line.village.clone())
}

/// All lines of a round that something happened to, by what it was.
pub fn list(mut page: Page, round: &Round, lines: &[OneLine], today: Date) -> Sections {
    let words = page.words;
    trail(&mut page, round);
    let mut tables = vec![
        holds(words, round, lines, today),
        returns(words, round, lines),
    ];
    if lines.iter().any(|line| line.is_unclaimed) {
        tables.push(unclaimed(words, round, lines));
    }
    if lines.iter().any(|line| line.receivable().is_some()) {
        tables.push(receivables(words, round, lines));
    }
    Sections {
        tabs: tabs(words, round, "wrong"),
        lead: words.get("rounds-wrong-lead"),
        notices: Vec::new(),
        facts: None,
        tables,
        form: None,
        buttons: vec![Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/wrong.xlsx", round.id),
            words.get("brought-export"),
        )],
        page,
    }
}

fn columns(words: Words, more: &[&str]) -> Vec<Column> {
    let mut columns = vec![
        Column::text(words.get("rounds-col-head")),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
    ];
    columns.extend(more.iter().map(|key| Column::text(words.get(key))));
    columns
}

fn holds(words: Words, round: &Round, lines: &[OneLine], today: Date) -> Table {
    let mut rows = Vec::new();
    for line in lines {
        for hold in line.holds.iter().filter(|hold| hold.to.is_none()) {
            let days = hold.from.days_until(today).max(0);
            rows.push(vec![
                head(round, line),
                format::money(line.amount).into(),
                reason(words, &hold.reason).into(),
                Cell::from(hold.from.to_string()).note(words.count("rounds-days", days)),
            ]);
        }
    }
    let keys = ["rounds-col-reason", "rounds-col-since"];
    Table::new("holds", words.get("rounds-holds"), columns(words, &keys))
        .rows(rows)
        .stacked()
        .empty(EmptyState::new(
            words,
            "rounds-holds-empty-title",
            "rounds-holds-empty-text",
        ))
}

fn reason(words: Words, code: &str) -> String {
    words.get(&format!("payout-hold-{}", code.replace('_', "-")))
}

fn returns(words: Words, round: &Round, lines: &[OneLine]) -> Table {
    let mut rows = Vec::new();
    for line in lines {
        for one in &line.tries {
            let Some((date, why)) = &one.returned else {
                continue;
            };
            let why = words.get(&format!("payout-return-{}", why.replace('_', "-")));
            let again = line.tries.iter().find(|t| t.attempt > one.attempt);
            let state = match again {
                Some(again) => Cell::from(Tag::new(TagKind::Done, words.get("rounds-reissued")))
                    .note(again.date.to_string()),
                None => Tag::new(TagKind::Open, words.get("rounds-to-reissue")).into(),
            };
            rows.push(vec![
                head(round, line),
                format::money(line.amount).into(),
                Cell::from(why).note(date.to_string()),
                state,
            ]);
        }
    }
    let keys = ["rounds-col-reason", "rounds-col-reissue"];
    Table::new(
        "returns",
        words.get("rounds-returns"),
        columns(words, &keys),
    )
    .rows(rows)
    .stacked()
    .empty(EmptyState::new(
        words,
        "rounds-returns-empty-title",
        "rounds-returns-empty-text",
    ))
}

fn unclaimed(words: Words, round: &Round, lines: &[OneLine]) -> Table {
    let rows = lines.iter().filter(|line| line.is_unclaimed).map(|line| {
        let state: Cell = match line.is_paid() {
            true => Tag::new(TagKind::Done, words.get("rounds-fetched")).into(),
            false => Tag::new(TagKind::Open, words.get("rounds-not-fetched")).into(),
        };
        vec![head(round, line), format::money(line.amount).into(), state]
    });
    let keys = ["rounds-col-state"];
    Table::new(
        "unclaimed",
        words.get("rounds-unclaimed"),
        columns(words, &keys),
    )
    .rows(rows.collect())
    .stacked()
}

fn receivables(words: Words, round: &Round, lines: &[OneLine]) -> Table {
    let mut open = Fen::ZERO;
    let mut total = Fen::ZERO;
    let mut rows = Vec::new();
    for line in lines {
        let Some(amount) = line.receivable() else {
            continue;
        };
        open = Fen(open.0.saturating_add(line.owed_back.0));
        total = Fen(total.0.saturating_add(amount.0));
        rows.push(vec![
            head(round, line),
            format::money(amount).into(),
            format::money(line.owed_back).into(),
        ]);
    }
    let mut columns = columns(words, &[]);
    columns.push(Column::number(words.get("rounds-col-open"), yuan(words)));
    Table::new("receivables", words.get("rounds-receivables"), columns)
        .rows(rows)
        .total(vec![
            words.get("web-total").into(),
            format::money(total).into(),
            format::money(open).into(),
        ])
}

/// One line: what happened to it, and what can be done.
pub fn line(mut page: Page, round: &Round, line: &OneLine, acts: &[Act]) -> Sections {
    let words = page.words;
    trail(&mut page, round);
    let mut facts = who(words, line);
    for (name, why, paper) in &line.successors {
        let why = words.get(&format!("payout-succession-{why}"));
        let note = paper.clone().map_or(why.clone(), |p| format!("{why} {p}"));
        facts = facts.row(
            words.get("rounds-successor"),
            Cell::from(name.clone()).note(note),
        );
    }
    if line.owed_back > Fen::ZERO {
        facts = facts.row(words.get("rounds-col-open"), money(words, line.owed_back));
    }
    let buttons = acts.iter().map(|act| {
        Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/line/{}/{}", round.id, line.key, act.code()),
            words.get(&format!("rounds-act-{}", act.code())),
        )
    });
    let mut buttons: Vec<Button> = buttons.collect();
    if round.stage >= Stage::Posted {
        buttons.push(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/line/{}/slip", round.id, line.key),
            words.get("slip-title"),
        ));
    }
    Sections {
        tabs: tabs(words, round, "wrong"),
        lead: String::new(),
        notices: Vec::new(),
        facts: Some(facts),
        tables: vec![history(words, line)],
        form: None,
        buttons,
        page,
    }
}

/// Whose line it is, and of how much.
fn who(words: Words, line: &OneLine) -> Summary {
    Summary::default()
        .row(
            words.get("rounds-col-head"),
            Cell::from(line.head.clone()).note(line.village.clone()),
        )
        .row(words.get("rounds-col-amount"), money(words, line.amount))
}

fn history(words: Words, line: &OneLine) -> Table {
    let mut rows: Vec<(Date, Row)> = Vec::new();
    let mut add = |date: Date, what: String, note: String| {
        let row: Row = vec![date.to_string().into(), Cell::from(what).note(note)];
        rows.push((date, row));
    };
    for one in &line.tries {
        let args = [("attempt", one.attempt.into())];
        let method = words.get(&format!("rounds-method-{}", one.method.replace('_', "-")));
        let receipt = one.receipt.clone().unwrap_or_default();
        add(
            one.date,
            words.fill("rounds-attempt-paid", &args),
            format!("{method} {receipt}"),
        );
        if let Some((date, why)) = &one.returned {
            let why = words.get(&format!("payout-return-{}", why.replace('_', "-")));
            add(*date, words.fill("rounds-attempt-returned", &args), why);
        }
    }
    for hold in &line.holds {
        let why = reason(words, &hold.reason);
        add(hold.from, words.get("rounds-held"), why.clone());
        if let Some(to) = hold.to {
            add(to, words.get("rounds-released"), why);
        }
    }
    for (kind, date, amount) in &line.settled {
        let what = words.get(&format!("payout-settled-{}", kind.replace('_', "-")));
        add(*date, what, money(words, *amount));
    }
    rows.sort_by_key(|(date, _)| *date);
    Table::new(
        "history",
        words.get("rounds-line-history"),
        vec![
            Column::text(words.get("rounds-col-date")),
            Column::text(words.get("rounds-col-what")),
        ],
    )
    .rows(rows.into_iter().map(|(_, row)| row).collect())
    .stacked()
    .empty(EmptyState::new(
        words,
        "rounds-history-empty-title",
        "rounds-history-empty-text",
    ))
}
