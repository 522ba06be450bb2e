//! XLSX, XLS and ODS through calamine, from memory. XLSX is streamed cell by cell: its sheet may
//! claim a cell at XFD1048576, and a dense copy of that sheet would be half a terabyte.

use crate::grid::{Builder, Grid, Merge, RawCell};
use crate::{FileKind, Limits, ReadFault};
use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, OdsError, Range, Reader, SheetType,
    SheetVisible, Xls, XlsError, Xlsx,
};
use kernel::Date;
use std::fmt::Debug;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Bytes<'a> = Cursor<&'a [u8]>;

/// A workbook that can be asked for its sheets.
pub(crate) enum Book<'a> {
    Xlsx(Box<Xlsx<Bytes<'a>>>),
    Xls(Box<Xls<Bytes<'a>>>),
    Ods(Box<Ods<Bytes<'a>>>),
}

/// Rows looked at to choose a sheet.
const HEAD_ROWS: usize = 12;

impl<'a> Book<'a> {
    pub fn open(bytes: &'a [u8], kind: FileKind) -> Result<Self, ReadFault> {
        let cursor = Cursor::new(bytes);
        let locked = || ReadFault::new("locked");
        shielded(|| match kind {
            FileKind::Xlsx => Xlsx::new(cursor)
                .map(|book| Book::Xlsx(Box::new(book)))
                .map_err(broken),
            FileKind::Ods => match Ods::new(cursor) {
                Ok(book) => Ok(Book::Ods(Box::new(book))),
                Err(OdsError::Password) => Err(locked()),
                Err(error) => Err(broken(error)),
            },
            FileKind::Xls | FileKind::Text => match Xls::new(cursor) {
                Ok(book) => Ok(Book::Xls(Box::new(book))),
                Err(XlsError::Password) => Err(locked()),
                Err(error) => Err(broken(error)),
            },
        })
    }

    /// Names of the worksheets in their order, with whether each is visible.
    pub fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
            .collect()
    }

    /// The first rows of a sheet, enough to find its header.
    pub fn head(&mut self, sheet: &str, limits: &Limits) -> Result<Grid, ReadFault> {
        shielded(|| self.load(sheet, limits, HEAD_ROWS))
    }

    /// The whole sheet; its merged blocks only on demand, since they cost a second pass.
    pub fn grid(
        &mut self,
        sheet: &str,
        limits: &Limits,
        with_merges: bool,
    ) -> Result<Grid, ReadFault> {
        shielded(|| {
            let mut grid = self.load(sheet, limits, usize::MAX)?;
            if with_merges {
                grid.merges = self.merges(sheet)?;
            }
            Ok(grid)
        })
    }

    fn load(&mut self, sheet: &str, limits: &Limits, most: usize) -> Result<Grid, ReadFault> {
        let mut builder = Builder::new(limits);
        let mut from_1904 = false;
        match self {
            Book::Xlsx(book) => {
                from_1904 = book.has_1904_epoch();
                stream(book, sheet, &mut builder, most)?;
            }
            Book::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(broken)?;
                dense(&range, &mut builder, most)?;
            }
            Book::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(broken)?;
                dense(&range, &mut builder, most)?;
            }
        }
        Ok(Grid {
            name: sheet.to_owned(),
            rows: builder.finish(),
            merges: Vec::new(),
            from_1904,
        })
    }

    fn merges(&mut self, sheet: &str) -> Result<Vec<Merge>, ReadFault> {
        let blocks = match self {
            Book::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).map_err(broken)?,
            Book::Xls(book) => book.merge_cells_by_sheet_name(sheet).map_err(broken)?,
            Book::Ods(_) => Vec::new(),
        };
        Ok(blocks.iter().filter_map(merge).collect())
    }
}

fn merge(block: &Dimensions) -> Option<Merge> {
    Some(Merge {
        first_row: block.start.0.checked_add(1)?,
        last_row: block.end.0.checked_add(1)?,
        first_column: u16::try_from(block.start.1).ok()?,
    })
}

fn stream(
    book: &mut Xlsx<Bytes<'_>>,
    sheet: &str,
    builder: &mut Builder<'_>,
    most: usize,
) -> Result<(), ReadFault> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        let raw = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::String(text) => RawCell::Text(text.clone()),
            DataRef::SharedString(text) => RawCell::Text((*text).to_owned()),
            DataRef::Int(number) => RawCell::Number(*number as f64),
            DataRef::Float(number) => RawCell::Number(*number),
            DataRef::Bool(flag) => RawCell::Flag(*flag),
            DataRef::DateTime(moment) => moment_cell(moment),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => RawCell::Text(text.clone()),
            DataRef::Error(error) => RawCell::Error(error.to_string()),
        };
        builder.push(row.saturating_add(1), column, raw)?;
        if builder.row_count() > most {
            break;
        }
    }
    Ok(())
}

fn dense(range: &Range<Data>, builder: &mut Builder<'_>, most: usize) -> Result<(), ReadFault> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let raw = match data {
            Data::Empty => continue,
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                RawCell::Text(text.clone())
            }
            Data::Int(number) => RawCell::Number(*number as f64),
            Data::Float(number) => RawCell::Number(*number),
            Data::Bool(flag) => RawCell::Flag(*flag),
            Data::DateTime(moment) => moment_cell(moment),
            Data::Error(error) => RawCell::Error(error.to_string()),
        };
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        builder.push(
            row.saturating_add(first_row).saturating_add(1),
            column.saturating_add(first_column),
            raw,
        )?;
        if builder.row_count() > most {
            break;
        }
    }
    Ok(())
}

fn moment_cell(moment: &ExcelDateTime) -> RawCell {
    if moment.is_duration() {
        return RawCell::Number(moment.as_f64());
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let date = match (i16::try_from(year), i8::try_from(month), i8::try_from(day)) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day),
        _ => None,
    };
    RawCell::Moment {
        serial: moment.as_f64(),
        date,
    }
}

fn broken(_: impl Debug) -> ReadFault {
    // The parser's own text may quote cells, so it is neither shown nor logged.
    ReadFault::new("broken_file")
}

/// A parser of files from anywhere may still hold a panic; a crafted file must not end the server.
fn shielded<T>(work: impl FnOnce() -> Result<T, ReadFault>) -> Result<T, ReadFault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(ReadFault::new("broken_file")))
}
