//! A report, and the rows behind a number, as workbooks.

use super::ask::Ask;
use super::read::{Behind, Found, Line, Named};
use crate::i18n::Words;
use figures::declared::{Answer, Made};
use kernel::Result;
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

fn cell(answer: &Answer) -> OutCell {
    match answer.value {
        // Tenths of a percent.
        Some(number) if answer.is_percent => OutCell::BasisPoints(number.scaled.saturating_mul(10)),
        Some(number) if number.places == 0 => OutCell::Integer(number.scaled),
        Some(number) => OutCell::Text(number.plain()),
        None => OutCell::Blank,
    }
}

fn kind(figure: &Named) -> OutKind {
    match figure.made {
        None => OutKind::Percent,
        Some(Made::MedianDays) => OutKind::Text,
        Some(_) => OutKind::Integer,
    }
}

/// What was asked, as lines above a table.
fn notes(words: Words, ask: &Ask) -> Vec<String> {
    let line = |key: &str, text: String| words.labelled(&words.get(key), &text);
    let mut notes = vec![
        line("page-division", ask.division.name.clone()),
        line("cases-report-period", format!("{} – {}", ask.from, ask.to)),
        line("page-as-of", ask.as_of.to_string()),
    ];
    if let Some(seq) = ask.as_known {
        notes.push(line("cases-report-as-known", seq.to_string()));
    }
    notes
}

pub(super) fn report(words: Words, title: &str, ask: &Ask, found: &Found) -> Result<Vec<u8>> {
    let all = OutTable {
        sheet: words.get("cases-report-all"),
        title: Some(title.to_owned()),
        notes: notes(words, ask),
        columns: vec![
            OutColumn::new(words.get("page-figure"), OutKind::Text),
            OutColumn::new(words.get("page-value"), OutKind::Integer),
        ],
        rows: found
            .all
            .iter()
            .map(|(figure, answer)| vec![OutCell::text(figure.name.clone()), cell(answer)])
            .collect(),
        ..OutTable::default()
    };
    let by = |sheet: &str, first: &str, rows: Vec<Vec<OutCell>>| {
        let mut columns = vec![OutColumn::new(words.get(first), OutKind::Text)];
        columns.extend(
            found
                .columns
                .iter()
                .map(|it| OutColumn::new(it.name.clone(), kind(it))),
        );
        let mut totals = vec![OutCell::text(words.get("cases-report-total"))];
        totals.extend(found.whole.iter().map(cell));
        OutTable {
            sheet: words.get(sheet),
            title: Some(title.to_owned()),
            notes: notes(words, ask),
            columns,
            rows,
            totals: Some(totals),
            landscape: true,
            ..OutTable::default()
        }
    };
    fn rows<P>(lines: &[Line<P>], name: impl Fn(&P) -> String) -> Vec<Vec<OutCell>> {
        let row = |line: &Line<P>| {
            let mut row = vec![OutCell::text(name(&line.of))];
            row.extend(line.answers.iter().map(cell));
            row
        };
        lines.iter().map(row).collect()
    }
    let periods = rows(&found.periods, |of| ask.every.name(of.0));
    let units = rows(&found.units, |(unit, own)| match own {
        true => words.with("cases-report-own", &[("unit", &unit.name)]),
        false => unit.name.clone(),
    });
    write_xlsx(&[
        all,
        by("cases-report-periods", "cases-report-period", periods),
        by("cases-report-units", "page-division", units),
    ])
}

pub(super) fn behind(words: Words, ask: &Ask, found: &Behind) -> Result<Vec<u8>> {
    let adds = matches!(found.figure.made, Some(Made::Sum | Made::MedianDays));
    let mut columns = vec![
        OutColumn::new(words.get("cases-col-number"), OutKind::Text),
        OutColumn::new(words.get("cases-report-unit-of-row"), OutKind::Text),
        OutColumn::new(words.get("cases-report-day"), OutKind::Date),
    ];
    if adds {
        columns.push(OutColumn::new(words.get("page-value"), OutKind::Integer));
    }
    let rows = found.rows.iter().map(|row| {
        let mut cells = vec![
            OutCell::text(row.number.clone()),
            OutCell::text(row.unit.clone()),
            OutCell::Date(row.at),
        ];
        if adds {
            cells.push(OutCell::Integer(row.amount));
        }
        cells
    });
    let mut notes = notes(words, ask);
    notes.push(words.labelled(&words.get("page-value"), &found.answer.shown()));
    write_xlsx(&[OutTable {
        sheet: found.name.clone(),
        title: Some(found.name.clone()),
        notes,
        columns,
        rows: rows.collect(),
        ..OutTable::default()
    }])
}
