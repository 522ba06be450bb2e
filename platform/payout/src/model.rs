//! States, steps and votes of a round. Pure.

use crate::flow::Meeting;
use kernel::{Date, Error, Id, Refusal, Result, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// Where a round stands.
    State {
        Draft = "draft",
        /// Inputs frozen, lines fixed.
        Calculated = "calculated",
        /// The meeting voted for it.
        Resolved = "resolved",
        Reviewed = "reviewed",
        /// On the wall, open to objections.
        Posted = "posted",
        /// Owed: the entries are posted.
        Declared = "declared",
        /// Every line is paid.
        Paid = "paid",
        Closed = "closed",
        /// Given up before declaring.
        Cancelled = "cancelled",
        /// Taken back after declaring.
        Reversed = "reversed",
    }
}

words! {
    /// What can be done to a round. `display` and a partial `pay` leave its state.
    Step {
        Create = "create",
        Calculate = "calculate",
        Display = "display",
        Resolve = "resolve",
        Review = "review",
        Post = "post",
        Declare = "declare",
        Pay = "pay",
        Close = "close",
        Cancel = "cancel",
        Reverse = "reverse",
        /// Drawn up again in place of another round; see correct_round.rs.
        Correct = "correct",
        /// A payment came back.
        Return = "return",
        /// Lines that nobody fetched leave the payables.
        Settle = "settle",
        /// Such a line is fetched after all.
        Claim = "claim",
        /// Money of a reversed round is handed back.
        Recover = "recover",
    }
}

impl Step {
    /// The step whose right and whose group of people this one shares: a flow names eleven steps, and what goes wrong
    /// is in the hands of those who do the like when it goes right.
    pub fn base(self) -> Step {
        match self {
            Step::Correct => Step::Calculate,
            Step::Return | Step::Settle | Step::Claim | Step::Recover => Step::Pay,
            other => other,
        }
    }
}

words! {
    /// How an objection came in.
    Channel { Counter = "counter", Phone = "phone", Letter = "letter", Visit = "visit" }
}

words! {
    /// What became of an objection.
    Verdict { Upheld = "upheld", Rejected = "rejected", Withdrawn = "withdrawn" }
}

words! {
    /// Why a line is not to be paid for now.
    HoldReason {
        Disputed = "disputed",
        Deceased = "deceased",
        /// The household ended, split or merged.
        Changed = "changed",
        NoAccount = "no_account",
        Unclaimed = "unclaimed",
    }
}

impl HoldReason {
    /// Only who may review decides that the line is paid after all; for the others the payer may.
    pub fn is_decided(self) -> bool {
        matches!(
            self,
            HoldReason::Disputed | HoldReason::Deceased | HoldReason::Changed
        )
    }
}

words! {
    /// Why a payment came back.
    ReturnReason {
        WrongAccount = "wrong_account",
        ClosedAccount = "closed_account",
        WrongName = "wrong_name",
        Refused = "refused",
        Other = "other",
    }
}

words! {
    /// How another household came to the line.
    Succession { Inherited = "inherited", Split = "split", Merged = "merged" }
}

words! {
    /// What happened to a line outside the payables.
    Settled {
        Unclaimed = "unclaimed",
        ClaimedAgain = "claimed_again",
        Receivable = "receivable",
        Recovered = "recovered",
    }
}

words! {
    /// By what the pool is divided.
    Basis {
        /// Each head counts one.
        PerPerson = "per_person",
        /// Each household counts one.
        PerHousehold = "per_household",
        /// Each head counts the weight of its household's class.
        ClassWeights = "class_weights",
        /// By the parts of the round's division.
        Division = "division",
    }
}

words! {
    /// How a line was paid: by hand, or with a file to the bank.
    Method { Cash = "cash", Transfer = "transfer", BankFile = "bank_file" }
}

words! {
    /// Why a round was given up or taken back; a code, because free text would name people.
    Reason {
        WrongRoster = "wrong_roster",
        WrongAmount = "wrong_amount",
        VotedDown = "voted_down",
        ReviewFailed = "review_failed",
        ObjectionUpheld = "objection_upheld",
        Other = "other",
    }
}

