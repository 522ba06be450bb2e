//! Clocks that never start, never stop, stand still for ever, or have no limit for what they find.

use super::paths::{Paths, Step};
use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::{At, Name, Place};
use std::collections::BTreeSet;

/// A state, and whether the clock runs there.
type Node = (usize, bool);

pub(super) fn faults(of: &CaseType, paths: &Paths) -> Vec<Fault> {
    let mut faults = Vec::new();
    for clock in &of.clocks {
        let walk = Walk { of, clock, paths };
        faults.extend(walk.faults());
        faults.extend(limit(of, clock, paths));
        faults.extend(percents(clock));
        faults.extend(chain(of, clock));
    }
    for action in &of.actions {
        let extends = action.extends.as_ref().map(|extends| &extends.clock);
        let due = action.before_due.iter().chain(&action.after_due);
        for name in due.chain(extends) {
            faults.extend(not_running(of, action, name, paths));
        }
    }
    faults
}

struct Walk<'t> {
    of: &'t CaseType,
    clock: &'t Clock,
    paths: &'t Paths<'t>,
}

impl Walk<'_> {
    fn faults(&self) -> Vec<Fault> {
        let clock = self.clock;
        let starts: Vec<&Name> = clock.start.iter().chain(&clock.restart).collect();
        let starts_are_known = starts.iter().all(|name| self.of.action(name).is_some());
        if !starts.iter().any(|name| self.may(name)) {
            return vec![self.tell("clock_never_starts", clock.code.place)];
        }
        let mut faults = self.ends();
        // It may start anywhere where its start is named wrongly.
        if starts_are_known {
            let seen = self.seen(true);
            faults.extend(self.idle_stops(&seen));
            faults.extend(self.pauses(&seen));
        }
        faults
    }

    /// Whether a case can do it; a name that nobody gave may be anything.
    fn may(&self, name: &Name) -> bool {
        self.of.action(name).is_none() || self.paths.is_live(name)
    }

    fn tell(&self, code: &'static str, place: Place) -> Fault {
        Fault::new(code, place).with("clock", self.clock.code.as_str())
    }

    /// Whether it runs after an action; an action that nobody gave does not count.
    fn runs_after(&self, action: &Action, is_running: bool) -> bool {
        let is_in = |names: &[Name]| names.contains(&action.code);
        if is_in(&self.clock.restart) {
            true
        } else if is_running {
            !is_in(&self.clock.stop)
        } else {
            is_in(&self.clock.start)
        }
    }

    /// Every state that a case comes to, with the clock running and without; by steps whose states are named wrongly
    /// too, or only by those that are sure.
    fn seen(&self, with_guesses: bool) -> BTreeSet<Node> {
        let open = self.of.action(OPEN);
        let runs = open.is_some_and(|open| self.runs_after(open, false));
        self.walk(
            self.paths.starts.iter().map(|start| (*start, runs)),
            with_guesses,
        )
    }

    fn walk(&self, from: impl IntoIterator<Item = Node>, with_guesses: bool) -> BTreeSet<Node> {
        let mut seen: BTreeSet<Node> = from.into_iter().collect();
        loop {
            let next = seen.iter().flat_map(|node| self.next(*node, with_guesses));
            let next: Vec<Node> = next.collect();
            let before = seen.len();
            seen.extend(next);
            if seen.len() == before {
                return seen;
            }
        }
    }

    fn next(&self, node: Node, with_guesses: bool) -> Vec<Node> {
        let steps = self.paths.steps.iter();
        steps
            .filter(|step| step.from == node.0 && (with_guesses || !step.is_guess))
            .map(|step| (step.to, self.runs_after(step.action, node.1)))
            .collect()
    }

    /// Running where no stop can follow, or running on in a case that has ended.
    fn ends(&self) -> Vec<Fault> {
        let clock = self.clock;
        let seen = self.seen(false);
        if clock.stop.iter().any(|name| self.of.action(name).is_none()) {
            return Vec::new();
        }
        let running: Vec<usize> = seen
            .iter()
            .filter(|node| node.1)
            .map(|node| node.0)
            .collect();
        let is_ended = |at: usize| self.paths.kind(at).is_some_and(StateKind::is_ended);
        let stops = |at: usize| self.walk([(at, true)], true).iter().any(|node| !node.1);
        let place = clock
            .stop
            .first()
            .map_or(clock.code.place, |name| name.place);
        let told = |code, at: usize| {
            let state = self.paths.state(at).map_or("", |state| state.code.as_str());
            self.tell(code, place).with("state", state)
        };
        if let Some(at) = running.iter().find(|at| !is_ended(**at) && !stops(**at)) {
            return vec![told("clock_never_stops", *at)];
        }
        let ended = running.iter().filter(|at| is_ended(**at));
        ended.map(|at| told("clock_runs_on", *at)).collect()
    }

    /// Stops that cannot come while it runs.
    fn idle_stops(&self, seen: &BTreeSet<Node>) -> Vec<Fault> {
        let stops = |step: &Step| seen.contains(&(step.from, true));
        let is_idle = |name: &&Name| {
            let is_known = self.of.action(name).is_some() && self.paths.is_live(name);
            is_known && !self.paths.steps_of(name).any(stops)
        };
        let idle = self.clock.stop.iter().filter(is_idle);
        idle.map(|name| {
            self.tell("stops_nothing", name.place)
                .with("action", name.as_str())
        })
        .collect()
    }

    fn pauses(&self, seen: &BTreeSet<Node>) -> Vec<Fault> {
        let mut faults = Vec::new();
        for name in &self.clock.pause {
            let mut states = self.of.states.iter();
            let Some(at) = states.position(|state| *state.code == **name) else {
                continue;
            };
            let leads_on = || {
                let on = self.walk([(at, true)], true);
                let state = |node: &Node| self.paths.state(node.0);
                on.iter()
                    .filter_map(state)
                    .any(|state| !self.clock.pauses_in(&state.code))
            };
            let code = if self.paths.kind(at) != Some(StateKind::Waiting) {
                "pause_not_waiting"
            } else if !self.paths.reached.contains(&at) {
                continue;
            } else if !seen.contains(&(at, true)) {
                "pauses_nothing"
            } else if !leads_on() {
                "paused_for_ever"
            } else {
                continue;
            };
            faults.push(self.tell(code, name.place).with("state", name.as_str()));
        }
        faults
    }
}

