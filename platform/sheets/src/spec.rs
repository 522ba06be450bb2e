//! What a caller expects of a table: its columns, their names and units, and how large it may be.

use kernel::text::MoneyUnit;

/// A table as it is expected.
#[derive(Debug, Clone, Copy)]
pub struct Spec<'a> {
    pub columns: &'a [Column],
    /// The sheet to read; without one, the first visible sheet that has the required columns.
    pub sheet: Option<&'a str>,
    /// Column letter to key, chosen by a person; it wins over every alias. An empty key leaves the
    /// column aside, which settles a column that is there twice.
    pub mapping: &'a [(String, String)],
}

impl<'a> Spec<'a> {
    pub fn new(columns: &'a [Column]) -> Self {
        Spec {
            columns,
            sheet: None,
            mapping: &[],
        }
    }
}

/// One expected column. The first alias is the name that a person is shown; a column under a merged
/// heading is written `扶贫小额信贷/贷款金额`.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub key: &'static str,
    pub aliases: &'static [&'static str],
    /// Without this column the file is refused. Blank cells in it are the caller's to judge.
    pub required: bool,
    pub kind: Kind,
    /// The value of a vertically merged cell, or of the last one written, holds for blanks below.
    pub fill_down: bool,
}

impl Column {
    pub const fn new(key: &'static str, aliases: &'static [&'static str], kind: Kind) -> Self {
        Column {
            key,
            aliases,
            required: false,
            kind,
            fill_down: false,
        }
    }

    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    #[must_use]
    pub const fn fill_down(mut self) -> Self {
        self.fill_down = true;
        self
    }

    /// The name that a person is shown.
    pub fn label(&self) -> &'static str {
        self.aliases.first().copied().unwrap_or(self.key)
    }
}

/// How a cell is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// An identity number: digits that Excel destroys when it holds them as a number.
    Identity,
    /// A day, a month or a year, in any of the ways they are written.
    Date,
    /// Money; the unit holds where neither the header nor a title row names one.
    Money(MoneyUnit),
    /// A whole number of 0 or more, with or without 人, 户, 个.
    Count,
    /// A whole number.
    Integer,
    /// Digits that are a name: household number, account, division code.
    Code,
    /// A percentage, read as basis points.
    Percent,
}

/// How large a file may be before it is refused unread.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: u64,
    pub rows: u32,
    pub columns: u16,
    /// Characters in one cell.
    pub cell_chars: usize,
    /// Bytes of the unpacked entries together, and of the text of all cells together.
    pub unpacked_bytes: u64,
    /// Unpacked to packed, judged only for entries of more than 8 MB.
    pub ratio: u64,
    /// Cells over which the sheets of an XLS or ODS file spread together, empty ones too: their parser lays them all
    /// out, at some 50 bytes each. XLSX is streamed.
    pub cells: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 50 << 20,
            rows: 1_000_000,
            columns: 512,
            cell_chars: 4_000,
            unpacked_bytes: 1 << 30,
            ratio: 200,
            cells: 8_000_000,
        }
    }
}
