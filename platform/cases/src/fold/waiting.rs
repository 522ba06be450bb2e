//! Whom a case waits for: what `Case::may` and `may_approve` say of one person, said of everybody at once, so that a list
//! can be asked for what waits for somebody.

use super::{Case, rules};
use crate::clocks::{Deadline, Moment};
use crate::declared::{Action, OPEN, Role, StateKind};
use crate::event::Who;
use kernel::{Date, Id};

/// A step that a case waits for: whoever has the role does it, within this time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    pub deed: Deed,
    pub role: Role,
    /// Seconds since 1970, UTC, both included.
    pub since: i64,
    pub until: i64,
    /// Those who may not, for what they did before.
    pub barred: Vec<Id>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// Brings the case into another state that is not void.
    Act,
    /// Decides what somebody asked for.
    Decide,
}

impl Case {
    /// Nothing for an ended case. Where the next step is somebody else's (a waiting state) no action is waited for: it stands
    /// still until he comes. What writes into a case, or voids it, may be done and is not waited for. Whoever
    /// brought the case holds no level and is not named.
    pub fn waits_for(&self) -> Vec<Waiting> {
        let mut found = Vec::new();
        if self.kind().is_ended() {
            return found;
        }
        let actions = self.of.actions.iter();
        for action in actions.filter(|action| self.is_brought_on_by(action)) {
            let Some((since, until)) = rules::window(self, action) else {
                continue;
            };
            let mut barred: Vec<Id> = action
                .forbid
                .iter()
                .filter_map(|earlier| self.doer(earlier))
                .flat_map(people)
                .collect();
            barred.sort_unstable();
            barred.dedup();
            found.extend(action.who.iter().map(|role| Waiting {
                deed: Deed::Act,
                role: role.value,
                since,
                until,
                barred: barred.clone(),
            }));
        }
        for asked in &self.asked {
            let approve = self.of.action(&asked.action).map(|action| &action.approve);
            let mut barred: Vec<Id> = people(&asked.by).collect();
            barred.sort_unstable();
            barred.dedup();
            found.extend(approve.into_iter().flatten().map(|role| Waiting {
                deed: Deed::Decide,
                role: role.value,
                since: i64::MIN,
                until: i64::MAX,
                barred: barred.clone(),
            }));
        }
        found.retain(|waiting| waiting.role.level.is_some());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether an action leads on from where the case is.
    pub fn is_brought_on_by(&self, action: &Action) -> bool {
        let to = action.to.as_ref().filter(|to| ***to != self.state);
        let to = to.and_then(|to| self.of.state(to)).map(|state| state.kind);
        self.kind() == StateKind::Open
            && action.code != *OPEN
            && action.is_from(&self.state)
            && to.is_some_and(|to| to != StateKind::Void)
    }
}

impl Waiting {
    /// Whether it waits for this person at this moment.
    pub fn is_for(&self, who: &Who, now: Moment) -> bool {
        who.holds_one_of([self.role])
            && self.since <= now.at
            && now.at <= self.until
            && !people(who).any(|id| self.barred.contains(&id))
    }
}

fn people(who: &Who) -> impl Iterator<Item = Id> {
    let both = [who.actor, who.authority].into_iter();
    both.filter(|id| *id != Id(0))
}

/// The last second of a day.
pub(super) fn end_of(day: Date) -> i64 {
    day.plus_days(1).start_micros() / 1_000_000 - 1
}

/// Until when something is not over, itself included; for ever where it stands still or has no day.
pub(super) fn last_second(deadline: Deadline) -> i64 {
    match deadline {
        Deadline::On(day) => end_of(day),
        Deadline::At(at) => at,
        Deadline::NotFixed { .. } | Deadline::Paused { .. } => i64::MAX,
    }
}
