//! One event more: what it does to state, fields and clocks once nothing refuses it.

use super::{Asked, Case, TITLE, form, rules, told};
use crate::clocks::{Moment, Run};
use crate::declared::{Action, CaseType, Clock, Kind, OPEN};
use crate::event::{Deed, Event, Patch, Value, Who};
use kernel::{Id, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn opened(of: Arc<CaseType>, event: &Event) -> Result<Case, Refusal> {
    let unknown = || told::action("cases.unknown_action", &of, OPEN);
    let is_opening = matches!(&event.deed, Deed::Action(code) if code == OPEN);
    let open = of.action(OPEN).filter(|_| is_opening).ok_or_else(unknown)?;
    let to = open.to.as_ref().ok_or_else(unknown)?.value.clone();
    let refused = rules::day_refused(None, event)
        .or_else(|| rules::role_refused(&event.by, open.who.iter().map(|role| role.value)))
        .or_else(|| form::refused(&of, open, event));
    if let Some(refusal) = refused {
        return Err(refusal);
    }
    let when = event.moment();
    let mut case = Case {
        state: to,
        since: when,
        entered_by: OPEN.to_owned(),
        fields: Patch::new(),
        runs: BTreeMap::new(),
        dues: BTreeMap::new(),
        asked: Vec::new(),
        events: 1,
        last: when,
        said: when,
        titled: None,
        hands: BTreeSet::new(),
        doers: BTreeMap::new(),
        here: BTreeMap::new(),
        of: of.clone(),
    };
    case.handled(&event.by);
    case.done(open, &event.by, (0, &event.patch), when)?;
    Ok(case)
}

impl Case {
    /// One event more, in place: where it is refused the case is worth nothing any more.
    pub(super) fn step(&mut self, event: &Event) -> Result<(), Refusal> {
        if let Some(refusal) = rules::day_refused(Some(self), event) {
            return Err(refusal);
        }
        let is_form = matches!(event.deed, Deed::Action(_));
        if let Some((field, _)) = event.patch.first_key_value().filter(|_| !is_form) {
            return Err(told::field("cases.field_not_asked", &self.of, field));
        }
        match &event.deed {
            Deed::Action(code) => self.acted(code, event)?,
            Deed::Approve(number) => self.approved(*number, event)?,
            Deed::Decline(number) => drop(self.answered(*number, &event.by)?),
            Deed::Recompute => {}
        }
        self.handled(&event.by);
        self.events += 1;
        self.last = event.moment();
        if !matches!(event.deed, Deed::Recompute) {
            self.said = self.last;
        }
        Ok(())
    }

    /// Whoever has no account leaves no trace.
    fn handled(&mut self, by: &Who) {
        let people = [by.actor, by.authority].into_iter();
        self.hands.extend(people.filter(|id| *id != Id(0)));
    }

    fn acted(&mut self, code: &str, event: &Event) -> Result<(), Refusal> {
        let of = self.of.clone();
        let action = known(&of, code)?;
        let when = event.moment();
        let refused = rules::refused(self, action, &event.by, when)
            .or_else(|| form::refused(&of, action, event))
            .or_else(|| rules::extended(self, action, asked_for(action, &event.patch)));
        if let Some(refusal) = refused {
            return Err(refusal);
        }
        if action.approve.is_empty() {
            return self.done(action, &event.by, (self.events, &event.patch), when);
        }
        self.asked.push(Asked {
            event: self.events,
            action: code.to_owned(),
            by: event.by.clone(),
            patch: event.patch.clone(),
            when,
        });
        Ok(())
    }

    /// It was asked for in time; what else must hold holds by now.
    fn approved(&mut self, number: u32, event: &Event) -> Result<(), Refusal> {
        let asked = self.answered(number, &event.by)?;
        let of = self.of.clone();
        let action = known(&of, &asked.action)?;
        let refused = rules::refused_by_now(self, action)
            .or_else(|| rules::extended(self, action, asked_for(action, &asked.patch)));
        match refused {
            Some(refusal) => Err(refusal),
            None => {
                let form = (asked.event, &asked.patch);
                self.done(action, &asked.by, form, event.moment())
            }
        }
    }

    /// Takes out what waited for an answer, if this is somebody to give it.
    fn answered(&mut self, number: u32, who: &Who) -> Result<Asked, Refusal> {
        let mut asked = self.asked.iter();
        let place = asked.position(|asked| asked.event == number);
        let found = place.and_then(|place| Some((place, self.asked.get(place)?)));
        let (place, asked) = found.ok_or_else(|| Refusal::new("cases.nothing_asked"))?;
        match rules::approval_refused(self, asked, who) {
            Some(refusal) => Err(refusal),
            None => Ok(self.asked.remove(place)),
        }
    }

    fn done(
        &mut self,
        action: &Action,
        by: &Who,
        (number, patch): (u32, &Patch),
        when: Moment,
    ) -> Result<(), Refusal> {
        for field in &action.clear {
            self.fields.remove(field.as_str());
        }
        for (field, value) in &action.set {
            let value = match self.of.field(field).map(|field| &field.kind) {
                Some(Kind::YesNo) => Value::YesNo(value == "yes"),
                _ => Value::Code(value.value.clone()),
            };
            self.fields.insert(field.value.clone(), value);
        }
        let written = patch
            .iter()
            .map(|(field, value)| (field.clone(), value.clone()));
        self.fields.extend(written);
        if patch.contains_key(TITLE) {
            self.titled = Some(number);
        }
        if let Some(refusal) = form::lacks_required(self, action) {
            return Err(refusal);
        }
        self.doers.insert(action.code.value.clone(), by.clone());
        self.moved(action, when);
        self.tick(action, patch, when)
    }

    fn moved(&mut self, action: &Action, when: Moment) {
        match action.to.as_ref().filter(|to| ***to != self.state) {
            None => *self.here.entry(action.code.value.clone()).or_default() += 1,
            Some(to) => {
                self.state.clone_from(&to.value);
                self.since = when;
                self.entered_by.clone_from(&action.code.value);
                self.here.clear();
                // What was asked for where the case was is void where it cannot be done any more.
                let of = self.of.clone();
                let state = self.state.clone();
                self.asked.retain(|asked| {
                    let action = of.action(&asked.action);
                    action.is_some_and(|action| action.is_from(&state))
                });
            }
        }
    }

    fn tick(&mut self, action: &Action, patch: &Patch, when: Moment) -> Result<(), Refusal> {
        let of = self.of.clone();
        for clock in &of.clocks {
            let is_in = |names: &[crate::declared::Name]| names.contains(&action.code);
            let is_running = self.running(&clock.code).is_some();
            let begins = is_in(&clock.restart) || (!is_running && is_in(&clock.start));
            let stops = is_running && (is_in(&clock.stop) || is_in(&clock.restart));
            if stops {
                self.last_run(clock, |run| run.stop(when));
                self.dues.remove(clock.code.as_str());
            }
            if begins {
                let run = self.begun(clock, when)?;
                self.runs
                    .entry(clock.code.value.clone())
                    .or_default()
                    .push(run);
            }
            let extends = action
                .extends
                .as_ref()
                .filter(|extends| extends.clock == clock.code);
            if extends.is_some() {
                let by = u32::try_from(asked_for(action, patch)).unwrap_or(0);
                self.last_run(clock, |run| run.extend(by, when.day));
            }
            match clock.pauses_in(&self.state) {
                true => self.last_run(clock, |run| run.pause(when)),
                false => self.last_run(clock, |run| run.go_on(when)),
            }
        }
        Ok(())
    }

    /// The limit is that of the moment: what a field says later changes no clock that runs.
    fn begun(&self, clock: &Clock, when: Moment) -> Result<Run, Refusal> {
        let value = match &clock.limit {
            crate::declared::LimitRule::By { field, .. } => self.fields.get(field.as_str()),
            crate::declared::LimitRule::One(_) => None,
        };
        let limit = clock.limit.for_value(value.and_then(Value::code));
        let none = || told::clock("cases.no_limit", &self.of, &clock.code);
        Ok(Run::start(limit.ok_or_else(none)?, when))
    }

    fn last_run(&mut self, clock: &Clock, change: impl FnOnce(&mut Run)) {
        let run = self
            .runs
            .get_mut(clock.code.as_str())
            .and_then(|runs| runs.last_mut());
        if let Some(run) = run.filter(|run| run.stopped.is_none()) {
            change(run);
        }
    }
}

/// By how much an extension is asked for; 0 where it is none.
fn asked_for(action: &Action, patch: &Patch) -> i64 {
    let by = action
        .extends
        .as_ref()
        .and_then(|extends| patch.get(extends.by.as_str()));
    match by {
        Some(Value::Number(n)) => *n,
        _ => 0,
    }
}

fn known<'t>(of: &'t CaseType, code: &str) -> Result<&'t Action, Refusal> {
    let action = of.action(code);
    action.ok_or_else(|| told::action("cases.unknown_action", of, code))
}
