//! What several deeds ask before they change a holding, each with its refusal.

use super::HELD;
use super::model::{self, Holder};
use super::store::{self, Class, Register};
use crate::people;
use crate::shares::model as shares;
use ::store::Tx;
use access::{Right, require};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use std::collections::BTreeSet;

/// The class and its register, where the person may enter something.
pub(in crate::shares) fn class_to_enter(
    tx: &mut Tx,
    ctx: &Ctx,
    id: Id,
) -> Result<(Register, Class)> {
    let class = store::class(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    let register = register_to_enter(tx, ctx, class.register)?;
    Ok((register, class))
}

pub(super) fn register_to_enter(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Register> {
    let found = store::register(tx, ctx.org, id, ctx.today(), i64::MAX)?;
    let register = found.ok_or(Error::NotFound)?;
    require(tx, ctx, Right::EnterProjects, register.unit)?;
    Ok(register)
}

/// Invalid: `date` (`in_the_future`). Refuses `shares.before_class`.
pub(super) fn day(ctx: &Ctx, class: &Class, date: Date) -> Result<Date> {
    let date = shares::not_after("date", date, ctx.today())?;
    if date < class.from {
        return Err(Refusal::new("shares.before_class")
            .with("date", class.from)
            .into());
    }
    Ok(date)
}

/// Invalid: `quantity` (`out_of_range`).
pub(super) fn quantity(units: i64) -> Result<i64> {
    shares::within("quantity", units, 1, model::MOST_UNITS)
}

/// Whether a party belongs to the collective on a day: it lives in a household of the register's unit.
fn belongs(
    tx: &mut Tx,
    ctx: &Ctx,
    register: &Register,
    holder: Holder,
    party: Id,
    date: Date,
) -> Result<bool> {
    Ok(!belonging(tx, ctx, register, holder, &[party], date)?.is_empty())
}

/// Those of these parties that belong to the collective on a day, asked all at once.
pub(super) fn belonging(
    tx: &mut Tx,
    ctx: &Ctx,
    register: &Register,
    holder: Holder,
    parties: &[Id],
    date: Date,
) -> Result<BTreeSet<Id>> {
    let unit = register.unit;
    match holder {
        Holder::Collective => {
            let own = parties.iter().filter(|party| **party == register.id);
            Ok(own.copied().collect())
        }
        Holder::Household => store::live_under(tx, ctx.org, parties, unit, date),
        Holder::Person => {
            let homes = store::live_in(tx, ctx.org, parties, date)?;
            let mut households: Vec<Id> = homes.values().copied().collect();
            households.sort_unstable();
            households.dedup();
            let there = store::live_under(tx, ctx.org, &households, unit, date)?;
            let own = homes.into_iter().filter(|(_, home)| there.contains(home));
            Ok(own.map(|(person, _)| person).collect())
        }
    }
}

/// A receiver must belong to the collective on that day or hold shares of the register already, and be alive.
///
/// Refuses, in this order: `shares.holder_is_dead`, `shares.outside_collective`.
pub(super) fn receiver(
    tx: &mut Tx,
    ctx: &Ctx,
    register: &Register,
    class: &Class,
    party: Id,
    date: Date,
) -> Result<()> {
    alive(tx, ctx, party, date)?;
    if belongs(tx, ctx, register, class.holder, party, date)? {
        return Ok(());
    }
    for other in store::classes(tx, ctx.org, register.id, date, i64::MAX)? {
        if other.holder == class.holder && holding(tx, ctx, &other, party, date)? > 0 {
            return Ok(());
        }
    }
    Err(Refusal::new("shares.outside_collective")
        .with("party", party)
        .into())
}

/// Refuses `shares.holder_is_dead`.
pub(super) fn alive(tx: &mut Tx, ctx: &Ctx, party: Id, date: Date) -> Result<()> {
    if !people::is_alive(tx, ctx.org, party, date)? {
        return Err(Refusal::new("shares.holder_is_dead")
            .with("party", party)
            .into());
    }
    Ok(())
}

/// What a party holds of a class at the end of a day.
pub(super) fn holding(tx: &mut Tx, ctx: &Ctx, class: &Class, party: Id, date: Date) -> Result<i64> {
    match ledger::find_account(tx, ctx.org, class.book, HELD, Some(party))? {
        Some(account) => {
            let balance = ledger::balance(tx, ctx.org, account.id, date, i64::MAX)?;
            Ok(-balance)
        }
        None => Ok(0),
    }
}

/// Refuses `shares.not_enough` with what there is.
pub(super) fn enough(
    tx: &mut Tx,
    ctx: &Ctx,
    class: &Class,
    party: Id,
    units: i64,
    date: Date,
) -> Result<()> {
    let held = holding(tx, ctx, class, party, date)?;
    if held < units {
        return Err(Refusal::new("shares.not_enough")
            .with("held", model::written(held, class.scale))
            .into());
    }
    Ok(())
}
