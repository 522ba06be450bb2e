//! What a household's slip and a posted notice carry in their QR codes, and what can be checked with them alone.
//!
//! docs/verify.md says the same for strangers, byte for byte; `vectors/proof-1.json` is made by a second
//! implementation. Pure: signatures are made and checked elsewhere.

mod digits;
mod json;
mod wire;

pub use wire::Read;

pub use digits::{from_digits, to_digits};

use crate::apportion::Policy;
use crate::merkle::{Node, Proof, ProofFault, Sums};
use crate::{Id, OrgId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The number of this format, the first byte of every proof.
pub const FORMAT: u8 = 1;
const SLIP: u8 = 1;
const NOTICE: u8 = 2;

/// By what rule the pool became amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Nothing where a line is the sum of several parts, each with weights of its own.
    pub policy: Option<Policy>,
    /// Fen.
    pub step_fen: u64,
    /// Fen.
    pub pool: u64,
}

/// A household's line with its way to the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    pub org: OrgId,
    pub round: Id,
    pub terms: Terms,
    /// n, the number of lines in the tree.
    pub leaves: u64,
    pub payee: Id,
    /// Of this household in this round alone.
    pub salt: [u8; 32],
    pub sums: Sums,
    pub proof: Proof,
}

/// What stands on the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub org: OrgId,
    pub round: Id,
    /// Which issue of the round's notice.
    pub issue: u64,
    pub terms: Terms,
    pub leaves: u64,
    pub root: [u8; 32],
    pub sums: Sums,
    /// Of the tree over the roster or register, before any money.
    pub register: [u8; 32],
    /// The journal row with which the notice was posted.
    pub seq: u64,
    pub hash: [u8; 32],
    /// Number and title, as people call the round; at most 90 bytes of UTF-8.
    pub title: String,
    /// Ed25519, over everything before the signature.
    pub key: [u8; 32],
    pub signature: [u8; 64],
}

/// Why a text is no proof of this format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("there are other signs than digits, or a number of them that no proof has")]
    Digits,
    #[error("it is of another format")]
    Format,
    #[error("it is of another kind")]
    Kind,
    #[error("it ends too early")]
    Short,
    #[error("something follows its end")]
    Long,
    #[error("a number in it is not written as it must be")]
    Number,
    #[error("a text in it is not readable")]
    Text,
}

/// Why a slip is not what the notice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Tree(#[from] ProofFault),
    #[error("it is of another round than the notice")]
    OtherRound,
    #[error("the notice names other terms")]
    OtherTerms,
    #[error("the number of payees is not the number of lines")]
    Payees,
    #[error("the line is not what the rule gives")]
    Amount { right: u64 },
    #[error("the lines together are not what the rule makes of the pool")]
    Pool,
}

impl Fault {
    /// A word for pages and tests: `wrong_root`.
    pub fn code(self) -> &'static str {
        match self {
            Fault::Tree(ProofFault::NotAPlace) => "not_a_place",
            Fault::Tree(ProofFault::WrongDepth) => "wrong_depth",
            Fault::Tree(ProofFault::Overflow) => "overflow",
            Fault::Tree(ProofFault::WrongRoot) => "wrong_root",
            Fault::Tree(ProofFault::WrongSums) => "wrong_sums",
            Fault::OtherRound => "other_round",
            Fault::OtherTerms => "other_terms",
            Fault::Payees => "payees",
            Fault::Amount { .. } => "amount",
            Fault::Pool => "pool",
        }
    }
}

/// What a slip shows once it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub root: [u8; 32],
    pub sums: Sums,
    /// The sums of all lines before this one.
    pub before: Sums,
    /// Whether the amount was worked out again from the weights; not where a line has several parts, and under
    /// `largest_remainder` only to the fen, since who gets the last ones hangs on all lines.
    pub is_amount_checked: bool,
}

/// HMAC-SHA-256(salt, payee, 8 bytes): what stands in the trees for a payee.
pub fn commitment(salt: &[u8; 32], payee: Id) -> [u8; 32] {
    keyed(salt, &payee.0.to_be_bytes())
}

/// HMAC-SHA-256.
pub fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes keys of every length");
    };
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// What the leaves of a round's lines are hashed under.
pub fn lines_context(org: OrgId, round: Id) -> Vec<u8> {
    format!("zhen/payout/lines/{org}/{round}").into_bytes()
}

impl Slip {
    /// The top that this line leads to.
    pub fn top(&self) -> Result<Node, ProofFault> {
        let context = lines_context(self.org, self.round);
        let commitment = commitment(&self.salt, self.payee);
        self.proof
            .climb(self.leaves, &context, &commitment, self.sums)
    }

    /// Holds the line against a root that was typed from the notice, and the amount against the terms that the slip
    /// itself names.
    pub fn check_root(&self, root: &[u8; 32]) -> Result<Held, Fault> {
        let top = self.top()?;
        if top.hash != *root {
            return Err(ProofFault::WrongRoot.into());
        }
        if top.sums.payees != self.leaves {
            return Err(Fault::Payees);
        }
        let before = self.proof.sums_before().ok_or(ProofFault::Overflow)?;
        let is_amount_checked = self.terms.check(self.sums, before, top.sums)?;
        Ok(Held {
            root: top.hash,
            sums: top.sums,
            before,
            is_amount_checked,
        })
    }

    /// Holds the line against the whole notice.
    pub fn check(&self, notice: &Notice) -> Result<Held, Fault> {
        if (self.org, self.round) != (notice.org, notice.round) {
            return Err(Fault::OtherRound);
        }
        if self.leaves != notice.leaves {
            return Err(ProofFault::WrongDepth.into());
        }
        if self.terms != notice.terms {
            return Err(Fault::OtherTerms);
        }
        let held = self.check_root(&notice.root)?;
        if held.sums != notice.sums {
            return Err(ProofFault::WrongSums.into());
        }
        Ok(held)
    }
}

impl Terms {
    /// Whether the gross of a line could be worked out again and is right.
    fn check(&self, line: Sums, before: Sums, all: Sums) -> Result<bool, Fault> {
        let (pool, total) = (u128::from(self.pool), u128::from(all.weight));
        let paid = u128::from(all.gross);
        let Some(policy) = self.policy.filter(|_| total > 0) else {
            return if paid > pool {
                Err(Fault::Pool)
            } else {
                Ok(false)
            };
        };
        let per_weight = match (policy, self.step_fen) {
            (Policy::PerShareFloor, 1 | 10 | 100) => {
                let step = u128::from(self.step_fen);
                pool / total / step * step
            }
            (Policy::PerShareFloor, _) => return Err(Fault::OtherTerms),
            (_, 1) => 0,
            _ => return Err(Fault::OtherTerms),
        };
        let all_paid = match policy {
            Policy::PerShareFloor => per_weight * total,
            _ => pool,
        };
        if paid != all_paid {
            return Err(Fault::Pool);
        }
        // Below 2^64 times 2^64: fits.
        let share = |weight: u128| pool * weight / total;
        let weight = u128::from(line.weight);
        let right = match policy {
            Policy::Cumulative => {
                let before = u128::from(before.weight);
                share(before + weight) - share(before)
            }
            Policy::PerShareFloor => per_weight * weight,
            Policy::LargestRemainder => {
                let floor = share(weight);
                floor + u128::from(u128::from(line.gross) == floor + 1 && pool * weight % total > 0)
            }
        };
        if u128::from(line.gross) == right {
            return Ok(true);
        }
        let right = u64::try_from(right).unwrap_or(u64::MAX);
        Err(Fault::Amount { right })
    }
}
