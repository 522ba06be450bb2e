//! A round and everything done to it; whether the next step may be taken. Pure.

use crate::crosscheck::Checked;
use crate::division::{Division, Waterfall};
use crate::flow::Flow;
use crate::model::{Basis, Reason, State, Step, Vote, day_after};
use crate::plan::Root;
use kernel::apportion::Policy;
use kernel::{Date, Fen, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A round as it was created; none of this changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub org: OrgId,
    pub id: Id,
    /// `FH-2022-0005`.
    pub number: String,
    pub title: String,
    /// The flow and the version of it that govern this round.
    pub flow: Id,
    pub flow_seq: i64,
    /// Who answers for the entitlements: `shares.project`.
    pub source: String,
    pub source_id: Id,
    pub book: Id,
    pub unit: Id,
    pub year: i64,
    pub pool: Fen,
    /// The day as of which payees and weights count.
    pub record_date: Date,
    pub policy: Policy,
    pub step_fen: i64,
    pub basis: Basis,
    /// Class to weight of one head, for `class_weights`.
    pub weights: BTreeMap<String, i64>,
    /// How the pool is taken apart, under the basis `division`.
    pub division: Option<Division>,
}

/// What a step recorded; stored as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "detail", rename_all = "snake_case")]
pub enum Detail {
    Created,
    Calculated(Box<Calculated>),
    Displayed,
    Resolved(Vote),
    Reviewed,
    /// On the wall from the day of the state to `to`, both included.
    Posted {
        to: Date,
        issue: i64,
        /// What the named checks said on the day of the posting, where somebody could be asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checked: Option<Checked>,
    },
    Declared(Declared),
    Paid {
        voucher: Id,
        lines: i64,
        amount: Fen,
        /// As in [`Declared`], on the day of the payment.
        #[serde(default)]
        fresh_accounts: Vec<Id>,
    },
    Closed,
    Cancelled {
        reason: Reason,
    },
    Reversed {
        reason: Reason,
        voucher: Id,
        /// The voucher that gave back what had left the payables, where anything had.
        #[serde(default)]
        given_back: Option<Id>,
        /// Lines that had been paid, and what is to be got back for them.
        #[serde(default)]
        lines: i64,
        #[serde(default)]
        amount: Fen,
        #[serde(default)]
        fresh_accounts: Vec<Id>,
    },
    Corrected(Box<Corrected>),
    /// One payment that came back, lines moved to the unclaimed, or money handed back.
    Moved {
        voucher: Id,
        lines: i64,
        amount: Fen,
    },
}

/// A round drawn up in place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Corrected {
    pub corrects: Id,
    pub plan: Calculated,
    /// The vote on the first plan and its day, where the flow lets it hold for the corrected list.
    pub vote: Option<(Vote, Date)>,
}

/// The frozen plan of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Calculated {
    /// The journal row up to which the roster was read, as of the round's record date.
    pub register_seq: i64,
    pub register: Root,
    pub lines: Root,
    pub total_weight: i64,
    /// What one unit of weight gets, fen; only under `per_share_floor`.
    pub per_weight: Option<i64>,
    pub carried: Fen,
    /// How the pool was taken apart, where the round has a division.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waterfall: Option<Waterfall>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Declared {
    pub voucher: Id,
    pub distributed: Fen,
    /// Stays undistributed.
    pub carried: Fen,
    /// Who worked on this round with an account made, granted or reset within the flow's days.
    pub fresh_accounts: Vec<Id>,
}

/// One step done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
pub struct Done {
    pub date: Date,
    pub seq: i64,
    pub state: State,
    pub step: Step,
    pub user: Id,
    /// For whom `user` did it, where he was that one's deputy.
    pub principal: Option<Id>,
    pub detail: Detail,
}

impl Done {
    /// Whether it is the work of one of these.
    pub fn is_by(&self, who: &BTreeSet<Id>) -> bool {
        who.contains(&self.user) || self.principal.is_some_and(|one| who.contains(&one))
    }
}

/// A round with its flow and its history, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub round: Round,
    pub flow: Flow,
    pub history: Vec<Done>,
}

impl Case {
    pub fn state(&self) -> State {
        self.history.last().map_or(State::Draft, |done| done.state)
    }

    /// The last time that a step was done.
    pub fn done(&self, step: Step) -> Option<&Done> {
        self.history.iter().rev().find(|done| done.step == step)
    }

    pub fn calculated(&self) -> Option<&Calculated> {
        self.history
            .iter()
            .rev()
            .find_map(|done| match &done.detail {
                Detail::Calculated(plan) => Some(plan.as_ref()),
                Detail::Corrected(corrected) => Some(&corrected.plan),
                _ => None,
            })
    }

    /// The vote that carries the round, with its day; on a corrected list it may be that of the first.
    pub fn vote(&self) -> Option<(Vote, Date)> {
        let of = |done: &Done| match &done.detail {
            Detail::Resolved(vote) => Some((vote.clone(), done.date)),
            Detail::Corrected(corrected) => corrected.vote.clone(),
            _ => None,
        };
        self.history.iter().rev().find_map(of)
    }

    /// The round in whose place this one was drawn up.
    pub fn corrects(&self) -> Option<Id> {
        self.history.iter().find_map(|done| match &done.detail {
            Detail::Corrected(corrected) => Some(corrected.corrects),
            _ => None,
        })
    }

