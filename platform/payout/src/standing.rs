//! Where one line stands: its payments and what came back, its holds, who gets it, what left the payables. Pure.

use crate::model::{HoldReason, Method, ReturnReason, Settled, Succession};
use crate::plan::LineRow;
use kernel::{Date, Id};

/// One payment of a line, and how it came back if it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub attempt: i64,
    pub date: Date,
    pub method: Method,
    /// Fen.
    pub amount: i64,
    pub receipt: Option<String>,
    pub voucher: Id,
    pub seq: i64,
    pub returned: Option<Returned>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub date: Date,
    pub reason: ReturnReason,
    pub voucher: Id,
    pub seq: i64,
}

/// A period in which a line is not to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub id: Id,
    pub reason: HoldReason,
    pub from: Date,
    /// First day on which it no longer stands.
    pub to: Option<Date>,
    /// Of the row that holds now, and who wrote it.
    pub seq: i64,
    pub user: Id,
}

/// Who is to get a line in the payee's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    pub household: Id,
    pub reason: Succession,
    pub document: Option<String>,
    pub seq: i64,
    pub user: Id,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub kind: Settled,
    pub date: Date,
    /// Fen.
    pub amount: i64,
    pub voucher: Id,
    pub seq: i64,
}

/// What happened to a household between the record date and the payment, as the module that knows it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub household: Id,
    pub kind: ChangeKind,
    pub date: Date,
    /// The journal row that made it known: only what was decided after it covers it.
    pub seq: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    HeadDied,
    HeadLeft,
    Ended,
    Split,
    Merged,
}

impl ChangeKind {
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::HeadDied => "head_died",
            ChangeKind::HeadLeft => "head_left",
            ChangeKind::Ended => "ended",
            ChangeKind::Split => "split",
            ChangeKind::Merged => "merged",
        }
    }
}

/// A line with all that happened to it, each list oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub line: LineRow,
    pub attempts: Vec<Attempt>,
    pub holds: Vec<Hold>,
    pub successors: Vec<Successor>,
    pub settlements: Vec<Settlement>,
}

impl Standing {
    pub fn new(line: LineRow) -> Standing {
        Standing {
            line,
            attempts: Vec::new(),
            holds: Vec::new(),
            successors: Vec::new(),
            settlements: Vec::new(),
        }
    }

    /// The payment that has not come back. There is never more than one.
    pub fn live(&self) -> Option<&Attempt> {
        self.attempts.iter().rev().find(|a| a.returned.is_none())
    }

    /// The number of the next payment; nothing while one is out: unknown is not failed.
    pub fn next_attempt(&self) -> Option<i64> {
        let last = self.attempts.last().map_or(0, |a| a.attempt);
        self.live().is_none().then_some(last + 1)
    }

    /// The hold that stands on the day of a payment or today.
    pub fn held(&self, date: Date, today: Date) -> Option<&Hold> {
        let stands = |hold: &Hold, day: Date| hold.from <= day && hold.to.is_none_or(|to| day < to);
        self.holds
            .iter()
            .find(|hold| stands(hold, date) || stands(hold, today))
    }

    /// The holds that nobody has ended.
    pub fn open_holds(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.to.is_none())
    }

    /// Who gets the money now.
    pub fn payee(&self) -> Id {
        self.payee_at(i64::MAX)
    }

    /// Who was to get it as known before the journal row `seq`.
    pub fn payee_at(&self, seq: i64) -> Id {
        let named = self.successors.iter().rfind(|s| s.seq < seq);
        named.map_or(self.line.payee.household, |s| s.household)
    }

    /// The money stands among what nobody fetched.
    pub fn is_unclaimed(&self) -> bool {
        self.is_unclaimed_at(i64::MAX)
    }

    pub fn is_unclaimed_at(&self, seq: i64) -> bool {
        let moved = |s: &Settlement| s.kind == Settled::Unclaimed && s.seq < seq;
        self.settlements.iter().any(moved)
    }

    /// What is still to be got back, fen.
    pub fn owed_back(&self) -> i64 {
        self.settlements.iter().fold(0, |sum, s| match s.kind {
            Settled::Receivable => sum + s.amount,
            Settled::Recovered => sum - s.amount,
            _ => sum,
        })
    }

    /// The last person who decided that the line is paid although something happened, or to whom, and the journal row.
    pub fn decider(&self) -> Option<(Id, i64)> {
        let released = self
            .holds
            .iter()
            .filter(|hold| hold.reason.is_decided() && hold.to.is_some());
        let released = released.map(|hold| (hold.seq, hold.user));
        let named = self.successors.iter().map(|s| (s.seq, s.user));
        released.chain(named).max().map(|(seq, user)| (user, seq))
    }

    /// Whether somebody decided after a change became known.
    pub fn covers(&self, change: &Change) -> bool {
        let released =
            |hold: &Hold| hold.reason.is_decided() && hold.to.is_some() && hold.seq > change.seq;
        self.holds.iter().any(released) || self.successors.iter().any(|s| s.seq > change.seq)
    }
}
