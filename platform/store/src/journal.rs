//! The chain: what a journal row holds and how its hashes run.
//!
//! *Row bytes*: the columns in the order recorded for the table's version; each is one tag byte
//! (0 null, 1 int, 2 text or date, 3 bytes), then 8 bytes big-endian for an int, or a length of
//! 8 bytes big-endian and the bytes.
//! *Table digest*: SHA-256 over the row bytes of the rows that one journal row wrote into one
//! table, in primary-key order.
//! *Digest*: SHA-256 over, for each of these tables by name: name, version, number of rows, table
//! digest, each framed as above.
//! *Hash*: SHA-256 over `zhen/journal/1`, the previous hash and the row's other columns, framed.

use crate::schema::Table;
use crate::value::{Cell, Value};
use kernel::{Error, Result};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// The hash before the first row of every chain.
pub const GENESIS: [u8; 32] = [0; 32];

/// How many rows of one table a deed keeps for sorting; beyond, its rows must come in key order.
const KEPT_ROWS: usize = 20_000;

/// A journal row as it stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub org: i64,
    pub seq: i64,
    pub at: i64,
    pub actor: i64,
    pub via: String,
    pub deed: String,
    pub deed_version: i64,
    pub input: Vec<u8>,
    pub input_subject: Option<i64>,
    pub input_sealed: Option<Vec<u8>>,
    pub org0_seq: i64,
    pub org0_hash: Vec<u8>,
    pub tables: String,
    pub digest: [u8; 32],
    pub prev_hash: [u8; 32],
    pub hash: [u8; 32],
}

pub(crate) const COLUMNS: &str = "org, seq, at, actor, via, deed, deed_version, input, input_subject, input_sealed, \
     org0_seq, org0_hash, tables, digest, prev_hash, hash";

impl Entry {
    pub(crate) fn values(&self) -> Vec<Value> {
        crate::values![
            self.org,
            self.seq,
            self.at,
            self.actor,
            self.via.clone(),
            self.deed.clone(),
            self.deed_version,
            self.input.clone(),
            self.input_subject,
            self.input_sealed.clone(),
            self.org0_seq,
            self.org0_hash.clone(),
            self.tables.clone(),
            self.digest,
            self.prev_hash,
            self.hash,
        ]
    }

    pub(crate) fn from_row(row: &crate::Row) -> Result<Entry> {
        Ok(Entry {
            org: row.get(0)?,
            seq: row.get(1)?,
            at: row.get(2)?,
            actor: row.get(3)?,
            via: row.get(4)?,
            deed: row.get(5)?,
            deed_version: row.get(6)?,
            input: row.get(7)?,
            input_subject: row.get(8)?,
            input_sealed: row.get(9)?,
            org0_seq: row.get(10)?,
            org0_hash: row.get(11)?,
            tables: row.get(12)?,
            digest: row.get(13)?,
            prev_hash: row.get(14)?,
            hash: row.get(15)?,
        })
    }

    /// The hash that this row must carry.
    pub fn expected_hash(&self) -> [u8; 32] {
        let mut values = self.values();
        values.truncate(values.len().saturating_sub(2));
        let mut bytes = Vec::new();
        for value in &values {
            frame(value, &mut bytes);
        }
        let mut hasher = Sha256::new();
        hasher.update(b"zhen/journal/1");
        hasher.update(self.prev_hash);
        hasher.update(&bytes);
        hasher.finalize().into()
    }

    /// What `tables` says: (name, version, rows).
    pub fn tables(&self) -> Result<Vec<(String, usize, u64)>> {
        let fault = || {
            Error::Internal(format!(
                "journal {}:{}: tables not understood",
                self.org, self.seq
            ))
        };
        self.tables
            .split(',')
            .filter(|t| !t.is_empty())
            .map(|t| {
                let mut parts = t.split(':');
                match (
                    parts.next(),
                    parts.next().map(str::parse),
                    parts.next().map(str::parse),
                ) {
                    (Some(name), Some(Ok(version)), Some(Ok(rows))) => {
                        Ok((name.to_owned(), version, rows))
                    }
                    _ => Err(fault()),
                }
            })
            .collect()
    }
}

/// One value as bytes that no other value has.
pub fn frame(value: &Value, out: &mut Vec<u8>) {
    frame_cell(value.cell(), out);
}

