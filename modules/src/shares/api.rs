//! What programs may read and do of projects, rosters, share registers and co-ops.

use super::coop as coops;
use super::read::{self, AsOf};
use super::register::{self, reverse_change::reverse_change};
use super::*;
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Deed, Found, List, Seen};
use access::{Right, Scope};
use kernel::{Date, Fen, Id, Result, mask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewProjects]);
    [
        List::new("projects", "projects-title", view, projects),
        List::new("projects/roster", "projects-roster", view, roster),
        List::new("registers", "register-title", view, registers),
        List::new("coops", "coop-title", view, the_coops),
    ]
    .into_iter()
    .chain(super::held_api::lists())
    .collect()
}

/// As of a day.
#[derive(Serialize, Deserialize, JsonSchema)]
struct OnDay {
    /// As of this day; without it today.
    date: Option<Date>,
}

impl OnDay {
    fn or_today(&self, seen: &Seen) -> Date {
        self.date.unwrap_or_else(|| seen.ctx.today())
    }
}

fn scope(seen: &Seen) -> Scope {
    Scope::of(&seen.ctx, Right::ViewProjects)
}

fn more(limit: usize) -> u16 {
    u16::try_from(limit + 1).unwrap_or(u16::MAX)
}

#[derive(Serialize, JsonSchema)]
struct Project {
    id: Id,
    name: String,
    unit: Id,
    unit_name: String,
    owner: String,
    from: Date,
    book: Id,
    invested_fen: Fen,
    /// On the roster, also those outside the asker's scope.
    households: i64,
    heads: i64,
}

fn projects(
    tx: &mut Tx,
    seen: &Seen,
    asked: OnDay,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<Project, Id>> {
    let at = AsOf::on(asked.or_today(seen));
    let found = read::projects(tx, &scope(seen), at, after, more(limit))?;
    let found = Found::page(found, limit, |project| project.id);
    Ok(found.map(|project| Project {
        id: project.id,
        name: project.name,
        unit: project.unit,
        unit_name: project.unit_name,
        owner: project.owner,
        from: project.from,
        book: project.book,
        invested_fen: project.invested,
        households: project.households,
        heads: project.heads,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct OfProject {
    project: Id,
    /// As of this day; without it today.
    date: Option<Date>,
}

/// A line of a project's roster.
#[derive(Serialize, JsonSchema)]
struct Beneficiary {
    /// What `shares.end_beneficiary` takes.
    id: Id,
    household: Id,
    household_number: String,
    /// Masked for whoever sees no people.
    head_name: String,
    unit: Id,
    village: String,
    /// Of the code list `beneficiary_class`.
    class: String,
    heads: i64,
    from: Date,
}

fn roster(
    tx: &mut Tx,
    seen: &Seen,
    asked: OfProject,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<Beneficiary, Id>> {
    let at = AsOf::on(asked.date.unwrap_or_else(|| seen.ctx.today()));
    let project = read::project(tx, &scope(seen), at, asked.project)?.project;
    let found = read::roster(tx, &scope(seen), at, project.id, after, more(limit))?;
    let found = Found::page(found, limit, |line| line.id);
    Ok(found.map(|line| Beneficiary {
        id: line.id,
        household: line.household,
        household_number: line.number,
        head_name: match seen.sees_names {
            true => line.head_name,
            false => mask::name(&line.head_name),
        },
        unit: line.unit,
        village: line.village,
        class: line.class,
        heads: line.heads,
        from: line.from,
    }))
}

/// A share register.
#[derive(Serialize, JsonSchema)]
struct OneRegister {
    id: Id,
    name: String,
    unit: Id,
    unit_name: String,
    /// Whose shares they are.
    entity: String,
    from: Date,
    /// From this day on the collective neither gives nor takes shares.
    freeze: Option<Date>,
    money_book: Id,
}

fn registers(
    tx: &mut Tx,
    seen: &Seen,
    asked: OnDay,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneRegister, Id>> {
    let all = register::store::registers_in(tx, &scope(seen), asked.or_today(seen))?;
    let found = Found::sorted(all, after, limit, |(register, _)| register.id);
    Ok(found.map(|(register, unit_name)| OneRegister {
        id: register.id,
        name: register.name,
        unit: register.unit,
        unit_name,
        entity: register.entity,
        from: register.from,
        freeze: register.freeze,
        money_book: register.money_book,
    }))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct NoFilter {}

/// A co-op with member accounts.
#[derive(Serialize, JsonSchema)]
struct OneCoop {
    id: Id,
    name: String,
    unit: Id,
    unit_name: String,
    /// Unified social credit code.
    code: Option<String>,
    from: Date,
    book: Id,
}

fn the_coops(
    tx: &mut Tx,
    seen: &Seen,
    _: NoFilter,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OneCoop, Id>> {
    let all = coops::store::coops_in(tx, &scope(seen))?;
    let found = Found::sorted(all, after, limit, |(coop, _)| coop.id);
    Ok(found.map(|(coop, unit_name)| OneCoop {
        id: coop.id,
        name: coop.name,
        unit: coop.unit,
        unit_name,
        code: coop.code,
        from: coop.from,
        book: coop.book,
    }))
}

pub(super) fn deeds() -> Vec<Deed> {
    let enter = Gate::Any(&[Right::EnterProjects]);
    vec![
        Deed::file(file_api::Roster, enter),
        Deed::file(file_api::Register, enter),
        Deed::file(file_api::Accounts, enter),
        Deed::new(enter_project),
        Deed::new(add_funding),
        Deed::new(void_funding),
        Deed::new(add_asset),
        Deed::new(add_beneficiaries),
        Deed::new(end_beneficiary),
        Deed::new(plan_income),
        Deed::new(record_income),
        Deed::new(reverse_income),
        Deed::new(register::open_register),
        Deed::new(register::open_class),
        Deed::new(register::issue_shares),
        Deed::new(register::issue_per_head),
        Deed::new(register::transfer_shares),
        Deed::new(register::inherit_shares),
        Deed::new(register::split_holding),
        Deed::new(register::merge_holdings),
        Deed::new(register::redeem_shares),
        Deed::new(register::issue_certificate),
        Deed::new(reverse_change),
        Deed::new(coops::open_coop),
        Deed::new(coops::add_member),
        Deed::new(coops::end_member),
        Deed::new(coops::set_member_account),
        Deed::new(coops::record_trade),
        Deed::new(coops::record_surplus),
        Deed::new(coops::reverse_surplus),
    ]
}
