//! A book of figures: what somebody asks of a case type beside what the type itself says, and what its report shows.

use super::check;
use super::fault::Fault;
use super::model::{Book, CaseType, PublicSplit, Ratio, Report};
use super::read::{bad_range, each};
use super::read_rules::figure;
use super::reader::{Reader, Table};
use toml::de::DeTable;

/// The book that a text declares, or everything that is wrong with it, by place. `type_of` gives the case type of a code.
pub fn check_book<'c>(
    text: &str,
    type_of: impl FnOnce(&str) -> Option<&'c CaseType>,
) -> Result<Book, Vec<Fault>> {
    let mut reader = Reader::of(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let place = reader.place(error.span().map_or(0, |span| span.start));
        let fault = Fault::new("syntax", place).with("message", error.message());
        reader.faults.push(fault);
    }
    let read = errors.is_empty().then(|| {
        let top = reader.table(document.get_ref(), document.span().start);
        book(&mut reader, top)
    });
    let mut faults = reader.faults;
    if let Some(read) = &read {
        match type_of(&read.of) {
            Some(of) => faults.extend(check::book_faults(read, of)),
            None if read.of.is_empty() => {}
            None => {
                let fault = Fault::new("unknown_type", read.of.place);
                faults.push(fault.with("name", read.of.as_str()));
            }
        }
    }
    faults.sort_by_key(|fault| fault.place);
    match read.filter(|_| faults.is_empty()) {
        Some(read) => Ok(read),
        None => Err(faults),
    }
}

/// A book that was right when it was adopted. A type may have changed since, so only its shape is looked at; nothing where
/// even that is not right.
pub fn read_book(text: &str) -> Option<Book> {
    let mut reader = Reader::of(text);
    let document = DeTable::parse(text).ok()?;
    let top = reader.table(document.get_ref(), document.span().start);
    let read = book(&mut reader, top);
    reader.faults.is_empty().then_some(read)
}

fn book<'t>(reader: &mut Reader<'t>, mut top: Table<'t>) -> Book {
    let table = &mut top;
    let read = Book {
        code: reader.text(table, "code"),
        version: reader.number(table, "version"),
        label: reader.label(table),
        source: reader.text(table, "source").value,
        of: reader.text(table, "of"),
        figures: each(reader, table, "figure", figure),
        ratios: each(reader, table, "ratio", ratio),
        report: reader.inner(table, "report").map(|mut inner| {
            let read = Report {
                columns: reader.names(&mut inner, "columns"),
                chart: reader.names(&mut inner, "chart"),
                compare: reader.text_if(&mut inner, "compare"),
            };
            reader.end(inner);
            read
        }),
        public: reader.inner(table, "public").map(|mut inner| {
            let read = PublicSplit {
                whole: reader.text(&mut inner, "whole"),
                parts: reader.names(&mut inner, "parts"),
            };
            reader.end(inner);
            read
        }),
    };
    if read.version.value < 1 {
        bad_range(reader, read.version, 1, i64::MAX);
    }
    reader.end(top);
    read
}

fn ratio<'t>(reader: &mut Reader<'t>, table: &mut Table<'t>) -> Ratio {
    Ratio {
        code: reader.text(table, "code"),
        label: reader.label(table),
        part: reader.text(table, "part"),
        whole: reader.text(table, "whole"),
    }
}
