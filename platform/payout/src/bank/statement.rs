//! The bank's statement: what left and what came back, held against what was sent. A row that matches nothing is kept
//! and listed; a row that comes twice changes nothing.

use super::layout::Moved;
use super::{clearing_account, read};
use crate::store;
use crate::store::bank::{self as bank_store, StatementRow};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Error, Fen, Id, Result, words};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

words! {
    /// What a row of a statement is.
    Match {
        /// Money that left for a batch.
        Batch = "batch",
        /// Money of a batch that came back.
        Refund = "refund",
        None = "none",
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct ImportStatement {
    pub book: Id,
    /// Of the file, in hexadecimal.
    pub digest: String,
    pub rows: usize,
}

impl Input for ImportStatement {
    const DEED: &'static str = "payout.import_statement";
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Matched {
    pub batches: i64,
    pub refunds: i64,
    pub repeated: i64,
    pub unmatched: i64,
}

/// A row that names a batch, or one of its references, or that is the only one of its amount, is posted between the
/// bank and `bank_clearing`. Takes the right to pay at the book's unit. `Conflict` where the rows are not as many as
/// the input says.
pub fn import_statement(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportStatement,
    rows: &[Moved],
) -> Result<Matched> {
    let book = ledger::book(tx, ctx.org, input.book)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::PayRounds, book.unit)?;
    if rows.len() != input.rows {
        return Err(Error::Conflict);
    }
    let mut done = Matched::default();
    // Two equal rows of one day in one file are two movements; the same file again says the same ordinals.
    let mut ordinals: HashMap<Vec<u8>, i64> = HashMap::new();
    for row in rows {
        let ordinal = ordinals.entry(digest(row, 0)).or_default();
        *ordinal += 1;
        let digest = digest(row, *ordinal);
        let seen = bank_store::statement_seen(tx, ctx.org, book.id, &digest)?;
        if seen == Some(true) {
            done.repeated += 1;
            continue;
        }
        let found = find(tx, ctx, book.id, row)?;
        let mut kept = StatementRow {
            id: tx.new_id()?,
            book: book.id,
            date: row.date,
            amount: row.amount,
            memo: row.memo.clone(),
            matched: Match::None,
            batch: None,
            voucher: None,
        };
        match found {
            Some(batch) if covers(tx, ctx, &batch, row)? => {
                kept.voucher = Some(post(tx, ctx, &batch, (kept.id, row))?);
                kept.batch = Some(batch.id);
                kept.matched = match row.amount < Fen::ZERO {
                    true => Match::Batch,
                    false => Match::Refund,
                };
            }
            _ => {}
        }
        // What matched nothing before is tried again each time that the file comes; it is kept once.
        if seen.is_some() && kept.matched == Match::None {
            done.repeated += 1;
            continue;
        }
        match kept.matched {
            Match::Batch => done.batches += 1,
            Match::Refund => done.refunds += 1,
            Match::None => done.unmatched += 1,
        }
        bank_store::insert_statement(tx, ctx.org, &kept, &digest)?;
    }
    Ok(done)
}

fn digest(row: &Moved, ordinal: i64) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [
        row.date.to_string(),
        row.amount.0.to_string(),
        row.memo.clone(),
        ordinal.to_string(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_vec()
}

/// The batch that a row belongs to: named by number or reference, else the only one that fits by its open amount.
fn find(tx: &mut Tx, ctx: &Ctx, book: Id, row: &Moved) -> Result<Option<bank_store::BatchRow>> {
    let batches = bank_store::batches_of_book(tx, ctx.org, book)?;
    let memo = row.memo.replace(['-', ' '], "").to_uppercase();
    // The tenth batch begins as the hundredth does: the longest number that stands there is meant.
    let named = batches
        .iter()
        .filter(|b| memo.contains(&b.number.replace('-', "")));
    let named = named.max_by_key(|b| b.number.len());
    if let Some(batch) = named {
        return Ok(Some(batch.clone()));
    }
    let mut fits = Vec::new();
    for batch in batches.iter().filter(|batch| batch.date <= row.date) {
        let open = read::open_of(tx, ctx.org, batch)?;
        let is_fit = match row.amount < Fen::ZERO {
            true => open.to_leave == Fen(-row.amount.0),
            false => open.to_come.contains(&row.amount),
        };
        if is_fit {
            fits.push(batch);
        }
    }
    match fits.as_slice() {
        [only] => Ok(Some((*only).clone())),
        _ => Ok(None),
    }
}

/// Whether the bank account of the book holds what the statement says has left: if not, the row is for a person.
fn covers(tx: &mut Tx, ctx: &Ctx, batch: &bank_store::BatchRow, row: &Moved) -> Result<bool> {
    if row.amount >= Fen::ZERO {
        return Ok(row.date <= ctx.today() && row.amount > Fen::ZERO);
    }
    let case = store::case(tx, ctx.org, batch.round)?.ok_or(Error::NotFound)?;
    let bank = &case.flow.accounts.bank;
    let held = match ledger::find_account(tx, ctx.org, case.round.book, bank, None)? {
        Some(a) => ledger::balance_now(tx, ctx.org, a.id)?,
        None => 0,
    };
    Ok(held >= -row.amount.0 && row.date <= ctx.today())
}

fn post(
    tx: &mut Tx,
    ctx: &Ctx,
    batch: &bank_store::BatchRow,
    (id, row): (Id, &Moved),
) -> Result<Id> {
    let case = store::case(tx, ctx.org, batch.round)?.ok_or(Error::NotFound)?;
    let clearing = clearing_account(tx, ctx, &case)?;
    let bank = AccountKind::asset(&case.flow.accounts.bank);
    let bank = ledger::account(tx, ctx, case.round.book, bank, None)?;
    let (debit, credit, amount) = match row.amount < Fen::ZERO {
        true => (clearing, bank, Fen(-row.amount.0)),
        false => (bank, clearing, row.amount),
    };
    ledger::post(
        tx,
        ctx,
        Voucher {
            book: case.round.book,
            // A row may come months late and in any order: it is posted when it comes to be known, with its own day
            // beside it.
            date: ctx.today(),
            kind: "bank",
            source: Some("payout_statement"),
            source_id: Some(id),
            reverses: None,
            lines: vec![Line::debit(debit, amount), Line::credit(credit, amount)],
        },
    )
}
