//! Imports member accounts and trade that were read and shown before: new households join, another account holds
//! from the list's day on, trade of the list's year is recorded. Nobody is ended.

use super::model::{Line, compare};
use super::store::{self, Trade};
use super::{add_member, model, plan_accounts};
use crate::shares::model as shares;
use ::store::{Input, Tx};
use access::imports;
use kernel::{Ctx, Date, Error, Id, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What was shown in the preview. The rows themselves are not part of the journalled input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportAccounts {
    pub coop: Id,
    /// From when the accounts hold, and on which new members joined.
    pub date: Date,
    /// Of the trade.
    pub year: i64,
    /// Keyed hash of the file, in hex.
    pub file_tag: String,
    pub joining: usize,
    pub accounts: usize,
    pub trades: usize,
    pub unchanged: usize,
    pub set_aside: usize,
}

impl Input for ImportAccounts {
    const DEED: &'static str = "coop.import_accounts";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountsImported {
    pub import: Id,
    pub joined: usize,
    pub accounts: usize,
    pub trades: usize,
}

/// `Conflict` where what is there is no longer what the preview compared with. Refuses what
/// [`super::add_member()`] refuses. Invalid: `date` (`in_the_future`), `year` (`out_of_range`), amounts
/// (`coop_out_of_range`).
pub fn import_accounts(
    tx: &mut Tx,
    ctx: &Ctx,
    input: ImportAccounts,
    lines: &[Line],
) -> Result<AccountsImported> {
    let coop = super::coop_to_enter(tx, ctx, input.coop)?;
    let date = shares::not_after("date", input.date, ctx.today())?;
    let this_year = i64::from(ctx.today().year());
    let year = shares::within("year", input.year, shares::YEARS.0, this_year)?;
    let there = plan_accounts::there(tx, ctx.org, coop.id, (date, year))?;
    let diff = compare(lines, &there);
    let found = (diff.joining.len(), diff.accounts.len(), diff.trades.len());
    let shown = (input.joining, input.accounts, input.trades);
    if (found, diff.unchanged) != (shown, input.unchanged) {
        return Err(Error::Conflict);
    }
    let import = tx.new_id()?;
    let members = store::members(tx, ctx.org, coop.id, i64::MAX)?;
    let on_day = members.iter().filter(|m| m.is_on(date));
    let mut ids: HashMap<Id, Id> = on_day.map(|m| (m.household, m.id)).collect();
    for household in &diff.joining {
        let joining = (*household, date, true);
        let id = add_member::join(tx, ctx, coop.id, &members, joining, Some(import))?;
        ids.insert(*household, id);
    }
    for (household, account) in diff.accounts {
        let member = *ids.get(&household).ok_or(Error::Conflict)?;
        let row = (member, date, account.checked()?);
        store::insert_account(tx, ctx.org, coop.id, row, (None, Some(import)))?;
    }
    for (household, amount) in diff.trades {
        let trade = Trade {
            household,
            year,
            amount: model::in_range("trade", amount)?,
            quantity: None,
            date: ctx.today(),
            document: None,
        };
        store::insert_trade(tx, ctx.org, coop.id, &trade, Some(import))?;
    }
    let done = imports::Done {
        id: import,
        kind: "coop",
        file_tag: input.file_tag.into_bytes(),
        mapping: "[]",
        rows: lines.len() + input.set_aside,
        added: input.joining,
        changed: input.accounts + input.trades,
        unchanged: input.unchanged,
        set_aside: input.set_aside,
        reverses: None,
    };
    imports::record(tx, ctx.org, done)?;
    Ok(AccountsImported {
        import,
        joined: input.joining,
        accounts: input.accounts,
        trades: input.trades,
    })
}
