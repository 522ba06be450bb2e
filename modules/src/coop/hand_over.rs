//! The co-op's part of a declared distribution goes into its own book as income. Only there come losses, reserve,
//! patronage and shares (农民专业合作社法 art. 44).

use super::accounts;
use super::model::COOP_SHARE;
use super::store;
use super::store::money::{self, Handover};
use crate::shares;
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::check::not_after;
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use payout::{Case, State};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct HandOver {
    pub round: Id,
    pub date: Date,
}

impl Input for HandOver {
    const DEED: &'static str = "net.hand_over";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct HandedOver {
    pub net: Id,
    pub amount: Fen,
}

/// Debits the co-op's part, credits the contract's bank; in the co-op's own book debits the bank, credits income.
/// Refuses `net.not_declared` (nothing is owed yet, or it was taken back), `net.handed_over`, `net.no_coop_part`,
/// then what posting refuses. Invalid: `date` (`in_the_future`).
pub fn hand_over(tx: &mut Tx, ctx: &Ctx, input: HandOver) -> Result<HandedOver> {
    let date = not_after("date", input.date, ctx.today())?;
    let case = payout::read::case(tx, ctx.org, input.round)?;
    if case.round.source != super::SOURCE {
        return Err(Error::NotFound);
    }
    let settlement = money::settlement(tx, ctx.org, case.round.source_id)?;
    let settlement = settlement.ok_or(Error::NotFound)?;
    let net = store::latest_net(tx, ctx.org, settlement.net)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::PayRounds, net.unit)?;
    if !matches!(case.state(), State::Declared | State::Paid | State::Closed) {
        return Err(Error::refused("net.not_declared"));
    }
    if let Some(done) = money::handover_of(tx, ctx.org, case.round.id)? {
        return Err(Refusal::new("net.handed_over")
            .with("date", done.date)
            .into());
    }
    let amount = part(&case)?;
    if amount == Fen::ZERO {
        return Err(Error::refused("net.no_coop_part"));
    }
    let id = tx.new_id()?;
    let share = super::account(tx, ctx, net.book, AccountKind::debt(COOP_SHARE))?;
    let bank = super::account(tx, ctx, net.book, AccountKind::asset(accounts::BANK))?;
    let voucher = Voucher {
        book: net.book,
        date,
        kind: "hand_over",
        source: Some("coop_handover"),
        source_id: Some(id),
        reverses: None,
        lines: vec![Line::debit(share, amount), Line::credit(bank, amount)],
    };
    let voucher = ledger::post(tx, ctx, voucher)?;
    let own_voucher = shares::coop::take_income(tx, ctx, (net.coop, date), amount, id)?;
    let handover = Handover {
        id,
        net: net.id,
        round: case.round.id,
        date,
        amount,
        voucher,
        own_voucher,
    };
    money::insert_handover(tx, ctx.org, &handover)?;
    Ok(HandedOver {
        net: net.id,
        amount,
    })
}

/// The co-op's part of a round that was worked out.
pub(super) fn part(case: &Case) -> Result<Fen> {
    let to_accounts = case
        .calculated()
        .and_then(|plan| plan.waterfall.as_ref())
        .map_or_else(Vec::new, |waterfall| waterfall.to_accounts());
    let own = to_accounts.iter().filter(|(code, _)| code == COOP_SHARE);
    Fen::sum(own.map(|(_, fen)| *fen))
}
