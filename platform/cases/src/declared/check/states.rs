//! States that nobody comes to, that nobody leaves, and roles with whom no case ever ends.

use super::paths::{Paths, Step};
use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::At;
use crate::declared::role::Role;

pub(super) fn faults(of: &CaseType, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    let has_closed = of
        .states
        .iter()
        .any(|state| state.kind == StateKind::Closed);
    if !has_closed {
        faults.push(Fault::new("no_closed_state", of.code.place));
    }
    for (at, state) in of.states.iter().enumerate() {
        if let Some(code) = fault_of(at, state, paths, has_closed) {
            let fault = Fault::new(code, state.code.place);
            faults.push(fault.with("state", state.code.as_str()));
        }
    }
    if has_closed {
        for group in &of.closing {
            faults.extend(group_fault(of, group, paths));
        }
    }
    faults
}

fn fault_of(at: usize, state: &State, paths: &Paths, has_closed: bool) -> Option<&'static str> {
    // Where a state is named wrongly, a way out is only guessed.
    let leads_out = |step: &Step| step.from == at && step.to != at;
    let is_left = paths.steps.iter().any(leads_out);
    let mut sure = paths.steps.iter().filter(|step| !step.is_guess);
    let is_left_surely = sure.any(leads_out);
    let is_reached = paths.reached.contains(&at);
    let ends = |allowed: fn(&Step) -> bool| {
        let reached = paths.reach([at], allowed);
        reached.iter().any(|state| paths.is_closed(*state))
    };
    let is_ended = state.kind.is_ended();
    let rules = [
        (!is_reached, "state_unreachable"),
        (state.is_final && !is_ended, "final_open"),
        (state.is_final && is_ended && is_left_surely, "final_left"),
        (!state.is_final && is_ended && !is_left, "not_final"),
        (!is_ended && !is_left, "state_without_exit"),
        (
            !is_ended && has_closed && !ends(|_| true),
            "no_way_to_close",
        ),
        (
            // An ended state may wait for the requester for ever: what is ended does not hang.
            !is_ended && has_closed && !ends(by_staff),
            "hangs_on_requester",
        ),
    ];
    rules
        .into_iter()
        .find(|(broken, _)| *broken)
        .map(|(_, code)| code)
}

fn by_staff(step: &Step) -> bool {
    let who = &step.action.who;
    // Roles that could not be read have been told.
    who.is_empty() || who.iter().any(|role| role.value != Role::REQUESTER)
}

/// A group that gets a case to where it cannot end it without others, or holds a role that does nothing at all.
fn group_fault(of: &CaseType, group: &At<Vec<At<Role>>>, paths: &Paths) -> Option<Fault> {
    let holds = |roles: &[At<Role>]| roles.iter().any(|role| group.value.contains(role));
    let acts = |role: &At<Role>| {
        let mut actions = of.actions.iter();
        actions.any(|action| action.who.contains(role) || action.approve.contains(role))
    };
    if let Some(idle) = group.value.iter().find(|role| !acts(role)) {
        return Some(Fault::new("role_idle", idle.place).with("role", idle.value));
    }
    let allowed = |step: &Step| {
        let approve = &step.action.approve;
        holds(&step.action.who) && (approve.is_empty() || holds(approve))
    };
    let reached = paths.reach(paths.starts.iter().copied(), allowed);
    let mut open = reached.iter().copied().filter(|at| {
        let is_open = paths.kind(*at).is_some_and(|kind| !kind.is_ended());
        is_open && paths.reached.contains(at)
    });
    let stuck = open.find(|at| {
        let on = paths.reach([*at], allowed);
        !on.iter().any(|state| paths.is_closed(*state))
    })?;
    let roles: Vec<String> = group
        .value
        .iter()
        .map(|role| role.value.to_string())
        .collect();
    let state = paths.state(stuck)?;
    let fault = Fault::new("cannot_close", group.place).with("roles", roles.join(", "));
    Some(fault.with("state", state.code.as_str()))
}
