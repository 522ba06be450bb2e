//! What the first page says of rounds, to each by what he works on: what waits for him, where money
//! lies, open objections, rounds by state, and for whoever audits the years and what is unusual.
//! Every number leads to its list; every chart has its table behind it.

mod audit;
mod read;
pub(crate) mod samples;

use super::facts::{Do, Stage};
use super::source::Sources;
use super::store::board::Counted;
use super::words::yuan;
use crate::app::Board;
use crate::chart::{self, About, Value};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::route::Gate;
use crate::view::Part;
use access::Right;
use kernel::{Date, Fen, Id};
use std::sync::Arc;

/// Who has a step of a round in hand.
const WORKS: Gate = Gate::Any(&[
    Right::PrepareRounds,
    Right::ReviewRounds,
    Right::ApproveRounds,
    Right::PayRounds,
]);
/// Who prepares, answers or decides while a plan hangs on the wall.
const ANSWERS: Gate = Gate::Any(&[
    Right::PrepareRounds,
    Right::ReviewRounds,
    Right::ApproveRounds,
]);
const PAYS: Gate = Gate::Any(&[Right::PayRounds]);
const VIEWS: Gate = Gate::Any(&[Right::ViewRounds]);
const AUDITS: Gate = Gate::Any(&[Right::Audit]);

/// The boards of this folder, what is due first.
pub(super) fn boards(sources: &Sources) -> Vec<Board> {
    let offered = sources.clone();
    let board = |gate, read: Arc<crate::app::ReadBoard>| Board { gate, read };
    vec![
        board(
            WORKS,
            Arc::new(|tx, ctx, words| Ok(due(words, &read::due(tx, ctx)?, ctx.today()))),
        ),
        board(
            PAYS,
            Arc::new(move |tx, ctx, words| Ok(money(words, &read::money(tx, ctx, &offered)?))),
        ),
        board(
            ANSWERS,
            Arc::new(|tx, ctx, words| Ok(objections(words, &read::objections(tx, ctx)?))),
        ),
        board(
            AUDITS,
            Arc::new(|tx, ctx, words| Ok(audit::parts(words, &read::audit(tx, ctx, words)?))),
        ),
        board(
            VIEWS,
            Arc::new(|tx, ctx, words| Ok(stages(words, &read::stages(tx, ctx)?))),
        ),
    ]
}

/// A round by its number and title.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub id: Id,
    pub number: String,
    pub title: String,
}

impl Named {
    /// The round as a link to one of its pages (`""`: its own).
    fn cell(&self, page: &str) -> Cell {
        Cell::link(format!("/rounds/{}{page}", self.id), self.title.clone())
            .note(self.number.clone())
    }
}

/// The next step of a round.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub round: Named,
    pub what: Do,
    /// Whoever asks holds the right for it.
    pub is_mine: bool,
    /// The first day on which it may be done, where a period runs.
    pub from: Option<Date>,
    pub missing: Option<kernel::Refusal>,
}

/// What waits for whoever asks, then what waits for others; each with the day from which it can be done.
fn due(words: Words, waiting: &[Waiting], today: Date) -> Vec<Part> {
    let (mine, others): (Vec<&Waiting>, Vec<&Waiting>) =
        waiting.iter().partition(|one| one.is_mine);
    let rows = mine.iter().map(|one| {
        vec![
            one.round.cell(""),
            one.what_words(words).into(),
            one.when(words, today),
        ]
    });
    let columns = ["rounds-col-round", "rounds-col-next", "board-col-when"]
        .map(|key| Column::text(words.get(key)));
    let table = Table::new("due-rounds", words.get("board-due"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "page-due-none",
            "page-due-none-text",
        ));
    let mut parts = vec![
        Part::heading("due", words.get("page-due")),
        Part::Table(table),
    ];
    if !others.is_empty() {
        let rows = others.iter().map(|one| {
            vec![
                one.round.cell(""),
                Cell::from(one.what_words(words)).note(words.get(one.what.by())),
                one.when(words, today),
            ]
        });
        let table = Table::new("due-others", words.get("board-others"), columns.to_vec());
        parts.push(Part::Table(table.rows(rows.collect()).stacked()));
    }
    parts
}

impl Waiting {
    fn what_words(&self, words: Words) -> String {
        words.get(&format!("rounds-do-{}", self.what.code()))
    }

