//! What a member's account holds from a day on: a change begins on a later day, a correction on the same.

use super::model::Account;
use super::store;
use crate::shares::model as shares;
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Fen, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SetMemberAccount {
    pub member: Id,
    pub date: Date,
    pub contribution: Fen,
    pub reserve_share: Fen,
    pub subsidy_share: Fen,
    pub document: Option<String>,
}

impl Input for SetMemberAccount {
    const DEED: &'static str = "coop.set_account";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountSet {
    pub coop: Id,
}

/// Refuses `coop.not_member_then`. Invalid: the three amounts (`coop_out_of_range`), `date` (`in_the_future`),
/// `document` (`too_long`).
pub fn set_member_account(tx: &mut Tx, ctx: &Ctx, input: SetMemberAccount) -> Result<AccountSet> {
    let (coop, member) = super::member_to_enter(tx, ctx, input.member)?;
    let account = Account {
        contribution: input.contribution,
        reserve_share: input.reserve_share,
        subsidy_share: input.subsidy_share,
    }
    .checked()?;
    let date = shares::not_after("date", input.date, ctx.today())?;
    let document = shares::optional("document", input.document.as_deref())?;
    if !member.is_on(date) {
        return Err(Refusal::new("coop.not_member_then")
            .with("when", date)
            .into());
    }
    let row = (member.id, date, account);
    store::insert_account(tx, ctx.org, coop.id, row, (document, None))?;
    Ok(AccountSet { coop: coop.id })
}
