//! Opening books and accounts. Called inside deeds; asks for no right.

use crate::model::{Account, Book, FEN, Side};
use crate::store;
use ::store::Tx;
use kernel::{Ctx, Error, Id, OrgId, Result};
use std::collections::HashMap;

/// How the accounts of one code behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountKind<'a> {
    pub code: &'a str,
    pub side: Side,
    /// 0: may never fall below zero on its own side.
    pub floor: Option<i64>,
}

impl AccountKind<'_> {
    /// An account that grows by debit and never falls below zero: bank, receivables.
    pub fn asset(code: &str) -> AccountKind<'_> {
        AccountKind {
            code,
            side: Side::Debit,
            floor: Some(0),
        }
    }

    /// An account that grows by credit and never falls below zero: payables, undistributed surplus.
    pub fn debt(code: &str) -> AccountKind<'_> {
        AccountKind {
            code,
            side: Side::Credit,
            floor: Some(0),
        }
    }
}

/// Opens a book in fen for a legal entity at a unit of the division tree.
pub fn open_book(tx: &mut Tx, ctx: &Ctx, unit: Id, entity: &str) -> Result<Id> {
    open_book_of(tx, ctx, unit, entity, FEN)
}

/// As [`open_book`], in another measure than fen: the smallest unit of a share class.
pub fn open_book_of(tx: &mut Tx, ctx: &Ctx, unit: Id, entity: &str, measure: &str) -> Result<Id> {
    if entity.trim().is_empty() {
        return Err(Error::invalid("entity", "required"));
    }
    let book = Book {
        id: tx.new_id()?,
        unit,
        entity: entity.trim().to_owned(),
        measure: measure.to_owned(),
    };
    store::insert_book(tx, ctx.org, &book)?;
    Ok(book.id)
}

pub fn book(tx: &mut Tx, org: OrgId, id: Id) -> Result<Option<Book>> {
    store::book(tx, org, id)
}

/// Opens an account; `Conflict` where the book has one of this code and party.
pub fn open_account(
    tx: &mut Tx,
    ctx: &Ctx,
    book: Id,
    kind: AccountKind<'_>,
    party: Option<Id>,
) -> Result<Id> {
    if store::book(tx, ctx.org, book)?.is_none() {
        return Err(Error::NotFound);
    }
    if store::account_by_code(tx, ctx.org, book, kind.code, party)?.is_some() {
        return Err(Error::Conflict);
    }
    open(tx, ctx, book, kind, party)
}

/// The account of this code and party, opened where the book has none yet.
pub fn account(
    tx: &mut Tx,
    ctx: &Ctx,
    book: Id,
    kind: AccountKind<'_>,
    party: Option<Id>,
) -> Result<Id> {
    match store::account_by_code(tx, ctx.org, book, kind.code, party)? {
        Some(found) => Ok(found.id),
        None => open_account(tx, ctx, book, kind, party),
    }
}

/// The accounts of many parties at once, by party; missing ones are opened.
pub fn accounts(
    tx: &mut Tx,
    ctx: &Ctx,
    book: Id,
    kind: AccountKind<'_>,
    parties: &[Id],
) -> Result<HashMap<Id, Id>> {
    if store::book(tx, ctx.org, book)?.is_none() {
        return Err(Error::NotFound);
    }
    let mut found = store::parties_of(tx, ctx.org, book, kind.code)?;
    for party in parties {
        if !found.contains_key(party) {
            let id = open(tx, ctx, book, kind, Some(*party))?;
            found.insert(*party, id);
        }
    }
    Ok(found)
}

/// The account of this code and party, if the book has it.
pub fn find_account(
    tx: &mut Tx,
    org: OrgId,
    book: Id,
    code: &str,
    party: Option<Id>,
) -> Result<Option<Account>> {
    store::account_by_code(tx, org, book, code, party)
}

fn open(tx: &mut Tx, ctx: &Ctx, book: Id, kind: AccountKind<'_>, party: Option<Id>) -> Result<Id> {
    let id = tx.new_id()?;
    let account = Account {
        id,
        book,
        code: kind.code.to_owned(),
        party,
        floor: kind.floor,
        side: kind.side,
    };
    store::insert_account(tx, ctx.org, &account)?;
    Ok(id)
}
