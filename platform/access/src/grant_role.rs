//! Grants a role to a user at a unit, for an organisation; takes it back. Who grants holds no right
//! over money himself, and nobody grants to himself.

use crate::scope::{EVERYWHERE, INSTALLATION, on_installation};
use crate::{Right, Role, deputies, require_for, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};

/// A role held by a user at a unit and all below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub id: Id,
    pub user: Id,
    pub for_org: OrgId,
    /// [`EVERYWHERE`] for the installation.
    pub unit: Id,
    /// [`Role::code`].
    pub role: String,
    pub valid_from: Date,
    /// The first day on which it no longer holds.
    pub valid_to: Option<Date>,
}

impl Grant {
    /// One bit for each right; none for a role that this program does not know.
    pub fn rights(&self) -> i64 {
        Role::from_code(&self.role).map_or(0, Role::mask)
    }

    pub fn holds_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.is_live(date)
    }

    /// Holds today or will.
    pub fn is_live(&self, today: Date) -> bool {
        self.valid_to.is_none_or(|to| to > today)
    }

    pub(crate) fn is_void(&self) -> bool {
        self.valid_to == Some(self.valid_from)
    }
}

/// The rights that nobody holds together with `Install` or `Grant`.
const MONEY: [Right; 7] = [
    Right::ViewProjects,
    Right::EnterProjects,
    Right::ViewRounds,
    Right::PrepareRounds,
    Right::ReviewRounds,
    Right::ApproveRounds,
    Right::PayRounds,
];

