//! Writes tables as XLSX that print on A4 and can be imported again.
//!
//! Money is whole fen everywhere in zhen. An XLSX cell knows only binary floats, so here, and only
//! here, the decimal text of an amount becomes the nearest float: Excel shows 15 digits, so up to
//! 10^13 yuan the cell shows exactly the amount; a larger one is written as text.

use kernel::{Date, Error, Fen, Result};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeSet;

/// A table to be written.
#[derive(Debug, Clone, Default)]
pub struct OutTable {
    /// Made valid and unique: at most 31 characters, none of `[]:*?/\`.
    pub sheet: String,
    /// Merged over the whole width.
    pub title: Option<String>,
    /// Lines between title and header, such as `单位：元`.
    pub notes: Vec<String>,
    pub columns: Vec<OutColumn>,
    pub rows: Vec<Vec<OutCell>>,
    /// Written under the rows in bold; computed by the caller.
    pub totals: Option<Vec<OutCell>>,
    /// Lines at the foot: period, supervision telephone, seal.
    pub foot: Vec<String>,
    pub landscape: bool,
}

/// A column to be written.
#[derive(Debug, Clone)]
pub struct OutColumn {
    pub header: String,
    pub kind: OutKind,
    /// In characters of a digit's width; without it, from the longest text, within 6 to 42.
    pub width: Option<u16>,
}

impl OutColumn {
    pub fn new(header: impl Into<String>, kind: OutKind) -> Self {
        OutColumn {
            header: header.into(),
            kind,
            width: None,
        }
    }
}

/// How a column is aligned and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutKind {
    Text,
    Integer,
    /// Yuan with two decimals.
    Money,
    Date,
    /// Always text, so that Excel keeps every digit.
    Identity,
    Percent,
}

/// A cell to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutCell {
    Blank,
    /// Always a string in XLSX, also when it begins like a formula.
    Text(String),
    Integer(i64),
    Money(Fen),
    Date(Date),
    BasisPoints(i64),
}

impl OutCell {
    pub fn text(text: impl Into<String>) -> OutCell {
        OutCell::Text(text.into())
    }
}

/// Excel keeps 15 digits; beyond that a number is written as text.
const NUMBER_MAX: u64 = 999_999_999_999_999;
/// Excel's own limit on the text of a cell.
pub(crate) const TEXT_MAX: usize = 32_767;
const ROWS_MAX: usize = 1_048_000;

/// One sheet for each table. Refuses a table of more than 1,048,000 rows, which no sheet can hold.
/// The same tables give the same bytes at any time.
pub fn write_xlsx(tables: &[OutTable]) -> Result<Vec<u8>> {
    let mut workbook = workbook()?;
    let mut taken = BTreeSet::new();
    for table in tables {
        if table.rows.len() > ROWS_MAX {
            return Err(Error::refused("sheets.too_many_rows"));
        }
        let sheet = workbook.add_worksheet();
        sheet
            .set_name(sheet_name(&table.sheet, &mut taken))
            .map_err(failed)?;
        write_table(sheet, table).map_err(failed)?;
    }
    workbook.save_to_buffer().map_err(failed)
}

/// A table whose rows come piece by piece, so that they are never held twice. What one sheet cannot hold goes on in the
/// next, under the same header; totals and foot stand under the last.
pub struct LongTable {
    workbook: Workbook,
    taken: BTreeSet<String>,
    head: OutTable,
    most: usize,
    sheet: Worksheet,
    formats: Vec<Format>,
    /// Where the next row goes, and how many rows this sheet has.
    next: (u32, usize),
}

impl LongTable {
    /// The rows of `head` are its first. A column without a width is as wide as these need.
    pub fn new(head: OutTable) -> Result<LongTable> {
        LongTable::with_most(head, ROWS_MAX)
    }

    /// `most` rows in a sheet.
    pub(crate) fn with_most(mut head: OutTable, most: usize) -> Result<LongTable> {
        let mut taken = BTreeSet::new();
        let (sheet, next, formats) = begun(&head, &mut taken)?;
        let rows = std::mem::take(&mut head.rows);
        let mut long = LongTable {
            workbook: workbook()?,
            taken,
            head,
            most,
            sheet,
            formats,
            next: (next, 0),
        };
        long.add(&rows)?;
        Ok(long)
    }

