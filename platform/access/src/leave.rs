//! Somebody leaves: his work is handed over, then his account is closed. He may come back. What he did keeps his name.

use crate::grant_role::{self, Grant, grants_and_holds_money};
use crate::make_user::{open_account, require_over};
use crate::scope::on_installation;
use crate::store::users::UserRow;
use crate::{Right, deputies, store, tokens};
use ::store::{Input, Tx};
use kernel::{Ctx, Error, Id, OrgId, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Leave {
    pub user: Id,
    /// Who goes on with his work: he is granted every role that the other held, where the other held it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successor: Option<Id>,
}

impl Input for Leave {
    const DEED: &'static str = "access.leave";
}

/// Closes an account: its roles go to the successor and end, nobody acts for him or he for anybody, his sessions and his
/// password go. Needs `Grant` over everything that it may do. Invalid: `same_person` (successor). Refused, in this order:
/// `access.grant_to_yourself` (the successor is whoever closes), `access.administrator_holds_no_money_right` (of the
/// successor), `access.last_administrator`.
pub fn leave(tx: &mut Tx, ctx: &Ctx, input: Leave) -> Result<Id> {
    on_installation(ctx)?;
    let row = open_account(tx, input.user)?;
    require_over(tx, ctx, input.user)?;
    let mut grants = store::users::grants_of_user(tx, input.user)?;
    grants.retain(|grant| grant.is_live(ctx.today()));
    deputies::end_all(tx, ctx, input.user)?;
    if let Some(successor) = input.successor {
        hand_over(tx, ctx, (input.user, successor), &grants)?;
    }
    for grant in &grants {
        grant_role::end(tx, ctx, grant)?;
    }
    let login = row.login.clone();
    store::users::insert_user(
        tx,
        &UserRow {
            valid_to: Some(ctx.today()),
            ..row
        },
    )?;
    store::users::delete_login(tx, &login)?;
    store::users::delete_credential(tx, input.user)?;
    tokens::end_all(tx, ctx, input.user)?;
    store::work::delete_sessions(tx, input.user, None)?;
    store::users::insert_event(tx, input.user, 1, "left", ctx.today())?;
    Ok(input.user)
}

fn hand_over(tx: &mut Tx, ctx: &Ctx, (from, to): (Id, Id), grants: &[Grant]) -> Result<()> {
    if from == to {
        return Err(Error::invalid("successor", "same_person"));
    }
    open_account(tx, to)?;
    if [ctx.actor.user, ctx.actor.authority()].contains(&to) {
        return Err(Error::refused("access.grant_to_yourself"));
    }
    let more = grants.iter().fold(0, |mask, grant| mask | grant.rights());
    let around = deputies::masks_around(tx, to, ctx.today())?;
    if around
        .iter()
        .any(|mask| grants_and_holds_money(mask | more))
    {
        return Err(Error::refused("access.administrator_holds_no_money_right"));
    }
    let held = store::users::grants_of_user(tx, to)?;
    let has = |grant: &Grant| {
        held.iter().any(|own| {
            own.is_live(ctx.today())
                && (own.for_org, own.unit, &own.role) == (grant.for_org, grant.unit, &grant.role)
        })
    };
    let missing: Vec<&Grant> = grants.iter().filter(|grant| !has(grant)).collect();
    for (line, grant) in (1..).zip(missing) {
        let handed = Grant {
            id: tx.new_id()?,
            user: to,
            valid_from: ctx.today(),
            ..grant.clone()
        };
        store::users::insert_grant(tx, &handed)?;
        store::users::insert_grant_now(tx, &handed)?;
        store::users::insert_event(tx, to, line, "granted", ctx.today())?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize)]
pub struct ComeBack {
    pub user: Id,
    /// In which organisation whoever takes him back holds the right to make users.
    pub for_org: OrgId,
}

impl Input for ComeBack {
    const DEED: &'static str = "access.come_back";
}

/// Opens a closed account again, under the same login and name; its roles are granted anew. Needs `Grant` in `for_org`.
/// Refused `access.not_left`.
pub fn come_back(tx: &mut Tx, ctx: &Ctx, input: ComeBack, hash: &str) -> Result<Id> {
    on_installation(ctx)?;
    if !crate::holds(tx, &ctx.in_org(input.for_org), Right::Grant)? {
        return Err(Error::Forbidden);
    }
    let row = store::users::user(tx, input.user)?.ok_or(Error::NotFound)?;
    if row.valid_to.is_none() {
        return Err(Error::refused("access.not_left"));
    }
    let login = row.login.clone();
    store::users::insert_user(
        tx,
        &UserRow {
            valid_from: ctx.today(),
            valid_to: None,
            ..row
        },
    )?;
    store::users::insert_login(tx, &login, input.user)?;
    store::users::set_credential(tx, input.user, hash, true)?;
    store::users::insert_event(tx, input.user, 1, "made", ctx.today())?;
    Ok(input.user)
}

/// Roles that nobody else holds in the same organisation today: role and organisation.
pub fn alone_in(tx: &mut Tx, ctx: &Ctx, user: Id) -> Result<Vec<Grant>> {
    let mut alone = Vec::new();
    for grant in store::users::grants_of_user(tx, user)? {
        if !grant.holds_on(ctx.today()) {
            continue;
        }
        let all = store::users::grants_for_org(tx, grant.for_org)?;
        let other =
            |one: &Grant| one.user != user && one.role == grant.role && one.holds_on(ctx.today());
        if !all.iter().any(other) {
            alone.push(grant);
        }
    }
    Ok(alone)
}
