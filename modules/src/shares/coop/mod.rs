//! Member accounts of farmers' specialised co-ops (成员账户; 农民专业合作社法 art. 42-44): members by period, what each
//! account holds, the trade of each year, and the surplus that comes into the book. Never divides or pays
//! anything: that is a round of `payout` under the flow `coop_surplus`.

pub mod add_member;
pub mod end_member;
pub mod import_accounts;
pub mod model;
pub mod open_coop;
pub mod plan_accounts;
pub mod read;
pub mod record_surplus;
pub mod record_trade;
pub mod reverse_surplus;
pub mod round;
pub mod set_member_account;
pub(super) mod store;
mod take_income;
#[cfg(test)]
mod tests;
pub mod web;

pub use add_member::{AddMember, add_member};
pub use end_member::{EndMember, end_member};
pub use import_accounts::{AccountsImported, ImportAccounts, import_accounts};
pub use open_coop::{OpenCoop, open_coop};
pub use plan_accounts::{AccountsPlan, plan_accounts, read_accounts};
pub use read::{CoopState, MemberState, check, contributions, coop_as_of, entitlements};
pub use record_surplus::{RecordSurplus, record_surplus};
pub use record_trade::{RecordTrade, record_trade};
pub use reverse_surplus::{ReverseSurplus, reverse_surplus};
pub use set_member_account::{SetMemberAccount, set_member_account};
pub use take_income::{INCOME, coop_face, coops_of, take_income};

use ::store::Tx;
use access::{Right, require};
use kernel::{Ctx, Error, Id, Result};
use model::Member;
use store::Coop;

/// What a round names as its source; its `source_id` is the co-op.
pub const SOURCE: &str = "shares.coop";
/// Account of the book: losses of earlier years that are still to be made up.
pub const LOSSES: &str = "losses";

/// The co-op, where the person may enter something.
pub(super) fn coop_to_enter(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Coop> {
    let coop = store::coop(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, coop.unit)?;
    Ok(coop)
}

/// A member and his co-op, where the person may enter something.
fn member_to_enter(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<(Coop, Member)> {
    let coop = store::coop_of_member(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let coop = coop_to_enter(tx, ctx, coop)?;
    let members = store::members(tx, ctx.org, coop.id, i64::MAX)?;
    let member = members.into_iter().find(|m| m.id == id);
    Ok((coop, member.ok_or(Error::NotFound)?))
}
