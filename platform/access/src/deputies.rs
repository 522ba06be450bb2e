//! Who acts for whom while somebody is away: named by an administrator, from a day to a day, ended at any time.
//!
//! A deputy chooses for whom he works at present; then he has that one's rights and none of his own, and whatever he
//! writes is his deed, done for the other. Never hands on: a deputy of a deputy has only what that one holds himself.

use crate::grant_role::{Grant, grants_and_holds_money};
use crate::scope::on_installation;
use crate::store::NOW;
use crate::{Right, require_for, store, users};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputy {
    pub id: Id,
    pub principal: Id,
    pub deputy: Id,
    /// With the rights that the principal holds in this organisation.
    pub for_org: OrgId,
    pub valid_from: Date,
    /// The first day on which it no longer holds.
    pub valid_to: Date,
}

impl Deputy {
    pub fn holds_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.is_live(date)
    }

    /// Holds today or will.
    pub fn is_live(&self, today: Date) -> bool {
        self.valid_to > today && self.valid_to > self.valid_from
    }

    /// Never held: it was ended before it began.
    pub fn is_void(&self) -> bool {
        self.valid_to <= self.valid_from
    }

    /// The last day, as people say it.
    pub fn last_day(&self) -> Date {
        self.valid_to.plus_days(-1)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NameDeputy {
    pub for_org: OrgId,
    pub principal: Id,
    pub deputy: Id,
    /// Not before today.
    pub valid_from: Date,
    /// The first day on which it no longer holds: a leave ends.
    pub valid_to: Date,
}

impl Input for NameDeputy {
    const DEED: &'static str = "access.name_deputy";
}

/// Needs `Grant` over everything that the principal may do in `for_org`: so it is only ever given by somebody who holds
/// no right over money himself.
///
/// Invalid: `in_the_past`, `not_after_from`, `same_person` (deputy). Refused, in this order:
/// `access.grant_to_yourself` (whoever names is neither of the two), `access.nothing_to_act_for`,
/// `access.deputy_without_role` (he works in the same organisation), `access.administrator_holds_no_money_right` (the two together), `access.has_deputy` (in these days).
pub fn name_deputy(tx: &mut Tx, ctx: &Ctx, input: NameDeputy) -> Result<Id> {
    on_installation(ctx)?;
    for user in [input.principal, input.deputy] {
        store::users::user(tx, user)?
            .filter(|user| user.valid_to.is_none())
            .ok_or(Error::NotFound)?;
    }
    let held = live_grants(tx, input.principal, input.valid_from)?;
    let here: Vec<&Grant> = held
        .iter()
        .filter(|grant| grant.for_org == input.for_org)
        .collect();
    if !crate::holds(tx, &ctx.in_org(input.for_org), Right::Grant)? {
        return Err(Error::Forbidden);
    }
    here.iter()
        .try_for_each(|grant| require_for(tx, ctx, Right::Grant, grant.for_org, grant.unit))?;
    if input.valid_from < ctx.today() {
        return Err(Error::invalid("valid_from", "in_the_past"));
    }
    if input.valid_to <= input.valid_from {
        return Err(Error::invalid("valid_to", "not_after_from"));
    }
    if input.principal == input.deputy {
        return Err(Error::invalid("deputy", "same_person"));
    }
    let by = [ctx.actor.user, ctx.actor.authority()];
    if by.contains(&input.principal) || by.contains(&input.deputy) {
        return Err(Error::refused("access.grant_to_yourself"));
    }
    if here.is_empty() {
        return Err(Error::refused("access.nothing_to_act_for"));
    }
    let works_here = live_grants(tx, input.deputy, input.valid_from)?;
    if !works_here.iter().any(|g| g.for_org == input.for_org) {
        return Err(Error::refused("access.deputy_without_role"));
    }
    let own = mask_with_principals(tx, input.deputy, input.valid_from)?;
    if grants_and_holds_money(own | mask(&held)) {
        return Err(Error::refused("access.administrator_holds_no_money_right"));
    }
    let named = store::deputies::of_user(tx, input.principal)?;
    let overlaps = |d: &&Deputy| {
        !d.is_void() && d.valid_from < input.valid_to && d.valid_to > input.valid_from
    };
    let same = |d: &&Deputy| d.principal == input.principal && d.for_org == input.for_org;
    if let Some(other) = named.iter().filter(same).find(overlaps) {
        return Err(kernel::Refusal::new("access.has_deputy")
            .with("from", other.valid_from)
            .with("to", other.last_day())
            .into());
    }
    let deputy = Deputy {
        id: tx.new_id()?,
        principal: input.principal,
        deputy: input.deputy,
        for_org: input.for_org,
        valid_from: input.valid_from,
        valid_to: input.valid_to,
    };
    store::deputies::insert(tx, &deputy)?;
    // As with a role: money deeds of the next days name the account.
    store::users::insert_event(tx, input.deputy, 1, "granted", ctx.today())?;
    Ok(deputy.id)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndDeputy {
    pub deputy: Id,
}

impl Input for EndDeputy {
    const DEED: &'static str = "access.end_deputy";
}

/// It ends today; one that has not begun never was. By whoever could name it, or by either of the two, back from his
/// leave or wanted elsewhere. Refused `access.already_ended`.
pub fn end_deputy(tx: &mut Tx, ctx: &Ctx, input: EndDeputy) -> Result<Id> {
    on_installation(ctx)?;
    let found = store::deputies::deputy(tx, input.deputy)?.ok_or(Error::NotFound)?;
    let is_one = [found.principal, found.deputy].contains(&ctx.actor.user);
    if !is_one && !crate::holds(tx, &ctx.in_org(found.for_org), Right::Grant)? {
        return Err(Error::Forbidden);
    }
    if !found.is_live(ctx.today()) {
        return Err(Error::refused("access.already_ended"));
    }
    end(tx, ctx, &found)?;
    Ok(found.id)
}

fn end(tx: &mut Tx, ctx: &Ctx, deputy: &Deputy) -> Result<()> {
    let ended = Deputy {
        valid_to: ctx.today().max(deputy.valid_from),
        ..deputy.clone()
    };
    store::deputies::insert(tx, &ended)
}

/// Ends everything in which a user is the one or the other: he has left.
pub(crate) fn end_all(tx: &mut Tx, ctx: &Ctx, user: Id) -> Result<()> {
    let all = store::deputies::of_user(tx, user)?;
    all.iter()
        .filter(|deputy| deputy.is_live(ctx.today()))
        .try_for_each(|deputy| end(tx, ctx, deputy))
}

/// All of an organisation, the latest first, ended ones included.
pub fn deputies_for(tx: &mut Tx, org: OrgId) -> Result<Vec<Deputy>> {
    store::deputies::of_org(tx, org)
}

/// Those in which somebody is the one or the other.
pub fn deputies_of(tx: &mut Tx, user: Id) -> Result<Vec<Deputy>> {
    store::deputies::of_user(tx, user)
}

/// Whether the actor speaks for himself, or for somebody in `org` whose deputy he is today.
pub(crate) fn speaks(tx: &mut Tx, ctx: &Ctx, org: OrgId) -> Result<bool> {
    match ctx.actor.principal() {
        None => Ok(true),
        Some(principal) => store::deputies::acts(tx, (ctx.actor.user, principal), org, ctx.today()),
    }
}

/// Everybody who counts as one person with the actor today: himself, for whom he acts, and whoever is tied to either as
/// deputy or principal. Nobody of them checks what another of them did.
pub fn one_person(tx: &mut Tx, ctx: &Ctx) -> Result<BTreeSet<Id>> {
    let both = (ctx.actor.user, ctx.actor.authority());
    together(tx, both, ctx.today(), NOW)
}

fn together(
    tx: &mut Tx,
    (user, authority): (Id, Id),
    date: Date,
    known: i64,
) -> Result<BTreeSet<Id>> {
    let mut all = BTreeSet::from([user, authority]);
    for user in all.clone() {
        all.extend(store::deputies::tied_to(tx, user, date, known)?);
    }
    Ok(all)
}

/// Whether what `user` wrote with the journal row `seq` counts as the actor's own work.
pub fn is_own(tx: &mut Tx, ctx: &Ctx, user: Id, seq: i64) -> Result<bool> {
    let all = one_person(tx, ctx)?;
    if all.contains(&user) {
        return Ok(true);
    }
    let principal = store::deputies::principal(tx, ctx.org, seq)?;
    Ok(principal.is_some_and(|principal| all.contains(&principal)))
}

/// Something that was written: by whom, with which journal row, on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deed {
    pub user: Id,
    pub seq: i64,
    pub date: Date,
}

/// [`is_own`] for many deeds of the past: whom the journal rows of an organisation were made for is read once, and who
/// counted as one person once for each person and day.
pub struct Past {
    org: OrgId,
    principals: HashMap<i64, Id>,
    together: HashMap<(Id, Id, Date), BTreeSet<Id>>,
}

impl Past {
    pub fn read(tx: &mut Tx, org: OrgId) -> Result<Past> {
        Ok(Past {
            org,
            principals: store::deputies::principals(tx, org)?,
            together: HashMap::new(),
        })
    }

    /// Whether what was `written` counted as the own work of whoever did `deed`, by what was known of deputies then.
    pub fn was_own(&mut self, tx: &mut Tx, deed: Deed, written: Deed) -> Result<bool> {
        let principal_of = |seq| self.principals.get(&seq).copied();
        let authority = principal_of(deed.seq).unwrap_or(deed.user);
        let writers = [Some(written.user), principal_of(written.seq)];
        let wrote = |all: &BTreeSet<Id>| writers.iter().flatten().any(|who| all.contains(who));
        let both = (deed.user, authority);
        let known_now = match self.together.entry((deed.user, authority, deed.date)) {
            Entry::Occupied(found) => found.into_mut(),
            Entry::Vacant(place) => place.insert(together(tx, both, deed.date, NOW)?),
        };
        if !wrote(known_now) {
            return Ok(false);
        }
        // A deputy may have been named later on the same day, which makes nothing wrong of what was done before.
        let known = store::deputies::installation_at(tx, self.org, deed.seq)?.unwrap_or(NOW);
        Ok(wrote(&together(tx, both, deed.date, known)?))
    }
}

/// Who did something: his name, and the name of the one for whom he did it. Empty names where somebody was erased.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    pub name: String,
    pub principal: Option<String>,
}

