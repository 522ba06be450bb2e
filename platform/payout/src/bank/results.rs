//! What the bank answers, row by row: paid, returned with a reason, or unknown. The same row twice changes nothing; a
//! row that contradicts what is known is kept and listed, and moves nothing.

use super::layout::{Answer, Outcome};
use crate::model::{State, Step};
use crate::return_payment::{GivenBack, ReturnPayment, give_back};
use crate::round::Detail;
use crate::store::bank::{self as bank_store, ResultRow};
use crate::{read, store};
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Fen, Id, Result, words};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

words! {
    /// What became of a row.
    Verdict {
        Applied = "applied",
        /// It says again what is known.
        Repeated = "repeated",
        UnknownReference = "unknown_reference",
        AmountDiffers = "amount_differs",
        /// The money had come back before: somebody must ask the bank.
        PaidAfterReturn = "paid_after_return",
        /// It came back to a round that was taken back meanwhile: a recovery, by hand.
        RoundOver = "round_over",
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct ImportResults {
    /// Of the file, in hexadecimal.
    pub digest: String,
    /// The day on which the answer came, for rows without a day of their own.
    pub date: Date,
    pub rows: usize,
}

impl Input for ImportResults {
    const DEED: &'static str = "payout.import_results";
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Taken {
    pub paid: i64,
    pub returned: i64,
    pub unknown: i64,
    pub repeated: i64,
    /// Kept aside for a person.
    pub aside: i64,
}

/// Each row by its reference. A payment that came back is returned by the exact mirror of its entries (debit
/// `bank_clearing`, credit the payable) and may be sent again; one that is unknown stays out. Takes the right to pay at
/// each round's unit. `Conflict` where the rows are not as many as the input says.
pub fn import_results(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportResults,
    answers: &[Answer],
) -> Result<Taken> {
    if answers.len() != input.rows {
        return Err(Error::Conflict);
    }
    let mut taken = Taken::default();
    let mut rounds: BTreeMap<Id, Vec<GivenBack>> = BTreeMap::new();
    for answer in answers {
        let line = bank_store::line_of(tx, ctx.org, &answer.reference)?;
        let round = line.as_ref().map(|line| line.round);
        if let Some(round) = round {
            let case = store::case(tx, ctx.org, round)?.ok_or(Error::NotFound)?;
            let right = case.flow.right_of(Step::Pay).ok_or(Error::Forbidden)?;
            require(tx, ctx, right, case.round.unit)?;
            rounds.entry(round).or_default();
        } else if !access::holds(tx, ctx, Right::PayRounds)? {
            return Err(Error::Forbidden);
        }
        let date = answer.date.unwrap_or(input.date);
        let digest = digest(answer, date);
        let seen = bank_store::result_seen(tx, ctx.org, &digest)?;
        let verdict = match line {
            None => Verdict::UnknownReference,
            Some(_) if seen => Verdict::Repeated,
            Some(line) if line.amount != answer.amount => Verdict::AmountDiffers,
            Some(line) => {
                let date = date.max(line.date).min(ctx.today());
                let (verdict, back) = apply(tx, ctx, &line, answer, date)?;
                rounds.entry(line.round).or_default().extend(back);
                verdict
            }
        };
        match verdict {
            Verdict::Applied => match answer.outcome {
                Outcome::Paid => taken.paid += 1,
                Outcome::Returned => taken.returned += 1,
                Outcome::Unknown => taken.unknown += 1,
            },
            Verdict::Repeated => taken.repeated += 1,
            _ => taken.aside += 1,
        }
        // A row that was kept before needs no second place.
        if !seen {
            let row = ResultRow {
                round,
                reference: answer.reference.clone(),
                outcome: answer.outcome,
                reason: (answer.outcome == Outcome::Returned).then_some(answer.reason),
                date,
                amount: answer.amount,
                verdict,
            };
            bank_store::insert_result(tx, ctx.org, &row, &digest)?;
        }
    }
    for (round, back) in rounds {
        finish(tx, ctx, round, &back)?;
    }
    Ok(taken)
}

/// Of what a row says.
fn digest(answer: &Answer, date: Date) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [
        answer.reference.as_str(),
        answer.outcome.as_str(),
        answer.reason.as_str(),
        &answer.amount.0.to_string(),
        &date.to_string(),
    ] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_vec()
}

fn apply(
    tx: &mut Tx,
    ctx: &Ctx,
    line: &bank_store::SentLine,
    answer: &Answer,
    date: Date,
) -> Result<(Verdict, Option<GivenBack>)> {
    let mut found = store::standings(tx, ctx.org, line.round, Some(&[line.key]))?;
    let standing = found.remove(&line.key).ok_or(Error::NotFound)?;
    let attempt = standing.attempts.iter().find(|a| a.attempt == line.attempt);
    let is_back = attempt.ok_or(Error::NotFound)?.returned.is_some();
    let is_confirmed = bank_store::is_confirmed(tx, ctx.org, &line.reference)?;
    let verdict = match (answer.outcome, is_back) {
        (Outcome::Unknown, _) if is_confirmed || is_back => Verdict::Repeated,
        (Outcome::Unknown, _) => Verdict::Applied,
        (Outcome::Paid, true) => Verdict::PaidAfterReturn,
        (Outcome::Paid, false) if is_confirmed => Verdict::Repeated,
        (Outcome::Paid, false) => Verdict::Applied,
        (Outcome::Returned, true) => Verdict::Repeated,
        (Outcome::Returned, false) => {
            let back = ReturnPayment {
                round: line.round,
                line: line.key,
                attempt: line.attempt,
                date,
                reason: answer.reason,
            };
            return match give_back(tx, ctx, back) {
                Ok(back) => Ok((Verdict::Applied, Some(back))),
                Err(Error::Refused(_)) => Ok((Verdict::RoundOver, None)),
                Err(other) => Err(other),
            };
        }
    };
    Ok((verdict, None))
}

/// One row in the history of a round: what came back, and that the round is paid once nothing waits (no line without a
/// payment, no payment without the bank's word).
fn finish(tx: &mut Tx, ctx: &Ctx, round: Id, back: &[GivenBack]) -> Result<()> {
    let case = store::case(tx, ctx.org, round)?.ok_or(Error::NotFound)?;
    let waits = store::unpaid_count(tx, ctx.org, round)? > 0
        || bank_store::unconfirmed(tx, ctx.org, round)? > 0;
    let was = back.last().map_or(case.state(), |one| one.state);
    let is_paid = was == State::Declared && !waits;
    if back.is_empty() && !is_paid {
        return Ok(());
    }
    let detail = Detail::Moved {
        voucher: back.last().map_or(Id(0), |one| one.voucher),
        lines: i64::try_from(back.len()).unwrap_or(i64::MAX),
        amount: Fen::sum(back.iter().map(|one| one.amount))?,
    };
    let step = match back.is_empty() {
        true => Step::Pay,
        false => Step::Return,
    };
    let state = if is_paid { State::Paid } else { was };
    read::record(tx, ctx, round, (step, state), ctx.today(), detail)
}
