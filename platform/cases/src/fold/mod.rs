//! A case: the fold of its events. Nothing of it is stored but those.

mod form;
mod rules;
mod step;
pub(crate) mod told;
mod waiting;

pub use waiting::{Deed as WaitingDeed, Waiting};

use crate::clocks::{Deadline, Moment, Run};
use crate::declared::{Action, CaseType, Escalation, OPEN, StateKind, Values};
use crate::event::{Deed, Event, Patch, Who};
use crate::workdays::Calendar;
use kernel::{Error, Id, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a case stands. It keeps the version of its type with which it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub of: Arc<CaseType>,
    pub state: String,
    /// When it came into its state, and by which action.
    pub since: Moment,
    pub entered_by: String,
    pub fields: Patch,
    /// Every run of every clock, the last one last.
    pub runs: BTreeMap<String, Vec<Run>>,
    /// Until when the running clocks run, as last written down.
    pub dues: BTreeMap<String, Deadline>,
    /// What waits for approval.
    pub asked: Vec<Asked>,
    /// How many events it is made of.
    pub events: u32,
    pub last: Moment,
    /// Of the last event by somebody: what a calendar changed later keeps no step from being told as of the day on which it was done.
    pub said: Moment,
    /// The number of the event that wrote what it is called, from 0.
    pub titled: Option<u32>,
    /// Everybody with an account who did something with it, and for whom.
    pub hands: BTreeSet<Id>,
    /// Who did each action last.
    doers: BTreeMap<String, Who>,
    /// How often each action was done in this stay in the state.
    here: BTreeMap<String, i64>,
}

/// The field that says what a case is called, in types that have it.
pub const TITLE: &str = "title";

/// Something that waits for approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The number of the event that asked.
    pub event: u32,
    pub action: String,
    pub by: Who,
    pub patch: Patch,
    pub when: Moment,
}

/// How a case ended, or that it did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    Open,
    /// With a result that counts, and who was asked says so.
    Solved,
    /// Closed, and nobody could be asked after all tries: shown apart, never counted as solved.
    NotReached,
    /// Closed otherwise.
    Closed,
    Void,
}

impl Case {
    /// Begins a case with its first event, `open`; the event comes back with its deadlines. Refuses as [`Case::apply`].
    pub fn open(
        of: Arc<CaseType>,
        event: Event,
        calendar: &Calendar,
    ) -> Result<(Case, Event), Refusal> {
        let case = step::opened(of, &event)?;
        Ok(case.with_dues(event, calendar))
    }

    /// One event more. Nothing is changed where it is refused; the event comes back with its deadlines, to be stored.
    ///
    /// Refuses, in this order: `cases.day_ahead`, `cases.day_backwards`, `cases.unknown_action`, `cases.wrong_state`,
    /// `cases.not_your_role`, `cases.same_person`, `cases.too_late`, `cases.after_due`, `cases.before_due`,
    /// `cases.often_enough`, `cases.not_often_enough`, `cases.already_asked`, `cases.not_filled`,
    /// `cases.extended_enough`, `cases.reason_missing`, `cases.field_not_asked`, `cases.field_missing`,
    /// `cases.field_value`, `cases.required_missing`, `cases.no_limit`; for an approval `cases.nothing_asked`,
    /// `cases.not_your_role`, `cases.same_person`, and what the action itself refuses by then.
    pub fn apply(&self, event: Event, calendar: &Calendar) -> Result<(Case, Event), Refusal> {
        let mut next = self.clone();
        next.step(&event)?;
        Ok(next.with_dues(event, calendar))
    }

    /// The case that stored events make. They were accepted once, and every check rests on the events alone, so a refusal
    /// now means that something changed them: `Internal`.
    pub fn fold<'e>(
        of: Arc<CaseType>,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> kernel::Result<Case> {
        Case::replay(of, events, |_| ())
    }

