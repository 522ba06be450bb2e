//! A flow: the steps, people, periods, guards and accounts of one kind of round, as dated data.

use crate::model::{Basis, Part, Step};
use access::Right;
use kernel::apportion::Policy;
use kernel::{Error, Result};
use serde::Deserialize;

/// The flow that comes with the program; a township adopts it, or its own.
pub const RELIEF_INCOME: &str = include_str!("../flows/relief_income.toml");

/// One step and the right that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowStep {
    pub step: Step,
    pub right: Right,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// Groups of steps: whoever did a step of one does none of another.
    pub different: Vec<Vec<Step>>,
    pub fresh_account_days: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Periods {
    pub display_before_meeting_days: i64,
    /// First and last day both count.
    pub objection_days_after_vote: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meeting {
    pub kinds: Vec<String>,
    /// Of those eligible.
    pub present_at_least: Part,
    /// Of those present.
    pub in_favour_above: Part,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guards {
    pub cover_at_calculation: bool,
    pub policies: Vec<Policy>,
    pub bases: Vec<Basis>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    pub undistributed: String,
    pub payable: String,
    pub tax: String,
    pub bank: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// `relief_income`.
    pub flow: String,
    /// The locale key of its name.
    pub name: String,
    /// The law or document behind it.
    pub source: String,
    pub steps: Vec<FlowStep>,
    pub people: People,
    pub periods: Periods,
    pub meeting: Meeting,
    pub guards: Guards,
    pub accounts: Accounts,
}

impl Flow {
    /// Reads and checks a flow. `Invalid` on the field `body` with `flow_syntax`, `flow_no_name`,
    /// `flow_no_source`, `flow_step_missing`, `flow_step_twice`, `flow_step_order`,
    /// `flow_people_overlap`, `flow_people_not_apart`, `flow_bad_period`, `flow_no_meeting_kind`, `flow_bad_part`,
    /// `flow_no_policy`, `flow_no_basis` or `flow_no_account`.
    pub fn parse(body: &str) -> Result<Flow> {
        let flow: Flow = toml::from_str(body).map_err(|e| {
            let line = e.span().map_or(0, |s| {
                body.get(..s.start).unwrap_or("").lines().count().max(1)
            });
            let fault = kernel::FieldError::new("body", "flow_syntax");
            Error::Invalid(vec![fault.with("line", line).with("fault", e.message())])
        })?;
        match flow.fault() {
            None => Ok(flow),
            Some(code) => Err(Error::invalid("body", code)),
        }
    }

    fn fault(&self) -> Option<&'static str> {
        let steps: Vec<Step> = self.steps.iter().map(|s| s.step).collect();
        let blank = |text: &str| text.trim().is_empty();
        let bad_part =
            |p: Part| p.denominator < 1 || p.numerator < 0 || p.numerator > p.denominator;
        let accounts = [
            &self.accounts.undistributed,
            &self.accounts.payable,
            &self.accounts.tax,
            &self.accounts.bank,
        ];
        let periods = [
            self.periods.display_before_meeting_days,
            self.periods.objection_days_after_vote,
            self.people.fresh_account_days,
        ];
        let needed = Step::ALL.iter().filter(|step| **step != Step::Review);
        let mut rules = [
            (blank(&self.flow) || blank(&self.name), "flow_no_name"),
            (blank(&self.source), "flow_no_source"),
            (
                needed.clone().any(|step| !steps.contains(step)),
                "flow_step_missing",
            ),
            (
                Step::ALL
                    .iter()
                    .any(|step| steps.iter().filter(|s| *s == step).count() > 1),
                "flow_step_twice",
            ),
            (!steps.is_sorted(), "flow_step_order"),
            (self.people_overlap(), "flow_people_overlap"),
            (!self.people_apart(&steps), "flow_people_not_apart"),
            (
                periods.iter().any(|days| !(0..=3650).contains(days)),
                "flow_bad_period",
            ),
            (self.meeting.kinds.is_empty(), "flow_no_meeting_kind"),
            (
                bad_part(self.meeting.present_at_least) || bad_part(self.meeting.in_favour_above),
                "flow_bad_part",
            ),
            (self.guards.policies.is_empty(), "flow_no_policy"),
            (self.guards.bases.is_empty(), "flow_no_basis"),
            (accounts.iter().any(|code| blank(code)), "flow_no_account"),
        ]
        .into_iter();
        rules.find(|(broken, _)| *broken).map(|(_, code)| code)
    }

    fn people_overlap(&self) -> bool {
        let all: Vec<Step> = self.people.different.iter().flatten().copied().collect();
        let mut once = all.clone();
        once.sort();
        once.dedup();
        once.len() != all.len()
    }

    /// Calculating, reviewing and declaring are never in one hand, whatever a flow says.
    fn people_apart(&self, steps: &[Step]) -> bool {
        let group = |step: Step| self.people.different.iter().position(|g| g.contains(&step));
        let mut groups = vec![group(Step::Calculate), group(Step::Declare)];
        if steps.contains(&Step::Review) {
            groups.push(group(Step::Review));
        }
        let named = groups.len();
        groups.sort();
        groups.dedup();
        groups.len() == named && groups.iter().all(Option::is_some)
    }

    pub fn has_review(&self) -> bool {
        self.right_of(Step::Review).is_some()
    }

    /// The right that a step takes; nothing where the flow has no such step.
    pub fn right_of(&self, step: Step) -> Option<Right> {
        self.steps.iter().find(|s| s.step == step).map(|s| s.right)
    }
}
