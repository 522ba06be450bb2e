//! A batch: lines that go to the bank together. Each line's attempt is out from then on, whatever the bank says or does
//! not say, until it is known to have come back.

use super::layout::{self, Layout};
use super::ready::{self, Ready};
use crate::model::{Method, State, Step};
use crate::pay_lines::{self, Moved, PayLine, PayLines};
use crate::plan::LineKey;
use crate::round::{Case, Detail};
use crate::standing::Change;
use crate::store::bank::{self as bank_store, BatchRow};
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, OrgId, Refusal, Result, parallel};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SendBatch {
    pub round: Id,
    pub date: Date,
    /// A layout in force on that day.
    pub layout: String,
    pub lines: Chosen,
}

/// What a batch takes.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Chosen {
    These(Vec<LineKey>),
    /// Everything that is ready and that the layout can write: as many and as much as the page said.
    Ready {
        payments: i64,
        amount: Fen,
    },
}

impl Input for SendBatch {
    const DEED: &'static str = "payout.send_batch";
    // Since version 2 a whole round is named by how many and how much.
    const VERSION: i64 = 2;
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Batched {
    pub batch: Id,
    pub number: String,
    pub lines: i64,
    pub amount: Fen,
}

/// Debits each payable, credits `bank_clearing`, in one voucher. Payments stand in the order of their accounts, which
/// is that of the list by which these came. Refuses `payout.no_layout`, `payout.changed_meanwhile` (another number or
/// sum is ready), what paying refuses, `payout.no_account` (with the line), `payout.not_in_encoding`,
/// `payout.too_wide`.
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
    let of = (&layout, number.as_str());
    let (lines, digest) = match &input.lines {
        Chosen::These(keys) => these(tx, ctx, &case, (input.date, keys), of, changed)?,
        Chosen::Ready { payments, amount } => {
            let told = (*payments, *amount);
            all(tx, ctx, &case, (input.date, told), of, changed)?
        }
    };
    let moved: Vec<Moved> = lines.iter().map(moved_of).collect();
    let money = (input.date, Method::BankFile, false);
    let (voucher, amount) = pay_lines::post_moved(tx, ctx, &case, money, &moved, |place| {
        Some(ready::reference(&number, place))
    })?;
    drop(moved);
    let batch = BatchRow {
        id: tx.new_id()?,
        seq: tx.seq()?,
        round: case.round.id,
        number: number.clone(),
        layout: input.layout,
        date: input.date,
        lines: lines.len() as i64,
        amount,
        voucher,
        digest,
    };
    bank_store::insert_batch(tx, ctx.org, &batch)?;
    // Taking a list back looks its accounts up by place: the lines are sorted by account.
    for (line, place) in lines.iter().zip(1_usize..) {
        let reference = ready::reference(&number, place);
        bank_store::insert_batch_line(tx, ctx.org, (&batch, place), line, reference)?;
    }
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

fn moved_of(line: &Ready) -> Moved {
    Moved {
        key: line.key,
        party: line.party,
        net: line.net,
        attempt: line.attempt,
    }
}

/// The lines of a batch in their order, and the digest of its files.
type Written = (Vec<Ready>, Vec<u8>);

/// Lines named one by one, each of them payable and with an account.
fn these(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    (date, keys): (Date, &[LineKey]),
    of: (&Layout, &str),
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<Written> {
    let line = |line: &LineKey| PayLine {
        line: *line,
        receipt: None,
    };
    let pay = PayLines {
        round: case.round.id,
        date,
        method: Method::BankFile,
        lines: keys.iter().map(line).collect(),
    };
    let chosen = pay_lines::chosen(tx, ctx, case, &pay, false, changed)?;
    let mut lines: Vec<Ready> = chosen.iter().filter_map(ready::of_standing).collect();
    if lines.len() != chosen.len() {
        return Err(Error::Internal("a line paid twice".into()));
    }
    ready::give_accounts(tx, ctx.org, &mut lines)?;
    if let Some(at) = lines.iter().position(|line| line.account.is_none()) {
        return Err(no_account(at + 1));
    }
    lines.sort_by_key(|one| (one.account, one.key));
    let mut hash = Sha256::new();
    write(tx, ctx.org, case, of, (&lines, false), |_, bytes| {
        hash.update(bytes);
    })
    .map_err(|fault| as_named(fault, &lines, keys))?;
    Ok((lines, hash.finalize().to_vec()))
}

/// A refusal that counts the lines of the file counts them as they were named, like every other.
fn as_named(fault: Error, lines: &[Ready], keys: &[LineKey]) -> Error {
    let Error::Refused(mut refusal) = fault else {
        return fault;
    };
    for (name, value) in &mut refusal.args {
        let at = value.parse::<usize>().ok().filter(|_| name == "line");
        let line = at.and_then(|at| lines.get(at.checked_sub(1)?));
        let named = line.and_then(|line| keys.iter().position(|key| *key == line.key));
        if let Some(named) = named {
            *value = (named + 1).to_string();
        }
    }
    Error::Refused(refusal)
}

fn no_account(place: usize) -> Error {
    Refusal::new("payout.no_account").with("line", place).into()
}

/// Everything that is ready. What has no account, or one that the layout cannot write, waits.
fn all(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    (date, told): (Date, (i64, Fen)),
    of: (&Layout, &str),
    changed: impl FnOnce(&mut Tx, OrgId, &[Id], (Date, Date)) -> Result<Vec<Change>>,
) -> Result<Written> {
    let waiting = ready::waiting(tx, ctx.org, case.round.id, (date, ctx.today()))?;
    let (touched, mut lines) = (waiting.touched, waiting.ready);
    ready::give_accounts(tx, ctx.org, &mut lines)?;
    lines.retain(|line| line.account.is_some());
    lines.sort_by_key(|one| (one.account, one.key));
    let mut hash = Sha256::new();
    let stays = write(tx, ctx.org, case, of, (&lines, true), |_, bytes| {
        hash.update(bytes);
    })?;
    let (mut at, mut stays) = (0, stays.into_iter().peekable());
    lines.retain(|_| {
        let goes = stays.next_if_eq(&at).is_none();
        at += 1;
        goes
    });
    let amount = Fen::sum(lines.iter().map(|line| line.net))?;
    if lines.is_empty() || (lines.len() as i64, amount) != told {
        return Err(Error::refused("payout.changed_meanwhile"));
    }
    let payees: Vec<Id> = lines.iter().map(|line| line.payee).collect();
    let look = |place: usize| touched.get(&lines.get(place)?.key);
    pay_lines::hold_changes(tx, ctx, case, (date, &payees), look, changed)?;
    Ok((lines, hash.finalize().to_vec()))
}

/// The files of these lines, a piece at a time: the number of the file (from 0) and bytes of it. With `skips` what
/// cannot be written is left out, and the places of those lines are answered; without, it refuses.
fn write(
    tx: &mut Tx,
    org: OrgId,
    case: &Case,
    (layout, number): (&Layout, &str),
    (lines, skips): (&[Ready], bool),
    mut out: impl FnMut(usize, &[u8]),
) -> Result<Vec<usize>> {
    let most = layout.rows_per_file.unwrap_or(usize::MAX);
    let head = layout.head()?;
    out(0, &head);
    let accounts: Vec<Id> = lines.iter().filter_map(|line| line.account).collect();
    let mut skipped = Vec::new();
    ready::each_opened(tx, org, &accounts, |first, opened| {
        let some = lines.get(first..).unwrap_or_default();
        let render = |at: usize, place: usize| {
            let line = some.get(at).zip(opened.get(at).and_then(Option::as_ref));
            // The account of somebody who was erased can be paid no more.
            let (line, opened) = line.ok_or_else(|| no_account(place))?;
            let order = ready::order((number, place), line.net, opened, case);
            let mut row = Vec::with_capacity(128);
            layout.row(&mut row, &order, place).map(|()| row)
        };
        let before = skipped.len();
        let rows = parallel::map(opened.len(), |at| render(at, first + at + 1 - before));
        for (at, row) in rows.into_iter().enumerate() {
            let place = first + at + 1 - skipped.len();
            // Behind one that was left out the others move up.
            let row = match skipped.len() == before {
                true => row,
                false => render(at, place),
            };
            let row = match row {
                Err(Error::Refused(_)) if skips => {
                    skipped.push(first + at);
                    continue;
                }
                row => row?,
            };
            let file = (place - 1) / most;
            if file > 0 && (place - 1) % most == 0 {
                out(file, &head);
            }
            out(file, &row);
        }
        Ok(())
    })?;
    Ok(skipped)
}

/// One file of a batch, from 0, made again from facts: the same bytes each time. `Conflict` where the batch's files are
/// not those that were sent; `NotFound` for a file that it has not. Takes the right to pay at the round's unit.
pub fn file_of(tx: &mut Tx, ctx: &Ctx, batch: Id, file: usize) -> Result<(BatchRow, Vec<u8>)> {
    let batch = bank_store::batch(tx, ctx.org, batch)?.ok_or(Error::NotFound)?;
    let case = store::case(tx, ctx.org, batch.round)?.ok_or(Error::NotFound)?;
    let right = case.flow.right_of(Step::Pay).ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, case.round.unit)?;
    let lines = bank_store::batch_lines(tx, ctx.org, batch.id)?;
    let lines: Vec<Ready> = lines.iter().map(bank_store::BatchLineRow::ready).collect();
    let layout = layout::layout(&batch.layout, batch.date)?;
    if file >= layout.files(lines.len()) {
        return Err(Error::NotFound);
    }
    let (mut hash, mut bytes) = (Sha256::new(), Vec::new());
    let of = (&layout, batch.number.as_str());
    write(tx, ctx.org, &case, of, (&lines, false), |number, some| {
        hash.update(some);
        if number == file {
            bytes.extend_from_slice(some);
        }
    })?;
    if hash.finalize().as_slice() != batch.digest {
        return Err(Error::Conflict);
    }
    Ok((batch, bytes))
}
