//! Slip and notice as JSON, for files that people keep: ids as text, hashes in hexadecimal.

use super::{Notice, Slip, Terms, Unreadable};
use crate::Id;
use crate::merkle::{Node, Proof, Sums};
use crate::text::{hex, unhex};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonTerms {
    policy: Option<crate::apportion::Policy>,
    step_fen: u64,
    pool: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonNode {
    hash: String,
    sums: Sums,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonSlip {
    format: u8,
    org: String,
    round: String,
    terms: JsonTerms,
    leaves: u64,
    index: u64,
    payee: String,
    salt: String,
    sums: Sums,
    siblings: Vec<JsonNode>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonNotice {
    format: u8,
    org: String,
    round: String,
    issue: u64,
    terms: JsonTerms,
    leaves: u64,
    root: String,
    sums: Sums,
    register: String,
    seq: u64,
    hash: String,
    title: String,
    key: String,
    signature: String,
}

fn id(text: &str) -> Result<i64, Unreadable> {
    let id: Option<i64> = text.parse().ok();
    id.filter(|id| *id >= 0).ok_or(Unreadable::Number)
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Unreadable> {
    unhex(text).ok_or(Unreadable::Text)
}

fn format(format: u8) -> Result<(), Unreadable> {
    (format == super::FORMAT)
        .then_some(())
        .ok_or(Unreadable::Format)
}

impl From<&Terms> for JsonTerms {
    fn from(terms: &Terms) -> JsonTerms {
        JsonTerms {
            policy: terms.policy,
            step_fen: terms.step_fen,
            pool: terms.pool,
        }
    }
}

impl From<JsonTerms> for Terms {
    fn from(terms: JsonTerms) -> Terms {
        Terms {
            policy: terms.policy,
            step_fen: terms.step_fen,
            pool: terms.pool,
        }
    }
}

/// Pretty, with a line end: a file that opens in any editor.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).map_or_else(|_| String::new(), |text| text + "\n")
}

impl Slip {
    pub fn to_json(&self) -> String {
        let node = |node: &Node| JsonNode {
            hash: hex(&node.hash),
            sums: node.sums,
        };
        text(&JsonSlip {
            format: super::FORMAT,
            org: self.org.to_string(),
            round: self.round.to_string(),
            terms: (&self.terms).into(),
            leaves: self.leaves,
            index: self.proof.index,
            payee: self.payee.to_string(),
            salt: hex(&self.salt),
            sums: self.sums,
            siblings: self.proof.siblings.iter().map(node).collect(),
        })
    }

    pub fn of_json(json: &str) -> Result<Slip, Unreadable> {
        let slip: JsonSlip = serde_json::from_str(json).map_err(|_| Unreadable::Text)?;
        format(slip.format)?;
        let node = |node: &JsonNode| {
            Ok(Node {
                hash: bytes(&node.hash)?,
                sums: node.sums,
            })
        };
        let siblings: Result<Vec<Node>, Unreadable> = slip.siblings.iter().map(node).collect();
        Ok(Slip {
            org: id(&slip.org)?,
            round: Id(id(&slip.round)?),
            terms: slip.terms.into(),
            leaves: slip.leaves,
            payee: Id(id(&slip.payee)?),
            salt: bytes(&slip.salt)?,
            sums: slip.sums,
            proof: Proof {
                index: slip.index,
                siblings: siblings?,
            },
        })
    }
}

impl Notice {
    pub fn to_json(&self) -> String {
        text(&JsonNotice {
            format: super::FORMAT,
            org: self.org.to_string(),
            round: self.round.to_string(),
            issue: self.issue,
            terms: (&self.terms).into(),
            leaves: self.leaves,
            root: hex(&self.root),
            sums: self.sums,
            register: hex(&self.register),
            seq: self.seq,
            hash: hex(&self.hash),
            title: self.title.clone(),
            key: hex(&self.key),
            signature: hex(&self.signature),
        })
    }

    pub fn of_json(json: &str) -> Result<Notice, Unreadable> {
        let notice: JsonNotice = serde_json::from_str(json).map_err(|_| Unreadable::Text)?;
        format(notice.format)?;
        Ok(Notice {
            org: id(&notice.org)?,
            round: Id(id(&notice.round)?),
            issue: notice.issue,
            terms: notice.terms.into(),
            leaves: notice.leaves,
            root: bytes(&notice.root)?,
            sums: notice.sums,
            register: bytes(&notice.register)?,
            seq: notice.seq,
            hash: bytes(&notice.hash)?,
            title: notice.title,
            key: bytes(&notice.key)?,
            signature: bytes(&notice.signature)?,
        })
    }
}
