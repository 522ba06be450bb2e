//! Names that are used and were never given, given twice, or not written as codes are.

use crate::declared::fault::Fault;
use crate::declared::model::*;
use crate::declared::place::Name;
use std::collections::BTreeSet;

pub(super) fn faults(of: &CaseType) -> Vec<Fault> {
    let mut names = Names {
        of,
        faults: Vec::new(),
    };
    names.codes();
    names.top();
    for action in &of.actions {
        names.action(action);
    }
    for clock in &of.clocks {
        names.clock(clock);
    }
    names.outcome_and_publish();
    for figure in &of.figures {
        names.figure(figure);
    }
    names.faults
}

struct Names<'t> {
    of: &'t CaseType,
    faults: Vec<Fault>,
}

impl Names<'_> {
    fn codes(&mut self) {
        let of = self.of;
        self.code(&of.code, false);
        self.distinct(of.fields.iter().map(|field| &field.code), false);
        self.distinct(of.states.iter().map(|state| &state.code), false);
        self.distinct(of.actions.iter().map(|action| &action.code), false);
        self.distinct(of.clocks.iter().map(|clock| &clock.code), false);
        self.distinct(of.figures.iter().map(|figure| &figure.code), false);
        for field in &of.fields {
            if let Kind::Choice(choices) = &field.kind {
                self.distinct(choices.iter().map(|choice| &choice.code), true);
            }
        }
    }

    fn distinct<'n>(&mut self, codes: impl Iterator<Item = &'n Name>, may_be_digits: bool) {
        let mut seen = BTreeSet::new();
        for code in codes.filter(|code| !code.is_empty()) {
            self.code(code, may_be_digits);
            if !seen.insert(code.as_str()) {
                self.tell("twice", code);
            }
        }
    }

    fn code(&mut self, code: &Name, may_be_digits: bool) {
        if !code.is_empty() && !is_code(code, may_be_digits) {
            self.tell("bad_code", code);
        }
    }

    fn tell(&mut self, code: &'static str, name: &Name) {
        let fault = Fault::new(code, name.place);
        self.faults.push(fault.with("name", name.as_str()));
    }

    fn top(&mut self) {
        let of = self.of;
        match of.action(OPEN) {
            None => self.faults.push(Fault::new("no_opening", of.code.place)),
            Some(open) => {
                if let Some(from) = open.from.first() {
                    self.tell("open_from", from);
                }
            }
        }
        if let Some(owner) = &of.owner {
            self.field(owner, "unit", |kind| *kind == Kind::Unit);
        }
    }

    fn action(&mut self, action: &Action) {
        self.states(&action.from);
        self.states(action.to.as_slice());
        let is_open = action.code == *OPEN;
        let missing = match (is_open, action.from.is_empty(), &action.to) {
            (false, true, _) => Some("from"),
            (true, _, None) => Some("to"),
            _ => None,
        };
        if let Some(key) = missing {
            let fault = Fault::new("key_missing", action.code.place);
            self.faults.push(fault.with("key", key));
        }
        let mut form = BTreeSet::new();
        for field in action.fills() {
            self.any_field(field);
            if !form.insert(field.as_str()) {
                self.tell("twice", field);
            }
        }
        for field in action.has.iter().chain(&action.clear) {
            self.any_field(field);
        }
        for (field, value) in &action.set {
            self.values(field, std::slice::from_ref(value));
        }
        self.actions(&action.forbid);
        self.clocks(action.before_due.as_slice());
        self.clocks(action.after_due.as_slice());
        if let Some(after) = &action.after {
            self.actions(std::slice::from_ref(&after.action));
        }
        if let Some(extends) = &action.extends {
            self.clocks(std::slice::from_ref(&extends.clock));
            let is_count = |kind: &Kind| matches!(kind, Kind::Number { min, .. } if *min >= 1);
            self.field(&extends.by, "count", is_count);
        }
    }

    fn clock(&mut self, clock: &Clock) {
        self.actions(&clock.start);
        self.actions(&clock.restart);
        self.actions(&clock.stop);
        self.states(&clock.pause);
        if let LimitRule::By { field, of, .. } = &clock.limit {
            let values: Vec<Name> = of.iter().map(|(value, _)| value.clone()).collect();
            self.values(field, &values);
        }
    }

    fn outcome_and_publish(&mut self) {
        let of = self.of;
        if let Some(outcome) = &of.outcome {
            self.values(&outcome.solved.field, &outcome.solved.values);
            if let Some(satisfied) = &outcome.satisfied {
                self.values(&satisfied.field, &satisfied.values);
            }
            if let Some(tries) = &outcome.tries {
                self.actions(std::slice::from_ref(&tries.action));
            }
        }
        if let Some(publish) = &of.publish {
            self.states(&publish.states);
            for values in &publish.when {
                self.values(&values.field, &values.values);
            }
        }
    }

    fn figure(&mut self, figure: &Figure) {
        match &figure.counts {
            Counts::Action(action) => self.actions(std::slice::from_ref(action)),
            Counts::States(states) => self.states(states),
        }
        if figure.counts != Counts::Action(figure.time.clone()) {
            self.actions(std::slice::from_ref(&figure.time));
        }
        for values in &figure.filter {
            self.values(&values.field, &values.values);
        }
        match &figure.measure {
            Measure::Count => {}
            Measure::Sum(sum) => {
                self.field(sum, "number", |kind| matches!(kind, Kind::Number { .. }));
            }
            Measure::Distinct(field) => self.field(field, "distinct", is_told_apart),
            Measure::Days(action) => self.actions(std::slice::from_ref(action)),
        }
        if let Some(on) = &figure.clock {
            self.clocks(std::slice::from_ref(&on.clock));
        }
        if let Some(unit) = &figure.unit {
            self.field(unit, "unit", |kind| *kind == Kind::Unit);
        }
    }

    fn states(&mut self, names: &[Name]) {
        for name in names.iter().filter(|name| !name.is_empty()) {
            if self.of.state(name).is_none() {
                self.tell("unknown_state", name);
            }
        }
    }

    fn actions(&mut self, names: &[Name]) {
        for name in names.iter().filter(|name| !name.is_empty()) {
            if self.of.action(name).is_none() {
                self.tell("unknown_action", name);
            }
        }
    }

    fn clocks(&mut self, names: &[Name]) {
        for name in names.iter().filter(|name| !name.is_empty()) {
            if self.of.clock(name).is_none() {
                self.tell("unknown_clock", name);
            }
        }
    }

    fn any_field(&mut self, name: &Name) {
        if !name.is_empty() && self.of.field(name).is_none() {
            self.tell("unknown_field", name);
        }
    }

    fn field(&mut self, name: &Name, wanted: &'static str, fits: fn(&Kind) -> bool) {
        self.any_field(name);
        if self.of.field(name).is_some_and(|field| !fits(&field.kind)) {
            let fault = Fault::new("field_kind", name.place).with("field", name.as_str());
            self.faults.push(fault.with("wanted", wanted));
        }
    }

    /// A field that has values to be told apart, and some of them.
    fn values(&mut self, field: &Name, values: &[Name]) {
        self.field(field, "values", |kind| {
            matches!(kind, Kind::Choice(_) | Kind::Code { .. } | Kind::YesNo)
        });
        for value in values {
            let is_known = match self.of.field(field).map(|field| &field.kind) {
                Some(Kind::Choice(choices)) => choices.iter().any(|choice| choice.code == *value),
                Some(Kind::YesNo) => value == "yes" || value == "no",
                // Codes belong to the installation; of another kind, or nowhere: that has been told.
                _ => true,
            };
            if !is_known {
                self.tell("unknown_choice", value);
            }
        }
    }
}

/// Small letters, digits and underscores, a letter first.
pub(super) fn is_code(code: &str, may_be_digits: bool) -> bool {
    let is_good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let begins = may_be_digits || code.starts_with(|c: char| c.is_ascii_lowercase());
    begins && code.chars().all(is_good) && code.len() <= 40
}

/// Fields of which it can be said how many different values there are.
fn is_told_apart(kind: &Kind) -> bool {
    let is_named = matches!(kind, Kind::Person | Kind::Unit | Kind::YesNo | Kind::Text);
    is_named || matches!(kind, Kind::Choice(_) | Kind::Code { .. })
}
