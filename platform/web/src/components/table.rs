//! Data tables: numbers right-aligned, units in the column heads, sorting and paging as links.

use super::{EmptyState, Tag};
use crate::i18n::Words;
use askama::Template;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Text,
    Number,
}

/// The sorting link of a column head.
#[derive(Debug, Clone)]
pub struct Sort {
    pub href: String,
    /// `Some(true)` sorted upwards now, `Some(false)` downwards, `None` not by this column.
    pub upwards: Option<bool>,
    pub words: String,
}

#[derive(Debug, Clone)]
pub struct Column {
    pub label: String,
    pub unit: Option<String>,
    pub align: Align,
    pub sort: Option<Sort>,
}

impl Column {
    pub fn text(label: impl Into<String>) -> Self {
        Column {
            label: label.into(),
            unit: None,
            align: Align::Text,
            sort: None,
        }
    }

    /// Right-aligned, with the unit in the head (empty: none).
    pub fn number(label: impl Into<String>, unit: impl Into<String>) -> Self {
        let unit = Some(unit.into()).filter(|unit: &String| !unit.is_empty());
        Column {
            label: label.into(),
            unit,
            align: Align::Number,
            sort: None,
        }
    }

    #[must_use]
    pub fn sorted(mut self, words: Words, href: impl Into<String>, upwards: Option<bool>) -> Self {
        let text = match upwards {
            Some(true) => words.get("web-sorted-up"),
            Some(false) => words.get("web-sorted-down"),
            None => words.with("web-sort-by", &[("column", &self.label)]),
        };
        self.sort = Some(Sort {
            href: href.into(),
            upwards,
            words: text,
        });
        self
    }

    fn is_number(&self) -> bool {
        self.align == Align::Number
    }

    fn aria_sort(&self) -> Option<&'static str> {
        let upwards = self.sort.as_ref()?.upwards?;
        Some(if upwards { "ascending" } else { "descending" })
    }

    fn arrow(&self) -> &'static str {
        match self.sort.as_ref().and_then(|sort| sort.upwards) {
            Some(true) => "▲",
            Some(false) => "▼",
            None => "↕",
        }
    }
}

/// One cell: a text, perhaps linked, or a status tag, perhaps with a quiet second line.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    pub text: String,
    pub href: Option<String>,
    pub tag: Option<Tag>,
    pub note: Option<String>,
    /// Instead of a text, its parts, of which every second one is what was looked for.
    pub found: Vec<String>,
}

impl Cell {
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Self {
        Cell {
            text: text.into(),
            href: Some(href.into()),
            ..Cell::default()
        }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// A line of a text with what was looked for in it.
    pub fn found(parts: Vec<String>) -> Self {
        Cell {
            found: parts,
            ..Cell::default()
        }
    }

    /// A day: a narrow column would break it at its hyphens.
    pub fn is_date(&self) -> bool {
        self.text.len() == 10 && self.text.parse::<kernel::Date>().is_ok()
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell {
            text: text.to_owned(),
            ..Cell::default()
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell {
            text,
            ..Cell::default()
        }
    }
}

impl From<Tag> for Cell {
    fn from(tag: Tag) -> Self {
        Cell {
            tag: Some(tag),
            ..Cell::default()
        }
    }
}

pub type Row = Vec<Cell>;

/// A table in its own box, which scrolls sideways on a phone while the first column stays; or,
/// `stacked`, one card per row there, for rows that are read one by one.
#[derive(Debug, Clone, Template)]
#[template(path = "components/table.html")]
pub struct Table {
    pub id: String,
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// The sum row, if any.
    pub total: Option<Row>,
    pub is_stacked: bool,
    pub empty: Option<EmptyState>,
    pub pager: Option<Pager>,
}

impl Table {
    pub fn new(id: impl Into<String>, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Table {
            id: id.into(),
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            total: None,
            is_stacked: false,
            empty: None,
            pager: None,
        }
    }

    #[must_use]
    pub fn rows(mut self, rows: Vec<Row>) -> Self {
        self.rows = rows;
        self
    }

    #[must_use]
    pub fn total(mut self, total: Row) -> Self {
        self.total = Some(total);
        self
    }

    #[must_use]
    pub fn stacked(mut self) -> Self {
        self.is_stacked = true;
        self
    }

    #[must_use]
    pub fn empty(mut self, empty: EmptyState) -> Self {
        self.empty = Some(empty);
        self
    }

    #[must_use]
    pub fn pager(mut self, pager: Pager) -> Self {
        self.pager = Some(pager);
        self
    }

    fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(row)
    }
}

/// Keyset paging: to the first page and to the next; the rows of a page never shift.
#[derive(Debug, Clone, Template)]
#[template(path = "components/pager.html")]
pub struct Pager {
    pub label: String,
    /// Such as 共1,700行.
    pub count: String,
    pub first: Option<(String, String)>,
    pub next: Option<(String, String)>,
}

impl Pager {
    /// `total` rows in the whole list; `first` and `next` are addresses, absent where useless.
    pub fn new(words: Words, total: i64, first: Option<String>, next: Option<String>) -> Self {
        Pager {
            label: words.get("web-pager"),
            count: words.count("web-rows", total),
            first: first.map(|href| (href, words.get("web-pager-first"))),
            next: next.map(|href| (href, words.get("web-pager-next"))),
        }
    }
}
