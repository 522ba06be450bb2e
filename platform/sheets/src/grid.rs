//! A sheet as it lies in the file: sparse rows of raw cells, before anyone asked what they mean.

use crate::{Limits, ReadFault};
use kernel::Date;
use std::borrow::Cow;

#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub name: String,
    pub rows: Vec<GridRow>,
    pub merges: Vec<Merge>,
    /// Dates count from 1904, as in files from old Macs.
    pub from_1904: bool,
}

/// A row with at least one written cell.
#[derive(Debug, Clone)]
pub(crate) struct GridRow {
    /// 1-based.
    pub number: u32,
    /// By column, rising; blank cells are left out.
    pub cells: Vec<(u16, RawCell)>,
}

impl GridRow {
    pub fn get(&self, column: u16) -> Option<&RawCell> {
        let at = self.cells.binary_search_by_key(&column, |(c, _)| *c).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// A merged block: rows 1-based, ends included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Merge {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: u16,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RawCell {
    Text(String),
    Number(f64),
    /// A cell with a date format: its serial and the day it shows.
    Moment {
        serial: f64,
        date: Option<Date>,
    },
    Flag(bool),
    /// `#N/A` and the like.
    Error(String),
}

impl RawCell {
    /// The cell as a person reads it in Excel.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            RawCell::Text(text) | RawCell::Error(text) => Cow::Borrowed(text),
            RawCell::Number(number) => Cow::Owned(number_text(*number)),
            RawCell::Moment {
                date: Some(date), ..
            } => Cow::Owned(date.to_string()),
            RawCell::Moment { serial, date: None } => Cow::Owned(number_text(*serial)),
            RawCell::Flag(true) => Cow::Borrowed("TRUE"),
            RawCell::Flag(false) => Cow::Borrowed("FALSE"),
        }
    }
}

/// A number as Excel shows it: at most 15 significant digits, no exponent, no tail of zeros.
/// 0.1 + 0.2 is stored as 0.30000000000000004 and shown as 0.3; what is shown was meant.
pub(crate) fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return "#NUM!".to_owned();
    }
    let scientific = format!("{number:.14e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-20..=30).contains(&exponent) {
        return scientific;
    }
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let point = exponent + 1;
    let plain = if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else {
        let point = point.unsigned_abs() as usize;
        if digits.len() <= point {
            format!("{digits}{}", "0".repeat(point - digits.len()))
        } else {
            let (whole, part) = digits.split_at(point);
            format!("{whole}.{part}")
        }
    };
    format!("{sign}{plain}")
}

/// Collects cells in reading order and holds the limits while doing so.
pub(crate) struct Builder<'a> {
    limits: &'a Limits,
    rows: Vec<GridRow>,
    text_bytes: u64,
}

impl<'a> Builder<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Builder {
            limits,
            rows: Vec::new(),
            text_bytes: 0,
        }
    }

    /// `row` is 1-based, `column` counts from 0. Blank text is no cell.
    pub fn push(&mut self, row: u32, column: u32, cell: RawCell) -> Result<(), ReadFault> {
        if let RawCell::Text(text) = &cell {
            if text.trim().trim_matches('\u{feff}').is_empty() {
                return Ok(());
            }
            self.text_bytes = self.text_bytes.saturating_add(text.len() as u64);
            if self.text_bytes > self.limits.unpacked_bytes {
                return Err(ReadFault::new("bomb"));
            }
        }
        if row > self.limits.rows.saturating_add(HEAD_ROOM) {
            return Err(ReadFault::new("too_many_rows").with("limit", self.limits.rows));
        }
        let column = u16::try_from(column)
            .ok()
            .filter(|c| *c < self.limits.columns)
            .ok_or_else(|| {
                ReadFault::new("too_many_columns")
                    .with("limit", self.limits.columns)
                    .with("row", row)
            })?;
        match self.rows.last_mut() {
            Some(last) if last.number == row => last.cells.push((column, cell)),
            _ => self.rows.push(GridRow {
                number: row,
                cells: vec![(column, cell)],
            }),
        }
        Ok(())
    }

    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The rows in order. A crafted file may bring cells out of order or twice; the last one wins,
    /// as it does in Excel.
    pub fn finish(mut self) -> Vec<GridRow> {
        if !self.rows.is_sorted_by(|a, b| a.number < b.number) {
            self.rows.sort_by_key(|row| row.number);
            self.rows.dedup_by(|later, kept| {
                let same = later.number == kept.number;
                if same {
                    kept.cells.append(&mut later.cells);
                }
                same
            });
        }
        for row in &mut self.rows {
            if !row.cells.is_sorted_by(|a, b| a.0 < b.0) {
                row.cells.sort_by_key(|(column, _)| *column);
                row.cells.reverse();
                row.cells.dedup_by_key(|(column, _)| *column);
                row.cells.reverse();
            }
        }
        self.rows
    }
}

/// Title and header rows are not counted against the limit on rows.
const HEAD_ROOM: u32 = 20;
