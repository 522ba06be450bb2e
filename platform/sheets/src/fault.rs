//! What can be wrong with a file and with a cell. Codes here, words in `locales/<lang>/sheets.ftl`.

use crate::column_letter;
use std::fmt;

/// What fills the words of a fault.
pub type Args = Vec<(&'static str, String)>;

/// The whole file cannot be read as the table that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFault {
    pub code: &'static str,
    pub args: Args,
}

/// What is wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub args: Args,
}

/// One fault with its place, ready to be listed in a preview. `raw` may hold personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// 1-based, as the row is numbered in Excel; for a CSV file the line of the record.
    pub row: u32,
    /// None where the fault is the whole row's.
    pub column: Option<u16>,
    pub header: String,
    pub code: &'static str,
    pub raw: String,
    pub args: Args,
}

impl ReadFault {
    pub(crate) fn new(code: &'static str) -> Self {
        ReadFault {
            code,
            args: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The locale key of its words: `no_header` is `sheet-no-header`.
    pub fn locale_key(&self) -> String {
        locale_key(self.code)
    }
}

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sheet {}", self.code)?;
        for (name, value) in &self.args {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadFault {}

impl Fault {
    pub fn new(code: &'static str) -> Self {
        Fault {
            code,
            args: Vec::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The locale key of its words: `cell_error` is `sheet-cell-error`.
    pub fn locale_key(&self) -> String {
        locale_key(self.code)
    }
}

impl Problem {
    /// The letters over the column: `D`. Empty where the fault is the whole row's.
    pub fn column_letter(&self) -> String {
        self.column.map(column_letter).unwrap_or_default()
    }

    /// The place as Excel names it: `D7`, or `7` where the fault is the whole row's.
    pub fn cell(&self) -> String {
        format!("{}{}", self.column_letter(), self.row)
    }

    /// The locale key of its words, for the codes of this crate.
    pub fn locale_key(&self) -> String {
        locale_key(self.code)
    }
}

fn locale_key(code: &str) -> String {
    format!("sheet-{}", code.replace(['.', '_'], "-"))
}
