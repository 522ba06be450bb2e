//! A flow: the steps, people, periods, guards and accounts of one kind of round, as dated data.

use crate::model::{Basis, Part, Step};
use access::Right;
use kernel::apportion::Policy;
use kernel::{Error, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Income of relief-project assets, as it comes with the program; a township adopts it, or its own.
pub const RELIEF_INCOME: &str = include_str!("../flows/relief_income.toml");
/// Its first version, which knows no division: what databases of that time hold.
pub const RELIEF_INCOME_1: &str = include_str!("../flows/relief_income_1.toml");
/// Income of a rural collective, by quantified shares.
pub const COLLECTIVE_INCOME: &str = include_str!("../flows/collective_income.toml");
/// Surplus of a farmers' cooperative, by trade first.
pub const COOP_SURPLUS: &str = include_str!("../flows/coop_surplus.toml");

/// The result of a contract, among its parties.
pub const CONTRACT_SPLIT: &str = include_str!("../flows/contract_split.toml");

/// The flows that come with the program, each with its versions, oldest first. What has landed here is a
/// fact in databases: a change is a new version at the end.
pub const BUILT_IN: &[&[&str]] = &[
    &[RELIEF_INCOME_1, RELIEF_INCOME],
    &[COLLECTIVE_INCOME],
    &[COOP_SURPLUS],
    &[CONTRACT_SPLIT],
];

/// Papers that must hang on the round before a step: `[[papers]] step = "post" kinds = ["minutes"]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperRule {
    pub step: Step,
    /// Codes of the list `paper_kind`.
    pub kinds: Vec<String>,
}

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
    /// Of all who may vote, present or not; where the law counts so.
    #[serde(default)]
    pub in_favour_at_least_of_eligible: Option<Part>,
    /// So few delegates are no delegates' meeting: kind to persons.
    #[serde(default)]
    pub eligible_at_least: BTreeMap<String, i64>,
    /// The party organisation discusses it first; the day is recorded with the vote.
    #[serde(default)]
    pub discussed_first: bool,
}

/// What a round of this flow must and may do with its pool.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRules {
    /// Accounts that deductions and parts may go to.
    pub accounts: Vec<String>,
    /// Those of them that hold a loss brought forward: they grow by debit.
    #[serde(default)]
    pub losses: Vec<String>,
    /// What every division must deduct, in this order; 0 is a deduction too.
    #[serde(default)]
    pub deductions: Vec<String>,
    /// Measures that together must get at least this part of what remains.
    #[serde(default)]
    pub at_least: Vec<LeastPart>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeastPart {
    /// `trade`.
    pub measure: String,
    pub numerator: i64,
    pub denominator: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guards {
    pub cover_at_calculation: bool,
    /// The bank holds the pool too.
    #[serde(default)]
    pub cash_at_calculation: bool,
    /// So many live rounds of one source and year; as many as one likes where it is not said.
    #[serde(default)]
    pub rounds_per_year: Option<i64>,
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
    /// What nobody fetched within the flow's period.
    #[serde(default = "unclaimed")]
    pub unclaimed: String,
    /// Sent to the bank and not yet on its statement.
    #[serde(default = "clearing")]
    pub clearing: String,
    /// Paid to a household by a round that was taken back.
    #[serde(default = "receivable")]
    pub receivable: String,
}

fn clearing() -> String {
    "bank_clearing".into()
}

fn unclaimed() -> String {
    "unclaimed".into()
}

fn receivable() -> String {
    "receivable".into()
}

/// What a plan drawn up again keeps of the first one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// The vote was on the rule and the sum; a list put right by the rule needs no second one.
    pub keeps_resolution: bool,
    /// How long the corrected plan is posted; nothing: as long as the first.
    #[serde(default)]
    pub objection_days: Option<i64>,
}

/// When a line that nobody fetches leaves the payables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unclaimed {
    /// Days after the declaration.
    pub after_days: i64,
}

impl Default for Unclaimed {
    fn default() -> Unclaimed {
        Unclaimed { after_days: 365 }
    }
}

/// How long the personal link of a slip opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slips {
    /// Days after the last day of the posting.
    pub link_days: i64,
}

impl Default for Slips {
    fn default() -> Slips {
        Slips { link_days: 365 }
    }
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
    #[serde(default)]
    pub papers: Vec<PaperRule>,
    #[serde(default)]
    pub division: Option<DivisionRules>,
    #[serde(default)]
    pub corrections: Corrections,
    #[serde(default)]
    pub unclaimed: Unclaimed,
    #[serde(default)]
    pub slips: Slips,
}

