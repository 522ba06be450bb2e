//! What a case type is made of. Plain values; every name knows where it was written.

use super::place::{At, Name};
use super::role::{Level, Role};
use crate::clocks::{Limit, Unit};

/// The action with which every case of every type begins.
pub const OPEN: &str = "open";

/// A declared kind of case, one version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseType {
    pub code: Name,
    pub version: At<i64>,
    pub label: Label,
    /// The law, rule or custom behind it.
    pub source: String,
    /// The field of kind unit that says who handles the case; whoever works there is its owner.
    pub owner: Option<Name>,
    /// Groups of roles; each must be able, by itself, to bring a case from its opening to a closed state.
    pub closing: Vec<At<Vec<At<Role>>>>,
    pub fields: Vec<Field>,
    pub states: Vec<State>,
    pub actions: Vec<Action>,
    pub clocks: Vec<Clock>,
    pub outcome: Option<Outcome>,
    pub publish: Option<Publish>,
    pub figures: Vec<Figure>,
}

/// What a person reads, in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub code: Name,
    pub label: Label,
    pub kind: Kind,
    /// No case closes without it; a void one may.
    pub is_required: bool,
    /// Sealed under the case's key wherever it is kept.
    pub is_personal: bool,
    /// Shown outside once the case is published.
    pub is_public: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    LongText,
    /// A code of the named code list, which belongs to the installation.
    Code {
        list: String,
    },
    /// One of the type's own choices.
    Choice(Vec<Choice>),
    Date,
    Number {
        min: i64,
        max: i64,
    },
    YesNo,
    Person,
    Unit,
    Place,
    Photos {
        min: i64,
        max: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub code: Name,
    pub label: Label,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub code: Name,
    pub label: Label,
    pub kind: StateKind,
    /// Nothing leads out of it.
    pub is_final: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateKind {
    Open,
    /// Open, and the next step is somebody else's: clocks may pause here, and nowhere else.
    Waiting,
    Closed,
    /// Ended without counting: a duplicate, a mistake.
    Void,
}

impl StateKind {
    pub fn is_ended(self) -> bool {
        matches!(self, StateKind::Closed | StateKind::Void)
    }
}

/// What moves a case, or writes into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub code: Name,
    pub label: Label,
    pub from: Vec<Name>,
    /// Nothing where the case stays where it is.
    pub to: Option<Name>,
    pub who: Vec<At<Role>>,
    /// Fields of its form that must be filled in.
    pub need: Vec<Name>,
    /// Fields of its form that may be left out.
    pub may: Vec<Name>,
    /// Fields that must stand already.
    pub has: Vec<Name>,
    /// Fields that it fills by itself.
    pub set: Vec<(Name, Name)>,
    /// Fields that it empties, for the next round.
    pub clear: Vec<Name>,
    pub needs_reason: bool,
    /// Not by whoever did one of these last.
    pub forbid: Vec<Name>,
    /// Waits for a person of one of these roles.
    pub approve: Vec<At<Role>>,
    /// Only while this clock is not past its last moment.
    pub before_due: Option<Name>,
    /// Only once this clock is past its last moment.
    pub after_due: Option<Name>,
    /// Only so many calendar days after the case came into its state.
    pub within_days: Option<At<i64>>,
    /// So often in one stay in a state.
    pub at_most: Option<At<i64>>,
    pub after: Option<After>,
    pub extends: Option<Extends>,
}

/// Only after another action was done so often in this stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub action: Name,
    pub times: At<i64>,
}

/// Makes a clock's limit longer, in the clock's own unit; before it is over, and never without approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extends {
    pub clock: Name,
    /// The number field of the form that says by how much.
    pub by: Name,
    /// All extensions of one run together.
    pub most: At<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    pub code: Name,
    pub label: Label,
    pub source: String,
    /// Actions that start it where it does not run.
    pub start: Vec<Name>,
    /// Actions that begin it anew, running or not.
    pub restart: Vec<Name>,
    pub stop: Vec<Name>,
    /// States in which it stands still.
    pub pause: Vec<Name>,
    pub limit: LimitRule,
    /// Percent of the limit after which somebody is reminded, ascending.
    pub warn: Vec<At<i64>>,
    /// What happens after the last day, ascending.
    pub chain: Vec<Escalation>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LimitRule {
    One(At<Limit>),
    /// By the value of a field when the clock starts.
    By {
        field: Name,
        of: Vec<(Name, At<Limit>)>,
        otherwise: Option<At<Limit>>,
    },
}

impl LimitRule {
    /// All limits that it may give.
    pub fn limits(&self) -> Vec<At<Limit>> {
        match self {
            LimitRule::One(limit) => vec![*limit],
            LimitRule::By { of, otherwise, .. } => {
                let named = of.iter().map(|(_, limit)| *limit);
                named.chain(*otherwise).collect()
            }
        }
    }

