//! Books of figures: adopted as case types are, and in force from that journal row on. What every case adds to figures is made
//! again then, since a figure speaks of cases that were there before it.

use crate::caches;
use crate::declared::{self, Book, CaseType, Figure};
use crate::read::parsed;
use crate::{store, types};
use ::store::{CommandKey, Db, Input, Tx};
use access::Right;
use kernel::{Actor, Ctx, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// So many books are kept at hand.
const AT_HAND: usize = 64;

#[derive(Debug, Clone, Serialize)]
pub struct AdoptBook {
    /// TOML; those that come with the program are in [`crate::types::BOOKS`].
    pub body: String,
}

impl Input for AdoptBook {
    const DEED: &'static str = "cases.adopt_book";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookAdopted {
    pub id: Id,
    pub code: String,
    pub version: i64,
}

/// Takes the right to keep rules at the root of the organisation. `Invalid`: every fault of the text against the newest version
/// of its case type, as field `body` with `line` and `column`; a version that does not follow the one in force, likewise.
pub fn adopt_book(tx: &mut Tx, ctx: &Ctx, input: AdoptBook) -> Result<BookAdopted> {
    if ctx.actor != Actor::SYSTEM {
        let root = crate::roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
        access::require(tx, ctx, Right::Install, root)?;
    }
    let types = newest_types(tx, ctx.org)?;
    let type_of = |code: &str| types.get(code).map(Arc::as_ref);
    let book = declared::check_book(&input.body, type_of).map_err(crate::adopt_type::told)?;
    let code = book.code.to_string();
    let id = match store::newest_book(tx, ctx.org, &code)? {
        Some(before) => {
            follows(&*kept(&before.body)?, &book)?;
            before.id
        }
        None => tx.new_id()?,
    };
    counts_alone(&in_force(tx, ctx.org)?, &book)?;
    store::insert_book(tx, ctx.org, id, ctx.today(), &book, &input.body)?;
    caches::count_again(tx, ctx.org, &book.of)?;
    let version = book.version.value;
    Ok(BookAdopted { id, code, version })
}

/// No other book counts by the same code what this one counts of its kind.
fn counts_alone(others: &[Arc<Book>], book: &Book) -> Result<()> {
    let others = others.iter();
    let others = others
        .filter(|other| other.of.value == book.of.value && other.code.value != book.code.value);
    let taken: BTreeSet<&str> = others
        .flat_map(|other| &other.figures)
        .map(|figure| figure.code.as_str())
        .collect();
    let figures = book.figures.iter();
    let twice = figures.filter(|figure| taken.contains(figure.code.as_str()));
    let faults: Vec<declared::Fault> = twice
        .map(|figure| {
            declared::Fault::new("twice", figure.code.place).with("name", figure.code.value.clone())
        })
        .collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(crate::adopt_type::told(faults)),
    }
}

fn follows(before: &Book, next: &Book) -> Result<()> {
    let wanted = before.version.value.saturating_add(1);
    let mut faults = Vec::new();
    if next.version.value != wanted {
        let fault = declared::Fault::new("version_not_next", next.version.place);
        faults.push(fault.with("wanted", wanted));
    }
    if next.of.value != before.of.value {
        let fault = declared::Fault::new("book_of_another_kind", next.of.place);
        faults.push(fault.with("wanted", before.of.value.clone()));
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(crate::adopt_type::told(faults)),
    }
}

/// The newest version of every case type of an organisation.
fn newest_types(tx: &mut Tx, org: OrgId) -> Result<BTreeMap<String, Arc<CaseType>>> {
    let mut types = BTreeMap::new();
    for body in store::newest_types(tx, org)? {
        let of = parsed(&body)?;
        types.insert(of.code.to_string(), of);
    }
    Ok(types)
}

/// The books that come with the program, adopted as its types are. Answers whether there was anything to adopt.
pub(crate) fn supply(db: &Db, ctx: &Ctx) -> Result<bool> {
    let org = ctx.org;
    let mut has_adopted = false;
    for versions in types::BOOKS {
        let Some(last) = versions.last() else {
            continue;
        };
        let code = kept(last)?.code.to_string();
        let there = db.read(move |tx| store::newest_book(tx, org, &code))?;
        let next = match there {
            None => 0,
            Some(row) => match versions.iter().position(|version| *version == row.body) {
                Some(at) => at + 1,
                // A township that wrote its own text keeps it.
                None => continue,
            },
        };
        for body in versions.iter().skip(next) {
            let body = (*body).to_owned();
            db.act(ctx, CommandKey::fresh(ctx), AdoptBook { body }, adopt_book)?;
            has_adopted = true;
        }
    }
    Ok(has_adopted)
}

/// The books in force, oldest first.
pub fn in_force(tx: &mut Tx, org: OrgId) -> Result<Vec<Arc<Book>>> {
    let rows = store::all_books(tx, org)?;
    rows.iter().map(|row| kept(&row.body)).collect()
}

/// Texts never change, so what was read of one is kept at hand.
fn kept(body: &str) -> Result<Arc<Book>> {
    static READ: Mutex<BTreeMap<String, Arc<Book>>> = Mutex::new(BTreeMap::new());
    let mut books = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(book) = books.get(body) {
        return Ok(book.clone());
    }
    let book = declared::read_book(body)
        .ok_or_else(|| Error::Internal("a book of figures cannot be read".into()))?;
    if books.len() >= AT_HAND {
        books.clear();
    }
    let book = Arc::new(book);
    books.insert(body.to_owned(), book.clone());
    Ok(book)
}

/// The figures of a case: those of the version of its type that governs it, then those of the books for its kind, oldest first. Of one
/// code the first one counts.
pub fn figures<'f>(of: &'f CaseType, books: &'f [Arc<Book>]) -> Vec<&'f Figure> {
    let of_kind = books.iter().filter(|book| book.of == of.code);
    let more = of_kind.flat_map(|book| &book.figures);
    let mut codes = BTreeSet::new();
    let all = of.figures.iter().chain(more);
    all.filter(|figure| codes.insert(figure.code.as_str()))
        .collect()
}
