//! The one scope predicate. Lists, their counts, exports, search and drill-down all say
//! `x.unit in scope($org, $user, $right, $today)`; nothing decides by itself what somebody may see.

use crate::Right;
use kernel::{Ctx, Error, Id, OrgId, Result};
use store::{Macro, Tx, Value, values};

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
    pub today: kernel::Date,
}

impl Scope {
    pub fn of(ctx: &Ctx, right: Right) -> Scope {
        Scope { org: ctx.org, user: ctx.actor.user, right, today: ctx.today() }
    }

    /// `$1` org, `$2` user, `$3` right, `$4` today; further parameters follow.
    pub fn params(&self) -> Vec<Value> {
        values![self.org, self.user, self.right.bit(), self.today]
    }
}

/// `Forbidden` unless the actor holds `right` at `unit` for `ctx.org` today. Every deed begins with
/// it. The program itself (user 0, by `Via::System`) may prepare what no person can: it passes.
pub fn require(tx: &mut Tx, ctx: &Ctx, right: Right, unit: Id) -> Result<()> {
    if ctx.actor == kernel::Actor::SYSTEM {
        return Ok(());
    }
    let mut params = Scope::of(ctx, right).params();
    params.push(unit.into());
    let sql = "select count(*) from access_unit_now u where u.id = $5 and u.id in scope($1, $2, $3, $4)";
    let held: i64 = tx.query_one(sql, &params)?.get(0)?;
    if held == 0 { Err(Error::Forbidden) } else { Ok(()) }
}
