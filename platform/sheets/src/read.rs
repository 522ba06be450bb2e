//! Reads one table out of a file: chooses the sheet, finds the header, understands every cell.

use crate::header::{self, Header};
use crate::rows::read_rows;
use crate::skip::Skipped;
use crate::value::CellValue;
use crate::workbook::Book;
use crate::{
    Column, Fault, FileKind, Kind, Limits, Problem, ReadFault, Spec, column_letter, delimited,
    guard,
};
use kernel::text::MoneyUnit;
use std::collections::BTreeSet;

/// A table as it was read. Nothing is lost: every written cell keeps its text, unknown columns are
/// kept as extras, rows passed over are listed.
#[derive(Debug, Clone)]
pub struct Table {
    /// From the caller, for messages.
    pub file_name: String,
    pub kind: FileKind,
    /// Empty for a CSV file.
    pub sheet: String,
    /// 1-based.
    pub header_rows: Vec<u32>,
    /// In the order of the sheet; every row has one cell for each.
    pub columns: Vec<FoundColumn>,
    pub rows: Vec<Row>,
    pub skipped: Vec<Skipped>,
}

/// A column under the header.
#[derive(Debug, Clone)]
pub struct FoundColumn {
    /// From 0.
    pub index: u16,
    /// None for an extra, which nobody asked for.
    pub key: Option<&'static str>,
    /// As written, group heading first: `原贷款情况/余额`.
    pub header: String,
    pub kind: Kind,
    /// The unit that holds, of a column of money.
    pub unit: Option<MoneyUnit>,
}

/// A row of data.
#[derive(Debug, Clone)]
pub struct Row {
    /// 1-based, as in the sheet.
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// One cell: what was written, what it means, and by which reading.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// As shown in Excel; may hold personal data.
    pub raw: String,
    /// None where the cell is blank or faulty.
    pub value: Option<CellValue>,
    pub rule: Option<&'static str>,
    pub fault: Option<Fault>,
}

impl FoundColumn {
    /// The letters over it: `D`.
    pub fn letter(&self) -> String {
        column_letter(self.index)
    }
}

impl Cell {
    pub fn is_blank(&self) -> bool {
        self.raw.is_empty()
    }
}

impl Table {
    /// Where in a row the column of this key stands; ask once, then use `Row::cells`.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == Some(key))
    }

    /// The cell of this key; None where the table has no such column.
    pub fn cell<'r>(&self, row: &'r Row, key: &str) -> Option<&'r Cell> {
        row.cells.get(self.position(key)?)
    }

    /// Columns that nobody asked for.
    pub fn extras(&self) -> impl Iterator<Item = &FoundColumn> {
        self.columns.iter().filter(|c| c.key.is_none())
    }

    /// Every faulty cell, in reading order.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for row in &self.rows {
            for (column, cell) in self.columns.iter().zip(&row.cells) {
                if let Some(fault) = &cell.fault {
                    problems.push(problem(row.number, column, cell, fault.clone()));
                }
            }
        }
        problems
    }

    /// A fault that the caller found in a cell (an unknown village, a wrong check character); with
    /// no such column, in the whole row. The code is the caller's, and so are its words.
    pub fn problem_at(&self, row: &Row, key: &str, fault: Fault) -> Problem {
        let place = self.position(key);
        let column = place.and_then(|i| self.columns.get(i));
        let cell = place.and_then(|i| row.cells.get(i));
        match (column, cell) {
            (Some(column), Some(cell)) => problem(row.number, column, cell, fault),
            _ => Problem {
                row: row.number,
                column: None,
                header: String::new(),
                code: fault.code,
                raw: String::new(),
                args: fault.args,
            },
        }
    }
}

fn problem(row: u32, column: &FoundColumn, cell: &Cell, fault: Fault) -> Problem {
    Problem {
        row,
        column: Some(column.index),
        header: column.header.clone(),
        code: fault.code,
        raw: cell.raw.clone(),
        args: fault.args,
    }
}

/// Reads the table that `spec` describes. The kind of file is taken from its content; `file_name`
/// serves messages only. Refuses with what to do next when the file is empty, locked, too large, of
/// another kind, or has no header with the required columns; a faulty cell is no reason to refuse.
pub fn read_table(
    bytes: &[u8],
    file_name: &str,
    spec: &Spec<'_>,
    limits: &Limits,
) -> Result<Table, ReadFault> {
    read(bytes, file_name, spec, limits).map_err(|fault| fault.with("file", file_name))
}

