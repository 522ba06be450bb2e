//! What became of a divided pool, as a picture with its table, and what one household has of each part.

use super::words::{account, yuan};
use crate::chart::{About, Chart, Piece, Value};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use kernel::Fen;
use payout::Waterfall;
use payout::explain::PartExplained;

/// Fillings: what is deducted, what goes to an account, to households, and what is carried.
const DEDUCTED: usize = 1;
const ACCOUNT: usize = 2;
const PAYEES: usize = 3;
const CARRIED: usize = 4;

/// Picture and table of a round.
#[derive(Debug, Clone)]
pub struct Fall {
    pub chart: Chart,
    pub table: Table,
}

fn carried(fall: &Waterfall) -> Fen {
    let parts = fall.parts.iter();
    Fen(parts.fold(0, |sum, part| part.carried.0.saturating_add(sum)))
}

pub fn fall(words: Words, pool: Fen, fall: &Waterfall) -> Fall {
    Fall {
        chart: picture(words, pool, fall),
        table: table(words, pool, fall),
    }
}

fn picture(words: Words, pool: Fen, fall: &Waterfall) -> Chart {
    let piece = |name: &str, amount: Fen, series| Piece {
        name: name.to_owned(),
        value: Value::money(amount),
        series,
    };
    let mut pieces: Vec<Piece> = fall
        .deductions
        .iter()
        .map(|taken| piece(&taken.name, taken.amount, DEDUCTED))
        .collect();
    pieces.extend(fall.parts.iter().map(|part| {
        let series = if part.to.is_some() { ACCOUNT } else { PAYEES };
        piece(&part.name, part.distributed, series)
    }));
    let rest = carried(fall);
    if rest > Fen::ZERO {
        pieces.push(piece(&words.get("rounds-stat-carried"), rest, CARRIED));
    }
    let payees = fall.parts.iter().filter(|part| part.to.is_none());
    let payees = Fen(payees.fold(0, |sum, part| part.distributed.0.saturating_add(sum)));
    let about = About {
        id: "waterfall".into(),
        title: words.get("rounds-waterfall"),
        description: words.with(
            "rounds-waterfall-text",
            &[("pool", &pool.to_string()), ("payees", &payees.to_string())],
        ),
        unit: yuan(words),
    };
    let whole = (words.get("rounds-stat-pool"), Value::money(pool));
    crate::chart::waterfall(&about, (&whole.0, &whole.1), &pieces)
}

fn table(words: Words, pool: Fen, fall: &Waterfall) -> Table {
    let row = |name: &str, to: Cell, amount: Fen| {
        vec![
            Cell::from(name.to_owned()),
            to,
            format::money(amount).into(),
        ]
    };
    let mut rows: Vec<Row> = Vec::new();
    for taken in &fall.deductions {
        let to = Cell::from(account(words, &taken.to)).note(words.get("rounds-waterfall-first"));
        rows.push(row(&taken.name, to, taken.amount));
    }
    for part in &fall.parts {
        let to = match &part.to {
            Some(code) => Cell::from(account(words, code)),
            None if part.is_undistributable => {
                Cell::from(words.get("rounds-waterfall-nobody")).note(part.allotted.to_string())
            }
            None => Cell::from(words.get("rounds-waterfall-payees")).note(words.with(
                "rounds-waterfall-weight",
                &[("weight", &format::count(part.total_weight))],
            )),
        };
        rows.push(row(&part.name, to, part.distributed));
    }
    let rest = carried(fall);
    if rest > Fen::ZERO {
        let to = Cell::from(account(words, "undistributed"));
        rows.push(row(&words.get("rounds-stat-carried"), to, rest));
    }
    let columns = vec![
        Column::text(words.get("rounds-col-part")),
        Column::text(words.get("rounds-col-goes-to")),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
    ];
    Table::new(
        "waterfall-rows",
        words.get("rounds-waterfall-caption"),
        columns,
    )
    .rows(rows)
    .total(vec![
        words.get("rounds-stat-pool").into(),
        Cell::from(String::new()),
        format::money(pool).into(),
    ])
    .stacked()
}

/// What the rounding did and, where remainders compete for the fen that are left, at which place this one stood.
fn rounded(words: Words, own: &PartExplained, rounding: i64) -> Cell {
    let cell = Cell::from(words.fill("rounds-part-rounding", &[("fen", rounding.into())]));
    match own.rank.filter(|_| own.remainder != 0) {
        None => cell,
        Some(rank) => {
            let remainder = format!("{}/{}", own.remainder, own.part.total_weight);
            let args = [("remainder", remainder), ("rank", rank.to_string())];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            cell.note(words.with("rounds-part-rank", &args))
        }
    }
}

/// What a household has of each part: `sum of the part × weight ÷ weight of all`, and what the rounding did.
pub fn parts(words: Words, id: &str, parts: &[PartExplained]) -> Table {
    let rows = parts.iter().map(|own| {
        let of = [
            ("weight", format::count(own.weight)),
            ("total", format::count(own.part.total_weight)),
        ];
        let of = of.each_ref().map(|(name, value)| (*name, value.as_str()));
        let rounding = i64::try_from(own.rounding).unwrap_or(i64::MAX);
        vec![
            Cell::from(own.part.name.clone()),
            format::money(own.part.allotted).into(),
            words.with("rounds-part-of", &of).into(),
            rounded(words, own, rounding),
            format::money(own.amount).into(),
        ]
    });
    let columns = vec![
        Column::text(words.get("rounds-col-part")),
        Column::number(words.get("rounds-col-part-sum"), yuan(words)),
        Column::text(words.get("rounds-col-part-of")),
        Column::text(words.get("rounds-col-rounding")),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
    ];
    Table::new(id.to_owned(), words.get("rounds-parts-caption"), columns)
        .rows(rows.collect())
        .stacked()
}
