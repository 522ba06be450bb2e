//! A batch: lines that go to the bank in one file. Each line's attempt is out from then on, whatever the bank says or
//! does not say, until it is known to have come back.

use super::accounts::{PLACE, Sealed};
use super::layout::{self, Order};
use crate::model::{Method, State, Step};
use crate::pay_lines::{self, PayLine, PayLines};
use crate::plan::LineKey;
use crate::round::{Case, Detail};
use crate::standing::Change;
use crate::store::bank::{self as bank_store, AccountRow, BatchLineRow, BatchRow};
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[derive(Debug, Clone, Serialize)]
pub struct SendBatch {
    pub round: Id,
    pub date: Date,
    /// A layout in force on that day.
    pub layout: String,
    pub lines: Vec<LineKey>,
}

impl Input for SendBatch {
    const DEED: &'static str = "payout.send_batch";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batched {
    pub batch: Id,
    pub number: String,
    pub lines: i64,
    pub amount: Fen,
}

/// Debits each payable, credits `bank_clearing`, in one voucher. Refuses `payout.no_layout`, what paying refuses,
/// `payout.no_account` (with the line), `payout.not_in_encoding`, `payout.too_wide`.
pub fn send_batch(
    tx: &mut Tx,
    ctx: &Ctx,
    input: SendBatch,
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<Batched> {
    let (case, _) = read::step(tx, ctx, input.round, Step::Pay, input.date)?;
    let layout = layout::layout(&input.layout, input.date)?;
    let batches = bank_store::batches(tx, ctx.org, case.round.id)?;
    let tail = case.round.number.trim_start_matches("FH-");
    let number = format!("PL-{tail}-{:02}", batches.len() + 1);
    let pay = PayLines {
        round: input.round,
        date: input.date,
        method: Method::BankFile,
        lines: input
            .lines
            .iter()
            .zip(1_i64..)
            .map(|(line, place)| PayLine {
                line: *line,
                receipt: Some(reference(&number, place)),
            })
            .collect(),
    };
    let chosen = pay_lines::chosen(tx, ctx, &case, &pay, false, changed)?;
    let mut rows = Vec::with_capacity(chosen.len());
    for (standing, place) in chosen.iter().zip(1_i64..) {
        let account = bank_store::account_in_force(tx, ctx.org, standing.payee())?;
        let account = account
            .ok_or_else(|| Error::from(Refusal::new("payout.no_account").with("line", place)))?;
        let attempt = standing.next_attempt();
        rows.push(BatchLineRow {
            place,
            round: case.round.id,
            key: standing.line.key,
            attempt: attempt.ok_or_else(|| Error::Internal("a line paid twice".into()))?,
            reference: reference(&number, place),
            amount: Fen(standing.line.net()),
            account: account.id,
        });
    }
    let orders = orders(tx, ctx.org, &case, &rows)?;
    let bytes = layout.write(&orders)?;
    let (voucher, amount) = pay_lines::post(tx, ctx, &case, &pay, &chosen, false)?;
    let batch = BatchRow {
        id: tx.new_id()?,
        round: case.round.id,
        number: number.clone(),
        layout: input.layout,
        date: input.date,
        lines: rows.len() as i64,
        amount,
        voucher,
        digest: Sha256::digest(&bytes).to_vec(),
    };
    bank_store::insert_batch(tx, ctx.org, &batch, &rows)?;
    let detail = Detail::Moved {
        voucher,
        lines: batch.lines,
        amount,
    };
    // What was sent is not yet paid: the round waits for the bank's answer.
    let step = (Step::Pay, State::Declared);
    read::record(tx, ctx, case.round.id, step, input.date, detail)?;
    Ok(Batched {
        batch: batch.id,
        number,
        lines: batch.lines,
        amount,
    })
}

/// `PL202200050100000001`: digits and capitals only, since banks' fields take nothing else.
pub(super) fn reference(number: &str, place: i64) -> String {
    format!("{}{place:08}", number.replace('-', ""))
}

fn orders(tx: &mut Tx, org: OrgId, case: &Case, rows: &[BatchLineRow]) -> Result<Vec<Order>> {
    let mut orders = Vec::with_capacity(rows.len());
    for (row, place) in rows.iter().zip(1_i64..) {
        let account = bank_store::account(tx, org, row.account)?.ok_or(Error::NotFound)?;
        let of = (
            row.reference.clone(),
            row.amount,
            case.round.number.as_str(),
        );
        let order = order_of(tx, org, &account, of)?;
        // The account of somebody who was erased can be paid no more.
        orders.push(
            order.ok_or_else(|| {
                Error::from(Refusal::new("payout.no_account").with("line", place))
            })?,
        );
    }
    Ok(orders)
}

/// What the bank is asked for one line; nothing where the account was erased.
pub(super) fn order_of(
    tx: &mut Tx,
    org: OrgId,
    account: &AccountRow,
    (reference, amount, memo): (String, Fen, &str),
) -> Result<Option<Order>> {
    let sealed: Option<Sealed> = tx.open(org, account.id, PLACE, account.id, &account.sealed)?;
    Ok(sealed.map(|sealed| Order {
        reference,
        account: sealed.number,
        holder: sealed.holder,
        bank: account.bank.clone(),
        amount,
        memo: memo.to_owned(),
    }))
}

/// The file of a batch, made again from facts: the same bytes each time. `Conflict` where they are not those that
/// were sent. Takes the right to pay at the round's unit.
pub fn file_of(tx: &mut Tx, ctx: &Ctx, batch: Id) -> Result<(BatchRow, Vec<u8>)> {
    let batch = bank_store::batch(tx, ctx.org, batch)?.ok_or(Error::NotFound)?;
    let case = store::case(tx, ctx.org, batch.round)?.ok_or(Error::NotFound)?;
    let right = case.flow.right_of(Step::Pay).ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, case.round.unit)?;
    let rows = bank_store::batch_lines(tx, ctx.org, batch.id)?;
    let orders = orders(tx, ctx.org, &case, &rows)?;
    let bytes = layout::layout(&batch.layout, batch.date)?.write(&orders)?;
    if Sha256::digest(&bytes).as_slice() != batch.digest {
        return Err(Error::Conflict);
    }
    Ok((batch, bytes))
}
