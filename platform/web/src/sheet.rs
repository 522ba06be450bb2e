//! What every import of a list shows: a file that cannot be read, faults by cell, the marked file.

use crate::components::{Cell, Column, Notice, NoticeKind, Table};
use crate::format;
use crate::i18n::Words;
use crate::reply::Reply;
use crate::view::Part;
use kernel::{Error, FieldError, Result};
use sheets::{MarkLabels, Problem, ReadFault, Table as Sheet};
use std::borrow::Cow;

/// Faults shown on a page; the marked file has them all.
const ROWS: usize = 200;

fn with(words: Words, key: &str, args: &[(&'static str, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    words.with(key, &args)
}

/// Why a file cannot be read.
pub fn unread(words: Words, fault: &ReadFault) -> String {
    with(words, &fault.locale_key(), &fault.args)
}

/// The same as an error on the field `file`.
pub fn unreadable(fault: &ReadFault) -> Error {
    Error::Invalid(vec![fault_on("file", fault.code, &fault.args)])
}

/// A fault of a file or of a cell as one of a field.
pub fn fault_on(
    field: impl Into<Cow<'static, str>>,
    code: &'static str,
    args: &sheets::Args,
) -> FieldError {
    let begun = FieldError::new(field, code);
    args.iter()
        .fold(begun, |fault, (name, value)| fault.with(name, value))
}

/// What is wrong with a cell, also by a code that forms have.
pub fn problem(words: Words, problem: &Problem) -> String {
    let own = problem.locale_key();
    let key = match words.has(&own) {
        true => own,
        false => format!("invalid-{}", problem.code.replace(['.', '_'], "-")),
    };
    with(words, &key, &problem.args)
}

/// In place of a preview: why there is none, and the way back to the file.
pub fn refused(words: Words, text: String, again: String) -> Part {
    let notice = Notice::new(NoticeKind::Refused, words, text);
    Part::Notice(notice.link(again, words.get("projects-import-again")))
}

/// Every fault by cell.
pub fn problems(words: Words, found: &[Problem]) -> Table {
    let rows = found.iter().take(ROWS).map(|one| {
        vec![
            Cell::from(one.cell()),
            one.header.clone().into(),
            one.raw.clone().into(),
            problem(words, one).into(),
        ]
    });
    let columns = ["cell", "header", "raw", "problem"]
        .map(|name| Column::text(words.get(&format!("projects-col-{name}"))));
    Table::new("problems", words.get("projects-problems"), columns.to_vec())
        .rows(rows.collect())
        .stacked()
}

/// The faulty rows, marked, to be mended and sent again; `sheet` names the sheet.
pub fn marked(words: Words, sheet: String, table: &Sheet, found: &[Problem]) -> Result<Reply> {
    let labels = MarkLabels {
        sheet,
        problem: words.get("sheet-mark-column"),
    };
    let bytes = sheets::mark_faulty(table, found, &labels, |one| problem(words, one))?;
    Ok(Reply::xlsx(bytes, format!("{}.xlsx", words.get("sheet-mark-sheet"))).private())
}

/// How many rows, as a page writes it.
pub fn count(number: usize) -> String {
    format::count(i64::try_from(number).unwrap_or(i64::MAX))
}
