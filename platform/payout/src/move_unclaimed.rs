//! Moves lines that nobody fetched within the flow's period out of the payables, so that the round can be closed. They
//! are owed as before: see [`crate::pay_unclaimed`].

use crate::model::{HoldReason, Settled, State, Step};
use crate::pay_lines::standing_accounts;
use crate::plan::LineKey;
use crate::round::Detail;
use crate::standing::Standing;
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{Line, Voucher};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct MoveUnclaimed {
    pub round: Id,
    pub date: Date,
    pub lines: Vec<LineKey>,
}

impl Input for MoveUnclaimed {
    const DEED: &'static str = "payout.move_unclaimed";
}

/// Returns the voucher. Takes the right to pay. `Invalid` without a line, `NotFound` for a line of another round.
/// Refuses what [`crate::Case::may`] refuses, then `payout.unclaimed_too_early`, then for the first line at fault
/// `payout.already_paid`, `payout.nothing_owed`, `payout.line_unclaimed`, `payout.line_held` (disputed, deceased or
/// changed: somebody has to decide first).
pub fn move_unclaimed(tx: &mut Tx, ctx: &Ctx, input: MoveUnclaimed) -> Result<Id> {
    let (case, _) = read::step(tx, ctx, input.round, Step::Settle, input.date)?;
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "required"));
    }
    let declared = case.done(Step::Declare).map(|done| done.date);
    let earliest = declared
        .unwrap_or(input.date)
        .plus_days(case.flow.unclaimed.after_days);
    if input.date < earliest {
        return Err(Refusal::new("payout.unclaimed_too_early")
            .with("days", case.flow.unclaimed.after_days)
            .with("earliest", earliest)
            .into());
    }
    let round = case.round.id;
    let mut found = store::standings(tx, ctx.org, round, Some(&input.lines))?;
    let mut chosen = Vec::with_capacity(input.lines.len());
    for (key, place) in input.lines.iter().zip(1_i64..) {
        let refuse = |code: &'static str| Refusal::new(code).with("line", place);
        // Taken out once found: a line named twice is not there the second time.
        let Some(standing) = found.remove(key) else {
            return match chosen.iter().any(|s: &Standing| s.line.key == *key) {
                true => Err(refuse("payout.line_unclaimed").into()),
                false => Err(Error::NotFound),
            };
        };
        let fault = match () {
            () if standing.live().is_some() => Some("payout.already_paid"),
            () if standing.line.net() <= 0 => Some("payout.nothing_owed"),
            () if standing.is_unclaimed() => Some("payout.line_unclaimed"),
            () => None,
        };
        if let Some(code) = fault {
            return Err(refuse(code).into());
        }
        if let Some(hold) = standing.open_holds().find(|h| h.reason.is_decided()) {
            let refusal = refuse("payout.line_held").with("reason", hold.reason);
            return Err(refusal.with("from", hold.from).into());
        }
        chosen.push(standing);
    }
    let lines: Vec<&Standing> = chosen.iter().collect();
    let from = standing_accounts(tx, ctx, &case, &lines, false)?;
    let to = standing_accounts(tx, ctx, &case, &lines, true)?;
    let mut entries = Vec::with_capacity(2 * chosen.len());
    for standing in &chosen {
        let (party, amount) = (standing.line.payee.household, Fen(standing.line.net()));
        let account = |of: &ledger::Accounts| of.get(&party).copied().ok_or(Error::NotFound);
        entries.push(Line::debit(account(&from)?, amount));
        entries.push(Line::credit(account(&to)?, amount));
    }
    let amount = Fen::sum(chosen.iter().map(|s| Fen(s.line.net())))?;
    let voucher = ledger::post(
        tx,
        ctx,
        Voucher {
            book: case.round.book,
            date: input.date,
            kind: "unclaimed",
            source: Some("payout_round"),
            source_id: Some(round),
            reverses: None,
            lines: entries,
        },
    )?;
    for standing in &chosen {
        let (place, money) = ((round, standing.line.key), (standing.line.net(), voucher));
        store::insert_settlement(tx, ctx, place, Settled::Unclaimed, input.date, money)?;
        for hold in standing
            .open_holds()
            .filter(|h| h.reason == HoldReason::Unclaimed)
        {
            let until = input.date.max(hold.from);
            store::insert_hold(
                tx,
                ctx,
                hold.id,
                place,
                hold.reason,
                (hold.from, Some(until)),
            )?;
        }
    }
    let is_all = store::unpaid_count(tx, ctx.org, round)? == 0;
    let state = if is_all { State::Paid } else { State::Declared };
    let detail = Detail::Moved {
        voucher,
        lines: chosen.len() as i64,
        amount,
    };
    read::record(tx, ctx, round, (Step::Settle, state), input.date, detail)?;
    Ok(voucher)
}
