//! Fields that nobody fills, that are asked for too early, or that would be shown although they are personal.

use super::paths::{Paths, Step};
use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::Name;

pub(super) fn faults(of: &CaseType, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    let tell =
        |code, field: &Field| Fault::new(code, field.code.place).with("field", field.code.as_str());
    for field in &of.fields {
        let is_filled = of
            .actions
            .iter()
            .any(|action| action.fills().any(|it| *it == field.code));
        if !is_filled {
            faults.push(tell("nobody_fills", field));
            continue;
        }
        if field.is_personal && field.is_public {
            faults.push(tell("personal_published", field));
        } else if field.is_public && of.publish.is_none() {
            faults.push(tell("never_published", field));
        }
        if field.is_required {
            faults.extend(asked_at_the_end(field, paths));
        }
    }
    for action in &of.actions {
        for field in &action.has {
            faults.extend(asked_before(of, action, field, paths));
        }
    }
    if let Some(publish) = &of.publish {
        let place = publish
            .states
            .first()
            .map_or(of.code.place, |state| state.place);
        if publish.states.is_empty() {
            faults.push(Fault::new("key_missing", place).with("key", "in"));
        }
        if !of.fields.iter().any(|field| field.is_public) {
            faults.push(Fault::new("nothing_public", place));
        }
    }
    for name in asked(of) {
        if of.field(name).is_some_and(|field| field.is_personal) {
            let fault = Fault::new("personal_asked", name.place);
            faults.push(fault.with("field", name.as_str()));
        }
    }
    for action in &of.actions {
        if let Some(extends) = &action.extends
            && of.field(&extends.by).is_some()
            && !action.need.contains(&extends.by)
        {
            let fault = Fault::new("extension_unsaid", extends.by.place);
            faults.push(fault.with("field", extends.by.as_str()));
        }
    }
    faults
}

/// No case closes without a required field: every action that closes must find it filled on every way, or offer it.
/// Otherwise somebody is told that it is missing and has no form to fill it in.
fn asked_at_the_end(field: &Field, paths: &Paths) -> Option<Fault> {
    let name = &field.code;
    let lacks = |step: &&Step| {
        let closes = paths.is_closed(step.to) && !paths.is_closed(step.from);
        let offers = step.action.fills().any(|it| it == name);
        let is_live = paths.reached.contains(&step.from) && !step.is_guess;
        is_live && closes && !offers && !paths.must_stand(step.from, name)
    };
    let step = paths.steps.iter().find(lacks)?;
    let fault = Fault::new("asked_too_early", name.place).with("field", name.as_str());
    Some(fault.with("action", step.action.code.as_str()))
}

fn asked_before(of: &CaseType, action: &Action, field: &Name, paths: &Paths) -> Option<Fault> {
    of.field(field)?;
    let mut steps = paths.live_steps_of(&action.code).peekable();
    if action.code != *OPEN {
        steps.peek()?;
    }
    if steps.any(|step| paths.may_stand(step.from, field)) {
        return None;
    }
    let fault = Fault::new("asked_too_early", field.place).with("field", field.as_str());
    Some(fault.with("action", action.code.as_str()))
}

/// Fields that limits, results, publication and figures look at: they must be readable without a key.
fn asked(of: &CaseType) -> Vec<&Name> {
    let mut names = Vec::new();
    for clock in &of.clocks {
        if let LimitRule::By { field, .. } = &clock.limit {
            names.push(field);
        }
    }
    if let Some(outcome) = &of.outcome {
        names.push(&outcome.solved.field);
        names.extend(outcome.satisfied.as_ref().map(|values| &values.field));
    }
    let when = of.publish.iter().flat_map(|publish| &publish.when);
    names.extend(when.map(|values| &values.field));
    for figure in &of.figures {
        names.extend(figure.filter.iter().map(|values| &values.field));
        if let Measure::Sum(field) | Measure::Distinct(field) = &figure.measure {
            names.push(field);
        }
        names.extend(&figure.unit);
    }
    names.extend(&of.owner);
    names
}
