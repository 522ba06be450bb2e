//! Every way that a case of a type can go: which states it reaches, and which fields stand filled there.

use crate::declared::model::*;
use crate::declared::place::Name;
use std::collections::BTreeSet;

type Filled<'t> = BTreeSet<&'t str>;

/// One action done in one state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'t> {
    pub(super) action: &'t Action,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Its states are named wrongly, so it may lead from anywhere to anywhere.
    pub(super) is_guess: bool,
}

pub(super) struct Paths<'t> {
    of: &'t CaseType,
    pub(super) steps: Vec<Step<'t>>,
    /// Where a case may be when it was opened.
    pub(super) starts: Vec<usize>,
    pub(super) reached: BTreeSet<usize>,
    may: Vec<Filled<'t>>,
    must: Vec<Option<Filled<'t>>>,
}

impl<'t> Paths<'t> {
    pub(super) fn of(of: &'t CaseType) -> Paths<'t> {
        let all: Vec<usize> = (0..of.states.len()).collect();
        // A name that nobody gave may be any state: that it is unknown has been told.
        let places = |names: &[Name]| -> Vec<usize> {
            let found = |name: &Name| of.states.iter().position(|state| *state.code == **name);
            match names.iter().map(found).collect::<Option<Vec<usize>>>() {
                Some(found) if !found.is_empty() => found,
                _ => all.clone(),
            }
        };
        let mut steps = Vec::new();
        let mut starts = Vec::new();
        for action in &of.actions {
            let to = action
                .to
                .as_ref()
                .map(|to| places(std::slice::from_ref(to)));
            if action.code == *OPEN {
                starts.extend(to.unwrap_or_else(|| all.clone()));
                continue;
            }
            let named = |names: &[Name]| names.iter().all(|name| of.state(name).is_some());
            let is_named =
                !action.from.is_empty() && named(&action.from) && named(action.to.as_slice());
            let is_guess = !is_named;
            for from in places(&action.from) {
                let stays = vec![from];
                for to in to.as_ref().unwrap_or(&stays) {
                    let to = *to;
                    steps.push(Step {
                        action,
                        from,
                        to,
                        is_guess,
                    });
                }
            }
        }
        let mut paths = Paths {
            of,
            steps,
            reached: BTreeSet::new(),
            may: vec![Filled::new(); of.states.len()],
            must: vec![None; of.states.len()],
            starts,
        };
        paths.reached = paths.reach(paths.starts.iter().copied(), |_| true);
        paths.fill();
        paths
    }

    /// The states that can be come to from some, by the steps that are allowed; the first ones with them.
    pub(super) fn reach(
        &self,
        from: impl IntoIterator<Item = usize>,
        allowed: impl Fn(&Step) -> bool,
    ) -> BTreeSet<usize> {
        let mut reached: BTreeSet<usize> = from.into_iter().collect();
        loop {
            let before = reached.len();
            for step in &self.steps {
                if reached.contains(&step.from) && allowed(step) {
                    reached.insert(step.to);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    pub(super) fn state(&self, at: usize) -> Option<&'t State> {
        self.of.states.get(at)
    }

    pub(super) fn kind(&self, at: usize) -> Option<StateKind> {
        self.state(at).map(|state| state.kind)
    }

    pub(super) fn is_closed(&self, at: usize) -> bool {
        self.kind(at) == Some(StateKind::Closed)
    }

    pub(super) fn steps_of(&self, action: &str) -> impl Iterator<Item = &Step<'t>> {
        let mine = move |step: &&Step| step.action.code == *action;
        self.steps.iter().filter(mine)
    }

    /// The steps of an action that a case can come to.
    pub(super) fn live_steps_of(&self, action: &str) -> impl Iterator<Item = &Step<'t>> {
        let steps = self.steps_of(action);
        steps.filter(|step| self.reached.contains(&step.from))
    }

    /// Whether a case can ever do it.
    pub(super) fn is_live(&self, action: &str) -> bool {
        action == OPEN || self.live_steps_of(action).next().is_some()
    }

    /// Where a case may be right after an action.
    pub(super) fn behind(&self, action: &str) -> Vec<usize> {
        match action == OPEN {
            true => self.starts.clone(),
            false => self.live_steps_of(action).map(|step| step.to).collect(),
        }
    }

    /// Whether the field may stand filled in this state.
    pub(super) fn may_stand(&self, at: usize, field: &str) -> bool {
        self.may
            .get(at)
            .is_some_and(|filled| filled.contains(field))
    }

    /// Whether it stands filled on every way into this state.
    pub(super) fn must_stand(&self, at: usize, field: &str) -> bool {
        match self.must.get(at) {
            Some(Some(filled)) => filled.contains(field),
            // Never reached: that has been told.
            _ => true,
        }
    }

    fn fill(&mut self) {
        if let Some(open) = self.of.action(OPEN) {
            for start in self.starts.clone() {
                self.pour(start, after(open, &Filled::new(), Action::fills), None);
                let sure = after(open, &Filled::new(), surely);
                self.pour(start, Filled::new(), Some(sure));
            }
        }
        loop {
            let mut has_changed = false;
            for step in self.steps.clone() {
                let (Some(may), Some(must)) = (self.may.get(step.from), self.must.get(step.from))
                else {
                    continue;
                };
                if !self.reached.contains(&step.from) {
                    continue;
                }
                let may = after(step.action, may, Action::fills);
                let must = must.as_ref().filter(|_| !step.is_guess);
                let must = must.map(|must| after(step.action, must, surely));
                has_changed |= self.pour(step.to, may, must);
            }
            if !has_changed {
                return;
            }
        }
    }

    /// Adds what may stand, keeps of what must stand only what stands on this way too.
    fn pour(&mut self, at: usize, may: Filled<'t>, must: Option<Filled<'t>>) -> bool {
        let (Some(old_may), Some(old_must)) = (self.may.get_mut(at), self.must.get_mut(at)) else {
            return false;
        };
        let before = (old_may.len(), old_must.as_ref().map(BTreeSet::len));
        old_may.extend(may);
        *old_must = match (old_must.take(), must) {
            (Some(old), Some(new)) => Some(old.intersection(&new).copied().collect()),
            (old, new) => old.or(new),
        };
        before != (old_may.len(), old_must.as_ref().map(BTreeSet::len))
    }
}

/// The fields that stand for sure once an action was done.
fn surely(action: &Action) -> impl Iterator<Item = &Name> {
    let set = action.set.iter().map(|(field, _)| field);
    action.need.iter().chain(&action.has).chain(set)
}

fn after<'t, I: Iterator<Item = &'t Name>>(
    action: &'t Action,
    before: &Filled<'t>,
    fills: fn(&'t Action) -> I,
) -> Filled<'t> {
    let is_cleared = |field: &str| action.clear.iter().any(|clear| *clear == *field);
    let kept = before.iter().copied().filter(|field| !is_cleared(field));
    kept.chain(fills(action).map(|name| name.as_str()))
        .collect()
}