impl Flow {
    /// Reads and checks a flow. `Invalid` on the field `body` with `flow_syntax`, `flow_no_name`,
    /// `flow_no_source`, `flow_step_missing`, `flow_step_twice`, `flow_step_order`,
    /// `flow_people_overlap`, `flow_people_not_apart`, `flow_bad_period`, `flow_no_meeting_kind`, `flow_bad_part`,
    /// `flow_no_policy`, `flow_no_basis`, `flow_no_account` or `flow_bad_paper`.
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
            &self.accounts.unclaimed,
            &self.accounts.receivable,
        ];
        let periods = [
            self.periods.display_before_meeting_days,
            self.periods.objection_days_after_vote,
            self.people.fresh_account_days,
            self.unclaimed.after_days,
            self.corrections.objection_days.unwrap_or(0),
        ];
        let needed = Step::ALL
            .iter()
            .filter(|step| **step != Step::Review && step.base() == **step);
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
                bad_part(self.meeting.present_at_least)
                    || bad_part(self.meeting.in_favour_above)
                    || self
                        .meeting
                        .in_favour_at_least_of_eligible
                        .is_some_and(bad_part)
                    || self.least_parts().any(bad_part),
                "flow_bad_part",
            ),
            (self.guards.policies.is_empty(), "flow_no_policy"),
            (self.guards.bases.is_empty(), "flow_no_basis"),
            (accounts.iter().any(|code| blank(code)), "flow_no_account"),
            (
                self.guards.bases.contains(&Basis::Division) != self.division.is_some(),
                "flow_division_not_said",
            ),
            (self.deducts_unknown(), "flow_no_account"),
            (self.bad_paper(&steps), "flow_bad_paper"),
        ]
        .into_iter();
        rules.find(|(broken, _)| *broken).map(|(_, code)| code)
    }

    fn least_parts(&self) -> impl Iterator<Item = Part> {
        let least = self.division.iter().flat_map(|rules| &rules.at_least);
        least.map(|least| Part {
            numerator: least.numerator,
            denominator: least.denominator,
        })
    }

    /// Whether a deduction or a loss is asked of an account that the flow does not name.
    fn deducts_unknown(&self) -> bool {
        self.division.as_ref().is_some_and(|rules| {
            let mut asked = rules.deductions.iter().chain(&rules.losses);
            asked.any(|code| !rules.accounts.contains(code))
        })
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

    /// A rule that could never be kept, or asks for nothing: nothing can hang on a round before it is made.
    fn bad_paper(&self, steps: &[Step]) -> bool {
        self.papers.iter().any(|rule| {
            rule.step == Step::Create
                || !steps.contains(&rule.step)
                || rule.kinds.is_empty()
                || rule.kinds.iter().any(|kind| kind.trim().is_empty())
        })
    }

    /// The first kind of paper that a step asks for and that is not among `there`.
    pub fn missing_paper(&self, step: Step, there: &BTreeSet<String>) -> Option<&str> {
        let rules = self.papers.iter().filter(|rule| rule.step == step);
        let mut kinds = rules.flat_map(|rule| &rule.kinds);
        kinds
            .find(|kind| !there.contains(*kind))
            .map(String::as_str)
    }

    pub fn has_review(&self) -> bool {
        self.right_of(Step::Review).is_some()
    }

    /// The right that a step takes; nothing where the flow has no such step.
    pub fn right_of(&self, step: Step) -> Option<Right> {
        let of = |step: Step| self.steps.iter().find(|s| s.step == step).map(|s| s.right);
        of(step).or_else(|| of(step.base()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_waits_for_its_papers_and_a_rule_that_cannot_be_kept_is_refused() {
        let with = |step: &str, kinds: &str| {
            Flow::parse(&format!(
                "{RELIEF_INCOME}\n[[papers]]\nstep = \"{step}\"\nkinds = [{kinds}]\n"
            ))
        };
        let flow = with("declare", "\"minutes\", \"posting_photo\"").unwrap();
        let missing = |step, there: &[&str]| {
            let there = there.iter().map(|kind| (*kind).to_owned()).collect();
            flow.missing_paper(step, &there).map(str::to_owned)
        };
        assert_eq!(missing(Step::Post, &[]), None);
        assert_eq!(missing(Step::Declare, &[]).as_deref(), Some("minutes"));
        assert_eq!(
            missing(Step::Declare, &["minutes"]).as_deref(),
            Some("posting_photo")
        );
        assert_eq!(missing(Step::Declare, &["posting_photo", "minutes"]), None);
        for (step, kinds) in [("create", "\"minutes\""), ("post", ""), ("post", "\" \"")] {
            assert_eq!(
                with(step, kinds),
                Err(Error::invalid("body", "flow_bad_paper"))
            );
        }
    }
}
