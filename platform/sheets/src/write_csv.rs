//! Writes a table as CSV that Excel opens with its Chinese intact and without running anything.

use crate::write::text_of;
use crate::{OutCell, OutTable};
use kernel::{Error, Result};

/// A text that begins so is a formula, or a command, to a spreadsheet program.
pub(crate) const DANGEROUS: &[char] = &['=', '+', '-', '@', '\t', '\r'];

/// Header and rows, UTF-8 with a byte order mark; no title, totals or foot, so that it can be
/// imported as it is. Texts that begin like a formula get an apostrophe, which reading takes off.
/// A CSV opened and saved in Excel loses long identity numbers: offer XLSX where there are any.
pub fn write_csv(table: &OutTable) -> Result<Vec<u8>> {
    let failed = |e: &dyn std::fmt::Display| Error::internal("writing CSV", e);
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let header = table.columns.iter().map(|c| shielded(c.header.clone()));
    writer.write_record(header).map_err(|e| failed(&e))?;
    for row in &table.rows {
        let cells = (0..table.columns.len()).map(|i| match row.get(i) {
            None => String::new(),
            Some(OutCell::Text(text)) => shielded(text.clone()),
            // A negative amount begins with a minus and is a number; it stays one.
            Some(other) => text_of(other),
        });
        writer.write_record(cells).map_err(|e| failed(&e))?;
    }
    writer.into_inner().map_err(|e| failed(&e))
}

fn shielded(text: String) -> String {
    if text.starts_with(DANGEROUS) {
        format!("'{text}")
    } else {
        text
    }
}
