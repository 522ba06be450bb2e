//! CSV, TSV and text: UTF-8 or GB18030, comma, semicolon or tab, whichever the file speaks.

use crate::grid::{Builder, Grid, RawCell};
use crate::{Limits, ReadFault};
use std::borrow::Cow;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Grid, ReadFault> {
    let text = decode(bytes)?;
    let delimiter = delimiter_of(&text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut builder = Builder::new(limits);
    let mut record = csv::StringRecord::new();
    let mut number = 0u32;
    while reader
        .read_record(&mut record)
        .map_err(|_| ReadFault::new("broken_file"))?
    {
        // Numbered as Excel numbers: a cell with a line break is one row, a blank line is one too.
        let start = record.position().map_or(0, csv::Position::byte);
        number = number.saturating_add(1 + blank_lines(&text, start));
        for (column, field) in record.iter().enumerate() {
            if field.is_empty() {
                continue;
            }
            let column = u32::try_from(column).unwrap_or(u32::MAX);
            builder.push(number, column, RawCell::Text(unquoted(field).to_owned()))?;
        }
    }
    Ok(Grid {
        rows: builder.finish(),
        ..Grid::default()
    })
}

/// Blank lines at a byte offset, which the csv crate passes over without a word.
fn blank_lines(text: &str, start: u64) -> u32 {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let mut rest = text.as_bytes().get(start..).unwrap_or_default();
    // The reader stops between the two characters of a line end.
    if start > 0 && text.as_bytes().get(start - 1) == Some(&b'\r') {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut count = 0;
    while let Some(next) = rest
        .strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))
    {
        rest = next;
        count += 1;
    }
    count
}

/// Strict UTF-8 first, since GB18030 reads nearly anything; then what Chinese Excel saves.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ReadFault> {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, had_errors) =
            encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
        return if had_errors {
            Err(ReadFault::new("unknown_encoding"))
        } else {
            Ok(text)
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if text.contains('\0') {
            Err(ReadFault::new("other_kind"))
        } else {
            Ok(Cow::Borrowed(text))
        };
    }
    let (text, had_errors) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if had_errors || text.contains('\0') {
        return Err(ReadFault::new("unknown_encoding"));
    }
    Ok(text)
}

/// The delimiter that stands most often outside quotes in the first lines; a comma when none does.
fn delimiter_of(text: &str) -> u8 {
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    let mut lines = 0;
    for byte in text.bytes().take(64 * 1024) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                lines += 1;
                if lines == 10 {
                    break;
                }
            }
            _ if !quoted => {
                for (delimiter, count) in &mut counts {
                    *count += u32::from(byte == *delimiter);
                }
            }
            _ => {}
        }
    }
    // A tab is never part of a sentence, commas and semicolons are: a tie goes to the tab.
    counts
        .iter()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0)
        .map_or(b',', |(delimiter, _)| *delimiter)
}

/// The apostrophe that shields a formula (see `write_csv`) is not part of the text.
fn unquoted(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(crate::write_csv::DANGEROUS) => rest,
        _ => field,
    }
}