    pub fn add(&mut self, rows: &[Vec<OutCell>]) -> Result<()> {
        for cells in rows {
            if self.next.1 >= self.most {
                let (sheet, next, _) = begun(&self.head, &mut self.taken)?;
                self.workbook
                    .push_worksheet(std::mem::replace(&mut self.sheet, sheet));
                self.next = (next, 0);
            }
            write_row(&mut self.sheet, self.next.0, cells, &self.formats).map_err(failed)?;
            self.next = (self.next.0 + 1, self.next.1 + 1);
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Vec<u8>> {
        let (row, formats) = (self.next.0, &self.formats);
        write_foot(&mut self.sheet, &self.head, row, formats).map_err(failed)?;
        self.workbook.push_worksheet(self.sheet);
        self.workbook.save_to_buffer().map_err(failed)
    }
}

/// A sheet with its head, where its first row goes, and the formats of its columns.
fn begun(head: &OutTable, taken: &mut BTreeSet<String>) -> Result<(Worksheet, u32, Vec<Format>)> {
    let mut sheet = Worksheet::new();
    sheet
        .set_name(sheet_name(&head.sheet, taken))
        .map_err(failed)?;
    let (header_row, formats) = write_head(&mut sheet, head).map_err(failed)?;
    Ok((sheet, header_row + 1, formats))
}

pub(crate) fn workbook() -> Result<Workbook> {
    let mut workbook = Workbook::new();
    // The date of making would make every export differ; the page itself says when it was made.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
    Ok(workbook)
}

pub(crate) fn failed(error: XlsxError) -> Error {
    Error::internal("writing a workbook", error)
}

pub(crate) fn sheet_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let clean: String = wanted
        .chars()
        .filter(|c| {
            !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control()
        })
        .take(31)
        .collect();
    let base = if clean.trim().is_empty() {
        "Sheet".to_owned()
    } else {
        clean
    };
    let mut name = base.clone();
    let mut copy = 2;
    while !taken.insert(name.to_lowercase()) {
        let start: String = base.chars().take(25).collect();
        name = format!("{start} {copy}");
        copy += 1;
    }
    name
}

fn write_table(sheet: &mut Worksheet, table: &OutTable) -> Result<(), XlsxError> {
    let (header_row, formats) = write_head(sheet, table)?;
    let mut row = header_row + 1;
    for cells in &table.rows {
        write_row(sheet, row, cells, &formats)?;
        row += 1;
    }
    write_foot(sheet, table, row, &formats)
}

/// Everything above the rows, and how the page stands. Answers where the header is, and the formats of the columns.
fn write_head(sheet: &mut Worksheet, table: &OutTable) -> Result<(u32, Vec<Format>), XlsxError> {
    let last_column = last_column(table);
    let mut row = 0u32;
    if let Some(title) = &table.title {
        let format = Format::new()
            .set_bold()
            .set_font_size(16)
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap();
        line(sheet, row, last_column, title, &format)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    for note in &table.notes {
        line(sheet, row, last_column, note, &Format::new())?;
        row += 1;
    }
    for (i, head) in table.columns.iter().enumerate() {
        sheet.write_string_with_format(row, column(i), clipped(&head.header), &header_format())?;
        sheet.set_column_width(column(i), width(table, i))?;
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_repeat_rows(row, row)?;
    set_up_page(sheet, table.landscape);
    let formats = table.columns.iter().map(|c| format_of(c.kind)).collect();
    Ok((row, formats))
}

fn write_foot(
    sheet: &mut Worksheet,
    table: &OutTable,
    mut row: u32,
    formats: &[Format],
) -> Result<(), XlsxError> {
    if let Some(totals) = &table.totals {
        let bold: Vec<Format> = formats.iter().map(|f| f.clone().set_bold()).collect();
        write_row(sheet, row, totals, &bold)?;
        row += 1;
    }
    for text in &table.foot {
        let format = Format::new().set_text_wrap();
        line(sheet, row, last_column(table), text, &format)?;
        row += 1;
    }
    Ok(())
}

fn last_column(table: &OutTable) -> u16 {
    column(table.columns.len().saturating_sub(1))
}

/// A4, as wide as the page, as long as it must be, with page numbers.
pub(crate) fn set_up_page(sheet: &mut Worksheet, landscape: bool) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4);
    if landscape {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
}

pub(crate) fn header_format() -> Format {
    Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn format_of(kind: OutKind) -> Format {
    let format = Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter);
    match kind {
        OutKind::Text => format.set_text_wrap(),
        OutKind::Identity => format.set_num_format("@"),
        OutKind::Integer => format.set_num_format("#,##0"),
        OutKind::Money => format.set_num_format("#,##0.00"),
        OutKind::Date => format
            .set_num_format("yyyy-mm-dd")
            .set_align(FormatAlign::Center),
        OutKind::Percent => format.set_num_format("0.00%"),
    }
}

/// A line of text over the whole width.
fn line(
    sheet: &mut Worksheet,
    row: u32,
    last_column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text = clipped(text);
    if last_column == 0 {
        sheet.write_string_with_format(row, 0, text, format)?;
    } else {
        sheet.merge_range(row, 0, row, last_column, &text, format)?;
    }
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[OutCell],
    formats: &[Format],
) -> Result<(), XlsxError> {
    for (i, format) in formats.iter().enumerate() {
        write_cell(sheet, row, column(i), cells.get(i), format)?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: Option<&OutCell>,
    format: &Format,
) -> Result<(), XlsxError> {
    let number = match cell {
        None | Some(OutCell::Blank) => {
            sheet.write_blank(row, column, format)?;
            return Ok(());
        }
        Some(OutCell::Text(text)) => {
            sheet.write_string_with_format(row, column, clipped(text), format)?;
            return Ok(());
        }
        Some(OutCell::Date(date)) => {
            return write_date(sheet, row, column, *date, format);
        }
        Some(OutCell::Integer(n)) if n.unsigned_abs() <= NUMBER_MAX => Some(n.to_string()),
        Some(OutCell::Money(fen)) if fen.0.unsigned_abs() <= NUMBER_MAX => Some(decimal(fen.0, 2)),
        Some(OutCell::BasisPoints(n)) if n.unsigned_abs() <= NUMBER_MAX => Some(decimal(*n, 4)),
        Some(_) => None,
    };
    match number.and_then(|text| text.parse::<f64>().ok()) {
        Some(number) => sheet.write_number_with_format(row, column, number, format)?,
        None => {
            let text = cell.map(text_of).unwrap_or_default();
            sheet.write_string_with_format(row, column, text, format)?
        }
    };
    Ok(())
}

fn write_date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    date: Date,
    format: &Format,
) -> Result<(), XlsxError> {
    let parts = (
        u16::try_from(date.year()),
        u8::try_from(date.month()),
        u8::try_from(date.day()),
    );
    // Excel knows no day before 1900; such a date is written as text.
    if let (Ok(year @ 1900..), Ok(month), Ok(day)) = parts {
        let moment = ExcelDateTime::from_ymd(year, month, day)?;
        sheet.write_datetime_with_format(row, column, &moment, format)?;
    } else {
        sheet.write_string_with_format(row, column, date.to_string(), format)?;
    }
    Ok(())
}

/// A whole number of the smallest unit as plain decimal text: 12345 fen is `123.45`.
pub(crate) fn decimal(number: i64, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{part}")
}

/// As text, without thousands separators.
pub(crate) fn text_of(cell: &OutCell) -> String {
    match cell {
        OutCell::Blank => String::new(),
        OutCell::Text(text) => text.clone(),
        OutCell::Integer(number) => number.to_string(),
        OutCell::Money(fen) => decimal(fen.0, 2),
        OutCell::Date(date) => date.to_string(),
        OutCell::BasisPoints(points) => format!("{}%", decimal(*points, 2)),
    }
}

pub(crate) fn clipped(text: &str) -> String {
    text.chars().take(TEXT_MAX).collect()
}

pub(crate) fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// Wide enough for the header and the first thousand rows; a Chinese character takes two digits.
fn width(table: &OutTable, index: usize) -> u16 {
    let Some(head) = table.columns.get(index) else {
        return 10;
    };
    if let Some(width) = head.width {
        return width;
    }
    let cells = table.rows.iter().take(1000).chain(&table.totals);
    let longest = cells
        .filter_map(|row| row.get(index))
        .map(|cell| match cell {
            OutCell::Money(fen) => shown_width(&fen.to_string()),
            other => shown_width(&text_of(other)),
        })
        .max()
        .unwrap_or(0)
        .max(shown_width(&head.header));
    longest.saturating_add(2).clamp(6, 42)
}

pub(crate) fn shown_width(text: &str) -> u16 {
    let longest = text
        .lines()
        .map(|line| {
            line.chars()
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum::<usize>()
        })
        .max()
        .unwrap_or(0);
    u16::try_from(longest).unwrap_or(u16::MAX)
}