/// Whether one account would both grant and hold a right over money.
pub fn grants_and_holds_money(mask: i64) -> bool {
    let any = |rights: &[Right]| rights.iter().any(|right| mask & right.bit() != 0);
    any(&[Right::Install, Right::Grant]) && any(&MONEY)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct GrantRole {
    pub user: Id,
    pub for_org: OrgId,
    pub unit: Id,
    pub role: Role,
    /// Not before today.
    pub valid_from: Date,
    pub valid_to: Option<Date>,
}

impl Input for GrantRole {
    const DEED: &'static str = "access.grant_role";
}

/// Needs `Grant` at `unit` for `for_org`.
///
/// Invalid: `in_the_past`, `not_after_from`, `unknown_unit`, `unknown_org`. Refused, in this order:
/// `access.grant_to_yourself`, `access.role_of_the_installation` (an administrator is one of the
/// installation, everybody else of an organisation), `access.unit_outside_org`, `access.granted_already`,
/// `access.administrator_holds_no_money_right` (with those whose deputy he is, and those who are his).
pub fn grant_role(tx: &mut Tx, ctx: &Ctx, input: GrantRole) -> Result<Id> {
    on_installation(ctx)?;
    require_for(tx, ctx, Right::Grant, input.for_org, input.unit)?;
    if input.valid_from < ctx.today() {
        return Err(Error::invalid("valid_from", "in_the_past"));
    }
    if input.valid_to.is_some_and(|to| to <= input.valid_from) {
        return Err(Error::invalid("valid_to", "not_after_from"));
    }
    store::users::user(tx, input.user)?
        .filter(|user| user.valid_to.is_none())
        .ok_or(Error::NotFound)?;
    if [ctx.actor.user, ctx.actor.authority()].contains(&input.user) {
        return Err(Error::refused("access.grant_to_yourself"));
    }
    check_place(tx, ctx, &input)?;
    let held = store::users::grants_of_user(tx, input.user)?;
    let live: Vec<&Grant> = held
        .iter()
        .filter(|grant| grant.is_live(input.valid_from))
        .collect();
    let same = |grant: &&Grant| {
        grant.for_org == input.for_org
            && grant.unit == input.unit
            && grant.role == input.role.code()
    };
    if live.iter().any(same) {
        return Err(Error::refused("access.granted_already"));
    }
    let masks = deputies::masks_around(tx, input.user, input.valid_from)?;
    if masks
        .iter()
        .any(|mask| grants_and_holds_money(mask | input.role.mask()))
    {
        return Err(Error::refused("access.administrator_holds_no_money_right"));
    }
    let grant = Grant {
        id: tx.new_id()?,
        user: input.user,
        for_org: input.for_org,
        unit: input.unit,
        role: input.role.code().to_owned(),
        valid_from: input.valid_from,
        valid_to: input.valid_to,
    };
    store::users::insert_grant(tx, &grant)?;
    store::users::insert_grant_now(tx, &grant)?;
    store::users::insert_event(tx, grant.user, 1, "granted", ctx.today())?;
    Ok(grant.id)
}

fn check_place(tx: &mut Tx, ctx: &Ctx, input: &GrantRole) -> Result<()> {
    let of_installation = input.for_org == INSTALLATION;
    if of_installation != (input.role == Role::Administrator) {
        return Err(Error::refused("access.role_of_the_installation"));
    }
    if of_installation {
        let is_everywhere = input.unit == EVERYWHERE;
        return if is_everywhere {
            Ok(())
        } else {
            Err(Error::invalid("unit", "unknown_unit"))
        };
    }
    let org = store::org(tx, input.for_org, ctx.today())?
        .ok_or(Error::invalid("for_org", "unknown_org"))?;
    if store::units::unit(tx, input.unit)?.is_none() {
        return Err(Error::invalid("unit", "unknown_unit"));
    }
    if store::units::is_below(tx, input.unit, org.unit)? {
        Ok(())
    } else {
        Err(Error::refused("access.unit_outside_org"))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RevokeRole {
    pub grant: Id,
}

impl Input for RevokeRole {
    const DEED: &'static str = "access.revoke_role";
}

/// Needs `Grant` where the role is held; it ends today. Refused `access.already_ended`,
/// `access.last_administrator`.
pub fn revoke_role(tx: &mut Tx, ctx: &Ctx, input: RevokeRole) -> Result<Id> {
    on_installation(ctx)?;
    let grant = store::users::grant(tx, input.grant)?.ok_or(Error::NotFound)?;
    require_for(tx, ctx, Right::Grant, grant.for_org, grant.unit)?;
    if grant.is_void() || !grant.is_live(ctx.today()) {
        return Err(Error::refused("access.already_ended"));
    }
    end(tx, ctx, &grant)?;
    store::users::insert_event(tx, grant.user, 1, "revoked", ctx.today())?;
    Ok(grant.id)
}

/// Ends a grant today; one that begins today or later never was.
pub(crate) fn end(tx: &mut Tx, ctx: &Ctx, grant: &Grant) -> Result<()> {
    if grant.role == Role::Administrator.code() {
        let others = store::users::grants_for_org(tx, INSTALLATION)?;
        let stays = |other: &Grant| {
            other.id != grant.id
                && other.role == grant.role
                && other.holds_on(ctx.today())
                && other.valid_to.is_none()
        };
        if !others.iter().any(stays) {
            return Err(Error::refused("access.last_administrator"));
        }
    }
    let ended = Grant {
        valid_to: Some(ctx.today().max(grant.valid_from)),
        ..grant.clone()
    };
    store::users::insert_grant(tx, &ended)?;
    store::users::delete_grant_now(tx, grant)?;
    if ended.is_void() {
        Ok(())
    } else {
        store::users::insert_grant_now(tx, &ended)
    }
}

/// The grants of a user, ended ones included.
pub fn grants_of(tx: &mut Tx, user: Id) -> Result<Vec<Grant>> {
    store::users::grants_of_user(tx, user)
}

/// The grants for an organisation, ended ones included, by user.
pub fn grants_for(tx: &mut Tx, org: OrgId) -> Result<Vec<Grant>> {
    store::users::grants_for_org(tx, org)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_both_grants_and_holds_a_right_over_money() {
        for role in Role::ALL {
            assert!(!grants_and_holds_money(role.mask()), "{role:?}");
        }
        let both = Role::OrgAdministrator.mask() | Role::Auditor.mask();
        assert!(grants_and_holds_money(both));
    }
}