    /// How long the result is posted, days.
    pub fn objection_days(&self) -> i64 {
        let usual = self.flow.periods.objection_days_after_vote;
        match self.corrects() {
            Some(_) => self.flow.corrections.objection_days.unwrap_or(usual),
            None => usual,
        }
    }

    pub fn declared(&self) -> Option<&Declared> {
        self.history
            .iter()
            .rev()
            .find_map(|done| match &done.detail {
                Detail::Declared(declared) => Some(declared),
                _ => None,
            })
    }

    /// First and last day of the posting.
    pub fn posted(&self) -> Option<(Date, Date)> {
        self.history
            .iter()
            .rev()
            .find_map(|done| match &done.detail {
                Detail::Posted { to, .. } => Some((done.date, *to)),
                _ => None,
            })
    }

    /// What the named checks said when the round was posted.
    pub fn checked(&self) -> Option<Checked> {
        self.history
            .iter()
            .rev()
            .find_map(|done| match &done.detail {
                Detail::Posted { checked, .. } => *checked,
                _ => None,
            })
    }

    /// The state after `step` on `date` by whoever counts as one person with the actor
    /// ([`access::deputies::one_person`]), or the first refusal in this order: what
    /// [`State::after`] refuses; `payout.already_done` (display); `payout.not_displayed`;
    /// `payout.future_date`; `payout.before_last_step`; `payout.display_too_short`;
    /// `payout.objections_open`; `payout.same_person`.
    pub fn may(&self, step: Step, who: &BTreeSet<Id>, date: Date, today: Date) -> Result<State> {
        let next = self.state().after(step, self.flow.has_review())?;
        let displayed = self.done(Step::Display).map(|done| done.date);
        if step == Step::Display && displayed.is_some() {
            return Err(Refusal::new("payout.already_done")
                .with("step", step)
                .with("state", self.state())
                .into());
        }
        if step == Step::Resolve && displayed.is_none() {
            let days = self.flow.periods.display_before_meeting_days;
            return Err(Refusal::new("payout.not_displayed")
                .with("days", days)
                .into());
        }
        if date > today {
            return Err(Refusal::new("payout.future_date").with("date", date).into());
        }
        self.keep_order(step, date)?;
        self.keep_periods(step, date, displayed)?;
        self.keep_apart(step, who)?;
        Ok(next)
    }

    /// Whether somebody may draw the round up again: nobody who reviewed or approved it.
    pub fn may_correct(&self, who: &BTreeSet<Id>) -> Result<()> {
        self.keep_apart(Step::Correct, who)
    }

    /// Payments may be entered in any order, but none is dated before the declaration.
    fn keep_order(&self, step: Step, date: Date) -> Result<()> {
        let earliest = match step {
            step if step.base() == Step::Pay => self.done(Step::Declare).map(|done| done.date),
            _ => self.history.iter().map(|done| done.date).max(),
        };
        match earliest {
            Some(earliest) if date < earliest => Err(Refusal::new("payout.before_last_step")
                .with("date", date)
                .with("earliest", earliest)
                .into()),
            _ => Ok(()),
        }
    }

    fn keep_periods(&self, step: Step, date: Date, displayed: Option<Date>) -> Result<()> {
        if let (Step::Resolve, Some(displayed)) = (step, displayed) {
            let days = self.flow.periods.display_before_meeting_days;
            let earliest = displayed.plus_days(days);
            if date < earliest {
                let refusal = Refusal::new("payout.display_too_short").with("days", days);
                return Err(refusal
                    .with("displayed", displayed)
                    .with("earliest", earliest)
                    .into());
            }
        }
        if let (Step::Declare, Some((_, to))) = (step, self.posted())
            && date <= to
        {
            let refusal = Refusal::new("payout.objections_open").with("to", to);
            return Err(refusal.with("earliest", day_after(to)).into());
        }
        Ok(())
    }

    /// Prepare, review and approve are different people; a deputy and whom he stands for are one.
    fn keep_apart(&self, step: Step, who: &BTreeSet<Id>) -> Result<()> {
        let groups = &self.flow.people.different;
        let Some(own) = groups.iter().find(|group| group.contains(&step.base())) else {
            return Ok(());
        };
        let other = self.history.iter().find(|done| {
            done.is_by(who)
                && !own.contains(&done.step.base())
                && groups.iter().any(|group| group.contains(&done.step.base()))
        });
        match other {
            Some(done) => Err(Refusal::new("payout.same_person")
                .with("step", done.step)
                .into()),
            None => Ok(()),
        }
    }

    /// The steps that the round's state allows, the one that carries it on first.
    pub fn next_steps(&self) -> Vec<Step> {
        let on = match self.state() {
            State::Draft => Some(Step::Calculate),
            State::Calculated if self.done(Step::Display).is_none() => Some(Step::Display),
            State::Calculated => Some(Step::Resolve),
            State::Resolved if self.flow.has_review() => Some(Step::Review),
            State::Resolved | State::Reviewed => Some(Step::Post),
            State::Posted => Some(Step::Declare),
            State::Declared => Some(Step::Pay),
            State::Paid => Some(Step::Close),
            State::Closed | State::Cancelled | State::Reversed => None,
        };
        let back = match self.state() {
            State::Cancelled | State::Reversed | State::Closed => None,
            State::Declared | State::Paid => Some(Step::Reverse),
            _ => Some(Step::Cancel),
        };
        on.into_iter().chain(back).collect()
    }
}