/// Nobody for the program itself.
pub fn signature(tx: &mut Tx, org: OrgId, user: Id, seq: i64) -> Result<Option<Signature>> {
    let Some(name) = name_of(tx, user)? else {
        return Ok(None);
    };
    let principal = match store::deputies::principal(tx, org, seq)? {
        Some(principal) => name_of(tx, principal)?,
        None => None,
    };
    Ok(Some(Signature { name, principal }))
}

fn name_of(tx: &mut Tx, user: Id) -> Result<Option<String>> {
    let user = users::user(tx, user)?;
    Ok(user.map(|u| if u.name.is_empty() { u.login } else { u.name }))
}

fn live_grants(tx: &mut Tx, user: Id, from: Date) -> Result<Vec<Grant>> {
    let mut grants = store::users::grants_of_user(tx, user)?;
    grants.retain(|grant| grant.is_live(from));
    Ok(grants)
}

fn mask(grants: &[Grant]) -> i64 {
    grants.iter().fold(0, |mask, grant| mask | grant.rights())
}

/// What somebody holds or will from a day on, himself and for those whose deputy he is.
pub(crate) fn mask_with_principals(tx: &mut Tx, user: Id, from: Date) -> Result<i64> {
    let mut all = mask(&live_grants(tx, user, from)?);
    for deputy in store::deputies::of_user(tx, user)? {
        if deputy.deputy == user && deputy.is_live(from) {
            all |= mask(&live_grants(tx, deputy.principal, from)?);
        }
    }
    Ok(all)
}

/// The most that anybody could reach with what `user` holds: he himself, or a deputy of his.
pub(crate) fn masks_around(tx: &mut Tx, user: Id, from: Date) -> Result<Vec<i64>> {
    let mut masks = vec![mask_with_principals(tx, user, from)?];
    for deputy in store::deputies::of_user(tx, user)? {
        if deputy.principal == user && deputy.is_live(from) {
            masks.push(mask_with_principals(tx, deputy.deputy, from)?);
        }
    }
    Ok(masks)
}
