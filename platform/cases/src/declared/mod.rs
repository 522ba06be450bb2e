//! Case types declared as data: read from TOML, checked as a whole, never run before they are right.

mod book;
mod check;
mod fault;
mod model;
mod place;
mod read;
mod read_rules;
mod reader;
mod role;

pub use book::{check_book, read_book};
pub use check::check_next;
pub use fault::Fault;
pub use model::*;
pub use place::{At, Name, Place};
pub use role::{Level, Relation, Role};

use toml::de::DeTable;

/// The type that a text declares, or everything that is wrong with it, by place. No type with a fault ever runs.
pub fn check(text: &str) -> Result<CaseType, Vec<Fault>> {
    let mut reader = reader::Reader::of(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let place = reader.place(error.span().map_or(0, |span| span.start));
        let fault = Fault::new("syntax", place).with("message", error.message());
        reader.faults.push(fault);
    }
    // What is no TOML says nothing that could be checked.
    let read = errors.is_empty().then(|| {
        let top = reader.table(document.get_ref(), document.span().start);
        read::case_type(&mut reader, top)
    });
    let mut faults = reader.faults;
    faults.extend(read.iter().flat_map(check::faults));
    faults.sort_by_key(|fault| fault.place);
    match read.filter(|_| faults.is_empty()) {
        Some(read) => Ok(read),
        None => Err(faults),
    }
}
