//! What was brought forward as a workbook: rounds, their households, balances.

use super::{Brought, Got, Opening};
use crate::i18n::Words;
use kernel::Result;
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

fn columns(words: Words, keys: &[(&str, OutKind)]) -> Vec<OutColumn> {
    let columns = keys.iter();
    columns
        .map(|(key, kind)| OutColumn::new(words.get(key), *kind))
        .collect()
}

pub(super) fn list(words: Words, rounds: &[Brought], openings: &[Opening]) -> Result<Vec<u8>> {
    let rounds = OutTable {
        sheet: words.get("brought-title"),
        title: Some(words.get("brought-caption")),
        columns: columns(
            words,
            &[
                ("rounds-col-round", OutKind::Text),
                ("brought-field-source", OutKind::Text),
                ("rounds-col-year", OutKind::Integer),
                ("brought-col-paid-on", OutKind::Date),
                ("rounds-col-households", OutKind::Integer),
                ("rounds-col-amount", OutKind::Money),
                ("brought-field-document", OutKind::Text),
            ],
        ),
        rows: rounds
            .iter()
            .map(|one| {
                vec![
                    OutCell::text(&one.title),
                    OutCell::text(&one.project),
                    OutCell::Integer(one.year),
                    OutCell::Date(one.date),
                    OutCell::Integer(one.payees),
                    OutCell::Money(one.total),
                    OutCell::text(&one.document),
                ]
            })
            .collect(),
        ..OutTable::default()
    };
    let openings = OutTable {
        sheet: words.get("brought-balances"),
        columns: columns(
            words,
            &[
                ("rounds-rule-entity", OutKind::Text),
                ("rounds-col-date", OutKind::Date),
                ("brought-field-bank-fen", OutKind::Money),
                ("brought-field-undistributed-fen", OutKind::Money),
                ("brought-field-unclaimed-fen", OutKind::Money),
                ("brought-field-document", OutKind::Text),
            ],
        ),
        rows: openings
            .iter()
            .map(|one| {
                vec![
                    OutCell::text(&one.entity),
                    OutCell::Date(one.date),
                    OutCell::Money(one.bank),
                    OutCell::Money(one.undistributed),
                    OutCell::Money(one.unclaimed),
                    OutCell::text(&one.document),
                ]
            })
            .collect(),
        ..OutTable::default()
    };
    write_xlsx(&[rounds, openings])
}

/// The households of one round, under the columns by which they are imported.
pub(super) fn lines(one: &Brought, lines: &[Got]) -> Result<Vec<u8>> {
    let column = |header: &str, kind| OutColumn::new(header, kind);
    let table = OutTable {
        sheet: "发放明细".to_owned(),
        title: Some(one.title.clone()),
        // The heads are those that the import reads, in Chinese in every language.
        columns: vec![
            column("户编号", OutKind::Identity),
            column("户主姓名", OutKind::Text),
            column("村", OutKind::Text),
            column("分红金额", OutKind::Money),
        ],
        rows: lines
            .iter()
            .map(|got| {
                vec![
                    OutCell::text(&got.number),
                    OutCell::text(&got.head),
                    OutCell::text(&got.village),
                    OutCell::Money(got.amount),
                ]
            })
            .collect(),
        ..OutTable::default()
    };
    write_xlsx(&[table])
}
