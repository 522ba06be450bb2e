//! Who may do what: approvals that approve themselves, people kept apart who never meet, owners who are not there yet.

use super::paths::Paths;
use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::{At, Name};
use crate::declared::role::{Relation, Role};

pub(super) fn faults(of: &CaseType, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    for action in &of.actions {
        faults.extend(approval(action));
        faults.extend(reason(of, action));
        faults.extend(before(of, action, paths));
        faults.extend(owner(of, action, paths));
    }
    faults
}

fn approval(action: &Action) -> Option<Fault> {
    let tell = |code, place| Some(Fault::new(code, place).with("action", action.code.as_str()));
    match action.approve.first() {
        Some(first) if action.code == *OPEN => tell("open_approved", first.place),
        Some(first) if action.approve.iter().all(|role| action.who.contains(role)) => {
            tell("approved_by_doer", first.place)
        }
        Some(_) => None,
        // 12345 rules: nobody gives himself more time.
        None => match &action.extends {
            Some(extends) => tell("needs_approval", extends.clock.place),
            None => None,
        },
    }
}

/// What makes a case void takes it out of every figure, so somebody says why.
fn reason(of: &CaseType, action: &Action) -> Option<Fault> {
    let to = of.state(action.to.as_ref()?)?;
    if to.kind != StateKind::Void || action.needs_reason {
        return None;
    }
    let fault = Fault::new("needs_reason", action.code.place);
    Some(fault.with("action", action.code.as_str()))
}

/// Actions that another one must follow, or whose doer must be another.
fn before(of: &CaseType, action: &Action, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    let tell = |name: &Name| {
        let fault = Fault::new("cannot_come_before", name.place);
        fault
            .with("name", name.as_str())
            .with("action", action.code.as_str())
    };
    for earlier in &action.forbid {
        let is_known = of.action(earlier).is_some() && paths.is_live(earlier);
        let behind = paths.reach(paths.behind(earlier), |_| true);
        let comes = |at: usize| behind.contains(&at);
        let is_after = paths.steps_of(&action.code).any(|step| comes(step.from));
        if is_known && !is_after {
            faults.push(tell(earlier));
        }
    }
    let Some(after) = &action.after else {
        return faults;
    };
    let Some(earlier) = of.action(&after.action) else {
        return faults;
    };
    let stays_at = |at: usize| {
        let mut steps = paths.steps_of(&earlier.code);
        steps.any(|step| step.from == at && step.to == at)
    };
    if !paths.steps_of(&action.code).any(|step| stays_at(step.from)) {
        faults.push(tell(&after.action));
    } else if earlier
        .at_most
        .is_some_and(|most| most.value < after.times.value)
    {
        let fault = Fault::new("never_so_often", after.times.place);
        faults.push(fault.with("name", earlier.code.as_str()));
    }
    faults
}

/// The owner's people can only act once the field stands that says who the owner is.
fn owner(of: &CaseType, action: &Action, paths: &Paths) -> Vec<Fault> {
    let [who, approve] =
        [&action.who, &action.approve].map(|roles| owner_roles(of, action, roles, paths));
    who.into_iter().chain(approve).collect()
}

fn owner_roles(of: &CaseType, action: &Action, roles: &[At<Role>], paths: &Paths) -> Option<Fault> {
    let is_owners =
        |role: &&At<Role>| matches!(role.value.relation, Relation::Owner | Relation::Parent);
    let first = roles.iter().find(is_owners)?;
    let tell = |code| {
        let fault = Fault::new(code, first.place).with("role", first.value);
        Some(fault.with("action", action.code.as_str()))
    };
    let Some(field) = &of.owner else {
        return tell("no_owner");
    };
    if of.field(field).is_none() || action.has.contains(field) {
        return None;
    }
    if action.code == *OPEN {
        return tell("owner_not_set");
    }
    // Where others may do it too, it is enough that the owner may be there; where only his people may, he must be.
    let mut steps = paths.live_steps_of(&action.code).peekable();
    if steps.peek()?.is_guess {
        return None;
    }
    let is_set = match roles.iter().all(|role| is_owners(&role)) {
        true => steps.all(|step| paths.must_stand(step.from, field)),
        false => steps.any(|step| paths.may_stand(step.from, field)),
    };
    if is_set { None } else { tell("owner_not_set") }
}
