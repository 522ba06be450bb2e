//! The same papers as files.

use super::Paper;
use crate::i18n::Words;
use kernel::{Fen, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

fn columns(words: Words, keys: &[(&str, OutKind)]) -> Vec<OutColumn> {
    keys.iter()
        .map(|(key, kind)| OutColumn::new(words.get(key), *kind))
        .collect()
}

fn side(amount: Fen) -> OutCell {
    if amount == Fen::ZERO {
        OutCell::Blank
    } else {
        OutCell::Money(amount)
    }
}

/// One voucher as it is printed.
pub(super) fn voucher(words: Words, paper: &Paper, checkpoint: Option<&str>) -> Result<Vec<u8>> {
    let summary = paper.summary(words);
    let signed = |key: &str, name: &str| words.labelled(&words.get(key), name);
    let mut foot = vec![
        [
            signed("print-prepared", &paper.prepared),
            signed("print-reviewed", &paper.reviewed),
            signed("print-posted", &paper.posted),
        ]
        .join("    "),
    ];
    foot.extend(checkpoint.map(|text| words.labelled(&words.get("web-checkpoint"), text)));
    let rows = paper.entries.iter().map(|entry| {
        vec![
            OutCell::text(&summary),
            OutCell::text(&entry.account),
            OutCell::text(&entry.party),
            side(entry.debit),
            side(entry.credit),
        ]
    });
    write_xlsx(&[OutTable {
        sheet: words.get("print-voucher"),
        title: Some(words.get("print-voucher")),
        notes: vec![
            words.labelled(&words.get("print-entity"), &paper.entity),
            format!("{} {}", paper.date, paper.number),
        ],
        columns: columns(
            words,
            &[
                ("print-col-summary", OutKind::Text),
                ("rounds-col-account", OutKind::Text),
                ("print-col-party", OutKind::Text),
                ("rounds-col-debit", OutKind::Money),
                ("rounds-col-credit", OutKind::Money),
            ],
        ),
        rows: rows.collect(),
        totals: Some(vec![
            OutCell::text(words.get("web-total")),
            OutCell::Blank,
            OutCell::Blank,
            OutCell::Money(paper.total),
            OutCell::Money(paper.total),
        ]),
        foot,
        landscape: false,
    }])
}

/// All vouchers of a round, an entry a row.
pub(super) fn vouchers(words: Words, title: &str, papers: &[Paper]) -> Result<Vec<u8>> {
    let rows = papers.iter().flat_map(|paper| {
        let summary = paper.summary(words);
        paper.entries.iter().map(move |entry| {
            vec![
                OutCell::Date(paper.date),
                OutCell::text(&paper.number),
                OutCell::text(&summary),
                OutCell::text(&entry.account),
                OutCell::text(&entry.party),
                side(entry.debit),
                side(entry.credit),
            ]
        })
    });
    let total = papers
        .iter()
        .fold(0_i64, |sum, paper| sum.saturating_add(paper.total.0));
    let mut totals = vec![OutCell::text(words.get("web-total"))];
    totals.extend(std::iter::repeat_n(OutCell::Blank, 4));
    totals.extend([OutCell::Money(Fen(total)), OutCell::Money(Fen(total))]);
    write_xlsx(&[OutTable {
        sheet: words.get("rounds-tab-vouchers"),
        title: Some(title.to_owned()),
        columns: columns(
            words,
            &[
                ("rounds-col-date", OutKind::Date),
                ("print-number", OutKind::Text),
                ("print-col-summary", OutKind::Text),
                ("rounds-col-account", OutKind::Text),
                ("print-col-party", OutKind::Text),
                ("rounds-col-debit", OutKind::Money),
                ("rounds-col-credit", OutKind::Money),
            ],
        ),
        rows: rows.collect(),
        totals: Some(totals),
        landscape: true,
        ..OutTable::default()
    }])
}