    /// The limit for what a field says; nothing where it says nothing that a limit stands for.
    pub fn for_value(&self, value: Option<&str>) -> Option<Limit> {
        match self {
            LimitRule::One(limit) => Some(limit.value),
            LimitRule::By { of, otherwise, .. } => {
                let named = of.iter().find(|(code, _)| Some(code.as_str()) == value);
                named
                    .map(|(_, limit)| limit.value)
                    .or(otherwise.map(|limit| limit.value))
            }
        }
    }

    /// Whether it may count in this unit.
    pub fn counts_in(&self, unit: Unit) -> bool {
        self.limits().iter().any(|limit| limit.unit == unit)
    }
}

/// One step of what follows when nothing follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Working days after the last day; 0 is the last day itself.
    pub after: At<i64>,
    pub deed: Escalate,
    pub level: Level,
    /// Levels above the owner in the tree of units; 0 is the owner itself.
    pub up: At<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escalate {
    Notify,
    Reassign,
}

/// What makes an ended case solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub solved: Values,
    /// What the call-back must have said, where there is one.
    pub satisfied: Option<Values>,
    /// The action that stands for a call in vain, and how often it is tried before the case ends as not reached.
    pub tries: Option<After>,
}

/// A field and those of its values that count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    pub field: Name,
    pub values: Vec<Name>,
}

/// When the public fields of a case are shown outside; the requester's name never is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    pub states: Vec<Name>,
    pub when: Vec<Values>,
}

/// What reports ask of cases of this type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub code: Name,
    pub label: Label,
    pub counts: Counts,
    pub filter: Vec<Values>,
    /// A clock that must have been kept, or must be over.
    pub clock: Option<OnClock>,
    pub measure: Measure,
    /// The action whose day says to which period it belongs.
    pub time: Name,
    /// The field of kind unit that says whose it is; the case's own unit where there is none.
    pub unit: Option<Name>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counts {
    /// Every time an action was done.
    Action(Name),
    /// Cases that are in one of these states.
    States(Vec<Name>),
}

/// What is made of what is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Cases or deeds.
    Count,
    /// This number field, added up.
    Sum(Name),
    /// How many different values this field has: different persons, units, choices.
    Distinct(Name),
    /// The median of the days from this action to the day that counts.
    Days(Name),
}

/// Whether the last run of a clock was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnClock {
    pub clock: Name,
    /// Over when it stopped, or over by now; otherwise stopped before it was over.
    pub is_late: bool,
}

/// Figures of a case type that somebody wants beside those of the type itself, and what its report shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub code: Name,
    pub version: At<i64>,
    pub label: Label,
    pub source: String,
    /// The case type.
    pub of: Name,
    pub figures: Vec<Figure>,
    pub ratios: Vec<Ratio>,
    pub report: Option<Report>,
    pub public: Option<PublicSplit>,
}

/// What may be shown to everybody, once a second person agrees: a count and the counts that make it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicSplit {
    pub whole: Name,
    pub parts: Vec<Name>,
}

/// One figure over another, in percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratio {
    pub code: Name,
    pub label: Label,
    pub part: Name,
    pub whole: Name,
}

/// The page that shows them: all of them once, and some by unit and by period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Figures and ratios, as columns.
    pub columns: Vec<Name>,
    /// Figures drawn by period; at most three stay readable.
    pub chart: Vec<Name>,
    /// The figure or ratio by which places that may be compared are drawn side by side.
    pub compare: Option<Name>,
}

impl CaseType {
    pub fn figure(&self, code: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.code == *code)
    }

    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.code == *code)
    }

    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|state| state.code == *code)
    }

    pub fn action(&self, code: &str) -> Option<&Action> {
        self.actions.iter().find(|action| action.code == *code)
    }

    pub fn clock(&self, code: &str) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.code == *code)
    }

    /// Whether a clock only says until when something may still be done: an action must come before its end, and nobody is
    /// told of it. No case is overdue for it.
    pub fn is_window(&self, clock: &str) -> bool {
        let bounds = |action: &Action| action.before_due.as_ref().is_some_and(|of| *of == *clock);
        let told = |clock: &Clock| !clock.warn.is_empty() || !clock.chain.is_empty();
        self.actions.iter().any(bounds) && !self.clock(clock).is_some_and(told)
    }

    pub fn choices<'t>(&'t self, field: &str) -> Option<&'t [Choice]> {
        match &self.field(field)?.kind {
            Kind::Choice(choices) => Some(choices),
            _ => None,
        }
    }
}

impl Action {
    /// Whether it can be done in this state.
    pub fn is_from(&self, state: &str) -> bool {
        self.from.iter().any(|from| from == state)
    }

    /// The fields of its form, those that it needs first.
    pub fn form(&self) -> impl Iterator<Item = &Name> {
        self.need.iter().chain(&self.may)
    }

    /// The fields that stand filled after it, or may.
    pub fn fills(&self) -> impl Iterator<Item = &Name> {
        self.form().chain(self.set.iter().map(|(field, _)| field))
    }
}

impl Clock {
    pub fn pauses_in(&self, state: &str) -> bool {
        self.pause.iter().any(|pause| pause == state)
    }
}
