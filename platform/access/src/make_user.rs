//! Makes and resets accounts; leave.rs closes them. A password never enters a deed's input: it is hashed before
//! (see [`crate::Passwords::hash_new`]), and the hash comes beside the input, to stand outside the chain.

use crate::grant_role::Grant;
use crate::scope::{EVERYWHERE, INSTALLATION, on_installation};
use crate::store::users::UserRow;
use crate::users::{PLACE, Sealed, login_key};
use crate::{Right, Role, require, require_for, store, tokens};
use ::store::{Input, Tx};
use kernel::{Actor, Ctx, Error, Id, OrgId, Result};
use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct FirstAdministrator {
    pub login: String,
    pub name: String,
}

impl Input for FirstAdministrator {
    const DEED: &'static str = "access.first_administrator";
    const PERSONAL: &'static [&'static str] = &["name"];
}

/// The account with which an installation begins; done by the program itself, after the door has
/// checked the one-time code. Its password is the person's own choice. Refused `access.already_installed`.
pub fn first_administrator(
    tx: &mut Tx,
    ctx: &Ctx,
    input: FirstAdministrator,
    hash: &str,
) -> Result<Id> {
    on_installation(ctx)?;
    if ctx.actor != Actor::SYSTEM {
        return Err(Error::Forbidden);
    }
    if store::users::count_users(tx)? > 0 {
        return Err(Error::refused("access.already_installed"));
    }
    let user = insert(tx, ctx, &input.login, &input.name, hash, false)?;
    let id = tx.new_id()?;
    let grant = Grant {
        id,
        user,
        for_org: INSTALLATION,
        unit: EVERYWHERE,
        role: Role::Administrator.code().to_owned(),
        valid_from: ctx.today(),
        valid_to: None,
    };
    store::users::insert_grant(tx, &grant)?;
    store::users::insert_grant_now(tx, &grant)?;
    store::users::insert_event(tx, user, 2, "granted", ctx.today())?;
    Ok(user)
}

#[derive(Debug, Clone, Serialize)]
pub struct MakeUser {
    /// In which organisation the maker holds the right to make users.
    pub for_org: OrgId,
    pub login: String,
    pub name: String,
}

impl Input for MakeUser {
    const DEED: &'static str = "access.make_user";
    const PERSONAL: &'static [&'static str] = &["name"];
}

/// Needs `Grant` in `for_org`. The account can do nothing until a role is granted, and its password
/// must be changed at the first sign-in. Invalid: `login_form` (2 to 32 Latin letters,
/// digits, `.-_`), `empty` name. Refused: `access.login_taken`, also by one who has left.
pub fn make_user(tx: &mut Tx, ctx: &Ctx, input: MakeUser, hash: &str) -> Result<Id> {
    on_installation(ctx)?;
    if !crate::holds(tx, &ctx.in_org(input.for_org), Right::Grant)? {
        return Err(Error::Forbidden);
    }
    insert(tx, ctx, &input.login, &input.name, hash, true)
}

fn insert(
    tx: &mut Tx,
    ctx: &Ctx,
    login: &str,
    name: &str,
    hash: &str,
    must_change: bool,
) -> Result<Id> {
    let login = login_key(login);
    // Not a name: a login stands in the clear, and what a person is called is sealed.
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !(2..=32).contains(&login.chars().count()) || !login.chars().all(fits) {
        return Err(Error::invalid("login", "login_form"));
    }
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "empty"));
    }
    if store::users::login_was_used(tx, &login)? {
        return Err(Error::refused("access.login_taken"));
    }
    let id = tx.new_subject()?;
    tx.set_input_subject(id);
    let sealed = tx.seal(
        id,
        PLACE,
        id,
        &Sealed {
            name: name.to_owned(),
        },
    )?;
    let row = UserRow {
        id,
        login: login.clone(),
        sealed,
        valid_from: ctx.today(),
        valid_to: None,
    };
    store::users::insert_user(tx, &row)?;
    store::users::insert_login(tx, &login, id)?;
    store::users::set_credential(tx, id, hash, must_change)?;
    store::users::insert_event(tx, id, 1, "made", ctx.today())?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize)]
pub struct ResetPassword {
    pub user: Id,
}

impl Input for ResetPassword {
    const DEED: &'static str = "access.reset_password";
}

/// Needs `Grant` over everything that the account may do; ends its sessions and its tokens, and the new password must
/// be changed at the next sign-in. Refused `access.reset_is_for_others`.
pub fn reset_password(tx: &mut Tx, ctx: &Ctx, input: ResetPassword, hash: &str) -> Result<Id> {
    on_installation(ctx)?;
    if [ctx.actor.user, ctx.actor.authority()].contains(&input.user) {
        return Err(Error::refused("access.reset_is_for_others"));
    }
    open_account(tx, input.user)?;
    require_over(tx, ctx, input.user)?;
    store::users::set_credential(tx, input.user, hash, true)?;
    store::work::delete_sessions(tx, input.user, None)?;
    tokens::end_all(tx, ctx, input.user)?;
    store::users::insert_event(tx, input.user, 1, "reset", ctx.today())?;
    Ok(input.user)
}

#[derive(Debug, Clone, Serialize)]
pub struct ChangePassword {}

impl Input for ChangePassword {
    const DEED: &'static str = "access.change_password";
}

/// One's own; the door has verified the present one (see [`crate::session::change_password`]). Ends the
/// account's other sessions: `kept` is the token digest of the one in which the person sits.
pub fn change_own_password(
    tx: &mut Tx,
    ctx: &Ctx,
    _input: ChangePassword,
    hash: &str,
    kept: Option<&[u8]>,
) -> Result<Id> {
    on_installation(ctx)?;
    let user = ctx.actor.user;
    open_account(tx, user)?;
    store::users::set_credential(tx, user, hash, false)?;
    store::work::delete_sessions(tx, user, kept)?;
    store::users::insert_event(tx, user, 1, "changed", ctx.today())?;
    Ok(user)
}

pub(crate) fn open_account(tx: &mut Tx, user: Id) -> Result<UserRow> {
    store::users::user(tx, user)?
        .filter(|row| row.valid_to.is_none())
        .ok_or(Error::NotFound)
}

/// Who could reset an account with more reach than his own could take that reach for himself.
pub(crate) fn require_over(tx: &mut Tx, ctx: &Ctx, user: Id) -> Result<()> {
    let grants = store::users::grants_of_user(tx, user)?;
    let live: Vec<&Grant> = grants
        .iter()
        .filter(|grant| grant.is_live(ctx.today()))
        .collect();
    if live.is_empty() {
        return require(tx, ctx, Right::Grant, EVERYWHERE);
    }
    live.iter()
        .try_for_each(|grant| require_for(tx, ctx, Right::Grant, grant.for_org, grant.unit))
}
