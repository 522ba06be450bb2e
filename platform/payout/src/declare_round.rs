//! Declares a round: from here on the money is owed. Never pays it: see pay_lines.rs.

use crate::model::Step;
use crate::round::{Case, Declared, Detail};
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct DeclareRound {
    pub round: Id,
    pub date: Date,
}

impl Input for DeclareRound {
    const DEED: &'static str = "payout.declare";
}

/// Debits undistributed surplus, credits each household's payable, the tax withheld and the accounts of the
/// division; what is carried stays undistributed. Names the accounts made, granted or reset lately of all who worked on
/// the round. Refuses what [`Case::may`] refuses, then `payout.not_covered`, then what posting refuses.
pub fn declare_round(tx: &mut Tx, ctx: &Ctx, input: DeclareRound) -> Result<Declared> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Declare, input.date)?;
    let mut dues = store::dues(tx, ctx.org, case.round.id)?;
    let distributed = Fen::sum(dues.iter().map(|(_, gross, _)| Fen(*gross)))?;
    let tax = Fen::sum(dues.iter().map(|(_, _, tax)| Fen(*tax)))?;
    let held = read::undistributed(tx, ctx.org, &case)?;
    let waterfall = case.calculated().and_then(|plan| plan.waterfall.as_ref());
    let to_accounts = waterfall.map_or_else(Vec::new, |w| w.to_accounts());
    let drawn = Fen::sum(to_accounts.iter().map(|(_, fen)| *fen).chain([distributed]))?;
    if held < drawn {
        let refusal = Refusal::new("payout.not_covered").with("held", held);
        return Err(refusal.with("distributed", drawn).into());
    }
    let codes = &case.flow.accounts;
    dues.retain(|(_, gross, tax)| gross != tax);
    // In the order of payees, so that accounts opened here stand in the order in which they are read.
    dues.sort_unstable_by_key(|(household, _, _)| *household);
    let parties: Vec<Id> = dues.iter().map(|(household, _, _)| *household).collect();
    let payable = ledger::accounts(
        tx,
        ctx,
        case.round.book,
        AccountKind::debt(&codes.payable),
        &parties,
    )?;
    let fund = ledger::account(
        tx,
        ctx,
        case.round.book,
        AccountKind::debt(&codes.undistributed),
        None,
    )?;
    let mut entries = vec![Line::debit(fund, drawn)];
    for (household, gross, tax) in dues {
        let account = payable.get(&household).ok_or(Error::NotFound)?;
        entries.push(Line::credit(*account, Fen(gross - tax)));
    }
    drop((payable, parties));
    if tax > Fen::ZERO {
        let account = ledger::account(
            tx,
            ctx,
            case.round.book,
            AccountKind::debt(&codes.tax),
            None,
        )?;
        entries.push(Line::credit(account, tax));
    }
    credit_accounts(tx, ctx, &case, &to_accounts, &mut entries)?;
    let voucher = ledger::post(
        tx,
        ctx,
        Voucher {
            book: case.round.book,
            date: input.date,
            kind: "declare",
            source: Some("payout_round"),
            source_id: Some(case.round.id),
            reverses: None,
            lines: entries,
        },
    )?;
    let declared = Declared {
        voucher,
        distributed,
        carried: case.round.pool.minus(drawn)?,
        fresh_accounts: fresh_accounts(tx, ctx, &case)?,
    };
    let detail = Detail::Declared(declared.clone());
    read::record(
        tx,
        ctx,
        case.round.id,
        (Step::Declare, state),
        input.date,
        detail,
    )?;
    Ok(declared)
}

/// What the division gives to reserve, welfare, a loss or the village.
fn credit_accounts(
    tx: &mut Tx,
    ctx: &Ctx,
    case: &Case,
    to_accounts: &[(String, Fen)],
    entries: &mut Vec<Line>,
) -> Result<()> {
    let rules = case.flow.division.as_ref();
    for (code, amount) in to_accounts {
        let is_loss = rules.is_some_and(|rules| rules.losses.contains(code));
        let kind = match is_loss {
            true => AccountKind::asset(code),
            false => AccountKind::debt(code),
        };
        let account = ledger::account(tx, ctx, case.round.book, kind, None)?;
        entries.push(Line::credit(account, *amount));
    }
    Ok(())
}

pub(crate) fn fresh_accounts(tx: &mut Tx, ctx: &Ctx, case: &Case) -> Result<Vec<Id>> {
    let since = ctx.today().plus_days(-case.flow.people.fresh_account_days);
    let mut users: BTreeSet<Id> = case.history.iter().map(|done| done.user).collect();
    users.insert(ctx.actor.user);
    let mut fresh = Vec::new();
    for user in users {
        if store::is_fresh(tx, user, since)? {
            fresh.push(user);
        }
    }
    Ok(fresh)
}
