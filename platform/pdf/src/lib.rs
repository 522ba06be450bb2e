//! Paper: sheets of text, tables and QR codes as PDF, with Chinese. Pure; knows no database and no clock, so the same
//! content is always the same file.
//!
//! Lengths are points (1/72 inch) inside this crate; callers speak of blocks, not of places. Text that the embedded
//! font lacks prints as its reading and code point, and is listed.

mod font;
mod layout;
pub mod qr;
mod slip;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod write;

pub use slip::{Slip, slips};
pub use text::Missing;

/// One document's part: it begins on a page of its own.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Lies across: tables with many columns.
    pub is_wide: bool,
    /// Larger type, to be read on a wall.
    pub is_poster: bool,
    pub blocks: Vec<Block>,
    /// Small, at the foot of every page, left; such as the checkpoint of the journal.
    pub footer: String,
}

/// One piece of a sheet, from the top down.
#[derive(Debug, Clone)]
pub enum Block {
    /// In the middle, large.
    Title(String),
    Heading(String),
    Text(String),
    /// Small and quiet.
    Note(String),
    /// Parts of one line, spread from the left edge to the right.
    Line(Vec<String>),
    /// What and how much, one under the other.
    Facts(Vec<(String, String)>),
    Table(Table),
    /// Who signs, each with room for it.
    Signers(Vec<(String, String)>),
    Qr {
        text: String,
        caption: String,
    },
    /// The next block begins a page.
    Break,
}

impl Block {
    /// What it prints, in the order in which it is read.
    fn texts(&self) -> Vec<&str> {
        match self {
            Block::Title(text) | Block::Heading(text) | Block::Text(text) | Block::Note(text) => {
                vec![text]
            }
            Block::Line(parts) => parts.iter().map(String::as_str).collect(),
            Block::Facts(pairs) | Block::Signers(pairs) => pairs
                .iter()
                .flat_map(|(name, value)| [name.as_str(), value.as_str()])
                .collect(),
            Block::Table(table) => {
                let head = table.columns.iter().map(|column| &column.label);
                let rows = table.rows.iter().chain(&table.total).flatten();
                let texts = [&table.caption].into_iter().chain(head).chain(rows);
                texts.map(String::as_str).collect()
            }
            Block::Qr { caption, .. } => vec![caption],
            Block::Break => Vec::new(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    pub total: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub label: String,
    /// Stands right.
    pub is_number: bool,
}

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// What the font lacks, each sign once, in the order of its first appearance.
    pub missing: Vec<Missing>,
}

/// Why a file cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A text is too long for a QR code of level M.
    QrTooLong,
    /// The embedded font is broken: a mistake in the program.
    Font(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::QrTooLong => f.write_str("a text does not fit into a QR code"),
            Fault::Font(why) => write!(f, "the embedded font: {why}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for kernel::Error {
    fn from(fault: Fault) -> kernel::Error {
        kernel::Error::internal("making a PDF", fault)
    }
}

/// Title and language as readers of the file show them: `zh-CN`, `en`.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub title: String,
    pub lang: &'static str,
}

/// What the font lacks of these blocks, as [`Rendered::missing`] would list it, without laying them out.
pub fn missing(blocks: &[Block]) -> Vec<Missing> {
    let mut missing = Vec::new();
    for text in blocks.iter().flat_map(Block::texts) {
        text::printable(text, &mut missing);
    }
    missing
}

/// Lays the sheets out and writes them. `progress` is told the number of sheets done after each.
pub fn render(
    about: &About,
    sheets: &[Sheet],
    mut progress: impl FnMut(usize),
) -> Result<Rendered, Fault> {
    let mut out = layout::Out::default();
    for (sheet, done) in sheets.iter().zip(1..) {
        layout::sheet(&mut out, sheet)?;
        progress(done);
    }
    write::document(about, out)
}
