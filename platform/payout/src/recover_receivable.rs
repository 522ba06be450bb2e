//! Records money of a reversed round that a household handed back. What is still open stays open: no later round
//! takes it off silently.

use crate::model::{Settled, Step};
use crate::plan::LineKey;
use crate::round::Detail;
use crate::{read, store, wrong};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct RecoverReceivable {
    pub round: Id,
    pub line: LineKey,
    pub date: Date,
    pub amount_fen: Fen,
}

impl Input for RecoverReceivable {
    const DEED: &'static str = "payout.recover";
}

/// Returns the voucher: debits the bank, credits the household's receivable. Takes the right to pay. `Invalid` for an
/// amount that is not positive. Refuses what [`crate::Case::may`] refuses, then `payout.before_last_step` (before the
/// reversal), `payout.more_than_open` (with what is open).
pub fn recover_receivable(tx: &mut Tx, ctx: &Ctx, input: RecoverReceivable) -> Result<Id> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Recover, input.date)?;
    if input.amount_fen <= Fen::ZERO {
        return Err(Error::invalid("amount_fen", "not_positive"));
    }
    let reversed = case.done(Step::Reverse).map(|done| (done.date, done.seq));
    let (since, seq) = reversed.ok_or(Error::NotFound)?;
    wrong::hold_after(input.date, since)?;
    let (_, standing) = wrong::line(tx, ctx, input.round, input.line)?;
    let open = Fen(standing.owed_back());
    if input.amount_fen > open {
        return Err(Refusal::new("payout.more_than_open")
            .with("open", open)
            .into());
    }
    let (round, book, codes) = (case.round.id, case.round.book, &case.flow.accounts);
    let bank = ledger::account(tx, ctx, book, AccountKind::asset(&codes.bank), None)?;
    let payee = Some(standing.payee_at(seq));
    let owed = ledger::account(tx, ctx, book, AccountKind::asset(&codes.receivable), payee)?;
    let voucher = ledger::post(
        tx,
        ctx,
        Voucher {
            book,
            date: input.date,
            kind: "recover",
            source: Some("payout_round"),
            source_id: Some(round),
            reverses: None,
            lines: vec![
                Line::debit(bank, input.amount_fen),
                Line::credit(owed, input.amount_fen),
            ],
        },
    )?;
    let money = (input.amount_fen.0, voucher);
    store::insert_settlement(
        tx,
        ctx,
        (round, input.line),
        Settled::Recovered,
        input.date,
        money,
    )?;
    let detail = Detail::Moved {
        voucher,
        lines: 1,
        amount: input.amount_fen,
    };
    read::record(tx, ctx, round, (Step::Recover, state), input.date, detail)?;
    Ok(voucher)
}
