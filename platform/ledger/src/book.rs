//! Opening books and accounts. Called inside deeds; asks for no right.

use crate::model::{Account, Book, FEN, MANY, Side};
use crate::store;
use ::store::Tx;
use kernel::{Ctx, Error, Id, OrgId, Result};
use std::collections::BTreeSet;

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

/// Accounts of one code, by their party.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts(Vec<(Id, Id)>);

impl Accounts {
    /// The party's account.
    pub fn get(&self, party: &Id) -> Option<&Id> {
        let place = self.0.binary_search_by_key(party, |(party, _)| *party).ok();
        place
            .and_then(|at| self.0.get(at))
            .map(|(_, account)| account)
    }
}

/// The accounts of many parties at once; missing ones are opened. There may be others among them.
pub fn accounts(
    tx: &mut Tx,
    ctx: &Ctx,
    book: Id,
    kind: AccountKind<'_>,
    parties: &[Id],
) -> Result<Accounts> {
    if store::book(tx, ctx.org, book)?.is_none() {
        return Err(Error::NotFound);
    }
    let mut found = Accounts(match parties.len() < MANY {
        true => few(tx, ctx.org, (book, kind.code), parties)?,
        false => store::parties_of(tx, ctx.org, book, kind.code)?,
    });
    let missing: BTreeSet<Id> = parties
        .iter()
        .filter(|party| found.get(party).is_none())
        .copied()
        .collect();
    if missing.is_empty() {
        return Ok(found);
    }
    for party in missing {
        let id = open(tx, ctx, book, kind, Some(party))?;
        found.0.push((party, id));
    }
    found.0.sort_unstable();
    Ok(found)
}

/// One question for each party that has an account.
fn few(tx: &mut Tx, org: OrgId, (book, code): (Id, &str), parties: &[Id]) -> Result<Vec<(Id, Id)>> {
    let parties: BTreeSet<Id> = parties.iter().copied().collect();
    let mut found = Vec::with_capacity(parties.len());
    for party in parties {
        if let Some(account) = store::account_by_code(tx, org, book, code, Some(party))? {
            found.push((party, account.id));
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