impl State {
    pub fn is_over(self) -> bool {
        matches!(self, State::Closed | State::Cancelled | State::Reversed)
    }

    /// The state after `step`. Consumes the old one and may refuse, in this order: `payout.is_over`,
    /// `payout.already_done`, then what is missing (`payout.not_draft`, `payout.not_calculated`,
    /// `payout.not_resolved`, `payout.not_reviewed`, `payout.not_posted`, `payout.not_declared`,
    /// `payout.not_all_paid`, `payout.too_late_to_cancel`). `has_review`: the flow asks for one.
    pub fn after(self, step: Step, has_review: bool) -> Result<State> {
        let goes_on = match step {
            Step::Reverse | Step::Return | Step::Claim => self == State::Closed,
            Step::Recover => self == State::Reversed,
            _ => false,
        };
        if self.is_over() && !goes_on {
            return Err(Refusal::new("payout.is_over").with("state", self).into());
        }
        let (from, to, missing): (&[State], State, &'static str) = match step {
            Step::Create => (&[], State::Draft, "payout.already_done"),
            Step::Calculate => (&[State::Draft], State::Calculated, "payout.not_draft"),
            Step::Display => (
                &[State::Calculated],
                State::Calculated,
                "payout.not_calculated",
            ),
            Step::Resolve => (
                &[State::Calculated],
                State::Resolved,
                "payout.not_calculated",
            ),
            Step::Review => (&[State::Resolved], State::Reviewed, "payout.not_resolved"),
            Step::Post if has_review && self == State::Resolved => {
                return Err(Error::refused("payout.not_reviewed"));
            }
            Step::Post => (
                &[State::Resolved, State::Reviewed],
                State::Posted,
                "payout.not_resolved",
            ),
            Step::Declare => (&[State::Posted], State::Declared, "payout.not_posted"),
            Step::Pay => (
                &[State::Declared, State::Paid],
                State::Declared,
                "payout.not_declared",
            ),
            Step::Close if self == State::Declared => {
                return Err(Error::refused("payout.not_all_paid"));
            }
            Step::Close => (&[State::Paid], State::Closed, "payout.not_declared"),
            Step::Cancel if self >= State::Declared => {
                return Err(Error::refused("payout.too_late_to_cancel"));
            }
            Step::Cancel => return Ok(State::Cancelled),
            Step::Reverse => (
                &[State::Declared, State::Paid, State::Closed],
                State::Reversed,
                "payout.not_declared",
            ),
            Step::Correct => (&[], State::Calculated, "payout.already_done"),
            // Where the money goes back to decides what the round is then; the deed says so.
            Step::Return | Step::Claim if self >= State::Declared => return Ok(self),
            Step::Return | Step::Claim => return Err(not_declared(step, self)),
            Step::Settle if self == State::Declared => return Ok(self),
            Step::Settle if self < State::Declared => return Err(not_declared(step, self)),
            Step::Settle => (&[], State::Paid, "payout.already_done"),
            Step::Recover => (&[State::Reversed], State::Reversed, "payout.not_reversed"),
        };
        if from.contains(&self) {
            return Ok(to);
        }
        let is_past = self >= to && step != Step::Display;
        let code = if is_past {
            "payout.already_done"
        } else {
            missing
        };
        Err(Refusal::new(code)
            .with("step", step)
            .with("state", self)
            .into())
    }
}

fn not_declared(step: Step, state: State) -> Error {
    let refusal = Refusal::new("payout.not_declared").with("step", step);
    refusal.with("state", state).into()
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub numerator: i64,
    pub denominator: i64,
}

impl Part {
    /// So many of `count` persons are at least this part of them.
    fn of_rounded_up(self, count: i64) -> i128 {
        let exact = i128::from(count) * i128::from(self.numerator);
        let divisor = i128::from(self.denominator.max(1));
        (exact + divisor - 1) / divisor
    }
}

/// How the meeting voted, in persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Vote {
    /// A kind that the flow allows: `villagers_representatives`.
    pub kind: String,
    pub eligible: i64,
    pub present: i64,
    pub in_favour: i64,
    pub against: i64,
    pub abstained: i64,
    /// Number of the minutes.
    pub minutes: Option<String>,
    /// The day on which the party organisation discussed it first, where the flow asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discussed_on: Option<Date>,
}

