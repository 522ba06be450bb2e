//! Takes a declared round back by the full mirror of its entries. Lines already paid become receivables of the
//! households that got the money.

use crate::declare_round::fresh_accounts;
use crate::model::{Reason, Settled, Step};
use crate::pay_lines::standing_accounts;
use crate::round::{Case, Detail};
use crate::standing::Standing;
use crate::{read, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Fen, Id, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct ReverseRound {
    pub round: Id,
    pub date: Date,
    pub reason: Reason,
}

impl Input for ReverseRound {
    const DEED: &'static str = "payout.reverse";
}

/// Returns the voucher that mirrors the declaration. Before it one voucher gives back what left the payables, so that
/// the mirror is exact: paid lines debit a receivable of who got the money, unclaimed ones their account. Refuses what
/// [`crate::Case::may`] refuses, then what posting refuses.
pub fn reverse_round(tx: &mut Tx, ctx: &Ctx, input: ReverseRound) -> Result<Id> {
    let (case, state) = read::step(tx, ctx, input.round, Step::Reverse, input.date)?;
    let declared = case
        .declared()
        .ok_or_else(|| Error::Internal("a declared round without entries".into()))?;
    let lines = store::standings(tx, ctx.org, case.round.id, None)?;
    let left: Vec<&Standing> = lines
        .values()
        .filter(|s| s.live().is_some() || s.is_unclaimed())
        .collect();
    let paid: Vec<&Standing> = left
        .iter()
        .copied()
        .filter(|s| s.live().is_some())
        .collect();
    let given_back = match left.is_empty() {
        true => None,
        false => Some(give_back(tx, ctx, &case, input.date, &left)?),
    };
    if let Some(voucher) = given_back {
        for standing in &paid {
            let place = (case.round.id, standing.line.key);
            let money = (standing.line.net(), voucher);
            store::insert_settlement(tx, ctx, place, Settled::Receivable, input.date, money)?;
        }
    }
    let voucher = ledger::reverse(tx, ctx, declared.voucher, input.date)?;
    let detail = Detail::Reversed {
        reason: input.reason,
        voucher,
        given_back,
        lines: paid.len() as i64,
        amount: Fen::sum(paid.iter().map(|s| Fen(s.line.net())))?,
        fresh_accounts: fresh_accounts(tx, ctx, &case)?,
    };
    let step = (Step::Reverse, state);
    read::record(tx, ctx, case.round.id, step, input.date, detail)?;
    Ok(voucher)
}

fn give_back(tx: &mut Tx, ctx: &Ctx, case: &Case, date: Date, left: &[&Standing]) -> Result<Id> {
    let book = case.round.book;
    let payable = standing_accounts(tx, ctx, case, left, false)?;
    let aside = |s: &&Standing| s.live().is_none();
    let unclaimed: Vec<&Standing> = left.iter().copied().filter(aside).collect();
    let unclaimed = match unclaimed.is_empty() {
        true => Default::default(),
        false => standing_accounts(tx, ctx, case, &unclaimed, true)?,
    };
    let payees: Vec<Id> = left
        .iter()
        .filter(|s| !aside(s))
        .map(|s| s.payee())
        .collect();
    let owed = AccountKind::asset(&case.flow.accounts.receivable);
    let owed = ledger::accounts(tx, ctx, book, owed, &payees)?;
    let mut entries = Vec::with_capacity(2 * left.len());
    for standing in left {
        let (party, amount) = (standing.line.payee.household, Fen(standing.line.net()));
        let from = match aside(standing) {
            true => unclaimed.get(&party),
            false => owed.get(&standing.payee()),
        };
        let (from, to) = (from.ok_or(Error::NotFound)?, payable.get(&party));
        entries.push(Line::debit(*from, amount));
        entries.push(Line::credit(*to.ok_or(Error::NotFound)?, amount));
    }
    ledger::post(
        tx,
        ctx,
        Voucher {
            book,
            date,
            kind: "receivable",
            source: Some("payout_round"),
            source_id: Some(case.round.id),
            reverses: None,
            lines: entries,
        },
    )
}
