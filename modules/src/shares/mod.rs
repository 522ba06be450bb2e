//! Projects whose income is shared among a roster of beneficiaries (斗虎屯: relief-asset income).
//! README.md has nouns, rules and who may do what. Never pays: that is `payout`.

pub mod add_asset;
pub mod add_beneficiaries;
pub mod add_funding;
mod api;
pub mod codes;
pub mod coop;
pub mod end_beneficiary;
pub mod enter_project;
pub mod entitlements;
pub mod figures;
mod file_api;
mod held_api;
pub mod import_roster;
pub mod model;
pub mod plan_income;
pub mod plan_roster;
pub mod read;
pub mod record_income;
pub mod register;
pub mod register_round;
pub mod reverse_income;
mod store;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod void_funding;
pub mod web;

pub use add_asset::{AddAsset, add_asset};
pub use add_beneficiaries::{AddBeneficiaries, add_beneficiaries};
pub use add_funding::{AddFunding, add_funding};
pub use end_beneficiary::{EndBeneficiary, end_beneficiary};
pub use enter_project::{EnterProject, enter_project};
pub use import_roster::{ImportRoster, RosterImported, import_roster};
pub use plan_income::{PlanIncome, plan_income};
pub use plan_roster::{RosterPlan, plan_roster, read_roster};
pub use record_income::{RecordIncome, record_income};
pub use reverse_income::{ReverseIncome, reverse_income};
pub use void_funding::{VoidFunding, void_funding};

use ::store::Tx;
use access::{Right, require};
use kernel::{Ctx, Error, Id, OrgId, Result};
use std::collections::HashSet;

/// Account codes of a project's book.
pub const BANK: &str = "bank";
pub const UNDISTRIBUTED: &str = "undistributed";

/// The project that a deed enters something into: as it is today, where the person may.
fn project_to_enter(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<store::ProjectFact> {
    let project = store::project(tx, ctx.org, id, ctx.today())?.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, project.unit)?;
    Ok(project)
}

/// Those of `households` that a roster or a co-op names in whatever period: what rests on an import of people.
pub fn households_in_use(tx: &mut Tx, org: OrgId, households: &[Id]) -> Result<Vec<Id>> {
    let asked: HashSet<&Id> = households.iter().collect();
    let mut listed = store::households_listed(tx, org)?;
    listed.extend(coop::store::households_of_members(tx, org)?);
    listed.sort();
    listed.dedup();
    listed.retain(|household| asked.contains(household));
    Ok(listed)
}