    fn when(&self, words: Words, today: Date) -> Cell {
        match (self.from.filter(|from| *from > today), &self.missing) {
            (Some(from), _) => Cell::from(words.with("board-from", &[("date", &from.to_string())])),
            (None, Some(refusal)) => Cell::from(words.refusal(refusal)),
            (None, None) if self.is_mine => Tag::new(TagKind::Alert, words.get("board-now")).into(),
            (None, None) => Cell::from(words.get("board-now")),
        }
    }
}

/// Lines of one round to which something is left to do: how many and how much.
#[derive(Debug, Clone)]
pub(super) struct Lying {
    pub round: Named,
    pub owed: (i64, Fen),
    pub held: (i64, Fen),
    pub returned: (i64, Fen),
    pub unclaimed: (i64, Fen),
    pub receivable: (i64, Fen),
}

/// A book with money not yet distributed, and the form that begins a round from it.
#[derive(Debug, Clone)]
pub(super) struct Pot {
    pub entity: String,
    pub amount: Fen,
    pub href: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Money {
    pub pots: Vec<Pot>,
    pub lying: Vec<Lying>,
}

fn sum(of: impl Iterator<Item = Fen>) -> Fen {
    Fen(of.fold(0, |sum, fen| sum.saturating_add(fen.0)))
}

fn money(words: Words, money: &Money) -> Vec<Part> {
    let tile = |of: fn(&Lying) -> (i64, Fen), key: &str| {
        let lines = money
            .lying
            .iter()
            .fold(0_i64, |n, one| n.saturating_add(of(one).0));
        let amount = sum(money.lying.iter().map(|one| of(one).1));
        Stat::new(format::money(amount), yuan(words), words.get(key))
            .note(words.count("board-lines", lines))
            .link("#lying")
    };
    let undistributed = sum(money.pots.iter().map(|pot| pot.amount));
    let books = i64::try_from(money.pots.len()).unwrap_or(i64::MAX);
    let tiles = vec![
        Stat::new(
            format::money(undistributed),
            yuan(words),
            words.get("board-undistributed"),
        )
        .note(words.count("board-books", books))
        .link("#pots"),
        tile(|one| one.owed, "board-owed"),
        tile(|one| one.held, "board-held"),
        tile(|one| one.unclaimed, "board-unclaimed"),
        tile(|one| one.receivable, "board-receivable"),
    ];
    vec![
        Part::heading("money", words.get("board-money")),
        Part::Stats(Stats { tiles }),
        Part::Table(pots(words, &money.pots)),
        Part::Table(lying(words, &money.lying)),
    ]
}

fn pots(words: Words, pots: &[Pot]) -> Table {
    let rows = pots.iter().map(|pot| {
        let amount = format::money(pot.amount);
        let amount = match &pot.href {
            Some(href) => Cell::link(href.clone(), amount),
            None => amount.into(),
        };
        vec![pot.entity.clone().into(), amount]
    });
    let columns = vec![
        Column::text(words.get("rounds-rule-entity")),
        Column::number(words.get("board-undistributed"), yuan(words)),
    ];
    let table = Table::new("pots", words.get("board-pots"), columns)
        .rows(rows.collect())
        .empty(EmptyState::new(
            words,
            "board-pots-none",
            "board-pots-none-text",
        ));
    match pots.len() {
        0 | 1 => table,
        _ => {
            let total = format::money(sum(pots.iter().map(|pot| pot.amount)));
            table.total(vec![words.get("web-total").into(), total.into()])
        }
    }
}

/// By round what is owed, held, came back, is unclaimed or to be got back; each opens the lines.
fn lying(words: Words, lying: &[Lying]) -> Table {
    type Of = fn(&Lying) -> (i64, Fen);
    let kinds: [(&str, Of); 5] = [
        ("board-owed", |one| one.owed),
        ("board-held", |one| one.held),
        ("board-returned", |one| one.returned),
        ("board-unclaimed", |one| one.unclaimed),
        ("board-receivable", |one| one.receivable),
    ];
    let mut columns = vec![Column::text(words.get("rounds-col-round"))];
    columns.extend(kinds.map(|(key, _)| Column::number(words.get(key), yuan(words))));
    let rows = lying.iter().map(|one| {
        let mut row = vec![one.round.cell("/wrong")];
        row.extend(kinds.map(|(_, of)| match of(one) {
            (0, _) => Cell::from("—"),
            (lines, amount) => {
                Cell::from(format::money(amount)).note(words.count("board-lines", lines))
            }
        }));
        row
    });
    let table = Table::new("lying", words.get("board-lying"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "board-lying-none",
            "board-lying-none-text",
        ));
    if lying.len() < 2 {
        return table;
    }
    let mut total = vec![words.get("web-total").into()];
    total.extend(
        kinds.map(|(_, of)| Cell::from(format::money(sum(lying.iter().map(|one| of(one).1))))),
    );
    table.total(total)
}

/// Objections to one round: all, without an answer, upheld, rejected, withdrawn.
#[derive(Debug, Clone)]
pub(super) struct Objected {
    pub round: Named,
    pub counts: [i64; 5],
}

/// Those without an answer; a plan is not declared before each has one.
fn objections(words: Words, objected: &[Objected]) -> Vec<Part> {
    let heading = Part::heading("objections", words.get("board-objections"));
    let open = objected
        .iter()
        .filter_map(|one| match one.counts {
            [_, open, ..] if open > 0 => Some((one, open)),
            _ => None,
        })
        .map(|(one, open)| {
            let href = format!("/rounds/{}/objections", one.round.id);
            vec![
                one.round.cell("/objections"),
                Cell::link(href, format::count(open)),
            ]
        });
    let columns = vec![
        Column::text(words.get("rounds-col-round")),
        Column::number(words.get("board-open"), ""),
    ];
    let table = Table::new("open-objections", words.get("board-open-caption"), columns)
        .rows(open.collect())
        .empty(EmptyState::new(
            words,
            "board-objections-none",
            "board-objections-none-text",
        ));
    vec![heading, Part::Table(table)]
}

/// Rounds by state: bars, and behind them the table in the order of the steps.
fn stages(words: Words, found: &[Counted<String>]) -> Vec<Part> {
    let heading = Part::heading("stages", words.get("board-stages"));
    let known = Stage::WAY
        .into_iter()
        .chain([Stage::Cancelled, Stage::Reversed]);
    let found: Vec<(Stage, i64, Fen)> = known
        .filter_map(|stage| {
            let (_, count, pool) = found.iter().find(|(code, ..)| code == stage.code())?;
            Some((stage, *count, *pool))
        })
        .collect();
    if found.is_empty() {
        return vec![
            heading,
            Part::Empty(EmptyState::new(
                words,
                "rounds-empty-title",
                "rounds-empty-text",
            )),
        ];
    }
    let name = |stage: Stage| words.get(&format!("rounds-stage-{}", stage.code()));
    let all = found
        .iter()
        .fold(0_i64, |sum, (_, count, _)| sum.saturating_add(*count));
    let about = About {
        id: "chart-stages".into(),
        title: words.get("board-stages"),
        description: words.count("board-stages-about", all),
        unit: words.get("board-unit-round"),
    };
    let bars: Vec<(String, Value)> = found
        .iter()
        .map(|(stage, count, _)| (name(*stage), Value::new(*count, format::count(*count))))
        .collect();
    let rows = found.iter().map(|(stage, count, pool)| {
        let href = format!("/rounds?state={}", stage.code());
        vec![
            name(*stage).into(),
            Cell::link(href, format::count(*count)),
            format::money(*pool).into(),
        ]
    });
    let columns = vec![
        Column::text(words.get("rounds-col-state")),
        Column::number(words.get("board-rounds"), ""),
        Column::number(words.get("rounds-col-pool"), yuan(words)),
    ];
    let pools = sum(found.iter().map(|(_, _, pool)| *pool));
    let table = Table::new("stage-rows", words.get("board-stages"), columns)
        .rows(rows.collect())
        .total(vec![
            words.get("web-total").into(),
            Cell::link("/rounds", format::count(all)),
            format::money(pools).into(),
        ]);
    vec![
        heading,
        Part::Chart(chart::rows(&about, &bars)),
        behind(words, table),
    ]
}

/// The table of a chart, one click away.
fn behind(words: Words, table: Table) -> Part {
    Part::Details {
        label: words.get("board-table"),
        parts: vec![Part::Table(table)],
    }
}
