//! Records that one payment came back: exactly its own entries are mirrored, and the line is unpaid again. The next
//! attempt is an ordinary payment.

use crate::model::{ReturnReason, State, Step};
use crate::pay_lines::standing_accounts;
use crate::plan::LineKey;
use crate::round::Detail;
use crate::{read, store, wrong};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{Line, Voucher};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ReturnPayment {
    pub round: Id,
    pub line: LineKey,
    /// Which payment: the bank's note names one, and a second note about it must not undo the next.
    pub attempt: i64,
    pub date: Date,
    pub reason: ReturnReason,
}

impl Input for ReturnPayment {
    const DEED: &'static str = "payout.return";
}

/// Returns the voucher. Takes the right to pay. `NotFound` for a payment that was not made. Refuses what
/// [`crate::Case::may`] refuses (in a reversed round money that comes back is a recovery), then
/// `payout.already_returned`, `payout.before_last_step` (before it was paid), then what posting refuses.
pub fn return_payment(tx: &mut Tx, ctx: &Ctx, input: ReturnPayment) -> Result<Id> {
    let (round, date) = (input.round, input.date);
    let back = give_back(tx, ctx, input)?;
    let detail = Detail::Moved {
        voucher: back.voucher,
        lines: 1,
        amount: back.amount,
    };
    read::record(tx, ctx, round, (Step::Return, back.state), date, detail)?;
    Ok(back.voucher)
}

/// What one return moved, and the state it leaves.
pub(crate) struct GivenBack {
    pub voucher: Id,
    pub amount: Fen,
    pub state: State,
}

/// As [`return_payment`], without its row in the round's history: the caller writes one for several.
pub(crate) fn give_back(tx: &mut Tx, ctx: &Ctx, input: ReturnPayment) -> Result<GivenBack> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Return, input.date)?;
    let (_, standing) = wrong::line(tx, ctx, input.round, input.line)?;
    let attempt = standing
        .attempts
        .iter()
        .find(|a| a.attempt == input.attempt);
    let attempt = attempt.ok_or(Error::NotFound)?;
    if let Some(returned) = &attempt.returned {
        return Err(Refusal::new("payout.already_returned")
            .with("attempt", attempt.attempt)
            .with("date", returned.date)
            .into());
    }
    wrong::hold_after(input.date, attempt.date)?;
    let (round, book) = (case.round.id, case.round.book);
    let was_unclaimed = standing.is_unclaimed_at(attempt.seq);
    let accounts = standing_accounts(tx, ctx, &case, &[&standing], was_unclaimed)?;
    let account = accounts.get(&standing.line.payee.household);
    let account = *account.ok_or(Error::NotFound)?;
    let bank = crate::bank::source_account(tx, ctx, &case, attempt.method)?;
    let amount = Fen(attempt.amount);
    let voucher = ledger::post(
        tx,
        ctx,
        Voucher {
            book,
            date: input.date,
            kind: "return",
            source: Some("payout_round"),
            source_id: Some(round),
            reverses: None,
            lines: vec![Line::debit(bank, amount), Line::credit(account, amount)],
        },
    )?;
    let row = store::ReturnRow {
        round,
        key: input.line,
        attempt: attempt.attempt,
        date: input.date,
        reason: input.reason,
        voucher,
    };
    store::insert_return(tx, ctx, &row)?;
    // What came back to the unclaimed leaves the round as it was; what came back to the payables is owed again.
    let state = if was_unclaimed {
        state
    } else {
        State::Declared
    };
    Ok(GivenBack {
        voucher,
        amount,
        state,
    })
}