fn limit(of: &CaseType, clock: &Clock, paths: &Paths) -> Vec<Fault> {
    let LimitRule::By {
        field,
        of: limits,
        otherwise: None,
    } = &clock.limit
    else {
        return Vec::new();
    };
    let Some(declared) = of.field(field) else {
        return Vec::new();
    };
    let tell = |code| {
        let fault = Fault::new(code, field.place).with("clock", clock.code.as_str());
        fault.with("field", field.as_str())
    };
    let values: Vec<&str> = match &declared.kind {
        Kind::Choice(choices) => choices.iter().map(|choice| choice.code.as_str()).collect(),
        Kind::YesNo => vec!["yes", "no"],
        // A code list belongs to the installation and may grow.
        Kind::Code { .. } => return vec![tell("limit_without_value").with("value", "")],
        _ => return Vec::new(),
    };
    let mut faults = Vec::new();
    for value in values {
        if !limits.iter().any(|(code, _)| *code == *value) {
            faults.push(tell("limit_without_value").with("value", value));
        }
    }
    let stands = |action: &Action| {
        let set = action.set.iter().map(|(field, _)| field);
        let mut fills = action.need.iter().chain(&action.has).chain(set);
        let is_cleared = action.clear.contains(field);
        let mut steps = paths.live_steps_of(&action.code);
        let stood = action.code != *OPEN && steps.all(|step| paths.must_stand(step.from, field));
        fills.any(|it| it == field) || (stood && !is_cleared)
    };
    let starts = clock.start.iter().chain(&clock.restart);
    let mut starts = starts.filter_map(|name| of.action(name));
    if let Some(action) = starts.find(|action| paths.is_live(&action.code) && !stands(action)) {
        faults.push(tell("limit_field_unset").with("action", action.code.as_str()));
    }
    faults
}

fn percents(clock: &Clock) -> Option<Fault> {
    let mut last = 0;
    for percent in &clock.warn {
        let fault = |code| Some(Fault::new(code, percent.place).with("percent", percent.value));
        if !(1..=99).contains(&percent.value) {
            return fault("bad_warn");
        }
        if percent.value <= last {
            return fault("warn_not_ascending");
        }
        last = percent.value;
    }
    None
}

fn chain(of: &CaseType, clock: &Clock) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut last: Option<At<i64>> = None;
    for step in &clock.chain {
        let after = step.after;
        let tell = |code| Fault::new(code, after.place).with("after", after.value);
        if !(0..=250).contains(&after.value) {
            let fault = Fault::new("bad_range", after.place).with("value", after.value);
            faults.push(fault.with("least", 0).with("most", 250));
            continue;
        }
        if last.is_some_and(|last| after.value <= last.value) {
            faults.push(tell("chain_not_ascending"));
        }
        if step.deed == Escalate::Reassign && of.owner.is_none() {
            faults.push(Fault::new("no_owner", after.place).with("clock", clock.code.as_str()));
        }
        last = Some(after);
    }
    faults
}

/// An action that looks at a clock which never runs where the action is done.
fn not_running(of: &CaseType, action: &Action, name: &Name, paths: &Paths) -> Option<Fault> {
    let clock = of.clock(name)?;
    let mut starts = clock.start.iter().chain(&clock.restart);
    if starts.any(|name| of.action(name).is_none()) {
        return None;
    }
    let seen = Walk { of, clock, paths }.seen(true);
    let runs = paths
        .live_steps_of(&action.code)
        .any(|step| seen.contains(&(step.from, true)));
    let is_told = !paths.is_live(&action.code) || runs;
    let fault = Fault::new("clock_not_running", name.place).with("clock", name.as_str());
    (!is_told).then(|| fault.with("action", action.code.as_str()))
}
