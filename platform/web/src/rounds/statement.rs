//! A household's statement: for every round how each fen came about, in the order of the division,
//! so that it can be worked out again with a pencil. Made to be printed.

use super::facts::{Part, Statement, Sums};
use super::lines::payment;
use super::waterfall;
use super::words::{basis, class, money, ordinal, policy};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use askama::Template;
use kernel::Fen;
use kernel::apportion::Policy;

#[derive(Template)]
#[template(path = "rounds/statement.html")]
pub struct StatementView {
    pub page: Page,
    pub who: Summary,
    pub table: Table,
    pub parts: Vec<PartView>,
    pub print_hint: String,
    pub file: Button,
}

/// One round of the statement.
pub struct PartView {
    pub id: String,
    pub title: String,
    /// The division in words, step by step.
    pub steps: Vec<String>,
    /// What it has of each part of a divided round.
    pub table: Option<Table>,
    pub facts: Summary,
}

pub fn statement(mut page: Page, statement: &Statement) -> StatementView {
    let words = page.words;
    page.breadcrumbs = vec![NavItem::new("/rounds", words.get("rounds-title"), false)];
    page.private = true;
    let sum = statement
        .parts
        .iter()
        .fold(0_i64, |sum, part| sum.saturating_add(part.line.gross.0));
    let columns = vec![
        Column::text(words.get("rounds-col-round")),
        Column::number(
            words.get("rounds-col-heads"),
            words.get("rounds-unit-person"),
        ),
        Column::number(
            words.get("rounds-col-weight"),
            words.get("rounds-unit-part"),
        ),
        Column::number(words.get("rounds-col-amount"), words.get("web-unit-yuan")),
        Column::text(words.get("rounds-col-payment")),
    ];
    let rows = statement.parts.iter().map(|part| {
        vec![
            Cell::link(format!("#r{}", part.round.id), part.round.title.clone()).note(format!(
                "{} {}",
                ordinal(words, part.ordinal),
                part.round.number
            )),
            format::count(part.line.heads).into(),
            format::count(part.line.weight).into(),
            format::money(part.line.gross).into(),
            payment(words, part.line.paid.as_ref()),
        ]
    });
    let mut table = Table::new("statement", words.get("rounds-statement-caption"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "rounds-statement-empty-title",
            "rounds-statement-empty-text",
        ));
    if statement.parts.len() > 1 {
        let total = [
            words.get("web-total"),
            String::new(),
            String::new(),
            format::money(Fen(sum)),
            String::new(),
        ];
        table = table.total(total.map(Cell::from).to_vec());
    }
    StatementView {
        who: Summary::default()
            .row(words.get("rounds-col-head"), statement.head.clone())
            .row(
                words.get("rounds-household-number"),
                statement.number.clone(),
            )
            .row(words.get("rounds-col-village"), statement.village.clone()),
        table,
        parts: statement
            .parts
            .iter()
            .map(|part| part_view(words, part))
            .collect(),
        print_hint: words.get("rounds-print-hint"),
        file: Button::link(
            ButtonKind::Secondary,
            format!("/statements/{}/statement.xlsx", statement.household),
            words.get("brought-export"),
        ),
        page,
    }
}

fn part_view(words: Words, part: &Part) -> PartView {
    let mut facts = Summary::default()
        .row(
            words.get("rounds-ordinal-own"),
            ordinal(words, part.ordinal),
        )
        .row(
            words.get("rounds-rule-basis"),
            basis(words, &part.round.rule),
        )
        .row(
            words.get("rounds-rule-policy"),
            policy(words, &part.round.rule),
        )
        .row(
            words.get("rounds-rule-record"),
            part.round.record_date.to_string(),
        )
        .row(
            words.get("rounds-rule-source"),
            part.round.rule.source.clone(),
        );
    if let Some(root) = &part.round.root {
        facts = facts.row(words.get("rounds-rule-root"), root.clone());
    }
    PartView {
        id: format!("r{}", part.round.id),
        title: part.round.title.clone(),
        steps: part
            .round
            .sums
            .map(|sums| explain(words, part, &sums))
            .unwrap_or_default(),
        table: (!part.parts.is_empty()).then(|| {
            let id = format!("parts-{}", part.round.id);
            waterfall::parts(words, &id, &part.parts)
        }),
        facts,
    }
}