fn read(
    bytes: &[u8],
    file_name: &str,
    spec: &Spec<'_>,
    limits: &Limits,
) -> Result<Table, ReadFault> {
    let kind = guard::examine(bytes, limits)?;
    let (grid, header) = match kind {
        FileKind::Text => {
            let grid = delimited::read(bytes, limits)?;
            let header = complete(header::find(&grid, spec)?, spec, "")?;
            (grid, header)
        }
        FileKind::Xlsx | FileKind::Xls | FileKind::Ods => {
            let mut book = Book::open(bytes, kind)?;
            let (sheet, header) = choose(&mut book, spec, limits)?;
            let with_merges = header
                .columns
                .iter()
                .filter_map(|c| spec.columns.get(c.expected?))
                .any(|c| c.fill_down);
            (book.grid(&sheet, limits, with_merges)?, header)
        }
    };
    let mut table = Table {
        file_name: file_name.to_owned(),
        kind,
        sheet: grid.name.clone(),
        header_rows: header.rows.clone(),
        columns: header
            .columns
            .iter()
            .map(|c| found(c, spec.columns))
            .collect(),
        rows: Vec::new(),
        skipped: Vec::new(),
    };
    read_rows(&grid, &header, spec, limits, &mut table)?;
    if table.rows.is_empty() {
        return Err(ReadFault::new("no_rows").with("sheet", &table.sheet));
    }
    Ok(table)
}

/// The sheet asked for, or the first visible one whose header has every required column.
fn choose(
    book: &mut Book<'_>,
    spec: &Spec<'_>,
    limits: &Limits,
) -> Result<(String, Header), ReadFault> {
    let sheets = book.sheets();
    if let Some(wanted) = spec.sheet {
        let known = sheets.iter().any(|(name, _)| name == wanted);
        if !known {
            return Err(ReadFault::new("no_such_sheet").with("sheet", wanted));
        }
        let header = header::find(&book.head(wanted, limits)?, spec)?;
        return complete(header, spec, wanted).map(|header| (wanted.to_owned(), header));
    }
    // The fault of the sheet that came nearest is the one worth telling.
    let mut nearest: Option<(usize, ReadFault)> = None;
    for (name, _) in sheets.iter().filter(|(_, visible)| *visible) {
        let head = book.head(name, limits)?;
        let (score, outcome) = match header::find(&head, spec) {
            Ok(found) => (
                found.as_ref().map_or(0, |h| h.score),
                complete(found, spec, name),
            ),
            Err(fault) => (1, Err(fault)),
        };
        match outcome {
            Ok(header) => return Ok((name.clone(), header)),
            Err(fault) => {
                if nearest.as_ref().is_none_or(|(best, _)| score > *best) {
                    nearest = Some((score, fault));
                }
            }
        }
    }
    Err(nearest.map_or_else(|| ReadFault::new("no_visible_sheet"), |(_, fault)| fault))
}

/// Holds a header against the required columns.
fn complete(header: Option<Header>, spec: &Spec<'_>, sheet: &str) -> Result<Header, ReadFault> {
    let names = |columns: &[&Column]| {
        let names: Vec<&str> = columns.iter().map(|c| c.label()).collect();
        names.join("、")
    };
    let required: Vec<&Column> = spec.columns.iter().filter(|c| c.required).collect();
    let Some(header) = header else {
        let expected: Vec<&Column> = if required.is_empty() {
            spec.columns.iter().take(6).collect()
        } else {
            required
        };
        return Err(ReadFault::new("no_header")
            .with("sheet", sheet)
            .with("columns", names(&expected)));
    };
    let found: BTreeSet<&str> = header
        .columns
        .iter()
        .filter_map(|c| spec.columns.get(c.expected?).map(|c| c.key))
        .collect();
    let missing: Vec<&Column> = required
        .into_iter()
        .filter(|c| !found.contains(c.key))
        .collect();
    if missing.is_empty() {
        return Ok(header);
    }
    Err(ReadFault::new("missing_columns")
        .with("sheet", sheet)
        .with("columns", names(&missing))
        .with("row", header.rows.last().copied().unwrap_or(1)))
}

fn found(column: &header::HeadColumn, expected: &[Column]) -> FoundColumn {
    let known = column.expected.and_then(|i| expected.get(i));
    FoundColumn {
        index: column.index,
        key: known.map(|c| c.key),
        header: column.text.clone(),
        kind: known.map_or(Kind::Text, |c| c.kind),
        unit: match known.map(|c| c.kind) {
            Some(Kind::Money(default)) => Some(column.unit.unwrap_or(default)),
            _ => None,
        },
    }
}
