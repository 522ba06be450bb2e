//! Who holds what, for programs: the holders of a share register, and the accounts of a co-op's members.

use super::coop::{self as coops, coop_as_of};
use super::register::model::Holder;
use super::register::read::{ClassState, RegisterState, register_as_of};
use super::register::store as registers;
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Found, List, Seen};
use access::{Right, Scope};
use kernel::{Date, Error, Fen, Id, Result, mask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewProjects]);
    vec![
        List::new("registers/holders", "list-holders", view, holders),
        List::new("coops/members", "coop-members", view, members),
    ]
}

fn shown(seen: &Seen, name: String) -> String {
    match seen.sees_names {
        true => name,
        false => mask::name(&name),
    }
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfRegister {
    register: Id,
    /// As of this day; without it today.
    date: Option<Date>,
}

/// What a person, a household or the collective holds of a class.
#[derive(Serialize, JsonSchema)]
struct OneHolder {
    class: Id,
    class_name: String,
    holder: Holder,
    household: Option<Id>,
    household_number: Option<String>,
    /// Masked for whoever sees no people.
    head_name: Option<String>,
    person: Option<Id>,
    person_name: Option<String>,
    /// In the smallest units of the class: so many make one share.
    quantity: i64,
    units_in_a_share: i64,
}

/// A page begins behind so many: a register is read as a whole.
fn holders(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfRegister,
    after: Option<usize>,
    limit: usize,
) -> Result<Found<OneHolder, usize>> {
    let (ctx, scope) = (&seen.ctx, Scope::of(&seen.ctx, Right::ViewProjects));
    let all = registers::registers_in(tx, &scope, ctx.today())?;
    let found = all.into_iter().find(|(of, _)| of.id == asked.register);
    let (register, _) = found.ok_or(Error::NotFound)?;
    let date = asked.date.unwrap_or_else(|| ctx.today());
    let state = register_as_of(tx, ctx.org, register.id, date.max(register.from), i64::MAX)?;
    let names = registers::shown_households(tx, ctx.org)?;
    let mut rows: Vec<OneHolder> = Vec::new();
    for class in &state.classes {
        of_class(&state, class, &mut rows);
    }
    let mut found = Found::numbered(rows, after, limit);
    for row in &mut found.rows {
        if let Some(household) = row.household {
            let known = names.get(&household).cloned();
            let (number, head, _) = known.unwrap_or_default();
            row.head_name = Some(shown(seen, head)).filter(|head| !head.is_empty());
            row.household_number = Some(match number.is_empty() {
                true => registers::last_number(tx, ctx.org, household)?,
                false => number,
            });
        }
        if let Some(person) = row.person {
            let (name, ..) = registers::shown_person(tx, ctx.org, person)?;
            row.person_name = Some(shown(seen, name)).filter(|name| !name.is_empty());
        }
    }
    Ok(found)
}

fn of_class(state: &RegisterState, of: &ClassState, rows: &mut Vec<OneHolder>) {
    let class = &of.class;
    let row = |household, person, quantity| OneHolder {
        class: class.id,
        class_name: class.name.clone(),
        holder: class.holder,
        household,
        household_number: None,
        head_name: None,
        person,
        person_name: None,
        quantity,
        units_in_a_share: class.scale,
    };
    for held in &state.households {
        match class.holder {
            Holder::Household => {
                let quantity = held.shares.get(&class.id);
                rows.extend(quantity.map(|quantity| row(Some(held.household), None, *quantity)));
            }
            _ => {
                let persons = held.persons.iter().filter(|of| of.class == class.id);
                rows.extend(
                    persons.map(|of| row(Some(held.household), Some(of.person), of.quantity)),
                );
            }
        }
    }
    let others = state.others.iter().filter(|(_, of, _)| *of == class.id);
    rows.extend(others.map(|(party, _, quantity)| {
        let is_person = class.holder != Holder::Collective;
        row(None, is_person.then_some(*party), *quantity)
    }));
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfCoop {
    coop: Id,
    /// As of this day; without it today.
    date: Option<Date>,
    /// The year of the trade; without it that of the day.
    year: Option<i64>,
}

/// A member's account.
#[derive(Serialize, JsonSchema)]
struct OneMember {
    id: Id,
    household: Id,
    household_number: String,
    /// Masked for whoever sees no people; empty for a household beyond one's own villages.
    head_name: String,
    unit: Id,
    is_farmer: bool,
    from: Date,
    contribution_fen: Fen,
    reserve_share_fen: Fen,
    subsidy_share_fen: Fen,
    traded_fen: Fen,
}

fn members(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfCoop,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneMember, Id>> {
    let (ctx, scope) = (&seen.ctx, Scope::of(&seen.ctx, Right::ViewProjects));
    let all = coops::store::coops_in(tx, &scope)?;
    if !all.iter().any(|(coop, _)| coop.id == asked.coop) {
        return Err(Error::NotFound);
    }
    let date = asked.date.unwrap_or_else(|| ctx.today());
    let year = asked.year.unwrap_or_else(|| date.year().into());
    let state = coop_as_of(tx, ctx.org, asked.coop, (date, year), i64::MAX)?;
    let names: BTreeMap<_, _> = coops::store::shown(tx, &scope, asked.coop)?;
    let all = state.members;
    let found = Found::sorted(all, after, limit, |of| of.member.id);
    Ok(found.map(|of| {
        let known = names.get(&of.member.household).cloned();
        let (number, head, _) = known.unwrap_or_default();
        OneMember {
            traded_fen: of.traded(),
            id: of.member.id,
            household: of.member.household,
            household_number: number,
            head_name: shown(seen, head),
            unit: of.member.unit,
            is_farmer: of.member.is_farmer,
            from: of.member.from,
            contribution_fen: of.account.contribution,
            reserve_share_fen: of.account.reserve_share,
            subsidy_share_fen: of.account.subsidy_share,
        }
    }))
}
