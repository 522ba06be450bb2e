//! Users as others read them: names, what happened to an account lately, who is where.

use crate::store;
use crate::store::users::UserRow;
use ::store::Tx;
use kernel::{Date, Id, OrgId, Result};
use serde::{Deserialize, Serialize};

/// A person with an account: one account for each natural person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: Id,
    pub login: String,
    /// Empty where the person has been erased.
    pub name: String,
    pub made: Date,
    /// The first day without the account.
    pub left: Option<Date>,
}

/// What is sealed under the user's own key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sealed {
    pub name: String,
}

pub(crate) const PLACE: &str = "access_user";

/// What happened to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserEvent {
    pub user: Id,
    /// `made`, `granted`, `revoked`, `reset`, `changed` (his own password), `left`.
    pub kind: String,
    pub date: Date,
    pub seq: i64,
}

/// An account that a money deed names, because it is new or somebody else set its password lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshAccount {
    pub user: Id,
    /// `made`, `granted`, `reset`.
    pub kind: String,
    pub date: Date,
}

/// So many days before a money deed an account counts as fresh.
pub const FRESH_DAYS: i64 = 30;

/// Of these users the accounts made, granted or reset on or after `since`, which is the day of the
/// money deed less [`FRESH_DAYS`].
pub fn fresh_accounts(tx: &mut Tx, users: &[Id], since: Date) -> Result<Vec<FreshAccount>> {
    let mut fresh = Vec::new();
    for user in users {
        for event in store::users::events(tx, *user, since)? {
            if matches!(event.kind.as_str(), "made" | "granted" | "reset") {
                fresh.push(FreshAccount {
                    user: event.user,
                    kind: event.kind,
                    date: event.date,
                });
            }
        }
    }
    Ok(fresh)
}

/// Everything that happened to an account since a day.
pub fn events(tx: &mut Tx, user: Id, since: Date) -> Result<Vec<UserEvent>> {
    store::users::events(tx, user, since)
}

/// Also of one who has left: his deeds still bear his name.
pub fn user(tx: &mut Tx, id: Id) -> Result<Option<User>> {
    store::users::user(tx, id)?
        .map(|row| opened(tx, row))
        .transpose()
}

/// Whoever may act by himself today: he has not left, and has no password that he must change first. What stands for him elsewhere,
/// a program's token or a calendar's address, holds no longer than that.
pub fn acting(tx: &mut Tx, id: Id) -> Result<Option<User>> {
    match store::users::credential(tx, id)? {
        Some((_, false)) => Ok(user(tx, id)?.filter(|user| user.left.is_none())),
        _ => Ok(None),
    }
}

/// The open account with this login.
pub fn user_by_login(tx: &mut Tx, login: &str) -> Result<Option<User>> {
    match store::users::user_of_login(tx, &login_key(login))? {
        Some(id) => user(tx, id),
        None => Ok(None),
    }
}

/// Every account by login, closed ones included.
pub fn users(tx: &mut Tx) -> Result<Vec<User>> {
    store::users::users(tx)?
        .into_iter()
        .map(|row| opened(tx, row))
        .collect()
}

/// Whether nobody has an account yet: then the first-run page is shown.
pub fn is_empty(tx: &mut Tx) -> Result<bool> {
    Ok(store::users::count_users(tx)? == 0)
}

/// The organisations in which the user holds any right today, the installation as 0.
pub fn orgs_of(tx: &mut Tx, user: Id, today: Date) -> Result<Vec<OrgId>> {
    let grants = store::users::grants_of_user(tx, user)?;
    let mut orgs: Vec<OrgId> = grants
        .iter()
        .filter(|grant| grant.holds_on(today))
        .map(|grant| grant.for_org)
        .collect();
    orgs.sort_unstable();
    orgs.dedup();
    Ok(orgs)
}

/// A login as it is kept and compared: half-width, small.
pub(crate) fn login_key(login: &str) -> String {
    kernel::text::half_width(login).to_lowercase()
}

fn opened(tx: &mut Tx, row: UserRow) -> Result<User> {
    let sealed: Option<Sealed> = tx.open(0, row.id, PLACE, row.id, &row.sealed)?;
    Ok(User {
        id: row.id,
        login: row.login,
        name: sealed.map(|sealed| sealed.name).unwrap_or_default(),
        made: row.valid_from,
        left: row.valid_to,
    })
}

/// How many hold a right anywhere in an organisation on a day.
pub fn holders(tx: &mut Tx, org: kernel::OrgId, right: crate::Right, date: Date) -> Result<i64> {
    store::users::holders(tx, org, right, date)
}