/// Pool, weights, the equal part, this household's part, and what became of the rest.
pub(super) fn explain(words: Words, part: &Part, sums: &Sums) -> Vec<String> {
    let (round, line) = (&part.round, &part.line);
    let mut out = vec![words.with(
        "rounds-explain-pool",
        &[("amount", &money(words, round.pool))],
    )];
    if round.rule.basis == payout::Basis::Division.as_str() {
        // Each part has its own weights, in the table below; one weight for all of them would explain nothing.
        out.push(words.get("rounds-explain-division"));
        out.push(words.with(
            "rounds-explain-gets",
            &[("amount", &money(words, line.gross))],
        ));
        return out;
    }
    out.push(weight(words, part));
    out.push(words.fill(
        "rounds-explain-total",
        &[
            ("households", sums.households.into()),
            ("weight", sums.weight.into()),
        ],
    ));
    match (round.rule.policy, sums.each) {
        (Policy::PerShareFloor, Some(each)) => floor(words, part, sums, each, &mut out),
        (other, _) => {
            let exact =
                i128::from(round.pool.0) * i128::from(line.weight) / i128::from(sums.weight.max(1));
            let exact = i64::try_from(exact).map_or(line.gross, Fen);
            let key = if other == Policy::Cumulative {
                "rounds-explain-cumulative"
            } else {
                "rounds-explain-largest"
            };
            out.push(words.with(
                "rounds-explain-exact",
                &[
                    ("pool", &round.pool.to_string()),
                    ("weight", &format::count(line.weight)),
                    ("total", &format::count(sums.weight)),
                    ("amount", &money(words, exact)),
                ],
            ));
            let more = line.gross.0.saturating_sub(exact.0);
            out.push(words.fill(key, &[("fen", more.into())]));
            out.push(words.with(
                "rounds-explain-gets",
                &[("amount", &money(words, line.gross))],
            ));
        }
    }
    out
}

fn floor(words: Words, part: &Part, sums: &Sums, each: Fen, out: &mut Vec<String>) {
    let (round, line) = (&part.round, &part.line);
    let step = words.get(&format!("rounds-step-fen-{}", round.rule.step.0));
    out.push(words.with(
        "rounds-explain-each",
        &[
            ("pool", &round.pool.to_string()),
            ("total", &format::count(sums.weight)),
            ("step", &step),
            ("amount", &money(words, each)),
        ],
    ));
    out.push(words.with(
        "rounds-explain-times",
        &[
            ("weight", &format::count(line.weight)),
            ("each", &each.to_string()),
            ("amount", &money(words, line.gross)),
        ],
    ));
    out.push(words.with(
        "rounds-explain-rest",
        &[
            ("gross", &money(words, sums.gross)),
            ("amount", &money(words, sums.carried)),
        ],
    ));
}

/// Where this household's weight comes from.
fn weight(words: Words, part: &Part) -> String {
    let (rule, line) = (&part.round.rule, &part.line);
    match rule.basis.as_str() {
        "per_household" => words.get("rounds-explain-per-household"),
        "class_weights" => {
            let of = rule
                .weights
                .iter()
                .find(|(class, _)| *class == line.class)
                .map_or(0, |(_, weight)| *weight);
            words.fill(
                "rounds-explain-class",
                &[
                    ("class", (&class(words, &line.class)).into()),
                    ("each", of.into()),
                    ("heads", line.heads.into()),
                    ("weight", line.weight.into()),
                ],
            )
        }
        _ => words.fill(
            "rounds-explain-per-person",
            &[("heads", line.heads.into()), ("weight", line.weight.into())],
        ),
    }
}
