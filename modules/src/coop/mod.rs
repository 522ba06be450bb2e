//! The organisation net of a party-led co-op (党支部领办合作社): who stands in it, whose land is in it and how, how
//! the result of its contracts is divided, and the money from sale to split. README.md.

pub mod add_party;
pub mod adopt_plan;
mod api;
pub mod bring_land;
pub mod distribute;
pub mod end_land;
pub mod end_net;
pub mod end_party;
pub mod ending;
mod figures;
pub mod hand_over;
pub mod model;
pub mod open_net;
pub mod read;
pub mod record_contribution;
pub mod record_cost;
pub mod repay_advance;
pub mod round;
pub mod sell;
pub mod set_members;
pub mod settle;
pub mod share_loss;
mod store;
#[cfg(test)]
mod tests;
pub mod void;
pub mod web;

pub use add_party::{AddParty, add_party};
pub use adopt_plan::{AdoptPlan, adopt_plan};
pub use bring_land::{BringLand, bring_land};
pub use distribute::{Distribute, distribute};
pub use end_land::{EndLand, end_land};
pub use end_net::{EndNet, end_net};
pub use end_party::{EndParty, end_party};
pub use hand_over::{HandOver, hand_over};
pub use open_net::{ChangeNet, OpenNet, change_net, open_net};
pub use read::{check, households_in_use};
pub use record_contribution::{RecordContribution, record_contribution};
pub use record_cost::{RecordCost, record_cost};
pub use repay_advance::{RepayAdvance, repay_advance};
pub use sell::sell;
pub use set_members::{SetMembers, set_members};
pub use settle::{Settle, settle};
pub use share_loss::{ShareLoss, share_loss};
pub use void::{Void, Voided, void};

use ::store::Tx;
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use ledger::AccountKind;
use store::{Net, Party};

/// What a round names as its source; its `source_id` is the settlement.
pub const SOURCE: &str = "coop.settlement";
/// The flow of its rounds.
pub const FLOW: &str = "contract_split";

/// Accounts of the contract's book, beside those of the flow.
mod accounts {
    /// Costs of the running period.
    pub const COSTS: &str = "contract_costs";
    /// What the co-op laid out and is to get back.
    pub const ADVANCES: &str = "advances";
    /// A period that cost more than it brought, until the parties share it.
    pub const LOSSES: &str = "losses";
    /// What a party owes of a loss.
    pub const LOSS_SHARE: &str = "loss_share";
    pub const BANK: &str = "bank";
    pub const UNDISTRIBUTED: &str = "undistributed";
}

/// The net as it stands on `date`, where the person may enter something. Refuses `net.ended`, for days before its end
/// too: what it was closed with would not be so any more. Refuses `net.not_on_day`.
fn net_to_enter(tx: &mut Tx, ctx: &Ctx, id: Id, date: Date) -> Result<Net> {
    let latest = store::latest_net(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, latest.unit)?;
    hold_standing(&latest)?;
    let net = store::net(tx, ctx.org, id, date, i64::MAX)?;
    net.ok_or_else(|| Refusal::new("net.not_on_day").with("date", date).into())
}

/// Refuses `net.ended`; `latest` is the latest row of a net.
fn hold_standing(latest: &Net) -> Result<()> {
    match latest.to {
        Some(to) => Err(Refusal::new("net.ended").with("date", to).into()),
        None => Ok(()),
    }
}

/// A party that stands on `date`, with its net. Refuses `net.party_ended`.
fn party_to_enter(tx: &mut Tx, ctx: &Ctx, id: Id, date: Date) -> Result<(Net, Party)> {
    let party = store::latest_party(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let net = net_to_enter(tx, ctx, party.net, date)?;
    if date < party.from || party.to.is_some_and(|to| to <= date) {
        return Err(Refusal::new("net.party_ended")
            .with("name", &party.name)
            .into());
    }
    Ok((net, party))
}

/// Refuses `net.settled` where `date` lies in a period that was settled: its result is fixed.
fn hold_open(tx: &mut Tx, ctx: &Ctx, net: Id, date: Date) -> Result<()> {
    let settled = store::money::settlements(tx, ctx.org, net)?;
    match settled.iter().find(|s| s.first <= date && date <= s.last) {
        Some(s) => Err(Refusal::new("net.settled")
            .with("first", s.first)
            .with("last", s.last)
            .into()),
        None => Ok(()),
    }
}

fn account(tx: &mut Tx, ctx: &Ctx, book: Id, kind: AccountKind) -> Result<Id> {
    ledger::account(tx, ctx, book, kind, None)
}
