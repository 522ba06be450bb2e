//! Checking the chain: hashes, digests, gaps, cut tails. Needs no key file.

use crate::journal::{self, Entry};
use crate::schema::{Class, Table};
use crate::tx::Tx;
use crate::value::{Cell, Columns};
use crate::values;
use kernel::{OrgId, Result};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// What an audit of one organisation found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    pub org: OrgId,
    /// Journal rows read; the chain ends here.
    pub seq: i64,
    /// Hexadecimal hash of the last row.
    pub hash: String,
    /// Fact rows read.
    pub facts: u64,
    pub problems: Vec<Problem>,
}

/// One thing that is not as it was written. `code` is worded as `audit-<code>` in `locales/`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    pub code: &'static str,
    /// Table, round or cache; empty for the chain itself.
    pub place: String,
    pub seq: i64,
}

fn problem(code: &'static str, place: &str, seq: i64) -> Problem {
    Problem {
        code,
        place: place.to_owned(),
        seq,
    }
}

/// Every organisation that any journal row, fact or head speaks of, and every one that the installation
/// made: one whose head was deleted, that never had one, or of which nothing is left is audited like the others.
pub fn orgs(tx: &mut Tx) -> Result<Vec<OrgId>> {
    let schema = tx.schema();
    let mut orgs = std::collections::BTreeSet::new();
    let spoken_of = |t: &&Table| {
        matches!(t.class, Class::Fact | Class::Journal) || t.name == "journal_head_now"
    };
    for table in schema.tables.values().filter(spoken_of) {
        // From one org to the next by the key's first column, without reading what lies between.
        let sql = format!(
            "select org from {} where org > $1 order by org limit 1",
            table.name
        );
        let mut after = i64::MIN;
        while let Some(row) = tx.query_opt(&sql, &values![after])? {
            after = row.get(0)?;
            orgs.insert(after);
        }
    }
    let made = "select distinct id from access_org where org = 0 order by id limit 1000000";
    for row in tx.query(made, &[])? {
        orgs.insert(row.get(0)?);
    }
    Ok(orgs.into_iter().collect())
}

/// Chain, digests and the head of one organisation; `checkpoint` is (seq, hash in hexadecimal) as
/// it was printed: without one, rows cut from the end together with their head cannot be seen.
pub fn audit(tx: &mut Tx, org: OrgId, checkpoint: Option<(i64, &str)>) -> Result<Report> {
    let mut problems = Vec::new();
    let chain = read_chain(tx, org, checkpoint, &mut problems)?;
    check_head(tx, org, &chain, &mut problems)?;
    check_installation(tx, org, &mut problems)?;
    let mut facts = 0;
    let schema = tx.schema();
    let mut digests: HashMap<(String, i64), (u64, [u8; 32])> = HashMap::new();
    for table in schema.of_class(Class::Fact) {
        facts += digest_table(tx, org, table, &chain, &mut digests, &mut problems)?;
    }
    for (seq, tables) in &chain.tables {
        check_digest(*seq, tables, &chain, &mut digests, &mut problems);
    }
    for (code, place, seq) in crate::blobs::check(tx, org)? {
        problems.push(problem(code, &place, seq));
    }
    problems.sort_by(|a, b| (a.seq, &a.place, a.code).cmp(&(b.seq, &b.place, b.code)));
    problems.dedup();
    Ok(Report {
        org,
        seq: chain.seq,
        hash: crate::keys::hex(&chain.hash),
        facts,
        problems,
    })
}

#[derive(Default)]
struct Chain {
    seq: i64,
    hash: [u8; 32],
    /// Of the last row: microseconds since 1970, UTC.
    at: i64,
    digests: HashMap<i64, [u8; 32]>,
    tables: BTreeMap<i64, Vec<(String, usize, u64)>>,
}

fn read_chain(
    tx: &mut Tx,
    org: OrgId,
    checkpoint: Option<(i64, &str)>,
    problems: &mut Vec<Problem>,
) -> Result<Chain> {
    let mut chain = Chain::default();
    let sql = format!(
        "select {} from journal where org = $1 order by seq",
        journal::COLUMNS
    );
    tx.query_each(&sql, &values![org], |row| {
        let entry = Entry::from_row(&row)?;
        if entry.seq != chain.seq + 1 {
            problems.push(problem("gap", "", entry.seq));
        } else if entry.prev_hash != chain.hash {
            problems.push(problem("broken_link", "", entry.seq));
        }
        if entry.hash != entry.expected_hash() {
            problems.push(problem("changed_row", "journal", entry.seq));
        }
        if entry.at <= chain.at {
            problems.push(problem("time_goes_back", "", entry.seq));
        }
        chain.at = entry.at;
        chain.seq = entry.seq;
        chain.hash = entry.hash;
        if checkpoint.is_some_and(|(seq, hash)| {
            seq == entry.seq && !hash.eq_ignore_ascii_case(&crate::keys::hex(&entry.hash))
        }) {
            problems.push(problem("rewritten", "", entry.seq));
        }
        chain.digests.insert(entry.seq, entry.digest);
        match entry.tables() {
            Ok(tables) => drop(chain.tables.insert(entry.seq, tables)),
            Err(_) => problems.push(problem("changed_row", "journal", entry.seq)),
        }
        Ok(())
    })?;
    if let Some((seq, _)) = checkpoint.filter(|(seq, _)| *seq > chain.seq) {
        problems.push(problem("tail_cut", "", seq));
    }
    Ok(chain)
}

