//! The one scope predicate. Lists, their counts, exports, search and drill-down all say
//! `x.unit in scope($org, $user, $right, $today)`; nothing decides by itself what somebody may see.

use crate::{Right, deputies, store};
use ::store::{Macro, Tx, Value, values};
use kernel::{Actor, Ctx, Date, Error, Id, OrgId, Result};

/// The installation itself, as an organisation.
pub const INSTALLATION: OrgId = 0;

/// What a grant for the installation names instead of a unit: all of it, also while it has none.
pub const EVERYWHERE: Id = Id(0);

/// The units in which `$user` holds `$right` (its bit) for `$org` on `$today`.
pub const SCOPE: Macro = Macro {
    name: "scope",
    params: &["org", "user", "right", "today"],
    body: "(select sr.unit from access_grant_now sg join access_reach_now sr on sr.ancestor = sg.unit \
           where sg.user_id = {user} and sg.for_org = {org} and (sg.rights & {right}) <> 0 \
           and sg.valid_from <= {today} and (sg.valid_to is null or sg.valid_to > {today}))",
};

/// What `Db::open` is handed.
pub const MACROS: &[Macro] = &[SCOPE];

/// Where somebody looks from: the parameters of the scope predicate, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    pub org: OrgId,
    pub user: Id,
    pub right: Right,
    pub today: Date,
}

impl Scope {
    pub fn of(ctx: &Ctx, right: Right) -> Scope {
        Scope {
            org: ctx.org,
            user: ctx.actor.authority(),
            right,
            today: ctx.today(),
        }
    }

    /// `$1` org, `$2` user, `$3` right, `$4` today; further parameters follow.
    pub fn params(&self) -> Vec<Value> {
        values![self.org, self.user, self.right.bit(), self.today]
    }
}

/// The rights (one bit each) that the actor may use at each of these units today, in their order: what [`holds_at`] says of each
/// right of `ctx.org`, asked once. Without `Install` and `Grant` of the installation, which reach everywhere.
pub fn rights_at(tx: &mut Tx, ctx: &Ctx, units: &[Id]) -> Result<Vec<i64>> {
    if ctx.actor == Actor::SYSTEM {
        let all = Right::ALL.iter().fold(0, |bits, right| bits | right.bit());
        return Ok(vec![all; units.len()]);
    }
    if units.is_empty() || !deputies::speaks(tx, ctx, ctx.org)? {
        return Ok(vec![0; units.len()]);
    }
    // The right is not asked for by its bit but read.
    let scope = Scope::of(ctx, Right::Install);
    store::rights_at(tx, scope, units)
}

/// `Forbidden` unless the actor holds `right` at `unit` for `ctx.org` today. Every deed begins with
/// it; of a deputy it asks for the rights of the one for whom he acts. The program itself (user 0, by `Via::System`) may prepare what no person can: it passes.
pub fn require(tx: &mut Tx, ctx: &Ctx, right: Right, unit: Id) -> Result<()> {
    require_for(tx, ctx, right, ctx.org, unit)
}

/// Whether [`require`] lets the actor pass: what a page may offer him.
pub fn holds_at(tx: &mut Tx, ctx: &Ctx, right: Right, unit: Id) -> Result<bool> {
    match require(tx, ctx, right, unit) {
        Ok(()) => Ok(true),
        Err(Error::Forbidden) => Ok(false),
        Err(other) => Err(other),
    }
}

/// [`require`] for another organisation than the one whose chain is written: users and grants stand
/// on the installation's chain, the right to grant is held in an organisation.
///
/// Who holds `Install` or `Grant` for the installation holds it in every organisation; no other
/// right reaches from the installation into one.
pub fn require_for(tx: &mut Tx, ctx: &Ctx, right: Right, org: OrgId, unit: Id) -> Result<()> {
    if ctx.actor == Actor::SYSTEM {
        return Ok(());
    }
    let reaches_all = org == INSTALLATION || matches!(right, Right::Install | Right::Grant);
    if reaches_all && rights_of(tx, ctx, INSTALLATION)? & right.bit() != 0 {
        return Ok(());
    }
    if !deputies::speaks(tx, ctx, org)? {
        return Err(Error::Forbidden);
    }
    let scope = Scope {
        org,
        ..Scope::of(ctx, right)
    };
    if store::holds_at(tx, scope, unit)? {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// All rights that `user` holds anywhere in `org` on `today`: one bit each, [`Right::bit`].
pub fn rights_in(tx: &mut Tx, org: OrgId, user: Id, today: Date) -> Result<i64> {
    store::rights_in(tx, org, user, today)
}

/// Whether the actor holds `right` somewhere in `ctx.org` today: for menus, never instead of
/// [`require`] or the scope predicate. The program itself holds every right.
pub fn holds(tx: &mut Tx, ctx: &Ctx, right: Right) -> Result<bool> {
    let here = ctx.actor == Actor::SYSTEM || rights_of(tx, ctx, ctx.org)? & right.bit() != 0;
    if here || !matches!(right, Right::Install | Right::Grant) {
        return Ok(here);
    }
    Ok(rights_of(tx, ctx, INSTALLATION)? & right.bit() != 0)
}

/// What the actor may use in an organisation: his own rights, or those of the one for whom he acts there.
fn rights_of(tx: &mut Tx, ctx: &Ctx, org: OrgId) -> Result<i64> {
    if !deputies::speaks(tx, ctx, org)? {
        return Ok(0);
    }
    rights_in(tx, org, ctx.actor.authority(), ctx.today())
}

/// The deeds of this crate write the installation's chain; a door that forgot `in_org(0)` is told.
pub(crate) fn on_installation(ctx: &Ctx) -> Result<()> {
    if ctx.org == INSTALLATION {
        return Ok(());
    }
    Err(Error::Internal(format!(
        "a deed of the installation was begun for org {}",
        ctx.org
    )))
}
