//! What the pages of rounds are told, already read and already within the asker's scope. Pages are
//! pure functions of these; nothing here touches the database or decides a rule of money.

use kernel::apportion::Policy;
use kernel::{Date, Fen, Id, Refusal};

/// How far a round has come: the nine steps that a person sees, and its two early ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Draft,
    Calculated,
    Displayed,
    Resolved,
    Reviewed,
    Posted,
    Declared,
    Paid,
    Closed,
    Cancelled,
    Reversed,
}

impl Stage {
    /// The steps in their order.
    pub const WAY: [Stage; 9] = [
        Stage::Draft,
        Stage::Calculated,
        Stage::Displayed,
        Stage::Resolved,
        Stage::Reviewed,
        Stage::Posted,
        Stage::Declared,
        Stage::Paid,
        Stage::Closed,
    ];

    /// The word in addresses, filters and locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Calculated => "calculated",
            Stage::Displayed => "displayed",
            Stage::Resolved => "resolved",
            Stage::Reviewed => "reviewed",
            Stage::Posted => "posted",
            Stage::Declared => "declared",
            Stage::Paid => "paid",
            Stage::Closed => "closed",
            Stage::Cancelled => "cancelled",
            Stage::Reversed => "reversed",
        }
    }

    /// Nothing is left to be done.
    pub fn is_over(self) -> bool {
        matches!(self, Stage::Closed | Stage::Cancelled | Stage::Reversed)
    }

    /// Money is owed or paid: only a reversal takes it back.
    pub fn is_declared(self) -> bool {
        matches!(self, Stage::Declared | Stage::Paid)
    }
}

/// What can be done to a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Do {
    Calculate,
    Display,
    Resolve,
    Review,
    Post,
    Declare,
    Pay,
    Close,
}

impl Do {
    /// The last part of the address that it is posted to, and of its locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Do::Calculate => "calculate",
            Do::Display => "display",
            Do::Resolve => "resolve",
            Do::Review => "review",
            Do::Post => "post",
            Do::Declare => "declare",
            Do::Pay => "pay",
            Do::Close => "close",
        }
    }

    /// Who does it, as a role's locale key.
    pub fn by(self) -> &'static str {
        match self {
            Do::Review => "rounds-by-reviewer",
            Do::Declare => "rounds-by-approver",
            Do::Pay => "rounds-by-accountant",
            _ => "rounds-by-preparer",
        }
    }
}

/// How a round is taken back: before it is declared it is dropped, after it reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    Cancel,
    Reverse,
}

impl Undo {
    pub fn code(self) -> &'static str {
        match self {
            Undo::Cancel => "cancel",
            Undo::Reverse => "reverse",
        }
    }
}

/// The next step, and what stands in its way.
#[derive(Debug, Clone)]
pub struct Next {
    pub what: Do,
    /// The asker holds the right for it.
    pub is_mine: bool,
    /// The first day on which it may be done, where a period runs.
    pub from: Option<Date>,
    /// What the deed would refuse now, in its order of precedence.
    pub missing: Vec<Refusal>,
}

/// What somebody did to the round. Details are ready words: (name, value).
#[derive(Debug, Clone)]
pub struct Past {
    pub step: String,
    pub who: String,
    pub date: Date,
    pub detail: Vec<(String, String)>,
}

/// An account made, granted or reset within 30 days before a money deed.
#[derive(Debug, Clone)]
pub struct Recent {
    pub who: String,
    /// made, granted, revoked, reset, changed, left.
    pub event: String,
    pub date: Date,
}

/// What the calculation gave.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    pub households: i64,
    pub persons: i64,
    pub weight: i64,
    pub gross: Fen,
    pub carried: Fen,
    /// What one unit of weight gets; nothing where the policy does not give equal parts.
    pub each: Option<Fen>,
}

/// The rules by which a round divides.
#[derive(Debug, Clone)]
pub struct Rule {
    pub policy: Policy,
    pub step: Fen,
    /// per_person, per_household, class_weights.
    pub basis: String,
    pub weights: Vec<(String, i64)>,
    pub display_days: i64,
    pub objection_days: i64,
    /// The law or document behind the flow.
    pub source: String,
}

/// One round.
#[derive(Debug, Clone)]
pub struct Round {
    pub id: Id,
    pub number: String,
    pub title: String,
    pub unit: String,
    /// Whose money it is.
    pub entity: String,
    pub project: String,
    pub year: i64,
    pub stage: Stage,
    pub pool: Fen,
    pub record_date: Date,
    pub rule: Rule,
    pub sums: Option<Sums>,
    pub paid: Fen,
    pub paid_lines: i64,
    pub root: Option<String>,
    /// The journal row as known at which the roster was frozen, and the roster's root.
    pub register: Option<(i64, String)>,
    /// The steps of its flow.
    pub way: Vec<Stage>,
    /// Which round of its source it is, those from before zhen counted.
    pub ordinal: i64,
    /// How a divided pool was taken apart; before the calculation, how it would be.
    pub waterfall: Option<payout::Waterfall>,
}

