//! Records lines paid by hand, with date, method and receipt. zhen moves no money itself.

use crate::model::{Method, State, Step};
use crate::plan::LineKey;
use crate::round::Detail;
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize)]
pub struct PayLine {
    pub line: LineKey,
    /// Number of the receipt.
    pub receipt: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PayLines {
    pub round: Id,
    pub date: Date,
    pub method: Method,
    pub lines: Vec<PayLine>,
}

impl Input for PayLines {
    const DEED: &'static str = "payout.pay";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub voucher: Id,
    pub lines: i64,
    pub amount: Fen,
    /// Whether nothing of the round is left to pay.
    pub is_all: bool,
}

/// One voucher for all lines given: debits each household's payable, credits the bank, by the line's
/// net amount. `Invalid` without a line, `NotFound` for a line of another round. Refuses what
/// [`crate::Case::may`] refuses, then `payout.already_paid` (also for a line named twice),
/// `payout.nothing_owed`, then what posting refuses (the bank holds too little).
pub fn pay_lines(tx: &mut Tx, ctx: &Ctx, input: PayLines) -> Result<Paid> {
    let (case, _) = read::step(tx, ctx, input.round, Step::Pay, input.date)?;
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "required"));
    }
    let codes = &case.flow.accounts;
    let (round, book) = (case.round.id, case.round.book);
    let mut entries = Vec::with_capacity(input.lines.len() + 1);
    let mut amounts = Vec::with_capacity(input.lines.len());
    let mut named = std::collections::HashSet::new();
    for (pay, place) in input.lines.iter().zip(1..) {
        let line = store::line(tx, ctx.org, round, pay.line)?.ok_or(Error::NotFound)?;
        if !named.insert(pay.line) || store::is_paid(tx, ctx.org, round, pay.line)? {
            return Err(Refusal::new("payout.already_paid")
                .with("line", place)
                .into());
        }
        if line.net() <= 0 {
            return Err(Refusal::new("payout.nothing_owed")
                .with("line", place)
                .into());
        }
        let account = ledger::find_account(
            tx,
            ctx.org,
            book,
            &codes.payable,
            Some(line.payee.household),
        )?;
        let account =
            account.ok_or_else(|| Error::Internal(format!("line {} has no payable", pay.line)))?;
        entries.push(Line::debit(account.id, Fen(line.net())));
        amounts.push(Fen(line.net()));
    }
    let amount = Fen::sum(amounts.iter().copied())?;
    let bank = ledger::account(tx, ctx, book, AccountKind::asset(&codes.bank), None)?;
    entries.push(Line::credit(bank, amount));
    let voucher = ledger::post(
        tx,
        ctx,
        Voucher {
            book,
            date: input.date,
            kind: "pay",
            source: Some("payout_round"),
            source_id: Some(round),
            reverses: None,
            lines: entries,
        },
    )?;
    for (pay, amount) in input.lines.iter().zip(&amounts) {
        let payment = store::Payment {
            round,
            key: pay.line,
            date: input.date,
            method: input.method,
            amount: amount.0,
            receipt: pay.receipt.as_deref(),
            voucher,
        };
        store::insert_payment(tx, ctx.org, &payment)?;
    }
    let is_all = store::unpaid_count(tx, ctx.org, round)? == 0;
    let state = if is_all { State::Paid } else { State::Declared };
    let lines = input.lines.len() as i64;
    let detail = Detail::Paid {
        voucher,
        lines,
        amount,
    };
    read::record(tx, ctx, round, (Step::Pay, state), input.date, detail)?;
    Ok(Paid {
        voucher,
        lines,
        amount,
        is_all,
    })
}