/// [`frame`] of what is still the engine's.
pub(crate) fn frame_cell(cell: Cell<'_>, out: &mut Vec<u8>) {
    let long = |tag: u8, bytes: &[u8], out: &mut Vec<u8>| {
        out.push(tag);
        out.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        out.extend_from_slice(bytes);
    };
    match cell {
        Cell::Null => out.push(0),
        Cell::Int(v) => {
            out.push(1);
            out.extend_from_slice(&v.to_be_bytes());
        }
        Cell::Text(v) => long(2, v.as_bytes(), out),
        Cell::Bytes(v) => long(3, v, out),
    }
}

/// A key as bytes that sort as the engines sort the key.
pub(crate) fn key_bytes(table: &Table, row: &[Value], out: &mut Vec<u8>) {
    for index in &table.key {
        match row.get(*index).unwrap_or(&Value::Null) {
            Value::Null => out.push(0),
            Value::Int(v) => {
                out.extend_from_slice(&(v.wrapping_sub(i64::MIN) as u64).to_be_bytes())
            }
            Value::Text(v) => terminated(v.as_bytes(), out),
            Value::Bytes(v) => terminated(v, out),
        }
    }
}

/// The order of two rows by their keys, as the engines sort them.
pub(crate) fn by_key(table: &Table, one: &[Value], other: &[Value]) -> Ordering {
    let order = |index: &usize| one.get(*index).cmp(&other.get(*index));
    let mut orders = table.key.iter().map(order);
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Zero bytes escaped and the end marked, so that a prefix sorts before what it begins.
fn terminated(bytes: &[u8], out: &mut Vec<u8>) {
    for b in bytes {
        out.push(*b);
        if *b == 0 {
            out.push(0xff);
        }
    }
    out.extend_from_slice(&[0, 0]);
}

/// The running digest of the rows that one deed writes into one table.
#[derive(Default)]
pub(crate) struct TableDigest {
    /// Key and row bytes of the rows kept, one after the other.
    bytes: Vec<u8>,
    kept: Vec<Kept>,
    /// Whether a kept row came before one with a lower key.
    is_unordered: bool,
    hasher: Sha256,
    last_key: Vec<u8>,
    rows: u64,
}

/// Where a kept row's key begins, its row bytes begin, and both end.
#[derive(Clone, Copy)]
struct Kept {
    key: usize,
    row: usize,
    end: usize,
}

impl Kept {
    fn key(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.key..self.row).unwrap_or_default()
    }

    fn row(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.row..self.end).unwrap_or_default()
    }
}

impl TableDigest {
    pub(crate) fn add(&mut self, table: &Table, row: &[Value]) -> Result<()> {
        let key = self.bytes.len();
        key_bytes(table, row, &mut self.bytes);
        let begin = self.bytes.len();
        row.iter().for_each(|value| frame(value, &mut self.bytes));
        let kept = Kept {
            key,
            row: begin,
            end: self.bytes.len(),
        };
        self.is_unordered |= self
            .kept
            .last()
            .is_some_and(|last| last.key(&self.bytes) > kept.key(&self.bytes));
        self.kept.push(kept);
        self.rows += 1;
        if self.kept.len() >= KEPT_ROWS {
            self.hash_kept(table)?;
        }
        Ok(())
    }

    fn hash_kept(&mut self, table: &Table) -> Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        let mut kept = std::mem::take(&mut self.kept);
        if std::mem::take(&mut self.is_unordered) {
            kept.sort_unstable_by(|one, other| one.key(&bytes).cmp(other.key(&bytes)));
        }
        let mut last = self.last_key.as_slice();
        for one in &kept {
            // No key is empty, so the first row of all comes after nothing.
            if last >= one.key(&bytes) {
                return Err(Error::Internal(format!(
                    "{}: a bulk deed must insert in key order",
                    table.name
                )));
            }
            self.hasher.update(one.row(&bytes));
            last = one.key(&bytes);
        }
        self.last_key = last.to_vec();
        (self.bytes, self.kept) = (bytes, kept);
        self.bytes.clear();
        self.kept.clear();
        Ok(())
    }

    /// (rows, table digest)
    pub(crate) fn finish(mut self, table: &Table) -> Result<(u64, [u8; 32])> {
        self.hash_kept(table)?;
        Ok((self.rows, self.hasher.finalize().into()))
    }
}

/// What one deed wrote into one table: name, version, rows, table digest.
pub(crate) type Written = (String, usize, u64, [u8; 32]);

/// The digest over all tables that a deed wrote, by name.
pub(crate) fn digest_of(tables: &[Written]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for (name, version, rows, digest) in tables {
        frame(&Value::from(name), &mut bytes);
        frame(&Value::Int(*version as i64), &mut bytes);
        frame(&Value::Int(*rows as i64), &mut bytes);
        frame(&Value::from(*digest), &mut bytes);
    }
    Sha256::digest(&bytes).into()
}
