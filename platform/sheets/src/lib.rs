//! Tables as people keep them in Excel: read with their title rows, split headers and wrong units,
//! written so that they print on A4 and come back unharmed.
//!
//! Bytes in, bytes out: no file, no database, no clock. What a cell says about the world (whether a
//! village exists, whether a number belongs to a person) is not decided here.

mod delimited;
mod fault;
mod grid;
mod guard;
mod header;
mod mark;
mod old;
mod read;
mod rows;
mod skip;
mod spec;
mod spread;
mod value;
mod workbook;
mod write;
mod write_csv;

#[cfg(test)]
mod tests;

pub use kernel::date::Precision;
pub use kernel::text::MoneyUnit;

pub use fault::{Args, Fault, Problem, ReadFault};
pub use guard::FileKind;
pub use mark::{MarkLabels, mark_faulty};
pub use read::{Cell, FoundColumn, Row, Table, read_table};
pub use skip::{SkipReason, Skipped};
pub use spec::{Column, Kind, Limits, Spec};
pub use value::{CellValue, rule};
pub use write::{LongTable, OutCell, OutColumn, OutKind, OutTable, write_xlsx};
pub use write_csv::write_csv;

/// The letters over a column: 0 is `A`, 26 is `AA`.
pub fn column_letter(index: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(index) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column under letters, in either case: `d` is 3. None past `XFD` and for anything else.
pub fn column_index(letters: &str) -> Option<u16> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut index = 0u32;
    for letter in letters.bytes() {
        let upper = letter.to_ascii_uppercase();
        if !upper.is_ascii_uppercase() {
            return None;
        }
        index = index * 26 + u32::from(upper - b'A') + 1;
    }
    u16::try_from(index - 1).ok().filter(|i| *i < 16_384)
}
