//! The days of a case that running clocks give: last days, reminders, and the steps of what follows when nothing follows.
//! What was told on a day nobody needs to write down: the clock and the calendar say it again.

use crate::clocks::Deadline;
use crate::declared::{Escalate, Level};
use crate::fold::Case;
use crate::workdays::Calendar;

/// What falls on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The last day.
    Due,
    /// So many percent are used.
    Warn,
    /// Somebody is told that it is over.
    Notify,
    /// It is given to somebody else.
    Reassign,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub clock: String,
    pub kind: Kind,
    /// Percent of a reminder, working days behind the last day of a step; 0 otherwise.
    pub n: i64,
    pub when: Deadline,
    /// Who is told; nothing: whoever handles the case.
    pub level: Option<Level>,
    /// Levels above the owner in the tree of units.
    pub up: i64,
}

impl Kind {
    pub const ALL: [(Kind, &'static str); 4] = [
        (Kind::Due, "due"),
        (Kind::Warn, "warn"),
        (Kind::Notify, "notify"),
        (Kind::Reassign, "reassign"),
    ];

    /// The word in the database and in locale keys.
    pub fn word(self) -> &'static str {
        let mut all = Kind::ALL.iter();
        all.find(|(kind, _)| *kind == self)
            .map_or("", |(_, word)| word)
    }

    pub fn parse(word: &str) -> Option<Kind> {
        let mut all = Kind::ALL.iter();
        all.find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

impl Case {
    /// Of every running clock that is no window, in the order in which they are declared: its reminders, its last day as it
    /// was last written down, its steps. Some have no day yet.
    pub fn marks(&self, calendar: &Calendar) -> Vec<Mark> {
        let clocks = self.of.clocks.iter();
        let runs = |code: &str| self.running(code).is_some() && !self.of.is_window(code);
        clocks
            .map(|clock| clock.code.as_str())
            .filter(|code| runs(code))
            .flat_map(|code| self.marks_of(code, calendar))
            .collect()
    }

    /// Of one running clock.
    pub fn marks_of(&self, clock: &str, calendar: &Calendar) -> Vec<Mark> {
        let of = |kind, n, when| Mark {
            clock: clock.to_owned(),
            kind,
            n,
            when,
            level: None,
            up: 0,
        };
        let reminders = self.reminders(clock, calendar).into_iter();
        let mut marks: Vec<Mark> = reminders
            .map(|(percent, when)| of(Kind::Warn, percent, when))
            .collect();
        let due = self.dues.get(clock);
        marks.extend(due.map(|due| of(Kind::Due, 0, *due)));
        for (step, when) in self.steps(clock, calendar) {
            let kind = match step.deed {
                Escalate::Notify => Kind::Notify,
                Escalate::Reassign => Kind::Reassign,
            };
            marks.push(Mark {
                level: Some(step.level),
                up: step.up.value,
                ..of(kind, step.after.value, when)
            });
        }
        marks
    }
}