impl Vote {
    /// Faults of the numbers themselves: `Invalid` by field.
    pub fn check(&self) -> Result<()> {
        let counted = [
            self.eligible,
            self.present,
            self.in_favour,
            self.against,
            self.abstained,
        ];
        if counted.iter().any(|n| !(0..=10_000_000).contains(n)) {
            return Err(Error::invalid("present", "not_a_headcount"));
        }
        if self.eligible == 0 {
            return Err(Error::invalid("eligible", "required"));
        }
        if self.present > self.eligible {
            return Err(Error::invalid("present", "more_than_eligible"));
        }
        if self.in_favour + self.against + self.abstained != self.present {
            return Err(Error::invalid("in_favour", "votes_differ_from_present"));
        }
        Ok(())
    }

    /// Refuses, in this order: `payout.not_discussed` (the party organisation first, no later than the
    /// meeting), `payout.too_few_delegates`, what [`Vote::carries`] refuses, `payout.not_enough_of_all`.
    pub fn satisfies(&self, meeting: &Meeting, date: Date) -> Result<()> {
        if meeting.discussed_first && self.discussed_on.is_none_or(|day| day > date) {
            return Err(Error::refused("payout.not_discussed"));
        }
        if let Some(least) = meeting.eligible_at_least.get(&self.kind)
            && self.eligible < *least
        {
            return Err(Refusal::new("payout.too_few_delegates")
                .with("eligible", self.eligible)
                .with("needed", *least)
                .into());
        }
        self.carries(meeting.present_at_least, meeting.in_favour_above)?;
        let Some(part) = meeting.in_favour_at_least_of_eligible else {
            return Ok(());
        };
        let needed = part.of_rounded_up(self.eligible);
        if i128::from(self.in_favour) < needed {
            return Err(Refusal::new("payout.not_enough_of_all")
                .with("in_favour", self.in_favour)
                .with("eligible", self.eligible)
                .with("needed", needed)
                .into());
        }
        Ok(())
    }

    /// Refuses `payout.no_quorum` (with the persons needed), then `payout.voted_down`.
    pub fn carries(&self, present_at_least: Part, in_favour_above: Part) -> Result<()> {
        let reached = |count: i64, of: i64, part: Part| {
            i128::from(count) * i128::from(part.denominator)
                - i128::from(of) * i128::from(part.numerator)
        };
        if reached(self.present, self.eligible, present_at_least) < 0 {
            let needed = present_at_least.of_rounded_up(self.eligible);
            return Err(Refusal::new("payout.no_quorum")
                .with("present", self.present)
                .with("needed", needed)
                .into());
        }
        if reached(self.in_favour, self.present, in_favour_above) <= 0 {
            let refusal = Refusal::new("payout.voted_down").with("in_favour", self.in_favour);
            return Err(refusal.with("present", self.present).into());
        }
        Ok(())
    }
}

/// The weight of one payee. `weights`: class to weight, for `class_weights`.
///
/// Refuses `payout.no_heads` (a payee of no person, where heads count) and
/// `payout.class_without_weight`; both name the household.
pub fn weight(
    basis: Basis,
    weights: &BTreeMap<String, i64>,
    household: Id,
    class: &str,
    heads: i64,
) -> Result<i64> {
    let heads = match basis {
        // A division weighs by its parts; outside of one a household counts as one.
        Basis::PerHousehold | Basis::Division => return Ok(1),
        _ if heads < 1 => {
            return Err(Refusal::new("payout.no_heads")
                .with("household", household)
                .into());
        }
        _ => heads,
    };
    let each = match basis {
        Basis::ClassWeights => *weights.get(class).ok_or_else(|| {
            Refusal::new("payout.class_without_weight")
                .with("class", class)
                .with("household", household)
        })?,
        _ => 1,
    };
    each.checked_mul(heads)
        .ok_or_else(|| Error::refused("apportion.too_large"))
}

/// The first day on which a period that ends on `to` is over.
pub fn day_after(to: Date) -> Date {
    to.plus_days(1)
}