/// A round with all that its own page shows.
#[derive(Debug, Clone)]
pub struct Whole {
    pub round: Round,
    pub next: Option<Next>,
    pub past: Vec<Past>,
    pub recent: Vec<Recent>,
    pub villages: Vec<Village>,
    /// Households and persons on the roster of the record date, before the calculation.
    pub roster: Option<(i64, i64)>,
    /// How the asker may take it back, if at all.
    pub undo: Option<Undo>,
    /// Kinds of meeting that the flow allows.
    pub meetings: Vec<String>,
    /// The flow asks for the day on which the party organisation discussed it.
    pub is_discussed_first: bool,
    pub troubles: Troubles,
    /// The address of the public notice, where one stands.
    pub notice: Option<String>,
    pub today: Date,
}

/// What waits for somebody: objections without an answer, and lines in their villages that are held, came
/// back, or lie unclaimed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Troubles {
    pub objections: i64,
    pub holds: i64,
    pub returns: i64,
    pub unclaimed: i64,
    /// Sent to the bank, which has not said that they were paid.
    pub at_bank: i64,
}

/// The sums of one village.
#[derive(Debug, Clone)]
pub struct Village {
    pub id: Id,
    pub name: String,
    pub households: i64,
    pub persons: i64,
    pub weight: i64,
    pub gross: Fen,
    pub paid: Fen,
}

/// One household's part.
#[derive(Debug, Clone)]
pub struct Line {
    pub household: Id,
    /// `leaf_key` in hexadecimal digits.
    pub key: String,
    pub village: String,
    pub head: String,
    pub class: String,
    pub heads: i64,
    pub weight: i64,
    pub gross: Fen,
    pub paid: Option<Payment>,
}

#[derive(Debug, Clone)]
pub struct Payment {
    pub date: Date,
    /// cash, transfer.
    pub method: String,
    pub receipt: Option<String>,
}

/// A page of lines, in the order of villages and households.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    pub rows: Vec<Line>,
    /// In the whole list, under the same filter.
    pub total: i64,
    pub from: i64,
    pub village: Option<Id>,
}

#[derive(Debug, Clone)]
pub struct Voucher {
    pub id: Id,
    pub number: String,
    pub date: Date,
    /// declare, pay, reverse, carry …
    pub kind: String,
    pub reverses: Option<String>,
    /// (account in words, debit, credit).
    pub entries: Vec<(String, Fen, Fen)>,
    /// Entries beyond those shown.
    pub more: i64,
    pub total: Fen,
}

/// What a household got from one round, with all that is needed to work it out again.
#[derive(Debug, Clone)]
pub struct Part {
    pub round: Round,
    pub line: Line,
    /// Which time it is for this household.
    pub ordinal: i64,
    /// What it has of each part of a divided round.
    pub parts: Vec<payout::explain::PartExplained>,
}

#[derive(Debug, Clone)]
pub struct Statement {
    pub household: Id,
    pub number: String,
    pub head: String,
    pub village: String,
    pub parts: Vec<Part>,
}

/// What the public may know of a round.
#[derive(Debug, Clone)]
pub struct Public {
    pub title: String,
    pub org: String,
    pub unit: String,
    pub project: String,
    pub entity: String,
    pub year: i64,
    /// Which round of its source it is.
    pub ordinal: i64,
    pub pool: Fen,
    pub sums: Sums,
    pub from: Date,
    pub to: Date,
    pub stage: Stage,
    pub phone: Option<String>,
    /// Objections received, answered, upheld: counts and nothing else.
    pub objections: (i64, i64, i64),
    /// What the named checks said when it was posted.
    pub checked: Option<payout::Checked>,
    pub rule: Rule,
    pub root: Option<String>,
    /// `seq:hash` as of posting.
    pub checkpoint: Option<String>,
    /// Root, sums, terms and signed checkpoint, as the code on the wall carries them.
    pub proof: Option<kernel::proof::Notice>,
}

impl Public {
    /// Within its period the roster may be seen; after it only title, sums and result.
    pub fn is_open(&self, today: Date) -> bool {
        today <= self.to && !matches!(self.stage, Stage::Cancelled | Stage::Reversed)
    }
}

/// A line as the public sees it: the name is masked before it comes here.
#[derive(Debug, Clone)]
pub struct PublicLine {
    pub number: i64,
    pub village: String,
    pub masked: String,
    pub class: String,
    pub heads: i64,
    /// What one unit of weight gets, or nothing.
    pub standard: Option<Fen>,
    pub weight: i64,
    pub amount: Fen,
}
