//! Slip and notice as bytes. Numbers are LEB128 in its shortest form, below 2^64; hashes are 32 bytes.

use super::{FORMAT, NOTICE, Notice, SLIP, Slip, Terms, Unreadable, from_digits, to_digits};
use crate::Id;
use crate::apportion::Policy;
use crate::merkle::{Node, Proof, Sums, depth_of};

const POLICIES: [Option<Policy>; 4] = [
    None,
    Some(Policy::PerShareFloor),
    Some(Policy::LargestRemainder),
    Some(Policy::Cumulative),
];

/// A slip or a notice, whichever a text turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    Slip(Box<Slip>),
    Notice(Box<Notice>),
}

impl Read {
    pub fn of_bytes(bytes: &[u8]) -> Result<Read, Unreadable> {
        match bytes.get(1) {
            Some(&SLIP) => Slip::of_bytes(bytes).map(|slip| Read::Slip(Box::new(slip))),
            Some(&NOTICE) => Notice::of_bytes(bytes).map(|notice| Read::Notice(Box::new(notice))),
            Some(_) => Err(Unreadable::Kind),
            None => Err(Unreadable::Short),
        }
    }

    /// Digits, alone or behind the `#` of an address; spaces and line ends do not matter.
    pub fn of_text(text: &str) -> Result<Read, Unreadable> {
        let digits = text.rsplit_once('#').map_or(text, |(_, digits)| digits);
        let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
        Read::of_bytes(&from_digits(&digits)?)
    }
}

impl Slip {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORMAT, SLIP];
        number(&mut out, id(self.org));
        number(&mut out, id(self.round.0));
        terms(&mut out, &self.terms);
        number(&mut out, self.leaves);
        number(&mut out, self.proof.index);
        number(&mut out, id(self.payee.0));
        out.extend(self.salt);
        sums(&mut out, self.sums);
        for node in &self.proof.siblings {
            out.extend(node.hash);
            sums(&mut out, node.sums);
        }
        out
    }

    /// What the QR code carries behind `#`.
    pub fn to_digits(&self) -> String {
        to_digits(&self.to_bytes())
    }

    pub fn of_bytes(bytes: &[u8]) -> Result<Slip, Unreadable> {
        let mut at = Reader::of(bytes, SLIP)?;
        let (org, round) = (at.id()?, Id(at.id()?));
        let terms = at.terms()?;
        let (leaves, index) = (at.number()?, at.number()?);
        let payee = Id(at.id()?);
        let salt = at.bytes()?;
        let own = at.sums()?;
        let mut siblings = Vec::new();
        for _ in 0..depth_of(leaves) {
            let hash = at.bytes()?;
            let sums = at.sums()?;
            siblings.push(Node { hash, sums });
        }
        at.end()?;
        Ok(Slip {
            org,
            round,
            terms,
            leaves,
            payee,
            salt,
            sums: own,
            proof: Proof { index, siblings },
        })
    }
}

impl Notice {
    /// Everything before the signature: what is signed.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORMAT, NOTICE];
        number(&mut out, id(self.org));
        number(&mut out, id(self.round.0));
        number(&mut out, self.issue);
        terms(&mut out, &self.terms);
        number(&mut out, self.leaves);
        out.extend(self.root);
        sums(&mut out, self.sums);
        out.extend(self.register);
        number(&mut out, self.seq);
        out.extend(self.hash);
        number(&mut out, self.title.len() as u64);
        out.extend(self.title.as_bytes());
        out.extend(self.key);
        out
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.signed_bytes();
        out.extend(self.signature);
        out
    }

    pub fn to_digits(&self) -> String {
        to_digits(&self.to_bytes())
    }

    pub fn of_bytes(bytes: &[u8]) -> Result<Notice, Unreadable> {
        let mut at = Reader::of(bytes, NOTICE)?;
        let (org, round) = (at.id()?, Id(at.id()?));
        let issue = at.number()?;
        let terms = at.terms()?;
        let leaves = at.number()?;
        let root = at.bytes()?;
        let sums = at.sums()?;
        let register = at.bytes()?;
        let seq = at.number()?;
        let hash = at.bytes()?;
        let title = at.text()?;
        let (key, signature) = (at.bytes()?, at.bytes()?);
        at.end()?;
        Ok(Notice {
            org,
            round,
            issue,
            terms,
            leaves,
            root,
            sums,
            register,
            seq,
            hash,
            title,
            key,
            signature,
        })
    }
}

/// An id is never below 0.
fn id(id: i64) -> u64 {
    u64::try_from(id).unwrap_or(0)
}

fn number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn sums(out: &mut Vec<u8>, sums: Sums) {
    for one in [sums.payees, sums.shares, sums.weight, sums.gross, sums.tax] {
        number(out, one);
    }
}

fn terms(out: &mut Vec<u8>, terms: &Terms) {
    let place = POLICIES.iter().position(|p| *p == terms.policy);
    number(out, place.unwrap_or(0) as u64);
    number(out, terms.step_fen);
    number(out, terms.pool);
}

struct Reader<'a> {
    left: &'a [u8],
}

impl Reader<'_> {
    fn of(bytes: &[u8], kind: u8) -> Result<Reader<'_>, Unreadable> {
        match bytes {
            [FORMAT, k, left @ ..] if *k == kind => Ok(Reader { left }),
            [FORMAT, _, ..] => Err(Unreadable::Kind),
            [_, _, ..] => Err(Unreadable::Format),
            _ => Err(Unreadable::Short),
        }
    }

    fn number(&mut self) -> Result<u64, Unreadable> {
        let mut number = 0_u128;
        for place in 0..10 {
            let (byte, left) = self.left.split_first().ok_or(Unreadable::Short)?;
            self.left = left;
            number |= u128::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                // A last byte of zero could be left out: one number would have two forms.
                let is_shortest = *byte != 0 || place == 0;
                let number = u64::try_from(number).ok().filter(|_| is_shortest);
                return number.ok_or(Unreadable::Number);
            }
        }
        Err(Unreadable::Number)
    }

    fn id(&mut self) -> Result<i64, Unreadable> {
        i64::try_from(self.number()?).map_err(|_| Unreadable::Number)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let (bytes, left) = self.left.split_first_chunk().ok_or(Unreadable::Short)?;
        self.left = left;
        Ok(*bytes)
    }

    fn sums(&mut self) -> Result<Sums, Unreadable> {
        Ok(Sums {
            payees: self.number()?,
            shares: self.number()?,
            weight: self.number()?,
            gross: self.number()?,
            tax: self.number()?,
        })
    }

    fn terms(&mut self) -> Result<Terms, Unreadable> {
        let place = usize::try_from(self.number()?).map_err(|_| Unreadable::Number)?;
        Ok(Terms {
            policy: *POLICIES.get(place).ok_or(Unreadable::Number)?,
            step_fen: self.number()?,
            pool: self.number()?,
        })
    }

    fn text(&mut self) -> Result<String, Unreadable> {
        let length = usize::try_from(self.number()?).map_err(|_| Unreadable::Number)?;
        let (text, left) = self
            .left
            .split_at_checked(length)
            .ok_or(Unreadable::Short)?;
        self.left = left;
        String::from_utf8(text.to_vec()).map_err(|_| Unreadable::Text)
    }

    fn end(&self) -> Result<(), Unreadable> {
        if self.left.is_empty() {
            Ok(())
        } else {
            Err(Unreadable::Long)
        }
    }
}