/// Every journal row holds how the installation's chain stood; a rewritten installation contradicts it.
fn check_installation(tx: &mut Tx, org: OrgId, problems: &mut Vec<Problem>) -> Result<()> {
    let sql = "select j.seq from journal j left join journal z on z.org = 0 and z.seq = j.org0_seq \
               where j.org = $1 and j.org <> 0 and j.org0_seq > 0 and (z.hash is null or z.hash <> j.org0_hash) \
               order by j.seq limit 1000";
    for row in tx.query(sql, &values![org])? {
        problems.push(problem("installation_differs", "journal", row.get(0)?));
    }
    Ok(())
}

fn check_head(tx: &mut Tx, org: OrgId, chain: &Chain, problems: &mut Vec<Problem>) -> Result<()> {
    let row = tx.query_opt(
        "select seq, hash, at from journal_head_now where org = $1",
        &values![org],
    )?;
    // A chain has a head from its first day, before anything is written on it.
    let agrees = row.is_some_and(|row| row.0 == values![chain.seq, chain.hash, chain.at]);
    if !agrees {
        problems.push(problem("head_differs", "journal_head_now", chain.seq));
    }
    Ok(())
}

/// The version of the table in which a journal row wrote it; nothing where it says that it did not.
fn version_at(chain: &Chain, table: &Table, seq: i64) -> Option<usize> {
    let tables = chain.tables.get(&seq)?;
    let named = tables.iter().find(|(name, _, _)| *name == table.name);
    named.map(|(_, version, _)| *version)
}

/// Streams one table in key order with a running hash per journal row. Returns the rows read.
fn digest_table(
    tx: &mut Tx,
    org: OrgId,
    table: &Table,
    chain: &Chain,
    digests: &mut HashMap<(String, i64), (u64, [u8; 32])>,
    problems: &mut Vec<Problem>,
) -> Result<u64> {
    let Some(seq_at) = table.column("seq") else {
        return Ok(0);
    };
    let mut running: HashMap<i64, (u64, Sha256)> = HashMap::new();
    let (mut rows, mut bytes) = (0, Vec::new());
    let sql = format!(
        "select {} from {} where org = $1 order by {}",
        table.names().join(", "),
        table.name,
        table.key_names().join(", ")
    );
    // Of the row before: most rows of a bulk follow each other.
    let mut last: Option<(i64, usize)> = None;
    tx.scan(&sql, &values![org], |row| {
        rows += 1;
        let seq: i64 = row.get(seq_at)?;
        let version = match last.filter(|(of, _)| *of == seq) {
            Some((_, version)) => Some(version),
            None => version_at(chain, table, seq),
        };
        let Some(version) = version else {
            let found = problem("unknown_row", &table.name, seq);
            // Rows come in key order, so a foreign load of a million rows is one line, not a million.
            if problems.last() != Some(&found) {
                problems.push(found);
            }
            return Ok(());
        };
        last = Some((seq, version));
        let columns = table
            .versions
            .get(version.wrapping_sub(1))
            .copied()
            .unwrap_or(table.columns.len());
        // What a column added later holds in an older row, no digest says: it was null and must be.
        for added in columns..table.columns.len() {
            if row.cell(added)? != Cell::Null {
                problems.push(problem("changed_row", &table.name, seq));
                break;
            }
        }
        bytes.clear();
        for index in 0..columns {
            journal::frame_cell(row.cell(index)?, &mut bytes);
        }
        let (count, hasher) = running.entry(seq).or_default();
        *count += 1;
        hasher.update(&bytes);
        Ok(())
    })?;
    for (seq, (count, hasher)) in running {
        digests.insert((table.name.clone(), seq), (count, hasher.finalize().into()));
    }
    Ok(rows)
}

fn check_digest(
    seq: i64,
    tables: &[(String, usize, u64)],
    chain: &Chain,
    digests: &mut HashMap<(String, i64), (u64, [u8; 32])>,
    problems: &mut Vec<Problem>,
) {
    let empty = (0, Sha256::digest([]).into());
    let found: Vec<(String, usize, u64, [u8; 32])> = tables
        .iter()
        .map(|(name, version, _)| {
            let (rows, digest) = digests.remove(&(name.clone(), seq)).unwrap_or(empty);
            (name.clone(), *version, rows, digest)
        })
        .collect();
    let mut told = false;
    for ((name, _, expected), (_, _, rows, _)) in tables.iter().zip(&found) {
        if expected != rows {
            problems.push(problem(
                if rows < expected {
                    "missing_row"
                } else {
                    "extra_row"
                },
                name,
                seq,
            ));
            told = true;
        }
    }
    if !told && chain.digests.get(&seq) != Some(&journal::digest_of(&found)) {
        let names: Vec<&str> = tables.iter().map(|(name, _, _)| name.as_str()).collect();
        problems.push(problem("changed_row", &names.join(", "), seq));
    }
}