    /// [`Case::fold`] that shows the case as it was after each event.
    pub fn replay<'e>(
        of: Arc<CaseType>,
        events: impl IntoIterator<Item = &'e Event>,
        mut each: impl FnMut(&Case),
    ) -> kernel::Result<Case> {
        let broken = |at: usize, what: &str| {
            Error::Internal(format!(
                "event {at} of a case of {} {}: {what}",
                of.code.value, of.version.value
            ))
        };
        let mut rest = events.into_iter();
        let first = rest.next().ok_or_else(|| broken(0, "no events"))?;
        let code = |refusal: Refusal| refusal.code.into_owned();
        let mut case =
            step::opened(of.clone(), first).map_err(|refusal| broken(0, &code(refusal)))?;
        case.take_dues(first).map_err(|what| broken(0, what))?;
        each(&case);
        for (at, event) in (1..).zip(rest) {
            case.step(event)
                .map_err(|refusal| broken(at, &code(refusal)))?;
            case.take_dues(event).map_err(|what| broken(at, what))?;
            each(&case);
        }
        Ok(case)
    }

    /// The event to be written when a calendar gives other deadlines than those written down; nothing where it gives
    /// the same. `at` is now.
    pub fn recompute(&self, calendar: &Calendar, at: i64) -> Option<Event> {
        let dues = self.changed_dues(calendar);
        let event = Event {
            deed: Deed::Recompute,
            by: Who::system(),
            at,
            day: crate::clocks::day_of(at),
            patch: Patch::new(),
            reason: None,
            dues: dues.clone(),
        };
        (!dues.is_empty()).then_some(event)
    }

    /// What somebody may do now. Whatever stands here is refused only for what its form says.
    pub fn may(&self, who: &Who, now: Moment) -> Vec<&Action> {
        let actions = self.of.actions.iter();
        actions
            .filter(|action| {
                action.code != *OPEN && rules::refused(self, action, who, now).is_none()
            })
            .collect()
    }

    /// Whether an action is for somebody at all, wherever the case stands: by what he is to it, and since he did not do what it is
    /// kept apart from.
    pub fn is_for(&self, action: &Action, who: &Who) -> bool {
        rules::for_another(self, action, who).is_none()
    }

    /// What somebody may approve or decline now.
    pub fn may_approve(&self, who: &Who) -> Vec<&Asked> {
        let asked = self.asked.iter();
        asked
            .filter(|asked| rules::approval_refused(self, asked, who).is_none())
            .collect()
    }

    /// When somebody is reminded of a running clock, by percent of its limit; nothing where it does not run.
    pub fn reminders(&self, clock: &str, calendar: &Calendar) -> Vec<(i64, Deadline)> {
        let (Some(declared), Some(run)) = (self.of.clock(clock), self.running(clock)) else {
            return Vec::new();
        };
        let on = |percent: i64| run.reminder(u32::try_from(percent).unwrap_or(100), calendar);
        let percents = declared.warn.iter().map(|percent| percent.value);
        percents.map(|percent| (percent, on(percent))).collect()
    }

    /// When each step of a running clock's chain comes, if nobody stops it before.
    pub fn steps(&self, clock: &str, calendar: &Calendar) -> Vec<(&Escalation, Deadline)> {
        let (Some(declared), Some(run)) = (self.of.clock(clock), self.running(clock)) else {
            return Vec::new();
        };
        let on =
            |step: &Escalation| run.step(u32::try_from(step.after.value).unwrap_or(0), calendar);
        declared.chain.iter().map(|step| (step, on(step))).collect()
    }

    /// The run of a clock that goes on or stands still.
    pub fn running(&self, clock: &str) -> Option<&Run> {
        let run = self.runs.get(clock)?.last()?;
        run.stopped.is_none().then_some(run)
    }

    /// Who did an action last.
    pub fn doer(&self, action: &str) -> Option<&Who> {
        self.doers.get(action)
    }

    pub fn kind(&self) -> StateKind {
        self.of
            .state(&self.state)
            .map_or(StateKind::Void, |state| state.kind)
    }

    pub fn ending(&self) -> Ending {
        match self.kind() {
            StateKind::Open | StateKind::Waiting => return Ending::Open,
            StateKind::Void => return Ending::Void,
            StateKind::Closed => {}
        }
        let Some(outcome) = &self.of.outcome else {
            return Ending::Closed;
        };
        let entered_by = self.of.action(&self.entered_by);
        let gave_up = entered_by.and_then(|action| action.after.as_ref());
        let is_satisfied = outcome
            .satisfied
            .as_ref()
            .is_none_or(|values| self.says(values));
        if outcome.tries.is_some() && gave_up == outcome.tries.as_ref() {
            Ending::NotReached
        } else if self.says(&outcome.solved) && is_satisfied {
            Ending::Solved
        } else {
            Ending::Closed
        }
    }

    /// Whether its public fields are shown outside.
    pub fn is_public(&self) -> bool {
        self.of.publish.as_ref().is_some_and(|publish| {
            let is_there = publish.states.iter().any(|state| *state == *self.state);
            is_there && publish.when.iter().all(|values| self.says(values))
        })
    }

    /// Whether a field has one of these values.
    pub fn says(&self, values: &Values) -> bool {
        let said = self
            .fields
            .get(values.field.as_str())
            .and_then(|value| value.code());
        said.is_some_and(|said| values.values.iter().any(|value| *value == *said))
    }

    fn changed_dues(&self, calendar: &Calendar) -> BTreeMap<String, Deadline> {
        let clocks = self.of.clocks.iter();
        let due = |code: &str| Some((code.to_owned(), self.running(code)?.deadline(calendar)));
        let dues = clocks.filter_map(|clock| due(&clock.code));
        dues.filter(|(code, due)| self.dues.get(code) != Some(due))
            .collect()
    }

    fn with_dues(mut self, mut event: Event, calendar: &Calendar) -> (Case, Event) {
        event.dues = self.changed_dues(calendar);
        self.dues.extend(event.dues.clone());
        (self, event)
    }

    /// Deadlines as they were written down.
    fn take_dues(&mut self, event: &Event) -> Result<(), &'static str> {
        if event.dues.keys().any(|clock| self.running(clock).is_none()) {
            return Err("a deadline of a clock that does not run");
        }
        self.dues.extend(event.dues.clone());
        let mut clocks = self.of.clocks.iter();
        let lacks = |code: &str| self.running(code).is_some() && !self.dues.contains_key(code);
        match clocks.any(|clock| lacks(&clock.code)) {
            true => Err("a running clock without a deadline"),
            false => Ok(()),
        }
    }
}
