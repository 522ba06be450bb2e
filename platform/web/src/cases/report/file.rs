//! A report, and the rows behind a number, as workbooks.

use super::ask::Ask;
use super::read::{Behind, Found, Line, Named};
use crate::i18n::Words;
use figures::declared::{Answer, Made};
use sheets::{OutCell, OutColumn, OutKind, OutTable};

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
    if let Some(frame) = &ask.frame {
        notes.insert(0, frame.name.clone());
        if let Some(name) = ask.slice.and_then(|slice| frame.slice(slice)) {
            notes.push(words.labelled(&frame.slices_title, name));
        }
    }
    if let Some(seq) = ask.as_known {
        notes.push(line("cases-report-as-known", seq.to_string()));
    }
    notes
}

/// Everything once, by period, and by unit or by class and slice.
pub(super) fn report(words: Words, title: &str, ask: &Ask, found: &Found) -> Vec<OutTable> {
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
    let periods = by("cases-report-periods", "cases-report-period", periods);
    let Some(frame) = &ask.frame else {
        let units = by("cases-report-units", "page-division", units);
        return vec![all, periods, units];
    };
    let slices = rows(&found.slices, |slice| {
        frame.slice(*slice).unwrap_or_default().to_owned()
    });
    let mut by_slice = by("cases-report-units", "page-division", slices);
    by_slice.sheet.clone_from(&frame.slices_title);
    if let Some(first) = by_slice.columns.first_mut() {
        first.header.clone_from(&frame.slices_title);
    }
    vec![all, periods, classes(words, title, ask, found), by_slice]
}

/// Units class by class, with the rule by which they are compared above them.
fn classes(words: Words, title: &str, ask: &Ask, found: &Found) -> OutTable {
    let text = |head: String| OutColumn::new(head, OutKind::Text);
    let mut columns = vec![
        text(words.get("page-division")),
        text(words.get("cases-report-of-class")),
        text(words.get("cases-report-is-compared")),
    ];
    columns.extend(found.compared.heads.iter().cloned().map(text));
    let figures = found.columns.iter();
    columns.extend(figures.map(|it| OutColumn::new(it.name.clone(), kind(it))));
    let mut rows = Vec::new();
    for (class, lines) in &found.classes {
        for line in lines {
            let place = &line.of;
            let is_compared = match place.is_compared {
                true => words.get("cases-report-is-compared-yes"),
                false => words.get("cases-report-not-compared"),
            };
            let mut row = vec![
                OutCell::text(place.name.clone()),
                OutCell::text(class.name.clone()),
                OutCell::text(is_compared),
            ];
            row.extend(place.numbers.iter().cloned().map(OutCell::text));
            let both = found.columns.iter().zip(&line.answers);
            row.extend(both.map(|(figure, answer)| match figure.made {
                None if !place.is_compared => OutCell::Blank,
                _ => cell(answer),
            }));
            rows.push(row);
        }
    }
    let mut notes = notes(words, ask);
    notes.extend(found.compared.rules.iter().cloned());
    OutTable {
        sheet: words.get("cases-report-units"),
        title: Some(title.to_owned()),
        notes,
        columns,
        rows,
        landscape: true,
        ..OutTable::default()
    }
}

/// All tables of a report as one, a line for each number: for whoever reads it with a program.
pub(super) fn long(words: Words, tables: &[OutTable]) -> OutTable {
    let text = |key: &str| OutColumn::new(words.get(key), OutKind::Text);
    let mut long = OutTable {
        sheet: words.get("cases-report-all"),
        columns: vec![
            text("cases-report-table"),
            text("cases-report-line"),
            text("page-figure"),
            text("page-value"),
        ],
        ..OutTable::default()
    };
    for table in tables {
        for row in table.rows.iter().chain(&table.totals) {
            let Some((name, cells)) = row.split_first() else {
                continue;
            };
            let heads = table.columns.iter().skip(1);
            long.rows.extend(heads.zip(cells).map(|(head, cell)| {
                vec![
                    OutCell::text(table.sheet.clone()),
                    name.clone(),
                    OutCell::text(head.header.clone()),
                    cell.clone(),
                ]
            }));
        }
    }
    long
}

pub(super) fn behind(words: Words, ask: &Ask, found: &Behind) -> OutTable {
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
    OutTable {
        sheet: found.name.clone(),
        title: Some(found.name.clone()),
        notes,
        columns,
        rows: rows.collect(),
        ..OutTable::default()
    }
}
