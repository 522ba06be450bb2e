//! Figures and results that ask for what no case of the type ever says.

use super::paths::Paths;
use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::Name;

pub(super) fn faults(of: &CaseType, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    let tell = |name: &Name| Fault::new("never_recorded", name.place).with("name", name.as_str());
    for figure in &of.figures {
        faults.extend(counted(of, figure, paths).map(tell));
        let fields = figure.filter.iter().map(|values| &values.field);
        let measured = match &figure.measure {
            Measure::Sum(field) | Measure::Distinct(field) => Some(field),
            Measure::Count | Measure::Days(_) => None,
        };
        for field in fields.chain(measured).chain(&figure.unit) {
            if is_never_filled(of, field, paths) {
                faults.push(tell(field));
            }
        }
        if let Measure::Days(action) = &figure.measure
            && of.action(action).is_some()
            && !comes_before(of, figure, action, paths)
        {
            faults.push(tell(action));
        }
        let clock = figure.clock.as_ref().map(|on| &on.clock);
        faults.extend(clock.filter(|clock| never_runs(of, clock, paths)).map(tell));
    }
    if let Some(outcome) = &of.outcome {
        faults.extend(ending(of, outcome, paths));
    }
    faults
}

/// The action or state of a figure that no case comes to; the day of an action that cannot come before its states.
fn counted<'t>(of: &CaseType, figure: &'t Figure, paths: &Paths) -> Option<&'t Name> {
    let is_dead = |name: &Name| of.action(name).is_some() && !paths.is_live(name);
    match &figure.counts {
        Counts::Action(action) if is_dead(action) => return Some(action),
        Counts::Action(_) => {}
        Counts::States(states) => {
            let at = |name: &Name| of.states.iter().position(|state| *state.code == **name);
            let unreached = |name: &&Name| at(name).is_some_and(|at| !paths.reached.contains(&at));
            if let Some(state) = states.iter().find(unreached) {
                return Some(state);
            }
            let behind = paths.reach(paths.behind(&figure.time), |_| true);
            let is_known =
                of.action(&figure.time).is_some() && states.iter().all(|it| at(it).is_some());
            let comes = states.iter().filter_map(at).any(|at| behind.contains(&at));
            if is_known && !comes {
                return Some(&figure.time);
            }
        }
    }
    Some(&figure.time).filter(|time| is_dead(time))
}

/// Whether an action can have been done before the one whose day counts.
fn comes_before(of: &CaseType, figure: &Figure, action: &Name, paths: &Paths) -> bool {
    if !paths.is_live(action) || of.action(&figure.time).is_none() {
        return paths.is_live(action);
    }
    let behind = paths.reach(paths.behind(action), |_| true);
    let mut steps = paths.live_steps_of(&figure.time);
    *action == figure.time || steps.any(|step| behind.contains(&step.from))
}

/// Whether no action that a case can come to starts a clock.
fn never_runs(of: &CaseType, clock: &Name, paths: &Paths) -> bool {
    of.clock(clock).is_some_and(|clock| {
        let mut starts = clock.start.iter().chain(&clock.restart);
        !starts.any(|action| of.action(action).is_none() || paths.is_live(action))
    })
}

fn is_never_filled(of: &CaseType, field: &Name, paths: &Paths) -> bool {
    of.field(field).is_some() && !paths.reached.iter().any(|at| paths.may_stand(*at, field))
}

/// A result that no closed case can have, or calls in vain after which no case ends.
fn ending(of: &CaseType, outcome: &Outcome, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut closed = paths
        .reached
        .iter()
        .filter(|at| paths.is_closed(**at))
        .peekable();
    let fields = std::iter::once(&outcome.solved).chain(&outcome.satisfied);
    if closed.peek().is_some() {
        let closed: Vec<usize> = closed.copied().collect();
        for field in fields.map(|values| &values.field) {
            let is_known = of.field(field).is_some();
            if is_known && !closed.iter().any(|at| paths.may_stand(*at, field)) {
                let fault = Fault::new("never_recorded", field.place);
                faults.push(fault.with("name", field.as_str()));
            }
        }
    }
    if let Some(tries) = &outcome.tries
        && of.action(&tries.action).is_some()
    {
        let gives_up = |action: &Action| {
            let is_after = action.after.as_ref() == Some(tries);
            let to = action.to.as_ref().and_then(|to| of.state(to));
            is_after && to.is_none_or(|to| to.kind == StateKind::Closed)
        };
        if !of.actions.iter().any(gives_up) {
            let fault = Fault::new("tries_without_end", tries.times.place);
            faults.push(fault.with("action", tries.action.as_str()));
        }
    }
    faults
}
